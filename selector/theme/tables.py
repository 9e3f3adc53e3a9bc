"""The tables of a theme file, as they are written: what is left out is neutral.

Paul Tol's high-contrast and medium-contrast schemes: fills stay apart in grey and for
colour-blind readers, and a hatch tells them apart once more.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from selector.criteria.base import Table

Colour = Annotated[str, Field(pattern="^#[0-9A-Fa-f]{6}$")]
MAX_ALT = 200  # characters of what a logo shows


class Colours(Table):
    """The colours, on paper that is white.

    `sea` is all that is no municipality, also between hexagons: darker than paper, so that a gap
    never passes for a municipality that is left open.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    ink: Colour = "#1A1A1A"
    quiet: Colour = "#555555"
    accent: Colour = "#004488"
    warm: Colour = "#8A4B00"
    soft: Colour = "#F4F6F9"
    rail: Colour = "#E4E7EB"
    rule: Colour = "#C8CCD2"
    sea: Colour = "#C9D6DE"
    land: Colour = "#ECEDE8"
    line: Colour = "#A9B0B4"
    chosen: Colour = "#004488"
    not_chosen: Colour = "#DDAA33"
    ineligible: Colour = "#BB5566"
    national: Colour = "#6699CC"
    fillable: Colour = "#EECC66"
    others: Colour = "#9DB4CC"
    shared: Colour = "#F3C9CF"
    stedelijk: Colour = "#6699CC"
    niet_stedelijk: Colour = Field("#F3E3B3", alias="niet-stedelijk")
    krimp: Colour = "#994455"


class Fonts(Table):
    """The fonts: of papers, maps and code. Each comes with Typst or with matplotlib."""

    text: Literal[
        "Libertinus Serif", "New Computer Modern", "DejaVu Sans", "DejaVu Serif"
    ] = "Libertinus Serif"  # fmt: skip
    maps: Literal["DejaVu Sans", "DejaVu Serif"] = "DejaVu Sans"
    code: Literal["DejaVu Sans Mono"] = "DejaVu Sans Mono"


class LogoTable(Table):
    """A logo beside the theme file, PNG or SVG, and what it shows for who cannot see it."""

    file: Annotated[str, Field(min_length=1)]
    alt: Annotated[str, Field(min_length=1, max_length=MAX_ALT)]


class ThemeTable(Table):
    """A whole theme file."""

    colours: Colours = Colours()
    fonts: Fonts = Fonts()
    logo: LogoTable | None = None

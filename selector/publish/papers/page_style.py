"""The style of the page: its variables in the colours of a theme, then what stands in its file."""

from collections.abc import Mapping
from importlib.resources import files

from selector.theme import NEUTRAL, Theme
from selector.theme.colours import mixed
from selector.theme.look import PAPER

FOLDER = "templates"
# What no theme changes; before what is for a dark screen, which changes these as well.
FIXED = {"paper": PAPER, "none": PAPER, "on-chosen": PAPER, "focus": "#c25700", "mark": "#fff3d1",
         "mark-ink": "#5c3d00"}  # fmt: skip
PALE = 0.66  # of paper in a bar of what could be reached


def dressed(theme: Theme) -> str:
    """Return the style of the page in the colours of a theme.

    Only the neutral colours have their like for a dark screen; any others are the same everywhere.
    """
    inks = {**FIXED, **_variables(theme)}
    told = "".join(f" --{name}: {value.lower()};" for name, value in inks.items())
    dark = part("dark.css") if theme.colours == NEUTRAL.colours else ""
    return f":root {{{told} color-scheme: {schemes(theme)}; }}\n{dark}{part('page.css')}"


def schemes(theme: Theme) -> str:
    """Return for which screens there are colours."""
    return "light dark" if theme.colours == NEUTRAL.colours else "light"


def part(name: str) -> str:
    """Return a file of the page."""
    source = files("selector.publish.papers").joinpath(FOLDER, name)
    return source.read_text(encoding="utf-8").replace("\r\n", "\n")


def _variables(theme: Theme) -> Mapping[str, str]:
    """Return the colours by what they are for on the page."""
    colours, fills = theme.colours, {**theme.context, **theme.cohort}
    return {
        "ink": colours.ink, "quiet": colours.quiet, "soft": colours.soft, "rule": colours.rule,
        "rail": colours.rail, "blue": colours.accent, "link": colours.accent,
        "sea": colours.sea, "edge": colours.sea,
        "chosen": colours.chosen, "can": mixed(colours.chosen, PAPER, PALE),
        "not-ground": fills["not_chosen"].face, "not-line": fills["not_chosen"].ink,
        "in-ground": fills["ineligible"].ink, "in-line": fills["ineligible"].face,
        "urban": fills["stedelijk"].face, "rural": fills["niet-stedelijk"].face,
        "krimp": fills["krimp"].face, "krimp-line": fills["krimp"].ink,
        "fillable": colours.fillable, "national": colours.national,
    }  # fmt: skip

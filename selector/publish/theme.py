"""How the maps look: colours, hatches and the font, in one place.

Paul Tol's high-contrast and medium-contrast schemes: fills stay apart in grey and for
colour-blind readers, and a hatch tells them apart once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fill:
    """The colour of an area, and its hatch in a colour of its own."""

    face: str
    hatch: str = ""
    ink: str = ""


def _fills(**fills: Fill) -> Mapping[str, Fill]:
    return fills


@dataclass(frozen=True)
class Theme:
    """The colours and the font of every map.

    `sea` is all that is no municipality, also between hexagons: darker than `none`, so that a
    gap never passes for a municipality that is left open. `font` comes with matplotlib.
    """

    ink: str = "#1A1A1A"
    quiet: str = "#555555"
    paper: str = "#FFFFFF"
    sea: str = "#C9D6DE"
    land: str = "#ECEDE8"
    line: str = "#A9B0B4"
    accent: str = "#004488"
    font: str = "DejaVu Sans"
    cohort: Mapping[str, Fill] = field(
        default_factory=lambda: _fills(
            chosen=Fill("#004488"),
            not_chosen=Fill("#DDAA33", "////", "#F3DFB0"),
            ineligible=Fill("#BB5566", "xxx", "#F0D5D9"),
            none=Fill("#FFFFFF"),
        )
    )
    spots: Mapping[str, Fill] = field(
        default_factory=lambda: _fills(  # dark to light as more is left open
            chosen=Fill("#004488"),
            national=Fill("#6699CC", "----", "#FFFFFF"),
            fillable=Fill("#EECC66", "////", "#997700"),
            open=Fill("#FFFFFF"),
        )
    )
    context: Mapping[str, Fill] = field(
        default_factory=lambda: {
            "stedelijk": Fill("#6699CC"),
            "niet-stedelijk": Fill("#F3E3B3"),
            "krimp": Fill("#994455", "\\\\\\\\", "#D9A3AD"),
        }
    )
    plan: Mapping[str, Fill] = field(
        default_factory=lambda: _fills(
            own=Fill("#004488"),
            others=Fill("#9DB4CC"),
            national=Fill("#6699CC", "----", "#FFFFFF"),
            none=Fill("#FFFFFF"),
        )
    )
    shared: Fill = Fill("#F3C9CF", "////", "#BB5566")  # where a forbidden pair covers the same

    @property
    def flat(self) -> tuple[str, ...]:
        """Return the colours of areas, without doubles."""
        fills = (*self.cohort.values(), *self.spots.values(), *self.context.values(),
                 *self.plan.values(), self.shared)  # fmt: skip
        areas = (self.paper, self.sea, self.land, self.ink)
        return tuple(dict.fromkeys((*areas, *(look.face for look in fills))))


NEUTRAL = Theme()

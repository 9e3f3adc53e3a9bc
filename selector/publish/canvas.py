"""What the maps share: the country on a page, its fills and towns, and how it is saved."""

import warnings
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from selector.outcome import Outcome
from selector.publish.ground import Ground, country_path
from selector.publish.labels import Box, Room, Spot, around, beside, size_of
from selector.texts import Texts
from selector.theme import Fill, Theme
from selector.visible import visible

STYLE = {
    "hatch.linewidth": 0.7,
    "text.hinting": "none",  # at 300 dpi a letter needs none, and it takes half of the time
    "svg.fonttype": "none",  # text stays text: to be searched, read aloud, and kept small
    "svg.hashsalt": "selector",
    "axes.titley": 1.0,  # where it stands: else it is looked for among ticks that are not shown
    "text.parse_math": False,  # a `$` in a name is a dollar
}
TOWNS = 10  # the largest, for who looks for where it is
DPI = 300
_BROAD = frozenset("MWmw@%—…")
COLOURS = 128  # of a PNG: flat fills, and their edges
SNAP = 6  # of 255: so near to a colour of the theme a colour of a PNG is that one


def style(theme: Theme) -> dict[str, Any]:
    """Return how matplotlib is set while it draws in a theme."""
    return {**STYLE, "font.family": [theme.fonts.maps]}


def shown_date(result: Outcome, texts: Texts) -> str:
    """Return the day of the run in words."""
    day = result.day
    return f"{day.day} {texts(f'month.{day.month}')} {day.year}"


def cut(text: str, width: int) -> str:
    """Return a text of the user on one line, as wide as so many letters at most."""
    shown = visible(text)
    wide = list(accumulate(_breadth(letter) for letter in shown))
    if not wide or wide[-1] <= width:
        return shown
    return shown[: bisect_right(wide, width - 1)] + "…"


def breadth(text: str) -> float:
    """Return how wide a text is, in letters; narrow ones count in full."""
    return sum(map(_breadth, text))


def _breadth(letter: str) -> float:
    """Return how wide a letter is, in letters; narrow ones count in full."""
    if letter in _BROAD or east_asian_width(letter) in "WF":
        return 1.65
    return 1.2 if letter.isupper() else 1.0


def place(axes: Axes, ground: Ground, theme: Theme) -> Room:
    """Lay the country on axes with the sea behind it; returns the room for labels."""
    west, south, east, north = ground.bounds
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    corner, size = (west, south), (east - west, north - south)
    axes.add_artist(Rectangle(corner, *size, facecolor=theme.colours.sea, linewidth=0, zorder=0))
    figure = axes.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches() * axes.get_position(original=True).size * 72
    metres = max(size[0] / width, size[1] / height)
    return Room(float(metres), Box(west, south, east, north))


def fill(
    axes: Axes, ground: Ground, kinds: Sequence[str], fills: Mapping[str, Fill], theme: Theme
) -> None:
    """Fill every municipality by its kind, with their borders over it.

    One path for all of a kind: a hatch is drawn per path, and runs on across borders.
    """
    named = np.array(kinds)
    for kind, look in fills.items():
        members = np.flatnonzero(named == kind)
        if len(members):
            whole = country_path([ground.whole(members.tolist())])
            axes.add_artist(PathPatch(whole, linewidth=0, **filled(look)))
    lines = {"facecolor": "none", "edgecolor": theme.colours.line, "linewidth": 0.4}
    axes.add_artist(PathPatch(ground.outlines, **lines))


def filled(look: Fill) -> dict[str, Any]:
    """Return a fill as matplotlib takes it."""
    return {"facecolor": look.face, "hatch": look.hatch, "edgecolor": look.ink or look.face}


def key(look: Fill, label: str, theme: Theme) -> Patch:
    """Return the line of a legend for a fill; what is as white as paper gets an edge."""
    patch = Patch(label=label, linewidth=0, **filled(look))
    if look.face == theme.paper:
        patch.set(edgecolor=theme.colours.quiet, linewidth=0.6)
    return patch


def towns(axes: Axes, result: Outcome, ground: Ground, room: Room) -> None:
    """Mark the largest towns with a dot and, where there is room, their name."""
    theme = result.theme
    units = result.problem.regions.municipalities
    largest = sorted(range(len(units)), key=lambda m: (-units[m].population, units[m].code))
    size, dot = 5.4, 1.9  # points
    for m in largest[:TOWNS]:
        at, text = ground.points[m], cut(units[m].name, 24)
        x, y = float(at[0]), float(at[1])
        gap = 0.8 * dot * room.metres
        if not room.free(room.box((x, y), "", dot)):  # the middle holds a label: just below it
            y -= 7 * room.metres
        name = room.first(beside((x, y), text, size * 0.88 * room.metres, gap), text, size * 0.88)
        if name is None:
            continue
        axes.plot(
            [x], [y], marker="o", markersize=dot, color=theme.colours.ink,
            markeredgecolor=theme.paper,
            markeredgewidth=0.5, zorder=6,
        )  # fmt: skip
        axes.text(
            *name, text, ha="center", va="center_baseline", fontsize=size, color=theme.colours.ink,
            zorder=6, bbox={"boxstyle": "square,pad=0.08", "facecolor": theme.paper,
                            "alpha": 0.72, "linewidth": 0},
        )  # fmt: skip


def led(axes: Axes, spot: Spot, text: str, avoid: Any, room: Room, theme: Theme) -> None:
    """Write a label beside a small area, with a line to it, so that it hides nothing."""
    size = 6.5
    half, up = size_of(text, size * room.metres)
    free = (
        at
        for at in around(spot, 1.6 * up + half / 2, rings=7)
        if not shapely.intersects(
            avoid, shapely.box(at[0] - half, at[1] - up, at[0] + half, at[1] + up)
        )
    )
    at = room.first(free, text, size) or room.first(around(spot, 3 * up), text, size)
    if at is None:
        return
    axes.annotate(
        text, spot, at, ha="center", va="center", fontsize=size, fontweight="bold",
        color=theme.colours.accent, zorder=7,
        arrowprops={"arrowstyle": "-", "color": theme.colours.ink, "linewidth": 0.6, "shrinkA": 0,
                    "shrinkB": 0},
        bbox={"boxstyle": "round,pad=0.15", "facecolor": theme.paper,
              "edgecolor": theme.colours.accent,
              "linewidth": 0.6},
    )  # fmt: skip


def save(figure: Figure, path: Path, title: str, alt: str, theme: Theme, dpi: int = DPI) -> None:
    """Write PNG and SVG with a text for who cannot see it, and no date inside."""
    svg = {"Title": title, "Description": alt, "Date": None, "Creator": None}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # of a rare character, drawn as a box
        _save_png(figure, path.with_suffix(".png"), alt, theme.flat, dpi)
        figure.savefig(path.with_suffix(".svg"), metadata=svg)


def _save_png(figure: Figure, path: Path, alt: str, flat: Sequence[str], dpi: int) -> None:
    """Write PNG in few colours: a third of the bytes and of the time."""
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    drawn = Image.fromarray(pixels).convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette(_palette(drawn, flat))
    small = drawn.quantize(palette=palette, dither=Image.Dither.NONE)
    about = PngInfo()
    about.add_text("Description", alt)
    small.save(path, dpi=(dpi, dpi), pnginfo=about, compress_level=3)


def _palette(drawn: Image.Image, flat: Sequence[str]) -> list[int]:
    """Return the colours of a drawing: those of the theme, and of one pixel in sixteen the rest.

    What is all but a colour of the theme is that colour.
    """
    sample = drawn.resize([edge // 4 for edge in drawn.size], Image.Resampling.NEAREST)
    found = sample.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours = np.array(found.getpalette(), dtype=int).reshape(-1, 3)
    wanted = np.array([[int(name[i : i + 2], 16) for i in (1, 3, 5)] for name in flat])
    far = np.abs(colours[:, None] - wanted).max(axis=2).min(axis=1) > SNAP
    return [int(part) for part in np.concatenate([wanted, colours[far]]).ravel()]

"""The cohorts of several results as small maps side by side."""

from collections.abc import Iterator
from math import ceil

import matplotlib as mpl
from matplotlib.figure import Figure

from selector.comparison.sides import Side, Sides
from selector.publish import map as map_cohort
from selector.publish.alt import alt_cohort
from selector.publish.canvas import cut, style
from selector.publish.cohort_ground import draw_cohort
from selector.publish.ground import ground_of
from selector.publish.map_plans import COARSE
from selector.publish.marks import marks
from selector.publish.on_the_map import note_of
from selector.publish.sheet import legend
from selector.texts import Texts
from selector.theme import Theme
from selector.theme.look import PAPER

WIDTH, GAP = 4.2, 0.15  # inches of a map, and beside it
COLUMNS = 3
HEAD, FOOT = 0.62, 1.25  # inches above each map, and below all
LETTERS = 46  # of a name above a map


def make_figure(sides: Sides, texts: Texts, theme: Theme) -> Figure:
    """Return the maps in rows, each below its name, with one legend for all."""
    first = sides.sides[0].outcome
    ground, inks = ground_of(first, COARSE), theme.colours
    west, south, east, north = ground.bounds
    tall = WIDTH * (north - south) / (east - west)
    columns = min(COLUMNS, len(sides.sides))
    rows = ceil(len(sides.sides) / columns)
    wide, high = columns * (WIDTH + GAP) + GAP, rows * (tall + HEAD) + FOOT
    with mpl.rc_context(style(theme)):  # type: ignore[arg-type]
        figure = Figure(figsize=(wide, high), facecolor=PAPER)
        for i, side in enumerate(sides.sides):
            left = GAP + (WIDTH + GAP) * (i % columns)
            low = high - (tall + HEAD) * (i // columns + 1)
            where = (left / wide, low / high, WIDTH / wide, tall / high)
            own = ground_of(side.outcome, COARSE)
            draw_cohort(figure.add_axes(where), side.outcome, own, by_id=True)
            for line, (text, size, up) in enumerate(_heads(i + 1, side, texts)):
                ink = inks.quiet if line else inks.ink
                weight = "normal" if line else "bold"
                figure.text(left / wide, (low + tall + up) / high, text, fontsize=size,
                            color=ink, fontweight=weight)  # fmt: skip
        keys = map_cohort.keys(first, texts)
        keys[0].set_label(texts("compare.legend_chosen"))
        legend(figure, keys, (GAP / wide, (FOOT - 0.15) / high), theme, size=7.5)
        figure.text(GAP / wide, 0.08 / high, texts(note_of(first)), fontsize=6, color=inks.quiet)
    return figure


def alt(sides: Sides, texts: Texts) -> str:
    """Return in words what the maps show, one after the other."""
    said = [f"{n} {side.name}: {alt_cohort(side.outcome, texts)}"
            for n, side in enumerate(sides.sides, start=1)]  # fmt: skip
    return texts("compare.alt", said=" ".join(said))


def _heads(number: int, side: Side, texts: Texts) -> Iterator[tuple[str, float, float]]:
    """Yield what stands above a map: text, size, and inches above it."""
    outcome = side.outcome
    yield cut(f"{number} {side.name}", LETTERS), 10.0, 0.34
    said = texts(
        "compare.under", scenario=cut(outcome.problem.scenario.name, LETTERS),
        status=texts.word(outcome.status), count=len(outcome.selected),
    )  # fmt: skip
    yield said, 7.5, 0.2
    yield " · ".join(marks(outcome, texts.language)), 7.0, 0.06

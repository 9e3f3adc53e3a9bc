"""The maps as pictures for the papers: the country with its legend, and what it shows in words."""

from collections.abc import Callable
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from selector.outcome import Outcome
from selector.publish import map as map_cohort
from selector.publish import map_conflicts, map_context, map_plans, map_white_spots
from selector.publish.alt import (
    alt_cohort,
    alt_conflicts,
    alt_context,
    alt_multiples,
    alt_white_spots,
)
from selector.publish.canvas import style
from selector.publish.cohort_ground import draw_cohort
from selector.publish.ground import Ground, ground_of
from selector.publish.on_the_map import note_of
from selector.publish.picture import Picture
from selector.publish.sheet import banner, legend
from selector.publish.svg import element
from selector.texts import Texts, load_texts
from selector.theme.look import PAPER

WIDTH = 4.9  # inches of a country by itself; a wide picture is twice as wide
LINE = 13.5  # points of a line of a legend


def pictures(outcome: Outcome, language: str) -> tuple[Picture, ...]:
    """Return the maps `cohort`, `context`, `conflicts`, `white_spots` and `multiples`.

    Of an outcome without a cohort there are none. The same outcome, the same pictures.
    """
    if outcome.optimum is None:
        return ()
    texts = load_texts(language)
    with mpl.rc_context(style(outcome.theme)):  # type: ignore[arg-type]
        return tuple(make(outcome, texts) for make in _MAKERS)


def _picture(figure: Figure, name: str, title: str, alt: str) -> Picture:
    width, height = (float(edge) * 72 for edge in figure.get_size_inches())
    return Picture(name, title, alt, element(figure, name, title, alt), width, height)


def _cohort(outcome: Outcome, texts: Texts) -> Picture:
    handles = map_cohort.keys(outcome, texts)
    ground = ground_of(outcome)
    figure = _country(outcome, ground, WIDTH, len(handles), texts)
    draw_cohort(figure.axes[0], outcome, ground)
    _legend(figure, handles, outcome)
    return _picture(figure, "cohort", texts("map.title"), alt_cohort(outcome, texts))


def _context(outcome: Outcome, texts: Texts) -> Picture:
    handles = map_context.keys(outcome, texts)
    ground = ground_of(outcome)
    figure = _country(outcome, ground, WIDTH, len(handles), texts)
    map_context.draw_contexts(figure.axes[0], outcome, ground)
    _legend(figure, handles, outcome)
    return _picture(figure, "context", texts("map_context.title"), alt_context(outcome, texts))


def _conflicts(outcome: Outcome, texts: Texts) -> Picture:
    handles = map_conflicts.keys(outcome, texts)
    ground = ground_of(outcome)
    figure = _country(outcome, ground, WIDTH, len(handles), texts)
    pairs, _ = map_conflicts.pairs_shown(outcome)
    map_conflicts.draw_pairs(figure.axes[0], outcome, ground, pairs)
    _legend(figure, handles, outcome)
    title, alt = texts("map_conflicts.title"), alt_conflicts(outcome, texts)
    return _picture(figure, "conflicts", title, alt)


def _white_spots(outcome: Outcome, texts: Texts) -> Picture:
    handles = map_white_spots.keys(texts, outcome.theme)
    west, south, east, north = ground_of(outcome).bounds
    wide, tall = 2 * WIDTH, 2 * WIDTH * 0.318 * (north - south) / (east - west)
    below = (len(handles) * LINE + 24) / 72
    height = tall + below + 0.62
    figure = Figure(figsize=(wide, height), facecolor=PAPER)
    map_white_spots.draw_sectors(
        figure, outcome, texts,
        lambda i: (0.006 + 0.335 * i, below / height, 0.318, tall / height),
    )  # fmt: skip
    legend(figure, handles, (0.006, (below - 0.07) / height), outcome.theme)
    _source(figure, outcome, texts, 0.006)
    banner(figure, outcome, texts)
    title, alt = texts("white_spots.title"), alt_white_spots(outcome, texts)
    return _picture(figure, "white_spots", title, alt)


def _multiples(outcome: Outcome, texts: Texts) -> Picture:
    figure = Figure(figsize=(2 * WIDTH, map_plans.height(outcome, 2 * WIDTH) + 1.0),
                    facecolor=PAPER)  # fmt: skip
    height = float(figure.get_size_inches()[1])
    frame = (0.0, 0.62 / height, 1.0, 1 - 1.0 / height)
    map_plans.draw_side_by_side(figure, outcome, texts, frame)
    legend(figure, map_plans.keys(outcome, texts), (0.006, 0.52 / height), outcome.theme, columns=4)
    _source(figure, outcome, texts, 0.006)
    banner(figure, outcome, texts)
    title, alt = texts("map_plans.title"), alt_multiples(outcome, texts)
    return _picture(figure, "multiples", title, alt)


_MAKERS: tuple[Callable[[Outcome, Texts], Picture], ...] = (
    _cohort, _context, _conflicts, _white_spots, _multiples,
)  # fmt: skip


def _country(
    outcome: Outcome, ground: Ground, width: float, lines: int, texts: Texts | None = None,
) -> Figure:  # fmt: skip
    """Return a figure with axes for one country, and below it room for a legend and the source."""
    theme = outcome.theme
    west, south, east, north = ground.bounds
    tall = width * (north - south) / (east - west)
    below = (lines * LINE + 22) / 72 if texts else 0.0
    figure = Figure(figsize=(width, tall + below), facecolor=theme.paper)
    figure.add_axes((0.0, below / (tall + below), 1.0, tall / (tall + below)))
    if texts:
        banner(figure, outcome, texts, share=0.42)
        _source(figure, outcome, texts, 0.01)
    return figure


def _legend(figure: Figure, handles: list[Any], outcome: Outcome) -> None:
    box = figure.axes[0].get_position(original=True)
    height = float(figure.get_size_inches()[1])
    legend(figure, handles, (0.01, box.y0 - 0.07 / height), outcome.theme)


def _source(figure: Figure, outcome: Outcome, texts: Texts, left: float) -> None:
    colours = outcome.theme.colours
    height = float(figure.get_size_inches()[1])
    figure.text(left, 0.05 / height, texts(note_of(outcome)), fontsize=6, color=colours.quiet)

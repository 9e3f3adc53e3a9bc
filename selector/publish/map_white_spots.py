"""The map of white spots: three countries, one per sector, by who covers each municipality."""

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from selector.analysis.white_spots import STATES
from selector.outcome import Outcome
from selector.publish.alt import alt_white_spots
from selector.publish.canvas import cut, fill, key, place, save, style
from selector.publish.ground import ground_of
from selector.publish.places import WHITE_SPOTS, made
from selector.publish.sheet import legend, note, sheet
from selector.texts import Texts, load_texts
from selector.theme import Theme
from selector.vocabulary import SECTORS

LISTED = 5  # plans that would fill most
Frame = Callable[[int], tuple[float, float, float, float]]  # where the country of a sector stands


def draw_white_spots(result: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/witte-vlekken.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(style(result.theme)):  # type: ignore[arg-type]
        figure = make_figure(result, texts)
        alt = alt_white_spots(result, texts)
        save(figure, made(folder, WHITE_SPOTS), texts("white_spots.title"), alt, result.theme)


def make_figure(result: Outcome, texts: Texts) -> Figure:
    """Return the figure: a country per sector, with a legend and the plans that would fill most."""
    below = note(result, texts, national=False)
    figure = sheet(result, texts, texts("white_spots.title"), 0.02, below, top=0.898)
    draw_sectors(figure, result, texts, lambda i: (0.015 + 0.328 * i, 0.265, 0.318, 0.555))
    legend(figure, keys(texts, result.theme), (0.02, 0.238), result.theme, size=8.5)
    _fillers(figure, result, texts)
    return figure


def draw_sectors(
    figure: Figure, result: Outcome, texts: Texts, frame: Frame, size: float = 11.0,
) -> None:  # fmt: skip
    """Draw a country per sector, each in its frame, with the share that is covered above it."""
    theme = result.theme
    ground = ground_of(result)
    people = result.white_spots.people(result.problem, lambda _, sector: sector)
    for i, sector in enumerate(SECTORS):
        axes = figure.add_axes(frame(i))
        place(axes, ground, theme)
        fill(axes, ground, result.white_spots.states[sector], theme.spots, theme)
        share = 100 * people[sector]["chosen"] / max(sum(people[sector].values()), 1)
        axes.set_title(
            texts(f"white_spots.map_{sector}", share=texts.decimal(share, 0)),
            fontsize=size, fontweight="bold", color=theme.colours.ink, loc="left",
        )  # fmt: skip


def keys(texts: Texts, theme: Theme) -> list[Patch]:
    """Return the lines of the legend."""
    return [
        key(theme.spots[state], texts(f"white_spots.legend_{state}"), theme) for state in STATES
    ]


def _fillers(figure: Figure, result: Outcome, texts: Texts) -> None:
    """Write who would fill most, and what can still be covered."""
    colours = result.theme.colours
    from selector.publish.white_spots import covering_lines

    spots = result.white_spots.fillers[:LISTED]
    names = {plan.plan_id: plan.name for plan in result.problem.plans.rows}
    y = 0.225
    if spots:
        head = texts("white_spots.map_fillers")
        figure.text(0.43, y, head, fontsize=9.5, fontweight="bold", color=colours.ink)
    for filler in spots:
        y -= 0.021
        said = texts.number(filler.people)
        against = (
            texts(
                "white_spots.map_rivals", rivals=cut(texts.listed(list(filler.competes_with)), 40)
            )
            if filler.competes_with
            else ""
        )
        name = cut(names[filler.plan_id], 34)
        figure.text(0.43, y, cut(filler.plan_id, 8), fontsize=8, color=colours.quiet)
        figure.text(0.47, y, f"{name}: {said}{against}", fontsize=8, color=colours.ink)
    for i, line in enumerate(covering_lines(result, texts)):
        figure.text(0.02, 0.079 - 0.02 * i, line, fontsize=8, color=colours.ink)

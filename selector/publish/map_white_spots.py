"""The map of white spots: three countries, one per sector, by who covers each municipality."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch

from selector.analysis.white_spots import STATES
from selector.outcome import Outcome
from selector.publish.canvas import (
    INK,
    PAPER,
    QUIET,
    STYLE,
    country_path,
    fit,
    note_of,
    save,
    shapes_of,
    shown_date,
)
from selector.texts import Texts, load_texts
from selector.vocabulary import SECTORS

FILLS = {  # fill, hatch, colour of the hatch; dark to light as more is left open
    "chosen": ("#004488", "", "#004488"),
    "national": ("#6699CC", "....", "#FFFFFF"),
    "fillable": ("#EECC66", "////", "#997700"),
    "open": ("#F7F7F7", "", "#F7F7F7"),
}
LISTED = 5  # plans that would fill most


def draw_white_spots(result: Outcome, folder: Path, language: str) -> None:
    """Write `map_white_spots.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = make_figure(result, texts)
        alt = texts("white_spots.alt", scenario=result.problem.scenario.name)
        save(figure, folder / "map_white_spots", texts("white_spots.title"), alt)


def make_figure(result: Outcome, texts: Texts) -> Figure:
    """Return the figure: a country per sector, with a legend and the plans that would fill most."""
    figure = Figure(figsize=(11.69, 8.27), facecolor=PAPER)
    units = shapes_of(result).to_numpy()
    outlines = country_path(units)
    for i, sector in enumerate(SECTORS):
        axes = figure.add_axes((0.015 + 0.328 * i, 0.262, 0.318, 0.60))
        _draw(axes, units, outlines, result.white_spots.states[sector])
        people = result.white_spots.people(result.problem, lambda _, s: s)[sector]
        share = 100 * people["chosen"] / max(sum(people.values()), 1)
        axes.set_title(
            texts(f"white_spots.map_{sector}", share=texts.decimal(share, 0)),
            fontsize=11, fontweight="bold", color=INK, loc="left",
        )  # fmt: skip
    figure.text(0.02, 0.935, texts("white_spots.title"), fontsize=17, fontweight="bold", color=INK)
    subtitle = texts(
        "map.subtitle",
        scenario=result.problem.scenario.name,
        size=len(result.selected),
        plans=len(result.problem.plans),
        date=shown_date(result, texts),
    )
    figure.text(0.02, 0.905, subtitle, fontsize=8.5, color=QUIET)
    _legend(figure, texts)
    _fillers(figure, result, texts)
    figure.text(
        0.02, 0.025, texts(f"{note_of(result)}_all"), fontsize=6.5, color=QUIET, va="bottom"
    )
    return figure


def _draw(axes: Axes, units: Any, outlines: Any, states: tuple[str, ...]) -> None:
    named = np.array(states)
    for state, (fill, hatch, ink) in FILLS.items():
        part = units[named == state]
        if len(part):
            whole = country_path([shapely.union_all(part)])
            axes.add_patch(
                PathPatch(whole, facecolor=fill, edgecolor=ink, hatch=hatch, linewidth=0)
            )
    axes.add_artist(PathPatch(outlines, facecolor="none", edgecolor="#B8B8B8", linewidth=0.3))
    fit(axes, units)


def _legend(figure: Figure, texts: Texts) -> None:
    handles = [
        Patch(
            facecolor=FILLS[state][0], hatch=FILLS[state][1], edgecolor=FILLS[state][2],
            linewidth=0, label=texts(f"white_spots.legend_{state}"),
        )
        for state in STATES
    ]  # fmt: skip
    handles[-1].set(edgecolor="#888888", linewidth=0.6)
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.012, 0.245), frameon=False,
        fontsize=8.5, handlelength=2.2, handleheight=1.2, labelcolor=INK,
    )  # fmt: skip


def _fillers(figure: Figure, result: Outcome, texts: Texts) -> None:
    """Write who would fill most, and what can still be covered."""
    from selector.publish.white_spots import covering_lines

    spots = result.white_spots.fillers[:LISTED]
    names = {plan.plan_id: plan.name for plan in result.problem.plans.rows}
    y = 0.225
    if spots:
        head = texts("white_spots.map_fillers")
        figure.text(0.43, y, head, fontsize=9.5, fontweight="bold", color=INK)
    for filler in spots:
        y -= 0.021
        said = texts("white_spots.map_people", people=texts.number(filler.people))
        against = (
            texts("white_spots.map_rivals", rivals=texts.listed(list(filler.competes_with)))
            if filler.competes_with
            else ""
        )
        name = names[filler.plan_id]
        name = name if len(name) <= 34 else f"{name[:33]}…"
        figure.text(0.43, y, filler.plan_id[:8], fontsize=8, color=QUIET)
        figure.text(0.47, y, f"{name}: {said}{against}", fontsize=8, color=INK)
    for i, line in enumerate(covering_lines(result, texts)):
        figure.text(0.02, 0.079 - 0.02 * i, line, fontsize=8, color=INK)

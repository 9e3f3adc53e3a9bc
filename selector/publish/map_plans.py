"""A small map of every chosen plan, and all of them side by side on one page."""

from math import ceil
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch

from selector.outcome import Outcome
from selector.publish.alt import alt_multiples, alt_plan
from selector.publish.canvas import STYLE, cut, filled, key, note_of, place, save
from selector.publish.cohort_ground import STAR, provisional
from selector.publish.ground import Ground, country_path, ground_of
from selector.publish.places import MULTIPLES, PLANS, file_names, made
from selector.publish.sheet import banner, legend, note, sheet
from selector.publish.theme import NEUTRAL, Theme
from selector.texts import Texts, load_texts

SMALL = (2.6, 3.25)  # inches of the map of one plan
COARSE = 500.0  # metres; such a map is a quarter as large
MOST = 100  # chosen plans that get a map of their own
SIDE_BY_SIDE = 48  # that stay legible on one page
HEAD = 0.3  # inches above a small map, for its name
INSET = 0.03  # of the width, left and right of a small map


def draw_multiples(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/veelluik.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = make_figure(outcome, texts)
        title, alt = texts("map_plans.title"), alt_multiples(outcome, texts)
        save(figure, made(folder, MULTIPLES), title, alt)


def draw_plans(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/aanvragen/`: PNG and SVG of every chosen plan, named by its plan_id."""
    texts, ground = load_texts(language), ground_of(outcome.problem.regions, COARSE)
    names = file_names(outcome.selected)
    (folder / PLANS).mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        for plan_id in outcome.selected[:MOST]:
            p = outcome.problem.plans.index[plan_id]
            figure = plan_figure(outcome, p, ground, texts)
            path = made(folder, f"{PLANS}/{names[plan_id]}")
            save(figure, path, _title(outcome, p), alt_plan(outcome, p, texts))


def make_figure(outcome: Outcome, texts: Texts) -> Figure:
    """Return the page with a small map of every chosen plan."""
    shown = outcome.selected[:SIDE_BY_SIDE]
    more = len(outcome.selected) - len(shown)
    before = (texts("map.more", count=more),) if more else ()
    below = note(outcome, texts, *before, national=False)
    figure = sheet(outcome, texts, texts("map_plans.title"), 0.02, below, top=0.898)
    legend(figure, keys(texts), (0.62, 0.93), columns=2, size=7.5)
    draw_side_by_side(figure, outcome, (0.015, 0.06, 0.97, 0.79))
    return figure


def draw_side_by_side(
    figure: Figure, outcome: Outcome, frame: tuple[float, float, float, float],
    theme: Theme = NEUTRAL,
) -> None:  # fmt: skip
    """Draw the chosen plans in rows within a frame of the figure, each under its id and name."""
    ground = ground_of(outcome.problem.regions, COARSE)
    shown = outcome.selected[:SIDE_BY_SIDE]
    left, low, width, height = frame
    inches = figure.get_size_inches()
    columns = _columns(len(shown), width * inches[0], height * inches[1], ground)
    step, tall = width / columns, _tall(columns, width * inches[0], ground) / inches[1]
    down = min(tall + HEAD / inches[1], height / ceil(len(shown) / columns))
    for i, plan_id in enumerate(shown):
        x, y = left + step * (i % columns), low + height - down * (i // columns + 1)
        axes = figure.add_axes((x + INSET * step, y, (1 - 2 * INSET) * step, tall))
        p = outcome.problem.plans.index[plan_id]
        draw_plan(axes, outcome, p, ground, theme)
        letters = max(int((1 - 2 * INSET) * step * inches[0] * 72 / 3.9), 8)
        said = cut(f"{_id(outcome, p)} {outcome.problem.plans.rows[p].name}", letters)
        axes.set_title(said, fontsize=6.6, color=theme.ink, loc="left", pad=2.5)


def height(outcome: Outcome, width: float) -> float:
    """Return how high the small maps are together, in inches, in a frame so many inches wide."""
    ground = ground_of(outcome.problem.regions, COARSE)
    count = min(len(outcome.selected), SIDE_BY_SIDE)
    columns = min(6, max(count, 1)) if count < 25 else 8
    return ceil(count / columns) * (_tall(columns, width, ground) + HEAD)


def _columns(count: int, width: float, height: float, ground: Ground) -> int:
    """Return the fewest columns with which all maps are in a frame: then they are largest."""
    for columns in range(1, count):
        rows = ceil(count / columns)
        if rows * (_tall(columns, width, ground) + HEAD) <= height + 1e-6:
            return columns
    return max(count, 1)


def _tall(columns: int, width: float, ground: Ground) -> float:
    """Return how high a map is of which so many stand in a width."""
    west, south, east, north = ground.bounds
    return (1 - 2 * INSET) * width / columns * (north - south) / (east - west)


def plan_figure(
    outcome: Outcome, p: int, ground: Ground, texts: Texts, theme: Theme = NEUTRAL
) -> Figure:
    """Return the small map of one plan, with its id, name, people and where the shapes are from."""
    figure = Figure(figsize=SMALL, facecolor=theme.paper)
    figure.text(0.03, 0.945, cut(_id(outcome, p), 12), fontsize=10, fontweight="bold",
                color=theme.accent)  # fmt: skip
    plan = outcome.problem.plans.rows[p]
    figure.text(0.03, 0.90, cut(plan.name, 42), fontsize=7, color=theme.ink)
    units = [outcome.problem.regions.municipalities[m] for m in
             outcome.problem.places[p].municipalities]  # fmt: skip
    said = texts(
        "map_plans.said_one" if len(units) == 1 else "map_plans.said", count=len(units),
        people=texts.number(sum(unit.population for unit in units)),
    )  # fmt: skip
    figure.text(0.03, 0.862, said, fontsize=6, color=theme.quiet)
    axes = figure.add_axes((0.03, 0.05, 0.94, 0.79))
    draw_plan(axes, outcome, p, ground, theme)
    figure.text(0.03, 0.015, texts(note_of(outcome)), fontsize=4.6, color=theme.quiet)
    banner(figure, outcome, texts, theme, small=True, right=True)
    return figure


def draw_plan(axes: Axes, outcome: Outcome, p: int, ground: Ground, theme: Theme = NEUTRAL) -> None:
    """Draw one plan in the country; what the other chosen plans cover is lighter."""
    problem = outcome.problem
    place(axes, ground, theme)
    land = {"facecolor": theme.plan["none"].face, "edgecolor": theme.line, "linewidth": 0.5}
    axes.add_artist(PathPatch(ground.land, **land))
    others = {
        m
        for plan_id in outcome.selected
        for q in [problem.plans.index[plan_id]]
        if q != p and not problem.plans.rows[q].national
        for m in problem.places[q].municipalities
    }
    own = "national" if problem.plans.rows[p].national else "own"
    for kind, members in (("others", sorted(others)), (own, problem.places[p].municipalities)):
        if members:
            area = country_path([ground.whole(list(members))])
            axes.add_patch(PathPatch(area, linewidth=0, **filled(theme.plan[kind])))


def keys(texts: Texts, theme: Theme = NEUTRAL) -> list[Patch]:
    """Return the lines of the legend."""
    return [key(look, texts(f"map_plans.{kind}"), theme) for kind, look in theme.plan.items()]


def _id(outcome: Outcome, p: int) -> str:
    star = STAR if provisional(outcome, p) else ""
    return f"{cut(outcome.problem.plans.ids[p], 12)}{star}"


def _title(outcome: Outcome, p: int) -> str:
    plan = outcome.problem.plans.rows[p]
    return f"{cut(plan.plan_id, 40)} {cut(plan.name, 80)}"

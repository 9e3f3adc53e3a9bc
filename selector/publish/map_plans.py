"""A small map of every chosen plan, and all of them side by side on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path as MplPath
from matplotlib.transforms import Affine2D

from selector.outcome import Outcome
from selector.publish.alt import alt_multiples, alt_plan
from selector.publish.canvas import cut, filled, key, save, style
from selector.publish.ground import Ground, country_path, ground_of
from selector.publish.on_the_map import STAR, note_of, provisional
from selector.publish.places import MULTIPLES, PLANS, file_names, made
from selector.publish.sheet import banner, legend, note, sheet
from selector.texts import Texts, load_texts

SMALL = (2.6, 3.5)  # inches of the map of one plan
COARSE = 500.0  # metres; such a map is a quarter as large
MOST = 100  # chosen plans that get a map of their own
SIDE_BY_SIDE = 48  # that stay legible on one page
HEAD = 0.4  # inches above a small map, for its name
INSET = 0.03  # of the width, left and right of a small map
LETTER = 3.75  # points of a letter of that name
Frame = tuple[float, float, float, float]  # left, low, width and height, of a figure (0..1)


@dataclass(frozen=True)
class Small:
    """The country for small maps, and what each chosen plan covers of it, made once for all."""

    ground: Ground
    areas: Mapping[int, MplPath]

    @property
    def shape(self) -> float:
        """Return the height of the country against its width."""
        return _shape(self.ground)


def small_of(outcome: Outcome) -> Small:
    """Return what the small maps of an outcome share."""
    problem, ground = outcome.problem, ground_of(outcome, COARSE)
    chosen = [problem.plans.index[plan_id] for plan_id in outcome.selected]
    members = {p: list(problem.places[p].municipalities) for p in chosen}
    return Small(
        ground, {p: country_path([ground.whole(inside)]) for p, inside in members.items() if inside}
    )


def draw_multiples(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/veelluik.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(style(outcome.theme)):  # type: ignore[arg-type]
        figure = make_figure(outcome, texts)
        title, alt = texts("map_plans.title"), alt_multiples(outcome, texts)
        save(figure, made(folder, MULTIPLES), title, alt, outcome.theme)


def draw_plans(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/aanvragen/`: PNG and SVG of every chosen plan, named by its plan_id."""
    texts, small = load_texts(language), small_of(outcome)
    names = file_names(outcome.selected)
    (folder / PLANS).mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(style(outcome.theme)):  # type: ignore[arg-type]
        for plan_id in outcome.selected[:MOST]:
            p = outcome.problem.plans.index[plan_id]
            path = made(folder, f"{PLANS}/{names[plan_id]}")
            figure = plan_figure(outcome, p, small, texts)
            save(figure, path, plan_title(outcome, p), alt_plan(outcome, p, texts), outcome.theme)


def make_figure(outcome: Outcome, texts: Texts) -> Figure:
    """Return the page with a small map of every chosen plan."""
    more = len(outcome.selected) - SIDE_BY_SIDE
    before = (texts("map.more", count=more),) if more > 0 else ()
    below = note(outcome, texts, *before, national=False)
    figure = sheet(outcome, texts, texts("map_plans.title"), 0.02, below, top=0.898)
    legend(figure, keys(outcome, texts), (0.47, 0.93), outcome.theme, columns=3, size=7)
    draw_side_by_side(figure, outcome, texts, (0.015, 0.06, 0.97, 0.79))
    return figure


def draw_side_by_side(figure: Figure, outcome: Outcome, texts: Texts, frame: Frame) -> None:
    """Draw the chosen plans in rows within a frame, each below its id, name and people."""
    colours = outcome.theme.colours
    small, shown = small_of(outcome), outcome.selected[:SIDE_BY_SIDE]
    left, low, width, height = frame
    wide, high = figure.get_size_inches()
    columns = _columns(len(shown), width * wide, height * high, small.ground)
    step, tall = width / columns, _tall(columns, width * wide, small.ground) / high
    down = min(tall + HEAD / high, height / ceil(len(shown) / columns))
    letters = max(int((1 - 2 * INSET) * step * wide * 72 / LETTER), 8)
    for i, plan_id in enumerate(shown):
        p = outcome.problem.plans.index[plan_id]
        x, y = left + step * (i % columns + INSET), low + height - down * (i // columns + 1)
        draw_plan(figure, outcome, p, small, (x, y, (1 - 2 * INSET) * step, tall))
        said = f"{_id(outcome, p)} {outcome.problem.plans.rows[p].name}"
        above = y + tall + 3 / (72 * high)
        figure.text(
            x, above + 8.5 / (72 * high), cut(said, letters), fontsize=6.6, color=colours.ink
        )
        figure.text(x, above, _people(outcome, p, texts), fontsize=5.6, color=colours.quiet)


def height(outcome: Outcome, width: float) -> float:
    """Return how high the small maps are together, in inches, in a frame so many inches wide."""
    count = min(len(outcome.selected), SIDE_BY_SIDE)
    columns = min(6, max(count, 4)) if count < 25 else 8
    ground = ground_of(outcome, COARSE)
    return max(ceil(count / columns), 1) * (_tall(columns, width, ground) + HEAD)


def _columns(count: int, width: float, height: float, ground: Ground) -> int:
    """Return the fewest columns with which all maps are in a frame: then they are largest."""
    columns = 1
    while ceil(count / columns) * (_tall(columns, width, ground) + HEAD) > height + 1e-6:
        columns += 1
    return columns


def _tall(columns: int, width: float, ground: Ground) -> float:
    """Return how high a map is of which so many stand in a width."""
    return (1 - 2 * INSET) * width / columns * _shape(ground)


def _shape(ground: Ground) -> float:
    """Return the height of the country against its width."""
    west, south, east, north = ground.bounds
    return (north - south) / (east - west)


def plan_figure(outcome: Outcome, p: int, small: Small, texts: Texts) -> Figure:
    """Return the small map of one plan, with its id, name, people and where the shapes are from."""
    theme = outcome.theme
    figure = Figure(figsize=SMALL, facecolor=theme.paper)
    name, high = cut(outcome.problem.plans.rows[p].name, 42), SMALL[1] * 72
    top = banner(figure, outcome, texts, most=5.5, share=0.9)
    for text, size, ink, weight in (
        (_id(outcome, p), 10.0, theme.colours.accent, "bold"),
        (name, 6.8, theme.colours.ink, "normal"),
        (_people(outcome, p, texts), 6.0, theme.colours.quiet, "normal"),
    ):
        top += 1.45 * size
        figure.text(0.03, 1 - top / high, text, fontsize=size, color=ink, fontweight=weight)
    tall = 1 - (top + 17) / high
    across = tall * SMALL[1] / SMALL[0] / small.shape
    draw_plan(figure, outcome, p, small, ((1 - across) / 2, 12 / high, across, tall))
    figure.text(0.03, 4 / high, texts(note_of(outcome)), fontsize=4.6, color=theme.colours.quiet)
    return figure


def draw_plan(figure: Figure, outcome: Outcome, p: int, small: Small, frame: Frame) -> None:
    """Draw one plan in the country; what the other chosen plans cover is lighter."""
    theme = outcome.theme
    rows, place = outcome.problem.plans.rows, _laid(small.ground, frame)

    def draw(path: MplPath, **look: Any) -> None:
        patch = PathPatch(path, transform=place + figure.transFigure, **look)
        figure.add_artist(patch)

    figure.add_artist(
        Rectangle(frame[:2], *frame[2:], transform=figure.transFigure, facecolor=theme.colours.sea,
                  linewidth=0)
    )  # fmt: skip
    draw(
        small.ground.land,
        facecolor=theme.plan["none"].face,
        edgecolor=theme.colours.line,
        linewidth=0.5,
    )
    others = [area for q, area in small.areas.items() if q != p and not rows[q].national]
    if others:
        whole = MplPath.make_compound_path(*others)
        draw(whole, linewidth=0, **filled(theme.plan["others"]))
    if p in small.areas:
        look = theme.plan["national" if rows[p].national else "own"]
        draw(small.areas[p], linewidth=0, **filled(look))


def _laid(ground: Ground, frame: Frame) -> Affine2D:
    """Return how metres become places in a figure (0..1), so that the country fills a frame."""
    west, south, east, north = ground.bounds
    across, up = frame[2] / (east - west), frame[3] / (north - south)
    return Affine2D().translate(-west, -south).scale(across, up).translate(frame[0], frame[1])


def keys(outcome: Outcome, texts: Texts) -> list[Patch]:
    """Return the lines of the legend; national and provisional only when there are such."""
    theme = outcome.theme
    plans = outcome.problem.plans
    chosen = [plans.index[plan_id] for plan_id in outcome.selected[:SIDE_BY_SIDE]]
    national = any(plans.rows[p].national for p in chosen)
    found = [
        key(look, texts(f"map_plans.{kind}"), theme)
        for kind, look in theme.plan.items()
        if kind != "national" or national
    ]
    if any(provisional(outcome, p) for p in chosen):
        found.append(Patch(facecolor="none", label=texts("map.legend_star", star=STAR)))
    return found


def plan_title(outcome: Outcome, p: int) -> str:
    """Return the id and the name of a plan, cut."""
    plan = outcome.problem.plans.rows[p]
    return f"{cut(plan.plan_id, 40)} {cut(plan.name, 80)}"


def _id(outcome: Outcome, p: int) -> str:
    star = STAR if provisional(outcome, p) else ""
    return f"{cut(outcome.problem.plans.ids[p], 12)}{star}"


def _people(outcome: Outcome, p: int, texts: Texts) -> str:
    problem = outcome.problem
    units = [problem.regions.municipalities[m] for m in problem.places[p].municipalities]
    people = texts.number(sum(unit.population for unit in units))
    said = "map_plans.said_one" if len(units) == 1 else "map_plans.said"
    return texts(said, count=len(units), people=people)

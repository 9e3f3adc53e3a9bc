"""The map of contexts: which municipalities are urban, not urban or shrinking, and who is where."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch

from selector.geography.context import context_people, municipal_context
from selector.outcome import Outcome
from selector.publish.alt import alt_context
from selector.publish.canvas import cut, fill, key, led, place, save, style, towns
from selector.publish.ground import Ground, country_path, ground_of
from selector.publish.labels import Room, nearest, size_of, within
from selector.publish.on_the_map import STAR, provisional
from selector.publish.places import CONTEXT, made
from selector.publish.sheet import legend, note, sheet
from selector.texts import Texts, load_texts
from selector.theme import Theme
from selector.vocabulary import CONTEXTS

LISTED = 34  # plans beside the map
SHARES = (0.83, 0.905, 0.965)  # where the columns with shares end


def draw_context(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/context.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(style(outcome.theme)):  # type: ignore[arg-type]
        figure = make_figure(outcome, texts)
        title, alt = texts("map_context.title"), alt_context(outcome, texts)
        save(figure, made(folder, CONTEXT), title, alt, outcome.theme)


def make_figure(outcome: Outcome, texts: Texts) -> Figure:
    """Return the figure: the contexts at the left, the shares of every chosen plan at the right."""
    figure = sheet(outcome, texts, texts("map_context.title"), 0.60, note(outcome, texts))
    axes = figure.add_axes((0.01, 0.03, 0.58, 0.94))
    draw_contexts(axes, outcome, ground_of(outcome))
    legend(figure, keys(outcome, texts), (0.60, 0.888), outcome.theme)
    _list(figure, outcome, texts)
    return figure


def draw_contexts(axes: Axes, outcome: Outcome, ground: Ground) -> None:
    """Draw the contexts, the border of every chosen plan, its id, and the towns."""
    theme = outcome.theme
    problem = outcome.problem
    table = problem.scenario.territory
    kinds = [municipal_context(unit, table) for unit in problem.regions.municipalities]
    room = place(axes, ground, theme)
    fill(axes, ground, kinds, theme.context, theme)
    for plan_id in outcome.selected:
        p = problem.plans.index[plan_id]
        members = list(problem.places[p].municipalities)
        if members and not problem.plans.rows[p].national:
            text = cut(plan_id, 8) + (STAR if provisional(outcome, p) else "")
            _outline(axes, ground, members, text, room, theme)
    towns(axes, outcome, ground, room)


def _outline(
    axes: Axes, ground: Ground, members: list[int], text: str, room: Room, theme: Theme
) -> None:
    """Draw the border of a plan, and its id in the middle, or beside what is too small for it."""
    area = ground.whole(members)
    border = country_path([area])
    for ink, width in ((theme.paper, 2.2), (theme.colours.ink, 1.0)):
        axes.add_artist(PathPatch(border, facecolor="none", edgecolor=ink, linewidth=width))
    points = ground.points[members]
    spots = [(float(x), float(y)) for x, y in points]
    x, y = points.mean(axis=0)
    near = nearest(spots, (float(x), float(y)))
    half, up = size_of(text, 6.2 * room.metres)
    if not ground.hexagons:
        inside = [spot for spot in near if within(area, spot, 0.8 * half, up)]
        if not inside:
            led(axes, near[0], text, area, room, theme)
            return
        near = inside
    spot = room.first(near, text, 6.4)
    if spot is not None:
        axes.text(
            *spot, text, ha="center", va="center_baseline", fontsize=6.2, fontweight="bold",
            color=theme.colours.ink, zorder=5,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": theme.paper, "linewidth": 0},
        )  # fmt: skip


def keys(outcome: Outcome, texts: Texts) -> list[Patch]:
    """Return the lines of the legend: the contexts, and the border of a chosen plan."""
    theme = outcome.theme
    found = [key(theme.context[name], texts.word(name), theme) for name in CONTEXTS]
    border = Patch(facecolor="none", edgecolor=theme.colours.ink, linewidth=1.0)
    border.set_label(texts("map_context.chosen"))
    if any(provisional(outcome, outcome.problem.plans.index[i]) for i in outcome.selected):
        return [*found, border, Patch(facecolor="none", label=texts("map.legend_star", star=STAR))]
    return [*found, border]


def _list(figure: Figure, outcome: Outcome, texts: Texts) -> None:
    """Write the share of the people in every context: of the country, then of the chosen plans."""
    colours = outcome.theme.colours
    problem = outcome.problem
    table, y = problem.scenario.territory, 0.755
    figure.text(0.60, y, texts("map_context.list"), fontsize=9.5, fontweight="bold",
                color=colours.ink)  # fmt: skip
    y -= 0.026
    for name, x in zip(CONTEXTS, SHARES, strict=True):
        figure.text(x, y, texts.word(name), fontsize=7.5, color=colours.quiet, ha="right")
    whole = dict.fromkeys(CONTEXTS, 0)
    for unit in problem.regions.municipalities:
        whole[municipal_context(unit, table)] += unit.population
    rows = [("", texts("map_context.country"), whole)]
    for plan_id in outcome.selected[:LISTED]:
        p = problem.plans.index[plan_id]
        people = context_people(problem.places[p], problem.regions, table)
        rows.append((cut(plan_id, 8), cut(problem.plans.rows[p].name, 30), dict(people)))
    for plan_id, name, counted in rows:
        y -= 0.0195
        figure.text(0.60, y, plan_id, fontsize=7.5, color=colours.quiet)
        figure.text(0.60 if not plan_id else 0.645, y, name, fontsize=7.5, color=colours.ink)
        total = max(sum(counted.values()), 1)
        for context, x in zip(CONTEXTS, SHARES, strict=True):
            share = f"{texts.decimal(100 * counted[context] / total, 0)}%"
            figure.text(x, y, share, fontsize=7.5, color=colours.ink, ha="right")
    if len(outcome.selected) > LISTED:
        more = texts("map.more", count=len(outcome.selected) - LISTED)
        figure.text(0.645, y - 0.0195, more, fontsize=7.5, color=colours.quiet)

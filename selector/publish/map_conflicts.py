"""The map of competing pairs: which plans stand in each other's way, and why."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch

from selector.outcome import Outcome
from selector.publish.alt import alt_conflicts
from selector.publish.canvas import cut, filled, key, place, save, style
from selector.publish.ground import Ground, country_path, ground_of
from selector.publish.labels import Box, Room
from selector.publish.on_the_map import STAR, provisional
from selector.publish.places import CONFLICTS, made
from selector.publish.sheet import legend, note, sheet
from selector.publish.tables import conflicts_table
from selector.texts import Texts, load_texts
from selector.theme import Theme

KINDS = ("forbid", "penalise", "lifted")
LINES: Mapping[str, Mapping[str, Any]] = {
    "forbid": {"color": "#BB5566", "linewidth": 2.6, "linestyle": "-"},
    "penalise": {"color": "#004488", "linewidth": 1.3, "linestyle": (0, (4, 2))},
    "lifted": {"color": "#777777", "linewidth": 1.0, "linestyle": (0, (1, 1.6))},
}
MARKS: Mapping[str, Mapping[str, Any]] = {  # face, edge and colour of the text
    "chosen": {"face": "#004488", "edge": "#004488", "text": "#FFFFFF"},
    "not_chosen": {"face": "#FFFFFF", "edge": "#004488", "text": "#004488"},
    "ineligible": {"face": "#DDDDDD", "edge": "#999999", "text": "#555555"},
}
MOST_DRAWN = 150  # pairs that stay legible among some sixty plans
CROWDED = 40  # pairs drawn when there are more: each then stands in a crowd of its own
LISTED = 30  # pairs that are told in words
APART = 9_500.0  # metres between the middles of two marks, one above the other
FLAT = 0.55  # a mark is so much higher than wide
SMALL = 4.0  # times the square of that distance: an area that marks could hide
HIGH = 15.0  # points of a mark and a little more


def draw_conflicts(result: Outcome, folder: Path, language: str) -> None:
    """Write `kaarten/concurrentie.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(style(result.theme)):  # type: ignore[arg-type]
        figure = make_figure(result, texts)
        title, alt = texts("map_conflicts.title"), alt_conflicts(result, texts)
        save(figure, made(folder, CONFLICTS), title, alt, result.theme)


def make_figure(result: Outcome, texts: Texts) -> Figure:
    """Return the figure: lines between plans that compete, and a list that says why."""
    pairs, all_shown = pairs_shown(result)
    before = () if all_shown else (texts("map_conflicts.part"),)
    below = note(result, texts, *before)
    figure = sheet(result, texts, texts("map_conflicts.title"), 0.60, below)
    axes = figure.add_axes((0.01, 0.03, 0.58, 0.94))
    draw_pairs(axes, result, ground_of(result), pairs)
    legend(figure, keys(result, texts), (0.60, 0.888), result.theme)
    _list(figure, result, pairs, texts)
    return figure


def draw_pairs(axes: Axes, result: Outcome, ground: Ground, pairs: pd.DataFrame) -> None:
    """Draw the country with a mark for every plan that is chosen or in a pair, and the lines."""
    theme = result.theme
    room = place(axes, ground, theme)
    lines = {"facecolor": theme.colours.land, "edgecolor": theme.colours.line, "linewidth": 0.4}
    axes.add_artist(PathPatch(ground.outlines, **lines))
    _shared(axes, result, ground, pairs, theme)
    spots = _spots(result, ground, pairs, room)
    for kind in reversed(KINDS):
        for a, b in pairs.loc[pairs["kind"] == kind, ["a", "b"]].itertuples(index=False):
            if a in spots and b in spots:
                ends = zip(spots[a], spots[b], strict=True)
                axes.plot(*ends, solid_capstyle="round", zorder=3, **LINES[kind])
    for p, spot in spots.items():
        _mark(axes, result, p, *spot)


def pairs_shown(result: Outcome) -> tuple[pd.DataFrame, bool]:
    """Return the pairs to draw, gravest first, and whether these are all.

    Where they are too many, only those with a chosen plan. What a national plan lifts is left
    out: it has no place on the map.
    """
    table = result.problem.competition.pairs
    national = np.array([plan.national for plan in result.problem.plans.rows], dtype=bool)
    placed = ~(national[table["a"]] | national[table["b"]])
    verdict, lifted = table["verdict"], table["lifted"] != ""
    kind = np.select(
        [verdict == "forbid", verdict == "penalise", ((verdict == "report") | lifted) & placed],
        KINDS,
        "",
    )
    columns = ["a", "b", "plan_a", "plan_b", "shared_population"]
    shown = table.loc[kind != "", columns].assign(kind=kind[kind != ""])
    total = len(shown)
    if total > MOST_DRAWN:
        with_chosen = shown[["plan_a", "plan_b"]].isin(result.selected).any(axis=1)
        shown = shown[with_chosen]
    order = shown["kind"].map({name: i for i, name in enumerate(KINDS)})
    people = -shown["shared_population"]
    shown = shown.iloc[np.lexsort((shown["b"], shown["a"], people, order))]
    shown = shown.head(MOST_DRAWN if total <= MOST_DRAWN else CROWDED)
    return shown, len(shown) == total


def _spots(
    result: Outcome, ground: Ground, pairs: pd.DataFrame, room: Room
) -> dict[int, tuple[float, float]]:
    """Return where each plan that is chosen or in a pair stands; marks do not cover each other."""
    problem = result.problem
    shown = {*pairs["a"], *pairs["b"], *(problem.plans.index[p] for p in result.selected)}
    people = np.array([m.population for m in problem.regions.municipalities], dtype=float)
    placed = [int(p) for p in sorted(shown) if not problem.plans.rows[p].national]
    inside = [list(problem.places[p].municipalities) for p in placed]
    points = np.array(
        [np.average(ground.points[i], axis=0, weights=people[i] + 1) for i in inside]
    ).reshape(-1, 2)
    apart = max(APART, HIGH * room.metres)
    count, held = len(points), _small(result, ground, pairs, apart)
    points = np.concatenate([points, held])
    points[:, 0] *= FLAT
    for _ in range(60):  # push apart what covers each other; a few rounds settle it
        gap = points[:, None] - points[None]
        far = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(far, np.inf)
        close = far < apart
        close[count:] = False  # what is not to be hidden stays where it is
        if not close.any():
            break
        angle = np.arange(len(points)) * 2.4  # for marks on one spot: each its own way
        own = np.stack([np.cos(angle), np.sin(angle)], axis=1)[:, None]
        way = np.where(far[..., None] > 1, gap / np.maximum(far, 1)[..., None], own)
        step = np.where(close, (apart - np.minimum(far, apart)) / 2, 0.0)
        points = points + (way * step[..., None]).sum(axis=1) * 0.6
    points[:, 0] /= FLAT
    return {p: _inside(room.within, x, y) for p, (x, y) in zip(placed, points[:count], strict=True)}


def _small(
    result: Outcome, ground: Ground, pairs: pd.DataFrame, apart: float
) -> "np.ndarray[Any, Any]":
    """Return the middles of small areas that a forbidden pair shares: no mark is to hide them.

    Not of hexagons, which are all as large as a mark.
    """
    shared = [] if ground.hexagons else _both(result, pairs)
    parts: Any = shapely.get_parts(ground.whole(shared)) if shared else []
    small = shapely.union_all([part for part in parts if part.area < SMALL * apart**2])
    held = [m for m in shared if shapely.intersects_xy(small, *ground.points[m])]
    return np.asarray(ground.points[held]).reshape(-1, 2)


def _both(result: Outcome, pairs: pd.DataFrame) -> list[int]:
    """Return the municipalities that both plans of a forbidden pair cover."""
    places, both = result.problem.places, set[int]()
    for a, b in pairs.loc[pairs["kind"] == "forbid", ["a", "b"]].itertuples(index=False):
        both |= set(places[a].municipalities) & set(places[b].municipalities)
    return sorted(both)


def _inside(within: Box, x: float, y: float) -> tuple[float, float]:
    """Return a spot that is on the map."""
    return (
        float(min(max(x, within.west), within.east)),
        float(min(max(y, within.south), within.north)),
    )


def _shared(axes: Axes, result: Outcome, ground: Ground, pairs: pd.DataFrame, theme: Theme) -> None:
    """Fill the municipalities that both plans of a forbidden pair cover."""
    both = _both(result, pairs)
    if both:
        whole = country_path([ground.whole(both)])
        axes.add_artist(PathPatch(whole, linewidth=0, **filled(theme.shared)))


def _mark(axes: Axes, result: Outcome, p: int, x: float, y: float) -> None:
    problem = result.problem
    plan_id = problem.plans.ids[p]
    state = "chosen" if plan_id in result.selected else "not_chosen"
    look = MARKS[state if problem.assessments[p].eligible else "ineligible"]
    text = cut(plan_id, 6) + (STAR if provisional(result, p) else "")
    axes.text(
        x, y, text, ha="center", va="center_baseline", fontsize=7.5, fontweight="bold",
        color=look["text"], zorder=5,
        bbox={"boxstyle": "round,pad=0.28", "facecolor": look["face"], "edgecolor": look["edge"],
              "linewidth": 1.0},
    )  # fmt: skip


def keys(result: Outcome, texts: Texts) -> list[Any]:
    """Return the lines of the legend; that of the star only when there is one."""
    theme = result.theme
    found: list[Any] = [
        Line2D([], [], label=texts(f"map_conflicts.{kind}"), **LINES[kind]) for kind in KINDS
    ]
    found.append(key(theme.shared, texts("map_conflicts.shared"), theme))
    found += [
        Patch(facecolor=look["face"], edgecolor=look["edge"], linewidth=1.0,
              label=texts(f"map_conflicts.{state}"))
        for state, look in MARKS.items()
    ]  # fmt: skip
    if any(provisional(result, p) for p in range(len(result.problem.plans))):
        found.append(Patch(facecolor="none", label=texts("map.legend_star", star=STAR)))
    return found


def _list(figure: Figure, result: Outcome, pairs: pd.DataFrame, texts: Texts) -> None:
    """Write of each pair why, the forbidden ones first."""
    colours = result.theme.colours
    problem = result.problem
    position = pd.Series(np.arange(len(problem.competition.pairs)),
                         index=problem.competition.pairs.index)  # fmt: skip
    told = conflicts_table(result, position[pairs.index[:LISTED]].to_numpy())
    y = 0.69
    figure.text(
        0.60, y, texts("map_conflicts.list"), fontsize=9.5, fontweight="bold", color=colours.ink
    )
    if told.empty:
        figure.text(0.60, y - 0.022, texts("map_conflicts.nothing"), fontsize=8, color=colours.ink)
    for (_, row), kind in zip(told.iterrows(), pairs["kind"], strict=False):
        y -= 0.0195
        line = f"{cut(row['plan_a'], 6)} – {cut(row['plan_b'], 6)}"
        weight = "bold" if kind == "forbid" else "normal"
        ink = LINES[kind]["color"]
        figure.text(0.60, y, line, fontsize=7.5, fontweight=weight, color=ink)
        figure.text(0.685, y, cut(_why(row, texts), 58), fontsize=7.5, color=colours.ink)
    if len(pairs) > len(told):
        more = texts("map_conflicts.more", count=len(pairs) - len(told))
        figure.text(0.60, y - 0.022, more, fontsize=7.5, color=colours.quiet)


def _why(row: "pd.Series[Any]", texts: Texts) -> str:
    """Return what stands between two plans, in a few words."""
    rule = row["rule"] or str(row["lifted"]).partition(":")[0]
    parts = [texts.word(rule)]
    if not row["rule"]:
        reason = str(row["lifted"]).partition(":")[2].partition("|")[0]
        parts.append(texts("map_conflicts.by", reason=texts.word(reason)))
    if row["shared_municipalities"]:
        names = str(row["municipalities"]).split("|")
        few = len(names) < 3
        parts.append(", ".join(names) if few else texts("map_conflicts.towns", count=len(names)))
    for name in ("boards", "institutes"):
        if row[name] and rule == "shared_party":
            parts.append(str(row[name]).replace("|", ", "))
    return "; ".join(parts)

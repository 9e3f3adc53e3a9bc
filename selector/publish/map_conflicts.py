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
from selector.publish.tables import conflicts_table
from selector.texts import Texts, load_texts

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
FILL, HATCH = "#F3C9CF", "#BB5566"  # where a forbidden pair covers the same municipality
MOST_DRAWN = 150  # pairs that stay legible among some sixty plans
CROWDED = 40  # pairs drawn when there are more: each then stands in a crowd of its own
LISTED = 30  # pairs that are told in words
APART = 9_500.0  # metres between the middles of two marks, one above the other
FLAT = 0.65  # a mark is so much higher than wide


def draw_conflicts(result: Outcome, folder: Path, language: str) -> None:
    """Write `map_conflicts.png` and `.svg`, A4 landscape."""
    texts = load_texts(language)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = make_figure(result, texts)
        alt = texts("map_conflicts.alt", scenario=result.problem.scenario.name)
        save(figure, folder / "map_conflicts", texts("map_conflicts.title"), alt)


def make_figure(result: Outcome, texts: Texts) -> Figure:
    """Return the figure: lines between plans that compete, and a list that says why."""
    pairs, all_shown = _pairs(result)
    figure = Figure(figsize=(11.69, 8.27), facecolor=PAPER)
    axes = figure.add_axes((0.01, 0.03, 0.56, 0.94))
    units = shapes_of(result).to_numpy()
    axes.add_artist(
        PathPatch(country_path(units), facecolor="#F1F1F1", edgecolor=PAPER, linewidth=0.6)
    )
    _shared(axes, result, units, pairs)
    spots = _spots(result, units, pairs)
    for kind in reversed(KINDS):
        for a, b in pairs.loc[pairs["kind"] == kind, ["a", "b"]].itertuples(index=False):
            if a in spots and b in spots:
                ends = zip(spots[a], spots[b], strict=True)
                axes.plot(*ends, solid_capstyle="round", zorder=3, **LINES[kind])
    for p, spot in spots.items():
        _mark(axes, result, p, *spot)
    fit(axes, units)
    figure.text(0.58, 0.945, texts("map_conflicts.title"), fontsize=17, fontweight="bold",
                color=INK)  # fmt: skip
    subtitle = texts(
        "map.subtitle",
        scenario=result.problem.scenario.name,
        size=len(result.selected),
        plans=len(result.problem.plans),
        date=shown_date(result, texts),
    )
    figure.text(0.58, 0.915, subtitle, fontsize=8.5, color=QUIET)
    _legend(figure, texts)
    _list(figure, result, pairs, texts)
    note = texts(note_of(result))
    if not all_shown:
        note = f"{texts('map_conflicts.part')}\n{note}"
    figure.text(0.58, 0.025, note, fontsize=6.5, color=QUIET, va="bottom")
    return figure


def _pairs(result: Outcome) -> tuple[pd.DataFrame, bool]:
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
    result: Outcome, units: "np.ndarray[Any, Any]", pairs: pd.DataFrame
) -> dict[int, tuple[float, float]]:
    """Return where each plan that is chosen or in a pair stands; marks do not cover each other."""
    problem = result.problem
    shown = {*pairs["a"], *pairs["b"], *(problem.plans.index[p] for p in result.selected)}
    middles = shapely.get_coordinates(shapely.centroid(units))
    people = np.array([m.population for m in problem.regions.municipalities], dtype=float)
    placed = [int(p) for p in sorted(shown) if not problem.plans.rows[p].national]
    inside = [list(problem.places[p].municipalities) for p in placed]
    points = np.array(
        [np.average(middles[i], axis=0, weights=people[i] + 1) for i in inside]
    ).reshape(-1, 2)
    points[:, 0] *= FLAT
    for _ in range(60):  # push apart what covers each other; a few rounds settle it
        gap = points[:, None] - points[None]
        far = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(far, np.inf)
        close = far < APART
        if not close.any():
            break
        angle = np.arange(len(points)) * 2.4  # for marks on one spot: each its own way
        own = np.stack([np.cos(angle), np.sin(angle)], axis=1)[:, None]
        way = np.where(far[..., None] > 1, gap / np.maximum(far, 1)[..., None], own)
        step = np.where(close, (APART - np.minimum(far, APART)) / 2, 0.0)
        points = points + (way * step[..., None]).sum(axis=1) * 0.6
    return {p: (float(x / FLAT), float(y)) for p, (x, y) in zip(placed, points, strict=True)}


def _shared(
    axes: Axes, result: Outcome, units: "np.ndarray[Any, Any]", pairs: pd.DataFrame
) -> None:
    """Fill the municipalities that both plans of a forbidden pair cover."""
    places, both = result.problem.places, set[int]()
    for a, b in pairs.loc[pairs["kind"] == "forbid", ["a", "b"]].itertuples(index=False):
        both |= set(places[a].municipalities) & set(places[b].municipalities)
    if both:
        whole = country_path([shapely.union_all(units[sorted(both)])])
        axes.add_patch(PathPatch(whole, facecolor=FILL, edgecolor=HATCH, hatch="////", linewidth=0))


def _mark(axes: Axes, result: Outcome, p: int, x: float, y: float) -> None:
    problem = result.problem
    plan_id = problem.plans.ids[p]
    state = "chosen" if plan_id in result.selected else "not_chosen"
    look = MARKS[state if problem.assessments[p].eligible else "ineligible"]
    axes.text(
        x, y, plan_id[:6], ha="center", va="center_baseline", fontsize=7.5, fontweight="bold",
        color=look["text"], zorder=5,
        bbox={"boxstyle": "round,pad=0.28", "facecolor": look["face"], "edgecolor": look["edge"],
              "linewidth": 1.0},
    )  # fmt: skip


def _legend(figure: Figure, texts: Texts) -> None:
    handles: list[Any] = [
        Line2D([], [], label=texts(f"map_conflicts.{kind}"), **LINES[kind]) for kind in KINDS
    ]
    handles.append(
        Patch(facecolor=FILL, hatch="////", edgecolor=HATCH, linewidth=0,
              label=texts("map_conflicts.shared"))
    )  # fmt: skip
    handles += [
        Patch(facecolor=look["face"], edgecolor=look["edge"], linewidth=1.0,
              label=texts(f"map_conflicts.{state}"))
        for state, look in MARKS.items()
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.572, 0.90), frameon=False,
        fontsize=8, handlelength=2.6, handleheight=1.1, labelcolor=INK,
    )  # fmt: skip


def _list(figure: Figure, result: Outcome, pairs: pd.DataFrame, texts: Texts) -> None:
    """Write of each pair why, the forbidden ones first."""
    problem = result.problem
    position = pd.Series(np.arange(len(problem.competition.pairs)),
                         index=problem.competition.pairs.index)  # fmt: skip
    told = conflicts_table(result, position[pairs.index[:LISTED]].to_numpy())
    y = 0.70
    figure.text(0.58, y, texts("map_conflicts.list"), fontsize=9.5, fontweight="bold", color=INK)
    if told.empty:
        figure.text(0.58, y - 0.022, texts("map_conflicts.nothing"), fontsize=8, color=INK)
    for (_, row), kind in zip(told.iterrows(), pairs["kind"], strict=False):
        y -= 0.0195
        line = f"{row['plan_a']} – {row['plan_b']}"
        weight = "bold" if kind == "forbid" else "normal"
        ink = LINES[kind]["color"]
        figure.text(0.58, y, line, fontsize=7.5, fontweight=weight, color=ink)
        figure.text(0.665, y, _cut(_why(row, texts), 62), fontsize=7.5, color=INK)
    if len(pairs) > len(told):
        more = texts("map_conflicts.more", count=len(pairs) - len(told))
        figure.text(0.58, y - 0.022, more, fontsize=7.5, color=QUIET)


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


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"

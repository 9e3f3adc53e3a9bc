"""The map: which municipalities are in chosen, not chosen and ineligible plans.

True boundaries when there are any, else one hexagon per municipality. Fills and hatches stay
apart in grey and for colour-blind readers (Paul Tol's high-contrast scheme).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas
import matplotlib as mpl
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from shapely import Point, Polygon, maximum_inscribed_circle

from selector.intake.geo_file import RD
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

FILLS = {  # fill, hatch, colour of the hatch
    "chosen": ("#004488", "", "#004488"),
    "not_chosen": ("#DDAA33", "////", "#F3DFB0"),
    "ineligible": ("#BB5566", "....", "#F0D5D9"),
    "none": ("#ECECEC", "", "#ECECEC"),
}
MAX_LINES = 58  # lines of the lists that stay legible beside the map


@dataclass(frozen=True)
class _Covered:
    """What covers one municipality: the class of its fill and the numbers of chosen plans."""

    kind: str
    numbers: tuple[int, ...]


def draw_map(result: Outcome, folder: Path, language: str) -> None:
    """Write `map.png` (150 dpi) and `map.svg`, A4 landscape, without a date of making inside."""
    texts = load_texts(language)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = make_figure(result, language)
        alt = texts("map.alt", size=len(result.selected), scenario=result.problem.scenario.name)
        save(figure, folder / "map", texts("map.title"), alt)


def make_figure(result: Outcome, language: str) -> Figure:
    """Return the figure: the map at the left, title, legend and lists at the right."""
    texts = load_texts(language)
    figure = Figure(figsize=(11.69, 8.27), facecolor=PAPER)
    axes = figure.add_axes((0.01, 0.03, 0.58, 0.94))
    _draw_country(axes, result)
    _write_head(figure, result, texts)
    _write_lists(figure, result, texts)
    return figure


def _covered(result: Outcome) -> list[_Covered]:
    """Tell for every municipality what covers it; national plans have no place on the map."""
    problem = result.problem
    numbers = {plan_id: i for i, plan_id in enumerate(result.selected, start=1)}
    found: list[tuple[set[int], set[str]]] = [
        (set(), set()) for _ in problem.regions.municipalities
    ]
    for p, plan in enumerate(problem.plans.rows):
        if plan.national:
            continue
        for m in problem.places[p].municipalities:
            if plan.plan_id in numbers:
                found[m][0].add(numbers[plan.plan_id])
            elif problem.assessments[p].eligible:
                found[m][1].add("not_chosen")
            else:
                found[m][1].add("ineligible")
    return [
        _Covered(
            "chosen"
            if chosen
            else "not_chosen"
            if "not_chosen" in rest
            else min(rest, default="none"),
            tuple(sorted(chosen)),
        )
        for chosen, rest in found
    ]


def _draw_country(axes: Axes, result: Outcome) -> None:
    covered = _covered(result)
    on_hexagons = result.problem.regions.boundaries is None
    frame = geopandas.GeoDataFrame(
        {"kind": [c.kind for c in covered], "numbers": [c.numbers for c in covered]},
        geometry=shapes_of(result).to_numpy(),
        crs=RD,
    )
    for kind, (fill, hatch, ink) in FILLS.items():
        part = frame[frame["kind"] == kind].geometry.to_numpy()
        if len(part):
            # One path for all of a kind: a hatch is drawn per path, and runs on across borders.
            whole = country_path([shapely.union_all(part)])
            axes.add_patch(
                PathPatch(whole, facecolor=fill, edgecolor=ink, hatch=hatch, linewidth=0)
            )
    outlines = country_path(frame.geometry.to_numpy())
    axes.add_artist(PathPatch(outlines, facecolor="none", edgecolor=PAPER, linewidth=0.5))
    chosen = frame[frame["kind"] == "chosen"]
    if len(chosen):
        regions = chosen.dissolve(by="numbers").explode().reset_index()
        borders = country_path(regions.geometry.to_numpy())
        axes.add_artist(PathPatch(borders, facecolor="none", edgecolor=PAPER, linewidth=2.4))
        for numbers, shape in zip(regions["numbers"], regions.geometry, strict=True):
            inside = chosen[chosen["numbers"] == numbers].geometry if on_hexagons else None
            assert isinstance(shape, Polygon)
            _write_numbers(axes, numbers, shape, inside)
    fit(axes, frame.geometry.to_numpy())


def _write_numbers(
    axes: Axes, numbers: Sequence[int], shape: Polygon, hexagons: geopandas.GeoSeries | None
) -> None:
    """Write the numbers of the plans where there is most room, in the middle of a hexagon."""
    spot = maximum_inscribed_circle(shape)
    x, y = spot.coords[0]
    if hexagons is not None:
        middles = hexagons.centroid
        x, y = middles.iloc[int(middles.distance(Point(x, y)).argmin())].coords[0]
    text = "·".join(map(str, numbers))
    room = spot.length / 6_000  # radius in metres against a one-digit number at 10 points
    size = min(11.0, max(5.5, 10.0 * room / max(len(text) * 0.62, 1)))
    axes.text(
        x, y, text, ha="center", va="center_baseline", color=PAPER, fontsize=size, fontweight="bold"
    )


def _write_head(figure: Figure, result: Outcome, texts: Texts) -> None:
    scenario = result.problem.scenario.name
    figure.text(0.60, 0.945, texts("map.title"), fontsize=17, fontweight="bold", color=INK)
    subtitle = texts(
        "map.subtitle" if result.optimum else "map.subtitle_infeasible",
        scenario=scenario,
        size=len(result.selected),
        plans=len(result.problem.plans),
        date=shown_date(result, texts),
    )
    figure.text(0.60, 0.915, subtitle, fontsize=8.5, color=QUIET)
    handles = [
        Patch(
            facecolor=fill,
            hatch=hatch,
            edgecolor=ink,
            linewidth=0,
            label=texts(f"map.legend_{kind}"),
        )
        for kind, (fill, hatch, ink) in FILLS.items()
    ]
    legend = figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.594, 0.90), frameon=False,
        fontsize=8, handlelength=2.2, handleheight=1.2, labelcolor=INK,
    )  # fmt: skip
    legend.set_in_layout(False)
    figure.text(0.60, 0.025, texts(note_of(result)), fontsize=6.5, color=QUIET, va="bottom")


def _write_lists(figure: Figure, result: Outcome, texts: Texts) -> None:
    """Write the chosen plans with their numbers, then the others, as far as there is room."""
    problem = result.problem
    rows = {plan.plan_id: plan for plan in problem.plans.rows}
    eligible = {problem.plans.ids[p] for p in problem.eligible}
    lines: list[tuple[str, str, str]] = []
    for number, plan_id in enumerate(result.selected, start=1):
        plan = rows[plan_id]
        tail = f" · {texts('map.list_national')}" if plan.national else ""
        said = f"{plan.name} ({', '.join(plan.sectors)}){tail}"
        lines.append((str(number), plan_id, said))
    blocks = [(texts("map.list_head"), lines)]
    for title, ids in (
        (
            "map.list_out",
            [i for i in problem.plans.ids if i in eligible and i not in result.selected],
        ),
        ("map.list_ineligible", [i for i in problem.plans.ids if i not in eligible]),
    ):
        listed = [("", i, rows[i].name) for i in ids]
        blocks.append((texts(title), listed))
    blocks = [block for block in blocks if block[1]]
    room = _share_out([len(listed) for _, listed in blocks], MAX_LINES - 2 * len(blocks))
    step = min(0.0205, 0.735 / (sum(room) + 1.6 * len(blocks)))
    size = min(8.0, step * 380)
    y = 0.775
    for (title, listed), most in zip(blocks, room, strict=True):
        heading = f"{title} ({len(listed)})"
        figure.text(0.60, y, heading, fontsize=9.5, fontweight="bold", color=INK)
        y -= max(step * 1.15, 0.018)
        shown = listed if most >= len(listed) else listed[: most - 1]
        for mark, plan_id, said in shown:
            figure.text(
                0.618, y, mark, fontsize=size, ha="right", fontweight="bold", color="#004488"
            )
            figure.text(0.625, y, plan_id[:8], fontsize=size, color=QUIET)
            figure.text(0.668, y, _cut(said, 60), fontsize=size, color=INK)
            y -= step
        if len(shown) < len(listed):
            more = texts("map.more", count=len(listed) - len(shown))
            figure.text(0.668, y, more, fontsize=size, color=QUIET)
            y -= step
        y -= step * 0.55


def _share_out(wanted: Sequence[int], lines: int) -> list[int]:
    """Give every list the lines it wants, or at least a fair part of those there are."""
    given = [min(want, max(lines // len(wanted), 1)) for want in wanted]
    for i, want in enumerate(wanted):
        given[i] += min(want - given[i], max(lines - sum(given), 0))
    return given


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"

"""How fast every pair of plans is measured, beside `geopandas.overlay`: `python -m ...overlay`.

Each figure is taken in a process of its own. The same pairs and square kilometres are demanded.
Without `--boundaries FILE` municipalities are the hexagons of the map.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas
from shapely import Polygon, segmentize, unary_union
from shapely.affinity import translate

from selector import Plans, Regions, Scenario, load_scenario, read_plans, read_regions
from selector.geography.competition import Competition, find_competition
from selector.geography.hexagons import corners, layout
from selector.survey import make_survey

from .machine import hardware, versions
from .rounds import write_round

TITLES = {
    "codes": "selector, codes",
    "drawn": "selector, polygons",
    "cutting": "selector, polygons that cut municipalities",
    "overlay": "geopandas.overlay, polygons",
    "overlay_cutting": "geopandas.overlay, polygons that cut municipalities",
}
STEP = 250  # metres between two points of a border
SHIFT = 1_500  # metres: polygons moved this far follow no municipal border
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-overlap.md"


def land(boundaries: str | None) -> Regions:
    """Return the regions with boundaries: those of a file, else hexagons."""
    if boundaries:
        return read_regions(boundaries)
    regions = read_regions(downloaded=False)
    cells = layout(regions)
    shapes = [  # with as many points as generalised boundaries have: some 150 a municipality
        segmentize(Polygon([(round(x), round(y)) for x, y in corners(*cells[m.code])]), STEP)
        for m in regions.municipalities
    ]
    codes = [m.code for m in regions.municipalities]
    return replace(regions, boundaries=geopandas.GeoSeries(shapes, codes, crs="EPSG:28992"))


def drawn(plans: Plans, regions: Regions, shift: float) -> Plans:
    """Return the plans with polygons in place of their codes."""
    assert regions.boundaries is not None
    country = unary_union(list(regions.boundaries))
    rows = []
    for plan in plans.rows:
        shape: Any = unary_union(list(regions.boundaries.loc[list(plan.municipalities)]))
        if shift:  # what falls outside the country belongs to no municipality
            shape = translate(shape, shift, shift).intersection(country)
        rows.append(replace(plan, municipalities=(), geometry=shape))
    return replace(plans, rows=tuple(rows))


def judged(plans: Plans, scenario: Scenario, regions: Regions) -> Competition:
    """Return the verdict on every pair, from plans in memory."""
    survey = make_survey(plans, regions, scenario.territory)
    return find_competition(survey.evidence, plans, scenario)


def measure(kind: str, count: int, boundaries: str | None) -> dict[str, Any]:
    """Measure one way in this process: seconds, CPU seconds, peak memory, pairs and areas."""
    regions = land(boundaries)
    scenario = load_scenario("afwegingskader-2023")
    with TemporaryDirectory() as folder:
        plans = read_plans(write_round(Path(folder), count, 1), regions)
    placed = {plan.plan_id for plan in plans.rows if plan.municipalities}
    rows = [replace(p, agreements=p.agreements & placed) for p in plans.rows if p.municipalities]
    plans = replace(plans, rows=tuple(rows))
    if kind != "codes":
        plans = drawn(plans, regions, SHIFT if kind.endswith("cutting") else 0)
    few = replace(plans, rows=tuple(replace(p, agreements=frozenset()) for p in plans.rows[:2]))
    # What is loaded at the first use is not the question.
    judged(few, scenario, regions)
    wall, cpu = time.perf_counter(), time.process_time()
    if kind.startswith("overlay"):
        shapes: list[Any] = [plan.geometry for plan in plans.rows]
        frame = geopandas.GeoDataFrame({"p": range(len(plans))}, geometry=shapes, crs="EPSG:28992")
        both = geopandas.overlay(frame, frame, how="intersection", keep_geom_type=True)
        both = both[both["p_1"] < both["p_2"]]
        areas = list(both.geometry.area.groupby([both["p_1"], both["p_2"]]).sum())
    else:
        areas = list(judged(plans, scenario, regions).pairs["shared_area_m2"])
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    real = [float(area) for area in areas if area >= 10_000]  # below a hectare: rounding of borders
    return {"s": wall, "cpu": cpu, "mb": _peak(), "pairs": len(real), "km2": sum(real) / 1e6}


def _peak() -> float:
    import psutil

    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", 0) or _max_rss()) / 1e6


def _max_rss() -> int:
    import resource  # not on Windows, where the line above has it

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def apart(kind: str, count: int, boundaries: str | None) -> dict[str, Any]:
    """Measure one way in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.overlay", "--one", kind, str(count)]
    command += ["--boundaries", boundaries] if boundaries else []
    found = subprocess.run(command, capture_output=True, check=True, text=True)
    result: dict[str, Any] = json.loads(found.stdout)
    return result


def table(sizes: Sequence[int], peer_up_to: int, boundaries: str | None) -> str:
    """Return the table in Markdown; raises `AssertionError` when both do not measure the same."""
    lines = [
        "| plans | way | s | CPU s | peak MB | pairs that share a hectare | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for count in sizes:
        found = {
            kind: apart(kind, count, boundaries)
            for kind in TITLES
            if count <= peer_up_to or kind in ("codes", "drawn")
        }
        for ours, peer in (("drawn", "overlay"), ("cutting", "overlay_cutting")):
            if peer in found:
                a, b = found[ours], found[peer]
                assert abs(a["pairs"] - b["pairs"]) <= b["pairs"] / 1000, (count, a, b)
                assert abs(a["km2"] - b["km2"]) <= b["km2"] / 1000, (count, a, b)
        for kind, row in found.items():
            peer = "overlay_cutting" if kind == "cutting" else "overlay"
            ratio = f"{found[peer]['s'] / row['s']:.0f}" if peer in found else "-"
            ratio = "1" if kind.startswith("overlay") else ratio
            figures = f"{row['s']:.3g} | {row['cpu']:.3g} | {row['mb']:.0f} | {row['pairs']}"
            lines.append(f"| {count} | {TITLES[kind]} | {figures} | {ratio} |")
    return "\n".join(lines)


def main() -> None:
    """Write the page, or with `--one` print one measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("KIND", "PLANS"))
    parser.add_argument("--boundaries")
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 200, 1000, 5000])
    parser.add_argument("--peer-up-to", type=int, default=1000)
    options = parser.parse_args()
    if options.one:
        kind, count = options.one
        print(json.dumps(measure(kind, int(count), options.boundaries)))
        return
    shapes = (
        "the boundaries of a file"
        if options.boundaries
        else "the hexagons of the map, with a point every 250 m"
    )
    PAGE.write_text(
        f"# Overlap of plans\n\nWritten by `python -m tests.benchmarks.overlay` on "
        f"{date.today().isoformat()}; municipalities are {shapes}. {hardware()}.\n\n"
        "From plans in memory to the verdict on every pair (selector: all evidence, and the area), "
        "or to the shared areas alone (`geopandas.overlay`). The ratio is overlay / selector in "
        "seconds. Both must find the same pairs and area.\n\n"
        f"{table(options.sizes, options.peer_up_to, options.boundaries)}\n\n"
        + ", ".join(f"{name} {version}" for name, version in versions() if version[0].isdigit())
        + "\n",
        encoding="utf-8",
        newline="\n",
    )  # fmt: skip


if __name__ == "__main__":
    main()

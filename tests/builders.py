"""Small things to test with: plans, scenarios, a country of seven towns, and the command line."""

import csv
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pytest
from click.testing import CliRunner
from click.testing import Result as Invoked
from round_plans import CONDITIONS
from rounds import scenario_text
from shapely import Polygon, box

from selector import Regions, Result, load_scenario, read_plans, read_regions, select
from selector.cli import main
from selector.errors import Message
from selector.intake import Municipality
from selector.problem import Problem, make_problem

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "example" / "aanvragen.csv"
MODELS = ROOT / "models"
Row = dict[str, str]
Tables = dict[str, Any]
JUST_ONE: Tables = {"name": "een", "measure": "balance", "on": "herkomst"}


def plan(plan_id: str, gemeenten: str = "GM0363", **cells: str) -> Row:
    """One row of a plans file that is on time and meets every condition."""
    row = {
        "plan_id": plan_id,
        "naam": f"Plan {plan_id}",
        "ingediend_op": "2023-04-20",
        "sectoren": "po",
        "gemeenten": gemeenten,
        "samenwerking": "regionaal",
        "herkomst": "nieuw",
        **dict.fromkeys((*CONDITIONS, "b4"), "voldaan"),
    }
    return row | cells


def valued(plan_id: str, **values: str) -> Row:
    """One row with a number in some columns of its own."""
    return plan(plan_id, "GM0014", **values)


def write_plans(folder: Path, rows: Sequence[Row], name: str = "aanvragen.csv") -> Path:
    """Write a plans file with every column that some row has."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_rows(path: Path) -> list[Row]:
    """Read a CSV with `;` or `,` back as rows."""
    text = path.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def tables(size: int | Tables = 1, **others: Any) -> Tables:
    """The tables of a scenario; one criterion and one tier unless given."""
    found: Tables = {"name": "proef", "seed": "lot", "cohort": {"size": size}}
    found |= {"criteria": [JUST_ONE], "objective": [{"tier": "leximin"}]}
    cohort = {**found["cohort"], **others.pop("cohort", {})}
    return found | others | {"cohort": cohort}


def write_scenario(folder: Path, scenario: Tables, name: str = "scenario.toml") -> Path:
    """Write the tables of a scenario as TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(scenario_text(scenario), encoding="utf-8", newline="\n")
    return path


def read_scenario(path: Path) -> Tables:
    """Read a scenario back as tables."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_case(folder: Path, rows: Sequence[Row], scenario: Tables) -> tuple[Path, Path]:
    """Write both files of a round."""
    return write_plans(folder, rows), write_scenario(folder, scenario)


def problem_of(
    folder: Path, rows: Sequence[Row], scenario: Tables, regions: Regions | None = None
) -> Problem:
    """The problem of a round, through its files."""
    plans_path, scenario_path = write_case(folder, rows, scenario)
    facts = regions or read_regions()
    return make_problem(read_plans(plans_path, facts), load_scenario(scenario_path), facts)


def result_of(
    folder: Path, rows: Sequence[Row], scenario: Tables, regions: Regions | None = None
) -> Result:
    """The result of a round, through its files."""
    return result_from(*write_case(folder, rows, scenario), regions=regions)


def result_from(
    plans_path: Path, scenario_path: Path, regions: Regions | None = None, **options: Any
) -> Result:
    """The result of a round that was written before."""
    facts = regions or read_regions()
    return select(read_plans(plans_path, facts), load_scenario(scenario_path), facts, **options)


def altered(result: Result, **changes: Any) -> Result:
    """The same result with something else in its outcome."""
    return Result(replace(result.outcome, **changes))


def changed(scenario: Tables, *path: str | int, to: Any) -> Tables:
    """A copy of a scenario with one value replaced."""
    copy = deepcopy(scenario)
    part: Any = copy
    for key in path[:-1]:
        part = part.setdefault(key, {}) if isinstance(part, dict) else part[key]
    part[path[-1]] = to
    return copy


def codes(messages: Iterable[Message]) -> set[str]:
    """The codes of messages."""
    return {message.code for message in messages}


TOWNS = (  # name, population, urbanity, labour-market region, krimp list, landsdeel
    ("Aadorp", 100_000, 1, "AM01", "", "LD01"),
    ("Beekdam", 76_000, 3, "AM01", "", "LD01"),
    ("Ceestad", 40_000, 2, "AM01", "krimp", "LD02"),
    ("Duinzicht", 4_000, 4, "AM02", "", "LD02"),
    ("Eeland", 40_000, 5, "AM02", "anticipeer", "LD03"),
    ("Florijn", 100_000, 2, "AM02", "", "LD04"),
    ("Geerdal", 76_001, 3, "AM02", "", "LD04"),
)
SIDE = 10_000  # metres


def square(town: int, east: float = SIDE, west: float = 0, south: float = 0) -> Polygon:
    """A rectangle on the square of a town, in metres from its south-west corner."""
    x, y = 100_000 + town * SIDE, 400_000
    return box(x + west, y + south, x + east, y + SIDE)


def country(boundaries: bool = False) -> Regions:
    """Seven towns in a row from west to east, each a square that borders the next."""
    towns = tuple(
        Municipality(
            code=f"GM000{number}",
            name=name,
            province_code=landsdeel.replace("LD", "PV"),
            province=landsdeel.replace("LD0", "Provincie "),
            landsdeel_code=landsdeel,
            landsdeel=landsdeel.replace("LD0", "Landsdeel "),
            labour_market_region_code=region,
            labour_market_region=region.replace("AM0", "Markt "),
            population=population,
            urbanity=urbanity,
            area_ha=SIDE * SIDE // 10_000,
            x=100_000 + (number - 0.5) * SIDE,
            y=405_000,
            shrinking=shrinking,
        )
        for number, (name, population, urbanity, region, shrinking, landsdeel) in enumerate(
            TOWNS, start=1
        )
    )
    shapes = geopandas.GeoSeries(
        [square(town) for town in range(len(towns))], [t.code for t in towns], crs="EPSG:28992"
    )
    borders = tuple((town, town + 1) for town in range(len(towns) - 1))
    return Regions(towns, borders, {}, "land", shapes if boundaries else None)


def environment(**changes: str) -> dict[str, str]:
    """The environment in which the package is found from any working directory."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **changes}


def invoke(*arguments: str | Path) -> Invoked:
    """Run the command line in this process; there is never a traceback."""
    found = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert "Traceback" not in found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def selector(
    *arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "selector", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=env or environment(), capture_output=True, encoding="utf-8",
        check=False, timeout=120,
    )  # fmt: skip


# The command line as a programme, without the files that cost time.
WITHOUT_DRAWINGS = """
import sys
from types import SimpleNamespace
for module, name in (
    ("map", "draw_map"), ("map_conflicts", "draw_conflicts"), ("map_context", "draw_context"),
    ("map_plans", "draw_multiples"), ("map_plans", "draw_plans"),
    ("map_white_spots", "draw_white_spots"), ("geopackage", "write_geopackage"),
    ("workbook", "write_workbook"), ("papers.page", "write_page"),
    ("papers.pdf", "write_dossier"), ("papers.pdf", "write_slides"),
):
    found = sys.modules.setdefault(f"selector.publish.{module}", SimpleNamespace())
    setattr(found, name, lambda *_: None)
from selector.cli import main
"""


def skip_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the files that cost time and that a test does not look at."""
    for name in (
        "map.draw_map", "map_conflicts.draw_conflicts", "map_white_spots.draw_white_spots",
        "map_context.draw_context", "map_plans.draw_multiples", "map_plans.draw_plans",
        "geopackage.write_geopackage", "workbook.write_workbook", "papers.pdf.write_dossier",
        "papers.pdf.write_slides", "papers.page.write_page",
    ):  # fmt: skip
        monkeypatch.setattr(f"selector.publish.{name}", lambda *_: None)

"""The data dictionary: nothing that a result holds is undocumented, nothing documented is gone."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from builders import ROOT, altered, plan, result_of, tables
from pages import example_result
from verifying import rows_of

from selector import Result, load_scenario, read_plans, read_regions, select
from selector.dictionary import COHORT, GIVEN, INFEASIBLE, PAIRS, PLANS, SPOTS, TABLES, TOWNS, Key
from selector.intake.columns import COLUMNS
from selector.prove.make import Proof
from selector.publish.schema import cohort_schema
from selector.publish.velden import LAYERS, fields_page

KNOWN = {key.path for key in COHORT}
# What no round of these tests has: made elsewhere, or only when time runs out.
OPTIONAL = ("input.base_sha256", "input.theme_sha256", "input.logo_sha256")
BESIDE = ("certificate", "regions_notes", "left_out", "time_limit", "proof")
ELSEWHERE = {"regions_notes", "regions_notes[]", "criteria[].best_alone_is_bound", *OPTIONAL}
RARE = {"size", "now_attained", "then_attained", "now_attained[]", "then_attained[]"}


def paths(value: Any, known: set[str], path: str = "") -> Iterator[str]:
    """The path of everything in a JSON file; keys that come from the round as `{}`."""
    if isinstance(value, dict):
        for key, item in value.items():
            named = f"{path}.{key}".lstrip(".")
            free = f"{path}.{{}}".lstrip(".")
            place = named if named in known or free not in known else free
            yield place
            yield from paths(item, known, place)
    if isinstance(value, list):
        for item in value:
            yield f"{path}[]"
            yield from paths(item, known, f"{path}[]")


@pytest.fixture(scope="module")
def example() -> Result:
    return example_result()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A round with a tie, a tolerance, labels, a size to choose and a certificate."""
    rows = [plan("A"), plan("B", "GM0599"), plan("C", "GM0014", herkomst="bestaand"),
            plan("D", "GM0014", aandeel_besturen="0.5")]  # fmt: skip
    scenario = tables(
        {"min": 1, "max": 2},
        criteria=[
            {"name": "h", "measure": "balance", "on": "herkomst"},
            {"name": "s", "measure": "coverage", "on": "sectoren"},
            {"name": "b", "measure": "total", "on": "aandeel_besturen"},
        ],
        objective=[{"tier": "sum", "over": ["h", "b"], "tolerance": 0.3}, {"tier": "leximin"}],
    )
    folder = tmp_path_factory.mktemp("ronde")
    from builders import write_case

    plans, path = write_case(folder, rows, scenario)
    return select(
        read_plans(plans), load_scenario(path), read_regions(), answers=True, certify=True
    )


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> Result:
    quota = [{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 3}]
    return result_of(
        tmp_path_factory.mktemp("vast"), [plan("A"), plan("B")], tables(2, quotas=quota)
    )


@pytest.fixture(scope="module")
def records(example: Result, bare: Result, solved: Result) -> list[dict[str, Any]]:
    results = [
        example,
        bare,
        solved,
        altered(bare, runner_up=None, answers=None, left_out=("page",), time_limit=2.5),
        altered(bare, proof=Proof(b"", 1, {"in_optimal": "time"})),
    ]
    return [result.as_dict("nl") for result in results]


def test_every_key_of_a_result_is_documented_and_every_documented_key_occurs(
    records: list[dict[str, Any]],
) -> None:
    found = {path for record in records for path in paths(record, KNOWN)}
    assert found - KNOWN == set(), "not in the dictionary"
    gone = KNOWN - found - ELSEWHERE
    assert {path for path in gone if path.rpartition(".")[2] not in RARE} == set(), "gone"


def test_every_key_of_an_impossible_round_is_documented(stuck: Result, impossible: Path) -> None:
    known = {key.path for key in INFEASIBLE}
    text = (impossible / "infeasible.json").read_text(encoding="utf-8")
    found = {
        path for record in (stuck.as_dict("nl"), json.loads(text)) for path in paths(record, known)
    }
    assert found - known == set(), "not in the dictionary"
    absent = {p for p in known - found if not p.startswith((*BESIDE, *OPTIONAL))}
    assert absent == set(), "gone"


def test_results_fit_the_schema(records: list[dict[str, Any]]) -> None:
    schema = cohort_schema("nl")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    swap = {"in": "A", "out": "B", "feasible": False, "cohort": None, "tier": None, "now": None,
            "then": None}  # fmt: skip
    for record in records:
        assert [error.message for error in validator.iter_errors(record)] == []
        more = record | {"swaps": [swap], "swaps_complete": True, "iets_nieuws": 1}
        assert [error.message for error in validator.iter_errors(more)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("status", "goed"), ("size", "12"), ("selected", [1]), ("tiers", [{"tier": "sum"}]),
     ("runner_up", {"tier": "1"}), ("input", {"plans_sha256": "x"}), ("swaps", [{"in": 1}])],
)  # fmt: skip
def test_the_schema_refuses_what_is_not_a_result(
    records: list[dict[str, Any]], key: str, value: object
) -> None:
    validator = jsonschema.Draft202012Validator(cohort_schema("en"))
    assert not validator.is_valid(records[0] | {key: value})
    assert not validator.is_valid({k: v for k, v in records[0].items() if k != "plans"})


def test_every_column_of_a_table_is_documented(original: Path) -> None:
    plans = [*PLANS.names.values(), *(field.name for field in GIVEN)]
    assert set(rows_of(original / "plans.csv")[0]) - {*plans, "thema"} == set()
    assert [name for name in rows_of(original / "plans.csv")[0] if name in PLANS.names.values()] \
        == list(PLANS.names.values())  # fmt: skip
    assert rows_of(original / "conflicts.csv")[0] == list(PAIRS.names.values())
    assert rows_of(original / "white_spots.csv")[0] == list(SPOTS.names.values())
    assert [field.key for field in GIVEN] == [
        column.name for column in COLUMNS if column.name not in ("plan_id", "naam")
    ]


def test_every_column_of_a_layer_is_documented(original: Path) -> None:
    with sqlite3.connect(original / "cohort.gpkg") as database:
        layers = [n for (n,) in database.execute("SELECT table_name FROM gpkg_geometry_columns")]
        columns = {
            layer: {row[1] for row in database.execute(f'PRAGMA table_info("{layer}")')}
            for layer in layers
        }
    database.close()
    names = {field.name for table in TABLES for field in table} | {"fid", "geom", "thema"}
    assert {layer: found - names for layer, found in columns.items() if found - names} == {}
    assert set(TOWNS.names.values()) <= columns["gemeenten"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_names_every_column_and_key_with_a_meaning(language: str) -> None:
    page = fields_page(language)
    rows = [re.split(r"(?<!\\) *\| *", line) for line in page.splitlines() if line.startswith("|")]
    named = {row[1] for row in rows}
    assert {f"`{field.name}`" for table in TABLES for field in table} <= named
    assert {f"`{key.path}`" for key in COHORT if not key.path.endswith("[]")} - named == {
        f"`{key.path}`" for key in COHORT if _again(key)
    }
    assert all(row[1] and row[2] and row[3] for row in rows)


def _again(key: Key) -> bool:
    """Whether an earlier key has the same meaning."""
    before = COHORT[: COHORT.index(key)]
    return not key.path.endswith("[]") and key.slug in {other.slug for other in before}


def test_the_page_names_every_layer(original: Path) -> None:
    with closing(sqlite3.connect(original / "cohort.gpkg")) as database:
        layers = {n for (n,) in database.execute("SELECT table_name FROM gpkg_geometry_columns")}
    named = {name for name, when, _ in LAYERS if when in ("unbounded", "always")}
    assert named == layers
    assert {f"`{name}`" for name, _, _ in LAYERS} <= set(re.findall("`[a-z_]+`", fields_page("nl")))


def test_the_page_in_the_docs_is_that_of_the_code() -> None:
    page = (ROOT / "docs" / "VELDEN.md").read_text(encoding="utf-8")
    assert page == fields_page("nl"), "run tests/fields_page.py"

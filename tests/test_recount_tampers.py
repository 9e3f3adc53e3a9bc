"""The recount of what was changed afterwards: it is found, and named where it stands."""

import csv
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from builders import altered, write_plans
from depth import DEEP, sample
from verifying import (
    ROWS,
    Tamper,
    edit,
    every_change,
    forged,
    keys,
    named,
    rows_of,
    verify,
    write_csv,
)  # fmt: skip

from selector import Result
from selector.analysis.covering import coverings
from selector.solve.clock import Clock
from selector.verify import recount

# What a second solver says is no part of what is recounted; see the tests of the certificate.
# Nor does the day of a run follow from its inputs.
UNJUDGED = ("certified", "certificate", "date")


@DEEP
@pytest.mark.parametrize(
    ("first", "part"), sample([(True, 0), (True, 1), (True, 2), (False, None)], every=5)
)
def test_every_change_of_cohort_json_is_found_and_named(
    copied: Path, quick: None, first: bool, part: int | None
) -> None:
    def name(path: Sequence[Any]) -> str:
        if path[0] == "tiers" and path[-1] in ("value", "bound"):
            return f"tiers[{path[1] + 1}]"  # where the two differ, either can be the false one
        return "answers" if "answers" in path else keys(path)

    count, unseen = every_change(copied, "cohort.json", UNJUDGED, name, first, part)
    # An answer more or less shows in plans.csv.
    assert [path for path, *_ in unseen if path != ("answers",)] == []
    assert count > (100 if part is None else 33)


@DEEP
def test_every_change_of_infeasible_json_is_found_and_named(
    impossible: Path, tmp_path: Path, quick: None
) -> None:
    folder = Path(shutil.copytree(impossible, tmp_path / "uit"))
    count, unseen = every_change(folder, "infeasible.json", UNJUDGED, lambda path: str(path[0]))
    assert unseen == []
    assert count > 60


@DEEP
@pytest.mark.parametrize("file", ["plans.csv", "conflicts.csv"])
def test_every_changed_cell_of_a_table_is_found_and_named(
    copied: Path, quick: None, file: str
) -> None:
    header, *rows = rows_of(copied / file)
    assert len(rows) >= 5
    for r, row in enumerate(rows):
        key = row[0] if file == "plans.csv" else "|".join(row[:2])
        for c, cell in list(enumerate(row))[r % 4 :: 4]:
            changed = [list(other) for other in rows]
            changed[r][c] = {"true": "false", "0": "1"}.get(cell, f"{cell}1")
            write_csv(copied / file, [header, *changed])
            found = recount(copied).differences
            if header[c] == "antwoord":  # that is written again instead
                continue
            assert found, (key, header[c])
            names = [d for d in found if d.file == file and (header[c] in d.place or c < 2)]
            assert names, (key, header[c], found)


@pytest.mark.parametrize("file", ["plans.csv", "conflicts.csv"])
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-1],
        lambda rows: [*rows, rows[-1]],
        lambda rows: [rows[0], *reversed(rows[1:])],
        lambda rows: [row[:-1] for row in rows],
        lambda rows: [[*row, "x"] for row in rows],
        lambda rows: [*rows[:2], [*rows[2], "x"], *rows[3:]],
        lambda rows: [[row[1], row[0], *row[2:]] for row in rows],
        lambda rows: [["x", *rows[0][1:]], *rows[1:]],
        lambda rows: rows[:1],
        lambda rows: [],
    ],
)
def test_a_table_with_other_rows_or_columns_is_found(
    copied: Path, quick: None, file: str, change: Callable[[list[list[str]]], list[list[str]]]
) -> None:
    write_csv(copied / file, change(rows_of(copied / file)))
    found = verify(copied)
    assert found.exit_code == 5
    assert file in found.stdout.partition("Verschillen:")[2]


FILES = ("plans.csv", "conflicts.csv", "cohort.xlsx", "cohort.gpkg", "summary.txt", "map.png",
         "map.svg", "invoer/aanvragen.csv", "invoer/scenario.toml", "cohort.json")  # fmt: skip
RUBBISH = bytes(range(256)) * 40


def in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Tamper] = {
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "rubbish": lambda path: path.write_bytes(RUBBISH),
    "empty": lambda path: path.write_bytes(b""),
    "zip": lambda path: path.write_bytes(b"PK\x03\x04" + RUBBISH),
    "sqlite": lambda path: path.write_bytes(b"SQLite format 3\x00" + RUBBISH),
    "deep": lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
    "gone": lambda path: path.unlink(),
    "directory": in_its_place,
}


@pytest.mark.parametrize(("file", "damage"), sample(product(FILES, DAMAGE), every=7))
def test_a_damaged_file_is_named_and_never_a_traceback(
    copied: Path, quick: None, file: str, damage: str
) -> None:
    DAMAGE[damage](copied / file)
    found = verify(copied)
    gone = file == "cohort.json" and not (copied / file).is_file()
    assert found.exit_code == (2 if gone else 5)
    if not gone:
        assert file.partition("/")[0] in found.stdout.partition("Verschillen:")[2]


@pytest.mark.parametrize(
    "column", sample(ROWS[0] | {"thema": "", "afstemming": "", "nieuw": ""}, every=3)
)
def test_a_changed_column_of_the_plans_is_found_and_named(copied: Path, column: str) -> None:
    path = copied / "invoer" / "aanvragen.csv"
    rows = [dict(row) for row in csv.DictReader(path.open(encoding="utf-8"), delimiter=";")]
    rows[2][column] = {"plan_id": "Z", "gemeenten": "GM0363", "herkomst": "nieuw"}.get(column, "1")
    write_plans(path.parent, rows)
    report = recount(copied)
    assert named(report, "invoer/aanvragen.csv", "input.plans_sha256")


def test_a_changed_value_of_the_plans_is_named_where_it_works_out(copied: Path) -> None:
    path = copied / "invoer" / "aanvragen.csv"
    rows = [dict(row) for row in csv.DictReader(path.open(encoding="utf-8"), delimiter=";")]
    rows[2]["c2"] = "ontbreekt"
    write_plans(path.parent, rows)
    report = recount(copied)
    assert named(report, "cohort.json", "plans[C].verdict")
    assert named(report, "plans.csv", "C, c2")
    assert named(report, "cohort.json", "selected, eligibility:C")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('"min" = 1', '"min" = 2', "selected, quota:mbo"),
        ('"size" = 4', '"size" = 5', "selected, size"),
        ('"locked_in" = ["C"]', '"locked_in" = ["G"]', "selected, locked_in:G"),
        ('"locked_out" = ["I"]', '"locked_out" = ["C"]', "selected, locked_out:C"),
        ('"target" = "applicants"', '"target" = "equal"', "criteria[herkomst]"),
        ('"reference_km" = 500', '"reference_km" = 400', "criteria[afstand].score"),
        ('"tier" = "worst"', '"tier" = "sum"', "tiers[1].tier"),
        ('name = "proef"', 'name = "proeve"', "scenario"),
        ('"max" = 1', '"max" = "x"', ""),
        ("[cohort]", "[cohort", ""),
    ],
)
def test_a_changed_scenario_is_named_where_it_works_out(
    copied: Path, before: str, after: str, place: str
) -> None:
    path = copied / "invoer" / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    report = recount(copied)
    assert named(report, "invoer/scenario.toml", "input.scenario_sha256")
    assert not place or named(report, "cohort.json", place)


def test_a_forbidden_pair_in_the_cohort_is_named(
    solved: Result, tmp_path: Path, same_maps: None
) -> None:
    """A forger who changes every file is still found out by the inputs."""
    folder = forged(solved, ("A", "B", "C", "E"), tmp_path)
    report = recount(folder)
    assert named(report, "cohort.json", "selected, competition:A|B")


def test_every_forged_cohort_is_found(solved: Result, tmp_path: Path, same_maps: None) -> None:
    """Every cohort that keeps all rules but is not best, in every file, with its own values."""
    problem, count = solved.problem, 0
    for cohort in combinations(problem.eligible, 4):
        chosen = frozenset(cohort)
        if all(rule.check(chosen) for rule in problem.rules):
            names = tuple(problem.plans.ids[p] for p in cohort)
            if names == solved.selected:
                continue
            report = recount(forged(solved, names, tmp_path / "-".join(names)))
            assert named(report, "cohort.json"), names
            count += 1
    assert count >= 4


def test_the_other_tied_cohort_is_not_what_the_tickets_pick(
    solved: Result, tmp_path: Path, same_maps: None
) -> None:
    assert solved.outcome.optimum is not None
    swap = {"E": "F", "F": "E"}
    names = [swap.get(name, name) for name in solved.selected]
    chosen = frozenset(solved.problem.plans.ids.index(name) for name in names)
    optimum = replace(solved.outcome.optimum, chosen=chosen)
    spots = coverings(solved.problem, chosen, Clock())
    bare = altered(
        solved, optimum=optimum, answers=None, swaps=None, runner_up=None, coverings=spots
    )
    report = recount(bare.save(tmp_path / "uit"))
    assert [(d.file, d.place, d.kind) for d in report.differences] == [
        ("cohort.json", "selected", "lot")
    ]


@DEEP
@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("cohort.gpkg", "UPDATE aanvragen SET gekozen = 1 - gekozen WHERE plan_id = 'B'"),
        ("cohort.gpkg", "UPDATE aanvragen SET oordeel = 'voldoet' WHERE plan_id = 'J'"),
        (
            "cohort.gpkg",
            "UPDATE aanvragen SET geom = (SELECT geom FROM aanvragen WHERE"
            " plan_id = 'C') WHERE plan_id = 'A'",
        ),
        ("cohort.gpkg", "UPDATE aanvragen SET geom = NULL WHERE plan_id = 'A'"),
        ("cohort.gpkg", "UPDATE gemeenten SET geom = x'00' WHERE code = 'GM0363'"),
        ("cohort.gpkg", "UPDATE gemeenten SET inwoners = inwoners + 1 WHERE code = 'GM0363'"),
        ("cohort.gpkg", "UPDATE gemeenten SET gekozen_aanvragen = '' WHERE code = 'GM0599'"),
        ("cohort.gpkg", "DELETE FROM gemeenten WHERE code = 'GM0599'"),
    ],
)
def test_a_changed_layer_is_found(copied: Path, file: str, change: str) -> None:

    with sqlite3.connect(copied / file) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')  # they need functions of a GIS
        database.execute(change)
    database.close()
    assert named(recount(copied), file)


HEADINGS = {  # by sheet: its first heading, and the headings of what is not recounted
    "Voordracht": ("aanvraag", ()),
    "Aanvragen": ("aanvraag", ("wat een andere keuze kost",)),
    "Paren": ("aanvraag A", ()),
    "Criteria": ("criterium", ("ingeleverd", "per categorie: gekozen (streven)")),
    "Witte vlekken": ("aanvraag", ()),
    "Scenario": ("onderdeel", ("inhoud",)),
    "Herkomst": ("gegeven", ()),
}


@DEEP
@pytest.mark.parametrize("name", sample(HEADINGS, every=3))
def test_every_changed_cell_of_the_workbook_is_found(copied: Path, quick: None, name: str) -> None:
    from openpyxl import load_workbook

    path, (first, unseen) = copied / "cohort.xlsx", HEADINGS[name]
    original, count = path.read_bytes(), 0
    sheet = load_workbook(path)[name]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == first)
    skipped = {cell.column for cell in sheet[top] if cell.value in unseen}
    cells = [c.coordinate for row in sheet.iter_rows(top + 1, top + 3) for c in row
             if c.column not in skipped]  # fmt: skip
    for place in cells[:: 9 if name in ("Aanvragen", "Paren") else 3]:
        book = load_workbook(path)
        value = book[name][place].value
        book[name][place].value = f"1{'' if value is None else value}"
        book.save(path)
        report = recount(copied)
        path.write_bytes(original)
        assert not report.agrees, (name, place, value)
        count += 1
    assert count > 1


def test_a_changed_summary_is_found(copied: Path) -> None:
    path = copied / "summary.txt"
    text = path.read_text(encoding="utf-8")
    for word in ("bewezen optimaal", "Plan C", "besliste tussen", "uitgesloten", "in aanmerking"):
        assert word in text
        path.write_text(text.replace(word, "iets anders"), encoding="utf-8")
        assert named(recount(copied), "summary.txt"), word


def test_a_swapped_plan_is_named_where_it_was_swapped(copied: Path, quick: None) -> None:
    edit(copied, lambda record: record.update(selected=["A", *record["selected"][1:]]))
    found = verify(copied)
    assert found.exit_code == 5
    assert [d.place for d in recount(copied).differences] == ["selected[1]"]
    told = "cohort.json, selected[1]: er staat `A`; nagerekend is het `B`, en zo staat het in"
    assert f"{told} cohort.json, plans." in found.stdout


@DEEP
@pytest.mark.parametrize(
    ("certified", "tiers", "sound"),
    [
        (True, ["confirmed"] * 4, True),
        (False, None, True),
        (None, None, True),
        (True, ["confirmed"] * 3, False),
        (True, [*["confirmed"] * 3, "not finished"], False),
        (True, None, False),
        ("ja", None, False),
    ],
)
def test_a_certificate_must_be_about_every_tier(
    copied: Path, certified: object, tiers: list[str] | None, sound: bool
) -> None:
    held = {"solver": "HiGHS", "version": "1.2.3", "tiers": tiers} if tiers else None
    edit(copied, lambda record: record.update(certified=certified, certificate=held))
    report = recount(copied)
    assert report.agrees is sound
    assert sound or named(report, "cohort.json", "certified")
    assert ("HiGHS 1.2.3 bevestigde elke trap" in report.page()) is (certified is True and sound)

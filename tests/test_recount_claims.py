"""What the recount claims is made from what it compared; of files that disagree it names both."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from depth import sample
from verifying import Tamper, edit, rows_of, write_csv

from selector import Result
from selector.texts import LANGUAGES, load_texts
from selector.verify import Report, recount
from selector.verify.compare.rows import WITH_COHORT, WITHOUT_COHORT, input_rows
from selector.verify.compare.said import all_said
from selector.verify.compare.settle import settle_cohort

#: Hashes that a result has only when it was made with a theme, or from other plans by changes.
WHEN_GIVEN = {f"input.{role}_sha256" for role in ("base", "theme", "logo")}


def compared(report: Report) -> set[tuple[str, str]]:
    """The files and places in them that the report claims."""
    return {(file, place) for line in report.done for file, place, _ in line.params["where"]}  # type: ignore[attr-defined]


def test_every_row_of_the_table_is_claimed_where_there_is_a_cohort(original: Path) -> None:
    rows = [*input_rows("cohort.json"), *WITH_COHORT]
    absent = {("cohort.json", place) for place in {"best_alone", *WHEN_GIVEN}}
    own = {(row.file, row.place) for row in rows if row.claim} - absent
    assert compared(recount(original)) == own  # no tier of this round is relative


def test_every_row_of_the_table_is_claimed_where_there_is_none(impossible: Path) -> None:
    rows = [*input_rows("infeasible.json"), *WITHOUT_COHORT]
    own = {(row.file, row.place) for row in rows if row.claim and row.place not in WHEN_GIVEN}
    assert compared(recount(impossible)) == own


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_of_the_table_has_a_text(language: str) -> None:
    texts = load_texts(language)
    rows = [*input_rows("x"), *WITH_COHORT, *WITHOUT_COHORT]
    assert [row for row in rows if row.claim and not texts.has(f"verify.{row.claim}")] == []


@pytest.mark.parametrize(
    "file", ["plans.csv", "conflicts.csv", "white_spots.csv", "cohort.xlsx", "cohort.gpkg",
             "summary.txt"]
)  # fmt: skip
@pytest.mark.parametrize(
    "change", sample([Path.unlink, lambda path: path.write_bytes(b"PK\xff\xfe")], every=2)
)
def test_a_file_that_was_not_compared_is_not_claimed(
    copied: Path, quick: None, file: str, change: Tamper
) -> None:
    change(copied / file)
    report = recount(copied)
    assert file not in {name for name, _ in compared(report)}
    done = report.page().partition("Niet nagerekend:")[0]
    assert file not in done.partition("Nagerekend uit")[2]


@pytest.mark.parametrize("key", ["plans", "tiers", "criteria", "tickets", "white_spots", "answers"])
def test_a_key_that_is_not_there_is_not_claimed(copied: Path, quick: None, key: str) -> None:
    edit(copied, lambda record: record.pop(key))
    assert ("cohort.json", key) not in compared(recount(copied))


def test_answers_that_were_not_asked_are_not_claimed(
    solved: Result, tmp_path: Path, same_maps: None
) -> None:
    from builders import altered

    report = recount(altered(solved, answers=None).save(tmp_path / "uit"))
    assert report.agrees
    assert ("cohort.json", "answers") not in compared(report)
    assert "antwoord" not in report.page().partition("de beste andere")[0]


def test_columns_that_are_not_there_are_not_counted(copied: Path, quick: None) -> None:
    def columns(report: Report) -> int:
        places: Any = [place for line in report.done for place in line.params["where"]]  # type: ignore[attr-defined]
        return int(next(count for file, _, count in places if file == "plans.csv"))

    before = columns(recount(copied))
    write_csv(copied / "plans.csv", [row[:-1] for row in rows_of(copied / "plans.csv")])
    assert columns(recount(copied)) == before - 1


def test_a_table_without_its_names_of_rows_is_not_claimed(copied: Path, quick: None) -> None:
    header, *rows = rows_of(copied / "plans.csv")
    write_csv(copied / "plans.csv", [["aanvraag", *header[1:]], *rows])
    assert ("plans.csv", "") not in compared(recount(copied))


def test_a_covering_is_asked_for_only_where_a_run_looks_for_one() -> None:
    from selector.analysis import covering
    from selector.verify.compare import of_white_spots

    assert of_white_spots.MOST_PLANS <= covering.MOST_PLANS


def set_csv(name: str, column: str, value: str) -> Tamper:
    def change(folder: Path) -> None:
        header, *rows = rows_of(folder / "plans.csv")
        at = header.index(column)
        put = [[*r[:at], value, *r[at + 1 :]] if r[0] == name else r for r in rows]
        write_csv(folder / "plans.csv", [header, *put])

    return change


def set_layer(name: str, change: str) -> Tamper:
    def work(folder: Path) -> None:
        with sqlite3.connect(folder / "cohort.gpkg") as database:
            for (trigger,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')  # they need functions of a GIS
            database.execute(f"UPDATE aanvragen SET {change} WHERE plan_id = '{name}'")
        database.close()

    return work


def in_record(name: str, **values: object) -> Tamper:
    def change(record: Any) -> None:
        next(entry for entry in record["plans"] if entry["plan_id"] == name).update(values)

    return lambda folder: edit(folder, change)


@pytest.mark.parametrize(
    ("change", "file", "place"),
    [
        (set_csv("B", "gekozen", "false"), "plans.csv", "B, gekozen"),
        (set_csv("A", "gekozen", "true"), "plans.csv", "A, gekozen"),
        (set_layer("B", "gekozen = 0"), "cohort.gpkg", "aanvragen, B, gekozen"),
        (in_record("B", selected=False), "cohort.json", "plans[B].selected"),
        (in_record("A", selected=True), "cohort.json", "plans[A].selected"),
    ],
)
def test_of_files_that_name_different_cohorts_the_recount_tells_which_is_right(
    copied: Path, quick: None, change: Tamper, file: str, place: str
) -> None:
    change(copied)
    found = recount(copied)
    assert [(d.file, d.place, d.kind) for d in found.differences] == [(file, place, "settled")]
    assert "en zo staat het in cohort.json, selected." in found.page()


def test_one_of_two_tied_cohorts_is_told_by_the_tickets(copied: Path, quick: None) -> None:
    record = json.loads((copied / "cohort.json").read_text(encoding="utf-8"))
    swap = {"E": "F", "F": "E"}
    other = sorted(swap.get(p, p) for p in record["selected"])
    edit(copied, lambda record: record.update(selected=other))
    kinds = {(d.file, d.place.partition("[")[0], d.kind) for d in recount(copied).differences}
    assert kinds == {("cohort.json", "selected", "settled")}


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (set_csv("B", "in_beste_selecties", "some"), "plans.csv"),
        (set_csv("A", "in_beste_selecties", "some"), "plans.csv"),
        (set_layer("B", "in_beste_selecties = 'some'"), "cohort.gpkg"),
    ],
)
def test_files_that_disagree_on_what_does_not_follow_are_both_named_with_what_they_say(
    copied: Path, quick: None, change: Tamper, file: str
) -> None:
    change(copied)
    (difference,) = recount(copied).differences
    assert (difference.file, difference.kind) == (file, "disagree")
    assert difference.against == "cohort.json, plans"
    assert difference.found == "some"
    assert difference.other in ("all", "none")


def test_what_cannot_be_is_not_believed_of_the_record_either(copied: Path, quick: None) -> None:
    in_record("B", in_optimal="none")(copied)
    (difference,) = recount(copied).differences
    assert (difference.file, difference.place) == ("cohort.json", "plans[B].in_optimal")
    assert (difference.found, difference.against) == ("none", "plans.csv")


def test_without_a_proof_the_recount_does_not_say_which_of_two_sound_cohorts_is_right(
    solved: Result, copied: Path, quick: None
) -> None:
    """E and F are alike, so nothing but a proof and the tickets sets them apart."""
    from selector.verify.compare.delivered import read_delivered
    from selector.verify.compare.desk import Desk
    from selector.verify.recount.facts import read_facts
    from selector.verify.recount.round import read_round
    from selector.verify.recount.scenario import read_scenario

    delivered = read_delivered(copied, Desk())
    inputs = [
        (copied / "invoer" / name).read_bytes() for name in ("aanvragen.csv", "scenario.toml")
    ]
    counted = read_round(inputs[0], read_scenario(inputs[1]), read_facts())
    said = list(all_said(delivered, load_texts("nl")))
    swap = {"E": "F", "F": "E"}
    other = replace(said[0], selected=[swap.get(p, p) for p in solved.selected])
    settled = {
        status: settle_cohort([other, *said[1:]], counted, {**delivered.record, "status": status})
        for status in ("optimal", "feasible")
    }
    assert all(found is not None and found.contested for found in settled.values())
    assert [found.sure for found in settled.values() if found] == [True, False]

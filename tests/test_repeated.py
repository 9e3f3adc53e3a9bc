"""Faults and notes of one kind are told once, with their places."""

from pathlib import Path

from builders import plan, write_plans
from click.testing import CliRunner
from malformed import csv_text, three

from selector.cli import main
from selector.errors import Message
from selector.repeated import faults_told, notes_told
from selector.texts import load_texts

NL = load_texts("nl")


def fault(row: int, value: str, suggestion: str = "", column: str = "herkomst") -> Message:
    known = {"known": "bestaand, nieuw"}
    return Message("not_in_list", "a.csv", row, column, "", value, suggestion, known)


def test_three_faults_of_one_kind_are_one_line_with_every_place_and_value() -> None:
    faults = [fault(2, "oud"), fault(3, "oudt"), fault(9, "oud")]
    (line,) = faults_told(faults, NL)
    assert line.startswith(faults[0].said(NL))
    assert "nog 2 plaatsen: rij 3 (`oudt`), rij 9 (`oud`)." in line


def test_faults_with_another_suggestion_do_not_share_that_of_the_first() -> None:
    wrong = [("niuw", "nieuw"), ("bestand", "bestaand"), ("oud", ""), ("nieuww", "nieuw")]
    faults = [fault(row, *found) for row, found in enumerate(wrong, start=2)]
    assert list(faults_told(faults, NL)) == [found.said(NL) for found in faults]


def test_every_place_of_a_fault_is_told_however_many_there_are() -> None:
    (line,) = faults_told([fault(row, "oud") for row in range(2, 502)], NL)
    assert all(f"rij {row} " in line for row in range(3, 502))


def test_two_faults_and_faults_in_other_columns_are_told_each() -> None:
    faults = [fault(2, "x"), fault(3, "x"), fault(2, "x", column="samenwerking")]
    assert list(faults_told(faults, NL)) == [found.said(NL) for found in faults]


def test_of_many_notes_the_number_and_the_first_places_are_told() -> None:
    notes = [
        Message(
            "one_sided", "a.csv", row, "afstemming", value=f"P{row}", params={"plan": f"Q{row}"}
        )
        for row in range(2, 302)
    ]
    (line,) = notes_told(notes, NL)
    assert "`Q2` meldt afstemming met `P2`" in line
    assert "nog 299 plaatsen, zoals rij 3 (`P3`)" in line
    assert "rij 7 (`P7`)" in line
    assert "rij 8 " not in line


def test_a_command_tells_repeated_faults_once_and_counts_them_all(tmp_path: Path) -> None:
    file = tmp_path / "plannen.csv"
    file.write_text(csv_text(three(*[{"a1": "voldan"}] * 3)), "utf-8")
    found = CliRunner().invoke(main, ["check", str(file)])
    first, last = found.stderr.splitlines()
    assert found.exit_code == 2
    assert "rij 2, kolom `a1`: `voldan` staat niet in de lijst" in first
    assert "rij 3 (`voldan` → `voldaan`), rij 4 (`voldan` → `voldaan`)" in first
    assert last.startswith("Fouten: 3.")


def test_a_command_tells_repeated_notes_once(tmp_path: Path) -> None:
    plans = [plan(f"P{i}", "GM0363", afstemming="P0" if i else "") for i in range(9)]
    found = CliRunner().invoke(main, ["check", str(write_plans(tmp_path, plans))])
    assert found.exit_code == 0
    assert found.stderr.count("meldt afstemming") == 1


def test_faults_that_have_a_cell_are_told_together_with_their_cells() -> None:
    def at(cell: str) -> Message:
        params = {"known": "x", "sheet": "aanvragen", "cell": cell}
        return Message("not_in_list", "a.xlsx", 2, "herkomst", "", "oud", "", params)

    (line,) = faults_told([at("G2"), at("G3"), at("G4")], NL)
    assert "cel G2" in line
    assert "blad `aanvragen`, cel G3 (`oud`), blad `aanvragen`, cel G4 (`oud`)" in line

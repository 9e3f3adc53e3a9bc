"""Rounds as people type them: what has one meaning is taken and told, two meanings are a fault."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from builders import invoke
from hypothesis import given, settings
from hypothesis import strategies as st
from malformed import COLUMNS, Sheet, csv_text, three
from openpyxl import Workbook, load_workbook

from selector.errors import InputError, Message
from selector.intake import Plans, parse_plans, read_regions
from selector.intake.municipality_names import MunicipalityNames
from selector.intake.parsing import Manner
from selector.intake.typed.cells import Reading, cell_as_meant
from selector.intake.typed.dates import readings
from selector.verify.recount import plans as recounted
from selector.verify.recount.dates import as_iso
from selector.verify.recount.facts import read_facts

REGIONS, FACTS = read_regions(), read_facts()
NUMBERS = r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}( [0-9]{1,2}[:.u][0-9]{2})?"
Grid = list[list[object]]


def read(data: bytes, strict: bool = False) -> Plans:
    return parse_plans("plannen", data, REGIONS, Manner(strict=strict))


def one(column: str, text: str) -> bytes:
    """Return three plans of which the first has another text in a column."""
    return csv_text(three({column: text}), (*COLUMNS, "a2")).encode()


def cell_of(plans: Plans, column: str) -> tuple[str, ...]:
    return plans.rows[0].cells[column]


def again(data: bytes, column: str) -> tuple[str, ...]:
    """Return the same cell as the recount reads it."""
    return recounted.read_plans(data, FACTS)[1][0].cells[column]


def told(plans: Plans) -> list[Message]:
    return [note for note in plans.notes if note.code == "read_as"]


ONE_MEANING = [
    ("ingediend_op", "26-04-2023 16:30", "2023-04-26T16:30"),
    ("ingediend_op", "26 april 2023", "2023-04-26"),
    ("ingediend_op", "Woensdag 26 april 2023 om 16.30 uur", "2023-04-26T16:30"),
    ("ingediend_op", "4-5-2023", "2023-05-04"),
    ("ingediend_op", "26/4/2023 9:05", "2023-04-26T09:05"),
    ("ingediend_op", "4/26/2023", "2023-04-26"),
    ("ingediend_op", "26.04.2023, 16u30", "2023-04-26T16:30"),
    ("ingediend_op", "26-apr-2023", "2023-04-26"),
    ("ingediend_op", "2023-4-6 9:05:07", "2023-04-06T09:05:07"),
    ("a1", "Werkt toe", "werkt_toe"),
    ("a1", "werkt-toe", "werkt_toe"),
    ("a1", "n.v.t.", "nvt"),
    ("a1", "Niet van toepassing", "nvt"),
    ("a1", "voldaan.", "voldaan"),
    ("aandeel_besturen", "n.v.t.", "nvt"),
    ("samenwerking", "Boven-regionaal", "bovenregionaal"),
    ("sectoren", "PO / VO", "po|vo"),
    ("sectoren", "PO|vo", "po|vo"),
    ("samenwerking", "Lokaal", "lokaal"),
    ("a1", "VOLDAAN", "voldaan"),
    ("ambitie", "4,0", "4"),
    ("aandeel_besturen", "NVT", "nvt"),
    ("aandeel_besturen", "72,5 %", "72,5%"),
    ("gemeenten", "Bergen NH", "GM0373"),
    ("gemeenten", "gm0363", "GM0363"),
    ("gemeenten", "den haag", "GM0518"),
    ("gemeenten", "utrecht", "GM0344"),
    ("accenten", "Werven", "werven"),
    ("sectoren", "po en vo", "po|vo"),
    ("sectoren", "po, vo en mbo", "po|vo|mbo"),
    ("sectoren", "po+vo", "po|vo"),
    ("sectoren", "Primair onderwijs", "po"),
    ("accenten", "Werven & matchen", "werven|matchen"),
    ("gemeenten", "Etten Leur", "GM0777"),
    ("gemeenten", "Oost-Gelre", "GM1586"),
    ("gemeenten", "'s Hertogenbosch", "GM0796"),
    ("gemeenten", "Hengelo (O.)", "GM0164"),
    ("gemeenten", "Middelburg (Z.)", "GM0687"),
    ("gemeenten", "Utrecht (gemeente)", "GM0344"),
    ("gemeenten", "Gemeente Den Haag", "GM0518"),
    ("gemeenten", "Bergen (Noord-Holland)", "GM0373"),
    ("gemeenten", "Bergen (Lb)", "GM0893"),
    ("gemeenten", "Ede en Epe", "GM0228|GM0232"),
    ("gemeenten", "Bergen op-Zoom|Ede / Epe", "GM0228|GM0232|GM0748"),
]


@pytest.mark.parametrize(("column", "text", "meant"), ONE_MEANING)
def test_what_has_one_meaning_is_taken_and_told(column: str, text: str, meant: str) -> None:
    data = one(column, text)
    plans = read(data)
    assert cell_of(plans, column) == tuple(meant.split("|")) == again(data, column)
    assert {(note.file, note.row, note.column) for note in told(plans)} == {("plannen", 2, column)}
    with pytest.raises(InputError) as refused:
        read(data, strict=True)
    assert {(fault.row, fault.column) for fault in refused.value.faults} == {(2, column)}


@pytest.mark.parametrize("name", ["Nuenen, Gerwen en Nederwetten", "Peel en Maas", "Weesp|363"])
def test_what_is_written_as_it_should_be_is_left_alone(name: str) -> None:
    names = MunicipalityNames(REGIONS)
    assert cell_as_meant("gemeenten", name, names) == Reading(name)


def test_a_percentage_and_a_decimal_comma_are_read_without_a_word() -> None:
    plans = read(one("aandeel_besturen", "72,5%"), strict=True)
    assert str(plans.rows[0].board_share) == "0.7250"
    assert told(plans) == []


def test_strict_names_the_spelling_that_was_agreed_on() -> None:
    with pytest.raises(InputError) as refused:
        read(one("sectoren", "PO|vo"), strict=True)
    (fault,) = refused.value.faults
    assert (fault.code, fault.value, fault.suggestion) == ("strict_cell", "PO", "po")


def test_strict_refuses_a_heading_in_capitals_and_what_cannot_be_seen() -> None:
    data = csv_text(three({"naam": "Een\u200b"})).replace("naam", "Naam").encode()
    codes = {note.code for note in read(data).notes}
    assert {"column_read_as", "invisible"} <= codes
    with pytest.raises(InputError) as refused:
        read(data, strict=True)
    assert {fault.code for fault in refused.value.faults} == {"strict_column", "not_plain"}


TWO_MEANINGS = [
    ("ingediend_op", "04/05/2023", ("2023-05-04", "2023-04-05")),
    ("ingediend_op", "26-04-23 9:00", ("2023-04-26T09:00", "2026-04-23T09:00")),
    ("gemeenten", "Bergen", ("Bergen (NH.)", "Bergen (L.)")),
    ("gemeenten", "gemeente Bergen", ("Bergen (NH.)", "Bergen (L.)")),
    ("gemeenten", "Ede|Bergen (gem.)", ("Bergen (NH.)", "Bergen (L.)")),
]


@pytest.mark.parametrize(("column", "text", "both"), TWO_MEANINGS)
def test_two_meanings_are_a_fault_that_names_both(
    column: str, text: str, both: Sequence[str]
) -> None:
    with pytest.raises(InputError) as refused:
        read(one(column, text))
    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (2, column)
    assert all(meaning in refused.value.said("nl") for meaning in both)


NO_MEANING = [
    ("ingediend_op", "donderdag 26 april 2023"), ("ingediend_op", "26-04-2023 25:00"),
    ("ingediend_op", "31-04-2023"), ("ingediend_op", "26 floreal 2023"), ("a1", "voldaan?"),
    ("a1", "voldan"), ("a1", "ja"), ("sectoren", "po en hbo"), ("gemeenten", "Hengelo (G.)"),
    ("gemeenten", "Ede en Nergens"), ("gemeenten", "Groningen (provincie)"),
    ("aandeel_besturen", "72,5"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text"), NO_MEANING)
def test_what_is_not_understood_stays_a_fault(column: str, text: str) -> None:
    with pytest.raises(InputError):
        read(one(column, text))


def sheet(change: Callable[[Grid], object]) -> bytes:
    """Return three plans as a workbook, its rows changed."""
    grid: Grid = [list(line.split(";")) for line in csv_text(three()).splitlines()]
    change(grid)
    book = Workbook()
    page: Sheet = book.active
    for row in grid:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def dressed(grid: Grid) -> None:
    """Put a title and an empty row above, spaces and stars in the header, remarks below."""
    grid[0] = [f"{str(name).replace('_', ' ').title()} *" for name in grid[0]]
    grid[1][2] = datetime(2023, 4, 6)
    grid[:0] = [["Aanvragen voorloperregio's, ronde 2023"], []]
    grid.insert(4, [])
    grid += [[], ["Nog geen besluit van P2"], ["", "Toelichting: zie P2"], ["", "*", ""]]


def test_a_title_an_empty_row_remarks_and_starred_headers_change_nothing() -> None:
    plain, typed = sheet(lambda grid: None), sheet(dressed)
    expected, found = read(plain), read(typed)
    assert [plan.cells for plan in found.rows] == [plan.cells for plan in expected.rows]
    assert [plan.row for plan in found.rows] == [4, 6, 7]
    codes = [note.code for note in found.notes]
    assert codes.count("row_above") == 1
    assert codes.count("row_below") == 3
    assert codes.count("column_read_as") == len(COLUMNS)
    columns, plans = recounted.read_plans(typed, FACTS)
    assert columns == expected.columns
    assert [plan.cells for plan in plans] == [plan.cells for plan in expected.rows]


def test_strict_refuses_a_title_remarks_and_starred_headers() -> None:
    with pytest.raises(InputError) as refused:
        read(sheet(dressed), strict=True)
    codes = {fault.code for fault in refused.value.faults}
    assert {"strict_row", "strict_column"} <= codes


def test_a_plan_that_was_begun_is_no_remark() -> None:
    begun: Grid = [["P9"], ["", "Regio Noord"], ["P9", "Een lange naam voor een regio"],
                   ["", "Een lange naam voor een regio"], ["Plan Regio Noord"],
                   ["", "", "", "", "Ede, Epe, Almelo en Hengelo"]]  # fmt: skip
    for row in begun:
        data = sheet(lambda grid, row=row: grid.append(row))  # type: ignore[misc]
        with pytest.raises(InputError):
            read(data)


def test_a_title_over_merged_cells_is_no_fault() -> None:
    book = load_workbook(io.BytesIO(sheet(dressed)))
    page: Sheet = book.active
    page.merge_cells("A1:F1")
    page.merge_cells("A9:F9")
    stream = io.BytesIO()
    book.save(stream)
    assert len(read(stream.getvalue())) == len(recounted.read_plans(stream.getvalue(), FACTS)[1])


def test_cells_merged_within_the_table_are_a_fault() -> None:
    book = load_workbook(io.BytesIO(sheet(dressed)))
    page: Sheet = book.active
    page.merge_cells("B4:B5")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(InputError):
        read(stream.getvalue())


def test_a_remark_between_plans_is_a_fault() -> None:
    with pytest.raises(InputError):
        read(sheet(lambda grid: grid.insert(2, ["Let op: de volgende is nog onzeker"])))


def test_a_title_in_a_csv_does_not_decide_what_parts_the_cells() -> None:
    data = ("Aanvragen, ronde 2023, april\n" + csv_text(three())).encode()
    assert [plan.cells for plan in read(data).rows] == [
        plan.cells for plan in recounted.read_plans(data, FACTS)[1]
    ]


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789-/. :Tuapril", max_size=20) | st.from_regex(NUMBERS, fullmatch=True))
def test_the_recount_reads_dates_alike(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        found = readings(text)
        assert as_iso(text) == (found[0] if len(found) == 1 else text)


def test_a_strict_run_refuses_what_another_takes_and_writes_nothing(tmp_path: Path) -> None:
    file, out = tmp_path / "plannen.csv", tmp_path / "uit"
    file.write_bytes(one("a1", "Werkt toe"))
    found = invoke("run", file, "--strict", "--out", out, "--scenario", "krimp-eerst")
    assert found.exit_code == 2
    assert "`Werkt toe` staat niet in de lijst" in found.stderr
    assert not out.exists()
    assert invoke("check", file, "--strict").exit_code == 2
    assert invoke("check", file).exit_code == 0


def test_a_cell_with_several_values_may_be_typed_too() -> None:
    data = one("a1", "Werkt toe/Voldaan")
    (doubt,) = parse_plans("plannen", data, REGIONS, Manner(doubtful=True)).doubts
    assert doubt.values == ("werkt_toe", "voldaan")
    with pytest.raises(InputError):
        read(data)

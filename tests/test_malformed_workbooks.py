"""Workbooks of plans that cannot be used: every fault is named, and nothing is written."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from conftest import Refuses
from malformed import (
    COLUMNS,
    SHEET1,
    THREE,
    Named,
    cell,
    maybe,
    replaced,
    workbook,
)


def cached_formula() -> bytes:
    """Return a workbook with a formula that carries its outcome, as Excel writes it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("aanvragen")
        for r, row in enumerate((COLUMNS, *THREE)):
            sheet.write_row(r, 0, row)
        sheet.write_formula("I2", "=1+2", None, 3)
        sheet.write_array_formula("I3:I3", "{=SUM(1,3)}", None, 4)
    return stream.getvalue()


def bomb() -> bytes:
    """Return a workbook of which one part unpacks to 300 MB of spaces."""
    stream = io.BytesIO(workbook())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/media/groot.bin", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(bytes(1 << 20))
    return stream.getvalue()


def entities() -> bytes:
    """Return a workbook of which one part starts, after a long comment, with the entity bomb."""
    head = b"<?xml version='1.0'?>" + b"<!-- " + b"x" * 5000 + b" -->"
    lol = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    return replaced(
        workbook(), "xl/workbook.xml", lambda old: head + lol + old[old.index(b"<workbook") :]
    )


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "tekst")
    return stream.getvalue()


def encrypted() -> bytes:
    """Return a workbook whose parts claim to be encrypted."""
    data = bytearray(workbook())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 1)
    return bytes(data)


FAR = b"<row r='1048576'><c r='XFD1048576' t='n'><v>1</v></c></row></sheetData>"
IMPLIED = b"<row r='1048575'>" + b"<c/>" * 16_000 + b"<c><v>1</v></c></row></sheetData>"
WORKBOOKS: dict[str, tuple[Callable[[], bytes], list[Named]]] = {
    "a formula is named with its column and text": (
        lambda: workbook(lambda sheet: sheet.__setitem__("I2", "=1+2")),
        [cell(2, "ambitie", "=1+2")]),
    "formulas that carry their outcome are named too, also of an array": (
        cached_formula, [cell(2, "ambitie", "=1+2"), cell(3, "ambitie", "=SUM(1,3)")]),
    "a formula in a required cell is one fault": (
        lambda: workbook(lambda sheet: sheet.__setitem__("B3", "=A3")),
        [cell(3, "naam", "=A3")]),
    "a formula beside the table is named by its cell": (
        lambda: workbook(lambda sheet: sheet.__setitem__("P3", "=A3")),
        [("rij 3, kolom `P3`: ", "`=A3`")]),
    "an error value is named with its column": (
        lambda: workbook(lambda sheet: sheet.__setitem__("K3", "#DIV/0!")),
        [cell(3, "aandeel_besturen", "#DIV/0!")]),
    "merged cells are named by their range": (
        lambda: workbook(lambda sheet: sheet.merge_cells("I2:J2")), [("rij 2: ", "I2:J2")]),
    "faults of cells come with those of the sheet, by row": (
        lambda: workbook(lambda s: (s.__setitem__("I3", "=1"), s.__setitem__("G2", "niuw"))),
        [cell(2, "herkomst", "niuw", "nieuw"), cell(3, "ambitie", "=1")]),
    "rows count from the top, also under empty rows": (
        lambda: workbook(lambda s: (s.insert_rows(1, 2), s.__setitem__("G4", "niuw"))),
        [cell(4, "herkomst", "niuw", "nieuw")]),
    "a missing column under empty rows is named with the row of the header": (
        lambda: workbook(lambda s: (s.insert_rows(1, 2), s.__setitem__("G3", "herkomts"))),
        [("rij 3, kolom `herkomst`: ", "`herkomts`")]),
    "a part that unpacks beyond the limit is refused": (bomb, [("groter dan 256 MB",)]),
    "a cell in the last corner of the sheet is refused": (
        lambda: replaced(workbook(), SHEET1, lambda old: old.replace(b"</sheetData>", FAR)),
        [("rij 1048576", "kolom 16384")]),
    "cells that stand far away without saying so are refused": (
        lambda: replaced(workbook(), SHEET1, lambda old: old.replace(b"</sheetData>", IMPLIED)),
        [("rij 1048575", "kolom 16001")]),
    "the XML entity bomb is refused": (entities, [("geen geldige Excel-werkmap",)]),
    "a zip that is no workbook is refused": (
        lambda: zipped("lees.mij"), [("geen geldige Excel-werkmap",)]),
    "an empty zip is refused": (zipped, [("geen geldige Excel-werkmap",)]),
    "a zip with parts that are no XML is damaged": (
        lambda: zipped("xl/workbook.xml", "[Content_Types].xml"), [("beschadigd",)]),
    "a workbook cut in half is damaged": (
        lambda: workbook()[: len(workbook()) // 2], [("beschadigd",)]),
    "a workbook with a flipped byte in its data is damaged": (
        lambda: workbook()[:60] + bytes([workbook()[60] ^ 255]) + workbook()[61:],
        [("beschadigd",)]),
    "a workbook without the XML of its sheet is damaged": (
        lambda: replaced(workbook(), SHEET1, lambda old: b""), [("beschadigd",)]),
    "a workbook with a sheet cut off is damaged": (
        lambda: replaced(workbook(), SHEET1, lambda old: old[:-200]), [("beschadigd",)]),
    "a workbook with an empty sheet is empty": (
        lambda: workbook(lambda sheet: sheet.delete_rows(1, 9)), [("het bestand is leeg",)]),
    "a workbook with a header alone holds no plans": (
        lambda: workbook(lambda sheet: sheet.delete_rows(2, 9)), [("geen enkele aanvraag",)]),
    "a number of a cell is told with the comma that its sheet shows": (
        lambda: workbook(lambda sheet: sheet.cell(2, COLUMNS.index("ambitie") + 1, 4.5)),
        [("kolom `ambitie`", "`4,5`")]),
    "a text of a cell is told as it was typed": (
        lambda: workbook(lambda sheet: sheet.cell(2, COLUMNS.index("ambitie") + 1, "4.5")),
        [("kolom `ambitie`", "`4.5`")]),
    "a percentage without its sign gets it as its sheet shows it": (
        lambda: workbook(lambda sheet: sheet.cell(2, COLUMNS.index("aandeel_besturen") + 1, 72.5)),
        [("`72,5` is geen aandeel", maybe("72,5%"))]),
    "a workbook with encrypted parts is named as such": (encrypted, [("wachtwoord",)]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "named"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_a_workbook_is_refused(
    make: Callable[[], bytes], named: list[Named], tmp_path: Path, refuses: Refuses
) -> None:
    file = tmp_path / "plannen.xlsx"
    file.write_bytes(make())
    refuses(file, *(("plannen.xlsx", *pieces) for pieces in named))

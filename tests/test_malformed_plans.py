"""Plans files that cannot be used: every fault is named, and nothing is written."""

import io
import json
import os
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter
from conftest import Refuses
from openpyxl import Workbook

COLUMNS = (
    "plan_id", "naam", "ingediend_op", "sectoren", "gemeenten", "samenwerking", "herkomst",
    "accenten", "ambitie", "besturen", "aandeel_besturen", "afstemming", "a1",
)  # fmt: skip
THREE = (
    ("P1", "Een", "2023-04-06", "po|vo", "GM0363", "lokaal", "nieuw", "werven", "3", "B1", "0.5",
     "", "voldaan"),
    ("P2", "Twee", "", "po", "GM0344", "regionaal", "bestaand", "", "", "", "85%", "P3", ""),
    ("P3", "Drie", "", "mbo", "", "landelijk", "nieuw", "", "", "", "", "P2", "nvt"),
)  # fmt: skip
Row = Mapping[str, str]
Named = tuple[str, ...]  # the pieces of one line of stderr


def three(*changes: Row) -> list[dict[str, str]]:
    """Return three sound plans, with changes to the first, the second, the third."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in THREE]
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    return rows


def csv_text(rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> str:
    lines = [";".join(columns), *(";".join(row.get(c, "") for c in columns) for row in rows)]
    return "\n".join(lines) + "\n"


def with_line(number: int, line: str) -> str:
    """Return the three plans with one line (2 is the first plan) replaced."""
    lines = csv_text(three()).splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


def cell(row: int, column: str, value: str, suggestion: str = "") -> Named:
    """Return what the line about a cell must hold; without a suggestion it must not offer one."""
    hint = f" Is misschien `{suggestion}` bedoeld?" if suggestion else "$"
    return (f"rij {row}, kolom `{column}`: ", f"`{value}`", hint)


CELLS: dict[str, tuple[Row, Named]] = {
    "a code that is not a municipality gets the nearest code": (
        {"gemeenten": "GM0367"}, cell(2, "gemeenten", "GM0367", "GM0363 (Amsterdam)")),
    "a bare number that is not a municipality gets the nearest code": (
        {"gemeenten": "367"}, cell(2, "gemeenten", "367", "GM0363 (Amsterdam)")),
    "a former code that is one off from another code names both": (
        {"gemeenten": "GM0364"},
        (*cell(2, "gemeenten", "GM0364", "GM0420 (Medemblik), GM0363 (Amsterdam)"), "(Andijk)")),
    "a code with two digits swapped gets the nearest code": (
        {"gemeenten": "GM3063"}, cell(2, "gemeenten", "GM3063", "GM0363 (Amsterdam)")),
    "a code that looks like no other gets no suggestion": (
        {"gemeenten": "GM9999"}, cell(2, "gemeenten", "GM9999")),
    "a code with five digits is no municipality": (
        {"gemeenten": "GM03633"}, cell(2, "gemeenten", "GM03633")),
    "a former code names its successor": (
        {"gemeenten": "GM0005"},
        (*cell(2, "gemeenten", "GM0005", "GM1966 (Het Hogeland)"), "(Bedum) is in 2019")),
    "a former name names its successor": (
        {"gemeenten": "Andijk"}, cell(2, "gemeenten", "Andijk", "GM0420 (Medemblik)")),
    "a former municipality that was split names all successors": (
        {"gemeenten": "GM0051"},
        cell(2, "gemeenten", "GM0051",
             "GM1940 (De Fryske Marren), GM0074 (Heerenveen), GM0050 (Zeewolde)")),
    "an ambiguous name lists the municipalities": (
        {"gemeenten": "Bergen"},
        cell(2, "gemeenten", "Bergen", "GM0373 (Bergen (NH.)), GM0893 (Bergen (L.))")),
    "a misspelt name gets the nearest name": (
        {"gemeenten": "Amsterdm"}, cell(2, "gemeenten", "Amsterdm", "GM0363 (Amsterdam)")),
    "a word that is no municipality at all gets no suggestion": (
        {"gemeenten": "qqqqqq"}, cell(2, "gemeenten", "qqqqqq")),
    "a plan that is not national needs a territory": (
        {"gemeenten": ""}, ("rij 2, kolom `gemeenten`: ", "geen gebied")),
    "a list of municipalities without items is no territory": (
        {"gemeenten": "| |"}, ("rij 2, kolom `gemeenten`: ", "geen gebied")),
    "30 February does not exist": (
        {"ingediend_op": "2023-02-30"}, cell(2, "ingediend_op", "2023-02-30", "2023-02-28")),
    "31 April as the Dutch write it does not exist": (
        {"ingediend_op": "31-04-2023"}, cell(2, "ingediend_op", "31-04-2023", "2023-04-30")),
    "a date as the Dutch write it gets its ISO form": (
        {"ingediend_op": "6-4-2023 9:15"},
        cell(2, "ingediend_op", "6-4-2023 9:15", "2023-04-06T09:15")),
    "a month 13 does not exist": (
        {"ingediend_op": "2023-13-01"}, cell(2, "ingediend_op", "2023-13-01")),
    "25 o'clock does not exist": (
        {"ingediend_op": "2023-04-06T25:00"}, cell(2, "ingediend_op", "2023-04-06T25:00")),
    "a word is no moment": ({"ingediend_op": "gisteren"}, cell(2, "ingediend_op", "gisteren")),
    "a year of two digits is no moment": (
        {"ingediend_op": "06-04-23"}, cell(2, "ingediend_op", "06-04-23")),
    "a percentage without its sign gets the sign": (
        {"aandeel_besturen": "85"}, cell(2, "aandeel_besturen", "85", "85%")),
    "a percentage over a hundred is no share": (
        {"aandeel_besturen": "101%"}, cell(2, "aandeel_besturen", "101%")),
    "a negative share is no share": (
        {"aandeel_besturen": "-0.1"}, cell(2, "aandeel_besturen", "-0.1")),
    "NaN is no share": ({"aandeel_besturen": "NaN"}, cell(2, "aandeel_besturen", "NaN")),
    "a share in scientific notation is no share": (
        {"aandeel_besturen": "5e-1"}, cell(2, "aandeel_besturen", "5e-1")),
    "a fraction is no share": ({"aandeel_besturen": "1/2"}, cell(2, "aandeel_besturen", "1/2")),
    "an ambition over 5 is out of range": ({"ambitie": "6"}, cell(2, "ambitie", "6")),
    "an ambition of 0 is out of range": ({"ambitie": "0"}, cell(2, "ambitie", "0")),
    "half an ambition is not whole": ({"ambitie": "2.5"}, cell(2, "ambitie", "2.5")),
    "an ambition that rounds to a whole number is not whole": (
        {"ambitie": "2.00001"}, cell(2, "ambitie", "2.00001")),
    "an ambition in words is not a number": ({"ambitie": "hoog"}, cell(2, "ambitie", "hoog")),
    "a misspelt origin gets a suggestion": (
        {"herkomst": "niuw"}, cell(2, "herkomst", "niuw", "nieuw")),
    "a misspelt cooperation gets a suggestion": (
        {"samenwerking": "regional"}, cell(2, "samenwerking", "regional", "regionaal")),
    "a misspelt assessment gets a suggestion": (
        {"a1": "werkt toe"}, cell(2, "a1", "werkt toe", "werkt_toe")),
    "an unknown sector in a list is named alone": (
        {"sectoren": "po|hbo"}, (*cell(2, "sectoren", "hbo", "mbo"), "po, vo, mbo")),
    "a misspelt accent gets a suggestion": (
        {"accenten": "werven|opleidn"}, cell(2, "accenten", "opleidn", "opleiden")),
    "no sector at all is an empty cell": (
        {"sectoren": ""}, ("rij 2, kolom `sectoren`: ", "leeg", "po, vo, mbo")),
    "a list of sectors without items is an empty cell": (
        {"sectoren": "|"}, ("rij 2, kolom `sectoren`: ", "leeg")),
    "no name is an empty cell": ({"naam": ""}, ("rij 2, kolom `naam`: ", "leeg")),
    "no plan_id is an empty cell": ({"plan_id": ""}, ("rij 2, kolom `plan_id`: ", "leeg")),
    "a plan_id that is a formula is refused": (
        {"plan_id": "=cmd()"}, cell(2, "plan_id", "=cmd()")),
    "a plan_id that starts with an at sign is refused": (
        {"plan_id": "@SUM"}, cell(2, "plan_id", "@SUM")),
    "a plan_id that holds a separator is refused": (
        {"plan_id": "A|B"}, cell(2, "plan_id", "A|B")),
    "a plan_id with an invisible space inside is refused": (
        {"plan_id": "A\u200bB"}, cell(2, "plan_id", "A�B")),
    "a plan_id of a hundred and one characters is refused": (
        {"plan_id": "A" * 101}, ("rij 2, kolom `plan_id`: ", "AAAA…`")),
    "a control character in a name is named by number": (
        {"naam": "Een\x07"}, (*cell(2, "naam", "Een�"), "U+0007")),
    "an escape sequence in a plan_id is named by number": (
        {"plan_id": "\x1b[31mP1"}, (*cell(2, "plan_id", "�[31mP1"), "U+001B")),
    "a character that XML cannot hold is named by number": (
        {"naam": "Een\uffff"}, (*cell(2, "naam", "Een�"), "U+FFFF")),
    "an agreement with an unknown plan gets a suggestion": (
        {"plan_id": "PLAN-01", "afstemming": "P22"}, cell(2, "afstemming", "P22", "P2")),
    "an agreement with itself is refused": ({"afstemming": "P1"}, cell(2, "afstemming", "P1")),
    "a cell that no spreadsheet can hold is too long": (
        {"naam": "x" * 40_000}, ("rij 2, kolom `naam`: ", "32.767")),
    "a cell over the limit of the csv module is too long as well": (
        {"naam": "x" * 200_000}, ("rij 2, kolom `naam`: ", "32.767")),
}  # fmt: skip


@pytest.mark.parametrize(("change", "named"), CELLS.values(), ids=CELLS)
def test_a_cell_is_refused(change: Row, named: Named, tmp_path: Path, refuses: Refuses) -> None:
    file = tmp_path / "plannen.csv"
    file.write_text(csv_text(three(change)), encoding="utf-8", newline="")
    refuses(file, ("plannen.csv, ", *named))


def without(*missing: str) -> list[str]:
    return [column for column in COLUMNS if column not in missing]


SOUND = csv_text(three())
FILES: dict[str, tuple[bytes, list[Named]]] = {
    "UTF-16 is named as such": (SOUND.encode("utf-16"), [("rij 1: ", "UTF-16")]),
    "UTF-16 without a byte order mark holds NUL characters": (
        SOUND.encode("utf-16-le"), [("rij 1: ", "NUL")]),
    "Latin-1 is named with the row and the byte": (
        csv_text(three({}, {"naam": "Súdwest"})).encode("latin-1"),
        [("rij 3: ", "`\\xfa`", "Windows-1252")]),
    "a NUL character is named with its row": (
        with_line(3, "P2;Tw\0ee").encode(), [("rij 3: ", "NUL")]),
    "binary garbage is no UTF-8": (bytes(range(128, 256)) * 9, [("rij 1: ", "UTF-8")]),
    "a PNG is no plans file": (b"\x89PNG\r\n\x1a\n" + bytes(99), [("rij 1: ", "UTF-8")]),
    "a PDF has none of the columns": (
        b"%PDF-1.7\n",
        [("geen enkele aanvraag",)] + [("rij 1, ", f"kolom `{c}`", "verplichte")
         for c in ("plan_id", "naam", "sectoren", "samenwerking", "herkomst")]),
    "an empty file is empty": (b"", [("het bestand is leeg",)]),
    "a file of white space is empty": (b" \r\n\t\n", [("het bestand is leeg",)]),
    "a file of a byte order mark is empty": (b"\xef\xbb\xbf", [("het bestand is leeg",)]),
    "a file of separators is empty": (b";;;\n;;;\n", [("het bestand is leeg",)]),
    "a header alone holds no plans": (
        SOUND.splitlines()[0].encode(), [("geen enkele aanvraag",)]),
    "a plan_id that comes back is named with the first row": (
        csv_text(three({}, {}, {"plan_id": "P1", "afstemming": ""})[::2]).encode(),
        [(*cell(3, "plan_id", "P1"), "eerst op rij 2")]),
    "a column that comes back is named with its count": (
        csv_text(three(), (*COLUMNS, "naam", "naam")).encode(),
        [("rij 1, kolom `naam`: ", "3 keer")]),
    "a column of our own that comes back is named too": (
        csv_text(three(), (*COLUMNS, "extra", "Extra")).encode(),
        [("rij 1, kolom `extra`: ", "2 keer")]),
    "all missing columns are named": (
        csv_text(three(), without("naam", "sectoren", "herkomst")).encode(),
        [("rij 1, ", f"kolom `{c}`: ") for c in ("naam", "sectoren", "herkomst")]),
    "a misspelt column is offered for the missing one": (
        SOUND.replace("samenwerking", "samenwerkng").encode(),
        [("rij 1, kolom `samenwerking`: ", "`samenwerkng`")]),
    "a misspelt column of municipalities is named once": (
        SOUND.replace("gemeenten", "gemeentes").encode(),
        [("rij 1, kolom `gemeenten`: ", "`gemeentes`")]),
    "a header with no known name is still split": (
        b"planid,namen\nP1,Een\n",
        [("kolom `plan_id`", "`planid`"), ("kolom `naam`", "`namen`"), ("kolom `sectoren`",),
         ("kolom `samenwerking`",), ("kolom `herkomst`",)]),
    "data under a column without a name is named": (
        csv_text([{**row, "": "x"} for row in three()], (*COLUMNS, "")).encode(),
        [("rij 1: ", "kolom 14", "geen naam")]),
    "a control character in the header is named": (
        csv_text(three(), (*COLUMNS, "ext\x01ra")).encode(),
        [("rij 1: ", "`ext�ra`", "U+0001")]),
    "a row that is too short is named with both numbers": (
        with_line(4, "P3;Drie").encode(), [("rij 4: ", "2 velden", "kopregel 13")]),
    "a row that is too long is named with both numbers": (
        with_line(2, SOUND.splitlines()[1] + ";x").encode(),
        [("rij 2: ", "14 velden", "kopregel 13")]),
    "a row with one empty field too many is named too": (
        with_line(2, SOUND.splitlines()[1] + ";").encode(),
        [("rij 2: ", "14 velden", "kopregel 13")]),
    "a quote that is never closed is named where it opens": (
        with_line(3, SOUND.splitlines()[2].replace("Twee", '"Twee')).encode(),
        [("rij 3: ", "niet gesloten")]),
    "a quote that is never closed in a large file is named where it opens": (
        with_line(2, '"P1').encode() + b"lang;" * 60_000, [("rij 2: ", "niet gesloten")]),
    "a quote that is never closed in the header is the only fault": (
        ('"' + SOUND).encode(), [("rij 1: ", "niet gesloten")]),
    "text after a closing quote is named": (
        SOUND.replace("Twee", '"Twee" en').encode(), [("rij 3: ", "sluitend aanhalingsteken")]),
    "text after a closing quote in the header is the only fault": (
        SOUND.replace("naam", '"naam"x').encode(), [("rij 1: ", "sluitend aanhalingsteken")]),
    "tabs are named": (SOUND.replace(";", "\t").encode(), [("rij 1: ", "tabs")]),
    "a million columns are too many": (
        b";".join([b"x"] * 1_000_000), [("1000000 kolommen", "500")]),
    "an old Excel workbook is named as such": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), [(".xls", "oud")]),
    "a workbook with a password is named as such": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        [("wachtwoord",)]),
    "faults in several rows are told in one go, by row and column": (
        (csv_text(three(
            {"herkomst": "niuw", "gemeenten": "GM0367|Amsterdm"},
            {"ambitie": "9", "aandeel_besturen": "85"},
            {"plan_id": "P1", "afstemming": "P9"},
        )) + "P4;te kort\n").encode(),
        [
            cell(2, "gemeenten", "GM0367", "GM0363 (Amsterdam)"),
            cell(2, "gemeenten", "Amsterdm", "GM0363 (Amsterdam)"),
            cell(2, "herkomst", "niuw", "nieuw"),
            cell(3, "ambitie", "9"),
            cell(3, "aandeel_besturen", "85", "85%"),
            cell(3, "afstemming", "P3"),
            cell(4, "plan_id", "P1"),
            cell(4, "afstemming", "P9"),
            ("rij 5: ", "2 velden"),
        ]),
    "a fault in the header comes with those in the rows": (
        SOUND.replace("herkomst", "herkomts").replace("regionaal", "regio").encode(),
        [("rij 1, kolom `herkomst`: ", "`herkomts`"),
         cell(3, "samenwerking", "regio", "regionaal")]),
    "a row that could not be read still counts as a plan for agreements": (
        with_line(4, "P3;Drie").encode(), [("rij 4: ", "2 velden")]),
    "a row with a bad quote still counts as a plan for agreements": (
        with_line(4, 'P3;"Drie"x').encode(), [("rij 4: ", "aanhalingsteken")]),
    "a plan_id that is refused still counts for agreements": (
        csv_text(three({"plan_id": "=P1"}, {"afstemming": "=P1"}, {"afstemming": ""})).encode(),
        [cell(2, "plan_id", "=P1")]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "named"), FILES.values(), ids=FILES)
def test_a_file_is_refused(
    data: bytes, named: list[Named], tmp_path: Path, refuses: Refuses
) -> None:
    file = tmp_path / "plannen.csv"
    file.write_bytes(data)
    refuses(file, *(("plannen.csv", *pieces) for pieces in named))


# --- workbooks ---------------------------------------------------------------------------------

Sheet = Any  # of openpyxl, which types its cells too widely


def workbook(change: Callable[[Sheet], object] = lambda sheet: None) -> bytes:
    """Return the three plans as a workbook, after a change to its sheet."""
    book = Workbook()
    sheet: Sheet = book.active
    sheet.title = "aanvragen"
    sheet.append(COLUMNS)
    for row in THREE:
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def replaced(data: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed; an empty part is left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert member in old.namelist()
        for name in old.namelist():
            content = change(old.read(name)) if name == member else old.read(name)
            if content:
                new.writestr(name, content)
    return stream.getvalue()


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


SHEET1 = "xl/worksheets/sheet1.xml"
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
    "a workbook with encrypted parts is named as such": (encrypted, [("wachtwoord",)]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "named"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_a_workbook_is_refused(
    make: Callable[[], bytes], named: list[Named], tmp_path: Path, refuses: Refuses
) -> None:
    file = tmp_path / "plannen.xlsx"
    file.write_bytes(make())
    refuses(file, *(("plannen.xlsx", *pieces) for pieces in named))


# --- geometry ----------------------------------------------------------------------------------

SQUARE = [[[4.8, 52.3], [5.0, 52.3], [5.0, 52.4], [4.8, 52.4], [4.8, 52.3]]]


def geojson(change: Mapping[str, Any] | None = None, **members: Any) -> bytes:
    """Return one plan as GeoJSON, with changes to the feature or other members beside it."""
    properties = dict(zip(COLUMNS, THREE[0], strict=True)) | {"gemeenten": ""}
    shape = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": properties, "geometry": shape, **(change or {})}
    document = {"type": "FeatureCollection", "features": [feature], **members}
    return json.dumps(document).encode()


def crs(name: object) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


GEO: dict[str, tuple[bytes, list[Named]]] = {
    "broken JSON is damaged": (geojson()[:-20], [("beschadigd", "line 1")]),
    "JSON nested without end is damaged": (b"[" * 100_000, [("beschadigd",)]),
    "JSON that is no UTF-8 is named with its byte": (
        geojson().replace(b"Een", b"E\xe9n"), [("rij 1: ", "`\\xe9`", "Windows-1252")]),
    "a GeoJSON without features is named": (b'{"type": "Polygon"}', [("`features`",)]),
    "a JSON list is no GeoJSON": (b"[1, 2]", [("`features`",)]),
    "features that are no objects are named": (b'{"features": [1]}', [("`features`",)]),
    "a GeoJSON with no feature at all is empty": (b'{"features": []}', [("het bestand is leeg",)]),
    "properties that are a list are named": (
        geojson({"properties": ["naam"]}), [("`features`",)]),
    "an unknown coordinate reference system is named": (
        geojson(**crs("EPSG:999999")), [("999999",)]),
    "a coordinate reference system of another kind is unknown": (
        geojson(**crs([])), [("`[]`", "EPSG:28992")]),
    "coordinates of another system than is said lie elsewhere": (
        geojson(**crs("EPSG:28992")), [("rij 2, kolom `geometry`: ", "buiten Nederland")]),
    "metres that are said to be degrees lie elsewhere": (
        geojson({"geometry": {"type": "Point", "coordinates": [120_000, 480_000]}}),
        [("rij 2, kolom `geometry`: ", "buiten Nederland")]),
    "a geometry of an unknown kind is damaged": (
        geojson({"geometry": {"type": "Cirkel", "coordinates": SQUARE}}), [("beschadigd",)]),
    "coordinates in words are damaged": (
        geojson({"geometry": {"type": "Point", "coordinates": ["x", "y"]}}), [("beschadigd",)]),
    "a cell in a feature is judged as in a row": (
        geojson().replace(b'"nieuw"', b'"niuw"'), [cell(2, "herkomst", "niuw", "nieuw")]),
    "half a character in a feature is named by number": (
        geojson().replace(b'"Een"', b'"E\\ud800"'), [(*cell(2, "naam", "E�"), "U+D800")]),
    "a feature without geometry needs municipalities": (
        geojson({"geometry": None}), [("rij 2, kolom `gemeenten`: ", "geen gebied")]),
    "a polygon without boundaries to compare with is named by plan": (
        geojson(), [(*cell(2, "gemeenten", "P1"), "--regions")]),
    "garbage after the magic of a GeoPackage is damaged": (
        b"SQLite format 3\0" + bytes(range(256)) * 8, [("beschadigd",)]),
    "the magic of a GeoPackage alone is damaged": (b"SQLite format 3\0", [("beschadigd",)]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "named"), GEO.values(), ids=GEO)
def test_a_geojson_or_geopackage_is_refused(
    data: bytes, named: list[Named], tmp_path: Path, refuses: Refuses
) -> None:
    file = tmp_path / "plannen.geo"
    file.write_bytes(data)
    refuses(file, *(("plannen.geo", *pieces) for pieces in named))


def geopackage(folder: Path, system: str | None) -> Path:
    import geopandas
    from shapely import box

    rows = [dict(zip(COLUMNS, row, strict=True)) | {"gemeenten": ""} for row in THREE[:2]]
    file = folder / "plannen.gpkg"
    shapes = [box(120_000, 480_000, 121_000, 481_000)] * 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = geopandas.GeoDataFrame(rows, geometry=shapes, crs=system)
        frame.to_file(file, layer="aanvragen", driver="GPKG")
    return file


def test_a_geopackage_without_a_coordinate_reference_system(
    tmp_path: Path, refuses: Refuses
) -> None:
    refuses(geopackage(tmp_path, None), ("plannen.gpkg: ", "coördinatenstelsel ontbreekt"))


def test_a_geopackage_cut_in_half(tmp_path: Path, refuses: Refuses) -> None:
    file = geopackage(tmp_path, "EPSG:28992")
    file.write_bytes(file.read_bytes()[:4096])
    refuses(file, ("plannen.gpkg: ", "beschadigd"))


def test_a_geopackage_in_another_system_than_it_says(tmp_path: Path, refuses: Refuses) -> None:
    refuses(
        geopackage(tmp_path, "EPSG:4326"),
        *(("plannen.gpkg", f"rij {row}, kolom `geometry`") for row in (2, 3)),
        ("plannen.gpkg", "rij 3, kolom `afstemming`", "`P3`"),
    )


# --- files -------------------------------------------------------------------------------------


def test_a_directory_is_no_file(tmp_path: Path, refuses: Refuses) -> None:
    refuses(tmp_path, (str(tmp_path), "dit is een map"))


def test_a_file_that_does_not_exist(tmp_path: Path, refuses: Refuses) -> None:
    refuses(tmp_path / "niets.csv", ("bestaat niet",))


def test_a_path_that_runs_through_a_file(tmp_path: Path, refuses: Refuses) -> None:
    (tmp_path / "bestand").write_text("x")
    refuses(tmp_path / "bestand" / "plannen.csv", ("kan niet worden gelezen",))


def test_a_path_longer_than_the_system_allows(tmp_path: Path, refuses: Refuses) -> None:
    refuses(tmp_path / ("x" * 5000), ("xxx…",))


def test_a_path_with_a_nul(refuses: Refuses) -> None:
    refuses("plan\0nen.csv", ("plan�nen.csv", "bestaat niet"))


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="no modes of files")
def test_a_file_that_may_not_be_read(tmp_path: Path, refuses: Refuses) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    file = tmp_path / "plannen.csv"
    file.write_text(SOUND)
    file.chmod(0)
    refuses(file, ("plannen.csv", "kan niet worden gelezen"))


@pytest.mark.skipif(os.name == "nt", reason="Windows does not allow such names")
def test_a_path_with_odd_characters_is_shown_harmlessly(tmp_path: Path, refuses: Refuses) -> None:
    file = tmp_path / "plan 'nen\n\x1b[31m;$(x)é.csv"
    file.write_text(csv_text(three({"herkomst": "niuw"})), encoding="utf-8")
    refuses(file, ("plan 'nen��[31m;$(x)é.csv, ", *cell(2, "herkomst", "niuw", "nieuw")))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end(refuses: Refuses) -> None:
    refuses("/dev/zero", ("zero", "geen gewoon bestand"))


@pytest.mark.parametrize("name", ["plannen.csv", "plannen.xlsx", "plannen.geojson"])
def test_as_a_command_there_is_no_traceback_either(name: str, tmp_path: Path) -> None:
    sound = {
        "plannen.csv": SOUND.encode(),
        "plannen.xlsx": workbook(),
        "plannen.geojson": geojson(),
    }
    (tmp_path / name).write_bytes(sound[name][: len(sound[name]) // 2])
    done = subprocess.run(
        [sys.executable, "-m", "selector", "run", name],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert name in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parts", "geojson", "geopackage"])
def test_no_damage_breaks_the_reader(kind: str, tmp_path: Path) -> None:
    """Random damage gives faults or, when it hits nothing that matters, plans: never a crash."""
    from selector.errors import InputError
    from selector.intake import parse_plans, read_regions

    random, regions = Random(f"schade-{kind}"), read_regions()
    sound = {"csv": SOUND.encode(), "geojson": geojson()}.get(kind) or (
        geopackage(tmp_path, "EPSG:28992").read_bytes() if kind == "geopackage" else workbook()
    )
    refused = 0
    for _ in range(40 if kind == "geopackage" else 120):
        data = (
            replaced(sound, random.choice([SHEET1, "xl/workbook.xml", "xl/styles.xml"]),
                     lambda old: _damaged(old, random))
            if kind == "parts" else _damaged(sound, random)
        )  # fmt: skip
        try:
            parse_plans("plannen", data, regions)
        except InputError as error:
            refused += bool(str(error))
    assert refused > 10


def _damaged(data: bytes, random: Random) -> bytes:
    """Return data with a few bytes overwritten, a piece cut out, or a piece doubled."""
    changed = bytearray(data)
    at = random.randrange(len(changed))
    match random.randrange(3):
        case 0:
            for _ in range(random.randrange(1, 30)):
                changed[random.randrange(len(changed))] = random.randrange(256)
        case 1:
            del changed[at : at + random.randrange(1, 200)]
        case _:
            changed[at:at] = changed[at : at + random.randrange(1, 200)]
    return bytes(changed)

"""Plans files that cannot be used: every fault is named, and nothing is written."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from conftest import Refuses
from depth import DEEP, sample
from malformed import (
    COLUMNS,
    SHEET1,
    SOUND,
    Named,
    Row,
    cell,
    csv_text,
    geojson,
    geopackage,
    replaced,
    three,
    with_line,
    workbook,
)

CELLS: dict[str, tuple[Row, Named]] = {
    "a code that is not a municipality gets the nearest code": (
        {"gemeenten": "GM0367"}, cell(2, "gemeenten", "GM0367", "GM0363 (Amsterdam)")),
    "a bare number that is not a municipality gets the nearest code": (
        {"gemeenten": "367"}, cell(2, "gemeenten", "367", "GM0363 (Amsterdam)")),
    "a former code that is one off from another code names both": (
        {"gemeenten": "GM0364"},
        (*cell(2, "gemeenten", "GM0364", "GM0420 (Medemblik)` of `GM0363 (Amsterdam)"),
         "(Andijk)")),
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
             "GM1940 (De Fryske Marren)`, `GM0074 (Heerenveen)` of `GM0050 (Zeewolde)")),
    "an ambiguous name lists the municipalities": (
        {"gemeenten": "Bergen"},
        cell(2, "gemeenten", "Bergen", "GM0373 (Bergen (NH.))` of `GM0893 (Bergen (L.))")),
    "a misspelt name gets the nearest name": (
        {"gemeenten": "Amsterdm"}, cell(2, "gemeenten", "Amsterdm", "GM0363 (Amsterdam)")),
    "a word that is no municipality at all gets no suggestion": (
        {"gemeenten": "qqqqqq"}, cell(2, "gemeenten", "qqqqqq")),
    "a plan that is not national needs a territory": (
        {"gemeenten": ""}, ("rij 2, kolom `gemeenten`: ", "geen gebied")),
    "a list of municipalities without items is no territory": (
        {"gemeenten": "| |"}, ("rij 2, kolom `gemeenten`: ", "geen gebied")),
    "30 February does not exist": (
        {"ingediend_op": "2023-02-30"},
        (*cell(2, "ingediend_op", "2023-02-30"), "februari 2023 heeft 28 dagen")),
    "31 April as the Dutch write it does not exist": (
        {"ingediend_op": "31-04-2023"},
        (*cell(2, "ingediend_op", "31-04-2023"), "april 2023 heeft 30 dagen")),
    "a date with two meanings gets both": (
        {"ingediend_op": "6/4/2023 9:15"},
        (*cell(2, "ingediend_op", "6/4/2023 9:15"), "2023-04-06T09:15 of 2023-06-04T09:15")),
    "a month 13 does not exist": (
        {"ingediend_op": "2023-13-01"}, cell(2, "ingediend_op", "2023-13-01")),
    "25 o'clock does not exist": (
        {"ingediend_op": "2023-04-06T25:00"}, cell(2, "ingediend_op", "2023-04-06T25:00")),
    "a word is no moment": ({"ingediend_op": "gisteren"}, cell(2, "ingediend_op", "gisteren")),
    "a year of two digits is no moment": (
        {"ingediend_op": "06-04-23"}, cell(2, "ingediend_op", "06-04-23")),
    "a number a little over one may be two percentages": (
        {"aandeel_besturen": "1,5"}, (*cell(2, "aandeel_besturen", "1,5"), "0% tot en met 100%")),
    "a percentage with decimals gets the sign as it was typed": (
        {"aandeel_besturen": "72,5"}, cell(2, "aandeel_besturen", "72,5", "72,5%")),
    "two values where one fits are both named": (
        {"herkomst": "nieuw/bestaand"},
        cell(2, "herkomst", "nieuw/bestaand", "nieuw` of `bestaand")),
    "a former name without its dash names its successor": (
        {"gemeenten": "'s Gravenzande"},
        (*cell(2, "gemeenten", "'s Gravenzande", "GM1783 (Westland)"), "2004")),
    "the whole country is no municipality like another": (
        {"gemeenten": "heel Nederland"}, cell(2, "gemeenten", "heel Nederland")),
    "a moment is asked for as people type it": (
        {"ingediend_op": "28/13/2023"},
        (*cell(2, "ingediend_op", "28/13/2023"), "28-04-2023 16:30")),
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
        {"a1": "werkt to"}, cell(2, "a1", "werkt to", "werkt_toe")),
    "an unknown sector in a list is named alone": (
        {"sectoren": "po|mboo"}, (*cell(2, "sectoren", "mboo", "mbo"), "po, vo, mbo")),
    "a sector that is another thing is not taken for one that looks like it": (
        {"sectoren": "po|hbo"}, (*cell(2, "sectoren", "hbo"), "po, vo, mbo")),
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


FILES: dict[str, tuple[bytes, list[Named]]] = {
    "UTF-16 is named as such": (SOUND.encode("utf-16"), [("rij 1: ", "UTF-16")]),
    "UTF-16 without a byte order mark holds NUL characters": (
        SOUND.encode("utf-16-le"), [("rij 1: ", "NUL")]),
    "Latin-1 is named with the row and the character": (
        csv_text(three({}, {"naam": "Súdwest"})).encode("latin-1"),
        [("rij 3: ", "`ú`", "Windows-1252")]),
    "a NUL character is named with its row": (
        with_line(3, "P2;Tw\0ee").encode(), [("rij 3: ", "NUL")]),
    "binary garbage is no UTF-8": (bytes(range(128, 256)) * 9, [("rij 1: ", "UTF-8")]),
    "a PNG is no plans file": (b"\x89PNG\r\n\x1a\n" + bytes(99), [("een afbeelding",)]),
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
        b"planid,naamm\nP1,Een\n",
        [("kolom `plan_id`", "`planid`"), ("kolom `naam`", "`naamm`"), ("kolom `sectoren`",),
         ("kolom `samenwerking`",), ("kolom `herkomst`",)]),
    "data under a column without a name is named": (
        csv_text([{**row, "": "x"} for row in three()], (*COLUMNS, "")).encode(),
        [("rij 1: ", "kolom 14", "geen naam")]),
    "a control character in the header is named": (
        csv_text(three(), (*COLUMNS, "ext\x01ra")).encode(),
        [("rij 1: ", "`ext�ra`", "U+0001")]),
    "a row that is too short is named with both numbers": (
        with_line(4, "P3;Drie").encode(), [("rij 4: ", "in deze rij: 2", "kopregel: 13")]),
    "a row that is too long is named with both numbers": (
        with_line(2, SOUND.splitlines()[1] + ";x").encode(),
        [("rij 2: ", "in deze rij: 14", "kopregel: 13")]),
    "a row with one empty field too many is named too": (
        with_line(2, SOUND.splitlines()[1] + ";").encode(),
        [("rij 2: ", "in deze rij: 14", "kopregel: 13")]),
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
            ("rij 5: ", "in deze rij: 2"),
        ]),
    "a fault in the header comes with those in the rows": (
        SOUND.replace("herkomst", "herkomts").replace("regionaal", "regio").encode(),
        [("rij 1, kolom `herkomst`: ", "`herkomts`"),
         cell(3, "samenwerking", "regio", "regionaal")]),
    "a row that could not be read still counts as a plan for agreements": (
        with_line(4, "P3;Drie").encode(), [("rij 4: ", "in deze rij: 2")]),
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
    refuses("plan\0nen.csv", ("plan�nen.csv", "onzichtbaar stuurteken (U+0000)"))


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
    refuses(file, ("onzichtbaar stuurteken (U+000A)",))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end(refuses: Refuses) -> None:
    refuses("/dev/zero", ("zero", "geen gewoon bestand"))


@DEEP
@pytest.mark.parametrize(
    "name", sample(["plannen.xlsx", "plannen.csv", "plannen.geojson"], every=3)
)
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


@DEEP
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

"""Every file is written again and compared: what was changed anywhere is found and named."""

import json
import re
import shutil
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from depth import sample
from verifying import Tamper, edit

from selector.audit import audit
from selector.publish.places import CONFLICTS, CONTEXT, MULTIPLES, PLANS, WHITE_SPOTS

JSON, CSV, TXT, XLSX, GPKG = "cohort.json", "plans.csv", "summary.txt", "cohort.xlsx", "cohort.gpkg"
MAPS = [f"{name}.{end}"
        for name in ("map", CONFLICTS, CONTEXT, MULTIPLES, WHITE_SPOTS, f"{PLANS}/B")
        for end in ("png", "svg")]  # fmt: skip
PAGE = "dossier.html"
PAPERS = (PAGE, "dossier.pdf", "presentatie.pdf")


# --- Ways to tamper


def text(file: str, pattern: str, new: str, count: int = 1) -> Tamper:
    """Replace what matches in a file of text."""

    def change(folder: Path) -> None:
        path = folder / file
        before = path.read_bytes().decode("utf-8")
        after, found = re.subn(pattern, new, before, count=count)
        assert found, (file, pattern)
        assert after != before
        path.write_bytes(after.encode())

    return change


def put(new: Any, *place: str | int) -> Tamper:
    """Give one value of cohort.json another, laid out as it was."""

    def change(folder: Path) -> None:
        record = json.loads((folder / JSON).read_text(encoding="utf-8"))
        part = record
        for key in place[:-1]:
            part = part[key]
        value = new(part.get(place[-1])) if callable(new) else new
        assert isinstance(part, list) or part.get(place[-1]) != value, place
        part[place[-1]] = value
        layout = json.dumps(record, ensure_ascii=False, indent=2)
        (folder / JSON).write_text(layout + "\n", encoding="utf-8", newline="\n")

    return change


def drop(*place: str | int) -> Tamper:
    """Take a key out of cohort.json."""

    def change(folder: Path) -> None:
        def without(record: Any) -> None:
            for key in place[:-1]:
                record = record[key]
            del record[place[-1]]

        edit(folder, without)

    return change


def cell(sheet: str, place: str, value: object) -> Tamper:
    """Change a cell of the workbook."""

    def change(folder: Path) -> None:
        from openpyxl import load_workbook

        book = load_workbook(folder / XLSX)
        assert book[sheet][place].value != value
        book[sheet][place].value = value
        book.save(folder / XLSX)

    return change


def entry(name: str, old: bytes, new: bytes) -> Tamper:
    """Change the bytes of one part of the workbook."""

    def change(folder: Path) -> None:
        with zipfile.ZipFile(folder / XLSX) as archive:
            parts = {info: archive.read(info) for info in archive.infolist()}
        with zipfile.ZipFile(folder / XLSX, "w") as archive:
            for info, data in parts.items():
                assert info.filename != name or old in data
                archive.writestr(info, data.replace(old, new) if info.filename == name else data)

    return change


def sql(*statements: str) -> Tamper:
    """Change the GeoPackage without a GIS."""

    def change(folder: Path) -> None:
        database = sqlite3.connect(folder / GPKG)
        kept = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in kept:  # they need functions of a GIS
            database.execute(f'DROP TRIGGER "{name}"')
        changes = database.total_changes
        for statement in statements:
            database.execute(statement)
        layout = statements[0].startswith(("CREATE", "DROP", "ALTER"))
        assert layout or database.total_changes > changes
        for _, definition in kept:
            with suppress(sqlite3.OperationalError):  # its table is gone
                database.execute(definition)
        database.commit()
        database.close()

    return change


def raw(file: str, work: Callable[[bytes], bytes]) -> Tamper:
    """Change the bytes of a file."""

    def change(folder: Path) -> None:
        data = (folder / file).read_bytes()
        assert work(data) != data
        (folder / file).write_bytes(work(data))

    return change


def pixel(file: str) -> Tamper:
    """Give one pixel of an image another colour."""

    def change(folder: Path) -> None:
        from PIL import Image

        with Image.open(folder / file) as image:
            image.load()
            told = dict(image.info)
            image.putpixel((30, 30), (1, 2, 3, 255))
            image.save(folder / file, dpi=told["dpi"])

    return change


def chunk(kind: bytes, data: bytes) -> Callable[[bytes], bytes]:
    """Put one more part into a PNG, before its end."""
    part = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return lambda png: png[:-12] + part + png[-12:]


def gone(file: str) -> Tamper:
    """Take a file away."""
    return lambda folder: (folder / file).unlink()


def extra(file: str, data: bytes = b"x") -> Tamper:
    """Put in a file that bears a name of ours."""

    def change(folder: Path) -> None:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(data)

    return change


def in_row(plan: str, old: str, new: str) -> Tamper:
    """Change the row of a plan in plans.csv."""
    return text(CSV, rf"(?m)^({plan};.*?){old}", rf"\g<1>{new}")


HALF: Callable[[bytes], bytes] = lambda data: data[: len(data) // 2]  # noqa: E731
MORE: Callable[[bytes], bytes] = lambda data: data + b"\nmeer\n"  # noqa: E731

NONE: Mapping[str, Any] = {
    "feasible": False, **dict.fromkeys(("cohort", "tier", "now", "then")),
    "leaves": [], "enters": [], "criteria": [],
}  # fmt: skip

# What is done, in which file it must be told, and a piece of the place that must be named.
TAMPERS: Mapping[str, tuple[Tamper, str, str]] = {
    # cohort.json: what was chosen, how it stands, where it comes from
    "json-status": (put("feasible", "status"), JSON, "status"),
    "json-size": (put(5, "size"), JSON, "size"),
    "json-selected": (put("A", "selected", 0), JSON, "selected"),
    "json-seed": (put("anders", "seed"), JSON, "seed"),
    "json-ticket-decided": (put(False, "ticket_decided"), JSON, "ticket_decided"),
    "json-ticket": (put("00", "tickets", 0, "ticket"), JSON, "tickets"),
    "json-tickets": (put([], "tickets"), JSON, "tickets"),
    "json-tier-value": (put("1", "tiers", 0, "value"), JSON, "tiers"),
    "json-tier-bound": (put("1", "tiers", 1, "bound"), JSON, "tiers"),
    "json-tier-attained": (put("9", "tiers", 2, "attained"), JSON, "tiers"),
    "json-tier-kind": (put("sum", "tiers", 0, "tier"), JSON, "tiers"),
    "json-tier-gone": (put(lambda tiers: tiers[:-1], "tiers"), JSON, "tiers"),
    "json-certified": (put(True, "certified"), JSON, "certified"),
    "json-score": (put("1", "criteria", 0, "score"), JSON, "criteria[context].score"),
    "json-best-alone": (put("1", "criteria", 3, "best_alone"), JSON, "best_alone"),
    "json-best-alone-open": (put("99/100", "criteria", 0, "best_alone"), JSON, "best_alone"),
    "json-bound-only": (put(True, "criteria", 0, "best_alone_is_bound"), JSON, ""),
    "json-measure": (put("total", "criteria", 0, "measure"), JSON, "measure"),
    "json-category": (put(4, "criteria", 1, "categories", "nieuw", "count"), JSON, "nieuw"),
    "json-target": (put(1, "criteria", 1, "categories", "nieuw", "target"), JSON, "nieuw"),
    "json-verdict": (put("voldoet", "plans", 1, "verdict"), JSON, "plans[B].verdict"),
    "json-in-optimal": (put("all", "plans", 4, "in_optimal"), JSON, "in_optimal"),
    "json-reasons": (put(["Zomaar."], "plans", 0, "reasons"), JSON, "plans[A].reasons"),
    "json-plan-gone": (put(lambda plans: plans[1:], "plans"), JSON, "plans"),
    "json-scenario": (put("anders", "scenario"), JSON, "scenario"),
    "json-notes": (put(["Niets aan de hand."], "notes"), JSON, "notes"),
    "json-notes-none": (put([], "notes"), JSON, "notes"),
    "json-language": (put("en", "language"), "", ""),
    "json-hash": (put("0" * 64, "input", "plans_sha256"), JSON, "plans_sha256"),
    "json-hash-regions": (put("0" * 64, "input", "regions_sha256"), JSON, "regions_sha256"),
    "json-version": (put("9.9", "versions", "ortools"), JSON, "versions.ortools"),
    "json-version-gone": (drop("versions", "matplotlib"), JSON, "versions.matplotlib"),
    "json-extra-key": (put("x", "goedgekeurd"), JSON, "goedgekeurd"),
    "json-layout": (raw(JSON, lambda data: data.replace(b": ", b":", 1)), JSON, ""),
    # cohort.json: answers
    "answer-blocked-by": (put([], "answers", 0, "blocked_by"), JSON, "answers[A].blocked_by"),
    "answer-blocked-more": (put(lambda b: [*b, "quota:mbo"], "answers", 1, "blocked_by"),
                            JSON, "answers[B].blocked_by"),
    "answer-infeasible": (lambda folder: edit(folder, lambda r: r["answers"][0].update(NONE)),
                          JSON, "answers[A].feasible"),
    "answer-tier": (put(0, "answers", 0, "tier"), "", ""),
    "answer-now": (put("1/2", "answers", 0, "now"), JSON, "answers[A]"),
    "answer-then": (put("99", "answers", 0, "then"), JSON, "answers[A]"),
    "answer-leaves": (put([], "answers", 0, "leaves"), JSON, "answers[A].leaves"),
    "answer-enters": (put(["G"], "answers", 0, "enters"), JSON, "answers[A].enters"),
    "answer-criteria": (put("1", "answers", 0, "criteria", 0, "then"), JSON, "answers[A].criteria"),
    "answer-forced": (put("out", "answers", 0, "forced"), JSON, "answers[A].forced"),
    "answer-cohort": (put(["A", "B", "C", "D"], "answers", 0, "cohort"), JSON, "answers[A]"),
    "answers-less": (put(lambda found: found[:-1], "answers"), CSV, "antwoord"),
    "answers-gone": (drop("answers"), CSV, "antwoord"),
    # cohort.json: white spots
    "spots-people": (put(1, "white_spots", "people", "open"), JSON, "white_spots.people"),
    "spots-by": (put(1, "white_spots", "by", "sector", "po", "chosen"), JSON, "white_spots.by"),
    "spots-fill": (put(1, "white_spots", "fill", 0, "cells"), JSON, "white_spots.fill"),
    "spots-cover": (put(["C"], "white_spots", "covering", "without_cohort", "plans"),
                    JSON, "covering"),
    "spots-bound": (put(10**7, "white_spots", "covering", "with_cohort", "bound"),
                    JSON, "covering"),
    # summary.txt
    "txt-appended": (raw(TXT, MORE), TXT, ":"),
    "txt-first-line": (text(TXT, r"\A", "Goedgekeurd.\n"), TXT, ":1"),
    "txt-title": (text(TXT, "bewezen optimaal", "een voorstel"), TXT, ""),
    "txt-eligible": (text(TXT, r"\d+ van de \d+ aanvragen k", "9 van de 9 aanvragen k"), TXT, ""),
    "txt-score": (text(TXT, r"(?m)^  context( +)0,\d\d\d", r"  context\g<1>0,999"), TXT, ""),
    "txt-attainable": (text(TXT, r"(?m)^(  herkomst +\S+ +)\S+", r"\g<1>0,001"), TXT, ":"),
    "txt-target": (text(TXT, r"\((\d)[.,]\d\)", r"(\g<1>,9)"), TXT, ":"),
    "txt-tier": (text(TXT, r"(?m)^  1\. .*$", "  1. zwakste score: 1,000 (bewezen)"), TXT, ":"),
    "txt-covering": (text(TXT, r"(\d+,\d)%(?=[^%]*\Z)", r"\g<1>1%"), TXT, ":"),
    "txt-filler": (text(TXT, r"inwoners", "mensen"), TXT, ":"),
    "txt-reason": (text(TXT, r"Te laat", "Op tijd"), TXT, ":"),
    "txt-crlf": (raw(TXT, lambda data: data.replace(b"\n", b"\r\n")), TXT, ""),
    "txt-bom": (raw(TXT, lambda data: b"\xef\xbb\xbf" + data), TXT, ""),
    "txt-space": (text(TXT, r"\n\n", "\n \n"), TXT, ":"),
    "txt-half": (raw(TXT, HALF), TXT, ""),
    "txt-gone": (gone(TXT), TXT, ""),
    # plans.csv, conflicts.csv, white_spots.csv
    "csv-answer": (in_row("A", "stijgt van 0 naar 2", "zakt van 2 naar 0"), CSV, "A, antwoord"),
    "csv-answer-other": (in_row("C", "Er is geen", "Er is een"), CSV, "C, antwoord"),
    "csv-answer-empty": (in_row("A", r"De concurrentie[^;]*", ""), CSV, "antwoord"),
    "csv-verdict": (in_row("J", "voldoet_niet", "voldoet"), CSV, "J, oordeel"),
    "csv-selected": (in_row("A", "false", "true"), CSV, "A, gekozen"),
    "csv-people": (in_row("B", r"\d{5,}", "1"), CSV, "B, inwoners"),
    "csv-name": (in_row("D", "Plan D", "Plan d"), CSV, "D, naam"),
    "csv-given": (in_row("E", "zorg", "rust"), CSV, "E, thema"),
    "csv-formula": (in_row("H", "'=Te laat", "=Te laat"), CSV, "H, naam"),
    "csv-row-more": (raw(CSV, lambda data: data + data.split(b"\n")[1] + b"\n"), CSV, ""),
    "csv-quotes": (in_row("B", "Plan B", '"Plan B"'), CSV, ""),
    "csv-delimiter": (raw(CSV, lambda data: data.replace(b";", b",")), CSV, ""),
    "csv-line-end": (raw(CSV, lambda data: data.rstrip(b"\n")), CSV, ""),
    "csv-gone": (gone(CSV), CSV, ""),
    "pairs-verdict": (text("conflicts.csv", "forbid", "report"), "conflicts.csv", "gevolg"),
    "pairs-rule": (text("conflicts.csv", "overlap", "neighbours"), "conflicts.csv", "regel"),
    "pairs-area": (text("conflicts.csv", r"(\d+,\d\d);", r"\g<1>1;"), "conflicts.csv", "km2"),
    "pairs-gone": (gone("conflicts.csv"), "conflicts.csv", ""),
    "pairs-half": (raw("conflicts.csv", HALF), "conflicts.csv", ""),
    "spots-state": (text("white_spots.csv", "open", "dicht"), "white_spots.csv", "toestand"),
    "spots-who": (text("white_spots.csv", r"(?m);$", ";C"), "white_spots.csv", ""),
    "spots-region": (text("white_spots.csv", "Groningen", "Drenthe"), "white_spots.csv", ""),
    "spots-row": (text("white_spots.csv", r"(?m)^GM0014;.*\n", ""), "white_spots.csv", ""),
    "spots-gone": (gone("white_spots.csv"), "white_spots.csv", ""),
    # cohort.xlsx
    "xlsx-answer": (cell("Aanvragen", "M4", "Dat kost niets."), XLSX, "Aanvragen, M4"),
    "xlsx-decimals": (cell("Criteria", "F4", 0.5), XLSX, "Criteria, F4"),
    "xlsx-given-up": (cell("Criteria", "G5", "x"), XLSX, "Criteria, G5"),
    "xlsx-score": (cell("Criteria", "C4", 1), "", ""),
    "xlsx-tier": (cell("Scenario", "C4", "1"), "", ""),
    "xlsx-header": (cell("Criteria", "F3", "cijfer"), XLSX, "Criteria, F3"),
    "xlsx-note": (cell("Herkomst", "B4", "Alles is in orde."), "", ""),
    "xlsx-extra-cell": (cell("Criteria", "K20", "akkoord"), XLSX, "Criteria, K20"),
    "xlsx-extra-sheet": (lambda folder: add_sheet(folder / XLSX), XLSX, ""),
    "xlsx-title": (entry("docProps/core.xml", b"2023-05-11", b"2024-05-11"), XLSX, "docProps"),
    "xlsx-width": (entry("xl/worksheets/sheet1.xml", b"width=", b"widht="), XLSX, "sheet1"),
    "xlsx-appended": (raw(XLSX, lambda data: data + b"\x00"), XLSX, ""),
    "xlsx-gone": (gone(XLSX), XLSX, ""),
    # cohort.gpkg
    "gpkg-answer": (sql("UPDATE aanvragen SET antwoord = 'Nee.' WHERE plan_id = 'A'"),
                    GPKG, "aanvragen, A, antwoord"),
    "gpkg-given": (sql("UPDATE aanvragen SET thema = 'x' WHERE plan_id = 'B'"), GPKG, "B, thema"),
    "gpkg-shape": (sql("UPDATE aanvragen SET geom = (SELECT geom FROM aanvragen WHERE"
                       " plan_id = 'C') WHERE plan_id = 'A'"), GPKG, "aanvragen, A, geom"),
    "gpkg-town-shape": (sql("UPDATE gemeenten SET geom = NULL WHERE code = 'GM0363'"),
                        GPKG, "gemeenten, GM0363"),
    "gpkg-pair": (sql("UPDATE concurrentie_zeshoeken SET gevolg = 'report'"),
                  GPKG, "concurrentie_zeshoeken"),
    "gpkg-pair-gone": (sql("DELETE FROM concurrentie_zeshoeken"), GPKG, "concurrentie_zeshoeken"),
    "gpkg-line": (sql("UPDATE concurrentie_grens SET regel = 'overlap'"), GPKG,
                  "concurrentie_grens"),
    "gpkg-layer-gone": (sql("DROP TABLE concurrentie_grens"), GPKG, "concurrentie_grens"),
    "gpkg-table": (sql("CREATE TABLE extra (a)"), GPKG, "extra"),
    "gpkg-view": (sql("CREATE VIEW kijk AS SELECT 1"), GPKG, "kijk"),
    "gpkg-column": (sql("ALTER TABLE gemeenten ADD COLUMN oordeel TEXT"), GPKG, "gemeenten"),
    "gpkg-date": (sql("UPDATE gpkg_contents SET last_change = '2024-01-01'"), GPKG, "last_change"),
    "gpkg-srs": (sql("UPDATE gpkg_geometry_columns SET srs_id = 4326"), GPKG, "srs_id"),
    "gpkg-appended": (raw(GPKG, lambda data: data + b"\x00" * 4096), GPKG, ""),
    "gpkg-gone": (gone(GPKG), GPKG, ""),
    # maps
    **{f"{file}-gone": (gone(file), file, "") for file in MAPS},
    **{f"{file}-half": (raw(file, HALF), file, "") for file in MAPS},
    **{f"{file}-appended": (raw(file, MORE), file, "") for file in MAPS},
    **{f"{file}-pixel": (pixel(file), file, "") for file in MAPS if file.endswith("png")},
    "map-text": (text("map.svg", "Plan A", "Plan Z"), "map.svg", ":"),
    "map-shape": (text(f"{CONFLICTS}.svg", r"L (\d)", r"L 1\g<1>"), f"{CONFLICTS}.svg", ":"),
    "map-comment": (text(f"{WHITE_SPOTS}.svg", "<svg", "<!-- x --><svg"),
                    f"{WHITE_SPOTS}.svg", ":"),
    "png-text": (raw("map.png", chunk(b"tEXt", b"Author\x00Iemand")), "map.png", ""),
    "png-alt": (raw("map.png", lambda png: png.replace(b"Description", b"Descriptiom")),
                "map.png", ""),
    "png-other": (lambda folder: shutil.copy(folder / f"{CONFLICTS}.png", folder / "map.png"),
                  "map.png", ""),
    # papers
    "page-chosen": (text(PAGE, "Plan A", "Plan Z"), PAGE, ":"),
    "page-policy": (text(PAGE, "default-src", "child-src"), PAGE, ":"),
    "page-script": (text(PAGE, "</body>", "<script>alert(1)</script></body>"), PAGE, ":"),
    "page-comment": (text(PAGE, "<main", "<!-- x --><main"), PAGE, ":"),
    "page-ends": (raw(PAGE, lambda data: data.replace(b"\n", b"\r\n")), PAGE, ""),
    **{f"{file}-gone": (gone(file), file, "") for file in PAPERS},
    **{f"{file}-half": (raw(file, HALF), file, "") for file in PAPERS},
    **{f"{file}-appended": (raw(file, MORE), file, "") for file in PAPERS},
    **{f"{file}-date": (raw(file, lambda pdf: re.sub(rb"D:\d{4}", b"D:1999", pdf)), file, "")
       for file in PAPERS[1:]},
    "pdf-other": (lambda folder: shutil.copy(folder / PAPERS[1], folder / PAPERS[2]),
                  PAPERS[2], ""),
    # what belongs there, and what does not
    "input-plans": (text("invoer/aanvragen.csv", "Plan A", "Plan Z"), "invoer/aanvragen.csv", ""),
    "input-scenario": (raw("invoer/scenario.toml", MORE), "invoer/scenario.toml", ""),
    "input-gone": (gone("invoer/scenario.toml"), "invoer/", ""),
    "input-extra": (extra("invoer/krimp.csv"), "invoer/krimp.csv", ""),
    "both-kinds": (extra("infeasible.json", b"{}"), "infeasible.json", ""),
}  # fmt: skip


def add_sheet(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.create_sheet("besluit")["A1"] = "akkoord"
    book.save(path)


def test_there_are_at_least_133_tampers() -> None:
    assert len(TAMPERS) >= 133


@pytest.mark.parametrize("name", sample(TAMPERS, every=31))
def test_what_was_tampered_with_is_found_and_named(copied: Path, quick: None, name: str) -> None:
    change, file, place = TAMPERS[name]
    change(copied)
    report, _ = audit(copied)
    found = [d for d in report.differences if file in d.file and place in d.place]
    assert found, (report.differences, report.not_done)
    assert "Traceback" not in report.page()

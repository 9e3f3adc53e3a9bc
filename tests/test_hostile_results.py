"""A directory that was made to harm: verify, and what builds on it, stay within bounds."""

import json
import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from depth import DEEP, sample
from verifying import Tamper, edit, verify

from selector.cli import main

ENDLESS = (
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n AS fid, n AS"
    " plan_id FROM t"
)


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Nothing here may take much work, however busy the machine."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 60


def view(name: str) -> Tamper:
    """Let a table of the GeoPackage be a view without end."""

    def change(folder: Path) -> None:
        with sqlite3.connect(folder / "cohort.gpkg") as database:
            for (trigger,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            database.execute(f'DROP TABLE "{name}"')
            database.execute(f'CREATE VIEW "{name}" AS {ENDLESS}')
        database.close()

    return change


def sparse(file: str, size: int = 8 << 30) -> Tamper:
    """Make a file seem gigabytes large."""

    def change(folder: Path) -> None:
        with (folder / file).open("r+b") as stream:
            stream.truncate(size)

    return change


def pipe(file: str) -> Tamper:
    """Put a pipe that never ends in the place of a file."""

    def change(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        os.mkfifo(folder / file)

    return change


def link(file: str, target: str) -> Tamper:
    """Let a file be another one of this machine."""

    def change(folder: Path) -> None:
        (folder / file).unlink()
        (folder / file).symlink_to(target)

    return change


def bomb(folder: Path) -> None:
    """A workbook of which one cell stands at the far end of a sheet."""
    path = folder / "cohort.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            far = data.replace(b"</row></sheetData>", b'<c r="XFD1048576"/></row></sheetData>')
            archive.writestr(name, far if name.endswith("sheet1.xml") else data)


def zeros(folder: Path) -> None:
    """A workbook of which a part is a gigabyte of nothing."""
    with (
        zipfile.ZipFile(folder / "cohort.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range(300):
            stream.write(bytes(1 << 20))


def huge_png(folder: Path) -> None:
    """An image that says that it is enormous."""
    path = folder / "map.png"
    data = path.read_bytes()
    path.write_bytes(data[:16] + (2**31 - 1).to_bytes(4) * 2 + data[24:])


def nested(depth: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "cohort.json"
        text = path.read_text(encoding="utf-8").rstrip().rstrip("}").rstrip()
        path.write_text(f'{text}, "diep": {"[" * depth}{"]" * depth}}}', encoding="utf-8")

    return change


HARM: Mapping[str, Tamper] = {
    "view-plans": view("aanvragen"),
    "view-pairs": view("concurrentie_grens"),
    "view-contents": view("gpkg_contents"),
    **{
        f"sparse-{file}": sparse(file)
        for file in ("cohort.json", "cohort.gpkg", "cohort.xlsx", "plans.csv", "summary.txt",
                     "map.png", "kaarten/concurrentie.svg", "invoer/aanvragen.csv")
    },
    **{
        f"pipe-{file}": pipe(file)
        for file in ("cohort.gpkg", "conflicts.csv", "summary.txt", "kaarten/concurrentie.png",
                     "invoer/aanvragen.csv", "invoer/extra.csv")
    },
    "link-device": link("plans.csv", "/dev/zero"),
    "link-random": link("map.png", "/dev/random"),
    "link-loop": link("summary.txt", "summary.txt"),
    "far-cell": bomb,
    "zip-bomb": zeros,
    "huge-image": huge_png,
    "deep": nested(60),
    "deeper": nested(100_000),
    "long-number": lambda folder: edit(folder, lambda r: r["tiers"][0].update(value="9" * 9999)),
    "surrogate": lambda folder: edit(folder, lambda r: r.update(seed="\ud800"), ascii_only=True),
    "surrogates": lambda folder: edit(folder, lambda r: r.update(notes=["\ud800\u202e\x1b[2J"]),
                                      ascii_only=True),
    "many-answers": lambda folder: edit(folder, lambda r: r.update(answers=[{}] * 200_000)),
    "seed-list": lambda folder: edit(folder, lambda r: r.update(seed=["x"])),
    "list": lambda folder: (folder / "cohort.json").write_text("[]", encoding="utf-8"),
    "empty": lambda folder: (folder / "cohort.json").write_text("{}", encoding="utf-8"),
}  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="no pipes and devices there")
@pytest.mark.parametrize("name", sample(HARM, every=5))
def test_what_is_made_to_harm_is_told_as_a_difference(copied: Path, quick: None, name: str) -> None:
    HARM[name](copied)
    found = verify(copied)
    assert found.exit_code == 5, found.output
    assert "\ud800" not in found.stdout
    assert "\x1b" not in found.stdout


KINDS: Sequence[Any] = [None, True, 7, -1, 1.5, "", "x", [], ["x"], [[]], [None], {}, {"x": []}]


@DEEP
@pytest.mark.parametrize("number", sample(range(len(KINDS)), every=3))
def test_values_of_another_kind_never_break_it(copied: Path, quick: None, number: int) -> None:
    """Every table of the record in turn holds something else."""
    text = (copied / "cohort.json").read_text(encoding="utf-8")
    record = json.loads(text)
    for key in list(record)[number % 4 :: 4]:
        changed = {**record, key: KINDS[number]}
        if changed == record:
            continue
        (copied / "cohort.json").write_text(json.dumps(changed), encoding="utf-8")
        found = verify(copied)
        assert found.exit_code == 5, (key, KINDS[number], found.output)
    for key in ("plans", "criteria", "tiers", "answers")[number % 2 :: 2]:
        changed = {**record, key: [KINDS[number], *record[key][1:]]}
        (copied / "cohort.json").write_text(json.dumps(changed), encoding="utf-8")
        assert verify(copied).exit_code == 5, (key, KINDS[number])


@pytest.mark.parametrize("name", ["sparse-cohort.json", "deeper", "surrogate", "seed-list", "list",
                                  "empty", "pipe-invoer/aanvragen.csv",
                                  "sparse-invoer/aanvragen.csv"])  # fmt: skip
@pytest.mark.parametrize("command", ["why", "draw", "alternatives"])
def test_other_commands_refuse_it(copied: Path, name: str, command: str) -> None:
    HARM[name](copied)
    rest = {"why": ["A"], "draw": [], "alternatives": ["--count", "1", "--differ", "1"]}[command]
    found = CliRunner().invoke(main, [command, str(copied), *rest])
    assert found.exit_code == 5, found.output
    assert "Traceback" not in found.output


def test_verify_leaves_a_directory_as_it_was(copied: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copied.rglob("*")}
    assert verify(copied).exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in copied.rglob("*")} == before


def test_a_moved_result_verifies(copied: Path, quick: None) -> None:
    folder = Path(shutil.move(copied, copied.parent / "elders"))
    assert verify(folder).exit_code == 0

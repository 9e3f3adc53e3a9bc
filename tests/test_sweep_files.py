"""Files of a sweep: whole or absent, nothing replaced, and nothing of the dead left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from selector.sweeps import files
from selector.sweeps.files import beside, clear_parts, write_new, write_over


@pytest.mark.parametrize("nameless", [True, False])
def test_a_new_file_replaces_nothing_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nameless: bool
) -> None:
    if not nameless:  # as on a system without such files
        monkeypatch.setattr(files, "_linked", lambda path, data: False)
    path = tmp_path / "een.json"
    assert write_new(path, b"een")
    assert not write_new(path, b"twee")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("een.json", b"een")]


def test_two_that_write_the_same_new_file_at_once_leave_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "een.json"
    monkeypatch.setattr(Path, "exists", lambda self: False)  # each sees nothing yet
    assert write_new(path, b"een")
    assert not write_new(path, b"twee")
    assert path.read_bytes() == b"een"


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="Linux")
def test_a_file_is_written_without_a_name_where_that_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "beside", lambda path: pytest.fail("a name was needed"))
    assert write_new(tmp_path / "een.json", b"een")


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "een.json"
    path.write_bytes(b"een")
    write_over(path, b"twee")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("een.json", b"twee")]


@pytest.mark.skipif(sys.platform == "win32", reason="there nothing is cleared")
def test_what_the_dead_left_goes_and_what_the_living_make_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for process in (living, dead):
        monkeypatch.setattr(os, "getpid", lambda process=process: process.pid)
        beside(tmp_path / f"{process.pid}.json").write_bytes(b"half")
    monkeypatch.undo()
    elsewhere = tmp_path / f".a.json.00000000.{dead.pid}.part"
    elsewhere.write_bytes(b"of another machine")
    (tmp_path / "gewoon.part").write_bytes(b"of the user")
    clear_parts(tmp_path)
    names = {path.name.split(".")[1] for path in tmp_path.iterdir()}
    living.communicate(b"\n")
    assert names == {str(living.pid), "a", "part"}

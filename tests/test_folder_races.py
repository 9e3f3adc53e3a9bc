"""Several runs at one place at once, and runs that are killed between any two steps."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT, WITHOUT_DRAWINGS, environment, plan, tables, write_case
from depth import sample
from test_folder import codes, contents, names, put

from selector.publish import folder
from selector.publish.draft import drafting
from selector.publish.folder import check_out, finish_others, write_folder
from selector.publish.moving import move_new
from selector.publish.ownership import complete

POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


def python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a process of Python; `put` in it fills a folder with files that say which run it is."""
    head = """
        import os, sys, time
        from pathlib import Path
        def put(folder):
            (folder / "summary.txt").write_text(sys.argv[2])
            (folder / "invoer").mkdir()
            (folder / "invoer" / "plannen.csv").write_text(sys.argv[2])
    """
    text = textwrap.dedent(head) + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", text, *map(str, arguments)],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip


# --- At the same time

RACE = """
    from selector.errors import WriteError
    from selector.publish.folder import write_file, write_folder
    out, me, kind, start = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    Path(f"{start}-{me}").touch()
    while not start.exists():
        pass
    try:
        if kind == "file":
            write_file(out, me.encode() * 1000)
        else:
            write_folder(put, out, force=kind == "force")
    except WriteError as error:
        sys.exit(2 if error.taken else 1)
"""


def race(tmp_path: Path, count: int, kind: str) -> list[int]:
    """Let processes write to one place from one moment on; returns their exit codes."""
    out, start = tmp_path / "plaats" / "uit", tmp_path / "start"
    out.parent.mkdir(exist_ok=True)
    runs = [python(RACE, out, f"run-{n}", kind, start) for n in range(count)]
    while len(list(tmp_path.glob("start-*"))) < count:
        assert all(run.poll() is None for run in runs), [run.communicate() for run in runs]
        time.sleep(0.01)
    start.touch()
    assert [run.communicate(timeout=60)[1] for run in runs] == [""] * count
    return sorted(run.returncode for run in runs)


@pytest.mark.parametrize("count", [2, 5])
def test_of_runs_into_one_new_folder_one_wins_and_no_work_is_lost(
    tmp_path: Path, count: int
) -> None:
    assert race(tmp_path, count, "new") == [0] + [2] * (count - 1)
    folders = sorted((tmp_path / "plaats").iterdir())
    refused = [f"uit.geweigerd-{n}" for n in range(1, count)]
    assert [folder.name for folder in folders] == ["uit", *refused]
    assert all(complete(folder) for folder in folders)
    said = {(folder / "summary.txt").read_text() for folder in folders}
    assert said == {f"run-{n}" for n in range(count)}


def test_of_runs_into_one_new_file_one_wins_and_no_work_is_lost(tmp_path: Path) -> None:
    assert race(tmp_path, 5, "file") == [0, 2, 2, 2, 2]
    files = sorted((tmp_path / "plaats").iterdir())
    assert [path.name for path in files] == ["uit", *(f"uit.geweigerd-{n}" for n in range(1, 5))]
    assert {path.read_text() for path in files} == {f"run-{n}" * 1000 for n in range(5)}


def test_of_runs_with_force_the_last_one_stays_and_nothing_of_the_user_is_lost(
    tmp_path: Path,
) -> None:
    home = tmp_path / "plaats"
    put(home / "uit")
    assert race(tmp_path, 5, "force") == [0] * 5
    assert names(home) == ["uit", "uit.bewaard-1"]
    assert complete(home / "uit")
    assert (home / "uit.bewaard-1" / "summary.txt").read_text() == "een"


def test_a_folder_that_another_run_sets_aside_between_two_looks_is_not_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "uit"
    put(out)
    moved = iter([True])

    def late(source: Path, target: Path) -> None:
        if target == out and next(moved, False):
            out.rename(tmp_path / "opzij")
            raise FileExistsError(target)
        move_new(source, target)

    monkeypatch.setattr(folder, "move_new", late)
    write_folder(put, out, force=True)
    assert names(tmp_path) == ["opzij", "uit"]
    assert complete(out)


def test_two_runs_of_the_command_line_leave_two_results(tmp_path: Path) -> None:
    rows = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]
    plans, scenario = write_case(tmp_path, rows, tables(size=2))
    out = tmp_path / "plaats" / "uit"
    out.parent.mkdir()
    wait = """
        from selector.publish import folder
        started, place = Path(sys.argv.pop()), folder._place
        def late(*arguments):
            Path(f"{started}-{os.getpid()}").touch()
            while len(list(started.parent.glob("klaar-*"))) < 2:
                time.sleep(0.01)
            place(*arguments)
        folder._place = late
        main()
    """
    words = ["run", plans, "--scenario", scenario, "--out", out, tmp_path / "klaar"]
    late = WITHOUT_DRAWINGS + textwrap.dedent(wait)
    runs = [python(late, *words) for _ in range(2)]
    told = [run.communicate(timeout=120) for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 2], told
    assert names(out.parent) == ["uit", "uit.geweigerd-1"]
    assert all(complete(folder) for folder in out.parent.iterdir())
    loser = told[[run.returncode for run in runs].index(2)][1].splitlines()
    assert "intussen" in loser[-2]
    assert "uit.geweigerd-1" in loser[-1]
    assert not any("Geschreven" in line for line in loser)


# --- Killed

STEPS = (
    *("selector.publish.folder.move_new", "selector.publish.draft.move_new"),
    *("selector.publish.draft.lock", "os.mkdir", "os.unlink", "os.rmdir", "os.fsync"),
)


def killed(out: Path, step: int, names: Sequence[str] = STEPS) -> bool:
    """Replace a folder in a process that dies before the step of that number; False at the end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            die_before(step, names)
            finish_others(out)
            check_out(out, force=True)
            write_folder(lambda folder: put(folder, "nieuw"), out, force=True)
            code = 0
        finally:
            os._exit(code)
    state = os.waitpid(child, 0)[1]
    assert state in (0, signal.SIGKILL)
    return state != 0


def die_before(last: int, names: Sequence[str]) -> None:
    """Let this process be killed when these functions are called for that time."""
    steps = count(1)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if next(steps) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call

    for name in names:
        module, attribute = name.rsplit(".", 1)
        held = sys.modules[module]
        setattr(held, attribute, counted(getattr(held, attribute)))


def said(folder: Path) -> str:
    """What the run wrote that a folder is of; it has to be whole."""
    found = contents(folder)
    assert set(found) >= {"summary.txt", "invoer", "SHA256SUMS"}
    return (folder / "summary.txt").read_text(encoding="utf-8")


@POSIX
@pytest.mark.parametrize("before", sample(["ours", "nothing", "theirs"], every=3))
def test_a_run_that_is_killed_at_any_step_loses_nothing_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    monkeypatch.setattr("selector.publish.draft.LONG_AGO", -1.0)
    step, states = 0, set()
    while True:
        step += 1
        home = tmp_path / f"stap-{step}"
        out = home / "uit"
        home.mkdir()
        if before != "nothing":
            write_folder(put, out, force=False)
        if before == "theirs":
            (out / "notitie.docx").write_text("werk")
        if not killed(out, step):
            break
        folders = {p.name: said(p) for p in home.iterdir() if not p.name.startswith(".")}
        states.add(tuple(sorted(folders.items())))
        if before == "theirs":  # the old folder, whole and in sight
            (old,) = (p for p in home.iterdir() if (p / "notitie.docx").exists())
            assert said(old) == "een"
        if before == "ours":  # one of both at least, whole and in sight
            assert folders
        finish_others(out)
        assert (before == "nothing") or said(out) in ("een", "nieuw")
        write_folder(put, out, force=True)
        assert said(out) == "een"
        kept = ["uit.bewaard-1"] if before == "theirs" else []
        assert names(home) == ["uit", *kept], step
        if kept:
            assert (home / kept[0] / "notitie.docx").read_text() == "werk"
    assert step > 15
    if before == "ours":  # every state between the moves has been seen
        assert states >= {
            (("uit", "een"),),
            (("uit.bewaard-1", "een"),),
            (("uit", "nieuw"), ("uit.bewaard-1", "een")),
            (("uit", "nieuw"),),
        }


def broken_off_between_the_moves(home: Path, foreign: bool) -> Path:
    """Return the place of a run that was killed when the old folder was away, the new not there."""
    out = write_folder(put, home / "uit", force=False).path
    if foreign:
        (out / "notitie.docx").write_text("werk")
    assert killed(out, 3, STEPS[:2])  # refused, set aside, and then it dies
    assert not out.exists()
    return out


@POSIX
def test_a_replacement_that_broke_off_is_finished_and_told(tmp_path: Path) -> None:
    out = broken_off_between_the_moves(tmp_path, foreign=True)
    assert codes(finish_others(out)) == ["draft_finished", "kept_aside"]
    assert (said(out), names(tmp_path)) == ("nieuw", ["uit", "uit.bewaard-1"])
    assert finish_others(out) == ()


@POSIX
def test_a_replacement_that_cannot_be_finished_is_undone(tmp_path: Path) -> None:
    out = broken_off_between_the_moves(tmp_path, foreign=True)
    (draft,) = tmp_path.glob(".uit-*")
    (draft / "nieuw" / "summary.txt").write_text("half")
    assert codes(finish_others(out)) == ["draft_undone"]
    assert (said(out), names(tmp_path)) == ("een", ["uit"])
    assert (out / "notitie.docx").exists()


@POSIX
def test_a_folder_that_the_user_has_put_in_that_name_since_is_left_alone(tmp_path: Path) -> None:
    out = broken_off_between_the_moves(tmp_path, foreign=False)
    kept = tmp_path / "uit.bewaard-1"
    kept.rename(tmp_path / "van-mij")
    write_folder(put, kept, force=False)
    before = contents(kept)
    finish_others(out)
    assert contents(kept) == before


@POSIX
def test_a_draft_of_a_run_that_lives_is_let_be(tmp_path: Path) -> None:
    alive = """
        from selector.publish.draft import drafting
        with drafting(Path(sys.argv[1])) as draft:
            draft.new.mkdir()
            put(draft.new)
            print("bezig", flush=True)
            sys.stdin.read()
            time.sleep(60)
    """
    process = python(alive, tmp_path / "uit", "levend")
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "bezig\n"
        before = contents(tmp_path)
        assert any(name.endswith("nieuw/summary.txt") for name in before)
        finish_others(tmp_path / "uit")
        assert contents(tmp_path) == before
    finally:
        process.kill()
        process.communicate()
    finish_others(tmp_path / "uit")
    assert contents(tmp_path) == {}


def test_a_draft_in_the_same_process_lives_too(tmp_path: Path) -> None:
    with drafting(tmp_path / "uit") as draft:
        draft.new.mkdir()
        finish_others(tmp_path / "uit")
        assert draft.new.is_dir()


@pytest.mark.parametrize("left", [None, b""])
def test_a_draft_that_was_never_used_goes_when_it_is_old(
    tmp_path: Path, left: bytes | None
) -> None:
    draft = tmp_path / ".uit-abcdefgh"
    draft.mkdir()
    if left is not None:
        (draft / "slot").write_bytes(left)
    finish_others(tmp_path / "uit")
    assert draft.is_dir()
    os.utime(draft, (0, 0))
    finish_others(tmp_path / "uit")
    assert not draft.exists()


@POSIX
@pytest.mark.parametrize("owner", [b"", b"selector\nandere-computer\n", b"iets anders"])
def test_a_draft_of_which_nobody_knows_whether_it_lives_is_let_be(
    tmp_path: Path, owner: bytes
) -> None:
    draft = tmp_path / ".uit-abcdefgh"
    (draft / "nieuw").mkdir(parents=True)
    (draft / "slot").write_bytes(owner)
    finish_others(tmp_path / "uit")
    assert (draft / "nieuw").is_dir()


def test_a_draft_on_a_drive_without_locks_works_and_is_never_taken_for_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selector.publish.draft.lock", lambda _: False)
    with drafting(tmp_path / "uit") as draft:
        draft.new.mkdir()
        finish_others(tmp_path / "uit")
        assert draft.new.is_dir()
    write_folder(put, tmp_path / "uit", force=False)
    assert write_folder(put, tmp_path / "uit", force=True).notes == ()
    assert names(tmp_path) == ["uit"]

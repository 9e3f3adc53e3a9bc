"""What a second process makes is the same, and nothing of it is left, however a run ends."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import environment, plan, result_from, tables, write_case
from depth import DEEP, sample

from selector import Result
from selector.publish import apart
from selector.publish.apart import ahead
from selector.publish.dossier import write_dossier
from selector.publish.outputs import NEEDS, OUTPUTS
from selector.publish.picture import Picture
from selector.publish.pictures import pictures
from selector.publish.second import READY

pytestmark = pytest.mark.usefixtures("sharp_maps")
ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    case = write_case(tmp_path_factory.mktemp("ronde"), ROWS, tables(size=2))
    return result_from(*case, answers=True)


@pytest.fixture(autouse=True)
def gaining(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the second process, though all is loaded here."""
    monkeypatch.setattr(apart, "gains", lambda: True)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_second_process_makes_the_same_files(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = contents(result.save(tmp_path / "een"))
    for name in ("map.draw_map", "map_white_spots.draw_white_spots", "map_plans.draw_plans"):
        monkeypatch.delattr(f"selector.publish.{name}")
    monkeypatch.setattr(apart.Ahead, "take_back", lambda _: iter(()))
    with ahead("nl") as second:
        assert second is not None
        second.make(result.outcome, known=("coverings",))
        write_dossier(result.outcome, tmp_path / "twee", ahead=second)
    assert contents(tmp_path / "twee") == plain
    heavy = {name for output in OUTPUTS if output.apart for name in output.files}
    assert heavy - {"kaarten/aanvragen"} < plain.keys()
    assert {"kaarten/aanvragen/B.png", "kaarten/aanvragen/C.svg"} < plain.keys()


def test_the_first_process_takes_back_what_waits_the_last_first(
    result: Result, tmp_path: Path
) -> None:
    idle = SimpleNamespace(stdin=BytesIO(), stdout=BytesIO(READY))
    second = apart.Ahead(idle, tmp_path, "nl")  # type: ignore[arg-type]
    second.make(result.outcome)
    names = [job.output.name for job in second._jobs if job.output]
    assert [output.name for output in second.take_back()] == names[:0:-1]
    assert second._jobs[1].claimed(tmp_path)
    assert not any(job.claimed(tmp_path) for job in second._jobs[1:])


@DEEP
def test_what_is_taken_back_is_the_same(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = contents(result.save(tmp_path / "een"))
    with ahead("nl") as second:
        assert second is not None
        second.make(result.outcome, known=("coverings",))
        mine = [job for job in second._jobs[-3:] if job.claimed(second._folder)]
        taken = [job.output for job in mine if job.output]
        assert len(taken) == 3
        monkeypatch.setattr(apart.Ahead, "take_back", lambda _: iter(taken))
        write_dossier(result.outcome, tmp_path / "twee", ahead=second)
    assert contents(tmp_path / "twee") == plain


@DEEP
def test_the_papers_get_the_pictures_that_the_second_process_drew(result: Result) -> None:
    outcome = replace(result.outcome, notes=())
    with ahead("nl") as second:
        assert second is not None
        second.make(outcome, known=("coverings",))
        second.lend(outcome)
    none: tuple[Picture, ...] = ()
    assert outcome.once("pictures.nl", lambda: none) == pictures(outcome, "nl")


def test_what_goes_wrong_in_the_second_process_is_an_error_of_the_run(
    result: Result, tmp_path: Path
) -> None:
    with ahead("klingon") as second, pytest.raises(ValueError, match="klingon") as raised:
        write_dossier(result.outcome, tmp_path / "uit", "nl", ahead=second)
    assert "load_texts" in "".join(raised.value.__notes__)
    assert list(tmp_path.iterdir()) == []


@DEEP
def test_a_second_process_that_is_killed_is_an_error_of_the_run(
    result: Result, tmp_path: Path
) -> None:
    with ahead("nl") as second:
        assert second is not None
        second.make(result.outcome, known=("coverings",))
        assert second._replies.peek()  # it has started
        second._process.kill()
        with pytest.raises(RuntimeError, match="ended too early"):
            write_dossier(result.outcome, tmp_path / "uit", ahead=second)
    assert list(tmp_path.iterdir()) == []


@DEEP
def test_where_no_second_process_can_start_the_first_makes_everything(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Path] = []
    monkeypatch.setattr("selector.publish.map.draw_map", lambda _, folder, __: drawn.append(folder))
    monkeypatch.setattr(apart, "_CODE", "raise SystemExit(1)")
    with ahead("nl") as second:
        assert second is not None
        second.make(result.outcome, known=("coverings",))
        write_dossier(result.outcome, tmp_path / "een", ahead=second)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "niets"))
    with ahead("nl") as second:
        assert second is None
        write_dossier(result.outcome, tmp_path / "twee", ahead=second)
    assert len(drawn) == 2


def test_nothing_is_asked_of_it_before_what_it_needs_is_known(result: Result) -> None:
    asked: dict[tuple[str, ...], set[str]] = {
        known: {output.name for output in apart.ready(result.outcome, known)}
        for known in ((), ("coverings",), NEEDS)
    }
    early = {"map", "map_conflicts", "map_context", "map_multiples", "map_plans"}
    late = early | {"map_white_spots"}
    assert list(asked.values()) == [early, late, late]


@DEEP
def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from selector.cli import main\n"
        "print('begonnen')\n"
        "asked = ['--no-answers', '--no-swaps', '--only', 'map', '--out', 'uit']\n"
        "main(['run', *asked], standalone_mode=False)\n",
        encoding="utf-8",
    )
    found = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment(), capture_output=True,
        encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert found.stdout.count("begonnen") == 1
    assert (tmp_path / "uit" / "map.svg").is_file()


@DEEP
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core: no second process")
@pytest.mark.parametrize("name", sample(["SIGINT", "SIGTERM", "SIGKILL"], every=3))
def test_the_second_process_ends_with_the_first_and_leaves_nothing(
    tmp_path: Path, name: str
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    command = [sys.executable, "-m", "selector", "run", "--out", str(tmp_path / "uit")]
    first = subprocess.Popen(
        command, cwd=tmp_path, env=environment(TMPDIR=str(aside)), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not any(aside.glob("selector-*/0.pickle")) and time.monotonic() < until:
        time.sleep(0.02)
    first.send_signal(getattr(signal, name))
    _, told = first.communicate(timeout=60)  # which waits for all that hold its streams: both
    # Python itself ends by the signal when that came while a dataclass was being imported.
    by_signal = -getattr(signal, name)
    if name == "SIGINT" and first.returncode == 0:  # it came while answers were worked out:
        assert "is onderbroken" in told.decode()  # these stop, and what is proven is written
        assert (tmp_path / "uit" / "cohort.json").exists()
    else:
        assert first.returncode in ({1, by_signal} if name == "SIGINT" else {by_signal})
        assert not (tmp_path / "uit").exists()
    assert list(aside.iterdir()) == []

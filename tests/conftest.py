"""Shared by the tests: the command line in-process, and what a refusal must look like."""

import os
import signal
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from time import monotonic

import pytest
from click.testing import CliRunner
from coarse import coarse_maps, sharp_maps
from depth import drawn, left_out, set_examples
from verifying import copied, impossible, original, plain_maps, quick, same_maps, solved

# With this loaded a run in the process of the tests draws there, and starts no second process.
import selector.publish.map  # noqa: F401

__all__ = [
    "coarse_maps", "copied", "impossible", "original", "plain_maps", "quick", "same_maps",
    "sharp_maps", "solved",
]  # fmt: skip

os.environ.setdefault("PYTHONUTF8", "1")
os.environ.pop("SELECTOR_LANG", None)  # of whoever runs the tests
# The processes that tests start need not compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Boundaries that whoever runs the tests has downloaded stay out of them.
os.environ["SELECTOR_DATA"] = str(Path(__file__).parent / "niets-opgehaald")
# What a shell starts in the background is deaf to Ctrl-C, and so is what that starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# What tests write need not survive a power cut, and waiting for the disk takes long.
os.fsync = lambda fd: None

BEGIN_UNTIL = pytest.StashKey[float]()
MAYBE = "Bedoelt u"
Refuses = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for what takes long."""
    parser.addoption(
        "--deep", action="store_true", help="also what takes long, and many examples of a property"
    )
    parser.addoption(
        "--begin-within", type=int, metavar="SECONDS", help="skip what has not begun by then"
    )


@pytest.hookimpl(optionalhook=True)  # of xdist, which need not be there
def pytest_xdist_auto_num_workers() -> int | None:
    """Start one worker more than there are cores: tests wait for browsers and for processes."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # xdist reads it
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples of a property are tried, and until when a test may begin."""
    set_examples(config.getoption("--deep"))
    seconds = config.getoption("--begin-within")
    config.stash[BEGIN_UNTIL] = inf if seconds is None else monotonic() + seconds


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what would begin too late."""
    if monotonic() > item.config.stash[BEGIN_UNTIL]:
        pytest.skip("no time left")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless a deep run is asked for or the test is named."""
    if (seconds := config.getoption("--begin-within")) is not None:
        items[:] = drawn(items, seconds)
    if config.getoption("--deep"):
        return
    deep = left_out(items, config.args)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in deep])
    items[:] = [item for item in items if item.nodeid not in deep]


@pytest.fixture
def refuses(tmp_path: Path) -> Refuses:
    """Return a check: `selector run` refuses a file, names every fault, and leaves nothing.

    Each expected fault is a tuple of pieces that must stand on one line of stderr, where `$`
    stands for "and no suggestion"; the lines come in the order given, and there are no others.
    """

    def check(
        plans: Path | str, *expected: Sequence[str], scenario: Path | str = "krimp-eerst"
    ) -> None:
        from selector.cli import main

        desk = tmp_path / "bureau"
        desk.mkdir()
        out = desk / "uitkomst"
        arguments = ["run", str(plans), "--scenario", str(scenario), "--out", str(out)]
        result = CliRunner().invoke(main, arguments)
        *lines, last = result.stderr.splitlines() or [""]
        assert result.exit_code == 2, (result.exit_code, result.exception, result.stderr)
        assert "Traceback" not in result.output
        assert result.stdout == ""
        assert list(desk.iterdir()) == []
        shown = "\n".join(lines)
        assert len(lines) == len(expected), shown
        assert last == f"Fouten: {len(expected)}. Er is niets geschreven."
        for line, pieces in zip(lines, expected, strict=True):
            for piece in pieces:
                found = MAYBE not in line if piece == "$" else piece in line
                assert found, f"{piece!r} is not so in:\n{line}\nof:\n{shown}"

    return check

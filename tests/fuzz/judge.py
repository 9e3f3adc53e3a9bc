"""Run one command in this process, and say what is wrong with how it ended."""

import os
import re
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner
from pages import parsed

from selector.cli import main
from selector.visible import visible

SLOWEST = 20.0  # seconds of a command on a round of eight plans, on a busy machine
READING = frozenset((0, 2))
SOLVING = frozenset((0, 2, 3, 4))
REOPENING = frozenset((0, 2, 3, 4, 5))
ENDS = {
    "check": READING, "collect": READING, "template": READING, "schema": READING,
    "regions": READING, "run": SOLVING,
    "merge": SOLVING, "pareto": SOLVING, "why": REOPENING, "draw": REOPENING,
    "alternatives": REOPENING, "verify": REOPENING, "letters": REOPENING, "whatif": REOPENING,
    "compare": REOPENING, "history": frozenset((0, 1, 2)), "rerun": REOPENING, "scenario": READING,
    "sweep": frozenset((0, 1, 2)), "batch": frozenset((0, 2, 3, 4, 5, 6, 7, 8)),
}  # fmt: skip
DRAWINGS = ("map.draw_map", "map_conflicts.draw_conflicts", "map_white_spots.draw_white_spots",
            "map_context.draw_context", "map_plans.draw_multiples", "map_plans.draw_plans",
            "front_plot.draw_front")  # fmt: skip
# What may run or fetch: of these a page has one style, its data and one script.
RUNNING = frozenset(("style", "script", "iframe", "object", "embed", "base"))
_FAILED = re.compile(r"niet aan de invoer|not due to the input|Traceback", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """A command line in a folder of its own; `drawn` also makes the maps."""

    folder: Path
    arguments: Sequence[str]
    drawn: bool = False


class TooLongError(Exception):
    """A command took longer than it may."""


def faults(case: Case) -> list[str]:
    """Return everything that may not be so after a command."""
    before = _held(case.folder)
    with _at(case.folder), _bounded(), ExitStack() as stack:
        for name in () if case.drawn else DRAWINGS:
            stack.enter_context(patch(f"selector.publish.{name}", lambda *_, **__: None))
        stack.enter_context(patch.dict(os.environ, {"SELECTOR_DATA": str(case.folder / "niets")}))
        arguments = [str(argument) for argument in case.arguments]
        found = CliRunner().invoke(main, arguments, color=True)
    said = found.output
    wrong = []
    if isinstance(found.exception, TooLongError):
        return ["too slow: " + _where(found.exception)]
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        wrong.append("raised: " + _where(found.exception))
    if found.exit_code not in ENDS[case.arguments[0]]:
        wrong.append(f"exit code {found.exit_code}: {said[-300:]!r}")
    if match := _FAILED.search(said):
        wrong.append(f"says {match[0]}: {said[-300:]!r}")
    if visible(said, lines=True) != said:
        wrong.append(f"steers the terminal: {said!r}")
    if found.exit_code == 2 and _held(case.folder) != before:
        wrong.append(f"wrote: {sorted(set(_held(case.folder)) - set(before))}")
    if found.exit_code == 2 and not found.stderr:
        wrong.append("refuses without a word")
    wrong += [fault for page in case.folder.glob("uit/dossier.html") for fault in _of_page(page)]
    for path in case.folder.glob("uit/summary.txt"):
        text = path.read_text(encoding="utf-8")
        if visible(text, lines=True) != text:
            wrong.append("hidden characters in summary.txt")
    return wrong


def _of_page(path: Path) -> Iterator[str]:
    """Yield what a page holds that none may: what runs, fetches, or breaks out of its element."""
    try:
        page = parsed(path.read_text(encoding="utf-8"))
    except AssertionError as error:
        yield f"elements of the page are not closed in order: {error}"
        return
    if [tag for tag, _ in page.elements if tag in RUNNING] != ["style", "script", "script"]:
        yield "the page runs or loads what is not its own"
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            if name.startswith("on") or name == "style":
                yield f"the page has <{tag} {name}={value[:40]!r}>"
            if name in ("href", "src") and not value.startswith(("#", "data:")):
                yield f"the page asks for {value[:80]!r}"
    if visible(page.text, lines=True) != page.text:
        yield "hidden characters on the page"


def _where(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {error} in {Path(last.filename).name}:{last.lineno}"


def _held(folder: Path) -> dict[str, Any]:
    """Return what is in a folder, without opening anything."""
    found = {}
    for top, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = os.path.join(top, name)  # noqa: PTH118  (any name may be here)
            status = os.lstat(path)
            found[path] = (status.st_mtime_ns, status.st_size, status.st_mode)
            if name in folders:  # of a folder only that it is there
                found[path] = (0, 0, status.st_mode)
    return found


@contextmanager
def _at(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _bounded() -> Iterator[None]:
    """Stop what takes too long, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SLOWEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

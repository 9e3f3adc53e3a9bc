"""The commands on a page, run as pasted: every fenced block marked `sh`, in their order.

A line `<!-- uitvoer -->` after a block stands where the site shows what the command printed: the
results, and where there are none, the messages.
What only installs, or waits for a person, is marked `shell` and not run.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

BLOCK = re.compile(r"^```sh\n(.*?)^```\n(\n<!-- uitvoer(?:: (\d+))? -->\n)?", re.M | re.S)
ENDED = re.compile(r"# exitcode (\d+)")
WIDE, FOLDED = 80, 66  # characters: no table is wider; a page shows no more without scrolling
SHOWN = 40  # lines of output, unless the mark says how many


@dataclass(frozen=True)
class Said:
    """A block of commands that was run: what they are, how they ended and what they printed."""

    block: str
    code: int
    wanted: int
    output: str
    errors: str


def blocks(text: str) -> list[str]:
    """Return the blocks of commands of a page that are to be run."""
    return [found.group(1) for found in BLOCK.finditer(text)]


def run_all(commands: Sequence[str], folder: Path) -> Iterator[Said]:
    """Run blocks of commands one after the other in one folder, each as pasted into bash."""
    folder.mkdir(parents=True, exist_ok=True)
    for block in commands:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=folder, env=environment(folder), capture_output=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, timeout=600, check=False,
        )  # fmt: skip
        wanted = ENDED.search(block)
        code = int(wanted.group(1)) if wanted else 0
        yield Said(block, done.returncode, code, done.stdout, done.stderr)


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `selector` is that of this interpreter, and nothing is kept.

    Boundaries that happen to be on this machine change no page.
    """
    tools = folder.parent / f"{folder.name}-bin"
    tools.mkdir(exist_ok=True)
    program = tools / "selector"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m selector "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SELECTOR_")}
    return {
        **kept,
        "PATH": f"{tools}{os.pathsep}{kept['PATH']}",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "80",
        "SELECTOR_DATA": str(tools / "none"),
    }


def with_output(text: str, said: Sequence[Said]) -> str:
    """Return a page with the output of its commands where it asks for it."""
    turn = iter(said)

    def shown(found: re.Match[str]) -> str:
        one = next(turn)
        block = f"```sh\n{one.block}```\n"
        if not found.group(2):
            return block
        return block + "\n" + _fenced(one, int(found.group(3) or SHOWN))

    return BLOCK.sub(shown, text)


def _fenced(one: Said, most: int) -> str:
    wide = WIDE if one.output else FOLDED
    lines = (one.output or one.errors).rstrip("\n").splitlines()
    cut = ["[…]"] if len(lines) > most else []
    return "\n".join(["```text", *(_folded(line, wide) for line in lines[:most]), *cut, "```\n"])


def _folded(line: str, wide: int) -> str:
    """Return a sentence that is too wide over several lines, to be read at a glance."""
    if len(line) <= wide:
        return line
    begin = " " * (len(line) - len(line.lstrip()))
    return fill(line, FOLDED, subsequent_indent=begin + "    ", break_on_hyphens=False,
                break_long_words=False)  # fmt: skip

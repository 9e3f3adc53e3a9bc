"""What a run of the example round costs beside loading its libraries: `python -m ...cost`.

The two are measured in turn, each in processes of their own, and compared pair by pair, so that
a machine that others use too weighs on both alike. Processor seconds are the steadier figure.
The parts are measured one after the other in one process.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from .machine import hardware, load, versions
from .measuring import ROOT

LIBRARIES = "import ortools.sat.python.cp_model, pandas, geopandas, matplotlib.pyplot"
PAGE = ROOT / "docs" / "benchmarks-cost.md"
# Times the loading of the libraries, by the clock, on free cores. The first goal was set when a
# run wrote tables, a workbook, a GeoPackage and three maps.
GOAL, PLAIN_GOAL = 2.5, 3.5
TABLES, PLAIN, BOTH, LOADED = "tables: ", "plain: ", "both", "libraries by the clock"
Figures = Mapping[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the page, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="how often both are measured")
    parser.add_argument("--out", default=str(PAGE))
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.warm()
        busy = load()
        found = [bench.pair() for _ in range(options.pairs)]
        parts = bench.part("parts")
    text = page(found, parts, busy)
    print(text)
    Path(options.out).write_text(text, encoding="utf-8", newline="\n")
    return 0


class Bench:
    """Processes that find their own code compiled, as it is once it is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        dropped = ("PYTHONDONTWRITEBYTECODE",)
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        cache = str(folder / "compiled")
        self.environment = kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": cache}

    def warm(self) -> None:
        """Compile everything, and bring it into memory."""
        self.pair()

    def pair(self) -> Figures:
        """Measure the libraries, the run and the help once, in turn."""
        libraries = self._timed("libraries", "-c", LIBRARIES)
        parts = {**self.part("run"), **self.part("plain"), **self.part("tables")}
        help_ = self._timed("help", "-m", "selector", "--help")
        return {**libraries, **parts, **help_}

    def part(self, name: str) -> Figures:
        """Measure a part in a process of its own, with the seconds by the clock."""
        self.count += 1
        out = self.folder / str(self.count)
        if name == "parts":
            out.mkdir()
        began = time.perf_counter()
        printed = self._python("-m", "tests.benchmarks.spending", name, str(out))
        clock = time.perf_counter() - began
        figures: dict[str, float] = json.loads(printed.splitlines()[-1])
        return {**figures, f"{name} by the clock": clock}

    def _timed(self, name: str, *arguments: str) -> Figures:
        before, began = os.times(), time.perf_counter()
        self._python(*arguments)
        clock, after = time.perf_counter() - began, os.times()
        used = after.children_user - before.children_user
        used += after.children_system - before.children_system
        return {name: used, f"{name} by the clock": clock}

    def _python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL, check=True,
        ).stdout  # fmt: skip


def page(found: Sequence[Figures], parts: Figures, busy: str) -> str:
    """Return the page: the ratios, pair by pair, and what a run consists of."""
    over = _over(found)
    rows = [
        ("loading ortools, pandas, geopandas and matplotlib.pyplot", over("libraries"), 1.0),
        *(
            (f"{run}: {part}", over(name), over(name, "libraries"))
            for run, start in (
                ("a run", ""),
                ("a run without swaps", PLAIN),
                ("a run of tables and three maps", TABLES),
            )
            for part, name in (
                ("first process", f"{start}first process"),
                ("second process", f"{start}second process"),
                ("both together", f"{start}{BOTH}"),
            )
        ),
        ("`selector --help`", over("help"), over("help", "libraries")),
    ]
    clock, plain, tables = (
        over(f"{run} by the clock", LOADED) for run in ("run", "plain", "tables")
    )
    made = ", ".join(f"{name} {version}" for name, version in versions() if version[0].isdigit())
    lines = [
        "# What a run costs",
        "",
        f"Written by `python -m tests.benchmarks.cost` on {date.today().isoformat()}; "
        f"{hardware()}; {busy} processes wanted a core before it began.",
        "",
        "The example round with all that a run writes, beside the loading of its libraries. "
        f"Medians of {len(found)} pairs, of which both were measured in turn; a ratio is the "
        f"median of the ratios. By the clock a run took {clock:.2f} times the libraries, without "
        f"swaps {plain:.2f} times (the goal is {PLAIN_GOAL}), and with tables, workbook, "
        f"GeoPackage and three maps only {tables:.2f} times (the goal is {GOAL}).",
        "",
        "| part | CPU s | times the libraries |",
        "| --- | --- | --- |",
        *(f"| {name} | {seconds:.2f} | {ratio:.2f} |" for name, seconds, ratio in rows),
        "",
        "The steps of a run, one after the other in one process:",
        "",
        "| step | CPU s |",
        "| --- | --- |",
        *(f"| {name} | {parts[name]:.3f} |" for name in parts if "clock" not in name),
        "",
        made,
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _figure(pair: Figures, name: str) -> float:
    """Return a figure; that of both processes is the sum of the two."""
    if not name.endswith(BOTH):
        return pair[name]
    start = name.removesuffix(BOTH)
    return pair[f"{start}first process"] + pair[f"{start}second process"]


def _over(found: Sequence[Figures]) -> Callable[..., Any]:
    """Return a function that gives the median of a figure, or of its ratio to another."""

    def over(name: str, beside: str = "") -> float:
        values = [_figure(pair, name) for pair in found]
        by = [pair[beside] if beside else 1.0 for pair in found]
        return median(value / unit for value, unit in zip(values, by, strict=True))

    return over


if __name__ == "__main__":
    sys.exit(main())

"""One measurement: a solver on a problem, in a process of its own.

`python -m tests.benchmarks.measuring TASK` (JSON) prints an outcome as JSON on its last line;
`measure` starts that process, and ends it when it does not keep to its time.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import selector
from selector.problem import Problem, make_problem
from selector.tiers import Value

from .solvers import load

ROOT = Path(__file__).parents[2]
GRACE = 60.0  # seconds beyond the limit: for reading, for building a model, and for the last step


@dataclass(frozen=True)
class Task:
    """Whom to measure on what; `limit` in seconds of solving."""

    solver: str
    plans_file: str
    scenario_file: str
    limit: float


@dataclass(frozen=True)
class Outcome:
    """What was measured; times in seconds, `peak_mb` of the whole process with its children.

    `status`: `proven`, `found` (a cohort without proof), `nothing`, `stopped` (it did not keep
    to the time limit), `skipped` (not installed) or `failed`. `values` are the tiers, recounted
    from the cohort by this package: exact fractions as text, a list for leximin. `broken` counts
    the rules that the cohort does not keep to, `pairs` the pairs of plans with any evidence,
    `proven` the tiers; for `gap` and `best_after` see `Answer`.
    """

    status: str
    wall: float = 0.0
    cpu: float = 0.0
    reading: float = 0.0
    geography: float = 0.0
    peak_mb: float = 0.0
    values: list[list[str]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    broken: int = 0
    pairs: int = 0
    proven: int = 0
    gap: float | None = None
    best_after: float | None = None
    remark: str = ""


def measure(task: Task) -> Outcome:
    """Measure in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.measuring", json.dumps(asdict(task))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=task.limit + GRACE)
    except subprocess.TimeoutExpired:
        wall = time.monotonic() - started
        so_far = _last(_end(process)) or Outcome("stopped")
        return replace(so_far, wall=wall - so_far.reading - so_far.geography)
    outcome = _last(out)
    if process.returncode or outcome is None:
        last = (err.strip().splitlines() or ["no output"])[-1]
        return Outcome("failed", remark=f"exit code {process.returncode}: {last[:120]}")
    return outcome


def _last(printed: str) -> Outcome | None:
    """Return the last outcome among what was printed; solvers print as well."""
    lines = [line for line in printed.splitlines() if line.startswith('{"status"')]
    return Outcome(**json.loads(lines[-1])) if lines else None


def _end(process: "subprocess.Popen[str]") -> str:
    """End a process with the solvers that it started, and return what it had printed."""
    try:
        import psutil
    except ImportError:  # only the bench extra has solvers that start processes
        process.kill()
    else:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            for one in (*parent.children(recursive=True), parent):
                one.kill()
    return process.communicate()[0]


def measure_here(task: Task, tell: Callable[[Outcome], None] = lambda _: None) -> Outcome:
    """Measure in this process: read, locate, solve, recount. Loading libraries is not timed.

    `tell` gets what is known before the solver starts, for in case it has to be stopped.
    """
    try:
        solver = load(task.solver)
    except ImportError as error:
        return Outcome("skipped", remark=f"{error.name} is not installed")
    began = time.perf_counter()
    plans, regions = selector.read_plans(task.plans_file), selector.read_regions()
    scenario = selector.load_scenario(task.scenario_file)
    read = time.perf_counter()
    problem = make_problem(plans, scenario, regions)
    ready = time.perf_counter()
    prepared = Outcome(
        status="stopped",
        reading=read - began,
        geography=ready - read,
        peak_mb=_peak_mb(),
        kinds=[tier.kind for tier in problem.tiers],
        pairs=len(problem.competition.pairs),
    )
    tell(prepared)
    start, busy = time.perf_counter(), _cpu()
    answer = solver(problem, task.limit)
    wall, cpu = time.perf_counter() - start, _cpu() - busy
    chosen, complete = answer.chosen, answer.proven == len(problem.tiers)
    status = "nothing" if chosen is None else "proven" if complete else "found"
    return replace(
        prepared,
        status=status,
        wall=wall,
        cpu=cpu,
        peak_mb=_peak_mb(),
        values=[] if chosen is None else [_text(problem.value(t, chosen)) for t in problem.tiers],
        broken=0 if chosen is None else _broken(problem, chosen),
        proven=answer.proven,
        gap=answer.gap,
        best_after=answer.best_after,
        remark=answer.remark,
    )


def _broken(problem: Problem, chosen: frozenset[int]) -> int:
    """Count the forbidden pairs in a cohort, and the other rules that it does not keep to."""
    pairs = sum(a in chosen and b in chosen for a, b in problem.competition.forbidden)
    others = sum(not rule.check(chosen) for rule in problem.rules if rule.name != "competition")
    return pairs + others


def _text(value: Value) -> list[str]:
    return [str(v) for v in value] if isinstance(value, tuple) else [str(value)]


def _cpu() -> float:
    """Return the processor seconds of this process, its threads and its finished children."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _peak_mb() -> float:
    """Return the peak memory; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 2**20
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) * unit / 2**20


def _print(outcome: Outcome) -> None:
    """Print an outcome on a line of its own, whatever a solver has printed before."""
    print("\n" + json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    _print(measure_here(Task(**json.loads(sys.argv[1])), _print))

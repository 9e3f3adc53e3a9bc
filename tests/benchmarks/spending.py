"""One run of the example round in this process, whole or in parts: `python -m ... PART OUT`.

Nothing but what a run needs is loaded. The processor seconds come last, as JSON on a line.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

Figures = Mapping[str, float]


def run_here(out: str, *options: str) -> Figures:
    """Do the run of the command line in this process; processor seconds of it and its child."""
    from selector.cli import main

    with suppress(SystemExit):
        main(["run", "--out", out, "--quiet", *options], standalone_mode=False)
    used = os.times()
    first, second = used.user + used.system, used.children_user + used.children_system
    return {"first process": first, "second process": second}


def plain_here(out: str) -> Figures:
    """Do the same run without the swaps."""
    used = run_here(out, "--no-swaps")
    return {f"plain: {name}": seconds for name, seconds in used.items()}


def tables_here(out: str) -> Figures:
    """Do the same run with three maps, and without swaps and papers."""
    used = run_here(out, "--no-swaps", "--only", "map_conflicts,map_white_spots")
    return {f"tables: {name}": seconds for name, seconds in used.items()}


def parts_here(out: str) -> Figures:
    """Take the steps of a run one after the other; processor seconds of each."""
    laps: dict[str, float] = {}

    @contextmanager
    def lap(name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        laps[name] = time.process_time() - began

    with lap("loading: command line"):
        import selector.cli  # noqa: F401
    with lap("loading: reading, solving, tables"):
        from selector.analysis.covering import coverings
        from selector.analysis.runner_up import find_runner_up
        from selector.analysis.why import answer_all
        from selector.commands.reading import read_round
        from selector.outcome import Outcome
        from selector.problem import make_problem
        from selector.publish.outputs import outputs_of
        from selector.solve.alone import with_best_alone
        from selector.solve.clock import Clock
        from selector.solve.optimum import solve
    with lap("reading and geography"):
        problem = make_problem(*read_round(None, "afwegingskader-2023", None, None))
    clock = Clock()
    with lap("the cohort, and each criterion alone"):
        problem = with_best_alone(problem, clock)
        optimum = solve(problem, clock)
    assert optimum is not None
    with lap("coverings and runner-up"):
        outcome = Outcome(problem, optimum, coverings=coverings(problem, optimum.chosen, clock))
        outcome = replace(outcome, runner_up=find_runner_up(problem, optimum, clock))
    with lap("answers"):
        outcome = replace(outcome, answers=answer_all(problem, optimum, clock)[0])
    outputs = outputs_of(outcome)
    with lap("loading: maps and geopackage"):
        for output in outputs:
            output.load()
    for output in outputs:
        with lap(f"output: {output.name}"):
            output.write(outcome, Path(out), "nl")
    return laps


PARTS: Mapping[str, Callable[[str], Figures]] = {
    "run": run_here,
    "plain": plain_here,
    "tables": tables_here,
    "parts": parts_here,
}


if __name__ == "__main__":
    print(f"\n{json.dumps(PARTS[sys.argv[1]](sys.argv[2]))}")

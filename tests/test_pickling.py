"""Every public type travels: to another process, to a cache, to a pool of workers."""

import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import country, environment, plan, result_of, tables

import selector
from selector.errors import Message
from selector.outcome import Outcome
from selector.solve.disagreement import Side

ROWS = [
    plan("A", "GM0001", herkomst="bestaand"), plan("B", "GM0002"), plan("C", "GM0003"),
    plan("D", "GM0004", herkomst="bestaand"), plan("E", "GM0005", a1="ontbreekt"),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One of every public type, by name."""
    folder, land = tmp_path_factory.mktemp("ronde"), country(boundaries=True)
    criteria = [{"name": name, "measure": "balance", "on": name} for name in
                ("herkomst", "context")]  # fmt: skip
    result = result_of(folder, ROWS, tables(2, criteria=criteria), land)
    none = result_of(folder / "geen", ROWS, tables(5), land)
    problem, fault = result.problem, Message("no_such_plan", value="Z", params={"of": ("A", "B")})
    report = selector.Report(Path("uit"), (), (), ())
    sides = [Side("CP-SAT", "9", (((Fraction(1, 3),), None),)), Side("HiGHS", "1")]
    return {
        "Alternatives": result.alternatives(2),
        "Cohort": result.outcome.cohort,
        "Comparison": selector.compare([result, none]),
        "DisagreementError": selector.DisagreementError(problem, "tier", sides, "max: x;", 1),
        "Front": result.pareto("herkomst", "context"),
        "InputError": selector.InputError([fault]),
        "Lot": result.draw("lot"),
        "Helping": result.what_would_help("E"),
        "Mergers": result.merge(),
        "Optimum": result.outcome.optimum,
        "Outcome": result.outcome,
        "Plans": problem.plans,
        "Problem": problem,
        "Range": result.range("size"),
        "Regions": problem.regions,
        "Report": report,
        "Result": result,
        "Scenario": problem.scenario,
        "SelectorError": selector.SelectorError("zomaar"),
        "Sweep": selector.sweep(problem.plans, problem.scenario, regions=land, workers=1),
        "Why": result.why("E"),
        "WriteError": selector.WriteError([fault], taken=True),
        "an infeasible Outcome": none.outcome,
        "an infeasible Result": none,
        "an answered Why": result.why("A"),
    }


def shown(thing: Any) -> Any:
    """What anyone sees of a thing, all of it that is not a table."""
    if isinstance(thing, Outcome):
        return selector.Result(thing).as_dict()
    if isinstance(thing, selector.Result):
        return thing.as_dict("en"), thing.plans.drop(columns="geometry").to_dict(), str(thing)
    if isinstance(thing, BaseException):
        return str(thing), vars(thing).keys(), getattr(thing, "taken", None)
    if hasattr(thing, "frame"):
        return thing.frame.to_dict()
    return str(thing)


def test_every_public_type_is_there(found: dict[str, Any]) -> None:
    kinds = {name for name in selector.__all__ if isinstance(getattr(selector, name), type)}
    assert kinds <= set(found)
    for name in kinds:
        assert type(found[name]) is getattr(selector, name)


def test_every_public_type_survives_pickling(found: dict[str, Any]) -> None:
    for name, thing in found.items():
        for protocol in (2, pickle.HIGHEST_PROTOCOL):
            again = pickle.loads(pickle.dumps(thing, protocol))
            assert type(again) is type(thing), name
            if name not in ("Cohort", "Problem"):  # of which a part has no words
                assert shown(again) == shown(thing), name


def test_what_was_asked_before_travels_and_what_was_not_can_be_asked_after(
    found: dict[str, Any],
) -> None:
    result = pickle.loads(pickle.dumps(found["Result"]))
    assert result.pareto("herkomst", "context").data.points == found["Front"].data.points
    assert result.outcome.cohort.scores == found["Cohort"].scores
    again = pickle.loads(pickle.dumps(found["Problem"]))
    chosen = result.outcome.optimum.chosen
    assert again.scores(chosen) == found["Problem"].scores(chosen)
    assert result.problem.regions.boundaries.equals(found["Regions"].boundaries)


def test_a_process_that_has_loaded_nothing_reads_it(found: dict[str, Any]) -> None:
    code = "import pickle, sys; print(*pickle.load(sys.stdin.buffer).selected)"
    read = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(found["Result"]), env=environment(),
        capture_output=True, check=True,
    )  # fmt: skip
    assert read.stdout.decode().split() == list(found["Result"].selected)

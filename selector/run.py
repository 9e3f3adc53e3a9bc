"""The main walk: from plans, scenario and regions to a result."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from selector.analysis.warnings import warnings
from selector.errors import Message
from selector.intake import Plans, Regions, read_regions
from selector.moments import current_day
from selector.problem import Problem, make_problem
from selector.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from selector.analysis.why import Answer
    from selector.outcome import Outcome
    from selector.result import Result
    from selector.solve.engine import Clock, Progress


def select(
    plans: Plans,
    scenario: Scenario | None = None,
    regions: Regions | None = None,
    *,
    time_limit: float | None = None,
    certify: bool = False,
    answers: bool | None = False,
    runner_up: bool = True,
    day: date | None = None,
    watch: "Callable[[Progress], None] | None" = None,
) -> "Result":
    """Choose the cohort and prove it.

    Without a scenario the bundled weighing framework of 2023 is used. `time_limit` is in
    seconds of solving. With `certify` a second solver solves every tier again; that no cohort
    keeps to all rules is always confirmed. With `answers` every eligible plan gets its answer,
    what it would cost to turn its choice round (None: unless they are many); with `runner_up`
    the best other cohort is looked for. `day` is the date on all that is written (None: the day
    in Europe/Amsterdam, or of SOURCE_DATE_EPOCH). `watch` is told the progress. Raises
    `InputError` when the scenario does not fit the plans, `TimeoutError` when time ran out
    before any cohort was found, and `DisagreementError` (of `selector.solve.certify`) when the
    solvers contradict each other.
    """
    scenario = scenario or load_scenario("afwegingskader-2023")
    regions = regions or read_regions()
    problem = make_problem(plans, scenario, regions)
    notes = notes_of(problem)
    # Loading the solver takes longer than reading; bad input need not wait for it.
    from selector.outcome import Outcome
    from selector.result import Result
    from selector.solve.alone import with_best_alone
    from selector.solve.engine import Clock
    from selector.solve.optimum import solve

    clock, day = Clock(time_limit, watch=watch), day or current_day()
    problem = with_best_alone(problem, clock)
    outcome = Outcome(problem, solve(problem, clock), notes=notes, day=day)
    if outcome.optimum is None:
        return Result(_explained(outcome, clock))
    return Result(_completed(outcome, clock, certify, answers, runner_up))


def _explained(outcome: "Outcome", clock: "Clock") -> "Outcome":
    """Add why no cohort keeps to all rules, once a second solver has confirmed it."""
    from selector.analysis.infeasible import explain
    from selector.solve.certify import infeasible

    certificate = infeasible(outcome.problem, clock)
    return replace(outcome, certificate=certificate, infeasible=explain(outcome.problem, clock))


def _completed(
    outcome: "Outcome", clock: "Clock", certify: bool, answers: bool | None, runner_up: bool
) -> "Outcome":
    """Add what was asked beside the cohort."""
    from selector.analysis.covering import coverings
    from selector.analysis.runner_up import find_runner_up
    from selector.analysis.why import answer_all
    from selector.solve.certify import certify as confirm

    problem, optimum, notes = outcome.problem, outcome.cohort.optimum, outcome.notes
    confirmed = confirm(problem, optimum, clock) if certify else None
    second = find_runner_up(problem, optimum, clock) if runner_up else None
    found: tuple[Answer, ...] | None = None
    if answers is not False:
        found, told = answer_all(problem, optimum, clock, asked=answers is True)
        notes += told
    return replace(
        outcome,
        notes=notes,
        certificate=confirmed,
        answers=found,
        runner_up=second,
        coverings=coverings(problem, optimum.chosen, clock),
    )


def notes_of(problem: Problem) -> tuple[Message, ...]:
    """Return everything that is worth knowing before solving."""
    said = (*problem.plans.notes, *problem.regions.notes, *problem.scenario.source.notes)
    return (*said, *problem.notes, *warnings(problem))

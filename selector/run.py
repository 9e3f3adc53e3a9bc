"""The main walk: from plans, scenario and regions to a result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from selector.analysis.warnings import warnings
from selector.errors import Message
from selector.intake import Plans, Regions, read_regions
from selector.moments import current_day
from selector.problem import Problem, make_problem
from selector.scenario import Scenario, load_scenario
from selector.theme import NEUTRAL, Theme

if TYPE_CHECKING:
    from selector.outcome import Outcome
    from selector.result import Result
    from selector.solve.clock import Clock, Progress

Amount = Literal["all", "few", "none"]  # `few`: unless the plans are many
AMOUNTS: Mapping[bool | None, Amount] = {True: "all", None: "few", False: "none"}


@dataclass(frozen=True)
class Asked:
    """What a run is asked for beside the cohort.

    `time_limit` is in seconds of solving; `day` is the date on all that is written (None: the day
    in Europe/Amsterdam, or of SOURCE_DATE_EPOCH), `theme` how that looks.
    """

    time_limit: float | None = None
    certify: bool = False
    answers: Amount = "none"
    swaps: Amount = "none"
    runner_up: bool = True
    day: date | None = None
    theme: Theme = NEUTRAL
    proof: str = ""


def select(
    plans: Plans,
    scenario: Scenario | None = None,
    regions: Regions | None = None,
    *,
    time_limit: float | None = None,
    certify: bool = False,
    answers: bool | None = False,
    swaps: bool | None = False,
    runner_up: bool = True,
    day: date | None = None,
    theme: Theme = NEUTRAL,
    proof: bool | Literal["all"] = False,
    watch: "Callable[[Progress], None] | None" = None,
) -> "Result":
    """Choose the cohort and prove it.

    Without a scenario the bundled weighing framework of 2023 is used. `time_limit` is in
    seconds of solving. With `certify` a second solver looks for a better cohort; that no cohort
    keeps to all rules is always confirmed. With `answers` every eligible plan gets its answer,
    what it would cost to turn its choice round (None: unless they are many); with `swaps` the
    same for each pair of an eligible plan to put in and a chosen one to take out; with `runner_up`
    the best other cohort is looked for. `day` is the date on all that is written (None: the day
    in Europe/Amsterdam, or of SOURCE_DATE_EPOCH), `theme` how it looks. With `proof` a proof is
    made that anyone can check, without a solver; with `"all"` of the answers, the runner-up and
    the swaps as well. `watch` is told the progress. Raises `InputError` when the scenario does not
    fit the plans, `TimeoutError` when time ran out before any cohort was found, and
    `DisagreementError` when the solvers contradict each other.

    >>> ten = selector.select(plans, scenario.replace(name="tien", cohort={"size": 10}))
    >>> ten
    <Result tien: optimal, 10 of 29>
    """
    # Loading the solver takes longer than reading; bad input need not wait for it.
    from selector.result import Result

    scenario = scenario or load_scenario("afwegingskader-2023")
    beside = AMOUNTS[answers], AMOUNTS[swaps], runner_up
    shown = "all" if proof == "all" else "tiers" if proof else ""
    asked = Asked(time_limit, certify, *beside, day, theme, shown)
    return Result(run(plans, scenario, regions or read_regions(), asked, watch))


def run(
    plans: Plans,
    scenario: Scenario,
    regions: Regions,
    asked: Asked,
    watch: "Callable[[Progress], None] | None" = None,
    solved: "Callable[[Outcome], None] | None" = None,
) -> "Outcome":
    """Return what `select` finds, as data; raises the same.

    `solved` is given the cohort with its coverings as soon as these are known, while all else that
    was asked for is still to be worked out.
    """
    problem = make_problem(plans, scenario, regions)
    notes = notes_of(problem)
    from selector.analysis.covering import coverings
    from selector.outcome import Outcome
    from selector.solve.alone import with_best_alone
    from selector.solve.clock import Clock
    from selector.solve.optimum import solve

    clock = Clock(asked.time_limit, watch=watch)
    problem = with_best_alone(problem, clock)
    optimum = solve(problem, clock)
    outcome = Outcome(problem, optimum, notes=notes, day=asked.day or current_day())
    outcome = replace(outcome, theme=asked.theme)
    if optimum is None:
        return _timed(_shown(_explained(outcome, clock), clock, asked), clock)
    outcome = replace(outcome, coverings=coverings(problem, optimum.chosen, clock))
    if solved is not None:
        solved(outcome)
    return _timed(_shown(_completed(outcome, clock, asked), clock, asked), clock)


def _shown(outcome: "Outcome", clock: "Clock", asked: Asked) -> "Outcome":
    """Add the proof, when it was asked for."""
    if not asked.proof:
        return outcome
    from selector.publish.proof import with_proof

    return with_proof(outcome, clock, asked.proof == "all")


def _timed(outcome: "Outcome", clock: "Clock") -> "Outcome":
    """Add the time limit when that decided what was found."""
    return replace(outcome, time_limit=clock.limit) if clock.left() == 0 else outcome


def _explained(outcome: "Outcome", clock: "Clock") -> "Outcome":
    """Add why no cohort keeps to all rules, once a second solver has confirmed it."""
    from selector.analysis.infeasible import explain
    from selector.solve.certify import infeasible

    certificate = infeasible(outcome.problem, clock)
    return replace(outcome, certificate=certificate, infeasible=explain(outcome.problem, clock))


def _completed(outcome: "Outcome", clock: "Clock", asked: Asked) -> "Outcome":
    """Add what was asked beside the cohort."""
    from selector.analysis.runner_up import find_runner_up
    from selector.analysis.swaps import swap_all
    from selector.analysis.why import answer_all
    from selector.solve.certify import certify

    problem, optimum = outcome.problem, outcome.cohort.optimum
    if asked.certify:
        outcome = replace(outcome, certificate=certify(problem, optimum, clock))
    if asked.runner_up:
        outcome = replace(outcome, runner_up=find_runner_up(problem, optimum, clock))
    if asked.answers != "none":
        found, told = answer_all(problem, optimum, clock, asked=asked.answers == "all")
        outcome = replace(outcome, answers=found, notes=(*outcome.notes, *told))
    if asked.swaps != "none":
        every, answers = asked.swaps == "all", outcome.answers or ()
        swaps, told = swap_all(problem, optimum, clock, every, answers)
        outcome = replace(outcome, swaps=swaps, notes=(*outcome.notes, *told))
    return outcome


def notes_of(problem: Problem) -> tuple[Message, ...]:
    """Return everything that is worth knowing before solving."""
    said = (*problem.plans.notes, *problem.regions.notes, *problem.scenario.source.notes)
    return (*said, *problem.notes, *warnings(problem))

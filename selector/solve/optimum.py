"""From a problem to its optimum: size by size, tier by tier, then the tickets."""

from collections.abc import Sequence

from selector.problem import Best, Problem
from selector.rules import FixedRule
from selector.solve.alone import best_alone, with_best_alone
from selector.solve.clock import Clock, Progress
from selector.solve.found import Optimum, TierResult
from selector.solve.search import Search
from selector.solve.tickets import pick_by_ticket, pick_from_list, split_by_optimality, ticket
from selector.solve.tiers import TierSolver
from selector.tiers import Value, better

PILOT = 200  # plans of a pilot
PATIENCE = 2  # tries that it takes for a question: it need not prove anything


def solve(
    problem: Problem,
    clock: Clock,
    base: Optimum | None = None,
    start: frozenset[int] | None = None,
) -> Optimum | None:
    """Return the optimum, or the best found in time; None when the rules cannot all be met.

    All sizes go through the tiers side by side; a size that falls behind on a tier drops out.
    `base` is the proven optimum of the same problem with fewer rules: nothing here beats it, and
    its `best_alone` holds here too. Whoever asks for the values of relative tiers afterwards needs
    the problem of `with_best_alone`. `start` is a cohort that keeps all rules, to start from.
    Raises `TimeoutError` when time ran out before any cohort was found.
    """
    with clock.interruptible():
        return _solved(problem, clock, base, start)


def _solved(
    problem: Problem, clock: Clock, base: Optimum | None, start: frozenset[int] | None
) -> Optimum | None:
    base = base if base and base.proven else None
    problem = with_best_alone(problem, clock)
    attempts = [_Attempt(problem, size, clock, base) for size in problem.solvable_sizes]
    attempts = [attempt for attempt in attempts if attempt.start(start)]
    if not attempts:
        return None
    for tier in problem.tiers:
        to_beat: Value | None = None
        for attempt in reversed(attempts):
            value = attempt.advance(to_beat)
            if value is not None and (to_beat is None or better(value, to_beat, tier)):
                to_beat = value
        if all(attempt.proven for attempt in attempts):
            attempts = [a for a in attempts if a.results[-1].value == to_beat]
    found = [attempt for attempt in attempts if attempt.search.incumbent is not None]
    if not found:
        raise TimeoutError
    if len(attempts) == 1 or all(attempt.proven for attempt in attempts):
        return _finish(problem, attempts[-1], clock, attempts[-1].proven)
    return _finish(problem, _ahead(problem, found), clock, complete=False)


class _Attempt:
    """The tiers of one size, taken one at a time."""

    def __init__(self, problem: Problem, size: int, clock: Clock, base: Optimum | None) -> None:
        self.search = Search(problem, size, clock, habits=base.habits if base else None)
        self.results: list[TierResult] = []
        self.proven = True
        same = base is not None and base.size == size
        self._alone = dict(enumerate(base.best_alone)) if base and same else {}
        self._alone |= problem.best_alone.get(size, {})
        best = tuple(result.value for result in base.tiers) if base else ()
        self._solver = TierSolver(problem, self.search, self.alone, best)

    def alone(self, criterion: int) -> Best:
        """Return the best score on one criterion of any eligible cohort of this size."""
        if criterion not in self._alone:
            search = self.search
            measure = search.problem.criteria[criterion]
            found = best_alone(search.problem, measure, search.size, search.clock)
            self._alone[criterion] = found
        return self._alone[criterion]

    @property
    def pool(self) -> list[frozenset[int]] | None:
        """Return the cohorts still in the running, when they have been listed."""
        return self._solver.pool

    @property
    def listed(self) -> tuple[frozenset[int], ...]:
        """Return the cohorts that were listed, before they were compared."""
        return tuple(self._solver.listed)

    def start(self, given: frozenset[int] | None) -> bool:
        """Take the cohort given, if it has this size, or look for any; tell if there may be one."""
        if given is not None and len(given) == self.search.size:
            self.search.incumbent = given
            return True
        attempt = self.search.find()
        self.proven = attempt.proven or attempt.chosen is not None
        if attempt.chosen is not None and len(self.search.among) > 2 * PILOT:
            self.search.incumbent = self._pilot(attempt.chosen)
        return attempt.chosen is not None or not attempt.proven

    def _pilot(self, start: frozenset[int]) -> frozenset[int]:
        """Return a good cohort from a few of very many plans, drawn by ticket.

        The proof needs all plans; a cohort to prove the best is found much sooner among few.
        """
        problem, ids = self.search.problem, self.search.problem.plans.ids
        seed = problem.scenario.seed
        drawn = sorted(self.search.among, key=lambda p: ticket(seed, ids[p]))[:PILOT]
        locked = [rule.plan for rule in problem.rules if isinstance(rule, FixedRule) and rule.value]
        among = {*start, *drawn, *locked}
        search = Search(problem, self.search.size, self.search.clock, among, patience=PATIENCE)
        search.incumbent = start
        TierSolver(problem, search, self.alone).solve_all()
        return search.incumbent

    def advance(self, to_beat: Value | None) -> Value | None:
        """Solve the next tier, unless an earlier one ran out of time; return its proven value."""
        if not self.proven:
            return None
        result = self._solver.solve_next(to_beat)
        self.proven = result is not None and result.proven
        if result is not None:
            self.results.append(result)
        return result.value if result is not None and self.proven else None


def _ahead(problem: Problem, attempts: Sequence[_Attempt]) -> _Attempt:
    """Return the attempt with the best cohort so far; of equals the larger."""
    top = attempts[-1]
    for attempt in reversed(attempts):
        for tier in problem.tiers:
            mine = problem.value(tier, attempt.search.incumbent or ())
            theirs = problem.value(tier, top.search.incumbent or ())
            if mine != theirs:
                top = attempt if better(mine, theirs, tier) else top
                break
    return top


def _finish(problem: Problem, best: _Attempt, clock: Clock, complete: bool) -> Optimum:
    """Settle ties by ticket when all tiers are proven, and see what each criterion could reach."""
    search = best.search
    assert search.incumbent is not None
    chosen, split, settled = search.incumbent, None, False
    if complete and best.pool is not None:
        always, ever = frozenset.intersection(*best.pool), frozenset.union(*best.pool)
        split, settled = (always, ever - always), True
        chosen = pick_from_list(best.pool, problem.plans.ids, problem.scenario.seed)
    elif complete:
        clock.tell(Progress(search.size, len(problem.tiers) + 1, "tickets"))
        split = split_by_optimality(search)
        if split is not None:
            picked = pick_by_ticket(search, problem.scenario.seed, split[1])
            settled, chosen = picked is not None, picked or search.incumbent
    return Optimum(
        chosen=chosen,
        size=search.size,
        tiers=tuple(best.results),
        proven=complete and settled,
        always=split[0] if split else None,
        sometimes=split[1] if split else None,
        best_alone=tuple(best.alone(c) for c in range(len(problem.criteria))),
        listed=best.listed if settled and len(problem.sizes) == 1 and problem.ordered else (),
        habits=search.habits,
    )

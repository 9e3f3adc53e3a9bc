"""The tiers of the objective, one after the other, each with its value and proven bound.

A tier is solved exactly on whole numbers over a common denominator, and then laid down as a
constraint on the tiers after it. Squeezing the tiers into one weighted sum is faster to write
and gave wrong optima in floating point; so they are solved one by one. As soon as few enough
cohorts are left in the running they are listed, and the rest is plain comparison.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import gcd, lcm
from typing import Any

from ortools.sat.python import cp_model

from selector.cliques import clique_cover
from selector.criteria import Levelled
from selector.numbers import SCALE
from selector.problem import Problem, Tier, Value
from selector.solve.digits import BASE_BITS, Digits
from selector.solve.engine import Answer, Progress, Search
from selector.solve.levels import raise_level

FINE = 1 << 40  # a level is raised in parts of the common denominator, if it is not above this
COARSE = 1 << 30  # else in so many steps, and what lies between two steps is asked for apart


@dataclass(frozen=True)
class TierResult:
    """The best value of a tier and the bound that was proven for it; equal when proven."""

    value: Value
    bound: Value
    proven: bool


class TierSolver:
    """Solves the tiers of one problem for one size.

    `alone` gives for a criterion its best score without the rules, and whether that is proven:
    a ceiling that spares the solver much of the proof. So is `best`, the values of the tiers
    with fewer rules, for as long as the tiers before attain them. `pool` holds the cohorts
    still in the running once they have been listed.
    """

    def __init__(
        self,
        problem: Problem,
        search: Search,
        alone: Callable[[int], tuple[Fraction, bool]],
        best: Sequence[Value] = (),
    ) -> None:
        self.problem, self.search, self._alone = problem, search, alone
        self._best, self._place = list(best), 0
        self._bound: Value | None = None
        self.pool: list[frozenset[int]] | None = None
        self._numerators: dict[int, cp_model.IntVar] = {}
        self._floors: dict[int, int] = {}
        self._short: dict[int, cp_model.IntVar] = {}  # per criterion: below the last rank
        for rule in problem.rules:
            rule.post(search.model, search.x, search.size)

    def solve_all(self) -> list[TierResult]:
        """Solve the tiers one after the other, up to and with the first that is not proven."""
        results: list[TierResult] = []
        for _ in self.problem.tiers:
            result = self.solve_next()
            if result is not None:
                results.append(result)
            if result is None or not result.proven:
                break
        return results

    def solve_next(self, to_beat: Value | None = None) -> TierResult | None:
        """Solve the next tier and lay it down; None when no cohort was found in time.

        What is given up of a tier serves the tiers after it: the last one gives up nothing.
        A leximin tier that falls behind `to_beat` is not finished.
        """
        tier = self.problem.tiers[self._place]
        self._place += 1
        last = self._place == len(self.problem.tiers)
        self.search.clock.tell(Progress(self.search.size, self._place, tier.kind))
        self._bound = self._best.pop(0) if self._best else None
        result = self._solve(tier, Fraction(0 if last else tier.tolerance, SCALE), to_beat)
        if result is None or result.value != self._bound:
            self._best = []
        if result is not None and not self.problem.settled(tier, self.search.size):
            return TierResult(result.value, self.problem.widest(tier), False)
        return result

    def _solve(self, tier: Tier, tolerance: Fraction, to_beat: Value | None) -> TierResult | None:
        if self.pool is None:
            if tier.kind == "competition":
                result = self._least_competition(tier)
            elif tier.kind == "sum":
                result = self._sum(tier, tolerance)
            elif tier.kind == "leximin":
                result = self._leximin(tier, to_beat)
            else:  # one criterion is the worst of one
                result = self._worst(tier, tolerance)
            if result is None or not result.proven:
                return result
            behind = to_beat is not None and better(to_beat, result.value, tier)
            if self.pool is None and not behind:
                self._list()
        if self.pool is None:
            return result
        return self._compare(tier, tolerance)

    def _list(self) -> None:
        """List the cohorts still in the running, if they are few."""
        self.pool = self.search.list_all()

    def _compare(self, tier: Tier, tolerance: Fraction) -> TierResult:
        """Keep of the listed cohorts those that are best on a tier, or within its tolerance."""
        assert self.pool
        values = [self.problem.value(tier, cohort) for cohort in self.pool]
        top = values[0]
        for value in values[1:]:
            top = value if better(value, top, tier) else top
        self.search.incumbent = self.pool[values.index(top)]
        self.pool = [
            cohort
            for cohort, value in zip(self.pool, values, strict=True)
            if value == top or (tolerance and value >= top - tolerance)  # type: ignore[operator]
        ]
        return TierResult(top, top, True)

    def _worst(self, tier: Tier, tolerance: Fraction) -> TierResult | None:
        ceiling = self._ceiling(min(self._alone_on(tier).values()))
        single = self.problem.criteria[tier.over[0]] if len(tier.over) == 1 else None
        self._tell(self._steps(tier))
        answer = self._at(tier, ceiling)
        if answer is None and isinstance(single, Levelled):
            units = self._unit(tier, tier.over[0])
            answer = raise_level(self.search, single, int(ceiling * units))
            result = self._result(tier, answer, units)
        else:
            answer = answer or self._raise_rank(tier, 0, (), ceiling)
            result = self._result(tier, answer, self._steps(tier))
        if result and result.proven:
            assert isinstance(result.value, Fraction)
            for c in self._open(tier):
                self._at_least(c, (result.value - tolerance) * self._unit(tier, c))
        return result

    def _sum(self, tier: Tier, tolerance: Fraction) -> TierResult | None:
        """Maximise the weighted sum, digit by digit where it is too large for one number."""
        over = self._open(tier)
        weights = [w for c, w in zip(tier.over, tier.weights, strict=True) if c in over]
        fixed = Fraction(sum(tier.weights) - sum(weights), SCALE)
        common = self._common(tier)
        factors = [w * (common // self._unit(tier, c)) for c, w in zip(over, weights, strict=True)]
        shared = gcd(*factors) or 1
        unit = Fraction(common * SCALE, shared)
        self._tell(unit)
        apart = self.problem.weigh(tier, list(self._alone_on(tier).values()))
        answer = self._at(tier, self._ceiling(apart))
        highs = [self._top(c) for c in over]
        numerators = [self._numerator(c) for c in over]
        parts = [factor // shared for factor in factors]
        digits = Digits(self.search.model, numerators, parts, highs)
        result = self._result(tier, answer or self._maximise(digits), unit, fixed)
        if result and result.proven:
            assert isinstance(result.value, Fraction)
            least = _ceil((result.value - fixed - tolerance) * unit)
            digits.at_least(self.search.model, max(least, 0))
        return result

    def _maximise(self, digits: Digits) -> Answer:
        """Raise the digits one after the other; a bound on the first bounds the sum."""
        trial = self.search.trial()
        last = len(digits.expressions) - 1
        answer = Answer(self.search.incumbent, True)
        for place in range(last, -1, -1):
            digit = digits.expressions[place]
            answer = self.search.maximise(digit, trial)
            if not answer.proven:
                known = answer.bound is not None and place == last
                bound = ((answer.bound + 1) << place * BASE_BITS) - 1 if known else None  # type: ignore[operator]
                return Answer(answer.chosen, False, bound)
            if place and answer.bound is not None:
                trial.add(digit == answer.bound)
        return answer

    def _tell(self, unit: Fraction | int, rank: int = 0) -> None:
        """Let whoever watches know in what unit the next values are."""
        clock = self.search.clock
        clock.tell(replace(clock.progress, rank=rank, unit=Fraction(unit), best=None))

    def _at(self, tier: Tier, ceiling: Fraction) -> Answer | None:
        """Return the best cohort so far when it cannot be bettered on a tier."""
        chosen = self.search.incumbent
        if chosen is None or self.problem.value(tier, chosen) != ceiling:
            return None
        return Answer(chosen, True)

    def _least_competition(self, tier: Tier) -> TierResult | None:
        model, x = self.search.model, self.search.x
        among, competition = self.search.among, self.problem.competition
        pairs = [(a, b, w) for a, b, w in competition.penalised if a in among and b in among]
        forbidden = [(a, b) for a, b in competition.forbidden if a in among and b in among]
        trial = self.search.trial()
        for clique in clique_cover(len(x), ((a, b) for a, b, _ in pairs), covered=forbidden):
            trial.add_at_most_one(x[p] for p in clique)
        none = self.search.incumbent and self.problem.penalty(self.search.incumbent) == 0
        if none or self.search.find(trial).chosen is not None:  # no pair, so no weights needed
            self.search.model = trial
            return TierResult(Fraction(0), Fraction(0), True)
        terms = []
        for a, b, weight in pairs:
            both = model.new_bool_var(f"both:{a}:{b}")
            model.add_bool_or(~x[a], ~x[b], both)
            model.add_implication(both, x[a])
            model.add_implication(both, x[b])
            terms.append(weight * both)
        total = cp_model.LinearExpr.sum(terms) + 0
        self._tell(-1)
        result = self._result(tier, self.search.maximise(-total), -1)
        if result and result.proven:
            assert isinstance(result.value, Fraction)
            model.add(total <= int(result.value))
        return result

    def _leximin(self, tier: Tier, to_beat: Value | None) -> TierResult | None:
        """Raise the lowest score, then the second lowest with one criterion exempt, and so on."""
        ceilings = sorted(self._alone_on(tier).values())
        known: list[Fraction] = []
        bound = self._bound
        for rank in range(len(tier.over)):
            if isinstance(bound, tuple) and tuple(known) == bound[:rank]:
                ceilings[rank] = min(ceilings[rank], bound[rank])
            value = self._standing(tier)
            answer = Answer(self.search.incumbent, True)
            self._tell(self._steps(tier), rank + 1)
            if value is None or value[rank] < ceilings[rank]:
                answer = self._raise_rank(tier, rank, known, ceilings[rank])
                value = self._standing(tier)
            if value is None:
                return None
            if not answer.proven:
                top = ceilings[rank]
                if answer.bound is not None:
                    top = min(top, Fraction(answer.bound, self._steps(tier)))
                return TierResult(value, (*known, top, *ceilings[rank + 1 :]), False)
            self._lay_down_rank(tier, rank, value[rank], known)
            known.append(value[rank])
            if isinstance(to_beat, tuple) and tuple(known) < to_beat[: len(known)]:
                return TierResult(value, value, True)
            if rank & (rank + 1) == 0:  # after 1, 2, 4, 8 … levels
                self._list()
                if self.pool is not None:
                    return TierResult(value, value, True)
        return TierResult(tuple(known), tuple(known), True)

    def _ceiling(self, ceiling: Fraction) -> Fraction:
        """Return what a tier of one value cannot pass."""
        return min(ceiling, self._bound) if isinstance(self._bound, Fraction) else ceiling

    def _standing(self, tier: Tier) -> tuple[Fraction, ...] | None:
        """Return the scores of the best cohort so far, ascending."""
        if self.search.incumbent is None:
            return None
        value = self.problem.value(tier, self.search.incumbent)
        assert isinstance(value, tuple)
        return value

    def _raise_rank(
        self, tier: Tier, rank: int, known: Sequence[Fraction], ceiling: Fraction
    ) -> Answer:
        """Raise the level that all criteria but `rank` of them reach; its bound is in steps."""
        steps, common = self._steps(tier), self._common(tier)
        for c in self._open(tier):  # in the model before it is copied
            self._numerator(c)
        trial = self.search.trial()
        floor = int(known[-1] * steps) if known else 0
        level = trial.new_int_var(floor, int(ceiling * steps), "level")
        self._demand(trial, tier, rank, lambda c, unit: self._scaled(c, steps, unit, level))
        answer = self.search.maximise(level, trial)
        if steps == common or not answer.proven:
            more = steps != common and answer.bound is not None
            return replace(answer, bound=answer.bound + 1) if more else answer  # type: ignore[operator]
        return self._beyond(tier, rank, ceiling)

    def _beyond(self, tier: Tier, rank: int, ceiling: Fraction) -> Answer:
        """Look between two steps: ask for more than the best so far until there is no more."""
        while True:
            value = self.problem.tier_scores(tier, self.search.incumbent or ())
            best = sorted(value)[rank]
            answer = Answer(self.search.incumbent, True)
            if best >= ceiling:
                return answer
            trial = self.search.trial()
            self._demand(trial, tier, rank, partial(self._more, best))
            found = self.search.find(trial)
            if found.chosen is None:
                return replace(answer, proven=found.proven)

    def _demand(
        self,
        trial: cp_model.CpModel,
        tier: Tier,
        rank: int,
        wanted: Callable[[int, int], Any],
    ) -> None:
        """Ask something of all open criteria of a tier, by position and unit, but `rank` of them.

        What scored below an earlier rank is exempt first.
        """
        over = self._open(tier)
        if rank == 0:
            for c in over:
                trial.add(wanted(c, self._unit(tier, c)))
            return
        exempt = [trial.new_bool_var(f"exempt:{c}") for c in over]
        trial.add(cp_model.LinearExpr.sum(exempt) <= rank)
        for c, free in zip(over, exempt, strict=True):
            trial.add(wanted(c, self._unit(tier, c))).only_enforce_if(~free)
            if c in self._short:
                trial.add_implication(self._short[c], free)

    def _lay_down_rank(
        self, tier: Tier, rank: int, value: Fraction, known: Sequence[Fraction]
    ) -> None:
        """Let at most `rank` criteria score below a value, unless a lower rank says as much."""
        if known and known[-1] == value:
            return
        if rank == 0:
            self._short = {}
            for c in self._open(tier):
                self._at_least(c, value * self._unit(tier, c))
            return
        model = self.search.model
        for c in self._open(tier):
            least = _ceil(value * self._unit(tier, c))
            short = model.new_bool_var(f"below:{rank}:{c}")
            model.add(self._numerator(c) >= least).only_enforce_if(~short)
            model.add(self._numerator(c) < least).only_enforce_if(short)
            if c in self._short:
                model.add_implication(self._short[c], short)
            self._short[c] = short
        if self._open(tier):
            low = [self._short[c] for c in self._open(tier)]
            model.add(cp_model.LinearExpr.sum(low) <= rank)

    def _result(
        self, tier: Tier, answer: Answer, unit: Fraction | int, fixed: Fraction = Fraction(0)
    ) -> TierResult | None:
        """Recount the value from the cohort itself; what a solver says may be off by one.

        `fixed` is the part of the value that no cohort changes.
        """
        if self.search.incumbent is None:
            return None
        value = self.problem.value(tier, self.search.incumbent)
        if answer.proven:
            return TierResult(value, value, True)
        assert isinstance(value, Fraction)
        if answer.bound is not None:
            return TierResult(value, Fraction(answer.bound) / unit + fixed, False)
        return TierResult(value, self.problem.widest(tier), False)

    def _numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion, posted with what bounds it when first asked for.

        It is a variable of its own: on its domain hangs how tight "unless exempt" can be stated.
        """
        if criterion not in self._numerators:
            search, measure = self.search, self.problem.criteria[criterion]
            low, high = self._floors.get(criterion, 0), self._top(criterion)
            if isinstance(measure, Levelled):
                measure = measure.within(low, high)
            numerator = search.model.new_int_var(low, high, measure.name)
            search.model.add(numerator == measure.post(search.model, search.x, search.size))
            self._numerators[criterion] = numerator
        return self._numerators[criterion]

    def _top(self, criterion: int) -> int:
        """Return the numerator that no cohort passes."""
        whole = self.problem.criteria[criterion].denominator(self.search.size)
        return int(self._alone(criterion)[0] * whole)

    def _unit(self, tier: Tier, criterion: int) -> int:
        return self.problem.unit(tier, criterion, self.search.size)

    def _open(self, tier: Tier) -> tuple[int, ...]:
        """Return the criteria of a tier that not every cohort scores 1 on."""
        return tuple(c for c in tier.over if self._unit(tier, c))

    def _alone_on(self, tier: Tier) -> Mapping[int, Fraction]:
        """Return what each criterion of a tier could reach alone, as the tier looks at it."""
        tops = {c: (self._top(c), self._unit(tier, c)) for c in tier.over}
        return {c: Fraction(top, unit) if unit else Fraction(1) for c, (top, unit) in tops.items()}

    def _common(self, tier: Tier) -> int:
        """Return a denominator for all criteria of a tier."""
        return lcm(*(self._unit(tier, c) for c in self._open(tier)))

    def _steps(self, tier: Tier) -> int:
        """Return in how many steps a level is raised."""
        common = self._common(tier)
        return common if common <= FINE else COARSE

    def _scaled(self, criterion: int, steps: int, unit: int, level: cp_model.IntVar) -> Any:
        """Return that a criterion reaches a level, counted in steps."""
        shared = gcd(steps, unit)
        return self._numerator(criterion) * (steps // shared) >= level * (unit // shared)

    def _more(self, value: Fraction, criterion: int, unit: int) -> Any:
        """Return that a criterion scores more than a value."""
        return self._numerator(criterion) >= int(value * unit) + 1

    def _at_least(self, criterion: int, numerator: Fraction) -> None:
        """Lay down that a criterion has at least a numerator."""
        measure, least = self.problem.criteria[criterion], _ceil(numerator)
        if least <= self._floors.get(criterion, 0):
            return
        self._floors[criterion] = least
        if isinstance(measure, Levelled):
            measure.require(self.search.model, self.search.x, least)
        if not isinstance(measure, Levelled) or criterion in self._numerators:
            self.search.model.add(self._numerator(criterion) >= least)


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def better(first: Value, second: Value, tier: Tier) -> bool:
    """Tell whether the first value of a tier beats the second."""
    if tier.kind == "competition":
        return first < second  # type: ignore[operator]
    return first > second  # type: ignore[operator]

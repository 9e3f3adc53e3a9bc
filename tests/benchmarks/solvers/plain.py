"""The model as one writes it first in CP-SAT, with default parameters on all cores.

One Boolean per plan, one constraint per forbidden pair, a deviation per category, tiers one by
one. No cliques, no redundant rows, no starting point, no listing of ties.
"""

import time
from math import lcm

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from selector.criteria.balance import Balance
from selector.criteria.base import Criterion
from selector.criteria.coverage import Coverage
from selector.criteria.total import Total
from selector.problem import Problem
from selector.tiers import Tier

from . import Answer


def solve(problem: Problem, limit: float) -> Answer:
    """Solve the tiers in order; what one has reached binds those after it."""
    return _Plain(problem, time.monotonic() + limit).run()


class _Plain:
    def __init__(self, problem: Problem, deadline: float) -> None:
        self.problem, self.deadline = problem, deadline
        self.size = problem.sizes[0]
        self.model = cp_model.CpModel()
        self.x = [self.model.new_bool_var(plan_id) for plan_id in problem.plans.ids]
        self.chosen: frozenset[int] | None = None
        self.gap: float | None = None

    def run(self) -> Answer:
        problem, model, x = self.problem, self.model, self.x
        model.add(sum(x) == self.size)
        eligible = set(problem.eligible)
        for p, variable in enumerate(x):
            if p not in eligible:
                model.add(variable == 0)
        for a, b in problem.competition.forbidden:
            model.add(x[a] + x[b] <= 1)
        scores = [self._numerator(criterion) for criterion in problem.criteria]
        denominators = [criterion.denominator(self.size) for criterion in problem.criteria]
        common = lcm(*denominators)
        scaled = [s * (common // d) for s, d in zip(scores, denominators, strict=True)]
        proven = 0
        while proven < len(problem.tiers) and self._tier(problem.tiers[proven], scaled, common):
            proven += 1
        return Answer(self.chosen, proven, self.gap)

    def _tier(self, tier: Tier, scaled: list[LinearExpr], common: int) -> bool:
        if tier.kind == "leximin":
            return self._leximin([scaled[c] for c in tier.over], common)
        if tier.kind == "competition":
            return self._reach(-self._penalty()) is not None
        weighted = [w * scaled[c] for w, c in zip(tier.weights, tier.over, strict=True)]
        return self._reach(LinearExpr.sum(weighted)) is not None

    def _leximin(self, scaled: list[LinearExpr], common: int) -> bool:
        """Raise the lowest score, then the lowest but for one exempted criterion, and so on."""
        for rank in range(len(scaled)):
            level = self.model.new_int_var(0, common, f"level:{rank}")
            exempt = [self.model.new_bool_var(f"exempt:{rank}:{c}") for c in range(len(scaled))]
            self.model.add(sum(exempt) <= rank)
            for score, free in zip(scaled, exempt, strict=True):
                self.model.add(score >= level).only_enforce_if(~free)
            if self._reach(level) is None:
                return False
        return True

    def _reach(self, goal: cp_model.LinearExprT) -> int | None:
        """Maximise, and hold the goal at its optimum; None without a proof in time."""
        self.model.maximize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(self.deadline - time.monotonic(), 0.01)
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        self.chosen = frozenset(p for p, v in enumerate(self.x) if solver.boolean_value(v))
        if status != cp_model.OPTIMAL:
            value, bound = solver.objective_value, solver.best_objective_bound
            self.gap = abs(bound - value) / max(abs(bound), abs(value), 1)
            return None
        best = solver.value(goal)
        self.model.add(goal >= best)
        return best

    def _penalty(self) -> LinearExpr:
        terms = []
        for a, b, weight in self.problem.competition.penalised:
            both = self.model.new_bool_var(f"both:{a}:{b}")
            self.model.add(both >= self.x[a] + self.x[b] - 1)
            terms.append(weight * both)
        return LinearExpr.sum(terms) + 0

    def _numerator(self, criterion: Criterion) -> LinearExpr:
        model, x, size = self.model, self.x, self.size
        match criterion:
            case Balance():
                deviations = []
                for c, target in enumerate(criterion.goal):
                    deviation = model.new_int_var(0, criterion.unit * size, "")
                    count = LinearExpr.weighted_sum(x, [row[c] for row in criterion.parts])
                    model.add_abs_equality(deviation, count - target * size)
                    deviations.append(deviation)
                return criterion.denominator(size) - LinearExpr.sum(deviations)
            case Coverage():
                reached = []
                for bearers in criterion.bearers:
                    enough = model.new_bool_var("")
                    count = LinearExpr.sum([x[p] for p in bearers])
                    model.add(count >= criterion.at_least).only_enforce_if(enough)
                    reached.append(enough)
                return LinearExpr.sum(reached) + 0
            case Total():
                return LinearExpr.weighted_sum(x, criterion.above)
        raise NotImplementedError(criterion.measure)

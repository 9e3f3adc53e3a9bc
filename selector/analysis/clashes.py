"""Which rules clash: the smallest set that no cohort keeps, by implicit hitting sets.

A cohort breaks some rules; every set that clashes holds at least one of those. So the smallest
set that hits all such breaches seen so far is the smallest set that can clash. Either it does,
or some cohort keeps it, and what that cohort breaks is the next breach. When a clash takes too
many rules for that (a size that hundreds of pairs together stand in the way of), rules are left
out instead for as long as the rest still clashes.

Source: A. Ignatiev, A. Previti, M. Liffiton, J. Marques-Silva, "Smallest MUS Extraction with
Minimal Hitting Set Dualization", CP 2015, LNCS 9255, pp. 173-182.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.rules import CompetingRule, FixedRule, QuotaRule, Rule
from selector.solve.clock import Clock
from selector.solve.engine import new_solver, run_solver

Pair = tuple[int, int]
Demand = str | Pair  # a rule by its name, or a forbidden pair
MOST_BREACHES = 40
MOST_NAMED = 200  # rules of a clash that could not be cut down; more tell nobody anything
EFFORT = 0.8  # deterministic seconds for hitting breaches, and the same for leaving out
ONE_TRY = 0.2  # of those for one try; a breach need not be the least there is
STATING = 1e-5  # what it takes of those to state one plan or pair


@dataclass(frozen=True)
class Clash:
    """Rules, by their names in the contract, that no cohort keeps together.

    `minimal`: none can be left out. `smallest`: no fewer of the rules that were looked at clash.
    """

    rules: tuple[str, ...]
    minimal: bool
    smallest: bool


def clashes(problem: Problem, clock: Clock) -> Iterator[Clash]:
    """Yield rules that cannot be met together, until what is left of the rules can.

    A plan that is not eligible counts as a fact, and is named only when it was locked in. The
    search ends at a clash of very many rules that could not be cut down in time.
    """
    bench = _Bench(problem, clock)
    left = bench.demands
    while True:
        found, minimal, smallest = bench.smallest(left)
        if not found and not smallest:
            found, minimal = bench.shrink(bench.start(left))
        if not found or (len(found) > MOST_NAMED and not minimal):
            return
        yield Clash(bench.named(found), minimal, smallest)
        left = [demand for demand in left if demand not in found]


class _Bench:
    """Tries which demands some cohort of eligible plans keeps, within a budget of effort."""

    def __init__(self, problem: Problem, clock: Clock) -> None:
        self.clock, self.plan_ids = clock, problem.plans.ids
        self.facts: list[FixedRule] = []
        self.rules: dict[str, Rule] = {}
        self.competing: CompetingRule | None = None
        for rule in problem.rules:
            if isinstance(rule, CompetingRule):
                self.competing = rule
            elif isinstance(rule, FixedRule) and rule.kind == "eligibility":
                self.facts.append(rule)
            else:
                self.rules[rule.name] = rule
        pairs = self.competing.pairs if self.competing else ()
        self.demands: list[Demand] = [*self.rules, *pairs]
        self.spent = 0.0

    def named(self, demands: Sequence[Demand]) -> tuple[str, ...]:
        """Return the names in the contract, with the plans locked in that are not eligible."""
        names = []
        for demand in demands:
            if isinstance(demand, str):
                names.append(demand)
            elif self.competing is not None:
                names.append(self.competing.allow(demand).rule)
        locked = {name.partition(":")[2] for name in names if name.startswith("locked_in:")}
        unfit = [fact.name for fact in self.facts if fact.plan_id in locked]
        return (*names, *unfit)

    def smallest(self, demands: Sequence[Demand]) -> tuple[list[Demand], bool, bool]:
        """Return the smallest clash, and whether it is minimal and smallest; empty: none.

        Empty and not smallest: out of budget.
        """
        self.spent = 0.0
        breaches: list[set[Demand]] = []
        while len(breaches) < MOST_BREACHES and self.spent < EFFORT:
            hit = self._hit(demands, breaches)
            breach = self._breach(hit, demands)
            if breach is None:
                break
            if not breach[0]:
                return (hit, True, True) if breach[1] else ([], True, True)
            breaches.append(breach[0])
        return [], False, False

    def start(self, demands: Sequence[Demand]) -> Sequence[Demand]:
        """Return a likely part that clashes, to leave out from: a quota and its own pairs."""
        for name, rule in self.rules.items():
            if isinstance(rule, QuotaRule) and name in demands:
                inside = frozenset(rule.members)
                own = [d for d in demands if not isinstance(d, str) and inside.issuperset(d)]
                for first in ([], ["size"] if "size" in demands else []):
                    if self._clash([*first, name, *own]):
                        return [*first, name, *own]
        return demands

    def shrink(self, demands: Sequence[Demand]) -> tuple[list[Demand], bool]:
        """Leave out what can be left out, ever smaller parts; tell whether nothing more can be.

        Empty when it did not become clear in time that the demands clash.
        """
        self.spent = 0.0
        if not self._clash(demands):
            return [], False
        kept, sure = list(demands), True
        part = len(kept)
        while part > 1 or sure:
            part, start = max(part // 2, 1), 0
            while start < len(kept):
                fewer = kept[:start] + kept[start + part :]
                verdict = self._clash(fewer) if self.spent < EFFORT else None
                if verdict:
                    kept = fewer
                    continue
                sure = sure and (part > 1 or verdict is False)
                start += part
            if part == 1:
                return kept, sure
        return kept, sure

    def _hit(self, demands: Sequence[Demand], breaches: Sequence[set[Demand]]) -> list[Demand]:
        """Return the smallest set that hits every breach; of equals what comes first."""
        model = cp_model.CpModel()
        seen = set().union(*breaches)
        among = [demand for demand in demands if demand in seen]
        taken = {demand: model.new_bool_var(str(demand)) for demand in among}
        for breach in breaches:
            model.add_bool_or(taken[demand] for demand in among if demand in breach)
        each = len(among) ** 2 + 1
        model.minimize(sum((each + i) * take for i, take in enumerate(taken.values())))
        solver = new_solver()
        run_solver(solver, model, Clock())
        return [demand for demand, take in taken.items() if solver.boolean_value(take)]

    def _breach(
        self, kept: Sequence[Demand], demands: Sequence[Demand]
    ) -> tuple[set[Demand], bool] | None:
        """Return what some cohort that keeps `kept` breaks of the demands, preferably little.

        Nothing broken with True: there is no such cohort. None: out of budget.
        """
        names = [demand for demand in demands if isinstance(demand, str)]
        pairs = [demand for demand in demands if not isinstance(demand, str)]
        every: list[Demand] = [*(demand for demand in kept if isinstance(demand, str)), *pairs]
        impossible = False
        for strict in (every, list(kept)):
            model, x = self._model(strict)
            size, fixed = cp_model.LinearExpr.sum(x), set(strict)
            breaks = []
            for name in names:
                if name not in fixed:
                    broken = model.new_bool_var(name)
                    for slack in self.rules[name].relax(model, x, size):
                        model.add(slack.amount == 0).only_enforce_if(~broken)
                    breaks.append(broken)
            loose = tuple(pair for pair in pairs if pair not in fixed)
            inside: cp_model.LinearExpr | int = 0
            if loose and self.competing is not None:
                inside = replace(self.competing, pairs=loose).count(model, x)
            model.minimize(cp_model.LinearExpr.sum([*breaks, inside]))
            solver, status = self._solve(model)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                chosen = frozenset(p for p, v in enumerate(x) if solver.boolean_value(v))
                told: set[Demand] = {n for n in names if not self.rules[n].check(chosen)}
                return told | {pair for pair in pairs if chosen.issuperset(pair)}, False
            impossible = status == cp_model.INFEASIBLE
        return (set(), True) if impossible else None

    def _clash(self, demands: Sequence[Demand]) -> bool | None:
        """Tell whether no cohort keeps the demands; None when that is not clear in time."""
        _, status = self._solve(self._model(demands)[0])
        if status == cp_model.INFEASIBLE:
            return True
        return False if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _model(
        self, demands: Sequence[Demand]
    ) -> tuple[cp_model.CpModel, Sequence[cp_model.IntVar]]:
        """State the demands for a cohort of any size."""
        model = cp_model.CpModel()
        x = [model.new_bool_var(plan_id) for plan_id in self.plan_ids]
        size = cp_model.LinearExpr.sum(x)
        model.add(size >= 1)
        for fact in self.facts:
            fact.post(model, x, 0)
        for demand in demands:
            if isinstance(demand, str):
                for slack in self.rules[demand].relax(model, x, size):
                    model.add(slack.amount == 0)
        pairs = tuple(demand for demand in demands if not isinstance(demand, str))
        if pairs and self.competing is not None:
            replace(self.competing, pairs=pairs).post(model, x, 0)
        return model, x

    def _solve(self, model: cp_model.CpModel) -> tuple[cp_model.CpSolver, int]:
        solver = new_solver(2, 0, ONE_TRY)
        status = run_solver(solver, model, self.clock)
        self.spent += solver.response_proto.deterministic_time
        self.spent += STATING * len(model.proto.constraints)
        return solver, status

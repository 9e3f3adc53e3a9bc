"""A round as the recount sees it: everything that follows from the inputs alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from selector.verify.recount.eligibility import Judgement, judge
from selector.verify.recount.exact import UNIT, given_number
from selector.verify.recount.facts import Facts
from selector.verify.recount.fields import Fields
from selector.verify.recount.measures import Measure, measure
from selector.verify.recount.pairs import Pair, find_pairs
from selector.verify.recount.places import Place, places
from selector.verify.recount.plans import Plan, read_plans
from selector.verify.recount.rules import Rule, find_rules
from selector.verify.recount.scenario import Scenario, Section
from selector.verify.recount.unreadable import Unreadable

Value = Fraction | tuple[Fraction, ...]


@dataclass(frozen=True)
class Tier:
    """One tier of the objective, over criteria by position; weights and tolerance exact."""

    kind: str
    over: tuple[int, ...]
    weights: tuple[Fraction, ...]
    tolerance: Fraction
    relative: bool = False

    @property
    def widest(self) -> Value:
        """Return what no cohort passes."""
        if self.kind == "leximin":
            return (Fraction(1),) * len(self.over)
        return Fraction(0) if self.kind == "competition" else sum(self.weights, Fraction(0))


@dataclass(frozen=True)
class Round:
    """The inputs of a run, and what they come to.

    `best_alone` is what the result says that each criterion could reach alone, by size and name.
    """

    columns: tuple[str, ...]
    plans: tuple[Plan, ...]
    places: tuple[Place, ...]
    judgements: tuple[Judgement, ...]
    pairs: tuple[Pair, ...]
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    scenario: Scenario
    facts: Facts
    best_alone: Mapping[int, Mapping[str, Fraction]] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the plan_ids in order."""
        return tuple(plan.plan_id for plan in self.plans)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Return the position of each plan by its plan_id."""
        return {plan_id: p for p, plan_id in enumerate(self.ids)}

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """Return the positions of the eligible plans."""
        return tuple(p for p, judgement in enumerate(self.judgements) if judgement.eligible)

    @cached_property
    def _penalised(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.verdict == "penalise")

    def positions(self, plan_ids: Sequence[str]) -> frozenset[int]:
        """Return the positions of plans by their plan_id."""
        return frozenset(self.index[plan_id] for plan_id in plan_ids)

    def broken(self, chosen: frozenset[int]) -> Iterator[Rule]:
        """Yield the rules that a cohort does not keep."""
        return (rule for rule in self.rules if not rule.kept(chosen))

    @cached_property
    def _scored(self) -> dict[frozenset[int], tuple[Fraction, ...]]:
        return {}

    def scores(self, chosen: frozenset[int]) -> tuple[Fraction, ...]:
        """Return the score of a cohort on every criterion, counted once for each cohort."""
        if chosen not in self._scored:
            members = sorted(chosen)
            self._scored[chosen] = tuple(found.score(members) for found in self.measures)
        return self._scored[chosen]

    def values(self, chosen: frozenset[int]) -> Iterator[Value]:
        """Yield what a cohort attains on every tier, one by one."""
        scores = self.scores(chosen)
        for tier in self.tiers:
            over = [self._seen(tier, c, scores[c], len(chosen)) for c in tier.over]
            if tier.kind == "competition":
                inside = (p for p in self._penalised if p.a in chosen and p.b in chosen)
                yield Fraction(sum(pair.weight for pair in inside))
            elif tier.kind == "leximin":
                yield tuple(sorted(over))
            elif tier.kind == "sum":
                yield sum((w * s for w, s in zip(tier.weights, over, strict=True)), Fraction(0))
            else:
                yield min(over)

    def _seen(self, tier: Tier, c: int, score: Fraction, size: int) -> Fraction:
        """Return a score as a tier looks at it; raises `Unreadable` when it cannot be told."""
        if not tier.relative:
            return score
        name = self.measures[c].name
        best = self.best_alone.get(size, {}).get(name)
        if best is None:
            raise Unreadable(f"best_alone.{size}.{name}")
        return score / best if best else Fraction(1)


def read_round(plans: bytes, scenario: Scenario, facts: Facts) -> Round:
    """Count everything that follows from the inputs; raises `Unreadable`."""
    columns, found = read_plans(plans, facts)
    where = places(found, facts, scenario)
    judgements = tuple(judge(plan, scenario) for plan in found)
    fields = Fields(found, where, judgements, facts, scenario)
    pairs = find_pairs(found, where, facts, scenario)
    return Round(
        columns,
        found,
        where,
        judgements,
        pairs,
        tuple(measure(table, fields) for table in scenario.criteria),
        find_rules(fields, pairs),
        tuple(_tier(table, scenario) for table in scenario.objective),
        scenario,
        facts,
    )


def _tier(table: Section, scenario: Scenario) -> Tier:
    names = [criterion["name"] for criterion in scenario.criteria]
    over = table.get("over") or names
    over = [over] if isinstance(over, str) else over
    given = table.get("weights", {})
    kind = table["tier"]
    if kind == "competition":
        over = []
    weights = [Fraction(given_number(given.get(name, 1)), UNIT) for name in over]
    return Tier(
        kind,
        tuple(names.index(name) for name in over),
        tuple(weights) if kind == "sum" else (Fraction(1),),
        Fraction(given_number(table.get("tolerance", 0)), UNIT),
        bool(table.get("relative", False)),
    )


def beats(first: Value, second: Value, tier: Tier) -> bool:
    """Tell whether one value of a tier is better than another."""
    if tier.kind == "competition":
        return first < second  # type: ignore[operator]
    return first > second  # type: ignore[operator]

"""What is worth knowing before solving: parts of a scenario that cannot do what they seem to.

Each is argued exactly, by counting, and only said when it holds for every cohort.
"""

from collections.abc import Iterator
from itertools import combinations

from selector.analysis.arithmetic import Tally
from selector.errors import Message
from selector.geography.competition import ALLOWED
from selector.problem import Problem
from selector.rules import QuotaRule


def warnings(problem: Problem) -> tuple[Message, ...]:
    """Return the warnings about a problem; at most one of a kind, or one per criterion."""
    tally = Tally(problem)
    if len(tally.free) < tally.sizes[0]:
        return ()  # there is no cohort to speak of
    return (*_quotas(problem, tally), *_criteria(problem, tally), *_pairs(problem, tally))


def _quotas(problem: Problem, tally: Tally) -> Iterator[Message]:
    idle = [quota.label for quota in tally.quotas if _never_binds(quota, tally)]
    if idle:
        yield Message("quota_idle", problem.scenario.source.file, params={"names": idle})


def _never_binds(quota: QuotaRule, tally: Tally) -> bool:
    """Tell whether every cohort has enough of a quota, and none too many."""
    members = tally.members(quota)
    locked = len(members.intersection(tally.locked))
    others, most = len(tally.free - members), tally.together(members)
    for size in tally.sizes:
        low, high = quota.bounds(size)
        if low > max(size - others, locked, 0) or high < min(size, most):
            return False
    return True


def _criteria(problem: Problem, tally: Tally) -> Iterator[Message]:
    file = problem.scenario.source.file
    told = {(note.place, note.value) for note in problem.notes if note.code == "nobody_has"}
    for criterion in problem.criteria:
        place = f"criteria.{criterion.name}"
        out = [c for c in criterion.out_of_reach(tally.free) if (place, c) not in told]
        if out:
            params = {"name": criterion.name, "categories": out}
            yield Message("category_out_of_reach", file, place=place, params=params)
    fixed = {
        i for i, criterion in enumerate(problem.criteria)
        if criterion.is_fixed(tally.free, tally.locked, tally.sizes)
    }  # fmt: skip
    if fixed:
        names = [problem.criteria[i].name for i in sorted(fixed)]
        yield Message("criterion_fixed", file, params={"names": names})
    tiers = [
        number
        for number, tier in enumerate(problem.tiers, start=1)
        if (fixed.issuperset(tier.over) if tier.over else not _penalised(problem, tally.free))
    ]
    if tiers:
        yield Message("tier_idle", file, params={"tiers": tiers})


def _pairs(problem: Problem, tally: Tally) -> Iterator[Message]:
    file, ids = problem.scenario.source.file, problem.plans.ids
    competing = _penalised(problem, set(tally.locked))
    if competing:
        pairs = [f"{ids[a]}–{ids[b]}" for a, b in competing]
        yield Message("locked_in_competing", file, params={"pairs": pairs})
    table = problem.competition.pairs
    lifted = table[table["lifted"].str.contains(f":{ALLOWED}", regex=False)]
    used = set(zip(lifted["plan_a"], lifted["plan_b"], strict=True))
    named = {
        pair
        for allowed in problem.scenario.allowed
        for pair in combinations(sorted(set(allowed.plans)), 2)
    }
    if idle := sorted(named - used):
        pairs = [f"{first}–{second}" for first, second in idle]
        yield Message("allowed_idle", file, params={"pairs": pairs})


def _penalised(problem: Problem, plans: set[int]) -> list[tuple[int, int]]:
    """Return the penalised pairs among some plans."""
    return [(a, b) for a, b, _ in problem.competition.penalised if a in plans and b in plans]

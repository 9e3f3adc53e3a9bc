"""What is worth knowing before solving: parts of a scenario that cannot do what they seem to.

Each is argued exactly, by counting, and only said when it holds for every cohort.
"""

from collections.abc import Iterator
from itertools import combinations

from selector.analysis.arithmetic import Tally
from selector.criteria import Criterion
from selector.criteria.balance import Balance
from selector.criteria.coverage import Coverage, CoverageSpec
from selector.criteria.dispersion import MeanDistance, MinDistance
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
    for i, (spec, criterion) in enumerate(
        zip(problem.scenario.criteria, problem.criteria, strict=True)
    ):
        if isinstance(spec, CoverageSpec) and not spec.categories:
            continue  # an open list: what occurs, and as many as can be had
        place = f"criteria[{i + 1}]"
        out = [c for c in _out_of_reach(criterion, tally) if (place, c) not in told]
        if out:
            params = {"name": criterion.name, "categories": out}
            yield Message("category_out_of_reach", file, place=place, params=params)
    fixed = {i for i, criterion in enumerate(problem.criteria) if _is_fixed(criterion, tally)}
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


def _out_of_reach(criterion: Criterion, tally: Tally) -> Iterator[str]:
    """Yield the categories that count and that too few of the plans to choose from have."""
    if isinstance(criterion, Balance):
        for c, target in enumerate(criterion.targets):
            if target and not any(criterion.weights[p][c] for p in tally.free):
                yield criterion.categories[c]
    elif isinstance(criterion, Coverage):
        for label, bearers in zip(criterion.labels, criterion.bearers, strict=True):
            if len(tally.free.intersection(bearers)) < criterion.at_least:
                yield label


def _is_fixed(criterion: Criterion, tally: Tally) -> bool:
    """Tell whether every cohort gets the same score, as far as counting shows it."""
    if isinstance(criterion, MinDistance | MeanDistance):
        return sum(criterion.distances.site[p] is not None for p in tally.free) < 2
    if not isinstance(criterion, Coverage):
        return len({criterion.profile(p) for p in tally.free}) == 1
    return bool(criterion.labels) and all(
        _is_settled(tally.free.intersection(bearers), criterion.at_least, tally)
        for bearers in criterion.bearers
    )


def _is_settled(bearers: set[int], least: int, tally: Tally) -> bool:
    """Tell whether every cohort, or none, has so many of these plans."""
    sure = max(tally.sizes[0] - len(tally.free - bearers), len(bearers.intersection(tally.locked)))
    return sure >= least or min(len(bearers), tally.sizes[-1]) < least


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

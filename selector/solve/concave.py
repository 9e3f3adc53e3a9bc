"""The best cohort of a concave criterion, case by case, and floors under it in the model.

Each case starts from a cohort improved by exchanges. The rounds of tangent planes then leave few
plans, or none; among those CP-SAT looks for a cohort above all planes. The plane of what it finds
is exact there, so the next one is another, until there is none: that proves the best so far.
"""

from collections.abc import Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from selector.criteria import Case, Concave, Plane
from selector.solve.improve import Exchanges, improve
from selector.solve.relaxation import relax
from selector.solve.search import Attempt, Search
from selector.solve.tangents import Tangents

CAPPED = 3  # cases that planes are made for where other criteria count as well


def raise_concave(search: Search, criterion: Concave, ceiling: int) -> Attempt:
    """Find the cohort with the highest numerator, up to a ceiling."""
    if search.incumbent is None:
        first = search.find()
        if first.chosen is None:
            return first
    assert search.incumbent is not None
    bounds: list[int] = []
    for case, tangents, trial in _cases(search, criterion):
        if criterion.numerator(search.incumbent) < ceiling:
            bounds.append(_raise_case(search, criterion, case, tangents, trial, bool(bounds)))
    best = criterion.numerator(search.incumbent)
    bound = max([best, *(min(bound, ceiling) for bound in bounds)])
    return Attempt(search.incumbent, bound == best, bound)


def _cases(search: Search, criterion: Concave) -> Iterator[tuple[Case, Tangents, cp_model.CpModel]]:
    """Yield the cases that the model leaves room for, each with the model of its cohorts."""
    upper = relax(search.model).upper
    plans = [p for p in search.among if upper[search.x[p].index]]
    for case in criterion.cases(plans, search.size):
        trial = search.trial()
        trial.add(_counted(search, case) == case.count)
        yield case, Tangents(search, case, trial), trial


def _raise_case(
    search: Search,
    criterion: Concave,
    case: Case,
    tangents: Tangents,
    trial: cp_model.CpModel,
    quick: bool,
) -> int:
    """Look for better cohorts in a case; return a numerator that none of them exceeds.

    Where a `quick` refutation may do, no cohort of the case is looked for first.
    """
    assert search.incumbent is not None
    start, least = search.incumbent, case.least(criterion.numerator(search.incumbent) + 1)
    if least is None or (quick and tangents.refute(least)):
        return 0
    if case.count != len(start.intersection(case.plans)):
        attempt = _find(search, trial)
        if attempt.chosen is None:
            return 0 if attempt.proven else case.most
        start = attempt.chosen
    start = _improved(search, case, trial, start)
    least = _take(search, criterion, case, start)
    while least is not None and not tangents.refute(least, start):
        attempt = _above(search, tangents, trial.clone(), least)
        if attempt.chosen is None:
            unknown = case.most if tangents.bound is None else case.numerator(tangents.bound)
            return 0 if attempt.proven else unknown
        start = attempt.chosen
        least = _take(search, criterion, case, start)
    return 0


def _take(search: Search, criterion: Concave, case: Case, cohort: frozenset[int]) -> int | None:
    """Take a cohort if it is the best so far; return the total of a better one, if there can be."""
    assert search.incumbent is not None
    if criterion.numerator(cohort) > criterion.numerator(search.incumbent):
        search.incumbent = cohort
    return case.least(criterion.numerator(search.incumbent) + 1)


def _improved(
    search: Search, case: Case, trial: cp_model.CpModel, start: frozenset[int]
) -> frozenset[int]:
    """Return what exchanges make of a cohort, when the model agrees; else the cohort itself."""
    exchanges = Exchanges.under(relax(trial), [x.index for x in search.x])
    better = frozenset(improve(sorted(start), case.gains, exchanges))
    if better == start:
        return start
    return _find(search, search.just(better, trial)).chosen or start


def _above(search: Search, tangents: Tangents, trial: cp_model.CpModel, least: int) -> Attempt:
    """Find a cohort with a total, or prove that there is none."""
    _fix(search, trial, tangents.fixed(search.among))
    for plane in tangents.planes:
        trial.add(_value(search, tangents, plane) >= least)
    while True:
        attempt = _find(search, trial)
        if attempt.chosen is None or tangents.case.total(attempt.chosen) >= least:
            return attempt
        search.met.append(attempt.chosen)
        trial.add(_value(search, tangents, tangents.exact(attempt.chosen)) >= least)


def lay_down(search: Search, criterion: Concave, least: int) -> frozenset[int]:
    """Post what is known of the cohorts with a numerator or more; return the plans they can have.

    All of it follows from the floor, which itself has to be posted besides.
    """
    kept: set[int] = set()
    cases = list(_cases(search, criterion))
    for case, tangents, trial in cases:
        total = case.least(least)
        if total is None or _none(search, tangents, trial, total):
            search.model.add(_counted(search, case) != case.count)
            continue
        tangents.recall(search.met)
        fixed, here = tangents.fixed(search.among), _here(search, case, len(cases) > 1)
        kept |= {p for p in search.among if fixed.get(p, 1)}
        _fix(search, search.model, fixed, here)
        for plane in tangents.planes:
            search.model.add(_value(search, tangents, plane) >= total).only_enforce_if(*here)
    _fix(search, search.model, dict.fromkeys(search.among - kept, 0))
    search.among = frozenset(kept)
    return search.among


def cap(search: Search, criterion: Concave, numerator: cp_model.IntVar) -> None:
    """Post planes above a numerator: they follow from what it is, and spare much proof."""
    cases = list(_cases(search, criterion))
    for case, tangents, trial in cases[:CAPPED]:
        rate = case.rate
        if rate is None or _none(search, tangents, trial, 0):
            continue
        here = _here(search, case, len(cases) > 1)
        for plane in tangents.planes:
            most = rate.numerator * _value(search, tangents, plane)
            search.model.add(rate.denominator * numerator <= most).only_enforce_if(*here)


def _none(search: Search, tangents: Tangents, trial: cp_model.CpModel, least: int) -> bool:
    """Tell whether a case is shown to have no cohort with so large a total; make its planes."""
    best = search.incumbent or frozenset()
    if len(best.intersection(tangents.case.plans)) != tangents.case.count:
        attempt = _find(search, trial)
        if attempt.chosen is None:
            return attempt.proven
        best = attempt.chosen
    return tangents.refute(least, best)


def _here(search: Search, case: Case, several: bool) -> list[cp_model.IntVar]:
    """Return whether a cohort is of this case, as a condition; none where all of them are."""
    if not several:
        return []
    here = search.model.new_bool_var(f"{case.count} counted")
    search.model.add(_counted(search, case) == case.count).only_enforce_if(here)
    search.model.add(_counted(search, case) != case.count).only_enforce_if(~here)
    return [here]


def _fix(
    search: Search,
    model: cp_model.CpModel,
    fixed: Mapping[int, int],
    here: Sequence[cp_model.IntVar] = (),
) -> None:
    for p, value in fixed.items():
        model.add(search.x[p] == value).only_enforce_if(*here)


def _find(search: Search, trial: cp_model.CpModel) -> Attempt:
    """Find any cohort of a trial, without taking it for the best so far."""
    best = search.incumbent
    attempt = search.find(trial)
    search.incumbent = best
    return attempt


def _counted(search: Search, case: Case) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum([search.x[p] for p in case.plans]) + 0


def _value(search: Search, tangents: Tangents, plane: Plane) -> cp_model.LinearExpr:
    """Return what a plane says, over the plans that are left."""
    plans = list(tangents.case.plans)
    left = [search.x[p] for p in plans]
    return cp_model.LinearExpr.weighted_sum(left, plane.factors[plans].tolist()) + plane.constant

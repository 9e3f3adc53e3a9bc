"""The best cohort of a concave criterion, case by case, and floors under it in the model.

Each case starts from a cohort improved by exchanges. The rounds of tangent planes then leave few
plans, or none; among those CP-SAT looks for a cohort above all planes. The plane of what it finds
is exact there, so the next one is another, until there is none: that proves the best so far.
"""

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from selector.criteria import Case, Concave, Plane
from selector.solve.engine import Answer, Search
from selector.solve.improve import Exchanges, improve
from selector.solve.relaxation import relax
from selector.solve.tangents import Tangents

CAPPED = 3  # cases that planes are made for where other criteria count as well


def raise_concave(search: Search, criterion: Concave, ceiling: int) -> Answer:
    """Find the cohort with the highest numerator, up to a ceiling."""
    if search.incumbent is None:
        first = search.find()
        if first.chosen is None:
            return first
    assert search.incumbent is not None
    bounds = []
    for case in criterion.cases(search.among, search.size):
        if criterion.numerator(search.incumbent) < ceiling:
            bounds.append(_raise_case(search, criterion, case, ceiling))
    best = criterion.numerator(search.incumbent)
    bound = max(best, *bounds)
    return Answer(search.incumbent, bound == best, bound)


def _raise_case(search: Search, criterion: Concave, case: Case, ceiling: int) -> int:
    """Look for better cohorts in a case; return a numerator that none of them exceeds."""
    trial = search.trial()
    trial.add(_counted(search, case) == case.count)
    assert search.incumbent is not None
    start = search.incumbent
    if case.count != len(start.intersection(case.plans)):
        answer = _find(search, trial)
        if answer.chosen is None:
            return 0 if answer.proven else ceiling
        start = answer.chosen
    start = _improved(search, case, trial, start)
    tangents, least = Tangents(search, case, trial), _take(search, criterion, case, start)
    while least is not None and not tangents.refute(least, start):
        answer = _above(search, tangents, trial.clone(), least)
        if answer.chosen is None and not answer.proven:
            bound = tangents.bound
            return ceiling if bound is None else min(case.numerator(bound), ceiling)
        if answer.chosen is None:
            break
        start = answer.chosen
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
    asked = trial.clone()
    for p in better:
        asked.add(search.x[p] == 1)
    return _find(search, asked).chosen or start


def _above(search: Search, tangents: Tangents, trial: cp_model.CpModel, least: int) -> Answer:
    """Find a cohort with a total, or prove that there is none."""
    _fix(search, trial, tangents.fixed(search.among))
    for plane in tangents.planes:
        trial.add(_value(search, plane) >= least)
    while True:
        answer = _find(search, trial)
        if answer.chosen is None or tangents.case.total(answer.chosen) >= least:
            return answer
        trial.add(_value(search, tangents.exact(answer.chosen)) >= least)


def lay_down(search: Search, criterion: Concave, least: int) -> frozenset[int]:
    """Post what is known of the cohorts with a numerator or more; return the plans they can have.

    All of it follows from the floor, which itself has to be posted besides.
    """
    cases = criterion.cases(search.among, search.size)
    kept: set[int] = set()
    for case in cases:
        total, trial = case.least(least), search.trial()
        trial.add(_counted(search, case) == case.count)
        tangents = Tangents(search, case, trial)
        if total is None or tangents.refute(total, search.incumbent or ()):
            search.model.add(_counted(search, case) != case.count)
            continue
        fixed, here = tangents.fixed(search.among), _here(search, case, len(cases) > 1)
        kept |= {p for p in search.among if fixed.get(p, 1)}
        _fix(search, search.model, fixed, here)
        for plane in tangents.planes:
            search.model.add(_value(search, plane) >= total).only_enforce_if(*here)
    _fix(search, search.model, dict.fromkeys(search.among - kept, 0))
    search.among = frozenset(kept)
    return search.among


def cap(search: Search, criterion: Concave, numerator: cp_model.IntVar) -> None:
    """Post planes above a numerator: they follow from what it is, and spare much proof."""
    cases = criterion.cases(search.among, search.size)
    for case in cases[:CAPPED]:
        trial = search.trial()
        trial.add(_counted(search, case) == case.count)
        tangents = Tangents(search, case, trial)
        if case.rate is None or tangents.refute(0, search.incumbent or ()):
            continue
        here, rate = _here(search, case, len(cases) > 1), case.rate
        for plane in tangents.planes:
            most = rate.numerator * _value(search, plane)
            search.model.add(rate.denominator * numerator <= most).only_enforce_if(*here)


def _here(search: Search, case: Case, open_: bool) -> list[cp_model.IntVar]:
    """Return whether a cohort is of this case, as a condition; none where all of them are."""
    if not open_:
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


def _find(search: Search, trial: cp_model.CpModel) -> Answer:
    """Find any cohort of a trial, without taking it for the best so far."""
    best = search.incumbent
    answer = search.find(trial)
    search.incumbent = best
    return answer


def _counted(search: Search, case: Case) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum([search.x[p] for p in case.plans]) + 0


def _value(search: Search, plane: Plane) -> cp_model.LinearExpr:
    chosen = cp_model.LinearExpr.weighted_sum(search.x, plane.factors.tolist())
    return chosen + plane.constant

"""`competition`: the least weight of penalised pairs inside the cohort."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from ortools.sat.python import cp_model

from selector.cliques import clique_cover
from selector.solve.found import TierResult
from selector.solve.posted import Posted, TierTask
from selector.solve.stated import Laid, Scored
from selector.tiers import Tier

Pair = tuple[int, int, int]


def solve_competition(posted: Posted, tier: Tier, asked: TierTask) -> TierResult | None:
    """Look for a cohort without any penalised pair; else weigh the pairs."""
    search, among = posted.search, posted.search.among
    pairs = [
        (a, b, w) for a, b, w in posted.problem.competition.penalised if a in among and b in among
    ]
    without = _without(posted, pairs)
    trial = posted.copied(())
    without(trial)
    none = search.incumbent and posted.problem.penalty(search.incumbent) == 0
    if none or search.find(trial.model).chosen is not None:  # no pair, so no weights needed
        posted.lay(without)
        return TierResult(Fraction(0), Fraction(0), True)
    posted.tell(-1)
    copied = posted.copied(())
    attempt = search.maximise(-_weight(copied, pairs), copied.model)
    result = posted.result(tier, attempt, -1)
    if result and result.proven:
        assert isinstance(result.value, Fraction)
        posted.lay(partial(_at_most, pairs, int(result.value)))
    return result


def _without(posted: Posted, pairs: list[Pair]) -> Laid:
    """Return what forbids every penalised pair, in cliques with the forbidden ones."""
    search, among = posted.search, posted.search.among
    forbidden = [
        (a, b) for a, b in posted.problem.competition.forbidden if a in among and b in among
    ]
    cover = clique_cover(len(search.x), ((a, b) for a, b, _ in pairs), covered=forbidden)

    def forbid(scored: Scored) -> None:
        for clique in cover:
            scored.model.add_at_most_one(scored.x[p] for p in clique)

    return forbid


def _at_most(pairs: Sequence[Pair], weight: int, scored: Scored) -> None:
    scored.model.add(_weight(scored, pairs) <= weight)


def _weight(scored: Scored, pairs: Sequence[Pair]) -> cp_model.LinearExpr:
    """Post whether both plans of each pair are chosen, and return the weight of those pairs."""
    model, x, terms = scored.model, scored.x, []
    for a, b, weight in pairs:
        both = model.new_bool_var(f"both:{a}:{b}")
        model.add_bool_or(~x[a], ~x[b], both)
        model.add_implication(both, x[a])
        model.add_implication(both, x[b])
        terms.append(weight * both)
    return cp_model.LinearExpr.sum(terms) + 0

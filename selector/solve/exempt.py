"""Which criteria are exempt from a rank of a leximin tier: those with the scores before it.

Every cohort still in the running has the scores `known` as its lowest; so a criterion is exempt
only when it has exactly one of them, which must be a whole number of its units. Where few sets of
criteria can be it, each is a *case*: floors under all numerators, those known under the exempt and
the rank itself under the others. As no cohort passes what is known, the cohorts in the running are
those that reach the floors of some case, and a question is put to one case after the other: plain
floors are worth far more to a solver than "unless exempt".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from ortools.sat.python import cp_model

from selector.solve.posted import Posted, whole
from selector.solve.stated import Laid, Scored
from selector.tiers import Tier

FEW = 2  # that can be exempt besides, of which it is not asked whether one is sure to be
CASES = 40  # beyond which they are not told apart

Numerators = Mapping[int, int]  # by criterion
Case = tuple[tuple[int, int], ...]  # criteria that are exempt, with their numerators
Lower = Mapping[int, Mapping[Fraction, int]]  # criteria with a numerator for each score known
Exempting = Callable[[Scored], Mapping[int, Sequence[cp_model.IntVar]]]


@dataclass(frozen=True)
class Exempt:
    """The scores known, and who can have them; without `cases`, all that can by their units.

    `laid` is what was laid down of it last.
    """

    tier: Tier
    known: tuple[Fraction, ...] = ()
    cases: tuple[Case, ...] = ((),)
    laid: Laid | None = None

    def __len__(self) -> int:
        """Return how many criteria are exempt."""
        return len(self.known)

    def lower(self, posted: Posted) -> Lower:
        """Return the open criteria that can be exempt, with their numerator for each score."""
        held = {each for case in self.cases for each in case}
        found = defaultdict[int, dict[Fraction, int]](dict)
        for c in posted.open(self.tier):
            for score in sorted(set(self.known)):
                exact = score * posted.unit(self.tier, c)
                numerator = int(exact)
                can = (c, numerator) in held if self.cases else posted.can_have(c, numerator)
                if exact == numerator and can:
                    found[c][score] = numerator
        return found

    def settled(self, posted: Posted) -> bool:
        """Tell whether no more criteria can be exempt than are."""
        return len(self.lower(posted)) <= len(self)

    def unless(self, posted: Posted, least: Numerators) -> Exempting:
        """Return what lets every criterion that can be exempt have so much, or a score known.

        It returns what holds of those that have so much. Nothing is to be said where it is settled.
        """
        if self.settled(posted):
            return partial(_unless, {}, {}, least)
        return partial(_unless, self.lower(posted), Counter(self.known), least)

    def lay_down(self, posted: Posted, value: Fraction) -> "Exempt":
        """Let all that is not exempt have a score at least, and return who is from the next."""
        least = {c: whole(value * unit) for c, unit in _units(posted, self.tier).items()}
        left = self
        if not self.known or self.known[-1] < value:  # else a lower rank says as much
            left = self._left(posted, least)._laid(posted, least)
        cases = left._next(posted, value, least) if value < 1 else ()
        return replace(left, known=(*self.known, value), cases=cases)

    def _left(self, posted: Posted, least: Numerators) -> "Exempt":
        """Return it without the cases that are soon ruled out."""
        if len(self.cases) < 2:
            return self
        kept = [
            case
            for case in self.cases
            if _attained(posted, case) or not _ruled_out(posted, _floors(case, least))
        ]
        return replace(self, cases=tuple(kept))

    def _laid(self, posted: Posted, least: Numerators) -> "Exempt":
        """Lay down what all cohorts still in the running have."""
        lower = self.lower(posted)
        floors = {c: n for c, n in least.items() if c not in lower}
        if len(self.cases) == 1:
            floors |= dict(self.cases[0])
        for c, numerator in floors.items():
            posted.at_least(c, numerator)
        if len(self.cases) == 1:  # the floors say it all
            posted.lift(self.laid)
        if self.settled(posted):
            return self
        laid = self.unless(posted, least)
        posted.lay(laid, instead_of=self.laid)
        return replace(self, laid=laid)

    def _next(self, posted: Posted, value: Fraction, least: Numerators) -> tuple[Case, ...]:
        """Return the cases in which one criterion more is exempt; none if they are too many."""
        if not posted.many:
            return ()
        able = [
            c
            for c, unit in _units(posted, self.tier).items()
            if (value * unit).denominator == 1 and posted.can_have(c, least[c])
        ]
        cases = set[Case]()
        for case in self.cases:
            for c in _next_exempt(posted, case, least, able):
                cases.add(tuple(sorted((*case, (c, least[c])))))
        if len(cases) > CASES:
            return ()
        return tuple(sorted(cases, key=lambda case: (not _attained(posted, case), case)))


def _unless(
    lower: Lower, times: Mapping[Fraction, int], least: Numerators, scored: Scored
) -> Mapping[int, Sequence[cp_model.IntVar]]:
    """Post which scores known are had by whom, each so many times; return who has none."""
    model, having = scored.model, defaultdict[Fraction, list[cp_model.IntVar]](list)
    asked = {c: (model.new_bool_var(f"reached:{c}"),) for c in lower}
    for c, numerators in lower.items():
        model.add(scored.numerator(c) >= least[c]).only_enforce_if(*asked[c])
        has = {score: model.new_bool_var(f"has:{c}:{score}") for score in numerators}
        for score, numerator in numerators.items():
            model.add(scored.numerator(c) == numerator).only_enforce_if(has[score])
            having[score].append(has[score])
        model.add_exactly_one(*asked[c], *has.values())
    for score, count in times.items():
        model.add(cp_model.LinearExpr.sum(having[score]) == count)
    return asked


def _units(posted: Posted, tier: Tier) -> Numerators:
    return {c: posted.unit(tier, c) for c in posted.open(tier)}


def _floors(case: Case, least: Numerators) -> Numerators:
    return {**least, **dict(case)}


def _attained(posted: Posted, case: Case) -> bool:
    """Tell whether the best cohort so far has the numerators of a case."""
    chosen, criteria = posted.search.incumbent, posted.problem.criteria
    return chosen is not None and all(criteria[c].numerator(chosen) == n for c, n in case)


def _ruled_out(posted: Posted, floors: Numerators) -> bool:
    if posted.search.over:
        return False
    asked = posted.asking(floors)
    asked.aim()
    return posted.search.ruled_out(asked.model)


def _next_exempt(
    posted: Posted, case: Case, least: Numerators, able: Sequence[int]
) -> Sequence[int]:
    """Return the criteria of which one is exempt in a case besides; one, if it is sure to be."""
    named, floors = dict(case), _floors(case, least)
    others = [c for c in able if c not in named]
    for c in others if len(others) > FEW else ():
        if _attained(posted, ((c, least[c]),)) and _ruled_out(posted, {**floors, c: least[c] + 1}):
            return [c]
    return others

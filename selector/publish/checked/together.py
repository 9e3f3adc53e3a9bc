"""How many of the plans of a file can be chosen together, in sentences, before any solver."""

from collections.abc import Iterator, Sequence

from selector.cliques import most_together
from selector.eligibility import Assessment
from selector.geography.competition import find_competition
from selector.scenario import Scenario
from selector.survey import Survey
from selector.texts import Texts


def together(
    survey: Survey, assessments: Sequence[Assessment], scenario: Scenario, texts: Texts
) -> Iterator[str]:
    """Yield how many can stand in one cohort at most, which exclude each other, and if it is short.

    Nothing where all that are eligible can be chosen, and enough of them are.
    """
    plans, out = survey.plans, scenario.cohort.locked_out
    free = {p for p, a in enumerate(assessments) if a.eligible and plans.ids[p] not in out}
    forbidden = find_competition(survey.evidence, plans, scenario).forbidden
    pairs = [(a, b) for a, b in forbidden if a in free and b in free]
    most = most_together(free, pairs)
    if most < len(free):
        yield texts("check_report.together", have=len(free), together=most)
        yield texts(
            "infeasible.excluding",
            pairs=texts.shown([f"{plans.ids[a]}–{plans.ids[b]}" for a, b in sorted(pairs)]),
        )
    if most < scenario.cohort.size.min:
        yield texts.counted("check_report.too_few", most, need=scenario.cohort.size.min)

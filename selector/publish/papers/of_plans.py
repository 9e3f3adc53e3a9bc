"""The plans as facts: what each is, how it was judged, and the answer to "why (not)?"."""

from collections.abc import Iterator

from selector.eligibility import Assessment
from selector.geography.context import context_people, dominant_context, largest, people_by
from selector.intake.types import Plan
from selector.outcome import Outcome
from selector.publish.answers import Titles, in_short, sentences
from selector.publish.papers.facts import PlanFacts, Standing
from selector.publish.papers.of_points import label
from selector.publish.sentences import plan_findings, plan_reasons
from selector.texts import Texts

TOWNS = 6  # municipalities of a plan that are named
LABELS = ("uitdagingen", "accenten", "governance")


def plan_facts(outcome: Outcome, titles: Titles, texts: Texts) -> tuple[PlanFacts, ...]:
    """Return the facts of every plan, in order of plan_id, with criteria called by `titles`."""
    said = _answers(outcome, titles, texts)
    return tuple(_plan(outcome, p, said, texts) for p in range(len(outcome.problem.plans)))


def relative_everywhere(outcome: Outcome) -> bool:
    """Tell whether every score counts as a share of what is attainable: then it is said once."""
    return all(tier.relative for tier in outcome.problem.tiers if tier.kind != "competition")


def without_relative(outcome: Outcome, sentence: str, texts: Texts) -> str:
    """Return a sentence without what is said once above all of them."""
    if not relative_everywhere(outcome):
        return sentence
    return sentence.replace(f" {texts('why.relative')}", "")


def _answers(
    outcome: Outcome, titles: Titles, texts: Texts
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the answers that were worked out, in short and whole."""
    problem, runner_up, language = outcome.problem, outcome.runner_up, texts.language
    return {
        answer.plan_id: (
            without_relative(
                outcome, in_short(problem, answer, language, runner_up, titles), texts
            ),
            tuple(
                without_relative(outcome, sentence, texts)
                for sentence in sentences(problem, answer, language, runner_up, titles)
            ),
        )
        for answer in outcome.answers or ()
    }


def _plan(
    outcome: Outcome, p: int, said: dict[str, tuple[str, tuple[str, ...]]], texts: Texts
) -> PlanFacts:
    plan, judged = outcome.problem.plans.rows[p], outcome.problem.assessments[p]
    chosen = plan.plan_id in outcome.selected
    standing: Standing = "chosen" if chosen else "not_chosen" if judged.eligible else "ineligible"
    short, answer = said.get(plan.plan_id, ("", ()))
    profile = tuple(_profile(outcome, p, texts))
    return PlanFacts(
        plan_id=plan.plan_id,
        name=plan.name,
        standing=standing,
        verdict=texts.word(judged.verdict),
        provisional=judged.verdict == "voorlopig",
        in_optimal=outcome.in_optimal(p),
        number=outcome.selected.index(plan.plan_id) + 1 if chosen else None,
        profile=profile,
        told=told(outcome, p, texts),
        pending=_pending(judged, texts),
        reasons=tuple(plan_reasons(outcome, p, texts.language)),
        findings=tuple(plan_findings(outcome.problem.survey, p, texts.language)),
        short=short,
        answer=answer,
    )


def _pending(judged: Assessment, texts: Texts) -> tuple[str, ...]:
    return tuple(f"{code} ({texts(f'condition.{code}')})" for code in judged.pending)


def told(outcome: Outcome, p: int, texts: Texts) -> str:
    """Return a short paragraph about a plan."""
    plan, place = outcome.problem.plans.rows[p], outcome.problem.places[p]
    params = {
        "sectors": texts.listed(list(plan.sectors)),
        "scale": texts(f"plan.scale_{plan.cooperation}"),
        "origin": texts(f"plan.origin_{plan.origin}"),
    }
    lines = [texts("plan.is", **params)]
    if plan.national and not plan.municipalities:
        lines.append(texts("plan.everywhere"))
        return " ".join([*lines, *_labels(plan, texts)])
    regions = outcome.problem.regions
    people = context_people(place, regions, outcome.problem.scenario.territory)
    named = [regions.municipalities[m].name for m in sorted(place.municipalities)[:TOWNS]]
    more = len(place.municipalities) - len(named)
    key = "plan.area_one" if len(place.municipalities) == 1 else "plan.area"
    lines.append(
        texts(
            key,
            count=texts.number(len(place.municipalities)),
            names=texts("plan.and_more", names=", ".join(named), count=texts.number(more))
            if more
            else texts.listed(named),
            people=texts.number(place.people(regions)),
            context=texts(f"plan.mostly_{dominant_context(people)}"),
        )
    )
    return " ".join([*lines, *_labels(plan, texts)])


def _labels(plan: Plan, texts: Texts) -> Iterator[str]:
    """Yield what a plan says of itself, as far as it does."""
    for column in LABELS:
        if values := plan.cells.get(column, ()):
            shown = texts.listed([label(value, texts) for value in values])
            yield texts(f"plan.{column}", values=shown)
    if values := plan.cells.get("ambitie", ()):
        yield texts("plan.ambition", value=values[0])


def _profile(outcome: Outcome, p: int, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield name and value of what can be told in a word."""
    plan, place, problem = outcome.problem.plans.rows[p], outcome.problem.places[p], outcome.problem
    yield texts("plan.label_sectors"), " + ".join(plan.sectors)
    yield texts("plan.label_cooperation"), texts.word(plan.cooperation)
    yield texts("plan.label_origin"), texts.word(plan.origin)
    people = context_people(place, problem.regions, problem.scenario.territory)
    if any(people.values()):
        yield texts("plan.label_context"), texts.word(dominant_context(people))
    if plan.national:
        where = texts.word("landelijk")
    else:
        where = largest(people_by(place, problem.regions, lambda unit: unit.province))
    yield texts("plan.label_province"), where
    yield texts("plan.label_people"), texts.number(place.people(problem.regions))

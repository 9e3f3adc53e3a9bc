"""What each map shows, in a sentence or two made from the evidence, for who cannot see it."""

from collections.abc import Collection, Mapping

from selector.geography.context import municipal_context
from selector.outcome import Outcome
from selector.texts import Texts
from selector.vocabulary import CONTEXTS, SECTORS


def alt_cohort(outcome: Outcome, texts: Texts) -> str:
    """Say how many plans are chosen, in which provinces there is none, and how many are open."""
    problem, cohort = outcome.problem, _chosen(outcome)
    if outcome.optimum is None:
        return texts("alt.infeasible", plans=len(problem.plans))
    said = [
        texts(
            "alt.cohort", size=len(cohort), plans=len(problem.plans),
            where=_where(outcome, _municipalities(outcome, cohort), texts),
        )
    ]  # fmt: skip
    national = sum(problem.plans.rows[p].national for p in cohort)
    open_ = sum(problem.assessments[p].verdict == "voorlopig" for p in cohort)
    if national:
        said.append(texts("alt.national" if national > 1 else "alt.national_one", count=national))
    if open_:
        said.append(texts("alt.open" if open_ > 1 else "alt.open_one", count=open_))
    return " ".join(said)


def alt_context(outcome: Outcome, texts: Texts) -> str:
    """Say how many municipalities are of which context, and with how many people."""
    problem = outcome.problem
    people, count = dict.fromkeys(CONTEXTS, 0), dict.fromkeys(CONTEXTS, 0)
    for unit in problem.regions.municipalities:
        context = municipal_context(unit, problem.scenario.territory)
        people[context] += unit.population
        count[context] += 1
    total = max(sum(people.values()), 1)
    parts = [
        texts(
            "alt.context_part", context=texts.word(context), count=count[context],
            share=texts.decimal(100 * people[context] / total, 0),
        )
        for context in CONTEXTS
    ]  # fmt: skip
    return texts("alt.context", parts=texts.listed(parts))


def alt_conflicts(outcome: Outcome, texts: Texts) -> str:
    """Say how many pairs exclude each other and count, and which inside the cohort."""
    table = outcome.problem.competition.pairs
    forbidden, counted = (table["verdict"] == word for word in ("forbid", "penalise"))
    inside = table["plan_a"].isin(outcome.selected) & table["plan_b"].isin(outcome.selected)
    return texts(
        "alt.conflicts", forbidden=int(forbidden.sum()), counted=int(counted.sum()),
        inside=int((counted & inside).sum()),
    )  # fmt: skip


def alt_white_spots(outcome: Outcome, texts: Texts) -> str:
    """Say per sector which share of the people lives in a chosen regional plan."""
    people = outcome.white_spots.people(outcome.problem, lambda _, sector: sector)
    shares = [
        f"{sector} {texts.decimal(_percent(people[sector], 'chosen'), 0)}%" for sector in SECTORS
    ]
    return texts("alt.white_spots", shares=texts.listed(shares))


def alt_multiples(outcome: Outcome, texts: Texts) -> str:
    """Say how many small maps there are, and what they show."""
    return texts("alt.multiples", size=len(outcome.selected))


def alt_plan(outcome: Outcome, p: int, texts: Texts) -> str:
    """Say in how many municipalities, of which provinces, a plan is, and how many live there."""
    problem = outcome.problem
    plan, members = problem.plans.rows[p], problem.places[p].municipalities
    units = [problem.regions.municipalities[m] for m in members]
    names = sorted({unit.province for unit in units})
    return texts(
        "alt.plan_national" if plan.national else "alt.plan_one" if len(units) == 1 else "alt.plan",
        plan=plan.plan_id, count=len(units), provinces=texts.listed(names),
        people=texts.number(sum(unit.population for unit in units)),
    )  # fmt: skip


def _chosen(outcome: Outcome) -> list[int]:
    return [outcome.problem.plans.index[plan_id] for plan_id in outcome.selected]


def _municipalities(outcome: Outcome, plans: Collection[int]) -> set[int]:
    """Return what regional plans cover."""
    problem = outcome.problem
    regional = (p for p in plans if not problem.plans.rows[p].national)
    return {m for p in regional for m in problem.places[p].municipalities}


def _where(outcome: Outcome, inside: Collection[int], texts: Texts) -> str:
    """Return in which provinces there is none; or that there is one in each."""
    units = outcome.problem.regions.municipalities
    missing = sorted({unit.province for unit in units} - {units[m].province for m in inside})
    return texts("alt.none_in", provinces=texts.listed(missing)) if missing else texts("alt.in_all")


def _percent(people: Mapping[str, int], state: str) -> float:
    return 100 * people[state] / max(sum(people.values()), 1)

"""What stands beside the choice, as facts: competing pairs, other cohorts and white spots."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import pandas as pd

from selector.analysis.beside import Other
from selector.analysis.white_spots import STATES
from selector.outcome import Outcome
from selector.publish.answers import Titles, with_titles
from selector.publish.papers.facts import Filler, Number, Option, PairFacts, Spot
from selector.publish.papers.of_points import score_number
from selector.publish.sentences import lifted_by, pair_sentence
from selector.publish.white_spots import counted_sentence, covering_lines, shares_sentence
from selector.texts import Texts
from selector.texts.contrast import Tie, shift_sentences, tie_words
from selector.tiers import Value, better

MOST_PAIRS = 2000
MOST_OPTIONS = 4
MOST_FILLERS = 10


def pairs(outcome: Outcome, texts: Texts) -> tuple[PairFacts, ...]:
    """Return the pairs of which a rule had something to say, by plan_id.

    Of very many only the first, those with chosen plans before others; a paper cannot show more.
    """
    found, chosen = _telling(outcome), set(outcome.selected)
    inside = found["plan_a"].isin(chosen).astype(int) + found["plan_b"].isin(chosen)
    first = inside.sort_values(ascending=False, kind="stable").index[:MOST_PAIRS]
    rows: Iterator[Any] = found.loc[first.sort_values()].itertuples()
    return tuple(
        PairFacts(
            first=row.plan_a,
            second=row.plan_b,
            verdict=row.verdict,
            verdict_word=texts.word(row.verdict),
            chosen=(row.plan_a in chosen, row.plan_b in chosen),
            national=not row.rule and lifted_by(row.lifted) == ["landelijk"],
            why=pair_sentence(row, texts),
        )
        for row in rows
    )


def pair_count(outcome: Outcome) -> int:
    """Return of how many pairs a rule had something to say."""
    return len(_telling(outcome))


def _telling(outcome: Outcome) -> pd.DataFrame:
    found = outcome.problem.competition.pairs
    return found[(found["rule"] != "") | (found["lifted"] != "")]


def options(outcome: Outcome, titles: Titles, texts: Texts) -> tuple[Option, ...]:
    """Return the best other cohorts among the runner-up and the answers, best first.

    Each is the best with some plan in or out. `titles` are what the criteria are called, in the
    order of the points.
    """
    found = dict[tuple[str, ...], tuple[str, Other]]()
    if outcome.runner_up and (other := outcome.runner_up.other):
        found[other.cohort] = texts("option.runner_up"), other
    for answer in outcome.answers or ():
        if answer.other is not None:
            title = texts(f"option.forced_{answer.forced}", plan=answer.plan_id)
            found.setdefault(answer.other.cohort, (title, answer.other))

    def order(a: tuple[str, Other], b: tuple[str, Other]) -> int:
        return _order(outcome, a[1], b[1])

    ranked = sorted(found.values(), key=cmp_to_key(order))
    return tuple(_option(title, other, titles, texts) for title, other in ranked[:MOST_OPTIONS])


def _order(outcome: Outcome, first: Other, second: Other) -> int:
    """Tell which of two cohorts is better, tier by tier; of equals the first by plan_id."""
    if outcome.runner_up and (best := outcome.runner_up.other):
        if first.cohort == best.cohort:
            return -1
        if second.cohort == best.cohort:
            return 1
    for tier, a, b in zip(outcome.problem.tiers, _values(outcome, first), _values(outcome, second),
                          strict=True):  # fmt: skip
        if a != b:
            return -1 if better(a, b, tier) else 1
    return -1 if first.cohort < second.cohort else 1


def _values(outcome: Outcome, other: Other) -> list[Value]:
    problem = outcome.problem
    chosen = frozenset(problem.plans.index[plan_id] for plan_id in other.cohort)
    return [problem.value(tier, chosen) for tier in problem.tiers]


def _option(title: str, other: Other, titles: Titles, texts: Texts) -> Option:
    scores = {name: then for name, _, then in other.criteria}
    return Option(
        title=title,
        selected=other.cohort,
        leaves=other.leaves,
        enters=other.enters,
        price=price(other, titles, texts),
        scores=tuple(score_number(scores[name], texts) for name in titles),
    )


def price(other: Other, titles: Titles, texts: Texts) -> str:
    """Return what another cohort costs: the first tier that changes, or that it is as good."""
    other = with_titles(other, titles)
    if isinstance(other.contrast, Tie):
        return texts("option.tie", good=tie_words(other.contrast, texts))
    return shift_sentences(other.contrast, texts)


def spots(outcome: Outcome, texts: Texts) -> tuple[Spot, ...]:
    """Return the people by province and by who covers them; first of the whole country."""
    found, problem = outcome.white_spots, outcome.problem
    whole = found.people(problem, lambda unit, sector: "")
    by_province = found.people(problem, lambda unit, sector: unit.province)
    rows = [(texts("spots.country"), whole[""]), *sorted(by_province.items())]
    return tuple(
        Spot(name, {state: Number(Fraction(people[state]), texts.number(people[state]))
                    for state in STATES})
        for name, people in rows
    )  # fmt: skip


def spots_told(outcome: Outcome, texts: Texts) -> Iterator[str]:
    """Yield in sentences what the choice leaves open."""
    yield counted_sentence(outcome, texts)
    yield shares_sentence(outcome, texts, "spots.shares")
    yield from covering_lines(outcome, texts)


def fillers(outcome: Outcome, texts: Texts) -> tuple[Filler, ...]:
    """Return the plans that would cover most of what no chosen regional plan covers."""
    plans = outcome.problem.plans
    return tuple(
        Filler(
            found.plan_id,
            plans.rows[plans.index[found.plan_id]].name,
            Number(Fraction(found.people), texts.number(found.people)),
            tuple(found.competes_with),
        )
        for found in outcome.white_spots.fillers[:MOST_FILLERS]
    )

"""Which cohort a directory is about; where its files disagree, the recount says which is right.

A cohort is set apart by the rules, by the scores that the record gives, or by the tickets. Where
none of these do, the files are only said to disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selector.verify.compare.said import WORDS, Said, Word
from selector.verify.compare.shape import written
from selector.verify.recount.lot import ticket
from selector.verify.recount.round import Round

Chosen = frozenset[int]


@dataclass(frozen=True)
class Settled:
    """The cohort that all is held against, the place that names it, and what is known of it.

    `contested` when another place names another cohort, `sure` when the recount tells which.
    """

    chosen: Chosen
    place: str
    contested: bool = False
    sure: bool = True


def settle_cohort(
    said: Sequence[Said], counted: Round, record: Mapping[str, Any]
) -> Settled | None:
    """Return the cohort to hold everything against; None when no file names one."""
    named: dict[Chosen, str] = {}
    for source in said:
        if is_cohort(source.selected, counted):
            named.setdefault(counted.positions(source.selected), source.place)
    if not named:
        return None
    if len(named) == 1:
        return Settled(*next(iter(named.items())))
    ranks = {cohort: _rank(cohort, counted, record) for cohort in named}
    best = min(named, key=lambda cohort: ranks[cohort])
    rivals = [cohort for cohort in named if cohort != best]
    sure = all(_apart(best, other, ranks, counted, record) for other in rivals)
    return Settled(best, named[best], True, sure)


def is_cohort(found: Any, counted: Round) -> bool:
    """Tell whether something is a list of plans that there are, each once."""
    if not isinstance(found, list):
        return False
    known = all(isinstance(p, str) and p in counted.index for p in found)
    return known and bool(found) and len(set(found)) == len(found)


def _rank(cohort: Chosen, counted: Round, record: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return how well a cohort fits: first the rules, then the scores, then the tickets."""
    seed, ids = _seed(counted, record), counted.ids
    lot = sorted(range(len(ids)), key=lambda p: ticket(seed, ids[p]))
    broken = any(counted.broken(cohort))
    return broken, not _fits(cohort, counted, record), [p not in cohort for p in lot]


def _fits(cohort: Chosen, counted: Round, record: Mapping[str, Any]) -> bool:
    """Tell whether the record gives the scores of this cohort."""
    entries = record.get("criteria")
    listed = entries if isinstance(entries, list) else []
    told = [e.get("score") for e in listed if isinstance(e, Mapping)]
    return told == [str(score) for score in counted.scores(cohort)]


def _apart(
    best: Chosen,
    other: Chosen,
    ranks: Mapping[Chosen, tuple[Any, ...]],
    counted: Round,
    record: Mapping[str, Any],
) -> bool:
    """Tell whether the recount knows the best from the other."""
    if ranks[best][:2] != ranks[other][:2]:
        return True
    values = ([written(v) for v in counted.values(cohort)] for cohort in (best, other))
    return record.get("status") == "optimal" and next(values) == next(values)


def _seed(counted: Round, record: Mapping[str, Any]) -> str:
    said = record.get("seed")
    return said if isinstance(said, str) else counted.scenario.seed


def settle_words(
    said: Sequence[Said], counted: Round, chosen: Chosen, proven: bool
) -> tuple[dict[str, Word], dict[str, str]]:
    """Return by plan in how many best cohorts it is, and the place that says so.

    Of places that disagree the first is believed that says what can be.
    """
    words, places = dict[str, Word](), dict[str, str]()
    for p, plan_id in enumerate(counted.ids):
        able = can_be(counted, p, chosen, proven)
        told = [(s.words[plan_id], s.place) for s in said if plan_id in s.words]
        fit = [(word, place) for word, place in told if word in able]
        known = fit or [(word, place) for word, place in told if word in (*WORDS, None)]
        words[plan_id], places[plan_id] = (known or [(None, "")])[0]
    return words, places


def can_be(counted: Round, p: int, chosen: Chosen, proven: bool) -> set[Word]:
    """Return in how many of the best cohorts a plan can be; None: that was not settled."""
    scenario, plan_id = counted.scenario, counted.ids[p]
    if not counted.judgements[p].eligible:
        return {"none"}
    words: set[Word] = {"all", "some"} if p in chosen else {"some", "none"}
    if plan_id in scenario.locked_out:
        words = {"none"}
    elif plan_id in scenario.locked_in:
        words = {"all"}
    return words if proven else words | {None}

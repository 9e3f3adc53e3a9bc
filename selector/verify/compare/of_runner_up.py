"""The runner-up in `cohort.json`: another cohort, sound, and no worse than what else is known.

That no other cohort at all is better is not recounted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.desk import ABSENT, Desk, Exactly, Open
from selector.verify.compare.shape import can_be_value, read_value, written
from selector.verify.compare.table import Compared
from selector.verify.recount.lot import ticket
from selector.verify.recount.round import Round, Value, beats

PLACE, SETTLED = "runner_up", "runner_up_settled"
MOST_EXCHANGES = 1_000  # cohorts one exchange away that are held against it
Chosen = frozenset[int]


@dataclass(frozen=True)
class _Told:
    """What is known: the round, the chosen cohort, the values of its tiers, and the seed."""

    round: Round
    chosen: Chosen
    values: tuple[Value, ...]
    seed: str

    def slack(self, i: int) -> Any:
        """Return what a cohort may give up of a tier for the tiers after it."""
        return 0 if i == len(self.values) - 1 else self.round.tiers[i].tolerance

    def fits(self, i: int, value: Value, attained: Value) -> bool:
        """Tell whether a tier can have a value of which a cohort attains so much."""
        last = i == len(self.values) - 1
        return can_be_value(value, attained, self.round.tiers[i], last)


def runner_up(case: Case) -> Compared | None:
    """Hold the runner-up against the inputs."""
    record, counted, chosen, desk = case.record, case.round, case.chosen, case.desk
    found, settled = record.get(PLACE, ABSENT), record.get(SETTLED)
    told = _Told(counted, chosen, _values(record, counted, chosen), case.seed)
    if found is ABSENT or not isinstance(settled, bool) or (found and not settled):
        desk.compare(COHORT, "", {PLACE: Open(), SETTLED: bool(record.get(PLACE))}, record)
        return None
    if found is None:
        for other in _others(record, told) if settled else ():
            desk.differ(COHORT, PLACE, None, _named(told, other), "better")
            return None
    else:
        _check(found, record, told, case.proven and case.told and bool(case.some), desk)
    return Compared() if settled else None


def _check(found: Any, record: Mapping[str, Any], told: _Told, tied: bool, desk: Desk) -> None:
    """Hold a runner-up against the inputs; `tied` when there are other optimal cohorts."""
    cohort = _cohort(told.round, found)
    if cohort is None or cohort == told.chosen:
        selected = found.get("selected") if isinstance(found, Mapping) else found
        desk.differ(COHORT, f"{PLACE}.selected", selected, kind="no_cohort")
        return
    for rule in told.round.broken(cohort):
        desk.differ(COHORT, f"{PLACE}.selected, {rule.name}", found["selected"], "", "rule")
    attained = list(told.round.values(cohort))
    desk.compare(COHORT, PLACE, Exactly(_entry(found, told, cohort, attained)), found)
    said = found.get("tier")
    # Within a tolerance the best of a tier may be the chosen cohort's alone, ties or not.
    if tied and said is not None and not any(tier.tolerance for tier in told.round.tiers):
        desk.differ(COHORT, f"{PLACE}.tier", said, None)
    values = _own_values(found, told, attained)
    for other in _others(record, told):
        if other != cohort and _ahead(other, cohort, values, told):
            desk.differ(COHORT, PLACE, _named(told, cohort), _named(told, other), "better")
            return


def _entry(found: Mapping[str, Any], told: _Told, cohort: Chosen, attained: list[Value]) -> Any:
    """Return what is to be said of a cohort: where it is worse, and by how much."""
    tiers, said = told.round.tiers, found.get("tier")
    pairs = enumerate(zip(told.values, attained, strict=True))
    first = next((i for i, (value, a) in pairs if not told.fits(i, value, a)), None)
    # Within the tolerance of a tier its best value may have dropped, and its cohort not.
    if isinstance(said, int) and 1 <= said <= len(tiers) and (first is None or said - 1 < first):
        first = said - 1 if told.slack(said - 1) else first
    selected = _named(told, cohort)
    if first is None:
        size = {"size": "smaller"} if len(cohort) < len(told.chosen) else {}
        return {"selected": selected, "tier": None, "now": None, "then": None, **size}
    now, then = told.values[first], read_value(found.get("then"), tiers[first])

    def dropped(text: Any) -> bool:
        read = read_value(text, tiers[first])
        sound = read is not None and told.fits(first, read, attained[first])
        return sound and read is not None and beats(now, read, tiers[first])

    entry: dict[str, Any] = {"selected": selected, "tier": first + 1, "now": written(now)}
    entry["then"] = Open(dropped, written(attained[first]))
    own = list(told.round.values(told.chosen))[first], attained[first]
    if own != (now, then):
        entry |= {"now_attained": written(own[0]), "then_attained": written(own[1])}
    return entry


def _own_values(found: Mapping[str, Any], told: _Told, attained: list[Value]) -> list[Value | None]:
    """Return the values of the tiers for the runner-up; None where they do not follow."""
    said, tiers = found.get("tier"), told.round.tiers
    first = said - 1 if isinstance(said, int) else len(tiers)
    values: list[Value | None] = list(told.values[:first])
    for i in range(len(values), len(tiers)):
        if i == first:
            values.append(read_value(found.get("then"), tiers[i]))
        else:
            values.append(None if told.slack(i) else attained[i])
    return values


def _ahead(other: Chosen, cohort: Chosen, values: list[Value | None], told: _Told) -> bool:
    """Tell whether another cohort is surely better than the runner-up, or drawn before it."""
    for i, (best, value) in enumerate(zip(values, told.round.values(other), strict=True)):
        if best is None:
            return False
        if beats(value, best, told.round.tiers[i]):
            return True
        # What a size can reach is known of the size of the runner-up alone.
        last = len(other) != len(cohort) or i == len(values) - 1
        if not can_be_value(best, value, told.round.tiers[i], last):
            return False
    if len(other) != len(cohort):
        return len(other) > len(cohort)
    ids = told.round.ids
    apart = min(other ^ cohort, key=lambda p: ticket(told.seed, ids[p]))
    return apart in other


def _others(record: Mapping[str, Any], told: _Told) -> Iterator[Chosen]:
    """Yield the cohorts beside the chosen one that the answers name, or that an exchange gives."""
    answers = record.get("answers")
    named = (
        _cohort(told.round, a, "cohort") for a in (answers if isinstance(answers, list) else ())
    )
    known = [cohort for cohort in named if cohort is not None]
    strangers = set(told.round.eligible) - told.chosen
    if len(strangers) * len(told.chosen) <= MOST_EXCHANGES:
        known += [told.chosen - {p} | {q} for p in told.chosen for q in strangers]
    for cohort in known:
        if cohort != told.chosen and not any(told.round.broken(cohort)):
            yield cohort


def _values(record: Mapping[str, Any], counted: Round, chosen: Chosen) -> tuple[Value, ...]:
    """Return the values of the tiers: what the cohort attains, or what the record says above it."""
    tiers = record.get("tiers")
    values = []
    for i, (tier, attained) in enumerate(zip(counted.tiers, counted.values(chosen), strict=True)):
        entry = tiers[i] if isinstance(tiers, list) and i < len(tiers) else {}
        said = read_value(entry.get("value"), tier) if isinstance(entry, Mapping) else None
        values.append(said if tier.tolerance and said is not None else attained)
    return tuple(values)


def _cohort(counted: Round, entry: Any, key: str = "selected") -> Chosen | None:
    named = entry.get(key) if isinstance(entry, Mapping) else None
    if (
        not isinstance(named, list)
        or not named
        or not all(isinstance(p, str) and p in counted.index for p in named)
    ):
        return None
    return counted.positions(named)


def _named(told: _Told, cohort: Chosen) -> list[str]:
    return [told.round.ids[p] for p in sorted(cohort)]

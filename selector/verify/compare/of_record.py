"""What the keys of the JSON files must hold: the outcome, the criteria, the tiers, the plans."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from selector.texts import LANGUAGES
from selector.verify.compare.best_alone import beside_scores, can_be_alone
from selector.verify.compare.case import Case
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.desk import Exactly, Open
from selector.verify.compare.shape import can_be_bound, can_be_value, read_value, written
from selector.verify.compare.table import Compared
from selector.verify.recount.eligibility import reasons
from selector.verify.recount.lot import ticket
from selector.verify.recount.round import Tier, Value


def size(case: Case) -> Any:
    """Return how many plans are chosen."""
    return case.chosen_as(len(case.chosen))


def selected(case: Case) -> Any:
    """Return the chosen plans, in the order of the inputs."""
    return case.chosen_as([case.round.ids[p] for p in sorted(case.chosen)])


def status(case: Case) -> Open:
    """Return what the status can be: what was not settled is not optimal."""
    can_be = ("optimal", "feasible") if case.told and case.some else ("optimal",)
    known = can_be if case.told else ("feasible",)
    return Open(lambda found: found in known, " / ".join(known))


def ticket_decided(case: Case) -> bool | None:
    """Tell whether the tickets had anything to decide; None when that was not settled."""
    return bool(case.some) if case.told else None


def tickets(case: Case) -> list[dict[str, str]]:
    """Return the tickets of the plans that the lot was between."""
    return [{"plan_id": p, "ticket": ticket(case.seed, p)} for p in case.some]


def tiers(case: Case) -> list[dict[str, Any]]:
    """Return every tier: what the cohort attains, and what its value and bound can be."""
    last, attained = len(case.round.tiers) - 1, case.round.values(case.chosen)
    return [
        _tier(case, tier, own, _entry(case, "tiers", i), i == last)
        for i, (tier, own) in enumerate(zip(case.round.tiers, attained, strict=True))
    ]


def _tier(
    case: Case, tier: Tier, attained: Value, entry: Mapping[str, Any], last: bool
) -> dict[str, Any]:
    value, proven = read_value(entry.get("value"), tier) or attained, case.proven

    def is_value(found: Any) -> bool:
        read = read_value(found, tier)
        return read is not None and (not proven or can_be_value(read, attained, tier, last))

    def is_bound(found: Any) -> bool:
        read = read_value(found, tier)
        return read is not None and can_be_bound(read, value, tier, proven)

    return {
        "tier": tier.kind,
        "value": Open(is_value, written(attained)),
        "bound": Open(is_bound, written(value)),
        "attained": written(attained),
    }


def criteria(case: Case) -> list[dict[str, Any]]:
    """Return every criterion: its score, what it could reach alone, its categories."""
    return list(_criteria(case))


def _criteria(case: Case) -> Iterator[dict[str, Any]]:
    members = sorted(case.chosen)
    for i, measure in enumerate(case.round.measures):
        entry = _entry(case, "criteria", i)
        score, detail = measure.score(members), measure.detail(members)
        yield {
            "name": measure.name,
            "measure": measure.kind,
            "score": str(score),
            "best_alone": can_be_alone(measure, score, entry, len(members)),
            **({"categories": Exactly(detail)} if detail else {}),
        }


def _entry(case: Case, part: str, i: int) -> Mapping[str, Any]:
    """Return what the record holds at a place in a list; an empty one when it holds nothing."""
    found = case.record.get(part)
    entry = found[i] if isinstance(found, list) and i < len(found) else {}
    return entry if isinstance(entry, Mapping) else {}


def best_alone(case: Case) -> Compared | None:
    """Hold what relative tiers are relative to against what stands beside the scores."""
    own, beside = case.round.best_alone.get(len(case.chosen), {}), beside_scores(case.record)
    for name, best in own.items():
        if beside.get(name) != str(best):
            place = f"best_alone.{len(case.chosen)}.{name}"
            case.desk.differ(COHORT, place, str(best), beside.get(name))
    return Compared(len(own)) if own else None


def rules(case: Case) -> Compared:
    """Look whether the cohort keeps every rule; what is told is what it does not keep."""
    for rule in case.round.broken(case.chosen):
        low, high = rule.bounds(len(case.chosen))
        bounds = str(low) if low == high else f"{low}…{high}"
        place = f"selected, {rule.name}"
        case.desk.differ(COHORT, place, rule.count(case.chosen), bounds, "rule")
    return Compared(len(case.round.rules))


def plans(case: Case) -> list[dict[str, Any]]:
    """Return what a record says of any plan, chosen or not."""
    return [judged(case, p) | _fate(case, p) for p in range(len(case.round.ids))]


def judged(case: Case, p: int) -> dict[str, Any]:
    """Return the judgement of a plan with its reasons, and what stands out about its territory."""
    return {
        "plan_id": case.round.ids[p],
        "verdict": case.round.judgements[p].verdict,
        "reasons": reasons_of(case, p),
        "findings": list(case.findings[p]),
    }


def reasons_of(case: Case, p: int) -> list[str]:
    """Return the reasons of the judgement of a plan."""
    counted = case.round
    given = counted.plans[p], counted.places[p], counted.judgements[p], counted.scenario
    return reasons(*given, case.texts)


def _fate(case: Case, p: int) -> dict[str, Any]:
    plan_id = case.round.ids[p]
    word = case.words[plan_id]
    return {
        "selected": case.chosen_as(p in case.chosen),
        "in_optimal": case.word_as(plan_id, word),
    }


def versions(_: Case) -> dict[str, Open]:
    """Return of which programs a record gives the version."""
    return {name: Open(_version) for name in ("selector", "ortools", "python")}


def scenario(case: Case) -> str:
    """Return the name of the scenario."""
    return case.round.scenario.name


def notes(_: Case) -> Open:
    """Return what the notes can be."""
    return Open(lambda found: isinstance(found, list) and all(isinstance(n, str) for n in found))


def day(_: Case) -> Open:
    """Return what the day of the run can be."""
    return Open(_day)


def language(_: Case) -> Open:
    """Return what the language can be."""
    return Open(lambda found: found in LANGUAGES)


def text(_: Case) -> Open:
    """Return what any text can be."""
    return Open(lambda found: isinstance(found, str))


def _day(found: Any) -> bool:
    try:
        return isinstance(found, str) and date.fromisoformat(found).isoformat() == found
    except ValueError:
        return False


def _version(found: Any) -> bool:
    return isinstance(found, str) and found[:1].isdigit()

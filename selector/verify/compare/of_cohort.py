"""`cohort.json` against the inputs: the rules, the criteria, the tiers, the lot."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from selector.texts import LANGUAGES, Texts
from selector.verify.compare.delivered import COHORT, Delivered
from selector.verify.compare.desk import Desk, Exactly, Open
from selector.verify.compare.of_answers import check_answers
from selector.verify.compare.of_runner_up import check_runner_up
from selector.verify.compare.report import shown
from selector.verify.compare.shape import can_be_bound, can_be_value, read_value, written
from selector.verify.recount.eligibility import reasons
from selector.verify.recount.exact import read_fraction
from selector.verify.recount.lot import BETTER, EQUAL, Optimum, ticket
from selector.verify.recount.measures import Measure
from selector.verify.recount.round import Round, Value

Word = str | None


def check_cohort(
    delivered: Delivered,
    round_: Round,
    chosen: frozenset[int],
    in_optimal: Mapping[str, Word],
    texts: Texts,
    desk: Desk,
) -> None:
    """Hold every value of `cohort.json` against the recount."""
    record = delivered.record
    round_ = replace(round_, best_alone=_alone_by_size(record, round_))
    _same_best(record, round_, len(chosen), desk)
    for rule in round_.broken(chosen):
        low, high = rule.bounds(len(chosen))
        bounds = str(low) if low == high else f"{low}…{high}"
        desk.differ(COHORT, f"selected, {rule.name}", rule.count(chosen), bounds, "rule")
    proven = record.get("status") == "optimal"
    settled = None not in in_optimal.values()
    seed = _seed(record, round_, in_optimal, desk)
    some = sorted((p for p, word in in_optimal.items() if word == "some"), key=_by(seed))
    desk.compare(
        COHORT,
        "",
        {
            "status": _status(settled, bool(some)),
            "size": len(chosen),
            "selected": [round_.ids[p] for p in sorted(chosen)],
            "seed": Open(lambda found: isinstance(found, str)),
            "ticket_decided": bool(some) if settled else None,
            "tickets": [{"plan_id": p, "ticket": ticket(seed, p)} for p in some],
            "tiers": list(_tiers(record, round_, chosen, proven)),
            "criteria": list(_criteria(record, round_, chosen)),
            "plans": list(_plans(round_, chosen, in_optimal, texts)),
            **provenance(round_),
        },
        record,
    )
    desk.did("rules", count=len(round_.rules))
    desk.did("criteria", count=len(round_.measures))
    desk.did("tiers", count=len(round_.tiers))
    _all_some_none(round_, chosen, in_optimal, proven, desk)
    _certificate(record, round_, desk)
    check_runner_up(record, round_, chosen, proven and settled and bool(some), seed, desk)
    values = _values(record, round_)
    check_answers(record, round_, chosen, values, desk)
    if proven and settled and values is not None:
        words = {round_.index[p]: str(word) for p, word in in_optimal.items()}
        _lot(Optimum(round_, chosen, values, words), seed, desk)


def _alone_by_size(
    record: Mapping[str, Any], round_: Round
) -> Mapping[int, Mapping[str, Fraction]]:
    """Return what the record says that relative tiers are relative to; what is a sum is counted."""
    found = record.get("best_alone")
    sizes = found if isinstance(found, Mapping) else {}
    known: dict[int, dict[str, Fraction]] = {}
    for size, said in sizes.items():
        if isinstance(size, str) and size.isdecimal() and isinstance(said, Mapping):
            read = {name: read_fraction(text) for name, text in said.items()}
            known[int(size)] = {name: best for name, best in read.items() if best is not None}
    for measure in round_.measures:
        for size, best in known.items():
            if measure.best and measure.name in best:
                best[measure.name] = measure.best(size)
    return known


def _same_best(record: Mapping[str, Any], round_: Round, size: int, desk: Desk) -> None:
    """Hold what relative tiers are relative to against what stands beside the scores."""
    found = record.get("criteria")
    entries = [e for e in found if isinstance(e, Mapping)] if isinstance(found, list) else []
    beside = {entry.get("name"): entry.get("best_alone") for entry in entries}
    for name, best in round_.best_alone.get(size, {}).items():
        if beside.get(name) != str(best):
            desk.differ(COHORT, f"best_alone.{size}.{name}", str(best), beside.get(name))


def provenance(round_: Round) -> dict[str, Any]:
    """Return what every record says of where it comes from; the hashes are held apart."""
    return {
        "scenario": round_.scenario.name,
        "notes": Open(_texts),
        "language": Open(lambda found: found in LANGUAGES),
        "versions": {name: Open(_version) for name in ("selector", "ortools", "python")},
    }


def judged(round_: Round, p: int, texts: Texts) -> dict[str, Any]:
    """Return what a record says of any plan."""
    found = round_.judgements[p]
    plan, place = round_.plans[p], round_.places[p]
    return {
        "plan_id": plan.plan_id,
        "verdict": found.verdict,
        "reasons": reasons(plan, place, found, round_.scenario, texts),
    }


def _texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(text, str) for text in found)


def _version(found: Any) -> bool:
    return isinstance(found, str) and found[:1].isdigit()


def _by(seed: str) -> Any:
    return lambda plan_id: ticket(seed, plan_id)


def _status(settled: bool, tied: bool) -> Open:
    """Return what the status can be: what was not settled is not optimal."""
    can_be = ("optimal", "feasible") if settled and tied else ("optimal",) if settled else ()
    known = can_be or ("feasible",)
    return Open(lambda found: found in known, " / ".join(known))


def _seed(
    record: Mapping[str, Any], round_: Round, in_optimal: Mapping[str, Word], desk: Desk
) -> str:
    """Return the seed of the lot: what the record says, unless its tickets tell another."""
    said, own = record.get("seed"), round_.scenario.seed
    if not isinstance(said, str):
        return own
    if said == own:
        return said
    tickets = record.get("tickets")
    drawn = {t.get("ticket") for t in tickets if isinstance(t, Mapping)} if tickets else set()
    some = [p for p, word in in_optimal.items() if word == "some"]
    if drawn and drawn == {ticket(own, p) for p in some}:
        desk.differ(COHORT, "seed", said, own)
        return own
    desk.left("seed", said=said, own=own)
    return said


def _tiers(
    record: Mapping[str, Any], round_: Round, chosen: frozenset[int], proven: bool
) -> Iterator[dict[str, Any]]:
    found = record.get("tiers")
    entries = found if isinstance(found, list) else []
    last = len(round_.tiers) - 1
    for i, (tier, attained) in enumerate(zip(round_.tiers, round_.values(chosen), strict=True)):
        entry = entries[i] if i < len(entries) and isinstance(entries[i], Mapping) else {}
        value = read_value(entry.get("value"), tier)

        def is_value(found: Any, t: Any = tier, a: Value = attained, end: bool = i == last) -> bool:
            read = read_value(found, t)
            return read is not None and (not proven or can_be_value(read, a, t, end))

        def is_bound(found: Any, t: Any = tier, v: Value = value or attained) -> bool:
            read = read_value(found, t)
            return read is not None and can_be_bound(read, v, t, proven)

        yield {
            "tier": tier.kind,
            "value": Open(is_value, written(attained)),
            "bound": Open(is_bound, written(value or attained)),
            "attained": written(attained),
        }


def _criteria(
    record: Mapping[str, Any], round_: Round, chosen: frozenset[int]
) -> Iterator[dict[str, Any]]:
    found = record.get("criteria")
    entries = found if isinstance(found, list) else []
    members = sorted(chosen)
    for i, measure in enumerate(round_.measures):
        entry = entries[i] if i < len(entries) and isinstance(entries[i], Mapping) else {}
        score, detail = measure.score(members), measure.detail(members)
        yield {
            "name": measure.name,
            "measure": measure.kind,
            "score": str(score),
            "best_alone": _best_alone(measure, score, entry, len(chosen)),
            **({"categories": Exactly(detail)} if detail else {}),
        }


def _best_alone(measure: Measure, score: Fraction, entry: Mapping[str, Any], size: int) -> Open:
    """Return what the best score alone can be: exact where that is arithmetic."""
    best = measure.best(size) if measure.best else None

    def sound(found: Any) -> bool:
        read = read_fraction(found)
        if read is None or not score <= read <= 1:
            return False
        return (
            best is None or read == best or (bool(entry.get("best_alone_is_bound")) and read > best)
        )

    return Open(sound, str(best) if best is not None else f"{score} … 1")


def _plans(
    round_: Round, chosen: frozenset[int], in_optimal: Mapping[str, Word], texts: Texts
) -> Iterator[dict[str, Any]]:
    for p, plan_id in enumerate(round_.ids):
        fate = {"selected": p in chosen, "in_optimal": in_optimal[plan_id]}
        yield judged(round_, p, texts) | fate


def _all_some_none(
    round_: Round,
    chosen: frozenset[int],
    in_optimal: Mapping[str, Word],
    proven: bool,
    desk: Desk,
) -> None:
    """Look for what cannot be: in all and not chosen, locked out and yet in some, and so on."""
    scenario = round_.scenario
    for p, plan_id in enumerate(round_.ids):
        word = in_optimal[plan_id]
        can_be = {"all", "some"} if p in chosen else {"some", "none"}
        if not round_.judgements[p].eligible or plan_id in scenario.locked_out:
            can_be = {"none"}
        elif plan_id in scenario.locked_in:
            can_be = {"all"}
        unsettled = word is None and not proven and round_.judgements[p].eligible
        if word not in can_be and not unsettled:
            place = f"plans[{plan_id}].in_optimal"
            desk.differ(COHORT, place, word, " / ".join(sorted(can_be)))


def _values(record: Mapping[str, Any], round_: Round) -> tuple[Value, ...] | None:
    """Return the values that the record gives for the tiers; None when one cannot be read."""
    try:
        read = [
            read_value(entry["value"], tier)
            for entry, tier in zip(record["tiers"], round_.tiers, strict=True)
        ]
    except (KeyError, TypeError, ValueError):
        return None
    values = tuple(value for value in read if value is not None)
    return values if len(values) == len(read) else None


def _lot(optimum: Optimum, seed: str, desk: Desk) -> None:
    """Recount the ties and the tickets, and look whether an exchange of two plans is better."""
    ids = optimum.round.ids
    cohorts = optimum.tied()
    if cohorts is None:
        desk.left("lot_open", count=len(optimum.those("some")))
    elif optimum.chosen in cohorts:
        desk.did("lot", count=len(cohorts))
        for p in sorted(optimum.those("some")):
            inside = sum(p in cohort for cohort in cohorts)
            if inside in (0, len(cohorts)):
                word = "all" if inside else "none"
                desk.differ(COHORT, f"plans[{ids[p]}].in_optimal", "some", word)
        drawn = optimum.drawn(cohorts, seed)
        if drawn != optimum.chosen:
            kept, meant = ([ids[p] for p in sorted(c)] for c in (optimum.chosen, drawn))
            desk.differ(COHORT, "selected", kept, meant, "lot")
    swaps = optimum.exchanges()
    if swaps is None:
        desk.left("exchanges_open")
        return
    desk.did("exchanges")
    for out, new, standing in swaps:
        if standing == BETTER:
            desk.differ(COHORT, "selected", ids[out], ids[new], "better")
        elif standing == EQUAL:
            for p, wrong in ((out, "all"), (new, "none")):
                if optimum.in_optimal[p] == wrong:
                    desk.differ(COHORT, f"plans[{ids[p]}].in_optimal", wrong, "some")


def _certificate(record: Mapping[str, Any], round_: Round, desk: Desk) -> None:
    """Tell what a second solver said of the optimum, which the recount cannot prove itself."""
    certified, certificate = record.get("certified"), record.get("certificate")
    held = certificate if isinstance(certificate, Mapping) else {}
    named = {"solver", "version"} <= set(held)
    solver = f"{held['solver']} {held['version']}" if named else ""
    tiers = held.get("tiers")
    sound = bool(solver) and tiers == ["confirmed"] * len(round_.tiers)
    if certified is True and not sound:
        desk.differ(COHORT, "certified", certified, tiers)
    elif certified not in (True, False, None):
        desk.differ(COHORT, "certified", certified, "true / false / null")
    if certified is True and sound:
        desk.left("optimum_certified", solver=shown(solver))
    else:
        desk.left("optimum_tried" if certified is False else "optimum")

"""What can be recounted of the claim that nothing is better: the lot, exchanges, in_optimal."""

from collections.abc import Mapping
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.report import shown
from selector.verify.compare.settle import can_be
from selector.verify.compare.shape import read_value
from selector.verify.compare.table import Compared
from selector.verify.recount.lot import BETTER, EQUAL, Optimum
from selector.verify.recount.round import Value


def recorded_values(case: Case) -> tuple[Value, ...] | None:
    """Return the values that the record gives for the tiers; None when one cannot be read."""
    try:
        read = [
            read_value(entry["value"], tier)
            for entry, tier in zip(case.record["tiers"], case.round.tiers, strict=True)
        ]
    except (KeyError, TypeError, ValueError):
        return None
    values = tuple(value for value in read if value is not None)
    return values if len(values) == len(read) else None


def _optimum(case: Case) -> Optimum | None:
    """Return what the record claims to be the optimum; None when it claims none."""
    values = recorded_values(case)
    if values is None or not (case.proven and case.told):
        return None
    words = {case.round.index[p]: str(word) for p, word in case.words.items()}
    return Optimum(case.round, case.chosen, values, words)


def words(case: Case) -> Compared:
    """Look for what cannot be: in all and not chosen, locked out and yet in some, and so on."""
    for p, plan_id in enumerate(case.round.ids):
        word, able = case.words[plan_id], can_be(case.round, p, case.chosen, case.proven)
        if word not in able:
            known = " / ".join(sorted(map(str, able - {None})))
            case.desk.differ(COHORT, f"plans[{plan_id}].in_optimal", word, known)
    return Compared(len(case.round.ids))


def seed(case: Case) -> Compared:
    """Hold the seed of the lot against the scenario; another may have been given to the run."""
    said, own = case.record.get("seed"), case.round.scenario.seed
    if case.seed_of_another_lot:
        case.desk.differ(COHORT, "seed", said, own)
    elif isinstance(said, str) and said != own:
        case.desk.left("seed", said=said, own=own)
    return Compared()


def lot(case: Case) -> Compared | None:
    """Recount the ties, and which of them the tickets pick."""
    optimum, ids = _optimum(case), case.round.ids
    if optimum is None:
        return None
    cohorts = optimum.tied()
    if cohorts is None:
        case.desk.left("lot_open", count=len(optimum.those("some")))
        return None
    if optimum.chosen not in cohorts:
        return None
    for p in sorted(optimum.those("some")):
        inside = sum(p in cohort for cohort in cohorts)
        if inside in (0, len(cohorts)):
            word = "all" if inside else "none"
            case.desk.differ(COHORT, f"plans[{ids[p]}].in_optimal", "some", word)
    drawn = optimum.drawn(cohorts, case.seed)
    if drawn != optimum.chosen:
        kept, meant = ([ids[p] for p in sorted(c)] for c in (optimum.chosen, drawn))
        case.desk.differ(COHORT, "selected", kept, meant, "lot")
    return Compared(len(cohorts))


def exchanges(case: Case) -> Compared | None:
    """Look whether an exchange of two plans is better, or as good and kept quiet."""
    optimum, ids = _optimum(case), case.round.ids
    if optimum is None:
        return None
    swaps = optimum.exchanges()
    if swaps is None:
        case.desk.left("exchanges_open")
        return None
    for out, new, standing in swaps:
        if standing == BETTER:
            case.desk.differ(COHORT, "selected", ids[out], ids[new], "better")
        elif standing == EQUAL:
            for p, wrong in ((out, "all"), (new, "none")):
                if optimum.in_optimal[p] == wrong:
                    case.desk.differ(COHORT, f"plans[{ids[p]}].in_optimal", wrong, "some")
    return Compared()


def certificate(case: Case) -> None:
    """Tell what a second solver said of the optimum, which the recount cannot prove itself."""
    certified, found = case.record.get("certified"), case.record.get("certificate")
    held: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    named = {"solver", "version"} <= set(held)
    solver = f"{held['solver']} {held['version']}" if named else ""
    tiers = held.get("tiers")
    sound = bool(solver) and tiers == ["confirmed"] * len(case.round.tiers)
    if certified is True and not sound:
        case.desk.differ(COHORT, "certified", certified, tiers)
    elif certified not in (True, False, None):
        case.desk.differ(COHORT, "certified", certified, "true / false / null")
    if certified is True and sound:
        case.desk.left("optimum_certified", solver=shown(solver))
    else:
        case.desk.left("optimum_tried" if certified is False else "optimum")

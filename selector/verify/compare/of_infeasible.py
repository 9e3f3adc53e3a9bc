"""What the keys of `infeasible.json` must hold: rules that exist, changes of values that are real.

Of each set of rules that clash, only that the rules are there; not that they clash.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.delivered import INFEASIBLE
from selector.verify.compare.desk import Open
from selector.verify.compare.of_arithmetic import recount_arithmetic
from selector.verify.compare.of_record import judged
from selector.verify.compare.relaxations import are_clashes, are_relaxations, check_relaxation
from selector.verify.compare.sentences import of_change, of_rule
from selector.verify.compare.table import Compared
from selector.verify.recount.rules import COSTS, Rule


def _sets(case: Case) -> Sequence[Any]:
    found: Any = case.record.get("clashes")
    return found if are_clashes(found) else []


def _ways(case: Case) -> Sequence[Any]:
    found: Any = case.record.get("relaxations")
    return found if are_relaxations(found) else []


def _rules(case: Case) -> Mapping[str, Rule]:
    return {rule.name: rule for rule in case.round.rules}


def status(_: Case) -> str:
    """Return the status."""
    return "infeasible"


def arithmetic(case: Case) -> list[dict[str, str]]:
    """Return the sentence of every statement, after a count of its own."""
    found = case.record.get("arithmetic")
    said = recount_arithmetic(found, case.round, case.texts, case.desk)
    return [{"sentence": sentence} for sentence in said]


def clash(case: Case) -> list[str]:
    """Return the first set of rules that clash."""
    sets = _sets(case)
    return list(sets[0]) if sets else []


def clashes(case: Case) -> Compared | None:
    """Look whether the rules that are said to clash exist."""
    sets, rules, found = _sets(case), _rules(case), case.record.get("clashes")
    for i, names in enumerate(sets, start=1):
        for name in names:
            if name not in rules:
                case.desk.differ(INFEASIBLE, f"clashes[{i}]", name, kind="no_rule")
    if are_clashes(found):
        return Compared(len(sets))
    case.desk.compare(INFEASIBLE, "", {"clashes": Open(are_clashes)}, case.record)
    return None


def minimal_each(case: Case) -> Open:
    """Return what is said of each clash: as many as there are, together what is said of all."""
    all_minimal, count = case.record.get("clashes_minimal"), len(_sets(case))

    def sound(found: Any) -> bool:
        flags = isinstance(found, list) and all(isinstance(flag, bool) for flag in found)
        return flags and len(found) == count and (not found or all(found) is all_minimal)

    return Open(sound, all_minimal)


def _flag(found: Any) -> bool:
    return isinstance(found, bool)


def _flag_or_none(found: Any) -> bool:
    return found is None or isinstance(found, bool)


def minimal(case: Case) -> Any:
    """Return whether every clash is without needless rules, as the summary says it too."""
    lines = case.delivered.summary
    if lines is None:
        return Open(_flag_or_none)
    sure = bool(case.round.eligible) and case.texts("infeasible.not_minimal") not in lines
    return sure if _sets(case) else None


def smallest(case: Case) -> Any:
    """Return whether the first clash is the smallest there is, as the summary says it too."""
    lines, sets = case.delivered.summary, _sets(case)
    if lines is None:
        return Open(_flag_or_none)
    single = bool(case.round.eligible) and bool(sets) and len(sets[0]) == 1
    return case.texts("infeasible.smallest") in lines or single if sets else None


def complete(case: Case) -> Any:
    """Return whether there are no more relaxations, as the summary says it too."""
    lines = case.delivered.summary
    if lines is None:
        return Open(_flag_or_none)
    return case.texts("infeasible.more") not in lines if _ways(case) else Open(_flag)


def sentences(case: Case) -> list[str]:
    """Return what every rule that clashes demands."""
    rules = _rules(case)
    names = [name for names in _sets(case) for name in names if name in rules]
    return [of_rule(rules[name], case.round, case.texts) for name in names]


def relaxations(case: Case) -> Any:
    """Return what every relaxation says, after a look at whether it gives room."""
    ways, rules = _ways(case), _rules(case)
    prices = {**COSTS, **case.round.scenario.relaxation}
    for i, way in enumerate(ways, start=1):
        check_relaxation(way, f"relaxations[{i}]", rules, prices, case.desk)
    said = [{"sentences": lines} for lines in _said_of(case)]
    return said if ways else Open(are_relaxations)


def _said_of(case: Case) -> list[list[str]]:
    return [[of_change(change, case.texts) for change in way["changes"]] for way in _ways(case)]


def confirmed(case: Case) -> Open:
    """Return what `confirmed` can be; beside a relaxation the summary tells when it is false."""
    summary, told = case.delivered.summary or (), bool(_ways(case))
    doubt = case.texts("summary.not_confirmed") in summary
    return Open(
        lambda found: isinstance(found, bool) and (not (told and summary) or found != doubt),
        not doubt,
    )


def plans(case: Case) -> list[dict[str, Any]]:
    """Return what is said of every plan."""
    return [judged(case, p) for p in range(len(case.round.ids))]


def in_words(case: Case) -> Compared | None:
    """Look whether the summary says the same as the record."""
    summary = case.delivered.summary
    if summary is None:
        return None
    found = case.record.get("arithmetic")
    entries = found if isinstance(found, list) else []
    sums = [e.get("sentence") for e in entries if isinstance(e, Mapping)]
    said = [*sums, *sentences(case), *(line for way in _said_of(case) for line in way)]
    lines = [line[4:] for line in summary if line.startswith("  - ")]
    if lines != said:
        other = [line for line in lines if line not in said] or lines
        place = "arithmetic, clashes, relaxations"
        case.desk.differ(INFEASIBLE, place, said, other, "disagree", "summary.txt")
    for i, way in enumerate(_ways(case), start=1):
        line = case.texts("summary.relaxations", number=i, cost=way.get("cost"))
        if line not in summary:
            place = f"relaxations[{i}].cost"
            case.desk.differ(
                INFEASIBLE, place, way.get("cost"), line, "missing_line", "summary.txt"
            )
    return Compared(len(said))


def unproven(case: Case) -> None:
    """Tell what is not recounted: that the rules clash, and that nothing gives room for less."""
    case.desk.left("cheapest")
    certified = case.record.get("certified") is True
    case.desk.left("infeasible_certified" if certified else "infeasible")

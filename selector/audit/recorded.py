"""From what `cohort.json` or `infeasible.json` says back to the result, without solving.

Nothing here is believed because it was recorded: the result is there to be written again, and
compared with the directory that it came from.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from selector.analysis.arithmetic import shortfalls
from selector.analysis.clashes import Clash
from selector.analysis.covering import Covering
from selector.analysis.infeasible import Infeasible
from selector.analysis.relaxations import Relaxation
from selector.analysis.why import MOST, Answer
from selector.errors import Message
from selector.problem import Problem, Value
from selector.result import Result
from selector.rules import Change
from selector.run import notes_of
from selector.solve.certify import Certificate
from selector.solve.optimum import Optimum
from selector.solve.tiers import TierResult
from selector.texts import Texts
from selector.verify.exact import read_fraction
from selector.verify.report import Unreadable

Record = Mapping[str, Any]


def recorded_result(problem: Problem, record: Record, texts: Texts) -> Result:
    """Return the result that a record describes; raises `Unreadable` when it describes none."""
    try:
        return _result(problem, record, texts)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable("", f"{type(error).__name__}: {error}") from None


def _result(problem: Problem, record: Record, texts: Texts) -> Result:
    answers = tuple(map(_answer, record["answers"])) if "answers" in record else None
    solved = record["status"] != "infeasible"
    result = Result(
        problem,
        _optimum(problem, record) if solved else None,
        None if solved else _infeasible(problem, record),
        (*notes_of(problem), *_about_answers(problem, record, answers, texts)),
        _certificate(record),
        answers,
        versions={str(name): str(found) for name, found in record["versions"].items()},
    )
    if solved:  # what was worked out for the record takes the place of working it out again
        vars(result)["coverings"] = _coverings(problem, record)
    return result


def messages(found: Any) -> tuple[Message, ...]:
    """Return remarks that were kept as data."""
    return tuple(Message(**entry) for entry in found)


def _positions(problem: Problem, plan_ids: Sequence[str]) -> frozenset[int]:
    return frozenset(problem.plans.ids.index(plan_id) for plan_id in plan_ids)


def _fraction(text: object) -> Fraction:
    found = read_fraction(text)
    if found is None:
        raise ValueError(text)
    return found


def _value(found: object) -> Value:
    return tuple(map(_fraction, found)) if isinstance(found, list) else _fraction(found)


def _optimum(problem: Problem, record: Record) -> Optimum:
    chosen = _positions(problem, record["selected"])
    words = {entry["plan_id"]: entry["in_optimal"] for entry in record["plans"]}
    standing = {p: words[problem.plans.ids[p]] for p in problem.eligible}
    settled = None not in standing.values()
    tiers = [(_value(entry["value"]), _value(entry["bound"])) for entry in record["tiers"]]
    return Optimum(
        chosen,
        len(chosen),
        tuple(TierResult(value, bound, value == bound) for value, bound in tiers),
        record["status"] == "optimal",
        frozenset(p for p, word in standing.items() if word == "all") if settled else None,
        frozenset(p for p, word in standing.items() if word == "some") if settled else None,
        tuple(
            (_fraction(entry["best_alone"]), not entry.get("best_alone_is_bound", False))
            for entry in record["criteria"]
        ),
    )


def _answer(entry: Record) -> Answer:
    cohort, now, then = entry["cohort"], entry["now"], entry["then"]
    return Answer(
        str(entry["plan_id"]),
        entry["forced"],
        tuple(map(str, entry["blocked_by"])),
        None if cohort is None else tuple(map(str, cohort)),
        entry["tier"],
        None if now is None else _value(now),
        None if then is None else _value(then),
        tuple(map(str, entry["leaves"])),
        tuple(map(str, entry["enters"])),
        tuple(
            (str(c["name"]), _fraction(c["now"]), _fraction(c["then"])) for c in entry["criteria"]
        ),
    )


def _about_answers(
    problem: Problem, record: Record, answers: tuple[Answer, ...] | None, texts: Texts
) -> tuple[Message, ...]:
    """Return the remark about answers that are not there, when the record has one."""
    ids = [problem.plans.ids[p] for p in problem.eligible]
    if answers is not None:
        left = ids[len(answers) :]
        return (Message("answers_unfinished", params={"plans": left}),) if left else ()
    params = {"count": len(ids), "limit": MOST}
    can_be = (Message("answers_unproven"), Message("answers_many", params=params))
    last = record["notes"][-1:]
    return tuple(note for note in can_be if [texts.message(note)] == last)


def _certificate(record: Record) -> Certificate | None:
    if record["certified"] is None:
        return None
    said = record["certificate"]
    tiers = tuple(map(str, said.get("tiers", ())))
    certificate = Certificate(
        record["certified"], said["version"], said["through"], cast(Any, tiers), said["solver"]
    )
    if certificate.tiers and not certificate.certified and set(certificate.tiers) == {"confirmed"}:
        raise ValueError("certified")
    return certificate


def _coverings(problem: Problem, record: Record) -> tuple[Covering, Covering] | None:
    said = record["white_spots"].get("covering")
    if said is None:
        return None
    total = 3 * sum(unit.population for unit in problem.regions.municipalities)
    found = [said[name] for name in ("with_cohort", "without_cohort")]
    first, second = (Covering(tuple(c["plans"]), c["people"], c["bound"], total) for c in found)
    return first, second


def _infeasible(problem: Problem, record: Record) -> Infeasible:
    clashes = zip(record["clashes"], record["clashes_minimal_each"], strict=True)
    return Infeasible(
        tuple(shortfalls(problem)),
        tuple(  # of the first it is told whether no fewer rules clash
            Clash(tuple(rules), minimal, number == 0 and bool(record["clash_smallest"]))
            for number, (rules, minimal) in enumerate(clashes)
        ),
        tuple(
            Relaxation(
                way["cost"],
                tuple(Change(c["rule"], c["key"], c["from"], c["to"]) for c in way["changes"]),
            )
            for way in record["relaxations"]
        ),
        record["relaxations_complete"],
        record["confirmed"],
    )

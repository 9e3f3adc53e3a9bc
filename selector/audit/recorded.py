"""From what `cohort.json` or `infeasible.json` says back to the result, without solving.

Nothing here is believed because it was recorded: the result is there to be written again, and
compared with the directory that it came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, cast

from selector.analysis.arithmetic import shortfalls
from selector.analysis.beside import Other, beside
from selector.analysis.clashes import Clash
from selector.analysis.covering import Covering
from selector.analysis.infeasible import Infeasible
from selector.analysis.relaxations import Relaxation
from selector.analysis.runner_up import RunnerUp
from selector.analysis.why import MOST, Answer
from selector.errors import Message
from selector.outcome import Outcome
from selector.problem import Problem
from selector.rules import Change
from selector.run import notes_of
from selector.solve.certify import Certificate
from selector.solve.optimum import Optimum
from selector.solve.posted import TierResult
from selector.texts import Texts
from selector.tiers import Value
from selector.verify.recount.exact import read_fraction
from selector.verify.recount.unreadable import Unreadable

Record = Mapping[str, Any]


def recorded_outcome(problem: Problem, record: Record, texts: Texts) -> Outcome:
    """Return the result that a record describes; raises `Unreadable` when it describes none."""
    try:
        return _result(problem, record, texts)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable("", f"{type(error).__name__}: {error}") from None


def _result(problem: Problem, record: Record, texts: Texts) -> Outcome:
    solved, answers, runner_up = record["status"] != "infeasible", None, None
    if solved:
        problem = _with_best_alone(problem, record)
        chosen = _positions(problem, record["selected"])
        runner_up = _runner_up(problem, chosen, record)
        if "answers" in record:
            answers = tuple(_answer(problem, chosen, entry) for entry in record["answers"])
    return Outcome(
        problem,
        _optimum(problem, record) if solved else None,
        None if solved else _infeasible(problem, record),
        (*notes_of(problem), *_about_answers(problem, record, answers, texts)),
        _certificate(record),
        answers,
        runner_up,
        _coverings(problem, record) if solved else None,
        date.fromisoformat(record["date"]),
        versions={str(name): str(found) for name, found in record["versions"].items()},
        left_out=tuple(map(str, record.get("left_out", ()))),
    )


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


def _answer(problem: Problem, chosen: frozenset[int], entry: Record) -> Answer:
    other = None
    if entry["cohort"] is not None:
        other = _other(problem, chosen, entry["cohort"], entry["tier"], entry)
    blocked_by = tuple(map(str, entry["blocked_by"]))
    return Answer(str(entry["plan_id"]), entry["forced"], blocked_by, other)


def _other(
    problem: Problem, chosen: frozenset[int], cohort: Sequence[str], tier: int | None, said: Record
) -> Other:
    """Return another cohort beside the chosen one; the tier counts from 0."""
    values = None if tier is None else (_value(said["now"]), _value(said["then"]))
    return beside(problem, chosen, _positions(problem, cohort), tier, values)


def _runner_up(problem: Problem, chosen: frozenset[int], record: Record) -> RunnerUp | None:
    said = record["runner_up"]
    if said is None:
        return RunnerUp(None) if record["runner_up_settled"] else None
    tier = None if said["tier"] is None else said["tier"] - 1
    return RunnerUp(_other(problem, chosen, said["selected"], tier, said))


def _with_best_alone(problem: Problem, record: Record) -> Problem:
    """Return the problem with what the record says that relative tiers are relative to."""
    position = {criterion.name: c for c, criterion in enumerate(problem.criteria)}
    known = {
        int(size): {position[name]: (_fraction(best), True) for name, best in said.items()}
        for size, said in record.get("best_alone", {}).items()
    }
    needed = {c for tier in problem.tiers if tier.relative for c in tier.over}
    if needed and any(known.get(size, {}).keys() != needed for size in problem.solvable_sizes):
        raise ValueError("best_alone")
    return replace(problem, best_alone=known)


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
    return tuple(note for note in can_be if [note.said(texts)] == last)


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

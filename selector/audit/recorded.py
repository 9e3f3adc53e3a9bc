"""From what `cohort.json` or `infeasible.json` says back to the result, without solving.

Nothing here is believed because it was recorded: the result is there to be written again, and
compared with the directory that it came from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from selector.analysis.arithmetic import shortfalls
from selector.analysis.beside import Other, beside
from selector.analysis.clashes import Clash
from selector.analysis.infeasible import Infeasible
from selector.analysis.relaxations import Relaxation
from selector.analysis.runner_up import RunnerUp
from selector.analysis.swaps import MOST_SWAPPED, Swap, Swaps, pairs, swaps_unfinished
from selector.analysis.white_spots import Covering
from selector.analysis.why import MOST_ANSWERED, Answer
from selector.errors import Message
from selector.outcome import Outcome
from selector.problem import Problem
from selector.prove.make import Proof
from selector.rules import Change
from selector.run import notes_of
from selector.solve.certify import Certificate
from selector.solve.found import Optimum, TierResult
from selector.texts import Texts
from selector.theme import NEUTRAL, Theme
from selector.tiers import Value
from selector.verify.proof.check import MOST_BYTES, PROOF
from selector.verify.recount.exact import read_fraction
from selector.verify.recount.files import read_bytes
from selector.verify.recount.unreadable import Unreadable

Record = Mapping[str, Any]


def recorded_outcome(
    problem: Problem, record: Record, texts: Texts, theme: Theme = NEUTRAL
) -> Outcome:
    """Return the result that a record describes; raises `Unreadable` when it describes none."""
    try:
        return replace(_result(problem, record, texts), theme=theme)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable("", f"{type(error).__name__}: {error}") from None


def with_kept_proof(outcome: Outcome, folder: Path, record: Record) -> Outcome:
    """Return the result with the proof that lies in its directory, if its record names one."""
    told = record.get("proof")
    if not isinstance(told, Mapping):
        return outcome
    missing = {str(claim): str(why) for claim, why in dict(told.get("missing", {})).items()}
    try:
        data = read_bytes(folder / PROOF, MOST_BYTES)
    except (OSError, Unreadable):
        return outcome
    return replace(outcome, proof=Proof(data, int(told["claims"]), missing, told["all"]))


def _result(problem: Problem, record: Record, texts: Texts) -> Outcome:
    solved = record["status"] != "infeasible"
    bare = Outcome(
        _with_best_alone(problem, record) if solved else problem,
        None,
        notes=notes_of(problem),
        certificate=_certificate(record),
        day=date.fromisoformat(record["date"]),
        versions={str(name): str(found) for name, found in record["versions"].items()},
        left_out=tuple(map(str, record.get("left_out", ()))),
        time_limit=time_limit_of(record),
    )
    if solved:
        return _with_cohort(bare, record, texts)
    return replace(bare, infeasible=_infeasible(problem, record))


def _with_cohort(bare: Outcome, record: Record, texts: Texts) -> Outcome:
    """Add the cohort, and what was worked out beside it."""
    problem = bare.problem
    optimum, answers, swaps = _optimum(problem, record), None, None
    if "answers" in record:
        answers = tuple(_answer(problem, optimum.chosen, entry) for entry in record["answers"])
    if "swaps" in record:
        made = tuple(_swap(problem, optimum.chosen, entry) for entry in record["swaps"])
        swaps = Swaps(made, record["swaps_complete"])
    return replace(
        bare,
        optimum=optimum,
        notes=(*bare.notes, *_left_out(problem, optimum, answers, swaps, record, texts)),
        answers=answers,
        swaps=swaps,
        runner_up=_runner_up(problem, optimum.chosen, record),
        coverings=_coverings(problem, record),
    )


def time_limit_of(record: Record) -> float | None:
    """Return the seconds that a run had, where its time ran out; raises `ValueError`."""
    found = record.get("time_limit")
    if found is None or (type(found) in (int, float) and 0 < found < 10**7):
        return found
    raise ValueError("time_limit")


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


def _swap(problem: Problem, chosen: frozenset[int], entry: Record) -> Swap:
    bare = Swap(str(entry["in"]), str(entry["out"]))
    if entry["cohort"] is None:
        return bare
    tier = None if entry["tier"] is None else entry["tier"] - 1
    return replace(bare, other=_other(problem, chosen, entry["cohort"], tier, entry))


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


def _left_out(
    problem: Problem,
    optimum: Optimum,
    answers: tuple[Answer, ...] | None,
    swaps: Swaps | None,
    record: Record,
    texts: Texts,
) -> Iterator[Message]:
    """Yield the remarks about answers and swaps that are not there, when the record has them."""
    ids = [problem.plans.ids[p] for p in problem.eligible]
    if answers is None:
        yield from absent_answers(problem, record, texts)
    elif left := [p for p in ids if p not in {answer.plan_id for answer in answers}]:
        yield Message("answers_unfinished", params={"plans": left})
    if swaps is None:
        yield from absent_swaps(problem, record, texts)
    elif len(swaps.found) < len(pairs(problem, optimum)):
        yield swaps_unfinished(problem, optimum, len(swaps.found))


def absent_answers(problem: Problem, record: Record, texts: Texts) -> list[Message]:
    """Return why there are no answers, when the record says so: then they were asked for."""
    params = {"count": len(problem.eligible), "limit": MOST_ANSWERED}
    can_be = (Message("answers_unproven"), Message("answers_many", params=params))
    return [note for note in can_be if note.said(texts) in record["notes"][-2:]]


def absent_swaps(problem: Problem, record: Record, texts: Texts) -> list[Message]:
    """Return why there are no swaps, when the record says so: then they were asked for."""
    params = {"count": len(problem.eligible), "limit": MOST_SWAPPED}
    can_be = (Message("swaps_unproven"), Message("swaps_many", params=params))
    return [note for note in can_be if note.said(texts) in record["notes"][-2:]]


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

"""Checking the proof of a directory: that it is of this result, and that it shows all it must."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any

from selector.verify.proof.beside import Other, counted_with, of_others, others_of
from selector.verify.proof.claims import Claim, Claims, Result, of_cohort, of_infeasible, sizes
from selector.verify.proof.effort import COHORT_STEPS, Effort
from selector.verify.proof.question import Fault
from selector.verify.proof.tree import refute
from selector.verify.recount.exact import read_fraction
from selector.verify.recount.files import digest_of
from selector.verify.recount.round import Round, Value

PROOF, FORMAT, VERSION = "bewijs.jsonl.gz", "selector-bewijs", 1
HASHES = ("plans_sha256", "scenario_sha256", "regions_sha256")
MOST_BYTES = 100 << 20  # of the file, packed
MOST_UNPACKED = 1 << 30
MOST_LINE = 64 << 20
REASONS = ("time", "hangs", "unsupported")  # why a claim may be missing


@dataclass(frozen=True)
class Checked:
    """The names of the claims that were shown, and of those that the proof says are missing.

    `every` when they are also about the answers, the runner-up and the swaps.
    """

    shown: tuple[str, ...]
    missing: Mapping[str, str]
    every: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def check(folder: Path, record: Mapping[str, Any], counted: Round) -> Checked:
    """Check the proof in a directory; raises `Fault` at the first place that does not hold."""
    lines = _lines(folder / PROOF)
    head = next(lines, {})
    if head.get("format") != FORMAT or head.get("version") != VERSION:
        raise Fault(f"format {head.get('format')} {head.get('version')}")
    for name in HASHES:
        if head.get("input", {}).get(name) != record["input"][name]:
            raise Fault(f"input.{name}: of another round")
    every = head.get("all") is True
    checked = walk(claims_of(record, counted, every), lines, Effort())
    told = record.get("proof") or {}
    meant = {"sha256": digest_of(folder / PROOF), "claims": len(checked.shown),
             "complete": checked.complete, "all": every}  # fmt: skip
    for key, value in meant.items():
        if type(told.get(key)) is not type(value) or told[key] != value:
            raise Fault(f"proof.{key}: {told.get(key)}, not {value}")
    return replace(checked, every=every)


def claims_of(record: Mapping[str, Any], counted: Round, every: bool = False) -> Claims:
    """Return what must be shown of a result; raises `Fault` where it contradicts itself.

    With `every` that goes for the answers, the runner-up and the swaps as well.
    """
    if any(weight < 0 for tier in counted.tiers for weight in tier.weights):
        raise Fault("objective: a weight below 0")
    if record.get("status") == "infeasible":
        return of_infeasible(counted)
    result = result_of(record, counted)
    _hold(record, result)
    return _with_others(result, list(others_of(record, counted)) if every else [])


def _with_others(result: Result, others: list[Other]) -> Claims:
    at = yield from of_cohort(result)
    ranged = len(sizes(result.round)) > 1
    yield from of_others(at, others, ranged, at.sure and at.best is not None)


def result_of(record: Mapping[str, Any], counted: Round) -> Result:
    """Return what a record says of the cohort, without holding it against anything."""
    names = {measure.name: c for c, measure in enumerate(counted.measures)}
    return Result(
        counted,
        counted.positions(record["selected"]),
        tuple(_value(entry["value"]) for entry in record["tiers"]),
        {counted.index[entry["plan_id"]]: entry["in_optimal"] for entry in record["plans"]},
        record["seed"],
        {int(size): {names[name]: _fraction(best) for name, best in found.items()}
         for size, found in record.get("best_alone", {}).items()},
    )  # fmt: skip


def _hold(record: Mapping[str, Any], result: Result) -> None:
    """Hold what a record says against what its own cohort comes to."""
    counted, chosen = result.round, result.chosen
    words = list(result.words.values())
    scores = counted.scores(chosen)
    alone = result.alone.get(len(chosen), {})
    relative = {c for tier in counted.tiers if tier.relative for c in tier.over}
    said = {
        entry["name"]: (entry["score"], entry.get("best_alone")) for entry in record["criteria"]
    }
    sound = {
        "status": record["status"] == "optimal",
        "size": type(record["size"]) is int and record["size"] == len(chosen),
        "selected": record["selected"] == [counted.ids[p] for p in sorted(chosen)],
        "plans": len(record["plans"]) == len(counted.ids) == len(result.words),
        "selected, rules": not any(counted.broken(chosen)),
        "in_optimal": set(words) <= {"all", "some", "none"}
        and all((result.words[p] == "all") <= (p in chosen) for p in result.words)
        and all((result.words[p] == "none") <= (p not in chosen) for p in result.words)
        and all(result.words[p] == "none" for p in result.words if p not in counted.eligible),
        "plans.selected": all(
            entry["selected"] is (counted.index[entry["plan_id"]] in chosen)
            for entry in record["plans"]
        ),
        "plans.verdict": all(
            entry["verdict"] == counted.judgements[counted.index[entry["plan_id"]]].verdict
            for entry in record["plans"]
        ),
        "ticket_decided": record["ticket_decided"] is ("some" in words),
        "criteria": len(record["criteria"]) == len(said) == len(scores)
        and [said[m.name][0] for m in counted.measures] == [str(s) for s in scores],
        "best_alone, sizes": list(map(str, result.alone)) == list(record.get("best_alone", {})),
        "best_alone": all(said[counted.measures[c].name][1] == str(alone[c]) for c in relative),
        "tiers": len(record["tiers"]) == len(counted.tiers)
        and all(
            entry["tier"] == tier.kind and entry.get("bound") == entry["value"]
            for entry, tier in zip_longest(record["tiers"], counted.tiers)
        ),
    }
    for place, holds in sound.items():
        if not holds:
            raise Fault(place)
    _attained(record, result)


def _attained(record: Mapping[str, Any], result: Result) -> None:
    """Hold the values of the tiers against those of the cohort: equal but for a tolerance."""
    counted = counted_with(result)
    for t, own in enumerate(counted.values(result.chosen)):
        slack = counted.tiers[t].tolerance if t + 1 < len(counted.tiers) else Fraction(0)
        value, told = result.values[t], record["tiers"][t].get("attained")
        if told is not None and _value(told) != own:
            raise Fault(f"tiers[{t + 1}].attained")
        if own != value and (
            isinstance(value, tuple) or isinstance(own, tuple) or not value - slack <= own < value
        ):
            raise Fault(f"tiers[{t + 1}].value")


def _fraction(text: object) -> Fraction:
    found = read_fraction(text)
    if found is None:
        raise Fault(f"fraction {text}")
    return found


def _value(found: Any) -> Value:
    return tuple(map(_fraction, found)) if isinstance(found, list) else _fraction(found)


def walk(claims: Claims, lines: Iterator[Mapping[str, Any]], effort: Effort) -> Checked:
    """Go through claims and records side by side; raises `Fault` at the first that fails."""
    shown, missing = list[str](), dict[str, str]()
    record = next(lines, None)
    claim = next(claims, None)
    while claim is not None:
        if record is None or record.get("claim") != claim.name:
            if not claim.optional:
                raise Fault(f"{claim.name}: there is no record of it")
            done = False
        else:
            done = "missing" not in record
            if done:
                _show(claim, record, effort)
                shown.append(claim.name)
            else:
                missing[claim.name] = _reason(record["missing"])
            record = next(lines, None)
        try:
            claim = claims.send(done)
        except StopIteration:
            claim = None
    if record is not None:
        raise Fault(f"{record.get('claim')}: not a claim of this result")
    return Checked(tuple(shown), missing)


def _reason(given: object) -> str:
    if given not in REASONS:
        raise Fault(f"missing: {given!r}")
    return str(given)


def _show(claim: Claim, record: Mapping[str, Any], effort: Effort) -> None:
    """Check one record; raises `Fault` with the name of the claim."""
    try:
        if claim.blocked:
            raise Fault("hangs on a claim that is missing")
        if claim.none is not None:
            refute(claim.none, record, effort)
        given = record.get("cohorts", ())
        effort.spend(COHORT_STEPS * len(given) * len(claim.some))
        cohorts = [frozenset(plans) for plans in given]
        for i, asked in enumerate(claim.some):
            if not any(map(asked.holds, cohorts)):
                raise Fault(f"no cohort for {i}")
    except Fault as fault:
        raise Fault(f"{claim.name}: {fault}") from None
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Fault(f"{claim.name}: {type(error).__name__} {error}") from None


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a proof, within bounds; raises `Fault` when they cannot be read."""
    left = MOST_UNPACKED
    try:
        if not path.is_file():
            raise Fault(f"{PROOF}: not a file")
        if path.stat().st_size > MOST_BYTES:
            raise Fault(f"{PROOF}: larger than {MOST_BYTES} bytes")
        with gzip.open(path) as file:
            while line := file.readline(min(MOST_LINE, left) + 1):
                left -= len(line)
                if len(line) > MOST_LINE or left < 0:
                    raise Fault(f"{PROOF}: too long")
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise Fault(f"{PROOF}: not a table")
                yield record
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise Fault(f"{PROOF}: {type(error).__name__} {error}") from None

"""Making the proof of a result: claim by claim, with what there is time for."""

import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from selector.prove.seek import seek
from selector.solve.clock import Clock, Progress
from selector.verify.proof.check import FORMAT, HASHES, VERSION, claims_of
from selector.verify.proof.claims import Claim
from selector.verify.recount.round import Round

SHARE = 0.5  # of the time left that one claim may take
TIME, BLOCKED, FALSE = "time", "hangs", "false"  # why a claim is missing
VAGUE = "unsupported"  # it is about another cohort, under a tolerance or with several sizes


@dataclass(frozen=True)
class Proof:
    """The file, how many claims it shows, and by claim why others are missing.

    `every` when it covers the answers, the runner-up and the swaps as well.
    """

    data: bytes = field(repr=False)
    claims: int
    missing: Mapping[str, str]
    every: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing

    @property
    def sha256(self) -> str:
        """Return the hash of the file."""
        return sha256(self.data).hexdigest()

    @property
    def refuted(self) -> bool:
        """Tell whether a claim turned out to be false."""
        return FALSE in self.missing.values()


def make(record: Mapping[str, Any], counted: Round, clock: Clock, every: bool = False) -> Proof:
    """Prove what a record says, as far as there is time; raises `Fault` when it is not sound.

    With `every` it covers the answers, the runner-up and the swaps as well.
    """
    head = {"format": FORMAT, "version": VERSION, "all": every,
            "input": {name: record["input"][name] for name in HASHES}}  # fmt: skip
    records = [head, *_records(record, counted, clock, every)]
    missing = {r["claim"]: r["missing"] for r in records if "missing" in r}
    lines = (json.dumps(r, separators=(",", ":"), ensure_ascii=False) for r in records)
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
    return Proof(packed.getvalue(), len(records) - 1 - len(missing), missing, every)


def _records(
    record: Mapping[str, Any], counted: Round, clock: Clock, every: bool
) -> Iterator[dict[str, Any]]:
    pool = [counted.positions(record["selected"])] if "selected" in record else []
    claims, number = claims_of(record, counted, every), 0
    claim = next(claims, None)
    while claim is not None:
        number += 1
        clock.tell(Progress(tier=number, kind="proof"))
        made = {"claim": claim.name, **_made(claim, pool, clock)}
        shown = "missing" not in made
        if shown or not claim.optional:
            yield made
        try:
            claim = claims.send(shown)
        except StopIteration:
            claim = None


def _made(claim: Claim, pool: list[frozenset[int]], clock: Clock) -> dict[str, Any]:
    """Return what shows a claim, or why that is missing; cohorts found go into the pool."""
    if claim.blocked:
        return {"missing": VAGUE if claim.vague else BLOCKED}
    own, made = clock.part(SHARE), dict[str, Any]()

    def more() -> bool:
        return own.left() != 0 and not own.stopped.is_set()

    if claim.none is not None:
        found = seek(claim.none, more)
        if found.tree is None:
            return {"missing": TIME if found.cohort is None else FALSE}
        made |= found.tree
    used = list[frozenset[int]]()
    for asked in claim.some:
        cohort = next((c for c in (*used, *pool) if asked.holds(c)), None)
        if cohort is None:
            found = seek(asked, more, keen=True)
            if found.cohort is None:
                return {"missing": TIME if found.tree is None else FALSE}
            cohort = found.cohort
            pool.append(cohort)
        if cohort not in used:
            used.append(cohort)
    return made | ({"cohorts": [sorted(cohort) for cohort in used]} if claim.some else {})

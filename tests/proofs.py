"""Proofs to test with: of a round as its files tell it, made, read and checked without a folder."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders import result_from
from rounds import write_round

from selector.outcome import Outcome
from selector.prove.make import Proof, make
from selector.publish.input import write_input
from selector.publish.record import record
from selector.solve.clock import Clock
from selector.verify.proof.check import Checked, claims_of, walk
from selector.verify.proof.effort import Effort
from selector.verify.proof.folder import read_inputs
from selector.verify.proof.question import Fault
from selector.verify.recount.round import Round

Record = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What a result says, and what follows from its inputs."""

    record: Record
    counted: Round

    def proof(self, seconds: float | None = None, every: bool = False) -> Proof:
        """The proof of it, in so many seconds."""
        return make(self.record, self.counted, Clock(seconds), every)

    def check(self, lines: Sequence[Record]) -> Checked:
        """Check the records of a proof, its head included, as if these lay in a folder."""
        every = lines[0].get("all") is True
        return walk(claims_of(self.record, self.counted, every), iter(lines[1:]), Effort())

    def fault(self, lines: Sequence[Record]) -> str:
        """What is wrong with the records of a proof; nothing when they hold."""
        try:
            self.check(lines)
        except Fault as fault:
            return str(fault)
        return ""


def told(outcome: Outcome, folder: Path) -> Told:
    """What a result says, with its inputs read back from a folder."""
    found = json.loads(json.dumps(record(outcome, "nl")))
    folder.mkdir(parents=True, exist_ok=True)
    write_input(outcome, folder, "nl")
    return Told(found, read_inputs(folder, found))


def random_round(folder: Path, seed: int, plans: int = 14, beside: bool = False) -> Told:
    """A random round, solved: with distances when the seed is even, relative one time in three.

    With answers and swaps when these are asked for `beside`.
    """
    paths = write_round(folder / "ronde", seed, plans, seed % 2 == 0, seed % 3 == 0)
    return told(result_from(*paths, answers=beside, swaps=beside).outcome, folder / "uit")


def lines_of(proof: Proof) -> list[Record]:
    """The records of a proof, its head first."""
    return [json.loads(line) for line in gzip.decompress(proof.data).splitlines()]


def packed(lines: Sequence[Mapping[str, Any]]) -> bytes:
    """Records as a file."""
    return gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode(), mtime=0)

"""`bewijs.jsonl.gz` and `controle.py`: the proof of a result, and what checks it anywhere."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from selector.outcome import Outcome
from selector.publish.input import write_input
from selector.publish.record import record
from selector.solve.clock import Clock
from selector.verify.proof.check import PROOF
from selector.verify.proof.folder import read_inputs

CHECKER = "controle.py"


def write_proof(result: Outcome, folder: Path, language: str) -> None:
    """Write the proof and its checker; they are the same in every language."""
    from selector.prove.one_file import one_file

    assert result.proof is not None
    (folder / PROOF).write_bytes(result.proof.data)
    (folder / CHECKER).write_text(one_file(), encoding="utf-8", newline="\n")


def with_proof(outcome: Outcome, clock: Clock, every: bool = False) -> Outcome:
    """Return a result with its proof, as far as there is time; one that is not proven has none.

    With `every` it covers the answers, the runner-up and the swaps as well. Raises `Fault` when
    the result contradicts itself.

    It is made of the inputs as they are kept, and read as the checker reads them.
    """
    from selector.prove.make import make

    if outcome.status == "feasible":
        return outcome
    told = json.loads(json.dumps(record(replace(outcome, proof=None), "nl")))
    with tempfile.TemporaryDirectory(prefix="selector-") as place:
        write_input(outcome, Path(place), "nl")
        counted = read_inputs(Path(place), told)
    return replace(outcome, proof=make(told, counted, clock, every))

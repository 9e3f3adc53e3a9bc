"""The proof beside a result, checked: what it covers, and where it does not hold."""

from collections import Counter

from selector.verify.compare.delivered import Delivered
from selector.verify.compare.desk import Desk
from selector.verify.proof.check import PROOF, Checked, check
from selector.verify.proof.question import Fault
from selector.verify.recount.round import Round

MOST_NAMED = 20  # claims that are missing, by name


def proven(delivered: Delivered, counted: Round, desk: Desk) -> Checked | None:
    """Check the proof, if there is one; a fault in it becomes a difference."""
    there, told = (delivered.folder / PROOF).exists(), "proof" in delivered.record
    if not there and not told:
        return None
    if not (there and told):
        desk.differ(PROOF if told else delivered.name, "" if told else "proof", kind="absent")
        return None
    try:
        checked = check(delivered.folder, delivered.record, counted)
    except (Fault, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as fault:
        desk.differ(PROOF, "", str(fault) or type(fault).__name__, kind="proof")
        return None
    kinds = Counter(name.partition(":")[0] for name in checked.shown)
    named = ", ".join(f"{count} × {kind}" for kind, count in kinds.items())
    desk.did("proof", file=PROOF, count=len(checked.shown), kinds=named)
    if checked.missing:
        claims = ", ".join(list(checked.missing)[:MOST_NAMED])
        desk.left("proof_open", count=len(checked.missing), claims=claims)
    return checked

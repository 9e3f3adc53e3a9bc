"""What a criterion could reach alone, on which relative tiers are built: exact where it is a sum.

Elsewhere it is what the record says, and only held against bounds and against itself.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from selector.verify.compare.desk import Open
from selector.verify.recount.exact import read_fraction
from selector.verify.recount.measures import Measure
from selector.verify.recount.round import Round


def alone_by_size(
    record: Mapping[str, Any], counted: Round
) -> Mapping[int, Mapping[str, Fraction]]:
    """Return what the record says that relative tiers are relative to; what is a sum is counted."""
    found = record.get("best_alone")
    sizes = found if isinstance(found, Mapping) else {}
    known: dict[int, dict[str, Fraction]] = {}
    for size, said in sizes.items():
        if isinstance(size, str) and size.isdecimal() and isinstance(said, Mapping):
            read = {name: read_fraction(text) for name, text in said.items()}
            known[int(size)] = {name: best for name, best in read.items() if best is not None}
    for measure in counted.measures:
        for size, best in known.items():
            if measure.best and measure.name in best:
                best[measure.name] = measure.best(size)
    return known


def beside_scores(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the best alone by criterion that stand beside the scores."""
    found = record.get("criteria")
    entries = [e for e in found if isinstance(e, Mapping)] if isinstance(found, list) else []
    return {str(entry.get("name")): entry.get("best_alone") for entry in entries}


def can_be_alone(measure: Measure, score: Fraction, entry: Mapping[str, Any], size: int) -> Open:
    """Return what the best score alone can be: exact where that is arithmetic."""
    best = measure.best(size) if measure.best else None

    def sound(found: Any) -> bool:
        read = read_fraction(found)
        if read is None or not score <= read <= 1:
            return False
        return (
            best is None or read == best or (bool(entry.get("best_alone_is_bound")) and read > best)
        )

    return Open(sound, str(best) if best is not None else f"{score} … 1")

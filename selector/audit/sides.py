"""Directories of results as sides to compare: read back, not solved again, and told if changed."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from selector.audit.recorded import recorded_outcome
from selector.comparison.sides import Side, Sides
from selector.publish.ownership import altered
from selector.reopen import Refused, read_problem, read_run
from selector.texts import load_texts
from selector.verify.recount.unreadable import Unreadable


def read_sides(folders: Sequence[Path]) -> Sides:
    """Return the results in some directories; raises `Refused` and `InputError`."""
    names = _names(folders)
    return Sides(tuple(_side(name, path) for name, path in zip(names, folders, strict=True)))


def _side(name: str, folder: Path) -> Side:
    record = read_run(folder)
    problem = read_problem(folder, record)
    try:
        outcome = recorded_outcome(problem, record, load_texts(str(record["language"])))
        if outcome.optimum is not None:
            outcome.cohort.tier_values()
    except (Unreadable, KeyError, TypeError, ValueError, IndexError):
        raise Refused("changed", "reopen.unreadable", folder=folder) from None
    return Side(name, outcome, altered(folder))


def _names(folders: Sequence[Path]) -> list[str]:
    """Return the names of the folders; where two have one name, their paths as given."""
    names = [path.resolve().name or str(path) for path in folders]
    counts = Counter(names)
    shown = [str(p) if counts[n] > 1 else n for n, p in zip(names, folders, strict=True)]
    again = Counter(shown)
    return [
        f"{name} ({number})" if again[name] > 1 else name
        for number, name in enumerate(shown, start=1)
    ]

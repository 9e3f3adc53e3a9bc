"""What stands on every paper and map: that the round is fictitious, and what the scenario notes."""

from functools import cache
from hashlib import file_digest
from pathlib import Path

from selector import resources
from selector.intake.types import Plans
from selector.outcome import Outcome
from selector.texts import load_texts
from selector.visible import visible

EXAMPLES = ("aanvragen.csv", "aanvragen.xlsx")  # the bundled round, in both its forms


def marks(outcome: Outcome, language: str) -> tuple[str, ...]:
    """Return the marks of an outcome in a language, the gravest first; mostly none.

    The bundled example round is known by its hash, wherever it was read from, and in what
    was made from it by changes. A scenario's
    `notice` stands as it is written.
    """
    return marks_of(outcome.problem.plans, outcome.problem.scenario.notice, language)


def marks_of(plans: Plans, notice: str, language: str) -> tuple[str, ...]:
    """Return the marks of a round under a scenario with a notice."""
    read = {plans.sha256} | ({plans.base.sha256} if plans.base else set())
    fiction = not read.isdisjoint(_examples(resources.example()))
    found = (load_texts(language)("mark.fiction") if fiction else "", visible(notice).strip())
    return tuple(mark for mark in found if mark)


@cache
def _examples(folder: Path) -> frozenset[str]:
    """Return the hashes of the bundled round; none when it has been taken out."""
    found = set()
    for path in (folder / name for name in EXAMPLES):
        if path.is_file():
            with path.open("rb") as file:
                found.add(file_digest(file, "sha256").hexdigest())
    return frozenset(found)

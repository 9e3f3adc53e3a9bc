"""The form of one applicant: names in column A under `kolom`, answers from column C on."""

from collections.abc import Sequence
from unicodedata import category

from selector.verify.recount.typed import bare

_ASKED = ("a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2", "m1", "o1", "o2")


def turn(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return a form as a header and one row; anything else as it is."""
    if not rows or _name(rows[0]) != "kolom":
        return [list(row) for row in rows]
    answers: dict[str, list[str]] = {}
    for row in rows[1:]:
        if name := _name(row):
            answers.setdefault(name, []).extend(c.strip() for c in row[2:] if c.strip())
    if "plan_id" not in answers or len(rows[0]) < 3:
        return [list(row) for row in rows]
    return [list(answers), [_said(name, "|".join(given)) for name, given in answers.items()]]


def _said(name: str, answer: str) -> str:
    """Return an answer; to whether a condition is met, yes says that it is."""
    return "voldaan" if name in _ASKED and bare(answer) in ("ja", "yes") else answer


def _name(row: Sequence[str]) -> str:
    shown = "".join(c for c in row[0] if category(c) != "Cf") if row else ""
    return " ".join(shown.split()).casefold()

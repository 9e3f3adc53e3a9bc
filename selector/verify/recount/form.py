"""The form of one applicant: names in column A under `kolom`, answers from column C on."""

from collections.abc import Sequence
from unicodedata import category


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
    return [list(answers), ["|".join(given) for given in answers.values()]]


def _name(row: Sequence[str]) -> str:
    shown = "".join(c for c in row[0] if category(c) != "Cf") if row else ""
    return " ".join(shown.split()).casefold()

"""Where the table of plans is in a sheet with a title and remarks, and its columns, anew."""

import re
from collections.abc import Sequence

COLUMNS = (
    "plan_id", "naam", "ingediend_op", "sectoren", "gemeenten", "samenwerking", "herkomst",
    "uitdagingen", "accenten", "governance", "ambitie", "besturen", "opleidingen",
    "aandeel_besturen", "aandeel_opleidingen", "afstemming",
    "a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2", "m1", "o1", "o2",
)  # fmt: skip
ABOVE = 20  # rows that may stand above the header
_SIGNS = ("*", ":", "(verplicht)", "(optioneel)", "(required)", "(optional)")
_OPENINGS = ("opmerking", "opmerkingen", "toelichting", "noot", "nb", "n.b.", "totaal", "bron",
             "legenda")  # fmt: skip
Row = tuple[int, Sequence[str]]


def meant(name: str) -> str:
    """Return the column that a heading means, or nothing."""
    plain = " ".join(name.split()).casefold()
    for sign in _SIGNS:
        plain = plain.replace(sign, "")
    for mark in "_-.":
        plain = plain.replace(mark, " ")
    name = "_".join(plain.split())
    return name if name in COLUMNS else ""


def columns(header: Sequence[str]) -> list[str]:
    """Return the headings in small letters, under the names of the contract where they are meant.

    One that stands there under its own name is no second time meant.
    """
    plain = [name.casefold() for name in header]
    if "plan_id" not in map(meant, plain):
        return plain
    return [n if n in COLUMNS or meant(n) in plain else meant(n) or n for n in plain]


def bounds(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the position of the header, and of the first row that is no plan any more."""
    top = 0
    found = [{meant(cell) for cell in row} - {""} for _, row in rows[: ABOVE + 1]]
    if found and "plan_id" not in found[0]:
        top = next((i for i, f in enumerate(found) if "plan_id" in f and len(f) > 2), 0)
    end, names = len(rows), [meant(cell) for cell in rows[top][1]]
    while "plan_id" in names and end > top + 1 and _remark(rows[end - 1][1], names):
        end -= 1
    return top, end


def _remark(row: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a row has nothing but a remark in one cell."""
    filled = [i for i, cell in enumerate(row) if cell]
    if len(filled) != 1:
        return False
    text = row[filled[0]].casefold()
    opening = text.partition(":")[0].rstrip(" ") if ":" in text else ""
    opened = opening in _OPENINGS or re.match(r"let op\b", text)
    many = filled[0] == names.index("plan_id") and len(text.split()) > 3
    return bool(opened) or text.startswith("*") or many

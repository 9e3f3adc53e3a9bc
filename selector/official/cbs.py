"""Read a table of CBS StatLine, as CSV or OData JSON, however its columns are numbered."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from selector.errors import InputError, Message, shorten, unreadable
from selector.intake.table import decode

_CODE = re.compile(r"(GM|PV|LD|CR|AM)\d{2,4}")
_MUNICIPALITY = re.compile(r"GM\d{4}")


@dataclass(frozen=True)
class CbsTable:
    """The rows about municipalities, by position of the column; `names` holds column names.

    `rows` have the row number in the file and the cells; `title` is the text above the table.
    """

    file: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    title: str
    sha256: str

    def code_and_name(self, prefix: str) -> tuple[int, int] | None:
        """Return the columns with the codes of one kind of area and, next to it, the names."""
        for i in range(len(self.names) - 1):
            held, after = ({cells[j] for _, cells in self.rows} - {""} for j in (i, i + 1))
            codes = all(_CODE.fullmatch(c) and c.startswith(prefix) for c in held)
            if held and codes and after and not any(_CODE.fullmatch(text) for text in after):
                return i, i + 1
        return None

    def municipality_column(self) -> int:
        """Return the first column that holds codes of municipalities."""
        _, first = self.rows[0]
        return next(i for i, text in enumerate(first) if _MUNICIPALITY.fullmatch(text))

    def figure(self, starts: Sequence[str]) -> int | None:
        """Return the first column with a name that starts so, small letters only."""
        for start in starts:
            for i, name in enumerate(self.names):
                parts = (re.sub(r"[^a-z]", "", part.casefold()) for part in name.split("|"))
                if any(part.startswith(start) for part in parts):
                    return i
        return None

    @property
    def year(self) -> int | None:
        """Return the year in the title, if it has one."""
        found = re.search(r"\b(?:in Nederland|buurten),?\s+((?:19|20)\d{2})\b", self.title)
        return int(found[1]) if found else None


def read_cbs(path: Path) -> CbsTable:
    """Read a file; raises `InputError` when no row in it is about a municipality."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError([unreadable(path, error)]) from None
    file = shorten(path.name)
    text, fault = decode(file, data)
    if fault:
        raise InputError([fault])
    try:
        cells = _json(text) if text.lstrip()[:1] in ("{", "[") else _csv(text)
    except (ValueError, csv.Error, AttributeError, TypeError, RecursionError) as error:
        params = {"error": shorten(error)}
        raise InputError([Message("damaged", file, params=params)]) from None
    about = [i for i, row in enumerate(cells) if any(_MUNICIPALITY.fullmatch(c) for c in row)]
    if not about:
        raise InputError([Message("no_municipality_rows", file)])
    width = len(cells[about[0]])
    above = cells[: about[0]]
    header = [row for row in above if len(row) == width]
    names = tuple("|".join(column) for column in zip(*header, strict=True)) or ("",) * width
    faults = [
        Message("ragged", file, i + 1, params={"found": len(cells[i]), "width": width})
        for i in about
        if len(cells[i]) != width
    ]
    if faults:
        raise InputError(faults)
    title = " ".join(cell for row in above for cell in row)
    rows = tuple((i + 1, tuple(cells[i])) for i in about)
    return CbsTable(file, names, rows, title, sha256(data).hexdigest())


def _csv(text: str) -> list[list[str]]:
    delimiter = max(";,", key=text.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return [[cell.strip() for cell in row] for row in rows]


def _json(text: str) -> list[list[str]]:
    """Return OData as rows with a header; a row's number counts the header as 1."""
    found = json.loads(text)
    if isinstance(found, dict):
        found = found.get("value", found.get("TypedDataSet"))
    names = list(dict.fromkeys(name for row in found for name in row))
    rows = [["" if row.get(n) is None else str(row[n]).strip() for n in names] for row in found]
    return [names, *rows]

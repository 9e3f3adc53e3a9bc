"""Read a CSV: `;` or `,`, UTF-8 with or without BOM, quotes as RFC 4180 has them."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from selector.errors import Message
from selector.intake.table import MAX_BYTES, RawTable, decode, tidy
from selector.vocabulary import CONDITIONS

_TELLTALE = {"plan_id", "naam", "sectoren", "gemeenten", "samenwerking", "herkomst", *CONDITIONS}
_FAULTS = {"unexpected end": "unterminated_quote", "field larger": "cell_too_long"}


def read_csv(file: str, data: bytes) -> RawTable:
    """Return the table, with a fault for everything that keeps a row from being read."""
    text, fault = decode(file, data)
    if fault:
        return RawTable(file, (), (), faults=(fault,))
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    delimiter = max(";,\t", key=lambda mark: (_known(first, mark), first.count(mark)))
    if delimiter == "\t":
        return RawTable(file, (), (), faults=(Message("tabs", file, 1),))
    rows: list[tuple[int, list[str]]] = []
    faults: list[Message] = []
    unread: set[str] = set()
    for number, (row, code, lines) in enumerate(_records(text, delimiter), start=1):
        if code:
            faults.append(Message(code, file, number))
            unread.update(cell.strip() for cell in re.split(r'[;,"\r\n]', lines))
            if not any(cell.strip() for _, cells in rows for cell in cells):
                return RawTable(file, (), (), faults=tuple(faults))  # the header itself
        else:
            rows.append((number, row))
    table = tidy(file, rows)
    return replace(table, faults=(*faults, *table.faults), unread=table.unread | unread)


def _records(text: str, delimiter: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield every record, or the code of what is wrong with it and the lines it took."""
    lines: list[str] = []

    def feed() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        lines.clear()
        try:
            with _long_fields():
                row = next(reader, None)
            if row is None:
                return
            yield row, "", ""
        except csv.Error as error:
            code = next((c for start, c in _FAULTS.items() if start in str(error)), "bad_quote")
            yield [], code, "".join(lines)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read a field of any length: what is too long is judged later."""
    before = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _known(line: str, mark: str) -> int:
    """Count the columns of the contract that a header line has with this separator."""
    names = (name.strip().strip('"').casefold() for name in line.split(mark))
    return len(_TELLTALE.intersection(names))

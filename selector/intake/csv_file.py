"""Read a CSV: `;` or `,`, UTF-8 with or without BOM, quotes as RFC 4180 has them."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from selector.door import MAX_TEXT, MEGABYTE
from selector.errors import Message
from selector.intake.table import MAX_COLUMNS, MAX_ROWS, RawTable, decode, failed, tidy
from selector.vocabulary import CONDITIONS

_TELLTALE = {"plan_id", "naam", "sectoren", "gemeenten", "samenwerking", "herkomst", *CONDITIONS}
_FAULTS = {"unexpected end": "unterminated_quote", "field larger": "cell_too_long"}
MAX_RECORD = 4_000_000  # characters of one row
MAX_RECORDS = 1 << 20  # rows, empty ones too: as many as a sheet can have


class _OutOfBounds(Exception):  # noqa: N818  (it is a fault of the input, not of the program)
    """A row beyond which nobody need read."""


def read_csv(file: str, data: bytes) -> RawTable:
    """Return the table, with a fault for everything that keeps a row from being read.

    A file that is too long, too wide or has too long a row has that fault alone.
    """
    if len(data) > MAX_TEXT:
        return failed(Message("file_too_big", file, params={"limit": MAX_TEXT // MEGABYTE}))
    text, fault = decode(file, data)
    if fault:
        return failed(fault)
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    delimiter = max(";,\t", key=lambda mark: (_known(first, mark), first.count(mark)))
    if delimiter == "\t":
        return failed(Message("tabs", file, 1))
    rows: list[tuple[int, list[str]]] = []
    faults: list[Message] = []
    unread: set[str] = set()
    number = 0
    try:
        for number, (row, code, lines) in enumerate(_records(text, delimiter), start=1):
            if code:
                faults.append(Message(code, file, number))
                unread.update(cell.strip() for cell in re.split(r'[;,"\r\n]', lines))
                if not rows:
                    return RawTable(file, (), (), faults=tuple(faults))  # the header itself
            elif len(row) > MAX_COLUMNS:
                params = {"count": len(row), "limit": MAX_COLUMNS}
                return failed(Message("too_many_columns", file, number, params=params))
            elif any(map(str.strip, row)):
                rows.append((number, row))
            if len(rows) > MAX_ROWS + 1 or number > MAX_RECORDS:
                return failed(Message("too_many_rows", file, number, params={"limit": MAX_ROWS}))
    except _OutOfBounds:
        params = {"limit": MAX_RECORD}
        return failed(Message("row_too_long", file, number + 1, params=params))
    table = tidy(file, rows)
    return replace(table, faults=(*faults, *table.faults), unread=table.unread | unread)


def _records(text: str, delimiter: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield every record, or the code of what is wrong with it and the lines it took."""
    lines: list[str] = []

    def feed() -> Iterator[str]:
        length = 0
        for line in io.StringIO(text, newline=""):
            length = len(line) + (length if lines else 0)
            if length > MAX_RECORD:
                raise _OutOfBounds
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
    before = csv.field_size_limit(MAX_RECORD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _known(line: str, mark: str) -> int:
    """Count the columns of the contract that a header line has with this separator."""
    names = (name.strip().strip('"').casefold() for name in line.split(mark))
    return len(_TELLTALE.intersection(names))

"""Read a CSV: `;` or `,`, UTF-8 with or without BOM, quotes as RFC 4180 has them."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from selector.door import MAX_TEXT, MEGABYTE
from selector.errors import Message
from selector.intake.mistaken import as_meant
from selector.intake.table import MAX_COLUMNS, MAX_ROWS, RawTable, decode, failed, tidy
from selector.intake.typed.heading import MOST_ABOVE, known_columns

_FAULTS = {"unexpected end": "unterminated_quote", "field larger": "cell_too_long"}
MAX_RECORD = 4_000_000  # characters of one row
MAX_RECORDS = 1 << 20  # rows, empty ones too: as many as a sheet can have


class _OutOfBounds(Exception):  # noqa: N818  (it is a fault of the input, not of the program)
    """The file need not be read on; `fault` says why."""

    def __init__(self, fault: Message) -> None:
        super().__init__(fault)
        self.fault = fault


class _TooLong(Exception):  # noqa: N818
    """A row that goes on and on."""


def read_csv(file: str, data: bytes) -> RawTable:
    """Return the table, with a fault for everything that keeps a row from being read.

    A file that is too long, too wide or has too long a row has that fault alone.
    """
    if len(data) > MAX_TEXT:
        return failed(Message("file_too_big", file, params={"limit": MAX_TEXT // MEGABYTE}))
    text, fault = decode(file, data)
    if fault:
        return failed(fault)
    first = _header_line(text)
    delimiter = max(";,\t", key=lambda mark: (_known(first, mark), first.count(mark)))
    if delimiter == "\t":
        return failed(Message("tabs", file, 1))
    try:
        with _long_fields():
            rows, faults, unread = _gather(file, _records(text, delimiter))
    except _OutOfBounds as found:
        return failed(found.fault)
    if faults and not rows:
        return RawTable(file, (), (), faults=faults)  # the header itself
    table = tidy(file, rows)
    return replace(table, faults=(*faults, *table.faults), unread=table.unread | unread)


Rows = list[tuple[int, list[str]]]


def _gather(
    file: str, records: Iterator[tuple[list[str], str, str]]
) -> tuple[Rows, tuple[Message, ...], frozenset[str]]:
    """Return the rows with something in them, the faults of others, and what stood in those."""
    rows: Rows = []
    faults: list[Message] = []
    unread: set[str] = set()
    for number, (row, code, lines) in enumerate(records, start=1):
        if code == "row_too_long":
            raise _OutOfBounds(Message(code, file, number, params={"limit": MAX_RECORD}))
        if len(row) > MAX_COLUMNS:
            params = {"count": len(row), "limit": MAX_COLUMNS}
            raise _OutOfBounds(Message("too_many_columns", file, number, params=params))
        if code:
            faults.append(Message(code, file, number))
            unread.update(cell.strip() for cell in re.split(r'[;,"\r\n]', lines))
            if not rows:
                break
        elif any(map(str.strip, row)):
            rows.append((number, [as_meant(cell) for cell in row]))
        if len(rows) + len(faults) > MAX_ROWS + 1 or number > MAX_RECORDS:
            raise _OutOfBounds(Message("too_many_rows", file, number, params={"limit": MAX_ROWS}))
    return rows, tuple(faults), frozenset(unread)


def _records(text: str, delimiter: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield every record, or the code of what is wrong with it and the lines it took."""
    lines: list[str] = []

    def feed() -> Iterator[str]:
        length = 0
        for line in io.StringIO(text, newline=""):
            length = len(line) + (length if lines else 0)
            if length > MAX_RECORD:
                raise _TooLong
            lines.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        lines.clear()
        try:
            row = next(reader, None)
            if row is None:
                return
            yield row, "", ""
        except csv.Error as error:
            code = next((c for start, c in _FAULTS.items() if start in str(error)), "bad_quote")
            yield [], code, "".join(lines)
        except _TooLong:
            yield [], "row_too_long", ""


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
    return known_columns([name.strip().strip('"') for name in line.split(mark)])


def _header_line(text: str) -> str:
    """Return the line among the first that looks most like a header; else the first of all."""
    lines = (line for line in io.StringIO(text, newline=None) if line.strip())
    first = list(islice(lines, MOST_ABOVE + 1))
    return max(first, key=lambda line: max(_known(line, mark) for mark in ";,\t"), default="")

"""Read a CSV: `;` or `,`, UTF-8 with or without BOM, quotes as RFC 4180 has them."""

import csv
import io

from selector.errors import Message
from selector.intake.table import RawTable, tidy
from selector.vocabulary import CONDITIONS

_TELLTALE = {"plan_id", "naam", "sectoren", "gemeenten", "samenwerking", "herkomst", *CONDITIONS}


def read_csv(file: str, data: bytes) -> RawTable:
    """Return the table, with a fault for everything that keeps a row from being read."""
    text, fault = _decode(file, data)
    if fault:
        return RawTable(file, (), (), faults=(fault,))
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";,\t", key=lambda mark: _known(first, mark))
    if delimiter == "\t" and _known(first, "\t") > 1:
        return RawTable(file, (), (), faults=(Message("tabs", file),))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    faults: list[Message] = []
    number = 0
    while True:
        number += 1
        try:
            rows.append((number, next(reader)))
        except StopIteration:
            break
        except csv.Error as error:
            code = "unterminated_quote" if "unexpected end" in str(error) else "bad_quote"
            code = "cell_too_long" if "field larger" in str(error) else code
            faults.append(Message(code, file, number))
            if code == "unterminated_quote":
                break
    while rows and not any(cell.strip() for cell in rows[0][1]):
        rows.pop(0)
    if not rows:
        return RawTable(file, (), (), faults=(*faults, Message("empty_file", file)))
    table = tidy(file, rows[0][1], rows[1:])
    return RawTable(file, table.header, table.rows, faults=(*faults, *table.faults))


def _known(line: str, mark: str) -> int:
    """Count the columns of the contract that a header line has with this separator."""
    names = (name.strip().strip('"').casefold() for name in line.split(mark))
    return len(_TELLTALE.intersection(names))


def _decode(file: str, data: bytes) -> tuple[str, Message | None]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Message("not_utf8", file, 1, value="BOM", params={"guess": "UTF-16"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        shown = repr(data[error.start : error.start + 1])[2:-1]
        guess = "Windows-1252" if b"\x00" not in data[:1000] else "?"
        return "", Message("not_utf8", file, row, value=shown, params={"guess": guess})
    if "\x00" in text:
        return "", Message("nul_bytes", file, text.count("\n", 0, text.index("\x00")) + 1)
    return text, None

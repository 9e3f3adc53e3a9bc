"""The parts of an XLSX: unpacked within bounds, and looked through for what is no plain value.

Only parts in XML are unpacked, and what was checked is packed again for who reads the values, so
that no two readers of a zip can differ on what is in it.
"""

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from selector.door import MAX_BYTES, MEGABYTE
from selector.errors import shorten

MAX_XML = 128 * MEGABYTE
MAX_PARTS = 10_000
MAX_CELLS = 5_000_000  # from the first to the outermost
MAX_ODD = 10_000  # formulas, error values and merged ranges that are told of one sheet

_SEEN = 0.5  # the least width or height of which anything can be seen
_DIRECTORY_ENTRY = b"PK\x01\x02"
_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError)
DAMAGED = (*_DAMAGE, NotImplementedError, OSError, EOFError, ValueError, UnicodeError)
Parts = Mapping[str, bytes]


class Unsafe(Exception):  # noqa: N818  (it is a fault of the input, not of the program)
    """The workbook cannot be read safely; `code` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Odd:
    """A formula, an error value or a merged range: code of its fault, row, column from 1, text."""

    code: str
    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Looked:
    """What is odd in a sheet, which rows and ranges of columns are hidden, is there anything."""

    odd: tuple[Odd, ...] = ()
    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()
    filled: bool = False

    def hides_column(self, number: int) -> bool:
        """Tell whether a column, counted from 1, is hidden."""
        return any(first <= number <= last for first, last in self.columns)


def unpack(data: bytes) -> Parts:
    """Return the parts in XML by name, in small letters; raises `Unsafe` when they are too big."""
    try:
        return _unpack(data)
    except RuntimeError as error:  # NotImplementedError too, of a way of packing
        code = "damaged" if isinstance(error, NotImplementedError) else "encrypted"
        raise Unsafe(code, error=shorten(error)) from None
    except DAMAGED as error:
        raise Unsafe("damaged", error=shorten(error)) from None


def _unpack(data: bytes) -> Parts:
    if data.count(_DIRECTORY_ENTRY) > MAX_PARTS:
        raise Unsafe("not_xlsx")
    parts: dict[str, bytes] = {}
    left = MAX_XML
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise Unsafe("not_xlsx")
        if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
            raise Unsafe("too_big", limit=MAX_BYTES // MEGABYTE)
        for info in archive.infolist():
            name = info.filename.replace("\\", "/").casefold()
            if not name.endswith((".xml", ".rels")):
                continue
            with archive.open(info) as member:
                content = member.read(left + 1)
            left -= len(content)
            if left < 0:
                raise Unsafe("too_big", limit=MAX_XML // MEGABYTE)
            if name in parts or b"<!DOCTYPE" in content or b"\x00" in content:  # NUL: UTF-16
                raise Unsafe("not_xlsx")
            parts[name] = content
    return parts


def pack(parts: Parts) -> bytes:
    """Return parts as a workbook again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def look_through(content: bytes) -> Looked:
    """Return what is odd and hidden in a sheet; raises `Unsafe` when it spans too many cells."""
    scan = _Scan()
    try:
        scan.parser.Parse(content, True)
    except DAMAGED as error:
        raise Unsafe("damaged", error=shorten(error)) from None
    if scan.rows * scan.columns > MAX_CELLS:
        raise Unsafe("too_many_cells", rows=scan.rows, columns=scan.columns)
    hidden = frozenset(scan.hidden_rows), tuple(scan.hidden_columns)
    return Looked(tuple(scan.found), *hidden, scan.filled)


def hidden_sheets(parts: Parts) -> frozenset[str]:
    """Return the names of the sheets that a person does not see."""
    sheets = _elements(parts, "xl/workbook.xml", "sheet")
    return frozenset(s.get("name", "") for s in sheets if s.get("state", "visible") != "visible")


def sheet_part(parts: Parts, sheet: str) -> str:
    """Return the name of the part that holds a sheet; raises `Unsafe` when there is none."""
    ids = {
        found["name"]: value
        for found in reversed(_elements(parts, "xl/workbook.xml", "sheet"))
        for key, value in found.items()
        if key.endswith(":id") and "name" in found
    }
    for found in _elements(parts, "xl/_rels/workbook.xml.rels", "Relationship"):
        if found.get("Id") == ids.get(sheet, ""):
            path = posixpath.normpath(posixpath.join("/xl", found.get("Target", "")))
            if (name := path.lstrip("/").casefold()) in parts:
                return name
    raise Unsafe("damaged", error=shorten(sheet))


def _elements(parts: Parts, part: str, tag: str) -> list[Mapping[str, str]]:
    """Return the attributes of every element of a kind in a part."""
    found: list[Mapping[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == tag:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(parts.get(part, b""), True)
    except DAMAGED as error:
        raise Unsafe("damaged", error=shorten(error)) from None
    return found


class _Scan:
    """Goes through the XML of one sheet, and holds where it is."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = self.cells = 0
        self.error = False  # the cell holds an error value
        self.filled = False  # some cell holds something
        self.found: list[Odd] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self._shared: dict[str, str] = {}  # formulas that several cells have, by number
        self._text: list[str] = []
        self.parser: Any = expat.ParserCreate()
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if _is_hidden(attributes, "ht"):
                self.hidden_rows.add(self.row)
        elif tag == "col" and _is_hidden(attributes, "width"):
            if len(self.hidden_columns) < MAX_ODD:
                first = int(attributes.get("min", 0))
                self.hidden_columns.append((first, int(attributes.get("max", first))))
        elif tag == "f":
            shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
            self._collect("formula", shared)
            self.error = False
        elif tag == "v" and self.error:
            self._collect("error_cell")
        elif tag in ("v", "is"):
            self.filled = True
        elif tag == "mergeCell" and len(self.found) < MAX_ODD:
            ref = attributes.get("ref", "")
            start = _REF.match(ref)
            self.found.append(Odd("merged_cells", int(start[2]) if start else 1, 0, shorten(ref)))

    def _cell(self, attributes: dict[str, str]) -> None:
        ref = attributes.get("r")
        if ref is None:  # without a place of its own it follows the one before
            self.column += 1
        elif found := _REF.fullmatch(ref):
            self.column, self.row = _column(found[1]), int(found[2])
        else:
            raise Unsafe("damaged", error=shorten(ref))
        self.cells += 1
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        self.error = attributes.get("t") == "e"
        if self.cells > MAX_CELLS:
            raise Unsafe("too_many_cells", rows=self.rows, columns=self.columns)

    def _collect(self, code: str, shared: str = "") -> None:
        """Take the text up to the end of the element for that of something odd."""
        self._text = []

        def end(_: str) -> None:
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            text = "".join(self._text)
            if shared:  # only the first of several cells has the formula itself
                text = text or self._shared.get(shared, "")
                self._shared.setdefault(shared, text)
            shown = shorten(f"={text}" if code == "formula" else text)
            if len(self.found) < MAX_ODD:
                self.found.append(Odd(code, self.row, self.column, shown))

        self.parser.CharacterDataHandler = self._text.append
        self.parser.EndElementHandler = end


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Tell whether a row or column is hidden, or so small that nobody sees it."""
    seen = float(attributes.get(size, _SEEN))
    return attributes.get("hidden") in ("1", "true") or seen < _SEEN


def _local(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def _column(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def place(row: int, column: int) -> str:
    """Return how a spreadsheet names a cell: `AB12`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"

"""The parts of a template in DOCX: unpacked within bounds.

What runs, fetches or opens something else is refused, so that a letter made from it is text.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.docx_fields import FIELDS, FieldNames
from selector.intake.xlsx_parts import DAMAGED, Parts, Unsafe

MAX_FILE = 32 * MEGABYTE
MAX_UNPACKED = 128 * MEGABYTE
MAX_PARTS = 2_000
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0"  # an old .doc, or a .docx with a password
_XML = (".xml", ".rels", ".vml")
_RUNS = ("macro", "vba", "activex", "oleobject")  # in types of parts and relations
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # strict
)
_OPENS = ("altChunk", "object", "control", "subDoc", "OLEObject")  # elements that bring more along
_CLICKED = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)


def read_docx(path: str | Path) -> Parts:
    """Return the parts of a DOCX by name; raises `InputError` for what cannot be used safely."""
    data = read_whole(path, MAX_FILE)
    try:
        parts = _unpacked(data)
        _look_through(parts)
    except Unsafe as refused:
        file, params = shorten(Path(path).name), dict(refused.params)
        shown = params.pop("value", None)
        value = None if shown is None else str(shown)
        raise InputError([Message(refused.code, file, value=value, params=params)]) from None
    return parts


def unpack_docx(data: bytes) -> Parts:
    """Return the parts of a DOCX of our own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _unpacked(data: bytes) -> Parts:
    if not data:
        raise Unsafe("empty_file")
    if data.startswith(_OLE):
        raise Unsafe("docx_old")
    if not data.startswith(b"PK") or data.count(_DIRECTORY_ENTRY) > MAX_PARTS:
        raise Unsafe("not_docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return dict(_members(archive))
    except RuntimeError as error:  # NotImplementedError too, of a way of packing
        code = "damaged" if isinstance(error, NotImplementedError) else "encrypted"
        raise Unsafe(code, error=shorten(error)) from None
    except DAMAGED as error:
        raise Unsafe("damaged", error=shorten(error)) from None


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield every part; what a part says of its own size is not believed."""
    left, seen = MAX_UNPACKED, set[str]()
    for info in archive.infolist():
        name = info.filename
        if info.is_dir():
            continue
        if name.casefold() in seen or posixpath.normpath(f"/{name}") != f"/{name}" or "\\" in name:
            raise Unsafe("not_docx")
        seen.add(name.casefold())
        with archive.open(info) as member:
            content = member.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Unsafe("too_big", limit=MAX_UNPACKED // MEGABYTE)
        if name.casefold().endswith(_XML) and (b"<!DOCTYPE" in content or b"\x00" in content):
            raise Unsafe("not_docx")  # NUL: UTF-16
        yield name, content


def _look_through(parts: Parts) -> None:
    """Refuse what is no plain document of Word."""
    if TYPES not in parts or "_rels/.rels" not in parts:
        raise Unsafe("not_docx")
    for name, content in parts.items():
        if name.casefold().endswith(_XML):
            _Scan(name, parts).parse(content)
    if f'"{MAIN}"'.encode() not in parts[TYPES].replace(b"'", b'"'):
        raise Unsafe("not_docx")


class _Scan:
    """Goes through one part in XML, and refuses what it comes across."""

    def __init__(self, name: str, parts: Parts) -> None:
        self.name, self.known = name, {part.casefold() for part in parts}
        self.fields = FieldNames()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.fields.text

    def parse(self, content: bytes) -> None:
        """Raise `Unsafe` for anything that is more than text, shapes and pictures of its own."""
        try:
            self.parser.Parse(content, True)
        except DAMAGED as error:
            raise Unsafe("damaged", error=shorten(error)) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if self.name == TYPES:
            _refuse_running(plain.get("ContentType", ""))
        elif self.name.casefold().endswith(".rels") and tag == "Relationship":
            self._relation(plain)
        elif tag in _OPENS and (space in _WORD or tag == "OLEObject"):
            raise Unsafe("docx_object", value=tag)
        elif address := next(filter(_ADDRESS.match, _sources(plain)), ""):
            raise Unsafe("docx_fetches", value=shorten(address))
        if space in _WORD:
            self.fields.start(tag, plain)
            self._refuse_fields()

    def _end(self, name: str) -> None:
        self.fields.end(name.rpartition(" ")[2])
        self._refuse_fields()

    def _refuse_fields(self) -> None:
        if (found := self.fields.done()) is not None and found not in FIELDS:
            raise Unsafe("docx_field", value=shorten(found or "?"), known=sorted(FIELDS))

    def _relation(self, found: Mapping[str, str]) -> None:
        """Refuse what lies outside the file, but for links that open when someone clicks them."""
        kind, target = found.get("Type", ""), found.get("Target", "")
        _refuse_running(kind)
        if found.get("TargetMode", "").casefold() == "external":
            if not kind.endswith("/hyperlink") or not _CLICKED.match(target):
                raise Unsafe("docx_fetches", value=shorten(target))
        elif _ADDRESS.match(target):
            raise Unsafe("docx_fetches", value=shorten(target))
        elif not target.startswith("#") and self._place(target) not in self.known:
            raise Unsafe("damaged", error=shorten(target))

    def _place(self, target: str) -> str:
        """Return the name of the part that a relation leads to."""
        folder = posixpath.dirname(posixpath.dirname(self.name))
        path = posixpath.normpath(posixpath.join("/", folder, target.partition("#")[0]))
        return path.lstrip("/").casefold()


def _sources(attributes: Mapping[str, str]) -> Iterator[str]:
    return (value for key, value in attributes.items() if key in ("src", "href"))


def _refuse_running(kind: str) -> None:
    """Refuse a type of a part or a relation that is a program, or a document of its own."""
    if any(word in kind.casefold() for word in _RUNS) or kind.endswith("/package"):
        raise Unsafe("docx_macros", value=shorten(kind.rpartition("/")[2]))

"""The fields of a document of Word, by their names: what stands first in their instruction.

Some fields only show what the document knows (PAGE), others read another file or run something.
"""

from collections.abc import Mapping

FIELDS = frozenset(
    ("AUTHOR", "CREATEDATE", "DATE", "DOCPROPERTY", "FILENAME", "FORMTEXT", "HYPERLINK",
     "KEYWORDS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE", "REF", "SAVEDATE",
     "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT", "SYMBOL", "TIME", "TITLE")
)  # fmt: skip
DEEPEST = 50


class FieldNames:
    """Follows the elements of a part, and tells the name of each field when it is whole."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []  # the instruction so far, of fields within each other
        self._listening = False
        self._found: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in the start of an element of Word."""
        if tag == "fldSimple":
            self._found = _name(attributes.get("instr", ""))
        elif tag == "fldChar":
            self._turn(attributes.get("fldCharType", ""))
        elif tag in ("instrText", "delInstrText"):
            self._listening = True

    def _turn(self, kind: str) -> None:
        if kind == "begin" and len(self._open) < DEEPEST:
            self._open.append([])
        elif kind == "begin":
            self._found = ""
        elif kind == "end" and self._open:
            self._found = _name("".join(self._open.pop()))

    def end(self, tag: str) -> None:
        """Take in the end of an element; a part that ends within a field tells its name."""
        if tag in ("instrText", "delInstrText"):
            self._listening = False
        elif tag in ("document", "hdr", "ftr", "footnotes", "endnotes", "comments") and self._open:
            self._found = _name("".join(self._open.pop()))

    def text(self, data: str) -> None:
        """Take in text: of an instruction, it belongs to the innermost field."""
        if self._listening and self._open:
            self._open[-1].append(data)
        elif self._listening:
            self._open.append([data])

    def done(self) -> str | None:
        """Return the name of a field that has just become whole, once; empty when it has none."""
        found, self._found = self._found, None
        return found


def _name(instruction: str) -> str:
    words = instruction.replace("\\", " \\").split()
    return words[0].upper() if words else ""

"""Templates for letters: plain ones, split ones, and ones that were made to harm."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from docx import Document

from selector.intake.docx_parts import unpack_docx
from selector.publish.letters.prepared import packed

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "word/_rels/document.xml.rels"


def template(*lines: str) -> dict[str, bytes]:
    """The parts of a document with these lines as paragraphs."""
    document, stream = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(stream)
    return dict(unpack_docx(stream.getvalue()))


def sound() -> dict[str, bytes]:
    return template("{{naam}}", "{{antwoord}}")


def write(path: Path, parts: Mapping[str, bytes]) -> Path:
    path.write_bytes(packed(parts))
    return path


def changed(part: str, old: str, new: str) -> dict[str, bytes]:
    """A sound template with another text in one of its parts."""
    parts = sound()
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    return parts


def related(kind: str, target: str, mode: str = "External") -> dict[str, bytes]:
    """A sound template that has a relation with something."""
    relation = f'<Relationship Id="r99" Type="{OFFICE}/{kind}" Target="{target}"'
    relation += f' TargetMode="{mode}"/>'
    return changed(RELATIONS, "</Relationships>", f"{relation}</Relationships>")


def with_field(*instruction: str) -> dict[str, bytes]:
    """A sound template with a field, its instruction in so many runs."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    runs = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in instruction)
    return changed("word/document.xml", "</w:p>", f"{begin}{runs}{end}</w:p>")


def bomb() -> bytes:
    """A template of which one picture takes 200 MB when it is unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sound().items():
            archive.writestr(name, content)
        archive.writestr("word/media/image1.png", bytes(200 << 20))
    return stream.getvalue()


def locked() -> bytes:
    """A template of which the parts are marked as encrypted."""
    data = bytearray(packed(sound()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


MACROS = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
          "application/vnd.ms-word.document.macroEnabled.main+xml")  # fmt: skip
# What is wrong, and a piece of what must be said of it.
HOSTILE: Mapping[str, tuple[dict[str, bytes] | bytes, str]] = {
    "text": (b"Geachte {{naam}}, {{antwoord}}", "geen Word-document"),
    "empty": (b"", "leeg"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "wachtwoord"),
    "zip": ({"naam.txt": b"x"}, "geen Word-document"),
    "torn": (packed(sound())[:-200], "beschadigd"),
    "locked": (locked(), "wachtwoord"),
    "macros": (changed("[Content_Types].xml", *MACROS), "macro"),
    "vba": (related("vbaProject", "vbaProject.bin", "Internal"), "macro"),
    "template far away": (related("attachedTemplate", "http://x.nl/a.dotm"), "http://x.nl/a.dotm"),
    "picture far away": (related("image", "file://server/plaatje.png"), "file://server"),
    "share": (related("image", "//server/plaatje.png", "Internal"), "//server"),
    "clicked script": (related("hyperlink", "javascript:alert(1)"), "javascript"),
    "absent part": (related("image", "media/weg.png", "Internal"), "beschadigd"),
    "entities": (changed("word/document.xml", "<w:document",
                         '<!DOCTYPE w [<!ENTITY a "b">]><w:document'), "geen Word-document"),
    "no xml": ({**sound(), "word/document.xml": b"<w:document"}, "beschadigd"),
    "object": (changed("word/document.xml", "</w:p>", "<w:r><w:object/></w:r></w:p>"), "object"),
    "html inside": (changed("word/document.xml", "<w:p>", '<w:altChunk/><w:p>'), "altChunk"),
    "field that reads": (with_field(' INCLUDETEXT "C:\\\\geheim.docx"'), "INCLUDETEXT"),
    "field in pieces": (with_field(" DDE", "AUTO ", "cmd"), "DDEAUTO"),
    "field without name": (with_field(), "?"),
    "simple field": (changed("word/document.xml", "</w:p>",
                             '<w:fldSimple w:instr="LINK Excel"/></w:p>'), "LINK"),
    "no answer": (template("{{naam}}"), "{{antwoord}}"),
    "no name": (template("{{antwoord}}"), "{{naam}}"),
    "unknown": (template("{{naam}} {{adres}}", "{{antwoord}}"), "{{adres}}"),
    "near miss": (template("{{naam}} {{aanvrag}}", "{{antwoord}}"), "{{aanvraag}}"),
    "answer in a sentence": (template("{{naam}}", "Dus: {{antwoord}}"), "alleen in een alinea"),
    "answer twice": (template("{{naam}}", "{{antwoord}}", "{{antwoord}}"), "één keer"),
    "braces": (template("{{naam}", "{{naam}}", "{{antwoord}}"), "{{naam}"),
}  # fmt: skip

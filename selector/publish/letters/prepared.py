"""A template made ready: checked, and with its properties set, so that each letter is quick."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Opened
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt

from selector.errors import InputError, Message, nearest, shorten
from selector.intake.docx_parts import read_docx, unpack_docx
from selector.publish.letters import placeholders as holes
from selector.publish.letters.placeholders import ANSWER, MARKS, NAME, NAMES, Element
from selector.texts import Texts

CORE = "docProps/core.xml"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
LONGEST = 255  # characters of a property
BULLETS = "List Bullet"  # what Word calls this style in every language
HEAD_BEFORE, HEAD_AFTER = Pt(8), Pt(2)  # around a heading
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows


@dataclass(frozen=True)
class Prepared:
    """The parts of a template, which of them hold text, and its style for lists, if it has one."""

    parts: Mapping[str, bytes]
    stories: tuple[str, ...]
    bullets: str | None


def read_template(path: str | Path) -> bytes:
    """Return the template of an office, checked: `InputError` with everything that is wrong."""
    file = shorten(Path(path).name)
    data = packed(read_docx(path))
    try:
        roots = _roots(unpack_docx(data))
        Document(io.BytesIO(data))
    except Exception as error:  # what Word would not open either
        params = {"error": shorten(error)}
        raise InputError([Message("damaged", file, params=params)]) from None
    if faults := list(_faults(file, roots)):
        raise InputError(faults)
    return data


def prepared(template: bytes, day: date, texts: Texts) -> Prepared:
    """Return a template that was checked, with the properties that its letters get."""
    document = Document(io.BytesIO(template))
    _set_properties(document, day, texts)
    bullets = [style.style_id for style in document.styles if style.name == BULLETS]
    stream = io.BytesIO()
    document.save(stream)
    parts = dict(unpack_docx(stream.getvalue()))
    stories = tuple(_roots(parts))
    for name, root in _roots(parts).items():
        for bound in list(root.iter("{*}dataBinding")):  # Word would fill these in by itself
            bound.getparent().remove(bound)
        parts[name] = serialize_part_xml(root)
    return Prepared(_marked(parts, stories), stories, bullets[0] if bullets else None)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a DOCX: the same parts, the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            archive.writestr(info, content)
    return stream.getvalue()


def story_roots(parts: Mapping[str, bytes], stories: tuple[str, ...]) -> dict[str, Element]:
    """Return the parts that hold text, as elements that can be changed."""
    return {name: parse_xml(parts[name]) for name in stories}


def _roots(parts: Mapping[str, bytes]) -> dict[str, Element]:
    """Return the text itself, headers, footers and notes, by the name of the part."""
    found = {}
    for name, content in parts.items():
        if name.endswith(".xml"):
            root: Element = parse_xml(content)
            if root.tag in holes.STORIES:
                found[name] = root
    return found


def _faults(file: str, roots: Mapping[str, Element]) -> Iterator[Message]:
    """Yield what is wrong with the placeholders of a template."""
    counts, answers = Counter[str](), list[tuple[bool, str]]()
    for root in roots.values():
        for paragraph in holes.paragraphs(root):
            text = holes.text_of(paragraph)
            names = holes.names_in(text)
            counts.update(names)
            if holes.stray(text):
                yield Message("letter_braces", file, value=shorten(text))
            if ANSWER in names:
                answers.append((root.tag == holes.STORIES[0], text))
    known = ", ".join(map(holes.written, NAMES))
    for name in sorted(counts.keys() - set(NAMES)):
        near = nearest(name, NAMES)
        suggestion, shown = holes.written(near) if near else "", shorten(holes.written(name))
        yield Message("letter_unknown", file, value=shown, suggestion=suggestion,
                      params={"known": known})  # fmt: skip
    for name in (ANSWER, NAME):
        if not counts[name]:
            yield Message("letter_missing", file, value=holes.written(name))
    if answers and not (len(answers) == 1 and answers[0][0] and holes.alone(answers[0][1])):
        yield Message("letter_answer", file, value=holes.written(ANSWER))


def _marked(parts: dict[str, bytes], stories: tuple[str, ...]) -> dict[str, bytes]:
    """Give a template without a place for the marks one on top: they stand on every paper."""
    roots = story_roots(parts, stories)
    texts = (holes.text_of(p) for root in roots.values() for p in holes.paragraphs(root))
    if any(MARKS in holes.names_in(text) for text in texts):
        return parts
    name, root = next((n, r) for n, r in roots.items() if r.tag == holes.STORIES[0])
    properties = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    run = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{holes.written(MARKS)}</w:t></w:r>"
    space = qn("w:p")[1:].partition("}")[0]
    root.find(qn("w:body")).insert(0, parse_xml(f'<w:p xmlns:w="{space}">{properties}{run}</w:p>'))
    return {**parts, name: serialize_part_xml(root)}


def _set_properties(document: Opened, day: date, texts: Texts) -> None:
    """Set the properties of every letter; title and identifier are filled in later."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.identifier = holes.written("onderwerp"), holes.written("aanvraag")
    core.author = core.last_modified_by = texts("print.author")
    core.language = LOCALES[texts.language]
    core.subject = core.keywords = core.comments = core.category = core.version = ""
    core.content_status = ""
    core.created = core.modified = moment
    core.revision = 1

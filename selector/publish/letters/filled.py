"""One letter: the template filled in, and what is read back from it."""

import io

from docx import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

from selector.errors import shorten
from selector.intake.docx_parts import unpack_docx
from selector.publish.letters import placeholders as holes
from selector.publish.letters.content import Block, Letter
from selector.publish.letters.placeholders import ANSWER, MARKS, Element
from selector.publish.letters.prepared import (
    CORE,
    HEAD_AFTER,
    HEAD_BEFORE,
    LONGEST,
    Prepared,
    packed,
    story_roots,
)

DASH = "– "  # before an item, where the template has no style for lists


def filled_in(letter: Letter, template: Prepared) -> bytes:
    """Return the letter as a DOCX: the same letter and template, the same bytes."""
    parts = dict(template.parts)
    for name, root in story_roots(template.parts, template.stories).items():
        for paragraph in holes.paragraphs(root):
            _fill(paragraph, letter, template)
        parts[name] = serialize_part_xml(root)
    core: Element = parse_xml(parts[CORE])
    for part in core.iter():
        if part.text and holes.names_in(part.text):
            part.text = shorten(holes.filled(part.text, letter.values), LONGEST)
    return packed({**parts, CORE: serialize_part_xml(core)})


def _fill(paragraph: Element, letter: Letter, template: Prepared) -> None:
    names = holes.names_in(text := holes.text_of(paragraph))
    if not names:
        return
    if ANSWER in names:
        for block in letter.answer:
            paragraph.addprevious(_block(paragraph, block, template.bullets))
        holes.remove(paragraph)
    elif names == [MARKS] and holes.alone(text) and not letter.values[MARKS]:
        holes.remove(paragraph)
    else:
        holes.fill(paragraph, letter.values)


def _block(paragraph: Element, block: Block, bullets: str | None) -> Element:
    """Return a paragraph of the answer in the style of its placeholder."""
    made = holes.like(paragraph)
    shown = Paragraph(made, None)  # type: ignore[arg-type]  # it stands nowhere yet
    run = shown.runs[0]
    run.text = block.text
    if block.kind == "head":
        run.bold = True
        shown.paragraph_format.keep_with_next = True
        shown.paragraph_format.space_before = HEAD_BEFORE
        shown.paragraph_format.space_after = HEAD_AFTER
    elif block.kind == "item" and bullets is None:
        run.text = DASH + block.text
    elif block.kind == "item":
        _as_item(made, bullets)
    return made


def _as_item(paragraph: Element, bullets: str | None) -> None:
    """Give a paragraph the style of a list, with the indents of that style."""
    properties = paragraph.get_or_add_pPr()
    properties.style = bullets
    for tag in ("w:numPr", "w:ind", "w:spacing"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)


def read_back(data: bytes, stories: tuple[str, ...]) -> tuple[str, str]:
    """Return what a letter says that it is about, by its properties, and all its text."""
    about = Document(io.BytesIO(data)).core_properties.identifier
    roots = story_roots(unpack_docx(data), stories)
    lines = (holes.text_of(p) for root in roots.values() for p in holes.paragraphs(root))
    return about, "\n".join(lines)

"""The template that comes with the package, made in code: a plain letter to restyle in Word."""

import io
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Opened
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from selector.errors import InputError, Message
from selector.intake.docx_parts import unpack_docx
from selector.publish.folder import check_new, write_file
from selector.publish.letters.dressed import dress
from selector.publish.letters.placeholders import ANSWER, MARKS, NAMES, written
from selector.publish.letters.prepared import BULLETS, HEAD_AFTER, HEAD_BEFORE, LOCALES, packed
from selector.texts import Texts, load_texts
from selector.theme import NEUTRAL, Theme

FONT, SIZE, LINE = "Arial", Pt(10), 1.15
SMALL, GREY, GAP, TAB = Pt(8), RGBColor(0x40, 0x40, 0x40), Pt(6), Cm(2.75)
_STYLES = ("Normal", BULLETS, "Header", "Footer")
_PARTS = ("thumbnail", "stylesWithEffects", "customXml")  # of the library, with nothing of ours
_PLACES = {name: written(name) for name in NAMES}


def write_template(path: Path, language: str = "nl") -> None:
    """Write the template to a new file, to restyle; raises `InputError` and `WriteError`."""
    if path.suffix.lower() != ".docx":
        raise InputError([Message("not_docx_name", str(path))])
    check_new(path)
    write_file(path, new_template(load_texts(language)))


def new_template(texts: Texts, theme: Theme = NEUTRAL) -> bytes:
    """Return the template: the same texts and theme, the same bytes."""
    document = Document()
    _style(document, texts.language)
    _head(document, texts)
    document.add_paragraph(texts("letter.dear")).paragraph_format.space_after = GAP
    document.add_paragraph(written(ANSWER))
    _foot(document, texts)
    _strip(document)
    dress(document, theme)
    document.core_properties.author = texts("print.author")
    document.core_properties.title = texts("letter.template")
    document.core_properties.comments = ""
    moment = datetime(2023, 3, 23)
    document.core_properties.created = document.core_properties.modified = moment
    stream = io.BytesIO()
    document.save(stream)
    return packed(unpack_docx(stream.getvalue()))


def _style(document: Opened, language: str) -> None:
    """Set page, font, spacing and language."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.8)
    for style in list(document.styles):
        if style.name not in _STYLES and style.type != WD_STYLE_TYPE.CHARACTER:
            style.delete()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, SIZE
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = GAP, LINE
    document.styles[BULLETS].paragraph_format.space_after = Pt(3)
    fonts = normal.element.rPr.rFonts
    for key in list(fonts.attrib):
        if "heme" in key:
            del fonts.attrib[key]
    fonts.set(qn("w:cs"), FONT)
    for tongue in document.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), LOCALES[language])


def _head(document: Opened, texts: Texts) -> None:
    """Add the marks, which stand on every page, sender, addressee, date and subject."""
    marks = document.sections[0].header.paragraphs[0]
    marks.alignment = WD_ALIGN_PARAGRAPH.CENTER
    marks.add_run(written(MARKS)).bold = True
    marks.paragraph_format.space_after = Pt(14)
    _border(marks)
    _lines(document, texts("letter.sender"), texts("letter.sender_address"))
    _lines(document, texts("letter.to", **_PLACES), texts("letter.to_address"))
    _lines(
        document,
        f"{texts('letter.date')}\t{texts('letter.date_open')}",
        f"{texts('letter.subject_label')}\t{_PLACES['onderwerp']}",
    )


def _lines(document: Opened, *lines: str) -> None:
    """Add lines that stand together, as an address does; what follows a tab lines up."""
    for number, line in enumerate(lines, start=1):
        added = document.add_paragraph(line)
        form = added.paragraph_format
        form.space_after = Pt(16) if number == len(lines) else Pt(0)
        if "\t" in line:
            form.tab_stops.add_tab_stop(TAB)
            form.left_indent, form.first_line_indent = TAB, -TAB


def _foot(document: Opened, texts: Texts) -> None:
    """Add questions, closing and the footer."""
    title = document.add_paragraph()
    title.add_run(texts("letter.questions_head")).bold = True
    title.paragraph_format.space_before, title.paragraph_format.space_after = (
        HEAD_BEFORE,
        HEAD_AFTER,
    )
    title.paragraph_format.keep_with_next = True
    asked = document.add_paragraph(texts("letter.questions", **_PLACES))
    asked.paragraph_format.keep_with_next = True
    closing = document.add_paragraph(texts("letter.closing"))
    closing.paragraph_format.space_before, closing.paragraph_format.space_after = Pt(10), Pt(30)
    closing.paragraph_format.keep_with_next = True
    _lines(document, texts("letter.signed"))
    footer = document.sections[0].footer
    first = footer.paragraphs[0]
    for paragraph in (first, footer.add_paragraph()):
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.tab_stops.clear_all()
    _small(first, texts("letter.footer", **_PLACES))
    _pages(footer.paragraphs[1], texts)


def _pages(paragraph: Paragraph, texts: Texts) -> None:
    """Write `{{aanvraag}}, pagina 1 van 2`, with fields that Word counts."""
    _small(paragraph, texts("letter.page", **_PLACES))
    _field(paragraph, "PAGE")
    _small(paragraph, texts("letter.page_of"))
    _field(paragraph, "NUMPAGES")


def _small(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = SMALL, GREY


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)
    _small(paragraph, "1")
    field.append(paragraph.runs[-1]._r)


def _border(paragraph: Paragraph) -> None:
    """Draw a line around a paragraph."""
    properties, borders = paragraph._p.get_or_add_pPr(), OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", "404040")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def _strip(document: Opened) -> None:
    """Leave out what the library's own template brings along."""
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if any(word in relation.reltype or word in str(relation.target_ref)
                   for word in _PARTS):  # fmt: skip
                del owner.rels[key]

"""Our template in the theme of a result: its logo on top, its ink, its quiet colour for the foot.

The font stays one that every office has: those of a theme come with Typst, not with Word.
"""

import io
import tempfile
from pathlib import Path

import typst
from docx.document import Document
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.run import Run

from selector.theme import Theme
from selector.theme.look import Logo

HIGHEST, WIDEST = Cm(1.6), Cm(7)
PPI = 300
_PICTURE = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("{file}")\n'


def dress(document: Document, theme: Theme) -> None:
    """Dress a template; the neutral theme leaves it as it is."""
    if not theme.data:
        return
    document.styles["Normal"].font.color.rgb = _colour(theme.colours.ink)
    for paragraph in document.sections[0].footer.paragraphs:
        for run in (Run(found, paragraph) for found in paragraph._p.xpath(".//w:r")):
            run.font.color.rgb = _colour(theme.colours.quiet)
    if theme.logo is not None:
        _put_logo(document, theme.logo)


def _put_logo(document: Document, logo: Logo) -> None:
    """Put the logo above the letter, once, with what it shows for who cannot see it."""
    first = document.paragraphs[0].insert_paragraph_before()
    first.paragraph_format.space_after = Pt(14)
    shape = first.add_run().add_picture(io.BytesIO(_png(logo)), height=HIGHEST)
    if shape.width > WIDEST:
        height = Emu(round(shape.height * WIDEST / shape.width))
        shape.width, shape.height = WIDEST, height
    shape._inline.docPr.set("descr", logo.alt)


def _png(logo: Logo) -> bytes:
    """Return the logo as Word can show it: an SVG is drawn once."""
    if logo.kind == "png":
        return logo.data
    with tempfile.TemporaryDirectory(prefix="zetsel-") as own:
        name = f"logo.{logo.kind}"
        (Path(own) / name).write_bytes(logo.data)
        (Path(own) / "logo.typ").write_text(_PICTURE.format(file=name), encoding="utf-8")
        path = str(Path(own) / "logo.typ")
        drawn = typst.compile(path, root=own, format="png", ppi=PPI, ignore_system_fonts=True)
        assert isinstance(drawn, bytes)
        return drawn


def _colour(text: str) -> RGBColor:
    return RGBColor.from_string(text.removeprefix("#").upper())

"""What a corrected form cannot hold of the file it was made from, in sentences."""

from collections.abc import Iterator

from selector.errors import shorten
from selector.intake.correction import Correction
from selector.publish.forms.choices import LISTS
from selector.texts import LANGUAGES, Texts, load_texts


def left_out(correction: Correction, texts: Texts) -> Iterator[str]:
    """Yield a sentence on rows that are no plan, and one on what a workbook had besides."""
    table = correction.meant
    if correction.aside:
        yield texts("fixed.set_aside", rows=texts.listed(list(map(str, sorted(correction.aside)))))
    if table.layout.sheet:
        others = [f"`{shorten(n, 40)}`" for n in table.layout.others if n not in _ours()]
        yield texts.counted("fixed.not_copied", len(others), sheets=texts.listed(others))


def _ours() -> frozenset[str]:
    """Return the names of the sheets that the forms have."""
    keys = ("template.explanation", "fixed.changes", "fixed.todo", "fixed.aside")
    return frozenset((*LISTS, *(load_texts(lang)(key) for lang in LANGUAGES for key in keys)))

"""The sheets beside the corrected form: what was changed, what is to be done, what is not read."""

from collections.abc import Iterator, Sequence

from selector.intake.correction import Correction
from selector.publish.checked.marked import Row, said, with_look
from selector.publish.forms.parts import Book, heighten, printed
from selector.texts import Texts

_WIDTHS = (8, 20, 12)  # characters, of the place; the texts share the rest
_REST = 100


def add_notes(book: Book, rows: Sequence[Row], correction: Correction) -> None:
    """Add the sheets; that of the rows not read only when there are any."""
    texts = book.texts
    changes = [[c.place, c.column, str(c.row + 1), c.was, c.text]
               for c in with_look(rows, "changed")]  # fmt: skip
    _add(book, "changes", ("cell", "column", "row", "before", "now"), changes)
    todo = list(_todo(rows, correction, texts))
    _add(book, "todo", ("cell", "column", "row", "what"), todo)
    if aside := list(_aside(correction)):
        _add(book, "aside", ("row", "text"), aside)


def _todo(rows: Sequence[Row], correction: Correction, texts: Texts) -> Iterator[list[str]]:
    """Yield everything that needs a person: cells in red, and what is in no cell."""
    for cell in with_look(rows, "wrong"):
        yield [cell.place, cell.column, str(cell.row + 1), cell.said]
    for fault in correction.loose:
        yield ["", fault.column, str(fault.row or ""), said([fault], texts)]


def _aside(correction: Correction) -> Iterator[list[str]]:
    """Yield the rows above and below the table, each as one text."""
    for number, row in correction.meant.sheet:
        if number in correction.aside:
            yield [str(number), " | ".join(text for text in row if text)]


def _add(book: Book, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a sheet with a list."""
    title = book.texts(f"fixed.{name}")
    sheet = book.book.add_worksheet(title)
    texts = [key for key in titles if key in ("before", "now", "what", "text")]
    known = dict(zip(("cell", "column", "row"), _WIDTHS, strict=True))
    widths = [known.get(key, _REST // max(len(texts), 1)) for key in titles]
    for c, key in enumerate(titles):
        sheet.set_column(c, c, widths[c])
        sheet.write_string(0, c, book.texts(f"fixed.{key}"), book.optional)
    for r, row in enumerate(rows, start=1):
        for c, text in enumerate(row):
            sheet.write_string(r, c, text, book.bordered)
        heighten(sheet, r, *zip(row, widths, strict=True))
    sheet.freeze_panes(1, 0)
    printed(sheet, title)

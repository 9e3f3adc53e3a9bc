"""The sheets beside the corrected form: what was changed, what is to be done, what is not read."""

from collections.abc import Iterator, Sequence

from selector.intake.correction import Correction
from selector.publish.checked.marked import Row, said, with_look
from selector.publish.forms.parts import Book, heighten, printed
from selector.texts import Texts

_WIDTHS = {"cell": 10, "column": 21, "row": 10}  # characters; the texts share the rest
_REST = 100


def add_notes(book: Book, rows: Sequence[Row], correction: Correction) -> None:
    """Add the sheets; that of the rows not read only when there are any."""
    texts = book.texts
    changes = [[c.place, c.column, c.was, c.text] for c in with_look(rows, "changed")]
    _add(book, "changes", ("cell", "column", "before", "now"), changes)
    _add(book, "todo", ("cell", "column", "what"), list(_todo(rows, correction, texts)))
    if aside := list(_aside(correction)):
        _add(book, "aside", ("row", "text"), aside)


def _todo(rows: Sequence[Row], correction: Correction, texts: Texts) -> Iterator[list[str]]:
    """Yield everything that needs a person: cells in red, and what is in no cell."""
    for cell in with_look(rows, "wrong"):
        yield [cell.place, cell.column, cell.said]
    for fault in correction.loose:
        place = texts("place.row", row=fault.row) if fault.row else ""
        yield [place, fault.column, said([fault], texts)]


def _aside(correction: Correction) -> Iterator[list[str]]:
    """Yield the rows above and below the table, each as one text."""
    for number, row in correction.meant.sheet:
        if number in correction.aside:
            yield [str(number), " | ".join(text for text in row if text)]


def _add(book: Book, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a sheet with a list."""
    title = book.texts(f"fixed.{name}")
    sheet = book.book.add_worksheet(title)
    widths = [_WIDTHS.get(key, _REST // len(set(titles) - set(_WIDTHS))) for key in titles]
    for c, key in enumerate(titles):
        sheet.set_column(c, c, widths[c])
        sheet.write_string(0, c, book.texts(f"fixed.{key}"), book.optional)
    for r, row in enumerate(rows, start=1):
        for c, text in enumerate(row):
            sheet.write_string(r, c, text, book.bordered)
        heighten(sheet, r, *zip(row, widths, strict=True))
    sheet.freeze_panes(1, 0)
    printed(sheet, title)

"""How the corrected form of an applicant looks: its questions, boxes and headings."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from selector.intake.columns import BY_NAME
from selector.intake.correction import Correction
from selector.intake.layout import FIRST_ANSWER, Layout
from selector.intake.xlsx_parts import place
from selector.publish.checked.marked import Cell, Row
from selector.publish.forms.applicant import ANSWER_WIDTH, KEY_WIDTH, QUESTION_WIDTH
from selector.publish.forms.choices import rule
from selector.publish.forms.parts import Book, heighten, printed

_HEADING = 40  # characters that the heading of a part has at most


def kind_of(cell: Cell, row: Row, form: Layout) -> str:
    """Return what a cell is: of the header, a heading, a name, a box for an answer, or text."""
    column, first = BY_NAME.get(form.asked.get(row.number, "")), FIRST_ANSWER - 1
    texts = [other.text for other in row.cells]
    if row.number == 1:
        return "head"
    if row.number not in form.asked:
        is_heading = not texts[0] and any(texts) and max(map(len, texts)) <= _HEADING
        return "band" if is_heading else ""
    if cell.at == 0:
        return "key"
    boxed = cell.at == first or (cell.at > first and column is not None and column.is_list)
    return "box" if boxed or (cell.at > first and cell.text) else ""


def lay_out_form(book: Book, sheet: Worksheet, rows: Sequence[Row], correction: Correction) -> None:
    """Make the form of an applicant fit to read, to go on with and to print."""
    asked = correction.meant.layout.asked
    widest = max(len(row.cells) for row in rows) - 1
    sheet.set_column(0, 0, KEY_WIDTH)
    sheet.set_column(1, 1, QUESTION_WIDTH)
    sheet.set_column(FIRST_ANSWER - 1, max(FIRST_ANSWER - 1, widest), ANSWER_WIDTH)
    for row in rows:
        sizes = (KEY_WIDTH, QUESTION_WIDTH)
        told = [(c.text, sizes[c.at] if c.at < 2 else ANSWER_WIDTH) for c in row.cells]
        heighten(sheet, row.number - 1, *told)
        if column := BY_NAME.get(asked.get(row.number, "")):
            r, to = row.number - 1, widest if column.is_list else FIRST_ANSWER - 1
            first = place(row.number, FIRST_ANSWER)
            allowed = rule(column, book.texts, first, single=True)
            sheet.data_validation(r, FIRST_ANSWER - 1, r, to, allowed)
    sheet.freeze_panes(1, 2)
    printed(sheet, book.texts("applicant.title"))

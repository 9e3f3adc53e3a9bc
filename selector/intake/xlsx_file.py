"""Read an XLSX: sheet `aanvragen`, else the first; plain values only.

Values come from calamine; formulas, error values and merged cells are found in the XML itself.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from selector.errors import Message, shorten
from selector.intake.layout import FIRST_ANSWER, Layout, Rows, form_in, table_in
from selector.intake.table import RawTable, as_text, failed, tidy
from selector.intake.typed.heading import ASIDE, column_names
from selector.intake.xlsx_parts import (
    Looked,
    Odd,
    Parts,
    Unsafe,
    hidden_sheets,
    look_through,
    pack,
    place,
    sheet_part,
    unpack,
)

SHEET = "aanvragen"


def read_xlsx(file: str, data: bytes) -> RawTable:
    """Return the table, with faults for formulas, error values and merged cells.

    What is hidden is read as well, and told.
    """
    try:
        parts = unpack(data)
        looked = {
            name: look_through(content)
            for name, content in parts.items()
            if b"sheetData" in content
        }
        sheet, others, rows, decimals = _rows(parts)
        found = looked.get(sheet_part(parts, sheet), Looked())
        form = replace(form_in(sheet, rows), others=others, decimals=decimals)
    except Unsafe as refused:
        return failed(Message(refused.code, file, params=refused.params))
    if form.is_form:
        table = replace(tidy(file, form.turned(), typed=False), layout=form, sheet=_filled(rows))
        faults = (*_odd_answers(form, file, found.odd), *table.faults)
        unseen = tuple(_hidden_answers(form, file, found))
        return replace(table, faults=faults, notes=(*table.notes, *unseen))
    table = tidy(file, rows)
    header = column_names(rows[table.top - 1][1]) if table.header else ()
    aside = (name for name in others if _is_filled(parts, looked, name))
    faults = (*_odd_cells(table, header, found.odd), *table.faults)
    notes = (*_sheets(file, parts, sheet, tuple(aside)), *table.notes, *_hidden(table, found))
    layout = replace(table_in(sheet, header), others=others, decimals=decimals)
    return replace(table, faults=faults, notes=notes, layout=layout)


def _is_filled(parts: Parts, looked: Mapping[str, Looked], name: str) -> bool:
    """Tell whether there is anything in a sheet; nobody knows of one that cannot be found."""
    try:
        return looked.get(sheet_part(parts, name), Looked()).filled
    except Unsafe:
        return False


def _sheets(file: str, parts: Parts, sheet: str, others: Sequence[str]) -> Iterator[Message]:
    """Yield what is to be known of which sheet was read: a hidden one, or one of several."""
    if sheet in hidden_sheets(parts):
        yield Message("hidden_sheet", file, value=shorten(sheet, 40))
    if others and sheet.strip().casefold() != SHEET:
        params = {"others": [f"`{shorten(name, 40)}`" for name in others]}
        yield Message("other_sheets", file, value=shorten(sheet, 40), params=params)


def _hidden(table: RawTable, found: Looked) -> Iterator[Message]:
    """Yield a note for every hidden column and row of the table; they are read all the same."""
    for at, name in zip(table.places, table.header, strict=True):
        if found.hides_column(at + 1):
            yield Message("hidden_column", table.file, table.top, name)
    for number, _ in table.rows:
        if number in found.rows:
            yield Message("hidden_row", table.file, number)


def _hidden_answers(layout: Layout, file: str, found: Looked) -> Iterator[Message]:
    """Yield a note for every hidden answer of a form."""
    for column, cells in layout.answers.items():
        for cell in cells:
            if cell.text and (cell.row in found.rows or found.hides_column(cell.column)):
                told = Message("hidden_cell", file, cell.row, column, value=shorten(cell.text))
                yield layout.at(told, cell.row, cell.column)


def _rows(parts: Parts) -> tuple[str, tuple[str, ...], Rows, frozenset[tuple[int, int]]]:
    """Return the sheet, the others, its rows with their numbers, and where broken numbers stand."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(pack(parts)))
        names = book.sheet_names
        if not names:
            raise Unsafe("empty_file")
        sheet = next((name for name in names if name.strip().casefold() == SHEET), names[0])
        grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise Unsafe("damaged", error=shorten(error)) from None
    others = tuple(name for name in names if name != sheet)
    rows = list(enumerate(grid, start=1))
    decimals = frozenset(
        (i, at)
        for i, row in rows
        for at, cell in enumerate(row, start=1)
        if isinstance(cell, float) and not cell.is_integer()
    )
    return sheet, others, [(i, [as_text(cell) for cell in row]) for i, row in rows], decimals


def _filled(rows: Rows) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the rows with something in them."""
    return tuple((number, tuple(row)) for number, row in rows if any(row))


def _odd_answers(layout: Layout, file: str, found: Sequence[Odd]) -> Iterator[Message]:
    """Yield a fault for everything odd among the answers of a form; the rest is not read."""
    for odd in sorted(found, key=lambda odd: odd.row):
        column = layout.asked.get(odd.row)
        if column and (odd.column >= FIRST_ANSWER or odd.code == "merged_cells"):
            told = Message(odd.code, file, odd.row, column, value=odd.text)
            yield layout.at(told, odd.row, odd.column) if odd.column else told


def _odd_cells(table: RawTable, header: Sequence[str], found: Sequence[Odd]) -> Iterator[Message]:
    """Yield a fault for every formula, error value and merged range of the table."""
    aside = {note.row for note in table.notes if note.code in ASIDE}
    found = [odd for odd in found if odd.row not in aside]
    for odd in sorted(found, key=lambda odd: odd.row):
        if odd.code == "merged_cells":
            column = ""
        else:
            name = header[odd.column - 1] if odd.column <= len(header) else ""
            column = name if name in table.header else place(odd.row, odd.column)
        yield Message(odd.code, table.file, odd.row, column, value=odd.text)

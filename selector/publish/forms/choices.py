"""What can be picked in a form: the lists, the sheets they stand on, and the rules for a cell.

A spreadsheet without macros can pick one item of a list. So a cell for several words of a small
closed set has a list of all combinations, in the order of the set; of municipalities, of which
there are too many for that, names can be picked one by one or copied from their sheet.
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain, combinations
from typing import Any

from selector.intake.columns import COLUMNS, Column
from selector.intake.records import Regions
from selector.publish.forms.parts import AREA, LEVEL, MOMENT, Book, printed, protected
from selector.texts import Texts
from selector.vocabulary import AMBITIONS, LIST_SEPARATOR, NOT_APPLICABLE, SHARES

_TOWNS, _CHOICES = LISTS = ("gemeenten", "keuzelijsten")  # sheets; the second is hidden
_TOWNS_SCALE = 75  # percent, in print
_LOWEST = date(2000, 1, 1)
_LONGEST, _TITLE = 255, 32  # characters that Excel allows a message and its title


def combined(words: Sequence[str]) -> tuple[str, ...]:
    """Return every choice of one or more words as a list in one cell, the fewest words first."""
    sizes = (combinations(words, size) for size in range(1, len(words) + 1))
    return tuple(LIST_SEPARATOR.join(choice) for choice in chain.from_iterable(sizes))


def add_lists(book: Book, regions: Regions) -> None:
    """Add the sheet of municipalities, and a hidden one with the combinations."""
    texts = book.texts
    sheet = book.book.add_worksheet(_TOWNS)
    heads = [texts(f"template.{key}") for key in ("town", "code", "province")]
    sheet.write_row(0, 0, heads, book.required)
    towns = sorted(regions.municipalities, key=lambda town: town.name.lstrip("'").lower())
    for r, town in enumerate(towns, start=1):
        sheet.write_row(r, 0, [town.name, town.code, town.province])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 16)
    sheet.autofilter(0, 0, len(towns), 2)
    sheet.freeze_panes(1, 0)
    printed(sheet, _TOWNS)
    sheet.set_portrait()
    sheet.set_print_scale(_TOWNS_SCALE)
    protected(sheet)
    _name(book, AREA, _TOWNS, 0, 1, len(towns))
    _add_combinations(book)


def _add_combinations(book: Book) -> None:
    sheet = book.book.add_worksheet(_CHOICES)
    sheet.hide()
    for c, column in enumerate(column for column in COLUMNS if _is_small_set(column)):
        choices = combined(column.known)
        sheet.write_column(0, c, choices)
        _name(book, column.name, _CHOICES, c, 0, len(choices) - 1)


def _name(book: Book, column: str, sheet: str, c: int, first: int, last: int) -> None:
    """Give a list the name by which cells refer to it."""
    letter = chr(ord("A") + c)
    place = f"={sheet}!${letter}${first + 1}:${letter}${last + 1}"
    book.book.define_name(f"keuzes_{column}", place)


def _is_small_set(column: Column) -> bool:
    return column.is_list and bool(column.known)


def rule(column: Column, texts: Texts, first: str, single: bool = False) -> dict[str, Any]:
    """Return what may stand in a column from its `first` cell on; `single`: one item of a list.

    A word that is not in a closed set is refused. What the reader understands in more ways than a
    spreadsheet can judge (a list in another order, a date as text) gets a warning.
    """
    kind = f"template.hint_{_kind(column, single)}"
    return {
        "input_title": column.name[:_TITLE],
        "input_message": texts(kind)[:_LONGEST],
        "error_title": texts("template.wrong_title")[:_TITLE],
        "error_message": texts("template.wrong", hint=texts(kind))[:_LONGEST],
        "error_type": "stop" if _is_closed(column, single) else "warning",
        # more municipalities in one cell are no mistake
        "show_error": single or column.name != AREA,
        **_allowed(column, single, first),
    }


def _is_closed(column: Column, single: bool) -> bool:
    closed = bool(column.known) and (single or not column.is_list)
    return closed or column.name in (LEVEL, *SHARES)


def _allowed(column: Column, single: bool, first: str) -> dict[str, Any]:
    if column.name == MOMENT:
        return {"validate": "date", "criteria": ">=", "value": _LOWEST}
    if column.name in SHARES:
        share = f"AND(ISNUMBER({first}),{first}>=0,{first}<=1)"
        return {"validate": "custom", "value": f'=OR({first}="{NOT_APPLICABLE}",{share})'}
    if column.name == LEVEL:
        return {"validate": "list", "source": [int(level) for level in AMBITIONS]}
    if column.name == AREA or (_is_small_set(column) and not single):
        return {"validate": "list", "source": f"=keuzes_{column.name}"}
    if column.known:
        return {"validate": "list", "source": list(column.known)}
    return {"validate": "any"}


def _kind(column: Column, single: bool) -> str:
    """Return the kind of hint that a cell has."""
    special = {MOMENT: "moment", LEVEL: "pick", **dict.fromkeys(SHARES, "share")}
    if column.name in special:
        return special[column.name]
    if column.name == AREA:
        return "town" if single else "towns"
    if column.known:
        return "pick" if single or not column.is_list else "combination"
    if column.is_list:
        return "label" if single else "labels"
    return "text"

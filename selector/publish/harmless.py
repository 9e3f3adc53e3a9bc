"""What a spreadsheet may take for a formula, a date or another number, made harmless.

A text that starts with `=`, `+`, `-` or `@`, also in full width, gets an apostrophe before it. So
does what follows `;`, `,` or a tab inside a text: opened with another separator than it was
written with, as Dutch and English spreadsheets do with each other's files, a cell starts there.
Quotes do not help against that, for a spreadsheet heeds only those at the start of a cell. A
number stays a number.

A text that looks like a day, a month, a clock or a power of ten (`1-2`, `MEI1`, `1E5`) gets an
apostrophe as well, which the reader of CSV takes away again (`selector.intake.mistaken`).
"""

import re

from selector.intake.mistaken import APOSTROPHE, is_mistaken

_MARK = "[=+\\-@＝＋－＠﹦﹢﹣﹫]"
_FORMULA = re.compile(rf"^(?=[\t\r\n])|(^|[;,\t\r\n])(?=(?:\"|[^\S\t\r\n])*{_MARK})")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")


def harmless(cell: object, decimal: str = ".") -> object:
    """Return a cell of a CSV such that no part of it can be taken for something else.

    `decimal` is the sign in the numbers of the file.
    """
    if not isinstance(cell, str):
        return cell
    if is_mistaken(cell, decimal):
        return f"{APOSTROPHE}{cell}"
    if _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(lambda found: f"{found[1] or ''}'", cell)

"""What a spreadsheet may take for a formula, made harmless.

A text that starts with `=`, `+`, `-` or `@`, also in full width, gets an apostrophe before it. So
does what follows `;`, `,` or a tab inside a text: opened with another separator than it was
written with, as Dutch and English spreadsheets do with each other's files, a cell starts there.
Quotes do not help against that, for a spreadsheet heeds only those at the start of a cell. A
number stays a number.
"""

import re

_MARK = "[=+\\-@＝＋－＠﹦﹢﹣﹫]"
_FORMULA = re.compile(rf"^(?=[\t\r\n])|(^|[;,\t\r\n])(?=(?:\"|[^\S\t\r\n])*{_MARK})")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")


def harmless(cell: object) -> object:
    """Return a cell of a CSV such that no part of it can be taken for a formula."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(lambda found: f"{found[1] or ''}'", cell)

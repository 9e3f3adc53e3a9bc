"""How a CSV writes a cell that a spreadsheet would take for a formula, a date or a number."""

import re

from selector.verify.recount.mistaken import mistaken

_OPENS = re.compile(r"[\s\"]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
_MAY_OPEN = re.compile(r"[=+\-@＝＋－＠﹦﹢﹣﹫\t\r\n]")  # most cells hold none of these
_DIGITS = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")


def safe(cell: str, comma: bool = False) -> str:
    """Return a cell as a CSV holds it: what a spreadsheet would take for something else is marked.

    A formula also behind a separator, where a spreadsheet that was set otherwise starts a cell.
    `comma`: the sign in numbers is a comma.
    """
    if mistaken(cell, comma):
        return f"'{cell}"
    if not _MAY_OPEN.search(cell) or _DIGITS.fullmatch(cell):
        return cell
    pieces = re.split(r"([;,\t\r\n])", cell)
    marked = "".join(f"'{piece}" if _OPENS.match(piece) else piece for piece in pieces)
    return f"'{marked}" if cell[:1] in {"\t", "\r", "\n"} else marked

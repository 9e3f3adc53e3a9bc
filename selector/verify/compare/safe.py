"""How a CSV writes a cell that a spreadsheet would take for a formula."""

import re

_OPENS = re.compile(r"[\s\"]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
_MAY_OPEN = re.compile(r"[=+\-@＝＋－＠﹦﹢﹣﹫\t\r\n]")  # most cells hold none of these
_DIGITS = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")


def safe(cell: str) -> str:
    """Return a cell as a CSV holds it: what a spreadsheet would take for a formula is marked.

    Also behind a separator, where a spreadsheet that was set otherwise starts a cell.
    """
    if not _MAY_OPEN.search(cell) or _DIGITS.fullmatch(cell):
        return cell
    pieces = re.split(r"([;,\t\r\n])", cell)
    marked = "".join(f"'{piece}" if _OPENS.match(piece) else piece for piece in pieces)
    return f"'{marked}" if cell[:1] in {"\t", "\r", "\n"} else marked

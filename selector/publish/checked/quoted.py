"""What a sentence marks as code, between quotation marks where nothing can be set as code."""

import re

_CODE = re.compile(r"`([^`\n]*)`")


def quoted(sentence: str) -> str:
    """Return a sentence for a cell or a comment: `po` becomes ‘po’."""
    return _CODE.sub("‘\\1’", sentence)

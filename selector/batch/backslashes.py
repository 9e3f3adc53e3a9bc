r"""Folders written as Windows does: between double quotes TOML reads `\t` in `C:\temp` as a tab.

Between single quotes, or with doubled backslashes or slashes, they are what they seem.
"""

import re
from collections.abc import Iterator

from selector.errors import Message, shorten

# A text, or a comment; of texts only those between double quotes have a meaning for backslashes.
_TOKEN = re.compile(r"""\#[^\n]*|'[^'\n]*'|"(?P<text>[^"\n]*)\"""")
_FOLDER = re.compile(r"\s*(?:inbox|archive|results|regions|sweep)\s*=\s*")
_DRIVE = re.compile(r"[A-Za-z]:\\(?!\\)")
_SINGLE = re.compile(r"(?<!\\)\\(?!\\)")


def backslashes(file: str, text: str) -> list[Message]:
    """Return a fault for every folder or program in a config whose backslashes are none."""
    rows = enumerate(text.split("\n"), start=1)
    return [_fault(file, number, found) for number, line in rows for found in _of_line(line)]


def _fault(file: str, number: int, text: str) -> Message:
    close = shorten(text.replace("\\", "/"))
    return Message(
        "backslash", file, value=shorten(text), suggestion=close, params={"line": number}
    )


def _of_line(line: str) -> Iterator[str]:
    for token in _TOKEN.finditer(line):
        text = token["text"] or ""
        named = _FOLDER.fullmatch(line[: token.start()])
        if _DRIVE.match(text) or (named and _SINGLE.search(text)):
            yield text

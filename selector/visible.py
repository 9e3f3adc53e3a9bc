"""What may be shown: text from files, names and servers, without what steers a terminal."""

from unicodedata import category

MARK = "\N{REPLACEMENT CHARACTER}"  # stands in the place of what is not shown


def visible(text: object, *, lines: bool = False) -> str:
    """Return a value as text in which every character can be seen.

    Control characters (escapes of a terminal), characters that turn the direction of writing,
    halves of characters and line ends become a mark; with `lines` line ends and tabs stay.
    """
    found = str(text)
    if found.isprintable():
        return found
    kept = "\n\t" if lines else ""
    return "".join(c if c.isprintable() or c in kept or category(c) == "Zs" else MARK
                   for c in found)  # fmt: skip


def hidden(text: str) -> str:
    """Return the first character that is not shown, as `U+202E`; empty when there is none."""
    shown = visible(text)
    pairs = zip(text, shown, strict=True)
    return next((f"U+{ord(c):04X}" for c, s in pairs if c != s), "")

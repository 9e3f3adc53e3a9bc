"""Placeholders such as `{{naam}}` in the XML of a document, however Word split them over runs."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from docx.oxml.ns import qn

ANSWER, NAME, MARKS = "antwoord", "naam", "merken"
NAMES = ("aanvraag", ANSWER, "datum", MARKS, NAME, "onderwerp", "scenario", "vingerafdruk")
STORIES = tuple(map(qn, ("w:document", "w:hdr", "w:ftr", "w:footnotes", "w:endnotes")))

_PARAGRAPH, _TEXT, _RUN = qn("w:p"), qn("w:t"), qn("w:r")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PLACEHOLDER = re.compile(r"\{\{([^{}]{0,100})\}\}")
Element = Any  # of lxml, which has no types


def written(name: str) -> str:
    """Return a placeholder as it stands in a template."""
    return f"{{{{{name}}}}}"


def paragraphs(root: Element) -> Iterator[Element]:
    """Yield every paragraph, in tables and boxes too."""
    yield from list(root.iter(_PARAGRAPH))


def text_of(paragraph: Element) -> str:
    """Return the text of a paragraph, without that of the boxes in it."""
    return "".join(part.text or "" for part in _texts(paragraph))


def names_in(text: str) -> list[str]:
    """Return the names of the placeholders in a text, in small letters."""
    return [_name(found) for found in _PLACEHOLDER.finditer(text)]


def _name(found: re.Match[str]) -> str:
    return found[1].strip().casefold()


def stray(text: str) -> bool:
    """Tell whether braces are left that belong to no placeholder."""
    left = _PLACEHOLDER.sub("", text)
    return "{{" in left or "}}" in left


def alone(text: str) -> bool:
    """Tell whether a text is one placeholder, and nothing else."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in; what is filled in stays as it is."""
    return _PLACEHOLDER.sub(lambda found: values[_name(found)], text)


def fill(paragraph: Element, values: Mapping[str, str]) -> None:
    """Fill in the placeholders of a paragraph, each in the style of where it begins."""
    texts = list(_texts(paragraph))
    found = list(_PLACEHOLDER.finditer("".join(part.text or "" for part in texts)))
    for match in reversed(found):  # from the end, so that what is before stays in its place
        _put(texts, match.start(), match.end(), values[_name(match)])


def _put(texts: list[Element], start: int, end: int, value: str) -> None:
    """Put a value in the place of what stands from `start` to `end` in the texts together."""
    place = 0
    for part in texts:
        text = part.text or ""
        first, last = max(start - place, 0), min(end - place, len(text))
        if first < last:
            part.text = text[:first] + value + text[last:]
            part.set(_SPACE, "preserve")
            value = ""
        place += len(text)


def _texts(paragraph: Element) -> Iterator[Element]:
    """Yield what holds the text of a paragraph, but for that of paragraphs within it."""
    for part in paragraph.iter(_TEXT):
        if next(part.iterancestors(_PARAGRAPH)) is paragraph:
            yield part


def remove(paragraph: Element) -> None:
    """Take a paragraph out; the only one of its cell, or the end of a section, is emptied."""
    parent, properties = paragraph.getparent(), paragraph.find(qn("w:pPr"))
    ends = properties is not None and properties.find(qn("w:sectPr")) is not None
    if ends or len(parent.findall(_PARAGRAPH)) == 1:
        for part in _texts(paragraph):
            part.text = ""
        for line in list(paragraph.iter(qn("w:pBdr"))):
            line.getparent().remove(line)
    else:
        parent.remove(paragraph)


def like(paragraph: Element) -> Element:
    """Return a new paragraph with one empty run, in the style of another."""
    made = paragraph.makeelement(_PARAGRAPH)
    if (properties := paragraph.find(qn("w:pPr"))) is not None:
        made.append(deepcopy(properties))
        for section in list(made.iter(qn("w:sectPr"))):
            section.getparent().remove(section)
    run = made.makeelement(_RUN)
    made.append(run)
    if (text := next(_texts(paragraph), None)) is not None:
        looks = text.getparent().find(qn("w:rPr"))
        if looks is not None:
            run.append(deepcopy(looks))
    return made

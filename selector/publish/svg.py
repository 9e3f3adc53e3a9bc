"""A drawing as SVG that stands anywhere: inside a web page with a strict policy, or in Typst.

Matplotlib writes a document for itself, with styles and names. Here it becomes one element:
its looks in attributes, which no policy forbids, and its names its own, so that several can stand
in one page.
"""

import re
import warnings
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

ROOT = 'stroke-linejoin="round" stroke-linecap="butt"'  # what matplotlib says in a style sheet
_STYLE = re.compile(r' style="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_USED = re.compile(r'(?:href="#|url\(#)([^")]*)')
_PATH = re.compile(r' d="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def element(figure: Figure, name: str, title: str, alt: str) -> str:
    """Return a figure as one SVG element with its title and alt text; `name` starts its ids.

    Letters are paths: they look the same without the font. The same figure, the same text.
    """
    page = StringIO()
    with mpl.rc_context({"svg.fonttype": "path"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # of a rare character, drawn as a box
        FigureCanvasSVG(figure)
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    drawn = page.getvalue()
    start, end = drawn.index("<g id="), drawn.rindex("</svg>")
    width, height = (round(float(edge) * 72, 2) for edge in figure.get_size_inches())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}pt" height="{height:g}pt" {ROOT}>\n'
        f'<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-desc">{escape(alt)}</desc>\n'
    )
    return f"{head}{_own(_plain(drawn[start:end]), name)}</svg>\n"


def _plain(text: str) -> str:
    """Return drawing without style sheets and comments, numbers to a hundredth of a point."""
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL)
    text = _PATH.sub(lambda found: _short(found[0]), text)
    return _STYLE.sub(lambda found: _attributes(found[1]), text)


def _short(path: str) -> str:
    """Return a path on one line, its numbers to a hundredth."""
    rounded = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), path)
    return re.sub(r" ?\n", "", rounded)


def _attributes(style: str) -> str:
    """Return `fill: #fff; stroke: none` as attributes."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return "".join(f' {key.strip()}="{value.strip()}"' for key, _, value in pairs)


def _own(text: str, name: str) -> str:
    """Return drawing in which only what is used has a name, which is its own."""
    used = set(_USED.findall(text))

    def named(found: Any) -> str:
        return f' id="{name}-{found[1]}"' if found[1] in used else ""

    text = _ID.sub(named, text)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", text)

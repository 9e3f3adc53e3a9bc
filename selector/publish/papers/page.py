"""The page: the dossier as one HTML file that asks nothing of any network.

Its policy lets nothing run or dress it but the one script and the one style inside, by their
hashes. What a template writes is escaped; it holds no style and no handler on any element.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from selector.outcome import Outcome
from selector.publish.papers.facts import Facts
from selector.publish.papers.gather import facts_of
from selector.publish.papers.page_map import PageMap, page_map
from selector.publish.papers.page_style import FOLDER, dressed, part, schemes
from selector.publish.papers.page_swaps import exchange
from selector.publish.papers.page_view import view
from selector.texts import Texts, load_texts
from selector.theme import Theme
from selector.theme.look import Logo

FILE = "dossier.html"
POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)
_CODE = re.compile("`([^`]+)`")


def write_page(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `dossier.html`: the same outcome, the same bytes."""
    facts = facts_of(outcome, language)
    html = render(facts, page_map(outcome, facts), outcome.theme)
    (folder / FILE).write_text(html, encoding="utf-8", newline="\n")


def render(facts: Facts, drawn: PageMap, theme: Theme) -> str:
    """Return the page as text, its logo inside."""
    texts = load_texts(facts.language)
    style, script = dressed(theme) + margins(facts.marks), part("page.js")
    page = environment(texts).get_template("dossier.html.j2")
    return page.render(
        facts=facts,
        view=view(facts, drawn, texts),
        map=drawn,
        exchange=exchange(facts),
        policy=POLICY.format(script=digest(script), style=digest(style)),
        style=Markup(style),
        script=Markup(script),
        logo=theme.logo,
        logo_data=_embedded(theme.logo),
        schemes=schemes(theme),
    )


def _embedded(logo: Logo | None) -> str:
    """Return a logo as an address that holds it, in which an SVG runs and fetches nothing."""
    if logo is None:
        return ""
    kind = {"svg": "svg+xml"}.get(logo.kind, logo.kind)
    return f"data:image/{kind};base64,{b64encode(logo.data).decode()}"


def digest(text: str) -> str:
    """Return the SHA-256 of a script or style as a policy names it."""
    return b64encode(sha256(text.encode()).digest()).decode()


def environment(texts: Texts) -> Environment:
    """Return what fills the templates in: everything escaped, `t` the texts of the page."""
    found = Environment(
        loader=PackageLoader("selector.publish.papers", FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters["code"] = code
    found.filters["num"] = texts.number
    found.globals["t"] = _speaker(texts)
    return found


def _speaker(texts: Texts) -> Callable[..., str]:
    """Return what gives a template the texts of the page."""

    def say(key: str, **params: Any) -> str:
        return texts(f"page.{key}", **params)

    return say


def code(sentence: str) -> Markup:
    """Return a sentence in which what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(sentence))))


def margins(marks: tuple[str, ...]) -> str:
    """Return the style that prints the marks in the margin of every page."""
    if not marks:
        return ""
    text = "".join(
        c if c.isalnum() and c.isascii() else f"\\{ord(c):x} " for c in " · ".join(marks)
    )
    return f'@page{{@top-center{{content:"{text}"}}}}\n'

"""The page read back: its elements, its text, and a round of which every text is hostile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from builders import EXAMPLE, plan, result_from, tables, write_case

from selector import Result, read_plans, select
from selector.publish.papers.page import FILE, write_page

VOID = {"img", "meta", "link", "input", "br", "path", "rect", "circle"}
LONG = "Samenwerkingsverband" * 15  # 300 characters without a space
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "</style><!-- {{ 7 * 7 }} {% raw %} &amp; &lt;",
    "שלום עולם مرحبا",
    "🦊 Skûlen fan Fryslân ☃ e\u0301",
    "javascript:alert(4)//\\u003c",
    "' onmouseover='alert(5)",
    LONG,
)


@dataclass
class Page(HTMLParser):
    """The elements of a page with their attributes, and the text that people read."""

    elements: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    inside: dict[str, list[str]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element without contents."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the last one that was opened."""
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep text by the element that it stands in, and what is read."""
        self.inside.setdefault(self.open[-1] if self.open else "", []).append(data)
        if not {"script", "style", "title"} & {*self.open}:
            self.said.append(data)

    @property
    def text(self) -> str:
        """All that people read, with single spaces."""
        return " ".join("".join(self.said).split())

    def all(self, tag: str) -> list[Mapping[str, str]]:
        """The attributes of every element with a name."""
        return [attrs for name, attrs in self.elements if name == tag]


def page_of(result: Result, folder: Path, language: str = "nl") -> str:
    """The page of a result."""
    write_page(result.outcome, folder, language)
    return (folder / FILE).read_bytes().decode("utf-8")


def parsed(html: str) -> Page:
    """A page read back; every element that is opened is closed, in order."""
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


@cache
def example_result() -> Result:
    """The bundled round with all that a run works out."""
    return select(read_plans(EXAMPLE), certify=True, answers=True, swaps=True)


def hostile_result(folder: Path) -> Result:
    """A round of which every text that a user may choose is hostile."""
    labels = [text.replace("|", "").replace(";", "")[:200] for text in HOSTILE]
    rows = [
        plan(
            f"{i}{label[:60]}", "GM0363|GM0599" if i % 2 else "GM0014", naam=text,
            herkomst="nieuw" if i % 3 else "bestaand", uitdagingen=label, governance=label,
        )
        for i, (text, label) in enumerate(zip(HOSTILE, labels, strict=True))
    ]  # fmt: skip
    given = [
        {"name": HOSTILE[0], "measure": "balance", "on": "herkomst"},
        {"name": LONG[:100], "measure": "coverage", "on": "uitdagingen", "categories": labels},
    ]
    scenario = tables(
        size=4, name=HOSTILE[3], seed=HOSTILE[2], notice=f"{HOSTILE[2]} {LONG[:40]}",
        criteria=given, objective=[{"tier": "leximin"}],
    )  # fmt: skip
    return result_from(*write_case(folder, rows, scenario), answers=True, swaps=True)

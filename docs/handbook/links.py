"""Links of the finished site: each leads to a page and a place on it, and none loads from afar."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """What a page links to, what it loads, and the places on it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        aimed = [given[name] for name in ("href", "src") if name in given]
        (self.links if tag == "a" else self.loads).extend(aimed)


def broken(site: Path) -> Iterator[str]:
    """Yield every link or file of a site that is not there, or that would ask a network."""
    pages = {path: _Page(path) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                if link in page.loads:
                    yield f"{path.relative_to(site)}: loads {link}"
                continue
            if parts.scheme or link in ("", "#"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{path.relative_to(site)}: {link} is not there"
            elif target in pages and unquote(parts.fragment) not in {"", *pages[target].places}:
                yield f"{path.relative_to(site)}: {link} has no such place"

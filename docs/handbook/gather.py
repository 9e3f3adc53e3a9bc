"""The sources of a site in one folder: its own pages, and pages that live elsewhere.

A link between files of the repository becomes one between pages; where the site has no such page
the path of the file is left as text, so that no link leads nowhere.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs" / "site"
ELSEWHERE = {  # files of the repository that are pages, by the language they are written in
    "nl": {"docs/VELDEN.md": "naslag/velden.md"},
    "en": {
        "models/README.md": "mathematics.md",
        "docs/reference.md": "python.md",
        "docs/batch.md": "batch.md",
        "docs/forms.md": "forms.md",
        "docs/benchmarks.md": "benchmarks.md",
        "docs/benchmarks-asking.md": "benchmarks-asking.md",
        "docs/benchmarks-cost.md": "benchmarks-cost.md",
        "docs/benchmarks-overlap.md": "benchmarks-overlap.md",
        "docs/release.md": "release.md",
        "data/example/README.md": "example.md",
        "data/regions/README.md": "regions.md",
        "CHANGELOG.md": "changelog.md",
        "SECURITY.md": "security.md",
    },
}
PROOF = {"models/BEWIJS.md": "bewijs.md"}  # where it is there
PICTURES = ("docs/schaal.png",)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")


def gather(language: str, folder: Path) -> None:
    """Put all written pages of a language into a folder that is not there yet."""
    shutil.copytree(SITE / language, folder)
    pages = ELSEWHERE[language] | {
        name: page for name, page in PROOF.items() if language == "nl" and (ROOT / name).is_file()
    }
    for name, page in pages.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        target = folder / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(linked(text, name, pages), encoding="utf-8", newline="\n")
    if language == "en":
        for picture in PICTURES:
            shutil.copy(ROOT / picture, folder)


def linked(text: str, name: str, pages: Mapping[str, str]) -> str:
    """Return a file's text with links to other files as links to their pages."""

    def link(found: re.Match[str]) -> str:
        words, target = found.groups()
        if "://" in target or target.startswith("#"):
            return found.group()
        path, _, anchor = target.partition("#")
        aimed = normpath(str(PurePosixPath(name).parent / path))
        if aimed not in pages:
            return f"{words} (`{aimed}`)" if words.strip("`") != aimed else words
        page = relpath(pages[aimed], str(PurePosixPath(pages[name]).parent))
        return f"[{words}]({page}{'#' + anchor if anchor else ''})"

    return LINK.sub(link, text)

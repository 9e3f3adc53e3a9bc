"""The documentation as a file on a stick: read by anyone, and nothing leaves the machine.

`HANDBOOK` names a site that is built already, as `.ci/run` does; else it is built here, where the
extra `docs` is installed.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import ROOT, environment

from browser.test_page_in_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = (
    "index.html", "tien-minuten.html", "rondleiding.html", "dossier.html", "wiskunde.html",
    "begrippen.html", "licenties.html", "search.html", "vragen/wat-als.html", "regels/index.html",
    "regels/trap-van-onderop.html", "naslag/opdrachten.html", "naslag/velden.html",
    "naslag/scenario.html", "en/index.html", "en/mathematics.html", "en/python.html",
)  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 800}, "color_scheme": "light"},
}
DIFFERENT = ("index.html", "wiskunde.html", "regels/trap-van-onderop.html", "naslag/velden.html")
SEEN = [*((kind, "light") for kind in KINDS),
        *((kind, look) for kind in DIFFERENT for look in ("dark", "phone"))]  # fmt: skip
pytestmark = pytest.mark.deep  # the site is built, and every kind of page looked at
WIDTH = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if built := os.environ.get("HANDBOOK"):
        return Path(built)
    for module in ("sphinx", "pydata_sphinx_theme", "myst_parser", "latex2mathml"):
        pytest.importorskip(module, reason="the extra `docs` is not installed")
    out = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "docs.handbook", str(out)], cwd=ROOT, env=environment(), check=True
    )
    return out / "site"


@pytest.mark.parametrize(("kind", "look"), SEEN)
def test_a_page_is_for_everyone_and_asks_no_network(
    browser: "Browser", site: Path, kind: str, look: str
) -> None:
    context = browser.new_context(**LOOKS[look])
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / kind).as_uri())
    assert violations(page) == []
    assert page.evaluate(WIDTH)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    assert page.get_attribute("html", "lang") == ("en" if kind.startswith("en/") else "nl")
    context.close()


def test_searching_works_from_a_file(browser: "Browser", site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "search.html").as_uri() + "?q=leximin")
    page.wait_for_selector("#search-results li")
    page.close()

"""A browser without a window, and the page in it; left out where there is none.

The extra `browser` of pyproject.toml brings Playwright and axe; Chromium is the system's own
(`apt-get install chromium`).
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages import example_result, hostile_result, page_of

from selector import Result
from selector.publish.papers.page import FILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
Opened = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, for all tests."""
    pytest.importorskip("playwright", reason="the extra `browser` is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def example() -> Result:
    """The bundled round with all that a run works out."""
    return example_result()


@pytest.fixture(scope="session")
def pages(example: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of the example round and that of a hostile one."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("voorbeeld", "vijandig")}
    page_of(example, folders["voorbeeld"])
    page_of(hostile_result(folders["vijandig"]), folders["vijandig"])
    return {name: folder / FILE for name, folder in folders.items()}


@pytest.fixture
def opened(browser: "Browser", pages: dict[str, Path]) -> Iterator[Opened]:
    """Open a page, from a file, by its name; it may ask nothing of a network and say nothing."""
    heard: list[str] = []
    contexts = []

    def opening(name: str = "voorbeeld", **options: Any) -> "Page":
        context = browser.new_context(**options)
        contexts.append(context)
        page, url = context.new_page(), pages[name].as_uri()
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        page.on("request", lambda asked: heard.append(asked.url) if asked.url != url else None)
        page.goto(url)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert heard == []

"""The page of a comparison in a browser: it asks for nothing, says nothing, and fits."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import plan, result_from, tables, write_case
from pages import HOSTILE, LONG

import selector

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of two hostile results."""
    folder, results = tmp_path_factory.mktemp("ronde"), {}
    for size in (2, 3):
        names = (*HOSTILE[:3], LONG)
        rows = [plan(f"P{i}", "GM0363", naam=name) for i, name in enumerate(names)]
        case = write_case(folder / str(size), rows, tables(size, notice=HOSTILE[1]))
        results[f"{HOSTILE[size]} {size}"] = result_from(*case)
    return selector.compare(results).save(folder / "naast") / "vergelijking.html"


@pytest.mark.parametrize("width", [320, 1100])
def test_the_page_is_silent_and_no_wider_than_the_window(
    browser: "Browser", page: Path, width: int
) -> None:
    heard: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800})
    try:
        shown: Any = context.new_page()
        shown.on("console", lambda message: heard.append(message.text))
        shown.on("pageerror", lambda error: heard.append(str(error)))
        shown.on("dialog", lambda dialog: heard.append(dialog.message))
        shown.on("request", lambda asked: heard.append(asked.url))
        shown.goto(page.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.locator("figure svg").count() == 1
        assert "monospace" not in shown.evaluate("getComputedStyle(document.body).fontFamily")
        assert shown.evaluate("getComputedStyle(document.body).margin") == "0px"
    finally:
        context.close()
    assert heard == [page.as_uri()]

"""The report of a check in a browser: it asks for nothing, says nothing, fits, and can be read."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import invoke, plan, write_plans
from depth import sample
from pages import HOSTILE, LONG

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module", params=["", "voldan"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a hostile round, sound and with a fault in every plan."""
    folder, names = tmp_path_factory.mktemp("ronde"), (*HOSTILE[:3], LONG)
    cells = {"a1": request.param or "Werkt toe"}
    rows = [plan(f"P{i}", "GM0363|GM0014", naam=n, **cells) for i, n in enumerate(names)]
    invoke("check", write_plans(folder, rows), "--report", folder / "verslag.html")
    return folder / "verslag.html"


@pytest.mark.parametrize("width", sample([320, 1100], every=2))
def test_the_report_is_silent_and_no_wider_than_the_window(
    browser: "Browser", page: Path, width: int
) -> None:
    heard: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800})
    try:
        shown: Any = context.new_page()
        shown.on("console", lambda message: heard.append(message.text))
        shown.on("dialog", lambda dialog: heard.append(dialog.message))
        shown.on("request", lambda asked: heard.append(asked.url))
        shown.goto(page.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.locator("article").count() == 4
    finally:
        context.close()
    assert heard == [page.as_uri()]


@pytest.mark.parametrize("scheme", sample(["light", "dark"], every=2))
def test_axe_finds_nothing_in_the_report(browser: "Browser", page: Path, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    try:
        shown = context.new_page()
        shown.goto(page.as_uri())
        assert axe.Axe().run(shown).response["violations"] == []
    finally:
        context.close()

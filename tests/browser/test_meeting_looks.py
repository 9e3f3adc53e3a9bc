"""The page for the meeting: hostile texts, true boundaries, dark rooms, phones and zoom."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages import HOSTILE, LONG, hostile_result

from .test_meeting_goes_on import Program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOUNDARIES = Path(__file__).resolve().parents[3] / "shared" / "regions" / "gemeente_2023.geojson"
SIZES = {"beamer": (1024, 768), "phone": (375, 800), "zoomed": (512, 384)}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[dict[str, Program]]":
    """A hostile round, and the example round on true boundaries where these are at hand."""
    folder = tmp_path_factory.mktemp("vijandig")
    saved = hostile_result(folder).save(folder / "uit", only=("record",))
    found = {"hostile": Program().start(str(saved))}
    if BOUNDARIES.is_file():
        found["drawn"] = Program().start("--regions", str(BOUNDARIES))
    yield found
    for program in found.values():
        program.kill()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["hostile", "drawn"])
def test_the_page_can_be_read_by_all_and_runs_nothing_of_a_plan(
    browser: "Browser", programs: dict[str, Program], name: str, size: str, scheme: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    if name not in programs:
        pytest.skip(f"there is no {BOUNDARIES}")
    heard: list[str] = []
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    try:
        page: Any = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.goto(programs[name].url)
        page.locator('#plans li:not(.chosen) .lock[data-sign="+"]').first.click()
        page.locator("#log li").first.wait_for(timeout=60_000)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        context.close()
    assert heard == []


def test_a_hostile_name_is_text_everywhere(
    browser: "Browser", programs: dict[str, Program]
) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(programs["hostile"].url)
        page.locator("#plans li").first.wait_for()
        shown = page.locator("#plans").inner_text()
        assert all(" ".join(name.split()) in " ".join(shown.split()) for name in HOSTILE[:5])
        assert LONG in shown.replace("\n", "")
        assert page.locator("#plans script, #plans img, #plans [onmouseover]").count() == 0
        page.locator("#plans .name").first.click()
        page.locator("#about-says p").first.wait_for()
        assert page.locator("#about script, #about img").count() == 0
    finally:
        context.close()

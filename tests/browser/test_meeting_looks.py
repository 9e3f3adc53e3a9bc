"""The page for the meeting: hostile texts, true boundaries, dark rooms, phones and zoom."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from depth import sample
from pages import HOSTILE, LONG, hostile_result

from .test_meeting_goes_on import Program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOUNDARIES = Path(__file__).resolve().parents[3] / "shared" / "regions" / "gemeente_2023.geojson"
SIZES = {"beamer": (1024, 768), "phone": (375, 800), "zoomed": (512, 384)}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A hostile round."""
    folder = tmp_path_factory.mktemp("vijandig")
    saved = hostile_result(folder).save(folder / "uit", only=("record",))
    program = Program().start(str(saved))
    yield program
    program.kill()


@pytest.fixture(scope="module")
def drawn() -> Iterator[Program]:
    """The example round on true boundaries, where these are at hand."""
    if not BOUNDARIES.is_file():
        pytest.skip(f"there is no {BOUNDARIES}")
    program = Program().start("--regions", str(BOUNDARIES))
    yield program
    program.kill()


@pytest.mark.parametrize("scheme", sample(["light", "dark"], every=2))
@pytest.mark.parametrize("size", sample(SIZES, every=2))
@pytest.mark.parametrize("name", sample(["hostile", "drawn"], every=2))
def test_the_page_can_be_read_by_all_and_runs_nothing_of_a_plan(
    browser: "Browser", request: pytest.FixtureRequest, name: str, size: str, scheme: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    program: Program = request.getfixturevalue(name)
    heard: list[str] = []
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    try:
        page: Any = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.goto(program.url)
        page.locator('#plans li:not(.chosen) .lock[data-sign="+"]').first.click()
        page.locator("#log li").first.wait_for(timeout=60_000)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        context.close()
    assert heard == []


def test_a_hostile_name_is_text_everywhere(browser: "Browser", hostile: Program) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(hostile.url)
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

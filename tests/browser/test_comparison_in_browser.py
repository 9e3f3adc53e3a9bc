"""The pages of a comparison and of a sweep in a browser: silent, no wider than it, and for all."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import invoke, plan, result_from, tables, write_case
from depth import sample
from pages import HOSTILE, LONG

import selector

if TYPE_CHECKING:
    from playwright.sync_api import Browser


NAMES = (*HOSTILE[:3], LONG)


def rows() -> list[dict[str, str]]:
    """Plans whose names are hostile."""
    return [
        plan(f"P{i}", "GM0363", naam=name, aandeel_besturen="0.7", ambitie="3")
        for i, name in enumerate(NAMES)
    ]


def compared(folder: Path) -> Path:
    """The page of two results."""
    results = {}
    for size in (2, 3):
        case = write_case(folder / str(size), rows(), tables(size, notice=HOSTILE[1]))
        results[f"{HOSTILE[size]} {size}"] = result_from(*case)
    return selector.compare(results).save(folder / "naast") / "vergelijking.html"


def swept(folder: Path) -> Path:
    """The page of a sweep in which some scenarios cannot be, and an assessment is in doubt."""
    doubtful = [*rows()[:3], plan("P3", "GM0599", naam=LONG, a1="voldaan/ontbreekt")]
    plans, scenario = write_case(folder, doubtful, tables(2, notice=HOSTILE[1]))
    vary = folder / "varieer.toml"
    vary.write_text(
        '[sample]\nkind = "grid"\n[[vary]]\nkey = "size"\nvalues = [1, 2, 4]\n'
        '[[vary]]\nkey = "cohort.locked_out"\nvalues = [[], ["P0"], ["P1"]]\n',
        encoding="utf-8",
    )
    words = ("sweep", plans, "--scenario", scenario, "--vary", vary, "--workers", "1")
    found = invoke(*words, "--out", folder / "uit")
    assert found.exit_code == 0, found.output
    return folder / "uit" / "sweep.html"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both pages, by what makes them."""
    made = {"compare": compared, "sweep": swept}
    return {name: make(tmp_path_factory.mktemp(name)) for name, make in made.items()}


@pytest.mark.parametrize("scheme", sample(["light", "dark"], every=2))
@pytest.mark.parametrize("width", sample([320, 1100], every=2))
@pytest.mark.parametrize("name", ["compare", "sweep"])
def test_the_page_is_silent_fits_and_can_be_read_by_all(
    browser: "Browser", pages: dict[str, Path], name: str, width: int, scheme: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    heard: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    try:
        shown: Any = context.new_page()
        shown.on("console", lambda message: heard.append(message.text))
        shown.on("pageerror", lambda error: heard.append(str(error)))
        shown.on("dialog", lambda dialog: heard.append(dialog.message))
        shown.on("request", lambda asked: heard.append(asked.url))
        shown.goto(pages[name].as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert "monospace" not in shown.evaluate("getComputedStyle(document.body).fontFamily")
        assert shown.evaluate("getComputedStyle(document.body).margin") == "0px"
        found = Axe().run(shown).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    finally:
        context.close()
    assert heard == [pages[name].as_uri()]


def test_a_comparison_shows_its_maps(browser: "Browser", pages: dict[str, Path]) -> None:
    context = browser.new_context()
    try:
        shown = context.new_page()
        shown.goto(pages["compare"].as_uri())
        assert shown.locator("figure svg").count() == 1
    finally:
        context.close()

"""The page for the meeting in Chromium: moves, links, keyboard, and axe in every state."""

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from builders import ROOT, environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BIG = "#says .big"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The page of the example round, from a process of its own."""
    words = [sys.executable, "-m", "selector", "serve", "--port", "0"]
    with subprocess.Popen(
        words, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split("http://")[1].split("/")[0]
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.fixture
def page(browser: "Browser", url: str) -> "Iterator[Page]":
    heard: list[str] = []
    context = browser.new_context(viewport={"width": 1024, "height": 768}, accept_downloads=True)
    found = context.new_page()
    found.on("console", lambda message: heard.append(message.text))
    found.on("pageerror", lambda error: heard.append(str(error)))
    outside = [f"http://{url}/", "blob:", "data:"]
    found.on("request", lambda r: None if r.url.startswith(tuple(outside)) else heard.append(r.url))
    found.goto(f"http://{url}/")
    found.locator("#plans li").first.wait_for()
    yield found
    context.close()
    assert heard == []


def changes(page: "Page", text: str = "wisselen") -> None:
    page.locator(BIG, has_text=text).wait_for(timeout=30_000)


def clean(page: "Page") -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.response["violations"] == []


def test_a_move_is_answered_and_undone(page: "Page") -> None:
    before = page.locator(BIG).inner_text()
    page.get_by_label("Erin: A08").click()
    changes(page)
    assert page.locator("li[data-plan=A08] .state").inner_text() == "gekozen, nieuw"
    assert page.locator("#says .fine").inner_text().startswith("Bewezen")
    clean(page)
    page.get_by_role("button", name="Ongedaan maken").click()
    changes(page, before)
    assert page.locator("li[data-plan=A08] .state").inner_text() == "niet gekozen"
    page.get_by_role("button", name="Opnieuw").click()
    changes(page)


def test_a_link_opens_the_same_state_and_a_damaged_one_nothing(page: "Page", url: str) -> None:
    page.get_by_label("Erin: A08").click()
    changes(page)
    link, names = page.url, page.locator("#says .names").all_inner_texts()
    assert "#v1." in link
    other = page.context.new_page()
    other.goto(link)
    changes(other)
    assert other.locator("#says .names").all_inner_texts() == names
    for damaged in (link[:-1], link[:-12], link.replace("#v1.", "#v1.x"), link + "0"):
        broken = page.context.new_page()
        broken.goto(damaged)
        changes(broken, "beschadigd")
        broken.close()


def test_what_cannot_be_offers_ways_out_as_buttons(page: "Page") -> None:
    for plan in ("A01", "A02", "A03", "A04"):
        page.get_by_label(f"Erin: {plan}").click()
    page.locator("#size").fill("2")
    page.get_by_role("button", name="Reken uit").click()
    changes(page, "Dit kan niet")
    clean(page)
    page.locator("#says .buttons button").first.click()
    page.locator("#says .fine", has_text="Bewezen").wait_for(timeout=30_000)


def test_all_of_it_works_by_keyboard(page: "Page") -> None:
    page.get_by_label("Eruit: A01").focus()
    page.keyboard.press("Enter")
    changes(page)
    page.get_by_role("button", name="Terug naar de voordracht").focus()
    page.keyboard.press("Space")
    changes(page, "De voordracht")
    page.locator("li[data-plan=A02] .name").focus()
    page.keyboard.press("Enter")
    page.locator("#about-says p").first.wait_for()
    clean(page)
    page.keyboard.press("Escape")
    assert not page.locator("#about").is_visible()


def test_what_would_have_helped_is_tried_at_a_press(page: "Page") -> None:
    page.locator("li[data-plan=A25] .name").click()
    page.get_by_role("button", name="Wat had geholpen?").click()
    page.get_by_role("button", name="Bekijk: ").first.click(timeout=40_000)
    changes(page)
    assert "A25" in page.locator("#says .names").first.inner_text()


@pytest.mark.parametrize("width", [375, 1024, 1920])
def test_nothing_sticks_out_at_any_width(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_order_of_importance_can_be_changed(page: "Page") -> None:
    page.get_by_role("button", name="Omlaag: ").first.click()
    page.locator("#says .fine", has_text="ewezen").wait_for(timeout=60_000)
    assert page.locator("#order li").first.inner_text().startswith("concurrentie")


def test_minutes_and_scenario_are_saved_as_files(page: "Page") -> None:
    page.fill("#who", "Voorzitter <b>")
    page.get_by_label("Eruit: A01").click()
    changes(page)
    assert "Voorzitter <b>" in page.locator("#log li").first.inner_text()
    for button, name in (("Bewaar het verslag als JSON", "notulen.json"),
                         ("Bewaar het verslag als pagina", "notulen.html"),
                         ("Neem over als scenario", "scenario.toml")):  # fmt: skip
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.suggested_filename == name

"""The page in a browser, as people use it: nobody is left out and nothing leaves the machine."""

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from depth import DEEP, sample

from browser.conftest import Opened
from selector import Result
from selector.publish.papers.gather import gather

if TYPE_CHECKING:
    from playwright.sync_api import Page

SMALL = {"viewport": {"width": 320, "height": 640}}
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}  # 1280 at 200%
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
WIDTH = "document.documentElement.scrollWidth <= innerWidth"


def violations(page: "Page") -> list[str]:
    """What axe finds: the rule, and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


def shown(page: "Page") -> list[str]:
    """The ids of the plans in the list that can be seen."""
    found: list[str] = page.locator("article.plan:visible h3 .id").all_inner_texts()
    return found


@pytest.mark.parametrize("name", sample(["voorbeeld", "vijandig"], every=2))
@pytest.mark.parametrize("options", [{}, SMALL, ZOOMED], ids=["wide", "small", "zoom"])
def test_nothing_sticks_out(opened: Opened, name: str, options: dict[str, Any]) -> None:
    page = opened(name, **options)
    page.evaluate(OPEN)
    assert page.evaluate(WIDTH)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        pytest.param("voorbeeld", {}, marks=DEEP, id="wide"),
        pytest.param("voorbeeld", {"color_scheme": "dark"}, marks=DEEP, id="dark"),
        pytest.param("vijandig", SMALL, id="hostile and small"),
    ],
)
def test_axe_finds_nothing(opened: Opened, name: str, options: dict[str, Any]) -> None:
    page = opened(name, **options)
    for part in (".map", ".plan.chosen", ".plan.not_chosen", ".group"):  # the others are alike
        page.locator(f"{part} summary").first.click()
    assert violations(page) == []


def test_with_letters_twice_as_large_nothing_sticks_out(opened: Opened) -> None:
    page = opened(viewport={"width": 800, "height": 600})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate(WIDTH)


def test_the_policy_is_in_force(opened: Opened, browser: Any, pages: Any) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(pages["voorbeeld"].as_uri())
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " { textContent: 'window.broken = 1' }))"
        )
        assert page.evaluate("window.broken") is None


def test_the_map_is_one_stop_and_is_walked_by_the_arrow_keys(opened: Opened) -> None:
    page = opened()
    assert page.locator("#map [tabindex], #map a").count() == 0
    page.locator("#place").focus()
    for _ in range(2):  # past the colours
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "map"
    first = page.locator("#map-says strong").inner_text()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowUp")
    assert page.locator("#map-says strong").inner_text() != first
    page.keyboard.press("Enter")
    place = page.locator("#map-says strong").inner_text()
    assert page.locator("#place option:checked").inner_text() == place
    assert place in page.locator("#count").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#count").inner_text() == "29 van de 29 aanvragen"


def test_every_municipality_can_be_reached_by_the_arrow_keys(opened: Opened) -> None:
    page = opened()
    page.locator("#map").focus()
    seen = {page.locator("#map-says strong").inner_text()}
    for key, times in (("ArrowUp", 30), ("ArrowRight", 30), ("ArrowDown", 40), ("ArrowLeft", 30)):
        for _ in range(times):
            page.keyboard.press(key)
            seen.add(page.locator("#map-says strong").inner_text())
    assert len(seen) > 40


def test_pointing_at_the_map_tells_the_name_and_a_click_chooses_the_plans(opened: Opened) -> None:
    page = opened(viewport={"width": 1280, "height": 1400})
    spot = page.evaluate(
        """() => { const { units } = JSON.parse(document.getElementById('data').textContent);
        const u = units.findIndex((unit) => unit.n === 'Rotterdam');
        const box = document.querySelectorAll('#units path')[u].getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2]; }"""
    )
    page.mouse.move(*spot)
    assert page.locator("#map-says strong").inner_text() == "Rotterdam"
    assert shown(page)[:3] == ["A01", "A02", "A03"]
    page.mouse.click(*spot)
    listed = page.locator("#map-says li bdi:first-child").all_inner_texts()
    assert shown(page) == [plan for plan in listed if re.fullmatch(r"A\d\d", plan)]
    assert "A01" in shown(page)


def test_the_filters_leave_what_fits_and_tell_how_many(opened: Opened, example: Result) -> None:
    page, facts = opened(), gather(example.outcome, "nl")
    page.locator("#f-standing").select_option("provisional")
    wanted = [p.plan_id for p in facts.of("chosen") if p.provisional]
    assert shown(page) == wanted
    page.locator("#f-sectors").select_option("mbo")
    mbo = [p.plan_id for p in facts.of("chosen") if p.provisional and "mbo" in p.profile[0][1]]
    assert shown(page) == mbo != wanted
    assert page.locator("#count").inner_text() == f"{len(mbo)} van de 29 aanvragen"
    page.locator("button[type=reset]").click()
    page.locator("#f-text").fill("FRYSLAN waldkant")  # without accents
    assert shown(page) == ["A11"]
    page.locator("#f-text").fill("onvindbaar")
    assert page.locator("#none").is_visible()
    assert shown(page) == []


def test_a_link_to_a_plan_opens_its_answer_also_when_it_was_filtered_out(opened: Opened) -> None:
    page = opened()
    page.locator("#f-standing").select_option("ineligible")
    page.locator(".nomination a").first.focus()
    page.keyboard.press("Enter")
    details = page.locator("article.plan:has(.id:text-is('A01')) details")
    assert details.get_attribute("open") is not None
    assert details.is_visible()
    assert "Maasstad" in details.inner_text()


def test_the_first_stop_skips_to_the_content(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("(link) => link.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_swap_is_told_as_the_result_has_it(opened: Opened, example: Result) -> None:
    page, facts = opened(), gather(example.outcome, "nl")
    swap = facts.swaps[-1]
    page.locator("#swap-in").select_option(label=_option(facts, swap.into))
    page.locator("#swap-out").select_option(label=_option(facts, swap.out))
    said = page.locator("#swap-says").inner_text()
    assert f"{swap.into} in plaats van {swap.out}" in said
    assert swap.price in said
    for moved in swap.moved:
        assert f"{moved.title}: van {moved.now.text} naar {moved.then.text}" in said
    assert page.locator("#matrix .now").inner_text() == ("=" if not swap.tier else str(swap.tier))
    page.locator("#matrix td[data-in]").first.click()
    first = facts.swaps[0]
    assert f"{first.into} in plaats van {first.out}" in page.locator("#swap-says").inner_text()


def _option(facts: Any, plan_id: str) -> str:
    (plan,) = (plan for plan in facts.plans if plan.plan_id == plan_id)
    return f"{plan.plan_id} {plan.name}"


def test_printed_every_answer_is_open_and_no_control_is_left(opened: Opened) -> None:
    page = opened()
    page.locator("#f-text").fill("onvindbaar")
    page.locator("button[type=reset]").click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".plan .answer:visible").count() == 26
    assert page.locator("form:visible, select:visible, nav:visible, button:visible").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    assert len(page.pdf(prefer_css_page_size=True)) > 50_000


def test_without_script_everything_can_still_be_read(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("article.plan:visible").count() == 29
    assert page.locator("form:visible, select:visible").count() == 0
    page.locator("article.plan summary").first.click()
    assert page.locator("article.plan .answer").first.is_visible()


def test_who_wants_no_motion_gets_none(opened: Opened) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert opened().evaluate(behaviour) == "smooth"


def test_a_bar_is_as_long_as_its_number(opened: Opened, example: Result) -> None:
    page = opened()
    rows = page.locator(".overview tbody tr")
    scores = {p.title: p.score.exact for p in gather(example.outcome, "nl").points}
    for row in rows.all():
        length = row.locator(".got").get_attribute("width")
        title = row.locator("th").inner_text()
        assert length is not None
        assert abs(Fraction(int(length), 200) - scores[title]) <= Fraction(1, 400)

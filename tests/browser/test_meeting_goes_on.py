"""The page for the meeting when the program, the network or the night come between."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import ROOT, environment, plan, tables, write_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BIG = "#says .big"
SMALL = [plan("A", naam="Alkmaar"), plan("B", "GM0599"), plan("C", "GM0014")]


@dataclass
class Program:
    """The program on one port, which can be killed and started again."""

    port: str = "0"
    process: Any = None

    def start(self, *words: str, token: str = "") -> "Program":
        """Start it, on the port of the time before."""
        host = ["--host", "0.0.0.0"] if token else []
        said = [sys.executable, "-m", "selector", "serve", *words, *host, "--port", self.port]
        env = environment(SELECTOR_TOKEN=token)
        self.process = subprocess.Popen(
            said, cwd=ROOT, env=env, stderr=subprocess.PIPE, encoding="utf-8"
        )
        line = self.process.stderr.readline()
        self.port = line.split("://")[1].split("/")[0].rpartition(":")[2]
        return self

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return f"http://127.0.0.1:{self.port}/"

    def kill(self) -> None:
        """Let it die without a word."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def program() -> Iterator[Program]:
    found = Program()
    yield found
    if found.process is not None:
        found.kill()


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    found = browser.new_context(viewport={"width": 1024, "height": 768})
    yield found
    found.close()


def opened(context: "BrowserContext", url: str) -> "Page":
    page = context.new_page()
    page.goto(url)
    page.locator("#plans li").first.wait_for(timeout=60_000)
    return page


def says(page: "Page", text: str) -> None:
    page.locator(BIG, has_text=text).wait_for(timeout=60_000)


@pytest.mark.deep
def test_a_program_that_dies_and_comes_back_loses_no_move(
    program: Program, context: "BrowserContext"
) -> None:
    page = opened(context, program.start().url)
    page.get_by_label("Erin: A08").click()
    says(page, "wisselen")
    program.kill()
    page.get_by_label("Eruit: A01").click()
    page.locator("#line", has_text="geen verbinding").wait_for(timeout=20_000)
    assert page.get_by_label("Eruit: A01").get_attribute("aria-pressed") == "true"
    program.start()
    page.locator("#line").wait_for(state="hidden", timeout=30_000)
    says(page, "wisselen")
    assert page.locator("li[data-plan=A01] .state").inner_text() == "valt af"
    assert page.locator("#log li").count() == 2
    page.get_by_role("button", name="Ongedaan maken").click()
    page.locator("li[data-plan=A01] .state", has_text="gekozen").wait_for(timeout=30_000)


def test_a_page_that_is_asked_for_while_the_program_starts_appears(
    program: Program, context: "BrowserContext"
) -> None:
    program.start()
    page = context.new_page()
    page.route("**/api/round", lambda route: route.abort())
    page.goto(program.url)
    page.locator("#line", has_text="geen verbinding").wait_for(timeout=20_000)
    page.unroute("**/api/round")
    page.locator("#plans li").first.wait_for(timeout=20_000)
    assert page.locator("#line").is_hidden()


@pytest.mark.deep
def test_a_page_left_open_over_night_goes_on_when_the_new_key_is_there(
    program: Program, context: "BrowserContext"
) -> None:
    page = opened(context, program.start(token="gisteren").url + "?token=gisteren")
    page.get_by_label("Erin: A08").click()
    says(page, "wisselen")
    program.kill()
    program.start(token="vandaag")
    page.evaluate("dispatchEvent(new Event('focus'))")  # somebody comes in
    page.locator("#line", has_text="sleutel").wait_for(timeout=20_000)
    page.get_by_label("Eruit: A01").click()
    opened(context, program.url + "?token=vandaag")
    page.locator("#line").wait_for(state="hidden", timeout=30_000)
    page.locator("li[data-plan=A01] .state", has_text="valt af").wait_for(timeout=30_000)
    assert page.locator("li[data-plan=A08] .state").inner_text() == "gekozen, nieuw"


@pytest.mark.deep
def test_a_page_of_yesterdays_round_shows_nothing_of_todays(
    program: Program, context: "BrowserContext", tmp_path: Path
) -> None:
    page = opened(context, program.start().url)
    program.kill()
    plans, scenario = write_case(tmp_path, SMALL, tables(2))
    program.start(str(plans), "--scenario", str(scenario))
    page.get_by_label("Erin: A08").click()
    page.locator("#line", has_text="andere ronde").wait_for(timeout=20_000)
    assert page.locator("#log li").count() == 0
    page.get_by_role("button", name="Open de andere ronde").click()
    page.locator("#plans li", has_text="Alkmaar").wait_for(timeout=20_000)


@pytest.mark.deep
def test_a_slow_network_says_that_it_works_and_answers_the_last_move_only(
    program: Program, context: "BrowserContext"
) -> None:
    page = opened(context, program.start().url)
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 1500, "downloadThroughput": 4000, "uploadThroughput": 4000},
    )
    page.get_by_label("Erin: A08").click()
    says(page, "Rekent")
    assert page.locator("#says").get_attribute("aria-busy") == "true"
    page.get_by_label("Eruit: A01").click()
    says(page, "wisselen")
    assert page.locator("#log li").count() == 1
    assert "A01 eruit" in page.locator("#log li").inner_text()
    assert page.locator("li[data-plan=A08] .state").inner_text() == "gekozen, nieuw"


@pytest.mark.deep
def test_two_tabs_of_one_person_keep_their_moves_apart_and_their_minutes_together(
    program: Program, context: "BrowserContext"
) -> None:
    one, two = (opened(context, url) for url in [program.start().url] * 2)
    one.get_by_label("Erin: A08").click()
    two.get_by_label("Eruit: A01").click()
    says(one, "wisselen")
    says(two, "wisselen")
    assert two.get_by_label("Erin: A08").get_attribute("aria-pressed") == "false"
    assert one.get_by_label("Eruit: A01").get_attribute("aria-pressed") == "false"
    for page in (one, two):
        page.locator("#log li").nth(1).wait_for(timeout=10_000)
    two.fill("#keep-name", "zonder A01")
    two.get_by_role("button", name="Bewaar deze selectie").click()
    one.locator("#kept tr", has_text="zonder A01").wait_for(timeout=10_000)
    one.reload()
    one.locator("#log li").nth(1).wait_for(timeout=20_000)


@pytest.mark.deep
def test_a_move_that_is_refused_leaves_what_stood_before(
    program: Program, context: "BrowserContext"
) -> None:
    page = opened(context, program.start().url)
    page.get_by_label("Erin: A08").click()
    says(page, "wisselen")
    link = page.url
    page.evaluate(
        "async () => { const round = await (await fetch('/api/round')).json();"
        " location.hash = Link.make(['size=veel'], round.mark); }"
    )
    says(page, "Dit kan niet zo")
    assert page.url == link
    assert page.locator("#size").input_value() == "12"
    page.get_by_role("button", name="Ongedaan maken").click()
    says(page, "De voordracht")

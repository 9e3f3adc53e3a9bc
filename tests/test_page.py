"""The page: one file that runs nothing but its own script, says what the record says."""

import json
import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from builders import altered
from pages import HOSTILE, LONG, Page, example_result, hostile_result, page_of, parsed

from selector import Result
from selector.publish.papers import of_others, page_view
from selector.publish.papers.gather import gather
from selector.publish.papers.page import code
from selector.publish.record import write_record


@pytest.fixture(scope="module")
def example() -> Result:
    return example_result()


@pytest.fixture(scope="module")
def html(example: Result, tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(example, tmp_path_factory.mktemp("pagina"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("vijandig")
    return page_of(hostile_result(folder), folder)


@pytest.fixture(scope="module")
def record(example: Result, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("uitkomst")
    write_record(example.outcome, folder, "nl")
    return json.loads((folder / "cohort.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["html", "hostile"])
def page(request: pytest.FixtureRequest) -> Page:
    return parsed(request.getfixturevalue(request.param))


def decimal(exact: str) -> str:
    """A score as people read it."""
    return f"{float(Fraction(exact)):.3f}".replace(".", ",")


def cells(html: str, name: str) -> list[list[str]]:
    """The texts of the cells of the table under a caption, row by row."""
    (table,) = re.findall(rf"<caption[^>]*>{name}</caption>(.*?)</table>", html, re.DOTALL)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)[1:]
    return [
        [parsed(cell).text for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


# --- One file, and nothing else


def test_the_same_result_gives_the_same_bytes(example: Result, html: str, tmp_path: Path) -> None:
    assert page_of(example, tmp_path) == html
    assert len(html.encode()) < 1_500_000


def test_the_policy_lets_nothing_run_but_the_script_and_style_inside(page: Page) -> None:
    (policy,) = (m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'; ")
    (style,) = page.inside["style"]
    data, script = page.inside["script"]
    for kind, text in (("script", script), ("style", style)):
        found = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{found}'" in policy
    assert json.loads(data)["units"]
    assert [s.get("type") for s in page.all("script")] == ["application/json", None]


def test_nothing_points_outside_and_nothing_is_dressed_or_handled_in_place(page: Page) -> None:
    ids = Counter(attrs["id"] for _, attrs in page.elements if "id" in attrs)
    assert set(ids.values()) == {1}
    for tag, attrs in page.elements:
        assert not [name for name in attrs if name.startswith("on") or name == "style"], tag
        assert not {"src", "srcset", "action", "formaction", "data", "poster"} & {*attrs}, tag
        if link := attrs.get("href"):
            assert link == "data:," or link[1:] in ids, link
        for name in ("aria-labelledby", "for"):
            assert not {*attrs.get(name, "").split()} - {*ids}, (tag, attrs)
    assert not {"img", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}


# --- Hostile text


def test_hostile_text_appears_as_text(hostile: str) -> None:
    page = parsed(hostile)
    shown = {" ".join(text.split()) for text in HOSTILE}
    assert {text for text in shown if text in page.text} == shown
    assert LONG[:40] in page.inside["title"][0]
    assert "49" not in page.inside["title"][0]


def test_marks_stand_at_both_ends_and_in_the_margin_of_every_printed_page(
    html: str, hostile: str
) -> None:
    assert parsed(html).text.count("verzonnen voorbeeldronde") == 2
    (style,) = parsed(html).inside["style"]
    assert '@page{@top-center{content:"verzonnen\\20 voorbeeldronde"}}' in style
    (style,) = parsed(hostile).inside["style"]
    assert style.count("@top-center") == 1
    assert "alert" not in re.sub(r"\\3c .*", "", style)


def test_what_stands_between_backticks_is_code_and_the_rest_is_escaped() -> None:
    assert code("`a<b` & `") == "<code>a&lt;b</code> &amp; `"


# --- For everybody


def test_headings_are_in_order_under_one_title(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_head_says_of_what(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption")) > 0
    assert {head.get("scope") for head in page.all("th")} == {"col", "row"}


def test_the_page_says_its_language_and_has_no_text_of_the_other(
    example: Result, tmp_path: Path
) -> None:
    english = parsed(page_of(example, tmp_path, "en"))
    assert english.all("html") == [{"lang": "en"}]
    assert "Gevraagd besluit" not in english.text
    assert "Decision asked for" in english.text


# --- The numbers of the record


def test_the_chosen_plans_are_those_of_the_record(html: str, record: Any) -> None:
    (chosen,) = re.findall(r'<ol class="nomination">(.*?)</ol>', html, re.DOTALL)
    assert re.findall(r'<bdi class="id">(.*?)</bdi>', chosen) == record["selected"]
    standing = re.findall(r'<article class="plan (\w+)"', html)
    assert [s == "chosen" for s in standing] == [p["selected"] for p in record["plans"]]
    assert [s == "ineligible" for s in standing] == [
        p["verdict"] == "voldoet_niet" for p in record["plans"]
    ]


def test_the_scores_are_those_of_the_record(html: str, record: Any) -> None:
    rows = cells(html, "Per punt: wat gewenst is, wat is bereikt en wat haalbaar is")
    found = sorted((row[2], row[3]) for row in rows)
    wanted = [(decimal(c["score"]), decimal(c["best_alone"])) for c in record["criteria"]]
    assert found == sorted(wanted)


def test_every_answer_stands_whole_at_its_plan(html: str, example: Result) -> None:
    articles = re.findall(r"<article.*?</article>", html, re.DOTALL)
    facts = gather(example.outcome, "nl")
    for article, plan in zip(articles, facts.plans, strict=True):
        said = parsed(article).text
        assert plan.name in said
        assert all(sentence.replace("`", "") in said for sentence in plan.answer)
        assert all(reason in said for reason in (*plan.pending, *plan.reasons))


def test_every_swap_of_the_record_has_its_cell_and_its_price(html: str, record: Any) -> None:
    rows = cells(html, "Alle ruilen in één tabel")
    into = list(dict.fromkeys(swap["in"] for swap in record["swaps"]))
    assert sorted(row[0] for row in rows) == sorted(into)
    marks = {
        (row[0], out): mark
        for row in rows
        for out, mark in zip(record["selected"], row[1:], strict=True)
    }
    assert len(record["swaps"]) == len(marks) > 100
    for swap in record["swaps"]:
        mark = "×" if not swap["feasible"] else "=" if not swap["tier"] else str(swap["tier"])
        assert marks[swap["in"], swap["out"]] == mark
    said = re.findall(r'<p class="title"><bdi>(.*?)</bdi> in plaats van <bdi>(.*?)</bdi>', html)
    assert sorted(said) == sorted((swap["in"], swap["out"]) for swap in record["swaps"])


# --- What was not worked out, and what is too much


def test_without_swaps_and_answers_the_page_says_so(example: Result, tmp_path: Path) -> None:
    page = parsed(page_of(altered(example, swaps=None, answers=None, runner_up=None), tmp_path))
    assert "Dit is voor deze uitkomst niet uitgerekend." in page.text
    assert "Er is geen andere selectie uitgerekend." in page.text
    assert not [s for s in page.all("select") if s.get("id", "").startswith("swap")]


def test_a_swap_that_was_not_settled_is_told(example: Result, tmp_path: Path) -> None:
    assert example.outcome.swaps
    fewer = replace(example.outcome.swaps, found=example.outcome.swaps.found[1:], complete=False)
    html = page_of(altered(example, swaps=fewer), tmp_path)
    assert "De tijd was op voordat elk paar was uitgerekend." in parsed(html).text
    assert sum(row.count("?") for row in cells(html, "Alle ruilen in één tabel")) == 1


def test_of_very_many_plans_and_pairs_the_page_shows_the_chosen_and_some(
    example: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_view, "MOST_PLANS", 15)
    monkeypatch.setattr(page_view, "MOST_PAIRS", 5)
    html = page_of(example, tmp_path)
    assert re.findall(r'<article class="plan (\w+)"', html).count("chosen") == 12
    page = parsed(html)
    assert "Hier staan 15 van de 29 aanvragen" in page.text
    assert "Hier staan 5 van de 49 paren" in page.text
    monkeypatch.setattr(of_others, "MOST_PAIRS", 20)
    assert len(gather(example.outcome, "nl").pairs) == 20
    assert "Hier staan 5 van de 49 paren" in parsed(page_of(example, tmp_path)).text
    test_nothing_points_outside_and_nothing_is_dressed_or_handled_in_place(page)

"""What `selector compare --out` leaves: a page, a workbook, data, words and maps that agree."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, result_from, skip_drawings, tables, write_case
from openpyxl import load_workbook
from pages import HOSTILE, parsed

import selector
from selector import InputError, Result
from selector.publish.compared import folder as room
from selector.publish.compared.data import as_record
from selector.publish.compared.page import POLICY, render
from selector.publish.papers.page import digest

FILES = {f"vergelijking.{end}" for end in ("html", "xlsx", "json", "txt", "png", "svg")}
CRITERIA = [{"name": "herkomst", "measure": "balance", "on": "herkomst"}]


def result(folder: Path, size: int, **cells: str) -> Result:
    rows = [
        plan(f"P{i}", place, naam=text, herkomst=origin, **cells)
        for i, (place, text, origin) in enumerate(
            zip(("GM0363", "GM0599", "GM0014", "GM0917"), HOSTILE[:4],
                ("nieuw", "nieuw", "bestaand", "bestaand"), strict=True)
        )
    ]  # fmt: skip
    case = write_case(folder, rows, tables(size, criteria=CRITERIA, notice=HOSTILE[1]))
    return result_from(*case)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> selector.Comparison:
    """Two results of which every text is hostile, down to their names."""
    folder = tmp_path_factory.mktemp("ronde")
    one, other = result(folder / "1", 2), result(folder / "2", 3, governance="=1+1<b>")
    return selector.compare({HOSTILE[0]: one, f"=cmd|{HOSTILE[2]}": other})


@pytest.fixture(scope="module")
def saved(beside: selector.Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beside.save(tmp_path_factory.mktemp("uit") / "naast")


def test_all_files_are_there_and_the_same_comparison_gives_the_same_bytes(
    beside: selector.Comparison, saved: Path, tmp_path: Path
) -> None:
    assert {path.name for path in saved.iterdir()} == {*FILES, "SHA256SUMS"}
    again = beside.save(tmp_path / "nog-eens")
    for path in saved.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_data_on_the_disk_is_that_of_python(beside: selector.Comparison, saved: Path) -> None:
    told = json.loads((saved / "vergelijking.json").read_text(encoding="utf-8"))
    assert told == as_record(beside.compared) == beside.as_dict()
    assert (saved / "vergelijking.txt").read_text(encoding="utf-8") == beside.summary("nl") + "\n"


def test_the_page_runs_nothing_and_asks_for_nothing(saved: Path) -> None:
    page = parsed((saved / "vergelijking.html").read_text(encoding="utf-8"))
    assert page.open == []
    assert page.all("script") == []
    for tag, attributes in page.elements:
        assert tag not in ("img", "iframe", "object", "embed", "form", "base", "b"), tag
        names = set(attributes)
        assert not {name for name in names if name.startswith("on") or name == "style"}, tag
        assert {"src", "srcset", "action"}.isdisjoint(names), tag
        for name in ("href", "xlink:href"):
            assert re.match(r"#|data:,|$", attributes.get(name, "")), attributes
    policy = next(a["content"] for a in page.all("meta") if "http-equiv" in a)
    assert policy == POLICY.format(style=digest("".join(page.inside["style"])))
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_the_page_says_every_text_as_it_is(beside: selector.Comparison, saved: Path) -> None:
    page = parsed((saved / "vergelijking.html").read_text(encoding="utf-8"))
    for side in beside.compared.sides.sides:
        assert side.name in page.text
    for text in HOSTILE[:4]:
        assert " ".join(text.split()) in page.text
    assert len(page.all("tr")) > 10
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))


def test_the_page_in_english_is_in_english(beside: selector.Comparison) -> None:
    html = render(beside.compared, "en")
    page = parsed(html)
    assert page.all("html")[0]["lang"] == "en"
    assert "results side by side" in page.text
    assert "erbij" not in page.text


def cells(book: Any) -> list[tuple[str, Any]]:
    return [(c.data_type, c.value) for sheet in book for row in sheet for c in row if c.value]


def test_the_workbook_holds_texts_and_numbers_and_no_formula(
    beside: selector.Comparison, saved: Path
) -> None:
    book = load_workbook(saved / "vergelijking.xlsx")
    assert book.sheetnames == [
        "Uitkomsten", "Aanvragen", "Punten", "Trappen", "Verschillen", "Stappen"
    ]  # fmt: skip
    assert {kind for kind, _ in cells(book)} == {"s", "n"}
    told = [value for _, value in cells(book)]
    assert HOSTILE[0] in told
    numbers = [
        row[1:] for row in book["Punten"].iter_rows(values_only=True) if row[0] == "herkomst"
    ]
    exact = beside.compared.scores("herkomst")
    assert numbers == [tuple(pytest.approx(float(score)) for score in exact if score is not None)]


def test_the_maps_tell_what_they_show(saved: Path) -> None:
    drawn = (saved / "vergelijking.svg").read_text(encoding="utf-8")
    assert drawn.count("2 van de 4") == 1
    assert drawn.count("3 van de 4") == 1
    assert "<script" not in drawn


def test_a_folder_that_cannot_be_finished_leaves_nothing(
    beside: selector.Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(room, "write_workbook", broken)
    with pytest.raises(RuntimeError):
        beside.save(tmp_path / "uit")
    assert list(tmp_path.iterdir()) == []


def test_an_impossible_round_has_a_place_in_every_file(tmp_path: Path) -> None:
    one, other = result(tmp_path / "1", 2), result(tmp_path / "2", 9)
    assert other.status == "infeasible"
    saved = selector.compare({"een": one, "twee": other}).save(tmp_path / "uit")
    html = (saved / "vergelijking.html").read_text(encoding="utf-8")
    assert "geen selectie" in parsed(html).text
    book = load_workbook(saved / "vergelijking.xlsx")
    assert any(value == "geen selectie" for _, value in cells(book))
    assert (saved / "vergelijking.png").stat().st_size > 10_000


def test_the_command_keeps_what_it_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)
    for name, size in (("een", 2), ("twee", 3)):
        result(tmp_path / f"ronde-{name}", size).save(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    found = invoke("compare", "een", "twee", "--out", "naast", "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout) == json.loads(
        (tmp_path / "naast" / "vergelijking.json").read_text(encoding="utf-8")
    )
    assert invoke("compare", "een", "twee", "--out", "naast").exit_code == 2
    assert invoke("compare", "een", "twee", "--out", "naast", "--force").exit_code == 0


def test_python_refuses_unlike_rounds_and_a_single_result(tmp_path: Path) -> None:
    one = result(tmp_path / "1", 2)
    with pytest.raises(ValueError, match="two"):
        selector.compare([one])
    other = result_from(*write_case(tmp_path / "2", [plan("Q")], tables(1)))
    with pytest.raises(InputError):
        selector.compare([one, other])
    assert selector.compare([one, other], shared=True).plans.empty


def test_nothing_hostile_reaches_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_drawings(monkeypatch)
    folders = []
    for name, size in (("een\x1b[31m", 2), ("twee\u202e", 3)):
        folders.append(result(tmp_path / f"ronde-{size}", size).save(tmp_path / f"{name}"))
    found = invoke("compare", *folders)
    assert "\x1b" not in found.output
    assert "\u202e" not in found.output


def test_a_tier_of_shares_says_that_its_values_are_shares(tmp_path: Path) -> None:
    rows = [plan("A", herkomst="nieuw"), plan("B", herkomst="bestaand"), plan("C")]
    tier = {"tier": "criterion", "over": ["herkomst"], "relative": True}
    results = [
        result_from(
            *write_case(
                tmp_path / f"{size}", rows, tables(size, criteria=CRITERIA, objective=[tier])
            )
        )
        for size in (1, 2)
    ]
    said = selector.compare(dict(zip("ab", results, strict=True))).summary("nl")
    assert "1. herkomst, als deel van wat haalbaar is: 1,000" in said

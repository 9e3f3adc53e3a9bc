"""The papers on PDF: the facts of the record, tagged, and the same bytes every time."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE, plan, result_from, result_of, tables, write_case
from depth import DEEP
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from selector import Result, read_plans, select
from selector.publish.papers.gather import blocks, gather
from selector.publish.papers.pdf import write_dossier, write_slides

WRITERS = {"dossier.pdf": write_dossier, "presentatie.pdf": write_slides}
HOSTILE = "#panic() <script> $\\frac{}$ *a* _b_ @c [d] `e` \\u{41} 🦊 שלום " + "x" * 200


@pytest.fixture(scope="module")
def example() -> Result:
    return select(read_plans(EXAMPLE), answers=True)


@pytest.fixture(scope="module")
def papers(example: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return written(example, tmp_path_factory.mktemp("papier"))


def dossier_of(result: Result, folder: Path, language: str = "nl") -> bytes:
    """The dossier of a result."""
    write_dossier(result.outcome, folder, language)
    return (folder / "dossier.pdf").read_bytes()


def written(result: Result, folder: Path, language: str = "nl") -> dict[str, bytes]:
    """Both papers of a result."""
    for write in WRITERS.values():
        write(result.outcome, folder, language)
    return {name: (folder / name).read_bytes() for name in WRITERS}


@cache
def pages_of(pdf: bytes) -> Sequence[str]:
    """The text of every page, taken out of a PDF once."""
    return tuple(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def text_of(pdf: bytes) -> str:
    """All text of a PDF: no line ends, no hyphens at these, no spaces inside long words."""
    joined = re.sub(r"[-\u00ad]\n", "", "\n".join(pages_of(pdf)))
    return squeezed(joined)


def squeezed(text: str) -> str:
    """Text without what typesetting may change: white space and ligatures."""
    return re.sub(r"[\s\u200b\u00ad-]+", "", unicodedata.normalize("NFKC", text))


def decimal(exact: str) -> str:
    """A score as the papers show it."""
    return f"{float(Fraction(exact)):.3f}".replace(".", ",")


def elements(pdf: bytes) -> Iterator[Any]:
    """The elements of the tree of tags, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(root_of(pdf)["/StructTreeRoot"])


def root_of(pdf: bytes) -> Any:
    """The catalogue of a PDF."""
    return PdfReader(BytesIO(pdf)).trailer["/Root"]


@pytest.mark.parametrize("name", WRITERS)
def test_a_paper_claims_both_standards_and_says_its_language(
    papers: dict[str, bytes], name: str
) -> None:
    reader = PdfReader(BytesIO(papers[name]))
    root = root_of(papers[name])
    told = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert reader.metadata is not None
    assert reader.metadata.title == "Voordracht voorloper onderwijsregio's"


@pytest.mark.parametrize("name", WRITERS)
def test_headings_skip_no_level_and_pictures_say_what_they_show(
    papers: dict[str, bytes], name: str
) -> None:
    kinds = [str(element["/S"]) for element in elements(papers[name])]
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    figures = [e for e in elements(papers[name]) if e["/S"] == "/Figure"]
    assert figures
    assert all(len(str(figure.get("/Alt", ""))) > 20 for figure in figures)


@pytest.mark.parametrize("name", WRITERS)
def test_every_table_has_a_row_of_headers(papers: dict[str, bytes], name: str) -> None:
    kinds = [str(element["/S"]) for element in elements(papers[name])]
    assert kinds.count("/Table") > 3
    assert kinds.count("/THead") == kinds.count("/Table")
    assert kinds.count("/TH") >= 2 * kinds.count("/Table")


def test_the_dossier_shows_the_record(example: Result, papers: dict[str, bytes]) -> None:
    said, record = text_of(papers["dossier.pdf"]), example.as_dict()
    for entry in record["criteria"]:
        assert decimal(entry["score"]) in said
        assert decimal(entry["best_alone"]) in said
    for row in example.outcome.problem.plans.rows:
        assert squeezed(f"{row.plan_id} {row.name}") in said
    for digest in record["input"].values():
        assert squeezed(blocks(digest)) in said
    for note in record["notes"]:
        assert squeezed(note.replace("`", "")) in said
    assert record["runner_up"] is not None


def test_the_slides_show_the_choice_and_every_point(
    example: Result, papers: dict[str, bytes]
) -> None:
    said, facts = text_of(papers["presentatie.pdf"]), gather(example.outcome, "nl")
    for row in facts.of("chosen"):
        assert squeezed(row.name) in said
    for point in facts.points:
        assert squeezed(point.title) in said
        assert squeezed(point.score.text) in said


def test_two_pages_are_enough_to_decide_on(example: Result, papers: dict[str, bytes]) -> None:
    first, second, third = map(squeezed, pages_of(papers["dossier.pdf"])[:3])
    assert all(row.plan_id in first for row in gather(example.outcome, "nl").of("chosen"))
    assert "Dekern" in first
    assert "Depuntenvanhetafwegingskader" in second
    assert third.startswith(squeezed("verzonnen voorbeeldronde").upper())
    assert "Bijlagen" in third


@pytest.mark.parametrize("name", WRITERS)
def test_every_page_says_that_the_round_is_fiction(papers: dict[str, bytes], name: str) -> None:
    for page in pages_of(papers[name]):
        assert "VERZONNENVOORBEELDRONDE" in squeezed(page).upper()


def test_the_same_result_gives_the_same_bytes(
    example: Result, papers: dict[str, bytes], tmp_path: Path
) -> None:
    assert written(example, tmp_path) == papers


@DEEP
def test_english_papers_have_no_dutch_left(example: Result, tmp_path: Path) -> None:
    said = text_of(dossier_of(example, tmp_path, "en"))
    assert "Decisionasked" in said
    assert not re.findall(r"Gevraagdbesluit|Nietgekozen|Voorlopigeaanvragen|Bewezen", said)


def test_what_stands_in_a_plan_is_text(tmp_path: Path) -> None:
    rows = [
        plan("A", naam=HOSTILE[:300]),
        plan("B", "GM0599", herkomst="bestaand", thema="#pagebreak()", a1="werkt_toe"),
        plan("C", "GM0014", naam="$x$ `raw` = 1"),
    ]
    result = result_from(*write_case(tmp_path, rows, tables(size=2)), answers=True)
    said = text_of(dossier_of(result, tmp_path))
    assert squeezed("#panic() <script> $\\frac{}$ *a*") in said
    assert "\N{REPLACEMENT CHARACTER}" in said  # no font that comes along has a fox
    assert squeezed("$x$ `raw` = 1") in said


@DEEP
def test_a_round_without_answers_has_a_dossier(tmp_path: Path) -> None:
    rows = [plan(f"P{i:03}", herkomst="nieuw" if i % 2 else "bestaand") for i in range(70)]
    result = result_of(tmp_path, rows, tables(size=3))
    said = text_of(dossier_of(result, tmp_path))
    assert squeezed("is in dit dossier niet uitgerekend") in said
    assert all(row["plan_id"] in said for row in rows)


def test_what_is_not_proven_is_not_said_to_come_out_again(example: Result) -> None:
    optimum = example.outcome.optimum
    assert optimum is not None
    open_one = replace(example.outcome, optimum=replace(optimum, proven=False))
    assert len(gather(example.outcome, "nl").certificate.redo) == 3
    told = gather(open_one, "nl")
    assert len(told.certificate.redo) == 1
    assert "is niet bewezen" in " ".join(told.core)


def test_the_papers_call_the_points_by_their_titles(example: Result) -> None:
    facts = gather(example.outcome, "nl")
    said = [*facts.core, *(p.short for p in facts.plans), *(o.price for o in facts.options)]
    said += [s.price for s in facts.swaps] + [line for p in facts.plans for line in p.answer]
    told = " ".join(said)
    assert "‘Verschillende accenten’" in told
    keys = {c.name for c in example.problem.criteria if "_" in c.name} | {"(accenten)"}
    assert [key for key in keys if key in told] == []


def test_the_request_fits_the_number_of_plans(tmp_path: Path) -> None:
    for size, asked in ((1, "om deze aanvraag aan te"), (2, "om deze 2 aanvragen aan te")):
        rows = [plan("A"), plan("B", "GM0599")]
        facts = gather(result_of(tmp_path, rows, tables(size)).outcome, "nl")
        assert asked in facts.request
        assert ("Daarvan komen er" in facts.core[0]) is (size == 2)

"""What every output says of one result is what `cohort.json` says: read back and held against it.

`SAYS` is the whole of it: by output and fact, how that fact is read from that output.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import read_outputs as read
from depth import sample
from pages import example_result
from read_outputs import TRUTH, Read, layer, letters, page, pdf, sheet, summary, table

from selector import Result
from selector.publish.papers.gather import facts_of

FRONT, ALL = pdf("dossier.pdf", 0, 1), pdf("dossier.pdf", 0)
SLIDE, SLIDES = pdf("presentatie.pdf", 1, 2), pdf("presentatie.pdf", 0)
SAYS: Mapping[str, Mapping[str, Read]] = {
    "dossier.pdf": {
        "chosen": read.listed(FRONT), "provisional": read.starred(FRONT),
        "counts": read.told_counts(ALL),
        "scores": read.points_in_dossier, "categories": read.categories_in_dossier,
        "runner_up": read.told_runner_up(ALL), "people": read.spots_in_dossier,
        "hashes": read.blocks_in(ALL),
    },
    "presentatie.pdf": {
        "chosen": read.listed(SLIDE), "provisional": read.starred(SLIDE),
        "counts": read.told_counts(SLIDES),
        "scores": read.points_on_slides, "categories": read.categories_on_slides,
        "runner_up": read.told_runner_up(SLIDES),
    },
    "dossier.html": {
        "chosen": lambda folder: page(folder).xpath(
            '//ol[@class="nomination"]//bdi[@class="id"]/text()'),
        "provisional": lambda folder: page(folder).xpath(
            '//ol[@class="nomination"]/li[.//*[contains(@class, "provisional")]]'
            '//bdi[@class="id"]/text()'),
        "counts": read.told_counts(read.whole_page), "scores": read.points_on_page,
        "categories": read.categories_on_page, "runner_up": read.told_runner_up(read.whole_page),
        "people": read.spots_on_page, "hashes": read.blocks_in(read.whole_page),
    },
    "cohort.xlsx": {
        "chosen": lambda folder: [r["aanvraag"] for r in sheet(folder, "Voordracht", "aanvraag")],
        "verdicts": lambda folder: Counter(
            row["oordeel"].replace(" ", "_") for row in sheet(folder, "Aanvragen", "aanvraag")),
        "provisional": lambda folder: [
            row["aanvraag"] for row in sheet(folder, "Voordracht", "aanvraag")
            if row["oordeel"] == "voorlopig"],
        "scores": read.points_in_workbook, "categories": read.categories_in_workbook,
        "tiers": read.tiers_in_workbook, "hashes": read.hashes_in_workbook,
    },
    "cohort.gpkg": {
        "chosen": lambda folder: [plan for plan, chosen, _ in layer(folder) if chosen],
        "verdicts": lambda folder: Counter(verdict for _, _, verdict in layer(folder)),
    },
    "plans.csv": {
        "chosen": lambda folder: [
            row["plan_id"] for row in table(folder, "plans.csv") if row["gekozen"] == "true"],
        "verdicts": lambda folder: Counter(row["oordeel"] for row in table(folder, "plans.csv")),
    },
    "white_spots.csv": {"left_open": read.spots},
    "summary.txt": {
        "chosen": lambda folder: re.findall(
            r"(?m)^  (A\d\d) ", summary(folder).partition("\nGekozen\n")[2].partition("\n\n")[0]),
        "scores": read.scores_in_summary, "categories": read.categories_in_summary,
        "tiers": read.tiers_in_summary, "runner_up": read.told_runner_up(summary),
    },
    "brieven": {
        "chosen": lambda folder: [
            plan for plan, text in letters(folder).items()
            if re.search(r"uw aanvraag (?:voorlopig )?gekozen\.", text)],
        "provisional": lambda folder: [
            plan for plan, text in letters(folder).items()
            if "is uw aanvraag voorlopig gekozen." in text],
        "counts": read.told_counts(lambda folder: letters(folder)["A01"]),
    },
    "VELDEN.md": {
        "columns": lambda folder: [
            column for column in TRUTH["columns"](folder)
            if f"| `{column}` |" in (folder / "VELDEN.md").read_text(encoding="utf-8")],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Result:
    return example_result()


@pytest.fixture(scope="module")
def folder(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All outputs of one result, its letters among them."""
    place = tmp_path_factory.mktemp("waarheid")
    result.save(place / "uit", "nl")
    result.letters(place / "uit" / "brieven")
    facts = facts_of(result.outcome, "nl")
    names = {point.title: point.name for point in facts.points}
    (place / "uit" / "titels.json").write_text(json.dumps(names), encoding="utf-8")
    return place / "uit"


@pytest.mark.parametrize(
    ("output", "fact"),
    sample([(output, fact) for output, facts in SAYS.items() for fact in facts], every=13),
)
def test_every_output_says_what_the_record_says(folder: Path, output: str, fact: str) -> None:
    assert (folder / output).exists()
    assert SAYS[output][fact](folder) == TRUTH[fact](folder)


def test_every_fact_is_held_against_some_output_and_every_reader_reads_something(
    folder: Path,
) -> None:
    assert {fact for facts in SAYS.values() for fact in facts} == TRUTH.keys()
    assert all(TRUTH[fact](folder) for fact in TRUTH)
    assert sum(map(len, SAYS.values())) >= 35

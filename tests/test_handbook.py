"""The documentation: small rounds that do what their pages say, and words for all there is."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest
from depth import DEEP

from docs.handbook.commands import BLOCK, Said, blocks, with_output
from docs.handbook.files_page import files_page, words
from docs.handbook.gather import linked
from docs.handbook.keys_page import keys, keys_page
from docs.handbook.small import FOLDER, Small, Solved, read, solved
from selector.competition import CompetitionRule
from selector.criteria import AnyCriterion
from selector.errors import InputError
from selector.publish.outputs import OUTPUTS
from selector.scenario import TierTable
from selector.tiers import Value, better

FILES = sorted(FOLDER.glob("*.toml"))
WHOLE = ("cohort", "eligibility")  # tables of which every key has a page


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def small(request: pytest.FixtureRequest) -> Small:
    return read(request.param)


@pytest.fixture(scope="module")
def both(small: Small) -> tuple[Solved, Solved]:
    return solved(small)


def chosen(found: tuple[Solved, Solved]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.result.selected) for one in found)


def test_a_small_round_chooses_what_its_page_says(
    small: Small, both: tuple[Solved, Solved]
) -> None:
    assert chosen(both) == small.chosen
    assert small.chosen[0] != small.chosen[1]


def test_no_other_cohort_is_better_when_all_are_tried(both: tuple[Solved, Solved]) -> None:
    for one in both:
        fit = [found for found in one.candidates if not found.broken]
        best = next(found for found in fit if found.members == tuple(one.result.selected))
        if any(tier.tolerance for tier in one.result.problem.tiers):
            continue  # which a comparison of tiers in turn does not know of
        sizes = {len(found.members) for found in fit}
        for other in fit if len(sizes) == 1 else ():
            assert not _beats(one, other.values, best.values), other.members


def _beats(one: Solved, first: tuple[Value, ...], second: tuple[Value, ...]) -> bool:
    for tier, a, b in zip(one.result.problem.tiers, first, second, strict=True):
        if a != b:
            return better(a, b, tier)
    return False


@DEEP
def test_no_plan_of_a_small_round_can_be_left_out(small: Small) -> None:
    for left in small.plans:
        plans = tuple(row for row in small.plans if row is not left)
        fewer = Small(**{**vars(small), "plans": plans})
        try:
            found = set(chosen(solved(fewer))) - {()}  # without any cohort there is no choice
        except InputError:  # a scenario names the plan
            continue
        assert len(found) < 2, f"without {left['plan_id']} it shows too"


def test_every_rule_measure_and_tier_has_a_page() -> None:
    shown = {name for path in FILES for name in read(path).shows}
    wanted = {f"criteria.{name}" for name in _kinds(AnyCriterion, "measure")}
    wanted |= {f"competition.{name}" for name in _kinds(CompetitionRule, "rule")}
    wanted |= {f"objective.{name}" for name in get_args(TierTable.model_fields["tier"].annotation)}
    wanted |= {f"{table}.{key}" for table, key, _, _ in keys() if table in WHOLE}
    wanted |= {f"quotas.{bound}" for bound in ("min", "max", "min_share", "max_share")}
    assert (wanted | {"implications", "at_most_one", "allowed", "seed"}) - shown == set()


def _kinds(union: object, field: str) -> list[str]:
    """The words by which the tables of a kind are told apart."""
    tables = get_args(get_args(union)[0])
    return [word for table in tables for word in get_args(table.model_fields[field].annotation)]


def test_every_key_of_a_scenario_has_its_word() -> None:
    found = {f"{table}.{key}".lstrip(".") for table, key, _, _ in keys()}
    assert found == set(words()["sleutels"])
    assert all(f"`{key.rpartition('.')[2]}`" in keys_page() for key in found)


def test_every_file_of_a_result_has_its_word() -> None:
    assert {output.files[0] for output in OUTPUTS} | {"SHA256SUMS"} == set(words()["bestanden"])
    assert all(name in files_page() for output in OUTPUTS for name in output.files)


def test_the_output_of_a_command_stands_where_a_page_asks_for_it() -> None:
    text = "```sh\none\n```\n\n<!-- uitvoer: 2 -->\n\n```sh\ntwo\n```\n\n```shell\nnot run\n```\n"
    said = [Said("one\n", 0, 0, "a\nb\nc\n", ""), Said("two\n", 0, 0, "hidden", "")]
    assert blocks(text) == ["one\n", "two\n"]
    shown = with_output(text, said)
    assert "```text\na\nb\n[…]\n```" in shown
    assert "hidden" not in shown
    sentence = " ".join(["woord"] * 30)
    folded = with_output(text, [Said("one\n", 0, 0, f"{sentence}\n{'-' * 80}\n", ""), said[1]])
    assert max(map(len, folded.splitlines())) == 80
    assert " ".join(folded.split("```text")[1].split()).startswith(sentence)
    assert "hidden" in with_output(text.replace("two\n```", "two\n```\n\n<!-- uitvoer -->"), said)
    assert "a fault" in with_output(text, [Said("one\n", 2, 2, "", "a fault"), said[1]])
    assert not BLOCK.search("```shell\nnot run\n```\n")


def test_a_link_to_a_file_becomes_one_to_its_page_or_only_its_name() -> None:
    pages = {"models/README.md": "mathematics.md", "docs/batch.md": "deep/batch.md"}
    text = "[a](../docs/batch.md#x) [b](../data/x.csv) [c](https://example.org) [d](#here)"
    assert linked(text, "models/README.md", pages) == (
        "[a](deep/batch.md#x) b (`data/x.csv`) [c](https://example.org) [d](#here)"
    )
    assert linked("[m](../models/README.md)", "docs/batch.md", pages) == "[m](../mathematics.md)"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_small_round_is_told_in_whole_sentences(path: Path) -> None:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    assert all(found[key].strip().endswith(".") for key in ("story", "lesson"))

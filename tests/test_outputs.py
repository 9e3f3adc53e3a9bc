"""The list of outputs: what a run leaves, file by file, and what each needs to be known."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import plan, result_from, tables, write_case
from depth import DEEP

from selector import Result
from selector.publish.outputs import (
    NEEDS,
    OUTPUTS,
    is_output,
    left_out,
    outputs_of,
    papers,
    papers_called,
)
from selector.publish.ownership import LIST
from selector.texts import LANGUAGES, load_texts

ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]


@pytest.fixture(scope="module", params=["cohort", "infeasible"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    size = 2 if request.param == "cohort" else 3
    quota = [{"name": "nieuw", "where": {"herkomst": "nieuw"}, "max": 1}] if size == 3 else []
    case = write_case(tmp_path_factory.mktemp("ronde"), ROWS, tables(size=size, quotas=quota))
    return result_from(*case, answers=True, certify=True, proof=True)


def test_every_file_that_a_run_leaves_is_of_exactly_one_output(
    result: Result, tmp_path: Path
) -> None:
    out = result.save(tmp_path / "uit")
    named = [name for output in outputs_of(result.outcome) for name in output.files]
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    owners = {file: [n for n in named if f"{file}/".startswith(f"{n}/")] for file in found - {LIST}}
    assert {file: names for file, names in owners.items() if len(names) != 1} == {}
    assert {names[0] for names in owners.values()} == set(named)
    assert all(is_output(name) and is_output(f"{name}/x") for name in named)
    assert not is_output(LIST)
    assert not is_output("front.png")


def test_every_output_has_one_name_among_those_of_an_outcome(result: Result) -> None:
    names = [output.name for output in outputs_of(result.outcome)]
    assert len(names) == len(set(names))
    assert {output.name for output in OUTPUTS} >= set(names)


@DEEP
def test_an_output_shows_nothing_beside_the_choice_but_what_it_says_it_needs(
    result: Result, tmp_path: Path
) -> None:
    outcome = result.outcome
    nothing = {"notes": (), "infeasible": outcome.infeasible}
    bare: dict[str, Any] = dict.fromkeys(NEEDS) | nothing
    for output in outputs_of(outcome):
        assert set(output.needs) <= set(NEEDS)
        kept = {need: getattr(outcome, need) for need in output.needs}
        folders = tmp_path / output.name / "alles", tmp_path / output.name / "nodig"
        for folder, known in zip(folders, (outcome, replace(outcome, **bare | kept)), strict=True):
            folder.mkdir(parents=True)
            output.write(known, folder, "nl")
        for name in output.files:
            if (folders[0] / name).is_file():
                assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (("kaarten",), {name for name in papers() if name.startswith("map_")}),
        (("maps",), {name for name in papers() if name.startswith("map_")}),
        (("presentatie",), {"slides"}),
        (("slides", "Pagina"), {"slides", "page"}),
        (("witte-vlekken",), {"map_white_spots"}),
        (("map-white-spots", "dossier.pdf"), {"map_white_spots", "dossier"}),
        (("kaart-per-aanvraag",), {"map_plans"}),
        (("werkboek", "paren", "bewijs"), set()),
    ],
)
def test_an_output_goes_by_its_name_in_either_language(
    words: tuple[str, ...], made: set[str]
) -> None:
    assert set(papers()) - set(left_out(words)) == made


def test_help_names_every_paper_as_the_language_calls_it() -> None:
    for language in LANGUAGES:
        texts = load_texts(language)
        named = papers_called(language)
        assert all(name in texts("help.only").split(": ")[1] for name in named)
        assert {frozenset(left_out([name])) for name in named} >= {
            frozenset(left_out([name])) for name in papers()
        }

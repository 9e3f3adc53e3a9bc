"""Codes and names of last year in a plans file: read as today's, and said so."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import plan, tables, write_case, write_plans
from click.testing import CliRunner

from selector import read_plans, read_regions
from selector.cli import main
from selector.errors import InputError
from selector.intake.types import Plans


def read(folder: Path, cell: str, year: int = 2023) -> Plans:
    """The one plan with this cell, read against the bundled regions as if of some year."""
    return read_plans(write_plans(folder, [plan("A", cell)]), replace(read_regions(), year=year))


@pytest.mark.parametrize(
    ("cell", "today"),
    [
        ("GM0501", ("GM1992",)),
        ("501", ("GM1992",)),
        ("hellevoetsluis", ("GM1992",)),
        ("Weesp", ("GM0363",)),
        ("GM0501|Westvoorne|GM1992|GM0014", ("GM0014", "GM1992")),
    ],
)
def test_a_municipality_of_last_year_is_read_as_its_successor(
    tmp_path: Path, cell: str, today: tuple[str, ...]
) -> None:
    assert read(tmp_path, cell).rows[0].municipalities == today


def test_each_translation_is_noted_with_its_place_and_successor(tmp_path: Path) -> None:
    notes = read(tmp_path, "GM0501|GM0014|Weesp").notes
    assert [(n.code, n.row, n.column, n.value, n.params["successor"]) for n in notes] == [
        ("moved_municipality", 2, "gemeenten", "GM0501", "GM1992 (Voorne aan Zee)"),
        ("moved_municipality", 2, "gemeenten", "Weesp", "GM0363 (Amsterdam)"),
    ]


@pytest.mark.parametrize(("year", "read_as_today"), [(2023, True), (2024, True), (2025, False)])
def test_a_code_that_ended_in_2023_is_last_years_until_2024(
    tmp_path: Path, year: int, read_as_today: bool
) -> None:
    if read_as_today:
        assert read(tmp_path, "GM0501", year).rows[0].municipalities == ("GM1992",)
    else:
        with pytest.raises(InputError, match=r"`GM0501` \(Brielle\) is in 2023"):
            read(tmp_path, "GM0501", year)


def test_a_divided_municipality_of_last_year_stays_a_fault_with_all_successors(
    tmp_path: Path,
) -> None:
    with pytest.raises(InputError) as caught:  # Haaren was divided over four on 1-1-2021
        read(tmp_path, "Haaren", 2021)
    (fault,) = caught.value.faults
    assert fault.code == "former_municipality"
    assert len(fault.params["meant"]) == 4  # type: ignore[arg-type]


def test_check_tells_the_note_and_a_run_with_old_codes_is_recounted(
    tmp_path: Path, plain_maps: None
) -> None:
    rows = [plan("A", "Brielle|GM0614"), plan("B", "Weesp"), plan("C", "GM0014")]
    plans, scenario = write_case(tmp_path, rows, tables(2))
    checked = CliRunner().invoke(main, ["check", str(plans)])
    assert checked.exit_code == 0
    assert "`Brielle` is in 2023 opgeheven" in checked.output
    out = tmp_path / "uit"
    given = ["run", str(plans), "--scenario", str(scenario), "--out", str(out)]
    assert CliRunner().invoke(main, given).exit_code == 0
    recount = CliRunner().invoke(main, ["verify", str(out)])
    assert recount.exit_code == 0, recount.output

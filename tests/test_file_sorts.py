"""A file of another sort than the one expected is told what it is, whatever its name says."""

from pathlib import Path

import pytest
from conftest import Refuses
from malformed import SOUND

from selector.intake import parse_plans, read_regions
from selector.scenario.texts import read_toml

SORTS = {
    "notitie.docx": (b"Beste collega,\n\nHierbij; de aanvraag, met een bijlage.\n", "gewone tekst"),
    "plannen.xlsx": (b"rommel\n", "gewone tekst"),
    "brief.csv": (b"PK\x03\x04" + bytes(30) + b"word/document.xml", "een Word-document"),
    "brief.pdf": (b"%PDF-1.7 ...", "een PDF"),
    "scenario.toml": (b'[cohort]\nsize = 12\nrequired = ["a1", "a2"]\n', "een TOML-bestand"),
    "scenario.csv": (b'name = "x"\n[cohort]\nsize = 12\n', "een TOML-bestand"),
}


@pytest.mark.parametrize(("name", "found"), SORTS.items(), ids=SORTS)
def test_a_file_of_another_sort_is_one_fault_that_says_what_it_is(
    name: str, found: tuple[bytes, str], tmp_path: Path, refuses: Refuses
) -> None:
    (tmp_path / name).write_bytes(found[0])
    refuses(tmp_path / name, (name, f"dit is {found[1]}", "verwacht werd een bestand met aanv"))


def test_a_scenario_that_names_many_columns_is_no_table() -> None:
    text = b'[[objective]]\ntier = "sum"\nover = [\n"naam", "sectoren", "herkomst",\n]\n'
    assert read_toml("x.toml", text)["objective"][0]["tier"] == "sum"


def test_a_table_with_another_name_is_read_as_the_table_that_it_is() -> None:
    assert len(parse_plans("plannen.xlsx", SOUND.encode(), read_regions()).rows) == 3

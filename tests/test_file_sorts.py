"""A file of another sort than the one expected is told what it is, whatever its name says."""

from pathlib import Path
from random import Random

import pytest
from conftest import Refuses
from malformed import SOUND

from selector import InputError, load_scenario
from selector.intake import parse_plans, read_regions
from selector.intake.sorts import sort_of
from selector.scenario.texts import read_toml

SORTS = {
    "notitie.docx": (b"Beste collega,\n\nHierbij; de aanvraag, met een bijlage.\n", "gewone tekst"),
    "plannen.xlsx": (b"rommel\n", "gewone tekst"),
    "brief.csv": (b"PK\x03\x04" + bytes(30) + b"word/document.xml", "een Word-document"),
    "plannen.gpkg": (bytes(range(256)), "geen tekst, en ook geen soort bestand die wordt herkend"),
    "ruis.csv": (bytes(range(250, 0, -1)), "geen tekst, en ook geen soort"),
    "ruis.json": (b"PAR1" + bytes(range(40)), "geen tekst, en ook geen soort"),
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


@pytest.mark.parametrize(
    "text", ["naam\x0bx;thema\n" * 3, "naam;thema\r\nStroomvallei;ambacht\x1a", "ñandú\tÖ\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "latin-1"])
def test_a_text_is_no_noise_in_any_encoding(text: str, encoding: str) -> None:
    assert sort_of(text.encode(encoding)) == ""


def test_a_scenario_that_is_noise_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "ruis.toml").write_bytes(Random(0).randbytes(300))
    with pytest.raises(InputError) as error:
        load_scenario(tmp_path / "ruis.toml")
    assert [(fault.code, fault.params["sort"]) for fault in error.value.faults] == [
        ("other_sort", "unknown")
    ]


def test_a_scenario_that_names_many_columns_is_no_table() -> None:
    text = b'[[objective]]\ntier = "sum"\nover = [\n"naam", "sectoren", "herkomst",\n]\n'
    assert read_toml("x.toml", text)["objective"][0]["tier"] == "sum"


def test_a_table_with_another_name_is_read_as_the_table_that_it_is() -> None:
    assert len(parse_plans("plannen.xlsx", SOUND.encode(), read_regions()).rows) == 3

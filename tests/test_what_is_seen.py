"""Texts are read as a person sees them, and nothing in them can break or forge an output."""

import json
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from builders import Row, plan, read_rows, tables, write_case, write_plans
from click.testing import CliRunner
from depth import DEEP
from hypothesis import given
from hypothesis import strategies as st
from verifying import rows_of

from selector.cli import main
from selector.errors import InputError, Message
from selector.intake import Plans, parse_plans, read_plans, read_regions
from selector.intake.output_names import output_names, taken_names
from selector.intake.plain import control_character, hides, plain
from selector.scenario import load_scenario, parse_scenario
from selector.verify.recount.tables import read_csv as recount_csv

REGIONS = read_regions()
# One cell each of what an eye does not see, or sees as one space.
ODD = {
    "line ends": ("Een\r\nTwee\nDrie\rVier", "Een Twee Drie Vier"),
    "separators of lines and paragraphs": ("Een\u2028Twee\u2029Drie", "Een Twee Drie"),
    "tabs and double spaces": ("Een\t  Twee", "Een Twee"),
    "spaces of other widths": ("Een\xa0Twee\u2003Drie", "Een Twee Drie"),
    "the direction of writing": ("\u202eEen\u2066 Twee\u2069\u200f", "Een Twee"),
    "zero width": ("\ufeffE\u200be\u200dn\u00ad \u2060Twee", "Een Twee"),
}


def read(folder: Path, *rows: Row) -> Plans:
    return read_plans(write_plans(folder, rows), REGIONS)


def refused(folder: Path, *rows: Row) -> list[Message]:
    with pytest.raises(InputError) as error:
        read(folder, *rows)
    return list(error.value.faults)


@pytest.mark.parametrize(("written", "seen"), ODD.values(), ids=ODD)
def test_a_text_is_read_as_it_is_seen(written: str, seen: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, plan("A1", naam=written, eigen=written)).rows
    assert (found.name, found.cells["eigen"]) == (seen, (seen,))


@pytest.mark.parametrize("written", ["B1\nB2", "B1\r\n\r\nB2", "B1\u2028B2", "\u200bB1|\u202eB2"])
def test_in_a_list_a_line_end_parts_two_items(written: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, plan("A1", besturen=written)).rows
    assert found.boards == {"B1", "B2"}


def test_what_was_left_out_unseen_is_told_with_its_place(tmp_path: Path) -> None:
    notes = read(tmp_path, plan("A1", naam="E\u202een", eigen="a  b")).notes
    (note,) = [note for note in notes if note.code == "invisible"]
    assert (note.file, note.row, note.column) == ("aanvragen.csv", 2, "naam")
    assert (note.value, note.params["read"]) == ("E�en", "Een")


def test_the_name_of_a_column_is_read_as_it_is_seen_too(tmp_path: Path) -> None:
    plans = read(tmp_path, plan("A1") | {"ei\u200bgen  naam": "x"})
    assert plans.columns[-1] == "eigen naam"
    row = plan("A1") | {"eigen": "x", "eigen\u200b": "y"}
    assert [fault.code for fault in refused(tmp_path, row)] == ["double_column"]


@pytest.mark.parametrize("plan_id", ["A\u200b1", "A\u202e1", "A\n1", "A  1", "A\xa01", "A\u00011"])
def test_an_id_is_not_guessed(plan_id: str, tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, plan(plan_id, naam="Een"))
    assert fault.column == "plan_id"


@given(st.text(max_size=20))
def test_what_is_seen_is_seen_the_same_again_and_holds_no_line_end(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert not hides(shown)
    if not control_character(text):
        assert len(shown.splitlines()) <= 1
        assert all(unicodedata.category(c) not in ("Cf", "Zl", "Zp", "Cc") for c in shown)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip))
def test_the_recount_reads_the_same_text(text: str) -> None:
    text = text.replace('"', "").replace(";", "").replace(",", "").strip()
    data = f'naam;besturen;samenwerking\nx;"{text}";y\n"{text}z";;y\n'.encode()
    if plain(text):
        first, second = (row for _, row in recount_csv(data).records())
        assert first["besturen"] == plain(text, "|")
        assert second["naam"] == plain(f"{text}z")


@pytest.mark.parametrize(
    ("column", "length"), [("naam", 501), ("besturen", 201), ("uitdagingen", 201)]
)
def test_a_text_that_is_too_long_to_show_is_a_fault(
    column: str, length: int, tmp_path: Path
) -> None:
    (fault,) = refused(tmp_path, plan("A1", **{column: "x" * length}))
    assert (fault.code, fault.column, fault.params["limit"]) == ("too_long", column, length - 1)
    read(tmp_path, plan("A1", **{column: "x" * (length - 1)}))


def test_long_lists_and_long_names_of_columns_are_faults(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, plan("A1", besturen="|".join(f"B{i}" for i in range(1001))))
    assert (fault.code, fault.column, fault.value) == ("too_many_items", "besturen", "1001")
    (fault,) = refused(tmp_path, plan("A1") | {"k" * 101: "x"})
    assert (fault.code, fault.row) == ("too_long", 1)


# --- scenario ----------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [w for w, _ in ODD.values()], ids=ODD)
def test_a_text_in_a_scenario_has_to_be_what_it_seems(written: str, tmp_path: Path) -> None:
    quota = {"name": "q", "where": {"herkomst": written}, "min": 1}
    with pytest.raises(InputError) as error:
        parse_scenario(tables(quotas=[quota], name=written))
    places = [(fault.code, fault.place) for fault in error.value.faults]
    assert sorted(places) == [("not_plain", "name"), ("not_plain", "quotas[1].where.herkomst")]
    assert {fault.suggestion for fault in error.value.faults} == {plain(written)}


def test_a_control_character_and_a_key_that_hides_something_are_faults_too() -> None:
    quota = {"name": "q\x1b[31m", "where": {"her\u200bkomst": "nieuw"}, "min": 1}
    with pytest.raises(InputError) as error:
        parse_scenario(tables(quotas=[quota]))
    assert [(f.code, f.place) for f in error.value.faults] == [
        ("control_character", "quotas[1].name"), ("not_plain", "quotas[1].where"),
    ]  # fmt: skip


def test_the_bundled_scenarios_are_what_they_seem() -> None:
    assert load_scenario("krimp-eerst").name


# --- outputs -----------------------------------------------------------------------------------


TAKEN = sorted(taken_names())
GROWN = [f"{name}{'_invoer' * n}" for name in TAKEN for n in range(3)]


@given(st.lists(st.sampled_from([*GROWN, "x", "x_invoer"]), unique=True))
def test_no_two_columns_get_one_name_and_none_a_name_that_is_taken(columns: list[str]) -> None:
    names = output_names(columns)
    assert list(names) == columns
    assert len(set(names.values())) == len(columns)
    assert not set(TAKEN) & set(names.values())
    assert names == output_names(columns[::-1])


def header_of(out: Path) -> list[str]:
    return rows_of(out / "plans.csv")[0]


def run(folder: Path, *rows: Row, plans: Path | None = None) -> Path:
    """Run and verify a round; returns the directory of the result."""
    folder.mkdir(exist_ok=True)
    path, scenario = write_case(folder, rows, tables(1))
    out = folder / "uit"
    given_ = str(plans or path)
    done = CliRunner().invoke(main, ["run", given_, "--scenario", str(scenario), "--out", str(out)])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(main, ["verify", str(out)])
    assert done.exit_code == 0, done.output
    return out


@DEEP
def test_columns_with_the_names_of_outputs_and_our_own_plans_csv_twice(
    tmp_path: Path, plain_maps: None
) -> None:
    names = ("fid", "geom", "geometry", "ogc_fid", "verdict", "verdict_invoer", "oordeel", "a;=b")
    own = dict.fromkeys(names, "x y")
    first = run(tmp_path / "een", plan("A1", **own), plan("A2", herkomst="bestaand", **own))
    header = header_of(first)
    assert {"fid_invoer", "verdict_invoer_invoer", "a;'=b"} <= set(header)
    notes = json.loads((first / "cohort.json").read_text(encoding="utf-8"))["notes"]
    assert any("`fid`" in note and "`fid_invoer`" in note for note in notes)
    second = run(tmp_path / "twee", plan("A1"), plans=first / "plans.csv")
    third = run(tmp_path / "drie", plan("A1"), plans=second / "plans.csv")
    for out in (first, second, third):
        header = header_of(out)
        assert len(set(header)) == len(header)
        assert {path.name for path in out.iterdir()} >= {"cohort.gpkg", "cohort.xlsx", "map.svg"}


@DEEP
def test_no_text_breaks_a_drawing_forges_a_line_or_becomes_mathematics(tmp_path: Path) -> None:
    names = ("$\\frac{}$", "van $5 naar $10", "een\nNiet gekozen: A1\u2028  x", "=1;＝2", "<&]]>",
             "_onder", "{naam}")  # fmt: skip
    rows = [plan(f"A{i}", f"GM{i:04}", naam=name, eigen=name)
            for i, name in zip((14, 34, 37, 47, 50, 59, 60), names, strict=True)]  # fmt: skip
    out = run(tmp_path / "map", *rows)
    drawn = ""
    for svg in out.glob("*.svg"):
        drawn += " ".join(ElementTree.parse(svg).getroot().itertext())
    assert any(name in drawn for name in names if "$" in name)
    summary = (out / "summary.txt").read_text(encoding="utf-8")
    assert not [line for line in summary.splitlines() if line.startswith("Niet gekozen: A1")]
    shown = {row["naam"] for row in read_rows(out / "plans.csv")}
    assert {"'=1;'＝2", "een Niet gekozen: A1 x", "van $5 naar $10"} <= shown


def test_half_a_character_from_json_is_a_fault() -> None:
    feature = {"type": "Feature", "properties": plan("A1", naam="E\ud800"), "geometry": None}
    data = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    with pytest.raises(InputError) as error:
        parse_plans("a.geojson", data, REGIONS)
    assert [fault.code for fault in error.value.faults] == ["control_character"]

"""`selector collect`: many forms as one file, whatever their order, or every fault at once."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, tables, write_plans, write_scenario
from filling import fill, rows_of
from openpyxl import load_workbook

from selector import read_plans, read_regions
from selector.intake import collected, collected_files
from selector.intake.collected import collect
from selector.verify.recount.facts import read_facts
from selector.verify.recount.plans import read_plans as recount_plans

DATA = Path(__file__).parents[1] / "data"


def gather(tmp_path: Path, out: str = "ronde.xlsx") -> Any:
    return invoke("collect", tmp_path / "map", "--out", tmp_path / out)


def three(folder: Path) -> Path:
    """A folder with two forms, one of them in a folder of its own, and a table."""
    fill(folder / "b.xlsx", "N1", afstemming=["O1"])
    fill(folder / "oost" / "a.xlsx", "O1", gemeenten=["Hengelo"], afstemming=["N1"], ambitie=3)
    write_plans(folder, [plan("W1", "GM0363", thema="taal")], "tabel.csv")
    return folder


def test_forms_and_tables_become_one_file_in_order_of_plan_id(tmp_path: Path) -> None:
    three(tmp_path / "map")
    found = gather(tmp_path)
    assert found.exit_code == 0, found.stderr
    assert "3" in found.stdout
    plans = read_plans(tmp_path / "ronde.xlsx")
    assert plans.ids == ("N1", "O1", "W1")
    assert plans.rows[2].cells["thema"] == ("taal",)


def test_the_recount_reads_what_was_collected(tmp_path: Path) -> None:
    three(tmp_path / "map")
    gather(tmp_path)
    plans = read_plans(tmp_path / "ronde.xlsx")
    facts = read_facts(DATA / "regions")
    columns, recounted = recount_plans((tmp_path / "ronde.xlsx").read_bytes(), facts)
    assert columns == plans.columns
    for mine, theirs in zip(plans.rows, recounted, strict=True):
        assert {c: theirs.labels(c) for c in columns if theirs.labels(c)} == {
            c: cells for c, cells in mine.cells.items() if cells
        }


def test_the_same_plans_give_the_same_bytes_whatever_the_files_are_called(tmp_path: Path) -> None:
    three(tmp_path / "map")
    gather(tmp_path, "een.xlsx")
    for i, old in enumerate(("tabel.csv", "oost/a.xlsx", "b.xlsx")):
        old_path = tmp_path / "map" / old
        old_path.rename(tmp_path / "map" / f"{i}{old_path.suffix}")
    gather(tmp_path, "twee.xlsx")
    assert (tmp_path / "een.xlsx").read_bytes() == (tmp_path / "twee.xlsx").read_bytes()


def test_a_form_of_an_applicant_gives_the_result_that_a_row_gives(tmp_path: Path) -> None:
    text = "Groningen|Westerkwartier"
    names = ["naam", "sectoren", "samenwerking", "herkomst", "besturen", "aandeel_besturen"]
    row = plan("N1", text, naam="Noord samen", sectoren="po|vo", herkomst="bestaand",
               samenwerking="regionaal", besturen="bestuur A|bestuur B",
               aandeel_besturen="0.725")  # fmt: skip
    others = [plan("A", "GM0363"), plan("B", "GM0599", sectoren="vo")]
    write_plans(tmp_path / "map", others, "tabel.csv")
    fill(tmp_path / "map" / "n.xlsx", "N1", b4="voldaan", ingediend_op=row["ingediend_op"])
    gather(tmp_path)
    rows = write_plans(tmp_path, [row, *others])
    one, two = read_plans(tmp_path / "ronde.xlsx"), read_plans(rows)
    assert one.ids == two.ids
    for a, b in zip(one.rows, two.rows, strict=True):
        assert {n: a.cells.get(n) for n in names} == {n: b.cells.get(n) for n in names}
    scenario = write_scenario(tmp_path, tables(2))
    said = []
    for number, plans in enumerate((tmp_path / "ronde.xlsx", rows)):
        out = tmp_path / f"uit{number}"
        ran = invoke("run", plans, "--scenario", scenario, "--out", out, "--only", "plans")
        assert ran.exit_code == 0, ran.stderr
        record = json.loads((out / "cohort.json").read_text(encoding="utf-8"))
        said.append({key: record[key] for key in ("selected", "tiers", "criteria", "plans")})
        assert invoke("verify", out).exit_code == 0
    assert said[0] == said[1]


# --- Faults


def test_every_fault_of_every_file_is_told_with_file_and_cell(tmp_path: Path) -> None:
    one = fill(tmp_path / "map" / "een.xlsx", "N1", sectoren=["po", "hbo"], ambitie=7)
    fill(tmp_path / "map" / "twee.xlsx", "N1", afstemming=["X9"], a1="Werkt toe")
    write_plans(tmp_path / "map", [plan("W1", "GM9999")], "tabel.csv")
    rows = rows_of(load_workbook(one)["aanvraag"])
    found = gather(tmp_path)
    assert found.exit_code == 2
    for told in (
        f"een.xlsx, blad `aanvraag`, cel D{rows['sectoren'][0]}, kolom `sectoren`",
        f"een.xlsx, blad `aanvraag`, cel C{rows['ambitie'][0]}, kolom `ambitie`",
        "tabel.csv, rij 2, kolom `gemeenten`",
        "`N1` staat ook in een.xlsx",
        f"twee.xlsx, blad `aanvraag`, cel C{rows['afstemming'][0]}, kolom `afstemming`",
    ):
        assert told in found.stderr
    assert "Fouten: 5." in found.stderr
    assert found.stderr.index("`Werkt toe` gelezen als") > found.stderr.index("`X9`")
    assert not (tmp_path / "ronde.xlsx").exists()


def test_a_fault_in_a_table_that_is_a_workbook_names_its_cell(tmp_path: Path) -> None:
    from selector.publish.forms.table import write_template

    (tmp_path / "map").mkdir()
    write_template(tmp_path / "map" / "r.xlsx", rows=[plan("A"), plan("B", herkomst="oud")])
    assert "r.xlsx, blad `aanvragen`, cel G3, kolom `herkomst`" in gather(tmp_path).stderr


def test_what_is_no_form_is_skipped_and_told(tmp_path: Path) -> None:
    folder = three(tmp_path / "map")
    (folder / "brief.docx").write_bytes(b"PK")
    (folder / "lijst.csv").write_text("jaar;bedrag\n2023;1\n", encoding="utf-8")
    (folder / "oost" / "diep").mkdir()
    (folder / "~$b.xlsx").write_bytes(b"x")
    found = gather(tmp_path)
    assert found.exit_code == 0, found.stderr
    for name in ("brief.docx", "lijst.csv", "oost/diep"):
        assert f"{name}: overgeslagen" in found.stderr
    assert "~$" not in found.stderr


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    folder = three(tmp_path / "map")
    (folder / "zelf.csv").symlink_to(folder / "tabel.csv")
    (folder / "rond").symlink_to(folder)
    os.mkfifo(folder / "pijp.csv")
    found = gather(tmp_path)
    assert found.exit_code == 0, found.stderr
    assert found.stderr.count("geen gewoon bestand") == 3


def test_a_spreadsheet_of_another_kind_is_a_fault_and_not_skipped(tmp_path: Path) -> None:
    folder = three(tmp_path / "map")
    opened = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    (folder / "z.ods").write_bytes(opened)
    found = gather(tmp_path)
    assert found.exit_code == 2
    assert "z.ods: dit is een bestand van LibreOffice (.ods); sla het op als .xlsx." in found.stderr


def test_a_name_that_steers_a_terminal_is_shown_harmless(tmp_path: Path) -> None:
    fill(tmp_path / "map" / "a\u202e\x1b[2Jb.xlsx", "N1", ambitie=9)
    found = gather(tmp_path)
    assert found.exit_code == 2
    assert "\x1b" not in found.stderr
    assert "\u202e" not in found.stderr


@pytest.mark.parametrize("there", ["map", "leeg", "weg", "bestand"])
def test_a_folder_without_plans_is_a_fault(tmp_path: Path, there: str) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "brief.pdf").write_bytes(b"%PDF")
    (tmp_path / "leeg").mkdir()
    (tmp_path / "bestand").write_text("x")
    found = invoke("collect", tmp_path / there, "--out", tmp_path / "r.xlsx")
    assert found.exit_code == 2
    assert found.exception is None or isinstance(found.exception, SystemExit)
    assert not (tmp_path / "r.xlsx").exists()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    three(tmp_path / "map")
    (tmp_path / "ronde.xlsx").write_text("van een ander")
    assert gather(tmp_path).exit_code == 2
    assert (tmp_path / "ronde.xlsx").read_text() == "van een ander"


def test_what_is_collected_may_stand_in_the_folder_itself(tmp_path: Path) -> None:
    folder = three(tmp_path / "map")
    out = folder / "ronde.xlsx"
    assert invoke("collect", folder, "--out", out).exit_code == 0
    assert len(read_plans(out).rows) == 3
    again = invoke("collect", folder, "--out", folder / "ronde2.xlsx")
    assert again.exit_code == 2
    assert "staat ook in" in again.stderr


def test_what_applicants_typed_is_collected_as_it_is_meant_and_told(tmp_path: Path) -> None:
    fill(tmp_path / "map" / "a.xlsx", "N1", ingediend_op="26 april 2023 14:05", a1="Werkt toe",
         gemeenten=["Etten Leur"], aandeel_besturen="72,5 procent")  # fmt: skip
    found = gather(tmp_path)
    assert found.exit_code == 0, found.stderr
    assert "a.xlsx, blad `aanvraag`, cel C6, kolom `ingediend_op`" in found.stderr
    (plan,) = read_plans(tmp_path / "ronde.xlsx", strict=True).rows
    assert plan.cells["ingediend_op"] == ("2023-04-26T14:05:00",)
    assert plan.cells["a1"] == ("werkt_toe",)
    assert plan.cells["gemeenten"] == ("GM0777",)


def test_a_form_without_a_plan_id_gets_one_whatever_its_file_is_called(tmp_path: Path) -> None:
    for folder, names in (("a", "xy"), ("b", "yx")):
        for name, plan_name in zip(names, ("Food Valley", "Fryslân: leert!"), strict=True):
            fill(tmp_path / folder / f"{name}.xlsx", "", naam=plan_name)
    fill(tmp_path / "b" / "z.xlsx", "R1")
    one, two = (collect(tmp_path / folder, read_regions()) for folder in "ab")
    assert [row.plan_id for row in one.rows] == ["Food-Valley", "Fryslân-leert"]
    assert [row.plan_id for row in two.rows] == ["Food-Valley", "Fryslân-leert", "R1"]
    given = [(n.file, n.value) for n in one.notes if n.code == "plan_id_given"]
    assert given == [("x.xlsx", "Food-Valley"), ("y.xlsx", "Fryslân-leert")]


def test_an_agreement_may_call_a_plan_by_its_name_and_what_else_was_read_is_told_too(
    tmp_path: Path,
) -> None:
    fill(tmp_path / "map" / "a.xlsx", "", naam="Food Valley", afstemming=["r7"], a1="Werkt toe")
    fill(tmp_path / "map" / "b.xlsx", "R7", naam="Drechtsteden", afstemming=["food valley"])
    found = gather(tmp_path)
    assert found.exit_code == 2  # R7 is called r7, and no plan has that name
    assert "er is geen aanvraag `r7`. Bedoelt u `R7`?" in found.stderr
    fill(tmp_path / "map" / "a.xlsx", "", naam="Food Valley", afstemming=["R7"], a1="Werkt toe")
    found = gather(tmp_path)
    assert "`food valley` gelezen als `Food-Valley`" in found.stderr
    assert "`Werkt toe` gelezen als `werkt_toe`" in found.stderr
    assert [p.agreements for p in read_plans(tmp_path / "ronde.xlsx").rows] == [
        {"R7"}, {"Food-Valley"},
    ]  # fmt: skip


def test_two_forms_of_one_name_without_a_plan_id_are_a_fault_with_both_files(
    tmp_path: Path,
) -> None:
    for name in "ab":
        fill(tmp_path / "map" / f"{name}.xlsx", "", naam="Food Valley")
    found = gather(tmp_path)
    assert found.exit_code == 2
    assert "b.xlsx, blad `aanvraag`, cel C4" in found.stderr
    assert "(`Food-Valley`) als die in a.xlsx" in found.stderr


def test_plan_ids_that_are_all_but_the_same_are_told_with_both_files(tmp_path: Path) -> None:
    for name, plan_id in zip("abc", ("R15", "r15", "S1"), strict=True):
        fill(tmp_path / "map" / f"{name}.xlsx", plan_id)
    found = gather(tmp_path)
    assert found.exit_code == 0, found.stderr
    assert "b.xlsx, blad `aanvraag`, cel C4, kolom `plan_id`: `r15` lijkt op `R15`" in found.stderr
    assert "in a.xlsx" in found.stderr
    assert "S1" not in found.stderr
    assert "`r15` lijkt op `R15` (rij 2)" in invoke("check", tmp_path / "ronde.xlsx").stderr


def test_the_help_says_where_what_is_collected_goes() -> None:
    assert "[zonder deze optie: aanvragen.xlsx]" in " ".join(
        invoke("collect", "--help").stdout.split()
    )


# --- Bounds


def test_too_many_files_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three(tmp_path / "map")
    monkeypatch.setattr(collected_files, "MAX_FILES", 3)
    found = gather(tmp_path)
    assert found.exit_code == 2
    assert "meer dan 3 bestanden en mappen" in found.stderr


@pytest.mark.parametrize(
    ("where", "bound", "limit", "said"),
    [
        (collected_files, "MAX_TOTAL", 2000, "groter dan"),
        (collected, "MAX_TOTAL", 200, "groter dan"),
        (collected, "MAX_ROWS", 2, "meer dan 2 rijen"),
        (collected, "MAX_COLUMNS", 30, "31 kolommen"),
    ],
)
def test_what_is_too_much_together_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, bound: str, limit: int, said: str
) -> None:
    three(tmp_path / "map")
    monkeypatch.setattr(where, bound, limit)
    found = gather(tmp_path)
    assert found.exit_code == 2
    assert said in found.stderr


def test_the_example_round_cut_in_forms_is_the_example_round(tmp_path: Path) -> None:
    example = DATA / "example" / "aanvragen.csv"
    plans = read_plans(example)
    (tmp_path / "map").mkdir()
    for row in plans.rows[:4]:
        lists = {n: list(c) if len(c) > 1 else c[0] for n, c in row.cells.items() if c}
        kept = {n: c for n, c in lists.items() if n not in ("plan_id", "afstemming")}
        blank = {n: "" for n in ("besturen", "gemeenten", "aandeel_besturen") if n not in kept}
        fill(tmp_path / "map" / f"{row.plan_id}.xlsx", row.plan_id, **blank, **kept)
    found = collect(tmp_path / "map", read_regions())
    for told, expected in zip(found.rows, plans.rows, strict=False):
        for name, cells in expected.cells.items():
            if name not in ("afstemming", "naam"):
                assert told.cells.get(name, "") == "|".join(cells), (told.plan_id, name)

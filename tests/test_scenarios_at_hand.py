"""`selector scenario`: bundled scenarios, new ones, and what differs between two, key by key."""

import json
import shlex
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT, invoke, tables, write_scenario
from depth import DEEP

from selector import InputError, Scenario, load_scenario, read_plans, read_regions
from selector.changes import Round, carry_out, read_changes
from selector.changes.between import between, carried_out
from selector.publish.scenarios import diff_record, diff_text
from selector.scenario import bundled_scenarios, parse_scenario
from selector.scenario.texts import read_toml, toml_notes
from selector.texts import LANGUAGES, load_texts

BOTH_WAYS = list(permutations(bundled_scenarios(), 2))
QUOTA = {"name": "krimp", "where": {"context": "krimp"}, "min": 2}
SCORES = [
    {"name": "een", "measure": "balance", "on": "herkomst"},
    {"name": "twee", "measure": "total", "on": "c2"},
]


def diff(one: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    found = diff_record(parse_scenario(one), parse_scenario(other))
    differences: list[dict[str, Any]] = found["differences"]
    return differences


def test_the_list_names_every_bundled_scenario_in_both_languages() -> None:
    names = [path.stem for path in sorted((ROOT / "models").glob("*.toml"))]
    for language in LANGUAGES:
        told = json.loads(invoke("scenario", "list", "--json", "--lang", language).stdout)
        assert [entry["name"] for entry in told] == names
        assert all(entry["about"] for entry in told)
    assert [line.split()[0] for line in invoke("scenario", "list").stdout.splitlines()] == names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["run", "pareto", "check"])
def test_help_names_the_bundled_scenarios(command: str, language: str) -> None:
    said = "".join(invoke(command, "--help", "--lang", language).stdout.split())
    missing = [name for name in bundled_scenarios() if name not in said]
    assert not missing or "--scenario" not in said


def test_what_is_shown_is_the_file_to_the_letter() -> None:
    for name in bundled_scenarios():
        text = (ROOT / "models" / f"{name}.toml").read_text(encoding="utf-8")
        assert invoke("scenario", "show", name).stdout == text


@pytest.mark.parametrize("source", bundled_scenarios())
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_scenario_has_another_name_and_every_comment(
    tmp_path: Path, source: str, language: str
) -> None:
    file = tmp_path / "mijn.toml"
    found = invoke("scenario", "new", file, "--from", source, "--lang", language)
    assert found.exit_code == 0
    made, old = load_scenario(file), load_scenario(source)
    assert [d.key for d in between(old, made)] == ["name"]
    assert made.name == "mijn"
    text = file.read_text(encoding="utf-8")
    comments = [line for line in old.data.decode().splitlines() if line.startswith("#")]
    assert set(comments) <= set(text.splitlines())
    assert text.startswith("# ")


def test_a_name_without_an_ending_gets_that_of_a_scenario_and_is_told(tmp_path: Path) -> None:
    found = invoke("scenario", "new", tmp_path / "eigen")
    assert [path.name for path in tmp_path.iterdir()] == ["eigen.toml"]
    assert load_scenario(tmp_path / "eigen.toml").name == "eigen"
    assert ".toml toegevoegd" in found.stderr
    assert "toegevoegd" not in invoke("scenario", "new", tmp_path / "ander.toml").stderr


def test_what_to_do_next_with_a_new_scenario_works_as_pasted(tmp_path: Path) -> None:
    file = tmp_path / "mijn kader.toml"
    said = invoke("scenario", "new", file, "--from", "krimp-eerst").stderr
    compare, choose = [shlex.split(line)[1:] for line in said.splitlines() if line[:2] == "  "]
    assert invoke(*compare).exit_code == 0
    assert (choose[0], choose[choose.index("--scenario") + 1]) == ("run", str(file))


def test_a_file_that_exists_stays(tmp_path: Path) -> None:
    file = tmp_path / "mijn.toml"
    file.write_text("van mij", encoding="utf-8")
    assert invoke("scenario", "new", file).exit_code == 2
    assert file.read_text(encoding="utf-8") == "van mij"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "arguments", [("show", "krimp-erst"), ("new", "x.toml", "--from", "krimp-erst"),
                  ("diff", "krimp-eerst", "krimp-erst")],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_with_a_suggestion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = invoke("scenario", *arguments)
    assert found.exit_code == 2
    assert "Bedoelt u `krimp-eerst`?" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_values_are_compared_by_key() -> None:
    old = tables(2, quotas=[QUOTA])
    new = tables(3, quotas=[{**QUOTA, "min": 4}], eligibility={"min_aandeel_besturen": 0.05})
    assert diff(old, new) == [
        {"key": "cohort.size", "kind": "changed", "before": 2, "after": 3,
         "change": "cohort.size=3"},
        {"key": "eligibility.min_aandeel_besturen", "kind": "changed", "before": 0, "after": 0.05,
         "change": "eligibility.min_aandeel_besturen=0.05"},
        {"key": "quotas.krimp.min", "kind": "changed", "before": 2, "after": 4,
         "change": "quotas.krimp.min=4"},
    ]  # fmt: skip


def test_tables_come_and_go_by_their_name() -> None:
    one, other = tables(2, quotas=[QUOTA]), tables(2, quotas=[{**QUOTA, "name": "anders"}])
    found = [(d["key"], d["kind"], d["change"]) for d in diff(one, other)]
    assert found == [("quotas.anders", "added", None), ("quotas.krimp", "removed", None)]


def test_the_order_of_competition_counts_and_that_of_criteria_is_told() -> None:
    rules = [{"rule": "overlap"}, {"rule": "neighbours"}]
    found = diff(tables(competition=rules), tables(competition=rules[::-1]))
    assert [(d["key"], d["kind"]) for d in found] == [("competition", "order")]
    found = diff(tables(criteria=SCORES), tables(criteria=SCORES[::-1]))
    assert [(d["key"], d["kind"]) for d in found] == [("criteria", "order")]


def test_another_measure_is_another_table() -> None:
    other = [{"name": "een", "measure": "coverage", "on": "herkomst"}, SCORES[1]]
    found = diff(tables(criteria=SCORES), tables(criteria=other))
    assert [d["key"] for d in found] == ["criteria.een"]


def test_two_rules_of_one_kind_are_compared_as_a_whole() -> None:
    rules = [{"rule": "overlap", "min_share": share} for share in (0.5, 0.1)]
    found = diff(tables(competition=rules), tables(competition=rules[::-1]))
    assert [d["key"] for d in found] == ["competition"]


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS)
def test_all_differences_carried_out_give_the_other_scenario(one: str, other: str) -> None:
    first, second = load_scenario(one), load_scenario(other)
    made = parse_scenario(carried_out(first, second, between(first, second)))
    dumps = [Scenario.model_dump(s) for s in (made, second)]
    for dump in dumps:
        dump["criteria"] = sorted(dump["criteria"], key=lambda table: table["name"])
    assert dumps[0] == dumps[1]
    assert not between(second, second)


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS)
def test_a_written_change_makes_the_difference_that_it_stands_for(one: str, other: str) -> None:
    plans, regions = read_plans(ROOT / "data/example/aanvragen.csv"), read_regions()
    first, second = load_scenario(one), load_scenario(other)
    for difference in between(first, second):
        if difference.change is None or difference.path[0] == "objective":
            continue
        try:
            asked = read_changes([difference.change], plans.ids)
            changed = carry_out(asked, Round(plans, first, regions)).scenario
        except ValueError:  # on its own it contradicts something
            continue
        left = [(d.key, d.after) for d in between(first, changed)]
        assert (difference.key, difference.after) in left


def test_the_words_name_both_values() -> None:
    one, other = parse_scenario(tables(2, quotas=[QUOTA])), parse_scenario(tables(3))
    said = diff_text(one, other, "nl")
    assert "  cohort.size: 2 wordt 3" in said
    assert '  quotas.krimp vervalt: { name = "krimp", where = { context = "krimp" }, min = 2 }' in (
        said.splitlines()
    )
    assert "size: 2 becomes 3" in diff_text(one, other, "en")
    assert "niets" in diff_text(one, one, "nl").lower()


# --- Numbers as people write them

BASE = (
    'name = "proef"\n[cohort]\nsize = 2\n[[competition]]\nrule = "overlap"\nmin_share = {share}\n'
    '[[criteria]]\nname = "een"\nmeasure = "balance"\non = "herkomst"\n'
    '[[objective]]\ntier = "sum"\nweights = {{ een = {weight} }}\n'
)


def told(tmp_path: Path, share: str, weight: str = "1", **extra: str) -> list[str]:
    file = tmp_path / "mijn.toml"
    text = BASE.format(share=share, weight=weight) + extra.get("after", "")
    file.write_text(text, encoding="utf-8", newline=extra.get("newline", "\n"))
    found = invoke("run", "--scenario", file, "--out", tmp_path / "uit")
    assert found.exit_code == 2
    assert not (tmp_path / "uit").exists()
    return found.stderr.splitlines()[:-1]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("5%", "0.05"), ("12,5 %", "0.125"), ('"0,05"', "0.05"), ('"5%"', "0.05"),
     ("'5 %'", "0.05"), ('"0.05"', "0.05")],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_number_as_text_or_with_a_percent_sign_is_told_at_its_line(
    tmp_path: Path, written: str, meant: str, newline: str
) -> None:
    (line,) = told(tmp_path, written, newline=newline)
    assert "mijn.toml, regel 6" in line
    assert f"`{written.strip(chr(34) + chr(39))}`" in line
    assert f"Bedoelt u `{meant}`?" in line


def test_every_such_number_is_told_and_what_is_wrong_besides(tmp_path: Path) -> None:
    lines = told(tmp_path, "5%", "2%", after='note = "0,05 = 5%" # x = 0,5\nlist = [1,5\n')
    assert ["regel 6" in lines[0], "regel 13" in lines[1], "TOML" in lines[2]] == [True] * 3
    assert len(lines) == 3


def test_in_a_list_a_percentage_is_told(tmp_path: Path) -> None:
    lines = told(tmp_path, "0.05", after="x = [5%,10 %]\ny = [1,5]\n")
    for number, line in zip(["0.05", "0.1"], lines, strict=True):
        assert f"`{number}`" in line
    assert all("regel 14" in line for line in lines)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_number_with_a_comma_is_read_and_told_at_its_line(tmp_path: Path, newline: str) -> None:
    file = tmp_path / "mijn.toml"
    after = 'notice = "x = 0,5, y"\n'
    text = after + BASE.format(share="0,1", weight="2,5")
    file.write_text(text, encoding="utf-8", newline=newline)
    found = load_scenario(file)
    assert found.competition[0].min_share == Decimal("0.1")  # type: ignore[union-attr]
    assert found.objective[0].weights == {"een": Decimal("2.5")}
    assert found.notice == "x = 0,5, y"
    told = [note.said(load_texts("nl")) for note in found.source.notes]
    assert told == ["mijn.toml, regel 7: `0,1` is gelezen als 0.1.",
                    "mijn.toml, regel 14: `2,5` is gelezen als 2.5."]  # fmt: skip
    with_points = after + BASE.format(share="0.1", weight="2.5")
    assert found.model_dump() == parse_scenario(read_toml("", with_points.encode())).model_dump()


def test_in_a_list_only_what_can_be_one_number_has_a_comma() -> None:
    assert read_toml("", b"x = [0,05, 0.5]") == {"x": [Decimal("0.05"), Decimal("0.5")]}
    assert read_toml("", b"x = [1,5]\ny = 0,5") == {"x": [1, 5], "y": Decimal("0.5")}
    assert read_toml("", b"x = {a = 0,5, b = 1,25}") == {
        "x": {"a": Decimal("0.5"), "b": Decimal("1.25")}
    }


def test_a_list_in_which_a_comma_may_be_a_decimal_one_is_told() -> None:
    text = b"a = [1,5, 2]\nb = [1,5]\nc = [1, 5]\nd = '[1,5, 2]' # [1,5, 2]\n"
    (note,) = toml_notes("mijn.toml", text)
    assert (note.code, note.params["line"], note.params["count"]) == ("list_commas", 1, 3)
    assert (note.value, note.suggestion) == ("[1,5, 2]", "[1.5, 2]")


@pytest.mark.parametrize("text", ["x = 1,5,0", "x = 0,5 0,6", "x = 0,5\ny = [1,5", "x = ,5"])
def test_where_points_would_not_help_a_comma_is_told_as_before(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_toml("mijn.toml", text.encode())
    assert {fault.code for fault in caught.value.faults} == {"bad_toml"}


@DEEP
def test_a_scenario_with_commas_makes_a_result_that_the_recount_reads_alike(tmp_path: Path) -> None:
    file = tmp_path / "mijn.toml"
    file.write_text(BASE.format(share="0,05", weight="2,5"), encoding="utf-8")
    out = tmp_path / "uit"
    ran = invoke("run", "--scenario", file, "--out", out, "--no-dossier", "--only", "map.png")
    assert ran.exit_code == 0, ran.stderr
    assert "`0,05` is gelezen als 0.05" in ran.stderr
    assert invoke("verify", out).exit_code == 0
    assert invoke("scenario", "new", tmp_path / "nieuw.toml", "--from", file).exit_code == 0
    assert load_scenario(tmp_path / "nieuw.toml").model_dump(exclude={"name"}) == (
        load_scenario(file).model_dump(exclude={"name"})
    )
    asked = invoke("whatif", out, "objective.1.weights.een=1,5", "--json")
    assert asked.exit_code == 0, asked.stderr


def test_a_number_in_a_table_on_one_line_is_found(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "0.05", '"2,5"')
    assert "regel 13" in line
    assert "`2.5`" in line


def test_a_whole_number_as_text_gets_no_fraction_for_advice(tmp_path: Path) -> None:
    file = write_scenario(tmp_path, tables(1, eligibility={"max_werkt_toe": "5%"}), "mijn.toml")
    found = invoke("scenario", "show", file)
    assert found.exit_code == 2
    assert "max_werkt_toe" in found.stderr
    assert "Bedoelt u" not in found.stderr


def test_what_is_no_toml_for_other_reasons_is_told_as_before(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "0.05", after="x = [1,5\n")
    assert "geen geldige TOML" in line


def test_exactness_is_kept(tmp_path: Path) -> None:
    one = load_scenario(write_scenario(tmp_path, tables(1), "een.toml"))
    other = one.replace(eligibility={"min_aandeel_besturen": Decimal("0.3333")})
    (found,) = between(one, other)
    assert found.change == "eligibility.min_aandeel_besturen=0.3333"

"""What a sweep varies: the vary file with every fault at once, the combinations, and doubts."""

import json
from collections import Counter
from pathlib import Path

import pytest
from builders import Row, invoke, write_case, write_scenario
from depth import DEEP
from test_sweep import ROWS, SCENARIO, content, records

from selector import Sweep
from selector.sweeps.knobs import Drawn, Knob, Listed
from selector.sweeps.sample import DRAWN, MOST, Combinations, Kind, Sample
from selector.sweeps.vary import read_vary

FAULTY = """
[[vary]]
key = "szie"
values = [1, 2]
[[vary]]
key = "A.c2"
values = ["voldan", "voldaan"]
[[vary]]
key = "cohort.locked_in"
values = [["Q"]]
[[vary]]
key = "+A"
values = [1]
[[vary]]
key = "size"
draw = { low = 4, high = 2, places = 0 }
[[vary]]
key = "size"
values = [1]
draw = { low = 1, high = 2 }
[[vary]]
key = "quotas.nieuw.min"
value = [1]
[[vary]]
key = "eligibility.min_aandeel_besturen"
values = [0.5, 0.50]
[[scenario]]
name = "krimp-erst"
[[scenario]]
[sample]
kind = "randm"
"""
EXPECTED = [
    ("vary[7]", "`value`", "values"),
    ("sample.kind", "randm", "random"),
    ("vary[4]", "`+A`"),
    ("vary[5].draw", "4 > 2"),
    ("vary[6].key", "al gevarieerd"),
    ("vary[6]", "óf `values` óf `draw`"),
    ("vary[8].values[2]", "dubbel"),
    ("scenario[2]", "óf `file` óf `name`"),
    ("krimp-erst", "krimp-eerst"),
    ("vary[1].values[1]", "szie", "size"),
    ("vary[2].values[1]", "voldan", "voldaan"),
    ("vary[3].values[1]", "`Q`"),
]
A, B = Knob("a", Listed(("x", "y", "z"))), Knob("b", Drawn(5, 12, 1))


def swept(folder: Path, rows: list[Row], vary: str, *more: str) -> tuple[int, str]:
    """Sweep a small round; return the exit code and what was told."""
    plans, scenario = write_case(folder, rows, SCENARIO)
    file = folder / "vary.toml"
    file.write_text(vary, encoding="utf-8")
    given = ("--scenario", scenario, "--vary", file, "--out", folder / "uit", "--workers", "1")
    result = invoke("sweep", plans, *given, *more)
    return result.exit_code, result.stderr


def test_a_number_with_a_comma_is_read_and_told(tmp_path: Path) -> None:
    file = tmp_path / "vary.toml"
    draw = "draw = {{ low = {}, high = {}, places = 2 }}\n"
    text = '[[vary]]\nkey = "criteria.x.weight"\n' + draw
    file.write_text(text.format("0,25", "0,75"), encoding="utf-8")
    found = read_vary(file, ())
    assert [(note.code, note.params["line"]) for note in found.notes] == [("number_read", 3)] * 2
    file.write_text(text.format("0.25", "0.75"), encoding="utf-8")
    plain = read_vary(file, ())
    assert (plain.knobs, plain.faults, plain.notes) == (found.knobs, found.faults, ())


def test_every_fault_of_a_vary_file_is_told_at_once(tmp_path: Path) -> None:
    code, told = swept(tmp_path, ROWS, FAULTY)
    *lines, last = told.splitlines()
    assert code == 2
    assert last == f"Fouten: {len(EXPECTED)}. Er is niets geschreven.", told
    for line, pieces in zip(lines, EXPECTED, strict=True):
        assert all(piece in line for piece in pieces), (line, pieces)
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ('[[vary]]\nkey = "size"\nvalues = []\n', "vary[1].values"),
        ("[vary]\nkey = 1\n", "vary"),
        ("[[scenario]\n", "TOML"),
        ("", "niets in om te variëren"),
        ('[[vary]]\nkey = "size=3"\nvalues = [1]\n', "heeft al een waarde"),
        ('[[vary]]\nkey = "A+Q"\nvalues = [true]\n', "`A+Q`"),
        ('[[vary]]\nkey = "size"\ndraw = { low = 0.55, high = 1, places = 1 }\n', "1 decimalen"),
        ('[[vary]]\nkey = "size"\nvalues = [1]\n[sample]\nkind = "random"\n', "sample.count"),
        (
            '[[vary]]\nkey = "size"\ndraw = { low = 1, high = 2000, places = 0 }\n'
            '[[vary]]\nkey = "quotas.nieuw.min"\ndraw = { low = 1, high = 2000, places = 0 }\n',
            f"4000000 scenario's; het maximum is {MOST}",
        ),
    ],
)
def test_a_vary_file_that_cannot_be_meant_is_refused(tmp_path: Path, vary: str, said: str) -> None:
    code, told = swept(tmp_path, ROWS, vary)
    assert code == 2
    assert said in told, told


def test_a_change_that_does_not_fit_on_one_of_the_bases_is_told_beforehand(tmp_path: Path) -> None:
    bare = {**SCENARIO, "name": "kaal", "quotas": []}
    write_scenario(tmp_path, bare, "kaal.toml")
    vary = '[[scenario]]\nfile = "kaal.toml"\n[[vary]]\nkey = "quotas.nieuw.min"\nvalues = [0, 1]'
    code, said = swept(tmp_path, ROWS, vary)
    assert code == 0
    told = [line for line in said.splitlines() if "past niet op kaal" in line]
    assert [line.split("`")[1] for line in told] == ["quotas.nieuw.min=0", "quotas.nieuw.min=1"]


def test_a_grid_holds_every_combination_once() -> None:
    found = Combinations((A, B), Sample())
    picks = [found[i] for i in range(found.total)]
    assert len(picks) == len(set(picks)) == 24


def test_one_at_a_time_is_the_base_and_each_value_alone() -> None:
    found = Combinations((A, B), Sample("one_at_a_time"))
    picks = [found[i] for i in range(found.total)]
    assert picks[0] == (None, None)
    assert Counter(pick.count(None) for pick in picks[1:]) == {1: 11}
    assert len(set(picks)) == 12


@pytest.mark.parametrize("kind", DRAWN)
def test_a_draw_hangs_on_its_seed_and_key_and_not_on_the_order_of_the_tables(kind: Kind) -> None:
    sample = Sample(kind, 40, "zaad")
    one, other = Combinations((A, B), sample), Combinations((B, A), sample)
    drawn = [one[i] for i in range(40)]
    assert drawn == [tuple(reversed(other[i])) for i in range(40)]
    again = Combinations((A, B), Sample(kind, 40, "anders"))
    assert drawn != [again[i] for i in range(40)]
    assert {pick[0] for pick in drawn} == {0, 1, 2}


def test_a_latin_hypercube_spreads_its_draws_evenly() -> None:
    found = Combinations((A, B), Sample("latin_hypercube", 48, "zaad"))
    assert set(Counter(found[i][1] for i in range(48)).values()) == {6}


def test_numbers_are_written_in_whole_steps() -> None:
    assert [B.change(i) for i in (0, 5, 7)] == ["b=0.5", "b=1", "b=1.2"]


def test_values_reach_the_records_as_one_writes_changes(tmp_path: Path) -> None:
    vary = """
[[vary]]
key = "criteria.herkomst.target"
values = ["equal", { nieuw = 1, bestaand = 2 }]
[[vary]]
key = "E.aandeel_besturen"
values = [0.8]
[[vary]]
key = "-A"
values = [true, false]
"""
    assert swept(tmp_path, ROWS, vary)[0] == 0
    assert {tuple(r["changes"]) for r in records(tmp_path / "uit")} == {
        ("criteria.herkomst.target=equal", "E.aandeel_besturen=0.8", "-A"),
        ("criteria.herkomst.target=equal", "E.aandeel_besturen=0.8"),
        ("criteria.herkomst.target={nieuw = 1, bestaand = 2}", "E.aandeel_besturen=0.8", "-A"),
        ("criteria.herkomst.target={nieuw = 1, bestaand = 2}", "E.aandeel_besturen=0.8"),
    }


def doubtful(**cells: str) -> list[Row]:
    """The plans of the round with other cells for C."""
    return [row | cells if row["plan_id"] == "C" else row for row in ROWS]


def test_an_assessment_in_doubt_is_drawn_from_and_told(tmp_path: Path) -> None:
    rows = doubtful(c2="voldaan/ontbreekt", aandeel_besturen="0.5..0.7")
    vary = '[sample]\nkind = "random"\ncount = 30\nseed = 1\n'
    assert swept(tmp_path, rows, vary)[0] == 0
    out = tmp_path / "uit"
    changed = {tuple(r["changes"]) for r in records(out)}
    assert {c2 for _, c2 in changed} == {"C.c2=voldaan", "C.c2=ontbreekt"}
    assert {share for share, _ in changed} <= {
        f"C.aandeel_besturen={n / 100:.2f}".rstrip("0") for n in range(50, 71)
    }
    said = json.loads((out / "sweep.json").read_text())
    (entry,) = (p for p in said["plans"] if p["plan_id"] == "C")
    assert 0 < entry["eligible"] < 30
    page = (out / "sweep.html").read_text(encoding="utf-8")
    assert "<code>C.c2</code>" in page
    assert "Hoe zeker de oordelen zijn" in page


def test_a_second_assessor_brings_the_same_doubt(tmp_path: Path) -> None:
    other = "plan_id;c2;a1\nC;ontbreekt;\nA;voldaan;voldaan\n"
    (tmp_path / "tweede.csv").write_text(other)
    vary = '[uncertain]\nfile = "tweede.csv"\n[sample]\nkind = "grid"\n'
    assert swept(tmp_path, ROWS, vary)[0] == 0
    found = {tuple(r["changes"]) for r in records(tmp_path / "uit")}
    assert found == {("C.c2=werkt_toe",), ("C.c2=ontbreekt",)}


def test_faults_of_a_second_assessor_are_told(tmp_path: Path) -> None:
    (tmp_path / "tweede.csv").write_text("plan_id;c2\nCC;ontbreekt\nA;ontbrekt\n")
    code, told = swept(tmp_path, ROWS, '[uncertain]\nfile = "tweede.csv"\n')
    assert code == 2
    assert "tweede.csv, rij 2" in told
    assert "tweede.csv, rij 3, kolom `c2`: `ontbrekt`" in told


def test_a_run_refuses_an_assessment_in_doubt_and_names_the_sweep(tmp_path: Path) -> None:
    rows = doubtful(c2="voldaan/ontbreekt", aandeel_besturen="0.5..0.7")
    plans, scenario = write_case(tmp_path, rows, SCENARIO)
    result = invoke("run", plans, "--scenario", scenario, "--out", tmp_path / "uit")
    assert result.exit_code == 2
    assert result.stderr.count("`selector sweep`") == 2


def test_an_index_of_doubtful_plans_is_made_again(tmp_path: Path) -> None:
    assert swept(tmp_path, doubtful(c2="voldaan/werkt_toe"), "[sample]\nkind = 'grid'\n")[0] == 0
    before = content(tmp_path / "uit")
    assert invoke("sweep", "--index", tmp_path / "uit").exit_code == 0
    assert content(tmp_path / "uit") == before


@DEEP
def test_a_scenario_with_doubts_left_as_they_are_is_a_result_that_verifies(tmp_path: Path) -> None:
    rows = doubtful(c2="voldaan/werkt_toe")
    assert swept(tmp_path, rows, "[sample]\nkind = 'one_at_a_time'\n")[0] == 0
    result = Sweep.load(tmp_path / "uit").result(1)
    assert result.verify().agrees

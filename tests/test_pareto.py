"""The exact Pareto front: against brute force, by hand, and as a directory."""

import csv
import json
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from brute_force import front as by_force
from builders import (
    Row,
    Tables,
    invoke,
    plan,
    problem_of,
    read_rows,
    result_from,
    result_of,
    tables,
    valued,
    write_case,
    write_plans,
)
from click.testing import Result as Outcome
from depth import DEEP, sample
from rounds import write_round

from selector import InputError, Result
from selector.analysis.pareto import dominates
from selector.analysis.zones import Zones
from selector.publish.front import choice_sentence
from selector.solve.tickets import ticket
from selector.texts import load_texts
from selector.views import Front

TOTAL = {"measure": "total", "range": [0, 10]}


def check(result: Result, over: tuple[int, ...]) -> Front:
    """Compare a front with that of brute force, in its entirety."""
    front = result.pareto(*(result.problem.criteria[c].name for c in over))
    assert front.complete
    expected = by_force(result.problem, over)
    assert [p.scores for p in front.points] == sorted(expected, reverse=True)
    assert {p.scores: p.chosen for p in front.points} == expected
    for point in front.points:
        scores = result.problem.scores(point.chosen)
        assert point.scores == tuple(scores[c] for c in over)
    return front


# --- Against brute force


@pytest.mark.parametrize("block", sample(range(6), every=7))
def test_random_rounds_have_the_front_of_brute_force(tmp_path: Path, block: int) -> None:
    points, three, rng = 0, 0, Random(block)
    for seed in range(7000 + 12 * block, 7012 + 12 * block):
        made = write_round(tmp_path / str(seed), seed, n_plans=11, dispersion=seed % 2 == 0)
        result = result_from(*made)
        number = len(result.problem.criteria)
        if result.status == "infeasible" or number < 2:
            continue
        for k in (2, 3):
            if number >= k:
                front = check(result, tuple(rng.sample(range(number), k)))
                points, three = points + len(front.points), three + (k == 3)
    assert points > 20
    assert three >= 3


@DEEP
@pytest.mark.parametrize("sizes", sample([3, {"min": 2, "max": 4}], every=3))
def test_fronts_of_many_points(tmp_path: Path, sizes: int | Tables) -> None:
    rng, points = Random(5), 0
    for number in range(4):
        rows = [valued(f"P{i:02}", **{c: str(rng.randint(0, 10)) for c in "abc"}) for i in range(9)]
        criteria = [{"name": c, "on": c, **TOTAL} for c in "abc"]
        scenario = tables(sizes, criteria=criteria, objective=[{"tier": "sum"}])
        result = result_of(tmp_path / str(number), rows, scenario)
        points += len(check(result, (2, 0)).points) + len(check(result, (0, 1, 2)).points)
    assert points > 30


# --- By hand


def by_hand(folder: Path, sizes: int | Tables = 1, **others: Any) -> Result:
    """Plans with scores on x and y; C is dominated by B, and E equals D."""
    values = {"A": (10, 1), "B": (6, 6), "C": (6, 5), "D": (1, 9), "E": (1, 9)}
    rows = [valued(name, x=str(x), y=str(y)) for name, (x, y) in values.items()]
    criteria = [{"name": "ix", "on": "x", **TOTAL}, {"name": "ypsilon", "on": "y", **TOTAL}]
    objective = others.pop("objective", [{"tier": "worst"}])
    return result_of(folder, rows, tables(sizes, criteria=criteria, objective=objective, **others))


def scores_of(front: Front) -> list[tuple[str, ...]]:
    return [tuple(map(str, point.scores)) for point in front.points]


def test_the_front_by_hand(tmp_path: Path) -> None:
    result = by_hand(tmp_path)
    front = result.pareto("ix", "ypsilon")
    assert scores_of(front) == [("1", "1/10"), ("3/5", "3/5"), ("1/10", "9/10")]
    ids = result.problem.plans.ids
    first = min("DE", key=lambda plan_id: ticket("lot", plan_id))
    assert [[ids[p] for p in point.chosen] for point in front.points] == [["A"], ["B"], [first]]
    assert (front.data.choice, front.data.better()) == ((Fraction(3, 5), Fraction(3, 5)), ())
    assert scores_of(result.pareto("ypsilon", "ix")) == [
        tuple(reversed(scores)) for scores in reversed(scores_of(front))
    ]


def test_the_rules_are_kept(tmp_path: Path) -> None:
    front = by_hand(tmp_path, cohort={"locked_out": ["B"]}).pareto("ix", "ypsilon")
    assert scores_of(front) == [("1", "1/10"), ("3/5", "1/2"), ("1/10", "9/10")]


def test_sizes_are_compared_together(tmp_path: Path) -> None:
    # Of two: A+B (8, 3.5), A+D (5.5, 5), B+D (3.5, 7.5). Only A+D is dominated, by B alone.
    front = by_hand(tmp_path, {"min": 1, "max": 2}).pareto("ix", "ypsilon")
    assert scores_of(front) == [
        ("1", "1/10"), ("4/5", "7/20"), ("3/5", "3/5"), ("7/20", "3/4"), ("1/10", "9/10"),
    ]  # fmt: skip
    assert [len(point.chosen) for point in front.points] == [1, 2, 1, 2, 2]


def test_a_choice_off_the_front_is_told_with_what_beats_it(tmp_path: Path) -> None:
    rows = [valued("A", x="5", y="5", z="9"), valued("B", x="6", y="5", z="1")]
    criteria = [{"name": c, "on": c, **TOTAL} for c in "xyz"]
    objective = [{"tier": "criterion", "over": ["z"]}]
    result = result_of(tmp_path, rows, tables(1, criteria=criteria, objective=objective))
    front = result.pareto("x", "y")
    assert scores_of(front) == [("3/5", "1/2")]
    assert front.data.better() == (1,)
    assert front.as_dict()["choice"]["point"] is None
    assert not front.table["choice"].any()
    sentence = choice_sentence(front.data, load_texts("nl"))
    assert "ligt niet op het front: punt 1 is op deze criteria beter" in sentence
    on = result.pareto("x", "z")
    assert on.as_dict()["choice"]["point"] == 2
    assert "ligt op punt 2" in choice_sentence(on.data, load_texts("nl"))


@DEEP
def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rng = Random(3)
    plans, scenario = write_round(tmp_path, 7003, n_plans=14)
    rows: list[Row] = read_rows(plans)
    result = result_from(plans, scenario)
    names = [criterion.name for criterion in result.problem.criteria][:3]
    assert len(names) > 1
    fronts = [result.pareto(*names).as_dict()]
    for number in range(3):
        rng.shuffle(rows)
        again = result_from(write_plans(tmp_path / str(number), rows), scenario)
        fronts.append(again.pareto(*names).as_dict())
    assert [f["points"] for f in fronts[1:]] == [fronts[0]["points"]] * 3


# --- The zones


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_zones_hold_exactly_what_is_not_reached(dimensions: int) -> None:
    rng, top = Random(1), 4
    for _ in range(40):
        zones, found = Zones((top,) * dimensions), list[tuple[int, ...]]()
        for _ in range(5):
            found.append(tuple(rng.randint(0, top) for _ in range(dimensions)))
            zones.cut(found[-1])
            corners = opened(zones, dimensions)
            for vector in product(range(top + 1), repeat=dimensions):
                reached = any(all(a >= b for a, b in zip(f, vector, strict=True)) for f in found)
                inside = any(all(a < b for a, b in zip(c, vector, strict=True)) for c in corners)
                assert inside is not reached
            assert len(corners) <= 2 * len(found) + 1


def opened(zones: Zones, dimensions: int) -> list[tuple[int, ...]]:
    """The corners of the open zones; the zones are left as they were."""
    copy = Zones((10**6,) * dimensions)
    copy.__dict__ = {key: list(v) if isinstance(v, list) else v for key, v in vars(zones).items()}
    corners = []
    while (corner := copy.next()) is not None:
        corners.append(corner)
        copy.empty(corner)
    return corners


# --- The command


def run(*arguments: str | Path) -> Outcome:
    return invoke("pareto", *arguments)


@pytest.fixture
def case(tmp_path: Path) -> list[str | Path]:
    """The arguments of a round of which the front is known."""
    result = by_hand(tmp_path)
    assert result.status == "optimal"
    plans, scenario = tmp_path / "aanvragen.csv", tmp_path / "scenario.toml"
    return [plans, "--scenario", scenario, "--out", tmp_path / "front"]


def test_the_directory_holds_the_front(case: list[str | Path], tmp_path: Path) -> None:
    found = run(*case, "--criteria", "ix", "ypsilon")
    assert found.exit_code == 0, found.stderr
    folder = tmp_path / "front"
    names = {"front.csv", "front.json", "front.png", "front.svg", "summary.txt", "SHA256SUMS"}
    assert {path.name for path in folder.iterdir()} == names
    with (folder / "front.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows[1] == {
        "point": "2", "score_ix": "'3/5", "decimal_ix": "0,6", "score_ypsilon": "'3/5",
        "decimal_ypsilon": "0,6", "size": "1", "selected": "B", "choice": "true",
    }  # fmt: skip
    assert [row["choice"] for row in rows] == ["false", "true", "false"]
    record = json.loads((folder / "front.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert record["criteria"] == ["ix", "ypsilon"]
    assert record["points"][0] == {
        "point": 1, "scores": {"ix": "1", "ypsilon": "1/10"}, "size": 1, "selected": ["A"],
    }  # fmt: skip
    assert record["choice"]["point"] == 2
    assert (folder / "summary.txt").read_text(encoding="utf-8") == found.stdout
    assert "bewezen compleet" in found.stdout
    assert "0,600 " in found.stdout
    assert "/" not in found.stdout
    assert "Wat is er samen haalbaar?" in (folder / "front.svg").read_text(encoding="utf-8")


@DEEP
def test_three_criteria_can_be_drawn_in_both_languages(tmp_path: Path) -> None:
    rows = [valued(n, x=str(i), y=str(9 - i), z=str(i % 3)) for i, n in enumerate("ABCDE")]
    criteria = [{"name": c, "on": c, **TOTAL} for c in "xyz"]
    plans, scenario = write_case(tmp_path, rows, tables(2, criteria=criteria))
    for language, words in (("nl", "keuze van het scenario"), ("en", "choice of the scenario")):
        out = tmp_path / language
        names = ("--criteria", "x", "y", "z")
        found = run(plans, "--scenario", scenario, "--out", out, "--lang", language, *names)
        assert found.exit_code == 0
        assert words in (out / "front.svg").read_text(encoding="utf-8")


def test_the_plots_do_not_change(case: list[str | Path], tmp_path: Path) -> None:
    pictures = []
    for number in range(2):
        out = tmp_path / f"front-{number}"
        assert run(*case[:-1], out, "--criteria", "ix", "ypsilon").exit_code == 0
        pictures.append([(out / f"front.{kind}").read_bytes() for kind in ("png", "svg")])
    assert pictures[0] == pictures[1]


def test_an_existing_directory_is_refused_without_force(
    case: list[str | Path], tmp_path: Path
) -> None:
    (tmp_path / "front").mkdir()
    (tmp_path / "front" / "eigen.txt").write_text("eigen")
    found = run(*case, "--criteria", "ix", "ypsilon")
    assert found.exit_code == 2
    assert [path.name for path in (tmp_path / "front").iterdir()] == ["eigen.txt"]
    assert run(*case, "--criteria", "ix", "ypsilon", "--force").exit_code == 0
    assert (tmp_path / "front.bewaard-1" / "eigen.txt").read_text() == "eigen"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ix", "ypsilom"], ["`ypsilom`", "ix, ypsilon", "Bedoelt u `ypsilon`?"]),
        (["ix"], ["geef twee of drie criteria op; het zijn er 1"]),
        ([], ["het zijn er 0"]),
        (["ix", "ix"], ["`ix` komt 2 keer voor"]),
        (["ix", "a", "b", "ypsilon"], ["`a`", "`b`", "het zijn er 4"]),
    ],
)
def test_other_criteria_are_refused(
    case: list[str | Path], tmp_path: Path, names: list[str], expected: list[str]
) -> None:
    found = run(*case, *(["--criteria", *names] if names else []))
    assert (found.exit_code, found.stdout) == (2, "")
    assert all(words in found.stderr for words in expected), found.stderr
    assert not (tmp_path / "front").exists()


def test_names_may_stand_before_the_plans_or_one_by_one(
    case: list[str | Path], tmp_path: Path
) -> None:
    plans, *rest = case
    one_by_one = ["--criteria", "ix", "--criteria=ypsilon", *rest, plans]
    assert run(*one_by_one).exit_code == 0
    found = run("--criteria", "ix", "ypsilon", *rest, "--force", plans)
    assert found.exit_code == 0


def test_another_size_can_be_asked_for(case: list[str | Path], tmp_path: Path) -> None:
    found = run(*case, "--criteria", "ix", "ypsilon", "--size", "2")
    assert found.exit_code == 0
    record = json.loads((tmp_path / "front" / "front.json").read_text(encoding="utf-8"))
    assert {point["size"] for point in record["points"]} == {2}
    assert run(*case, "--criteria", "ix", "ypsilon", "--size", "0", "--force").exit_code == 2


def test_without_a_cohort_there_is_no_front(case: list[str | Path], tmp_path: Path) -> None:
    found = run(*case, "--criteria", "ix", "ypsilon", "--size", "9")
    assert found.exit_code == 3
    assert "geen enkele selectie" in found.stdout
    assert not (tmp_path / "front").exists()
    result = by_hand(tmp_path / "geen", 9)
    with pytest.raises(ValueError, match="no cohort"):
        result.pareto("ix", "ypsilon")


def test_what_is_wrong_with_the_options_is_told(case: list[str | Path]) -> None:
    found = run(*case, "--criteria", "ix", "ypsilon", "--time-limit", "-1")
    assert found.exit_code == 2
    assert "--time-limit" in found.stderr


@DEEP
def test_a_front_that_is_cut_short_is_not_called_complete(tmp_path: Path) -> None:
    rng = Random(2)
    columns = [f"k{i}" for i in range(3)]
    rows = [
        valued(f"P{i:03}", **{c: str(rng.randint(0, 1000) / 100) for c in columns})
        for i in range(120)
    ]
    criteria = [{"name": c, "on": c, **TOTAL} for c in columns]
    objective = [{"tier": "criterion", "over": columns[:1]}]
    result = result_of(tmp_path, rows, tables(12, criteria=criteria, objective=objective))
    front = result.pareto(*columns, time_limit=2.0)  # enough for a point on a busy machine
    assert not front.complete
    assert front.as_dict()["status"] == "feasible"
    assert "Er kunnen er nog ontbreken" in front.summary()
    with pytest.raises(TimeoutError):
        result.pareto(*columns, time_limit=0.0)
    vectors = [point.scores for point in front.points]
    assert not any(dominates(a, b) for a, b in product(vectors, repeat=2))


def test_a_problem_without_two_criteria_has_no_front(tmp_path: Path) -> None:
    assert problem_of(tmp_path, [plan("A")], tables(1)).sizes == range(1, 2)
    result = result_from(tmp_path / "aanvragen.csv", tmp_path / "scenario.toml")
    with pytest.raises(InputError):
        result.pareto("een")

"""The best other cohort: against brute force, in the files, and what the recount makes of it."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from brute_force import optimal
from builders import altered, result_of, skip_drawings, tables, valued, write_case
from click.testing import CliRunner
from depth import DEEP, sample
from rounds import write_round

from selector import Result, load_scenario, read_plans, select
from selector.analysis.runner_up import find_runner_up
from selector.cli import main
from selector.publish.beside import fraction_text
from selector.solve.clock import Clock
from selector.verify import recount

INHOUD = {"name": "inhoud", "measure": "total", "on": "punten", "range": [0, 10]}
Entry = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def no_drawings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        skip_drawings(patch)
        yield


def points(folder: Path, values: dict[str, str], size: Any = 1, **others: Any) -> Result:
    """A round in which the cohort with the most points wins."""
    rows = [valued(plan_id, punten=value) for plan_id, value in values.items()]
    return result_of(folder, rows, tables(size, criteria=[INHOUD], **others))


def told(result: Result) -> Entry | None:
    """What the record says."""
    found: Entry | None = result.as_dict()["runner_up"]
    return found


@pytest.mark.parametrize("block", sample(range(4), every=4))
def test_random_rounds_have_the_runner_up_of_brute_force(tmp_path: Path, block: int) -> None:
    seen = set()
    for seed in (*range(300 + 6 * block, 306 + 6 * block), (555, 14, 16, 111)[block]):
        plans, scenario = write_round(tmp_path / str(seed), seed, 10, dispersion=seed % 3 == 0)
        result = select(read_plans(plans), load_scenario(scenario))
        if result.outcome.optimum is None:
            continue
        problem, chosen = result.problem, result.outcome.optimum.chosen
        expected = optimal(problem, lambda cohort, chosen=chosen: cohort != chosen)  # type: ignore[misc]
        found = told(result)
        assert result.as_dict()["runner_up_settled"] is True
        if expected is None:
            assert found is None
            seen.add("none")
            continue
        values, cohort = expected
        before = [tier.value for tier in result.outcome.optimum.tiers]
        tier = next((i for i, v in enumerate(values) if v != before[i]), None)
        assert found is not None
        assert found["selected"] == [problem.plans.ids[p] for p in sorted(cohort)], seed
        assert found["tier"] == (None if tier is None else tier + 1)
        if tier is None:
            assert (found["now"], found["then"]) == (None, None)
            assert found.get("size") == ("smaller" if len(cohort) < len(chosen) else None)
            seen.add("smaller" if len(cohort) < len(chosen) else "tie")
            continue
        assert found["now"] == fraction_text(before[tier])
        assert found["then"] == fraction_text(values[tier])
        attained = [problem.value(problem.tiers[tier], c) for c in (chosen, cohort)]
        said = (found.get("now_attained"), found.get("then_attained"))
        same = attained == [before[tier], values[tier]]
        assert said == ((None, None) if same else tuple(map(fraction_text, attained)))
        seen.add("worse")
    assert "worse" in seen
    assert (("tie", "none", "tie", "smaller")[block]) in seen


def test_by_hand(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "7.5", "C": "3"}, size=2)
    assert told(result) == {"selected": ["A", "C"], "tier": 1, "now": ["33/40"], "then": ["3/5"]}
    said = " ".join(result.summary().split())
    assert (
        "De beste andere selectie (eruit B; erin C) is minder goed op trap 1; het verschil is "
        "0,225. De laagste score (inhoud) zakt van 0,825 naar 0,600."
    ) in said


def test_among_equals_the_tickets_have_decided(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "5", "C": "5"}, size=2)
    (other,) = {"B", "C"} - {*result.selected}
    assert told(result) == {"selected": ["A", other], "tier": None, "now": None, "then": None}
    assert "is precies even goed; het lot besliste." in " ".join(result.summary().split())


def test_a_smaller_cohort_is_as_good_but_smaller(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "9"}, size={"min": 1, "max": 2})
    found = told(result)
    assert found is not None
    assert (found["tier"], found["size"], len(found["selected"])) == (None, "smaller", 1)
    said = " ".join(result.summary().split())
    assert "is op elke trap even goed, maar kleiner; bij gelijke stand wint de grootste." in said


def test_without_another_cohort_there_is_none(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "5"}, size=2)
    assert told(result) is None
    assert result.as_dict()["runner_up_settled"] is True
    assert "Er is geen andere selectie die aan alle regels voldoet." in result.summary()


def test_without_time_it_is_not_settled(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "5"})
    assert result.outcome.optimum is not None
    assert find_runner_up(result.problem, result.outcome.optimum, Clock(0.0)) is None
    left = altered(result, runner_up=None)
    assert left.as_dict()["runner_up_settled"] is False
    assert "Welke andere selectie de beste is, is niet vastgesteld." in left.summary()


def test_it_does_not_hang_on_the_answers(tmp_path: Path) -> None:
    plans, scenario = write_round(tmp_path, 3, 10)
    read = read_plans(plans), load_scenario(scenario)
    assert told(select(*read, answers=True)) == told(select(*read, answers=False))


# --- The date


def test_the_date_is_that_of_amsterdam_and_can_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, scenario = write_case(tmp_path, [valued("A", punten="5")], tables(criteria=[INHOUD]))
    read = read_plans(plans), load_scenario(scenario)
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1683756000")  # 2023-05-10 22:00 UTC
    assert select(*read).as_dict()["date"] == "2023-05-11"
    given = select(*read, day=date(2024, 2, 29))
    assert given.as_dict()["date"] == "2024-02-29"
    assert any("29 februari 2024" in text.get_text() for text in given.map().texts)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 30)  # no clock knows it: as if it were not there
    assert select(*read).outcome.day.year < 9999


@pytest.mark.parametrize("day", ["2023-02-29", "11 mei 2023", 20230511, None])
def test_a_date_that_is_none_is_a_difference(folder: Path, tmp_path: Path, day: object) -> None:
    change = lambda record: record.update(date=day)  # noqa: E731
    assert "date" in forged(folder, tmp_path / "uit", change)


# --- The recount


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of five plans left; the runner-up has D instead of C."""
    base = tmp_path_factory.mktemp("ronde")
    values = {"A": "9", "B": "8", "C": "7", "D": "6", "E": "2"}
    rows = [valued(i, punten=p) for i, p in values.items()]
    quota = {"name": "weinig", "where": {"punten": "2"}, "max": 0}
    case = write_case(base, rows, tables(3, criteria=[INHOUD], quotas=[quota]))
    run = ["run", str(case[0]), "--scenario", str(case[1]), "--out", str(base / "uit"), "--quiet"]
    assert CliRunner().invoke(main, run).exit_code == 0
    return base / "uit"


def differences(folder: Path) -> list[str]:
    """The places about the runner-up and the date that the recount does not agree with."""
    found = [d.place for d in recount(folder).differences if d.file == "cohort.json"]
    return [place for place in found if place.startswith(("runner_up", "date"))]


def forged(folder: Path, target: Path, change: Callable[[Entry], object]) -> list[str]:
    """What the recount says of a changed record."""
    shutil.copytree(folder, target)
    path = target / "cohort.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    return differences(target)


def test_a_sound_runner_up_is_recounted(folder: Path) -> None:
    record = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
    assert record["runner_up"]["selected"] == ["A", "B", "D"]
    assert differences(folder) == []


WORSE = {"selected": ["A", "C", "D"], "tier": 1, "now": ["4/5"], "then": ["11/15"]}


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("runner_up"),
        lambda record: record.update(runner_up=None),
        lambda record: record.update(runner_up=None, runner_up_settled="nee"),
        lambda record: record.update(runner_up_settled=False),
        lambda record: record.update(runner_up=[]),
        lambda record: record.update(runner_up=WORSE),
        lambda record: record.update(runner_up=WORSE, answers=[]),
        lambda record: record["runner_up"].update(selected=record["selected"]),
        lambda record: record["runner_up"].update(selected=["A", "B", ["D"]]),
        lambda record: record["runner_up"].update(selected=["A", "B", "E"]),
        lambda record: record["runner_up"].update(selected=["A", "B"]),
        lambda record: record["runner_up"].update(tier=None),
        lambda record: record["runner_up"].update(tier=True),
        lambda record: record["runner_up"].update(tier=0),
        lambda record: record["runner_up"].update(tier=None, now=None, then=None),
        lambda record: record["runner_up"].update(now=["9/10"]),
        lambda record: record["runner_up"].update(then=["7/10"]),
        lambda record: record["runner_up"].update(size="smaller"),
        lambda record: record["runner_up"].update(then_attained=["7/10"]),
    ],
)
def test_a_forged_runner_up_is_a_difference(
    folder: Path, tmp_path: Path, change: Callable[[Entry], object]
) -> None:
    assert forged(folder, tmp_path / "uit", change)


@DEEP
@pytest.mark.parametrize("seed", [9, 16, 111, 358, 555])
def test_rounds_with_tolerance_sizes_and_ties_agree_with_the_recount(
    tmp_path: Path, seed: int
) -> None:
    plans, scenario = write_round(tmp_path, seed, 10, dispersion=seed % 3 == 0)
    result = select(read_plans(plans), load_scenario(scenario), answers=True)
    out = result.save(tmp_path / "uit")
    assert differences(out) == []

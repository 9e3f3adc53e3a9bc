"""The swaps in the files: what a run leaves, what the recount holds them against, what is left."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import altered, invoke, result_from, tables, valued, write_case
from depth import DEEP, sample
from verifying import agrees, edit, named

from selector import Result
from selector.analysis import questions, swaps
from selector.analysis.swaps import swap_all
from selector.audit import audit
from selector.errors import Message
from selector.solve import optimum
from selector.solve.clock import Clock
from selector.verify import recount

ROWS = [valued(plan_id, punten=p) for plan_id, p in zip("ABCDEF", "987654", strict=True)]
POINTS = tables(
    3,
    criteria=[{"name": "inhoud", "on": "punten", "measure": "total", "range": [0, 10]}],
    objective=[{"tier": "criterion", "over": ["inhoud"]}],
    at_most_one=[{"name": "een", "plans": ["C", "D"]}],
    implications=[{"name": "samen", "if": "F", "then": "B"}],
)


@pytest.fixture
def small(tmp_path: Path, plain_maps: None) -> Result:
    """A round in which one can see what every swap must be: A, B and C are chosen."""
    return result_from(*write_case(tmp_path, ROWS, POINTS), answers=True, swaps=True)


def written(result: Result, folder: Path) -> dict[str, Any]:
    """What `cohort.json` holds of a result."""
    found = json.loads((result.save(folder) / "cohort.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_record_holds_every_pair_with_the_first_tier_that_changes(
    small: Result, tmp_path: Path
) -> None:
    found = written(small, tmp_path / "uit")
    assert found["selected"] == ["A", "B", "C"]
    assert [(s["out"], s["in"]) for s in found["swaps"]] == [(y, x) for y in "ABC" for x in "DEF"]
    assert found["swaps_complete"] is True
    assert found["swaps"][1] == {
        "in": "E", "out": "A", "feasible": True, "cohort": ["B", "C", "E"], "tier": 1,
        "now": "4/5", "then": "2/3",
    }  # fmt: skip
    assert found["swaps"][3]["cohort"] == ["A", "D", "E"]  # C and D do not go together
    assert found["swaps"][5] == {  # F goes with B
        "in": "F", "out": "B", "feasible": False, "cohort": None, "tier": None,
        "now": None, "then": None,
    }  # fmt: skip


def test_the_table_has_a_row_for_every_swap(small: Result) -> None:
    row = small.swaps.loc[1]
    assert (row["in"], row["out"], row["tier"], row["then"]) == ("E", "A", 1, "2/3")
    assert (row["leaves"], row["enters"]) == (["A"], ["E"])
    assert len(small.swaps) == 9
    assert len(replace(small, outcome=replace(small.outcome, swaps=None)).swaps) == 0


@DEEP
def test_a_run_makes_them_unless_they_are_many_or_left_out(
    tmp_path: Path, plain_maps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, scenario = write_case(tmp_path, ROWS, POINTS)

    def left(*options: str) -> tuple[bool, bool]:
        """Whether there are swaps, and whether it was told that there are none."""
        out = tmp_path / "uit"
        done = invoke("run", plans, "--scenario", scenario, "--out", out, "--force", *options)
        assert done.exit_code == 0, done.output
        found = json.loads((out / "cohort.json").read_text(encoding="utf-8"))
        assert ("swaps" in found) is ("swaps_complete" in found)
        agrees(audit(out)[0])
        return "swaps" in found, "`--swaps`" in done.stderr

    assert left() == (True, False)
    assert left("--no-swaps") == (False, False)
    assert left("--no-answers") == (True, False)
    monkeypatch.setattr(swaps, "MOST_SWAPPED", 5)
    monkeypatch.setattr("selector.audit.recorded.MOST_SWAPPED", 5)
    assert left() == (False, True)
    assert left("--swaps") == (True, False)


def test_what_time_did_not_allow_is_left_out_and_said(
    tmp_path: Path, plain_maps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve, solves = optimum.solve, list[int]()

    def short(*given: Any) -> Any:
        solves.append(1)
        if len(solves) > 2:
            raise TimeoutError
        return solve(*given)

    monkeypatch.setattr(questions, "solve", short)
    result = result_from(*write_case(tmp_path, ROWS, POINTS), swaps=True)
    record = written(result, tmp_path / "uit")
    assert record["swaps_complete"] is False
    assert 0 < len(record["swaps"]) < 9
    said = Message("swaps_unfinished", params={"made": len(record["swaps"]), "count": 9})
    assert result.notes[-1] == said
    agrees(audit(tmp_path / "uit")[0])


def test_answers_that_time_did_not_allow_may_be_any(
    tmp_path: Path, plain_maps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = result_from(*write_case(tmp_path, ROWS, POINTS), answers=True)
    first, second, *others = result.outcome.answers or ()
    said = Message("answers_unfinished", params={"plans": [second.plan_id]})
    kept = altered(result, answers=(first, *others), notes=(*result.notes, said))
    agrees(audit(kept.save(tmp_path / "uit"))[0])


def test_there_is_nothing_to_compare_with_when_the_cohort_is_not_proven(
    small: Result, tmp_path: Path
) -> None:
    assert small.outcome.optimum is not None
    guess = replace(small.outcome.optimum, proven=False, always=None, sometimes=None)
    found, notes = swap_all(small.problem, guess, Clock())
    assert (found, [note.code for note in notes]) == (None, ["swaps_unproven"])
    told = (*small.notes, Message("answers_unproven"), *notes)
    bare = {"answers": None, "runner_up": None, "swaps": None}
    out = altered(small, optimum=guess, notes=told, **bare).save(tmp_path / "uit")
    agrees(audit(out)[0])


# --- What was changed afterwards


def swap_of(record: Any, into: str, out: str) -> Any:
    return next(s for s in record["swaps"] if (s["in"], s["out"]) == (into, out))


def worse(record: Any) -> None:
    """A sound cohort with its own value, and another one is better."""
    swap_of(record, "E", "A").update(cohort=["B", "D", "E"], then="19/30")


def refused(record: Any) -> None:
    """There is a cohort, and no answer and no neighbour shows it."""
    nothing = {"feasible": False, "cohort": None, "tier": None, "now": None, "then": None}
    swap_of(record, "D", "B").update(nothing)


@DEEP
@pytest.mark.parametrize(
    ("change", "place"),
    sample(
        [
            (worse, "swaps[E|A].cohort"),
            (lambda r: swap_of(r, "E", "A").update(cohort=["A", "B", "E"]), "swaps[E|A], out"),
            (
                lambda r: swap_of(r, "D", "A").update(cohort=["B", "C", "D"]),
                "swaps[D|A], at_most_one",
            ),
            (lambda r: swap_of(r, "E", "A").update(then="29/30"), "swaps[E|A].then"),
            (
                lambda r: swap_of(r, "E", "A").update(tier=None, now=None, then=None),
                "swaps[E|A].tier",
            ),
            (lambda r: swap_of(r, "E", "A").update(tier=0), "swaps[E|A].tier"),
            (lambda r: swap_of(r, "F", "B").update(feasible=True), "swaps[F|B].feasible"),
            (lambda r: r["swaps"].pop(4), "swaps"),
            (lambda r: r["swaps"].reverse(), "swaps[D|A].in"),
            (lambda r: r.update(swaps_complete=False), "swaps_complete"),
            (lambda r: r.pop("swaps_complete"), "swaps_complete"),
            (lambda r: r.pop("swaps"), "swaps"),
        ],
        every=3,
    ),
)
def test_the_recount_finds_a_changed_swap(
    small: Result, tmp_path: Path, change: Callable[[Any], object], place: str
) -> None:
    out = small.save(tmp_path / "uit")
    agrees(recount(out))
    edit(out, change)
    report = recount(out)
    assert named(report, "cohort.json", place), report.page()


def test_a_swap_that_an_answer_contradicts_is_found(small: Result, tmp_path: Path) -> None:
    out = small.save(tmp_path / "uit")
    record = json.loads((out / "cohort.json").read_text(encoding="utf-8"))
    answer = next(a for a in record["answers"] if a["plan_id"] == "D")
    assert swap_of(record, "D", "C")["cohort"] == answer["cohort"] == ["A", "B", "D"]
    edit(out, lambda r: swap_of(r, "D", "C").update(cohort=["A", "D", "E"], then="2/3"))
    found = {(d.place, d.kind) for d in recount(out).differences}
    assert found == {("swaps[D|C].cohort", "beaten"), ("swaps[D|C].cohort", "value")}


def test_a_swap_without_a_cohort_is_asked_again(small: Result, tmp_path: Path) -> None:
    report, complete = audit(small.save(tmp_path / "goed"), clock=Clock())
    agrees(report)
    assert complete
    assert "prove_swaps" in {line.key for line in report.proven}  # F does not go without B
    out = small.save(tmp_path / "fout")
    edit(out, refused)
    agrees(recount(out))
    assert named(audit(out, clock=Clock())[0], "cohort.json", "swaps[D|B].feasible")


def test_a_swap_dropped_with_its_remark_is_found_when_written_again(
    small: Result, tmp_path: Path
) -> None:
    out = small.save(tmp_path / "uit")

    def drop(record: Any) -> None:
        record["swaps"].pop()
        record["swaps_complete"] = False

    edit(out, drop)
    report, _ = audit(out)
    assert not report.agrees

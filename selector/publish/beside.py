"""Other cohorts beside the chosen one, as data: the answers, the swaps, the runner-up."""

from typing import Any

import pandas as pd

from selector.analysis.beside import Other
from selector.analysis.swaps import Swap
from selector.analysis.why import Answer
from selector.outcome import Outcome
from selector.texts.contrast import Tie
from selector.tiers import Value


def fraction_text(value: Value) -> str | list[str]:
    """Return an exact value in lowest terms: `7/9`, `1`, or a list of these."""
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)


def answers_record(result: Outcome) -> dict[str, Any]:
    """Return the answers to each plan, when they were asked for."""
    if result.answers is None:
        return {}
    return {"answers": [_answer(answer) for answer in result.answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    """Return what it would take to turn one plan round; `tier` counts from 0.

    `now` and `then` are values as in `tiers`. `now_attained` and `then_attained` are there when
    the two cohorts, within the tolerance of the tier, attain something else; `size` (`smaller` or
    `larger`) when no tier tells the two cohorts apart but their size does.
    """
    other = answer.other
    return {
        "plan_id": answer.plan_id,
        "forced": answer.forced,
        "feasible": other is not None,
        "cohort": None if other is None else list(other.cohort),
        "tier": None if other is None else other.tier,
        **_values(other),
        **_movements(other),
        "blocked_by": list(answer.blocked_by),
        "criteria": [
            {"name": name, "now": str(now), "then": str(then)}
            for name, now, then in (other.criteria if other else ())
        ],
    }


def swaps_record(result: Outcome) -> dict[str, Any]:
    """Return what each exchange would cost, when that was asked for, and if they are all."""
    found = result.swaps
    if found is None:
        return {}
    return {"swaps": [_swap(swap) for swap in found.found], "swaps_complete": found.complete}


def _swap(swap: Swap) -> dict[str, Any]:
    """Return the best cohort with one plan in and another out; `tier` counts from 1."""
    other = swap.other
    return {
        "in": swap.into,
        "out": swap.out,
        "feasible": swap.feasible,
        "cohort": None if other is None else list(other.cohort),
        "tier": _from_one(other),
        **_values(other),
    }


def _from_one(other: Other | None) -> int | None:
    """Return the first tier that differs, counted from 1, if any."""
    return None if other is None or other.tier is None else other.tier + 1


def _values(other: Other | None) -> dict[str, Any]:
    """Return the two values of the first tier that differs, and what is more to them."""
    if other is None or other.now is None or other.then is None or other.attained is None:
        size = other.contrast.size if other and isinstance(other.contrast, Tie) else ""
        return {"now": None, "then": None, **({"size": size} if size else {})}
    values = {"now": fraction_text(other.now), "then": fraction_text(other.then)}
    if other.attained == (other.now, other.then):
        return values
    now, then = map(fraction_text, other.attained)
    return {**values, "now_attained": now, "then_attained": then}


def runner_up_record(result: Outcome) -> dict[str, Any]:
    """Return the best other cohort; `tier` counts from 1, and the rest is as in an answer.

    `runner_up` is null when there is none, and when that is not settled.
    """
    found = result.runner_up
    settled = {"runner_up_settled": found is not None}
    if found is None or found.other is None:
        return {"runner_up": None, **settled}
    other = found.other
    said = {"selected": list(other.cohort), "tier": _from_one(other), **_values(other)}
    return {"runner_up": said, **settled}


def swaps_table(result: Outcome) -> pd.DataFrame:
    """Return one row per swap, by who goes out and who comes in; none when there are no swaps.

    `tier`, from 1, is the first tier with another value (empty: none), `now` and `then` its values
    as in `cohort.json`; `cohort`, `leaves` and `enters` are lists of plan_ids.
    """
    swaps = result.swaps.found if result.swaps else ()
    rows = [_swap(swap) | _movements(swap.other) for swap in swaps]
    columns = ["in", "out", "feasible", "tier", "now", "then", "leaves", "enters", "cohort"]
    return pd.DataFrame(rows, columns=columns).astype({"feasible": bool, "tier": "Int64"})


def _movements(other: Other | None) -> dict[str, list[str]]:
    """Return who leaves the chosen cohort, and who enters it."""
    if other is None:
        return {"leaves": [], "enters": []}
    return {"leaves": list(other.leaves), "enters": list(other.enters)}

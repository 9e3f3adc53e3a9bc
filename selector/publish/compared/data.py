"""A comparison as data: what `vergelijking.json` holds."""

from typing import Any

from selector.changes.between import Difference
from selector.changes.between_plans import CellDifference
from selector.comparison.compared import Compared, Pair
from selector.comparison.sides import Side
from selector.comparison.steps import Cohort, Flip, Step
from selector.publish.beside import fraction_text
from selector.publish.scenarios import difference_record

LONGEST = 500  # characters of a cell


def as_record(compared: Compared) -> dict[str, Any]:
    """Return a comparison as data; scores and values are exact fractions as text.

    Steps are counted from 1. `alone` of a flip holds the steps that by themselves do the same, as
    far as these can stand by themselves and were settled (`alone_complete`: all of them).
    """
    sides = compared.sides.sides
    return {
        "results": [_side(side) for side in sides],
        "plans": [
            {
                "plan_id": plan,
                "selected": [plan in side.chosen for side in sides],
                "in_optimal": [side.in_optimal(plan) for side in sides],
                "verdict": [side.verdict(plan) for side in sides],
            }
            for plan in compared.sides.ids
        ],
        "criteria": [
            {
                "name": name,
                "scores": [None if s is None else str(s) for s in compared.scores(name)],
            }
            for name in compared.sides.criteria
        ],
        "pairs": [_pair(pair) for pair in compared.pairs],
    }


def _side(side: Side) -> dict[str, Any]:
    outcome = side.outcome
    tiers = () if outcome.optimum is None else outcome.cohort.tier_values()
    return {
        "name": side.name,
        "scenario": outcome.problem.scenario.name,
        "date": outcome.day.isoformat(),
        "status": outcome.status,
        "size": len(outcome.selected),
        "selected": list(outcome.selected),
        "tiers": [{"tier": kind, "value": fraction_text(value)} for kind, value, _, _ in tiers],
        "changed": None if side.changed is None else list(side.changed),
        "input": dict(outcome.problem.hashes),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "one": pair.one.name,
        "other": pair.other.name,
        "scenario": [difference_record(difference) for difference in pair.keys],
        "cells": [cell_record(cell) for cell in pair.cells],
        "flipped": list(pair.flipped),
        "steps": [_step(step) for step in pair.path.steps],
        "steps_absent": pair.path.why or None,
        "flips": [_flip(flip) for flip in pair.flips],
    }


def cell_record(cell: CellDifference) -> dict[str, Any]:
    """Return a cell that differs as data."""
    return {
        "plan_id": cell.plan_id,
        "column": cell.column,
        "before": cell.before[:LONGEST],
        "after": cell.after[:LONGEST],
        "change": cell.change,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "keys": [move.key for move in step.moves],
        "differences": [_move(move) for move in step.moves],
        "before": _cohort(step.before),
        "after": _cohort(step.after),
        "alone": _cohort(step.alone) if step.settled else None,
        "alone_settled": step.settled,
    }


def _move(move: Difference | CellDifference) -> dict[str, Any]:
    return difference_record(move) if isinstance(move, Difference) else cell_record(move)


def _cohort(found: Cohort) -> list[str] | None:
    return None if found is None else sorted(found)


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "plan_id": flip.plan_id,
        "from": not flip.into,
        "to": flip.into,
        "steps": list(flip.steps),
        "alone": list(flip.alone),
        "alone_complete": flip.complete,
    }

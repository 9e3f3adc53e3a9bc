"""The result as tables: plans, criteria, and pairs of plans that may compete."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from selector.competition import COUNTS, FLAGS
from selector.dictionary import PAIRS, PLANS
from selector.geography.context import context_people, dominant_context
from selector.intake.columns import BY_NAME
from selector.intake.output_names import output_names
from selector.intake.records import Plan
from selector.numbers import show_decimal
from selector.outcome import Outcome
from selector.publish.answers import in_short
from selector.publish.csv_rows import FORMS, write_table
from selector.publish.sentences import plan_findings, plan_reasons
from selector.vocabulary import SHARES

if TYPE_CHECKING:
    from selector.geography.details import Details

PART = 50_000  # pairs
_NUMBER = re.compile(r"^([+-]?[0-9]+)[.,]([0-9]+%?)$")


def write_plans(result: Outcome, folder: Path, language: str) -> None:
    """Write `plans.csv`, with the sign of the language in every number that was handed in."""
    table = plans_table(result, language).rename(columns=PLANS.names)
    decimal = FORMS[language].decimal
    for name in numeric_columns(result):
        table[name] = table[name].map(lambda text: _NUMBER.sub(rf"\1{decimal}\2", text))
    write_table(table, folder / "plans.csv", language)


def write_conflicts(result: Outcome, folder: Path, language: str) -> None:
    """Write `conflicts.csv`."""
    for number, part in enumerate(conflicts_in_parts(result)):
        named = part.rename(columns=PAIRS.names)
        write_table(named, folder / "conflicts.csv", language, more=number > 0)


def plans_table(result: Outcome, language: str) -> pd.DataFrame:
    """Return one row per plan: what was decided about it, then its columns as handed in.

    `inwoners` counts the people of its municipalities once; `antwoord`, if asked for, is what
    it would cost to turn the choice of the plan round. A column of the file with a name
    that an output needs keeps its values under another (`output_names`).
    """
    problem = result.problem
    chosen = set(result.selected)
    rows = []
    for p, plan in enumerate(problem.plans.rows):
        people = context_people(problem.places[p], problem.regions, problem.scenario.territory)
        rows.append(
            {
                "plan_id": plan.plan_id,
                "naam": plan.name,
                "verdict": problem.assessments[p].verdict,
                "selected": plan.plan_id in chosen,
                "in_optimal": result.in_optimal(p) or "",
                "context": dominant_context(people),
                "inwoners": problem.places[p].people(problem.regions),
                "reasons": " ".join(plan_reasons(result, p, language)),
                "findings": " ".join(plan_findings(problem.survey, p, language)),
            }
        )
    decided = pd.DataFrame(rows)
    if result.answers is not None:
        runner_up = result.runner_up
        said = {a.plan_id: in_short(problem, a, language, runner_up) for a in result.answers}
        decided["antwoord"] = [said.get(plan_id, "") for plan_id in problem.plans.ids]
    given = problem.plans.frame.reset_index(drop=True).drop(columns=["plan_id", "naam"])
    for name in set(SHARES).intersection(given.columns):
        given[name] = [_share(plan, name) for plan in problem.plans.rows]
    given = given.rename(columns=output_names(problem.plans.columns))
    return pd.concat([decided, given], axis=1)


def numeric_columns(result: Outcome) -> list[str]:
    """Return the columns of the file, as outputs name them, in which any number can stand."""
    columns = result.problem.plans.columns
    names = output_names(columns)
    return [names[name] for name in columns if name in SHARES or name not in BY_NAME]


def _share(plan: Plan, column: str) -> str:
    """Return a share as a number from 0 to 1, or as the word that stands for none."""
    found = plan.board_share if column == SHARES[0] else plan.institute_share
    return "|".join(plan.cells.get(column, ())) if found is None else show_decimal(found)


def criteria_table(result: Outcome) -> pd.DataFrame:
    """Return one row per criterion: the exact score, what it could reach alone, as decimals too.

    Where `best_alone_proven` is false, `best_alone` and `given_up` are at most that.
    """
    if result.optimum is None:
        columns = ["criterion", "measure", "score", "best_alone", "score_decimal", "given_up",
                   "best_alone_proven"]  # fmt: skip
        return pd.DataFrame(columns=columns).set_index("criterion")
    rows = [
        {
            "criterion": criterion.name,
            "measure": criterion.measure,
            "score": str(result.cohort.scores[criterion.name]),
            "best_alone": str(best),
            "score_decimal": float(result.cohort.scores[criterion.name]),
            "given_up": float(best - result.cohort.scores[criterion.name]),
            "best_alone_proven": proven,
        }
        for criterion, (best, proven) in zip(
            result.problem.criteria, result.optimum.best_alone, strict=True
        )
    ]
    return pd.DataFrame(rows).set_index("criterion")


def conflicts_table(result: Outcome, rows: Any = None) -> pd.DataFrame:
    """Return one row per pair with any evidence, by plan_id, evidence last.

    `rows` picks some of them by position: a slice or a mask.
    """
    problem = result.problem
    pairs = problem.competition.pairs.iloc[slice(None) if rows is None else rows]
    return _conflicts(pairs, problem.details)


def conflicts_in_parts(result: Outcome) -> Iterator[pd.DataFrame]:
    """Return the same table in parts: of thousands of plans it is too large to be made at once."""
    problem = result.problem
    pairs = problem.competition.pairs
    for start in range(0, max(len(pairs), 1), PART):
        yield _conflicts(pairs.iloc[start : start + PART], problem.details)


def _conflicts(pairs: pd.DataFrame, details: "Details") -> pd.DataFrame:
    first = ["plan_a", "plan_b", "rule", "verdict", "weight", "lifted", "shared_sectors"]
    counts = [name for name in COUNTS if name != "shared_area_m2"]
    table = pairs[[*first, *counts, *FLAGS]].reset_index(drop=True)
    area = (pairs["shared_area_m2"].to_numpy() / 1_000_000).round(2)
    table.insert(len(first) + len(counts), "shared_area_km2", area)
    return pd.concat([table, details.of(pairs["a"].to_numpy(), pairs["b"].to_numpy())], axis=1)

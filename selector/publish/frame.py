"""The plans of a result as a frame of geopandas, with a type for every column."""

from collections.abc import Sequence
from typing import Any

import geopandas
import pandas as pd

from selector.geography.shapes import territory_shapes
from selector.intake.columns import BY_NAME
from selector.intake.output_names import output_names
from selector.intake.types import Plan
from selector.moments import AMSTERDAM
from selector.outcome import Outcome
from selector.publish.tables import plans_table
from selector.vocabulary import SHARES


def plans_frame(outcome: Outcome, language: str) -> geopandas.GeoDataFrame:
    """Return one row per plan, by plan_id, its territory in EPSG:28992 as the geometry.

    The columns are those of `plans.csv`. Lists are lists, also those in columns that the contract
    does not know; `selected` is true or false; shares are numbers (`nvt` and empty: NaN),
    `ambitie` a whole number, `ingediend_op` a moment in Europe/Amsterdam; an empty text is None,
    as is an `in_optimal` that was not settled in time. The texts in `reasons` and `antwoord` are
    in the language given; all else is the same in every language.
    """
    problem = outcome.problem
    plans = problem.plans
    table = plans_table(outcome, language).set_index("plan_id")
    table["in_optimal"] = table["in_optimal"].replace("", None)
    names = output_names(plans.columns)
    for column in plans.columns:
        if column not in ("plan_id", "naam"):
            table[names[column]] = pd.Series(typed(column, plans.rows), index=table.index)
    shapes = territory_shapes(problem.places, problem.regions, plans.ids)
    return geopandas.GeoDataFrame(table, geometry=shapes)


def typed(column: str, rows: Sequence[Plan]) -> Any:
    """Return a column of the plans file as values of its own kind."""
    cells = [plan.cells.get(column, ()) for plan in rows]
    if column == "ingediend_op":
        moments = pd.to_datetime(pd.Series([plan.submitted for plan in rows]), utc=True)
        return moments.dt.tz_convert(AMSTERDAM).array
    if column in SHARES:
        name = "board_share" if column == SHARES[0] else "institute_share"
        shares = (getattr(plan, name) for plan in rows)
        return [float("nan") if share is None else float(share) for share in shares]
    if column == "ambitie":
        return pd.array([int(cell[0]) if cell else None for cell in cells], dtype="Int64")
    known = BY_NAME.get(column)
    if known.is_list if known else any(len(cell) > 1 for cell in cells):
        return [list(cell) for cell in cells]
    return [cell[0] if cell else None for cell in cells]

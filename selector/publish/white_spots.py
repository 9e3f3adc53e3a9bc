"""What the cohort leaves open: as a table, as data and in words."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from selector.analysis.white_spots import STATES, Covering, WhiteSpots
from selector.dictionary import SPOTS
from selector.geography.context import municipal_context
from selector.intake.types import Municipality
from selector.outcome import Outcome
from selector.publish.csv_rows import write_table
from selector.texts import Texts, load_texts
from selector.vocabulary import SECTORS

LISTED = 5  # plans named in the summary


def write_white_spots(result: Outcome, folder: Path, language: str) -> None:
    """Write `white_spots.csv`."""
    write_table(white_spots_table(result, language), folder / "white_spots.csv", language)


def white_spots_table(result: Outcome, language: str = "nl") -> pd.DataFrame:
    """Return a row per cell without a chosen regional plan, with the plans that would cover it."""
    problem, texts = result.problem, load_texts(language)
    spots, table = result.white_spots, problem.scenario.territory
    fills: dict[tuple[int, str], list[str]] = {}
    for plan_id in sorted(filler.plan_id for filler in spots.fillers):
        place = problem.places[problem.plans.index[plan_id]]
        for sector in place.sectors:
            for m in place.municipalities:
                fills.setdefault((m, sector), []).append(plan_id)
    rows = [
        (
            unit.code, sector, unit.name, unit.province, unit.landsdeel,
            municipal_context(unit, table), unit.population,
            texts(f"white_spots.state_{states[m]}"), "|".join(fills.get((m, sector), ())),
        )
        for m, unit in enumerate(problem.regions.municipalities)
        for sector, states in spots.states.items()
        if states[m] != "chosen"
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(SPOTS.names.values()))


def white_spots_record(result: Outcome) -> dict[str, Any]:
    """Return the white spots as data: people by state, who would fill most, and the coverings."""
    problem, spots = result.problem, result.white_spots
    table = problem.scenario.territory
    keys: Mapping[str, Callable[[Municipality, str], str]] = {
        "sector": lambda unit, sector: sector,
        "landsdeel": lambda unit, sector: unit.landsdeel,
        "provincie": lambda unit, sector: unit.province,
        "context": lambda unit, sector: municipal_context(unit, table),
    }
    record: dict[str, Any] = {
        "people": whole(result),
        "by": {name: spots.people(problem, key) for name, key in keys.items()},
        "fill": [
            {
                "plan_id": filler.plan_id,
                "cells": filler.cells,
                "people": filler.people,
                "competes_with": list(filler.competes_with),
            }
            for filler in spots.fillers
        ],
    }
    if result.coverings is not None:
        names = ("with_cohort", "without_cohort")
        pairs = zip(names, result.coverings, strict=True)
        record["covering"] = {name: _covering(covering) for name, covering in pairs}
    return record


def whole(result: Outcome) -> dict[str, int]:
    """Return the people by state, counted once for every sector."""
    return result.white_spots.people(result.problem, lambda unit, sector: "")[""]


def white_spots_lines(result: Outcome, texts: Texts) -> list[str]:
    """Return what the summary says about it."""
    spots = result.white_spots
    lines = [texts("white_spots.head"), f"  {counted_sentence(result, texts)}"]
    lines.append(f"  {shares_sentence(result, texts)}")
    if spots.fillers:
        said = [
            texts(
                "white_spots.filler" if not filler.competes_with else "white_spots.filler_rival",
                plan=filler.plan_id,
                people=texts.number(filler.people),
                rivals=texts.listed(list(filler.competes_with)),
            )
            for filler in spots.fillers[:LISTED]
        ]
        lines.append(f"  {texts.counted('white_spots.fillers', len(said), plans='; '.join(said))}")
    return lines + [f"  {line}" for line in covering_lines(result, texts)]


def counted_sentence(result: Outcome, texts: Texts) -> str:
    """Return what is counted: everyone once for every sector, so more than there are people."""
    people = sum(unit.population for unit in result.problem.regions.municipalities)
    total, sectors = people * len(SECTORS), len(SECTORS)
    shown = {"people": texts.number(people), "total": texts.number(total)}
    return texts("spots.counted", sectors=sectors, **shown)


def shares_sentence(result: Outcome, texts: Texts, key: str = "white_spots.shares") -> str:
    """Return the shares of the people by who covers them."""
    people = whole(result)
    total = sum(people.values())
    shares = {state: _percent(Fraction(people[state], total), texts) for state in STATES}
    return texts(key, **shares)


def covering_lines(result: Outcome, texts: Texts) -> list[str]:
    """Return how much of the country can still be covered, and could without this choice."""
    if result.coverings is None:
        return []
    names = ("with", "without")
    return [_sentence(w, c, texts) for w, c in zip(names, result.coverings, strict=True)]


def _sentence(which: str, covering: Covering, texts: Texts) -> str:
    key = f"white_spots.{which}{'' if covering.proven else '_open'}"
    return texts(
        key,
        plans=len(covering.plans),
        share=_percent(Fraction(covering.people, covering.total), texts),
        bound=_percent(Fraction(covering.bound, covering.total), texts),
    )


def _covering(covering: Covering) -> dict[str, Any]:
    return {
        "plans": list(covering.plans),
        "people": covering.people,
        "bound": covering.bound,
        "share": str(Fraction(covering.people, covering.total)),
        "proven": covering.proven,
    }


def _percent(share: Fraction, texts: Texts) -> str:
    return f"{texts.decimal(float(100 * share), 1)}%"


def spots_sheet(result: Outcome, texts: Texts) -> tuple[list[str], list[list[Any]]]:
    """Return header and rows of the sheet: every plan that would fill something."""
    header = [texts(f"white_spots.column_{key}") for key in ("plan", "cells", "people", "rivals")]
    spots: WhiteSpots = result.white_spots
    rows = [
        [filler.plan_id, filler.cells, filler.people, "|".join(filler.competes_with)]
        for filler in spots.fillers
    ]
    return header, rows

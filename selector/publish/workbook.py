"""`cohort.xlsx`: the tables of a result for people who work in a spreadsheet."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from selector.dictionary import PAIRS
from selector.outcome import Outcome
from selector.publish.record import fraction_text, provenance
from selector.publish.summary import attainable
from selector.publish.tables import conflicts_table, criteria_table, plans_table
from selector.publish.white_spots import spots_sheet
from selector.texts import Texts, load_texts
from selector.tiers import Value

Row = list[Any]
MAX_ROWS = 100_000  # more does not help a reader


def write_workbook(result: Outcome, folder: Path, language: str) -> None:
    """Write `cohort.xlsx`; text is never taken for a formula, and no date of making is inside."""
    texts = load_texts(language)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(str(folder / "cohort.xlsx"), options) as book:
        from datetime import datetime

        book.set_properties({"created": datetime(2023, 5, 11), "title": texts("map.title")})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for name, header, rows, widths in _sheets(result, texts):
            sheet = book.add_worksheet(texts(f"sheet.{name}"))
            sheet.write_row(0, 0, header, head)
            for i, row in enumerate(rows, start=1):
                sheet.write_row(i, 0, row)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(1, 1)
            if rows:
                sheet.autofilter(0, 0, len(rows), len(header) - 1)


def _sheets(result: Outcome, texts: Texts) -> list[tuple[str, list[str], list[Row], list[int]]]:
    """Return name, header, rows and widths of every sheet."""
    plans = plans_table(result, texts.language)
    plans["verdict"] = plans["verdict"].map(texts.word)
    plans["in_optimal"] = plans["in_optimal"].map(texts.word)
    titles = {
        "verdict": texts("sheet.verdict"),
        "selected": texts("sheet.selected"),
        "in_optimal": texts("sheet.in_optimal"),
        "reasons": texts("sheet.reasons"),
    }
    chosen = plans[plans["selected"]].drop(columns="selected")
    plans["selected"] = plans["selected"].map({True: texts.word("yes"), False: texts.word("no")})
    sheets = []
    if result.optimum is not None:
        short = ["plan_id", "naam", "verdict", "in_optimal", "context", "inwoners", "sectoren",
                 "samenwerking", "herkomst", "reasons"]  # fmt: skip
        sheets.append(
            _frame("cohort", chosen[short].rename(columns=titles), [10, 38, 12, 12, 16, 12])
        )
        sheets.append(_frame("criteria", _criteria(result, texts), [20, 12, 14, 14, 14, 14]))
        header = [texts(f"sheet.{key}") for key in ("tier", "value", "bound", "attained")]
        rows = [
            [texts.word(kind), _joined(fraction_text(value)), _bound(kind, value, bound, texts),
             _joined(fraction_text(attained))]
            for kind, value, bound, attained in result.cohort.tier_values()
        ]  # fmt: skip
        sheets.append(("tiers", header, rows, [26, 60, 60, 60]))
    sheets.append(_frame("plans", plans.rename(columns=titles), [10, 38, 12, 10, 12, 16, 12, 60]))
    # All evidence is in conflicts.csv, which a large round makes too long for a sheet. Here are
    # the pairs on which a rule had something to say, and of those the ones with a chosen plan.
    pairs = result.problem.competition.pairs
    telling = (pairs["rule"] != "") | (pairs["lifted"] != "")
    if result.selected:
        telling &= pairs[["plan_a", "plan_b"]].isin(result.selected).any(axis=1)
    conflicts = conflicts_table(result, np.flatnonzero(telling)[:MAX_ROWS])
    conflicts["rule"] = conflicts["rule"].astype(object).map(texts.word)
    conflicts["verdict"] = conflicts["verdict"].astype(object).map(texts.word)
    conflicts["distance_km"] = (
        conflicts["distance_km"].astype(object).where(conflicts["distance_km"].notna(), None)
    )
    conflicts = conflicts.rename(columns=PAIRS.names)
    sheets.append(_frame("conflicts", conflicts, [10, 10, 20, 12, 8, 24]))
    if result.optimum is not None:
        header, rows = spots_sheet(result, texts)
        sheets.append(("white_spots", header, rows, [12, 10, 14, 30]))
    sheets.append(
        ("about", [texts("sheet.key"), texts("sheet.value")], _about(result, texts), [30, 90])
    )
    return sheets


def _criteria(result: Outcome, texts: Texts) -> pd.DataFrame:
    """Return the scores; what could be reached and was given up is at most that if not proven."""
    table = criteria_table(result).reset_index()
    proven = table.pop("best_alone_proven")
    for key, shown in (("best_alone", str), ("given_up", lambda value: texts.decimal(value, 3))):
        pairs = zip(table[key], proven, strict=True)
        table[key] = [v if sure else attainable(shown(v), sure, texts) for v, sure in pairs]
    keys = ("criterion", "measure", "score", "attainable", "score_decimal", "given_up")
    table.columns = pd.Index([texts(f"sheet.{key}") for key in keys])
    return table


def _bound(kind: str, value: Value, bound: Value, texts: Texts) -> str:
    """Return the bound of a tier: its value, or the best that was not ruled out."""
    shown = _joined(fraction_text(bound))
    if value == bound:
        return shown
    return texts(f"summary.{'at_least' if kind == 'competition' else 'at_most'}", value=shown)


def _frame(name: str, frame: Any, widths: list[int]) -> tuple[str, list[str], list[Row], list[int]]:
    return name, [str(c) for c in frame.columns], frame.to_numpy().tolist(), widths


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "  ".join(value)


def _about(result: Outcome, texts: Texts) -> list[Row]:
    """Return hashes, versions and notes as pairs."""
    data = provenance(result, texts.language)
    rows: list[Row] = [["status", result.status], ["scenario", data["scenario"]]]
    rows += [[key, value] for part in ("input", "versions") for key, value in data[part].items()]
    return rows + [["", note] for note in data["notes"]]

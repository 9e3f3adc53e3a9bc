"""What the sheets of the workbook hold: rows for people to read, print and sort.

Codes are words here, lists have commas, numbers are numbers. The columns that are printed come
first; all others stand to the right of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from selector.dictionary import GIVEN, PAIRS, PLANS
from selector.outcome import Outcome
from selector.publish.tables import conflicts_table, plans_table
from selector.publish.white_spots import spots_sheet
from selector.texts import Texts
from selector.vocabulary import SHARES

Form = Literal["text", "whole", "decimal"]
Row = Sequence[Any]
MAX_ROWS = 100_000  # more does not help a reader
# The printed columns of the sheets, by key; the others follow in their own order.
SHORT = ("plan_id", "naam", "verdict", "in_optimal", "sectoren", "samenwerking", "herkomst",
         "context", "inwoners", "reasons")  # fmt: skip
LONG = ("plan_id", "naam", "verdict", "selected", "in_optimal", "sectoren", "samenwerking",
        "herkomst", "context", "inwoners", "reasons", "findings",
        "antwoord")  # fmt: skip
PAIR = ("plan_a", "plan_b", "rule", "verdict", "weight", "lifted", "sectors", "boards",
        "institutes", "shared_municipalities", "shared_population", "shared_area_km2",
        "distance_km")  # fmt: skip
WIDTHS: Mapping[str, int] = {
    "plan_id": 9, "naam": 26, "verdict": 11, "sectoren": 10, "samenwerking": 14, "herkomst": 10,
    "context": 14, "inwoners": 10, "reasons": 42, "findings": 42, "antwoord": 42, "rule": 18,
    "lifted": 28, "boards": 22, "institutes": 20, "shared_population": 11, "selected": 9,
    "in_optimal": 10,
}  # fmt: skip
_PLAIN = re.compile(r"[+-]?(0|[1-9][0-9]{0,11})([.,][0-9]{1,6})?")


@dataclass(frozen=True)
class Column:
    """The heading of a column, how wide it is in characters, and how its numbers are shown."""

    title: str
    width: int = 12
    form: Form = "text"


@dataclass(frozen=True)
class Sheet:
    """A sheet: `lead` stands above the table; the first `printed` columns go on paper."""

    key: str
    lead: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    printed: int


def nomination(result: Outcome, texts: Texts, lead: tuple[str, ...]) -> Sheet:
    """Return the sheet of the chosen plans."""
    table = _plans(result, texts)
    chosen = table[[plan_id in set(result.selected) for plan_id in table["plan_id"]]]
    columns = [_plan_column(key, texts) for key in SHORT]
    return Sheet("cohort", lead, tuple(columns), _rows(chosen[list(SHORT)]), len(SHORT))


def plans_sheet(result: Outcome, texts: Texts) -> Sheet:
    """Return the sheet of all plans, with every column that was handed in."""
    table = _plans(result, texts)
    first = [key for key in LONG if key in table.columns]
    table = table[[*first, *(key for key in table.columns if key not in LONG)]]
    columns = tuple(_plan_column(str(key), texts) for key in table.columns)
    return Sheet("plans", (), columns, _rows(table), len(first))


def pairs_sheet(result: Outcome, texts: Texts) -> Sheet:
    """Return the pairs on which a rule had something to say; of a cohort those with a chosen plan.

    All evidence is in conflicts.csv, which a large round makes too long for a sheet.
    """
    pairs = result.problem.competition.pairs
    telling = (pairs["rule"] != "") | (pairs["lifted"] != "")
    if result.selected:
        telling &= pairs[["plan_a", "plan_b"]].isin(result.selected).any(axis=1)
    table = conflicts_table(result, np.flatnonzero(telling)[:MAX_ROWS])
    table = table[[*PAIR, *(field.key for field in PAIRS if field.key not in PAIR)]]
    flags = [field.key for field in PAIRS if field.kind == "yes_no"]
    shown: Mapping[str, Callable[[Any], Any]] = {
        **{field.key: _commas for field in PAIRS if field.kind == "list"},
        "rule": texts.word,
        "verdict": texts.word,
        "lifted": lambda value: lifted_words(str(value), texts),
        **dict.fromkeys(flags, lambda value: _yes(value, texts)),
    }
    columns = tuple(_pair_column(str(key), texts) for key in table.columns)
    return Sheet("conflicts", (), columns, _rows(_shown(table, shown)), len(PAIR))


def spots(result: Outcome, texts: Texts) -> Sheet:
    """Return the sheet of the plans that would fill what was left open."""
    header, rows = spots_sheet(result, texts)
    forms: tuple[Form, ...] = ("text", "whole", "whole", "text")
    widths = (14, 12, 14, 90)
    columns = (Column(*column) for column in zip(header, widths, forms, strict=True))
    readable = [[*row[:-1], _commas(row[-1])] for row in rows]
    return Sheet("white_spots", (), tuple(columns), readable, len(header))


def lifted_words(lifted: str, texts: Texts) -> str:
    """Return `rule:reason|rule:reason` in words."""
    parts = (part.partition(":") for part in lifted.split("|") if part)
    return ", ".join(f"{texts.word(rule)} ({texts.word(reason)})" for rule, _, reason in parts)


def _plans(result: Outcome, texts: Texts) -> pd.DataFrame:
    """Return all plans with words for codes, commas in lists, and numbers as numbers."""
    table = plans_table(result, texts.language)
    own = {field.key for field in PLANS}
    lists = {field.key for field in GIVEN if field.kind == "list"}
    given = {field.key for field in GIVEN} - lists
    shown: dict[str, Callable[[Any], Any]] = {
        "verdict": texts.word,
        "in_optimal": texts.word,
        "selected": lambda value: _yes(value, texts),
        **dict.fromkeys((*SHARES, "ambitie"), as_number),
    }
    for key in map(str, table.columns):
        if key in lists:
            shown[key] = _commas
        elif key not in own and key not in given:
            shown[key] = lambda value: as_number(_commas(value))
    return _shown(table, {key: show for key, show in shown.items() if key in table.columns})


def as_number(text: str) -> str | float:
    """Return a text that is nothing but a number as that number."""
    return float(text.replace(",", ".")) if _PLAIN.fullmatch(text) else text


def _shown(table: pd.DataFrame, shown: Mapping[str, Callable[[Any], Any]]) -> pd.DataFrame:
    words = {key: table[key].astype(object).map(show) for key, show in shown.items()}
    return table.assign(**words)


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    return [
        [None if value is None or value != value else value for value in row]
        for row in table.astype(object).to_numpy().tolist()
    ]


def _commas(value: Any) -> str:
    return str(value).replace("|", ", ")


def _yes(value: Any, texts: Texts) -> str:
    return texts.word("yes" if value else "no")


def _plan_column(key: str, texts: Texts) -> Column:
    fields = {field.key: (table, field) for table in (PLANS, GIVEN) for field in table}
    if key not in fields:
        return Column(_own(key, texts))
    table, field = fields[key]
    form: Form = {"whole": "whole", "share": "decimal"}.get(field.kind, "text")  # type: ignore[assignment]
    return Column(table.title(field, texts), WIDTHS.get(key, 12), form)


def _own(name: str, texts: Texts) -> str:
    """Return the heading of a column of the user, which is never one of ours."""
    ours = {table.title(field, texts) for table in (PLANS, GIVEN) for field in table}
    while name in ours:
        name += "_invoer"
    return name


def _pair_column(key: str, texts: Texts) -> Column:
    field = next(field for field in PAIRS if field.key == key)
    form: Form = {"whole": "whole", "number": "decimal"}.get(field.kind, "text")  # type: ignore[assignment]
    return Column(PAIRS.title(field, texts), WIDTHS.get(key, 10), form)


def titles_of(sheets: Sequence[Sheet], texts: Texts) -> Iterator[tuple[str, str, str]]:
    """Yield sheet, heading and meaning of every printed column that the dictionary knows."""
    from selector.publish.velden import field_meaning

    known = {"plans": (PLANS, GIVEN), "conflicts": (PAIRS,)}
    for sheet in sheets:
        for table in known.get(sheet.key, ()):
            shown = {column.title for column in sheet.columns[: sheet.printed]}
            for field in table:
                title = table.title(field, texts)
                if title in shown:
                    yield texts(f"sheet.{sheet.key}"), title, field_meaning(table, field, texts)

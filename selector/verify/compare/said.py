"""What each file says of which plans were chosen, and in how many of the best cohorts each is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selector.texts import Texts
from selector.verify.compare.delivered import COHORT, Delivered, below
from selector.verify.recount.tables import as_text

WORDS = ("all", "some", "none")
TITLES = {"plan_id": "plan_id", "gekozen": "selected", "in_beste_selecties": "in_optimal"}
Word = str | None


@dataclass(frozen=True)
class Said:
    """What one place says: a cohort, and by plan whether it is in all, some or none."""

    place: str
    selected: Any
    words: Mapping[str, Word]


def all_said(delivered: Delivered, texts: Texts) -> Iterator[Said]:
    """Yield what every place says of the cohort; the record first."""
    yield Said(f"{COHORT}, selected", delivered.record.get("selected"), {})
    plans = delivered.record.get("plans")
    yield _said(f"{COHORT}, plans", plans if isinstance(plans, list) else ())
    yield _said("plans.csv", _rows(delivered.tables.get("plans.csv", ())))
    titles = {texts(f"title.plans.{key}"): name for name, key in TITLES.items()}
    words = {texts.word(word): word for word in (*WORDS, "")}
    sheet = texts("sheet.plans")
    rows = [
        {titles.get(name, name): words.get(cell, cell) for name, cell in row.items()}
        for row in _rows(below(delivered.sheets.get(sheet, ()), texts("title.plans.plan_id")))
    ]
    yield _said(f"cohort.xlsx, {sheet}", rows, texts.word("yes"))
    sheet = texts("sheet.cohort")
    table = below(delivered.sheets.get(sheet, ()), texts("title.plans.plan_id"))
    named = [as_text(row[0]) for row in table[1:] if row]
    yield Said(f"cohort.xlsx, {sheet}", named, {})
    yield _said("cohort.gpkg, aanvragen", delivered.layers.get("aanvragen", ()))


def _rows(table: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    header, *rows = table or [()]
    return [dict(zip(map(as_text, header), row, strict=False)) for row in rows]


def _said(place: str, rows: Iterable[Any], yes: str = "true") -> Said:
    known = [row for row in rows if isinstance(row, Mapping)]
    chosen = [row for row in known if row.get("gekozen", row.get("selected")) in (True, yes)]
    selected = [str(row.get("plan_id")) for row in chosen]
    return Said(place, selected, {str(row.get("plan_id")): _word(row) for row in known})


def _word(row: Mapping[str, Any]) -> Word:
    word = row.get("in_beste_selecties", row.get("in_optimal"))
    return as_text(word) if word not in (None, "") else None

"""`cohort.xlsx` against the recount, and against what the record says."""

from collections.abc import Mapping, Sequence
from typing import Any

from selector.texts import Texts
from selector.verify.compare.delivered import Delivered
from selector.verify.compare.desk import Desk
from selector.verify.compare.of_files import Told
from selector.verify.recount.pairs import COLUMNS, Pair
from selector.verify.recount.tables import as_text

SHORT = ("plan_id", "naam", "verdict", "in_optimal", "context", "inwoners", "sectoren",
         "samenwerking", "herkomst", "reasons")  # fmt: skip
TITLED = ("verdict", "selected", "in_optimal", "reasons")
BOOLEAN = ("true", "false")


def check_workbook(delivered: Delivered, told: Told, desk: Desk) -> None:
    """Hold the sheets of `cohort.xlsx` against the recount and against the record."""
    if not delivered.sheets:
        return
    texts, record = told.texts, delivered.record
    titles = {name: texts(f"sheet.{name}") for name in TITLED}
    wording = {"true": texts.word("yes"), "false": texts.word("no")}
    header = [titles.get(name, name) for name in told.header]
    plans = []
    for plan_id, name, verdict, selected, in_optimal, *rest in told.rows():
        words = texts.word(verdict), wording[selected], texts.word(in_optimal)
        plans.append([plan_id, name, *words, *rest])
    if delivered.solved:
        where = [told.header.index(name) for name in SHORT]
        chosen = [[plans[p][i] for i in where] for p in sorted(told.chosen)]
        _sheet(delivered, "cohort", [header[i] for i in where], chosen, texts, desk)
        _solved_sheets(delivered, told, desk)
    _sheet(delivered, "plans", header, plans, texts, desk)
    _sheet(delivered, "conflicts", COLUMNS, _telling(told), texts, desk, keys=2)
    about = {str(row[0]): as_text(row[1]) for row in _rows(delivered, "about", texts) if row[0]}
    known = {"status": record.get("status"), "scenario": record.get("scenario")}
    for part in ("input", "versions"):
        known |= record[part] if isinstance(record.get(part), Mapping) else {}
    for key, value in known.items():
        if about.get(key) != value:
            _disagree(delivered, _path(key, record), value, about.get(key), desk)
    for key in about:
        if key not in known:
            _disagree(delivered, f"versions.{key}", None, about[key], desk)
    notes = [_one_line(as_text(row[1])) for row in _rows(delivered, "about", texts) if not row[0]]
    said = record.get("notes")
    if notes != ([_one_line(str(note)) for note in said] if isinstance(said, list) else said):
        _disagree(delivered, "notes", said, notes, desk)
    desk.did("workbook")


NUMBERS = ("shared_area_km2", "border_km", "distance_km")


def _telling(told: Told) -> list[list[str]]:
    """Return the pairs of the workbook: those on which a rule had something to say.

    With a cohort only those with a chosen plan.
    """
    word = told.texts.word

    def cells(pair: Pair) -> list[str]:
        row = dict(zip(COLUMNS, pair.row(told.round.plans), strict=True))
        flags = {name: as_text(cell == "true") for name, cell in row.items() if cell in BOOLEAN}
        words = {"rule": word(pair.rule), "verdict": word(pair.verdict)}
        numbers = {name: as_text(float(row[name])) for name in NUMBERS if row[name]}
        return list((row | flags | words | numbers).values())

    return [
        cells(pair)
        for pair in told.round.pairs
        if (pair.rule or pair.lifted)
        and (not told.chosen or pair.a in told.chosen or pair.b in told.chosen)
    ]


def _solved_sheets(delivered: Delivered, told: Told, desk: Desk) -> None:
    """Hold the sheets of criteria and tiers against the record, which was held against the inputs.

    So that what the inputs do not determine is at least the same everywhere.
    """
    texts, record = told.texts, delivered.record
    for name, part, keys in (
        ("criteria", "criteria", ("name", "measure", "score", "best_alone")),
        ("tiers", "tiers", ("tier", "value", "bound", "attained")),
    ):
        entries = record.get(part)
        rows = [[as_text(cell) for cell in row] for row in _rows(delivered, name, texts)]
        if not isinstance(entries, list) or len(entries) != len(rows):
            said = len(entries) if isinstance(entries, list) else entries
            _disagree(delivered, part, said, len(rows), desk)
            continue
        for i, (entry, row) in enumerate(zip(entries, rows, strict=True), start=1):
            if not isinstance(entry, Mapping):
                continue
            for key, cell in zip(keys, row, strict=False):
                value = entry.get(key)
                said = texts.word(str(value)) if key == "tier" else _joined(value)
                if bound := _open_bound(key, entry):
                    said = texts(f"summary.{bound}", value=said)
                if said != cell:
                    place = f"{part}[{entry.get('name', i)}].{key}"
                    _disagree(delivered, place, said, cell, desk)


def _open_bound(key: str, entry: Mapping[str, Any]) -> str:
    """Return how a value is marked that was not proven to be reached; nothing when it was."""
    if key == "best_alone":
        return "at_most" if entry.get("best_alone_is_bound") else ""
    if key != "bound" or entry.get("bound") == entry.get("value"):
        return ""
    return "at_least" if entry.get("tier") == "competition" else "at_most"


def _disagree(delivered: Delivered, place: str, said: object, other: object, desk: Desk) -> None:
    desk.differ(delivered.name, place, said, other, "workbook")


def _path(key: str, record: Mapping[str, Any]) -> str:
    for part in ("input", "versions"):
        if isinstance(record.get(part), Mapping) and key in record[part]:
            return f"{part}.{key}"
    return key


def _joined(value: object) -> str:
    return "  ".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows(delivered: Delivered, name: str, texts: Texts) -> Sequence[Sequence[Any]]:
    return [row for row in delivered.sheets.get(texts(f"sheet.{name}"), ())[1:] if len(row) > 1]


def _sheet(
    delivered: Delivered,
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    texts: Texts,
    desk: Desk,
    keys: int = 1,
) -> None:
    title = texts(f"sheet.{name}")
    if title not in delivered.sheets:
        desk.differ("cohort.xlsx", title, kind="absent")
        return
    columns, *found = [[_one_line(as_text(c)) for c in row] for row in delivered.sheets[title]] or [
        []
    ]
    tidy = [[_one_line(cell) for cell in row] for row in rows]
    expected = {"|".join(row[:keys]): row for row in tidy}
    desk.compare_rows("cohort.xlsx", header, expected, columns, found, keys, title)


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""What a table of plans must hold, column by column, as each kind of file writes it."""

import re
from collections.abc import Callable, Mapping, Sequence

from selector.verify.compare.case import Case
from selector.verify.compare.cells import Cell, Cells
from selector.verify.recount.eligibility import reasons
from selector.verify.recount.exact import show
from selector.verify.recount.plans import CONDITIONS, KNOWN, LISTS, SHARES, Plan
from selector.verify.recount.tables import as_text

Column = Callable[[Case, int], str]


def _reasons(case: Case, p: int) -> str:
    counted, texts = case.round, case.texts
    given = counted.plans[p], counted.places[p], counted.judgements[p], counted.scenario
    return " ".join(reasons(*given, texts))


# By column: where its value comes from. What else a table of plans has is what was handed in.
COLUMNS: Mapping[str, Column] = {
    "plan_id": lambda case, p: case.round.ids[p],
    "naam": lambda case, p: case.round.plans[p].text("naam"),
    "oordeel": lambda case, p: case.round.judgements[p].verdict,
    "gekozen": lambda case, p: "true" if p in case.chosen else "false",
    "in_beste_selecties": lambda case, p: case.words[case.round.ids[p]] or "",
    "context": lambda case, p: case.round.places[p].context,
    "inwoners": lambda case, p: str(case.round.places[p].people),
    "redenen": _reasons,
    "bevindingen": lambda case, p: " ".join(case.findings[p]),
}
ANSWER = "antwoord"  # there when the record has answers
# Names that a column of the file cannot keep, here, in a GeoPackage or in the workbook.
TAKEN = {*COLUMNS, ANSWER, "fid", "geom", "geometry", "verdict", "selected", "in_optimal",
         "reasons", "findings"} - {"plan_id", "naam"}  # fmt: skip
TITLES = {"plan_id": "plan_id", "naam": "naam", "oordeel": "verdict", "gekozen": "selected",
          "in_beste_selecties": "in_optimal", "context": "context", "inwoners": "inwoners",
          "redenen": "reasons", "bevindingen": "findings"}  # fmt: skip
SHORT = ("plan_id", "naam", "oordeel", "in_beste_selecties", "sectoren", "samenwerking",
         "herkomst", "context", "inwoners", "redenen")  # fmt: skip
WORDED = ("samenwerking", "herkomst", *CONDITIONS)
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,11})([.,][0-9]{1,6})?")


def in_csv(case: Case) -> Cells:
    """Return `plans.csv`: what was decided, then what was handed in."""
    cells = _all(case, lambda name, value: value)
    sign = "," if case.delivered.marks.get("plans.csv") == ";" else "."
    given, width = _given(case), len(COLUMNS)
    free = {width + i for i, name in enumerate(given) if name in SHARES or name not in KNOWN}
    rows = [
        [_with_sign(cell, sign) if i in free else cell for i, cell in enumerate(row)]
        for row in cells.rows
    ]
    return Cells(cells.header, rows)


def _with_sign(cell: Cell, sign: str) -> Cell:
    """Return a number that was handed in with the sign of the file in it; other text as it is."""
    number = str(cell).removesuffix("%")
    body = number[1:] if number[:1] in ("+", "-") else number
    whole, point, places = body.replace(",", ".").partition(".")
    plain = f"{whole}{places}"
    numeric = point and whole and places and plain.isascii() and plain.isdecimal()
    return str(cell).replace(".", sign).replace(",", sign) if numeric else cell


def in_layer(case: Case) -> Cells:
    """Return the attributes of the layer of plans."""
    flags = {"true": "1", "false": "0"}
    cells = _all(case, lambda name, value: flags[value] if name == "gekozen" else value)
    width = len(COLUMNS)
    return Cells(cells.header[:width], [row[:width] for row in cells.rows])


def in_sheet(case: Case) -> Cells:
    """Return the sheet with all plans: words for codes, commas in lists, titles for columns."""
    word = case.texts.word
    said: Mapping[str, Callable[[str], str]] = {
        "oordeel": word, "in_beste_selecties": word, "gekozen": lambda value: _yes(value, case)
    }  # fmt: skip
    cells = _all(case, lambda name, value: said[name](value) if name in said else value)
    given, width = _given(case), len(COLUMNS)
    rows = [
        [*row[:width], *(_readable(n, c) for n, c in zip(given, row[width:], strict=True))]
        for row in cells.rows
    ]
    return Cells(_headings(case, cells.header), rows)


def _headings(case: Case, names: Sequence[str]) -> list[str]:
    """Return the headings of a sheet; a column of the user never has one of ours."""
    texts, own = case.texts, {name: f"title.plans.{key}" for name, key in TITLES.items()}
    known = {name: f"title.given.{name}" for name in KNOWN} | own
    titles = {name: texts(key) for name, key in known.items() if texts.has(key)}
    ours = {*titles.values(), texts("title.plans.antwoord"), *CONDITIONS}
    found = []
    for name in names:
        title = titles.get(name, name)
        while name not in titles and name not in CONDITIONS and title in ours:
            title += "_invoer"
        found.append(title)
    return found


def _readable(name: str, cell: Cell) -> Cell:
    """Return a cell that was handed in as a sheet has it."""
    if not isinstance(cell, str) or name in WORDED or name in ("naam", "ingediend_op"):
        return cell
    text = cell.replace("|", ", ")
    if name in LISTS or name == "gemeenten":
        return text
    number = text.replace(",", ".")
    return as_text(float(number)) if _NUMBER.fullmatch(text) else text


def in_short_sheet(case: Case) -> Cells:
    """Return the sheet with the chosen plans."""
    cells, names = in_sheet(case), header(case)
    where = [names.index(name) for name in SHORT]
    rows = [[cells.rows[p][i] for i in where] for p in sorted(case.chosen)]
    return Cells([cells.header[i] for i in where], rows)


def _yes(value: str, case: Case) -> str:
    return case.texts.word("yes" if value == "true" else "no")


def header(case: Case) -> list[str]:
    """Return the columns of `plans.csv`; those of the user give way to those of a result."""
    shown = {c: c for c in case.round.columns}
    for column in TAKEN & shown.keys():
        while shown[column] in TAKEN | shown.keys():
            shown[column] += "_invoer"
    return [*COLUMNS, *(shown[c] for c in _given(case))]


def _given(case: Case) -> Sequence[str]:
    return [name for name in case.round.columns if name not in ("plan_id", "naam")]


def _all(case: Case, write: Callable[[str, str], str]) -> Cells:
    """Return all plans, with the values of our own columns written as a file writes them."""
    rows, given = list[list[Cell]](), _given(case)
    for p, plan in enumerate(case.round.plans):
        own = {name: write(name, source(case, p)) for name, source in COLUMNS.items()}
        own["gekozen"] = case.chosen_as(own["gekozen"])
        own["in_beste_selecties"] = case.word_as(plan.plan_id, own["in_beste_selecties"])
        rows.append([*own.values(), *(_cell(plan, name) for name in given)])
    return Cells(header(case), rows)


def _cell(plan: Plan, name: str) -> str:
    """Return a cell that was handed in; a share as a number from 0 to 1."""
    return show(plan.shares[name]) if name in plan.shares else plan.text(name)

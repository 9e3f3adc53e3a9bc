"""What a table of plans must hold, column by column, as each kind of file writes it."""

from collections.abc import Callable, Mapping, Sequence

from selector.texts import LANGUAGES, load_texts
from selector.verify.compare.case import Case
from selector.verify.compare.cells import Cell, Cells
from selector.verify.recount.eligibility import reasons

Column = Callable[[Case, int], str]


def _reasons(case: Case, p: int) -> str:
    counted, texts = case.round, case.texts
    given = counted.plans[p], counted.places[p], counted.judgements[p], counted.scenario
    return " ".join(reasons(*given, texts))


# By column: where its value comes from. What else a table of plans has is what was handed in.
COLUMNS: Mapping[str, Column] = {
    "plan_id": lambda case, p: case.round.ids[p],
    "naam": lambda case, p: case.round.plans[p].text("naam"),
    "verdict": lambda case, p: case.round.judgements[p].verdict,
    "selected": lambda case, p: "true" if p in case.chosen else "false",
    "in_optimal": lambda case, p: case.words[case.round.ids[p]] or "",
    "context": lambda case, p: case.round.places[p].context,
    "inwoners": lambda case, p: str(case.round.places[p].people),
    "reasons": _reasons,
}
ANSWER = "antwoord"  # there when the record has answers
# Names that a column of the file cannot keep, here, in a GeoPackage or in the workbook.
TAKEN = {*COLUMNS, ANSWER, "fid", "geom", "geometry"} - {"plan_id", "naam"}
TITLED = ("verdict", "selected", "in_optimal", "reasons")
SHORT = ("plan_id", "naam", "verdict", "in_optimal", "context", "inwoners", "sectoren",
         "samenwerking", "herkomst", "reasons")  # fmt: skip


def in_csv(case: Case) -> Cells:
    """Return `plans.csv`: what was decided, then what was handed in."""
    return _all(case, lambda name, value: value)


def in_layer(case: Case) -> Cells:
    """Return the attributes of the layer of plans."""
    flags = {"true": "1", "false": "0"}
    cells = _all(case, lambda name, value: flags[value] if name == "selected" else value)
    width = len(COLUMNS)
    return Cells(cells.header[:width], [row[:width] for row in cells.rows])


def in_sheet(case: Case) -> Cells:
    """Return the sheet with all plans: words for codes, and titles for columns."""
    word = case.texts.word
    said: Mapping[str, Callable[[str], str]] = {
        "verdict": word, "in_optimal": word, "selected": lambda value: _yes(value, case)
    }  # fmt: skip
    cells = _all(case, lambda name, value: said[name](value) if name in said else value)
    titles = {name: case.texts(f"sheet.{name}") for name in TITLED}
    return Cells([titles.get(name, name) for name in cells.header], cells.rows)


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
    titles = {load_texts(language)(f"sheet.{name}") for language in LANGUAGES for name in TITLED}
    shown = {c: c for c in case.round.columns}
    for column in (TAKEN | titles) & shown.keys():
        while shown[column] in TAKEN | titles | shown.keys():
            shown[column] += "_invoer"
    return [*COLUMNS, *(shown[c] for c in _given(case))]


def _given(case: Case) -> Sequence[str]:
    return [name for name in case.round.columns if name not in ("plan_id", "naam")]


def _all(case: Case, write: Callable[[str, str], str]) -> Cells:
    """Return all plans, with the values of our own columns written as a file writes them."""
    rows, given = list[list[Cell]](), _given(case)
    for p, plan in enumerate(case.round.plans):
        own = {name: write(name, source(case, p)) for name, source in COLUMNS.items()}
        own["selected"] = case.chosen_as(own["selected"])
        own["in_optimal"] = case.word_as(plan.plan_id, own["in_optimal"])
        rows.append([*own.values(), *(plan.text(name) for name in given)])
    return Cells(header(case), rows)

"""What the tables of pairs and of municipalities must hold."""

from collections.abc import Sequence

from selector.verify.compare.case import Case
from selector.verify.compare.cells import Cells
from selector.verify.recount.pairs import COLUMNS, KEYS, Pair
from selector.verify.recount.tables import as_text

BOOLEAN = ("true", "false")
LISTS = ("gedeelde_sectoren", "gedeelde_gemeenten", "gedeelde_besturen", "gedeelde_opleidingen",
         "gedeelde_arbeidsmarktregios")  # fmt: skip
NUMBERS = ("gedeelde_km2", "grens_km", "afstand_km")
TOWNS = ("code", "gemeente", "inwoners", "gekozen_aanvragen")


def pairs(case: Case) -> Cells:
    """Return `conflicts.csv`: every pair that shares something."""
    rows = [pair.row(case.round.plans) for pair in case.round.pairs]
    if case.delivered.marks.get("conflicts.csv") == ";":
        where = [COLUMNS.index(name) for name in NUMBERS]
        rows = [_with_commas(row, where) for row in rows]
    return Cells(COLUMNS, rows, 2)


def _with_commas(row: Sequence[str], where: Sequence[int]) -> tuple[str, ...]:
    return tuple(c.replace(".", ",") if i in where else c for i, c in enumerate(row))


def telling_pairs(case: Case) -> Cells:
    """Return the pairs of the workbook: those on which a rule had something to say.

    With a cohort only those with a chosen plan.
    """
    rows = [
        _worded(case, pair)
        for pair in case.round.pairs
        if (pair.rule or pair.lifted)
        and (not case.chosen or pair.a in case.chosen or pair.b in case.chosen)
    ]
    return Cells([case.texts(f"title.pairs.{key}") for key in KEYS], rows, 2)


def _worded(case: Case, pair: Pair) -> list[str]:
    row = dict(zip(COLUMNS, pair.row(case.round.plans), strict=True))
    yes, no = (case.texts.word(word) for word in ("yes", "no"))
    flags = {name: yes if cell == "true" else no for name, cell in row.items() if cell in BOOLEAN}
    words = {"regel": case.texts.word(pair.rule), "gevolg": case.texts.word(pair.verdict)}
    numbers = {name: as_text(float(row[name])) for name in NUMBERS if row[name]}
    lifted = (part.partition(":") for part in pair.lifted.split("|") if part)
    word = case.texts.word
    words["opgeheven_door"] = ", ".join(f"{word(r)} ({word(why)})" for r, _, why in lifted)
    lists = {name: row[name].replace("|", ", ") for name in LISTS}
    return list((row | flags | words | numbers | lists).values())


def towns(case: Case) -> Cells:
    """Return the municipalities, with the chosen plans in each."""
    within: list[list[str]] = [[] for _ in case.round.facts.towns]
    for p in sorted(case.chosen):
        plan = case.round.plans[p]
        for t in case.round.places[p].towns:
            within[t].append(f"{plan.plan_id} ({'+'.join(plan.sectors)})")
    rows = [
        [town.code, town.name, str(town.population), "|".join(inside)]
        for town, inside in zip(case.round.facts.towns, within, strict=True)
    ]
    return Cells(TOWNS, rows)

"""What the files say about each plan; where one was changed, the others outvote it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from selector.texts import Texts
from selector.verify.compare.delivered import Delivered
from selector.verify.compare.desk import most_named
from selector.verify.recount.tables import as_text

WORDS = ("all", "some", "none")


def chosen_of(delivered: Delivered, ids: Sequence[str], texts: Texts) -> tuple[str, ...] | None:
    """Return the cohort that most files name; None when no file names one."""
    said = [delivered.record.get("selected")]
    said += [_picked(source) for source in _sources(delivered, texts)]
    said.append([as_text(row[0]) for row in _sheet(delivered, texts, "cohort") if row])
    known = set(ids)
    votes = [
        tuple(sorted(cohort))
        for cohort in said
        if isinstance(cohort, list)
        and cohort
        and all(isinstance(item, str) and item in known for item in cohort)
        and len(set(cohort)) == len(cohort)
    ]
    return most_named(votes)


def in_optimal_of(delivered: Delivered, ids: Sequence[str], texts: Texts) -> dict[str, str | None]:
    """Return by plan in how many optimal cohorts most files say it is; None: not settled."""
    words = {texts.word(word): word for word in WORDS}
    sources = [
        {plan: words.get(said, said) for plan, (_, said) in source.items()}
        for source in _sources(delivered, texts)
    ]
    return {p: most_named(source.get(p) for source in sources) or None for p in ids}


def _sources(delivered: Delivered, texts: Texts) -> Iterator[Mapping[str, tuple[bool, str]]]:
    """Yield per file by plan whether it is chosen, and its word for all, some or none."""
    plans = delivered.record.get("plans")
    yield _read(plans if isinstance(plans, list) else (), "selected", "in_optimal")
    header, *rows = delivered.tables.get("plans.csv") or [()]
    yield _read((dict(zip(header, row, strict=False)) for row in rows), "selected", "in_optimal")
    header, *rows = _sheet(delivered, texts, "plans", head=True) or [()]
    names = texts("sheet.selected"), texts("sheet.in_optimal")
    yield _read(
        (dict(zip(header, row, strict=False)) for row in rows), *names, yes=texts.word("yes")
    )
    yield _read(delivered.layers.get("aanvragen", ()), "selected", "in_optimal")


def _read(
    rows: Iterable[Any], selected: str, in_optimal: str, yes: str = "true"
) -> Mapping[str, tuple[bool, str]]:
    return {
        str(row.get("plan_id")): (row.get(selected) in (True, yes), as_text(row.get(in_optimal)))
        for row in rows
        if isinstance(row, Mapping)
    }


def _picked(source: Mapping[str, tuple[bool, str]]) -> list[str]:
    return [plan for plan, (picked, _) in source.items() if picked]


def _sheet(
    delivered: Delivered, texts: Texts, name: str, head: bool = False
) -> Sequence[Sequence[Any]]:
    return delivered.sheets.get(texts(f"sheet.{name}"), ())[0 if head else 1 :]

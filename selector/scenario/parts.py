"""A scenario of which some tables are not well formed, taken apart: the others are looked at too.

Nobody should have to mend one fault to hear of the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from selector.criteria import AnyCriterion
from selector.scenario.tables import (
    AtMostOneTable,
    CohortTable,
    ImplicationTable,
    QuotaTable,
    TerritoryTable,
    TierTable,
)

_LISTS: Mapping[str, TypeAdapter[Any]] = {
    "quotas": TypeAdapter(QuotaTable),
    "implications": TypeAdapter(ImplicationTable),
    "at_most_one": TypeAdapter(AtMostOneTable),
    "criteria": TypeAdapter(AnyCriterion),
    "objective": TypeAdapter(TierTable),
}


@dataclass(frozen=True)
class Unsound:
    """A table that is not well formed, with the names in it that can be read all the same."""

    name: str = ""
    over: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """The tables of a scenario one by one; None or `Unsound` for one that is not well formed.

    A list that is none, or is absent, is empty.
    """

    cohort: CohortTable | None
    territory: TerritoryTable | None
    quotas: tuple[Any, ...]
    implications: tuple[Any, ...]
    at_most_one: tuple[Any, ...]
    criteria: tuple[Any, ...]
    objective: tuple[Any, ...]


def parts_of(tables: Mapping[str, Any]) -> Parts:
    """Return the tables of a scenario one by one."""
    return Parts(
        _sound(TypeAdapter(CohortTable), tables.get("cohort")),
        _sound(TypeAdapter(TerritoryTable), tables.get("territory", {})),
        **{name: _listed(tables, name) for name in _LISTS},
    )


def _listed(tables: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    found = tables.get(name)
    rows = found if isinstance(found, list | tuple) else ()
    return tuple(_sound(_LISTS[name], row) or _unsound(row) for row in rows)


def _sound(kind: TypeAdapter[Any], table: object) -> Any:
    """Return a table, or None when it is not well formed."""
    try:
        return kind.validate_python(table, context=[])
    except ValidationError:
        return None


def _unsound(table: object) -> Unsound:
    if not isinstance(table, Mapping):
        return Unsound()
    name = table.get("name")
    over, weights = (_names(table.get(key)) for key in ("over", "weights"))
    return Unsound(name if isinstance(name, str) else "", over, weights)


def _names(value: object) -> tuple[str, ...]:
    """Return the texts in a list or the keys of a table; one text is a list of one."""
    several = value if isinstance(value, list | tuple | Mapping) else (value,)
    return tuple(text for text in several if isinstance(text, str))

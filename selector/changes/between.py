"""What differs between two scenarios, key by key, named as changes name it.

Criteria, quotas and the like go by their name, rules of competition by their rule, tiers by their
place. Carried out on the first scenario, all differences together give the second; the order of
tables counts where it decides something, which is in `competition`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from selector.changes.in_scenario import listed
from selector.scenario import Scenario
from selector.scenario.written import written

Kind = Literal["changed", "added", "removed", "order"]
Tree = dict[str, Any]
NAMED: Mapping[str, str] = {  # lists of tables, and the key by which a table in them is known
    "competition": "rule",
    "quotas": "name",
    "implications": "name",
    "at_most_one": "name",
    "criteria": "name",
}
TIERS = "objective"
WHOLE = ("measure", "rule", "tier")  # a table with another one is another table
TABLES = ("cohort", "eligibility", "territory", "relaxation", *NAMED, TIERS)


@dataclass(frozen=True)
class Difference:
    """One thing in which a second scenario differs from a first.

    `before` and `after` are values as in the tables of a scenario, None for what is not there; of
    an `order` they are the names in both orders.
    """

    path: tuple[str, ...]
    kind: Kind
    before: Any
    after: Any

    @property
    def key(self) -> str:
        """Return the key as a change names it: `quotas.krimp.min`."""
        return ".".join(self.path)

    @property
    def change(self) -> str | None:
        """Return the change that makes the difference; None when there is no writing for it."""
        whole = len(self.path) > 1 and self.path[0] == TIERS and len(self.path) == 2
        if self.kind != "changed" or self.after is None or whole or "=" in self.key:
            return None
        return f"{self.key}={_bare(self.after)}"


def between(one: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """Return the differences from one scenario to another, in the order of its tables."""
    first, second = _trees(one, other)
    return tuple(_compared((), first, second))


def carried_out(one: Scenario, other: Scenario, chosen: Sequence[Difference]) -> dict[str, Any]:
    """Return the tables of one scenario with some of its differences from another carried out."""
    tree, _ = _trees(one, other)
    for difference in chosen:
        _carry_out(tree, difference)
    return {key: _tabled(key, value) for key, value in tree.items()}


def _trees(one: Scenario, other: Scenario) -> tuple[Tree, Tree]:
    """Return both scenarios with lists of tables by name, where that tells all of them apart."""
    first, second = (listed(s.model_dump(by_alias=True)) for s in (one, other))
    for key in (*NAMED, TIERS):
        if all(_tells_apart(key, side[key]) for side in (first, second)) and (
            key != TIERS or len(first[key]) == len(second[key])
        ):
            for side in (first, second):
                side[key] = dict(zip(_names(key, side[key]), side[key], strict=True))
    return first, second


def _names(key: str, tables: Sequence[Tree]) -> list[str]:
    if key == TIERS:
        return [str(place) for place in range(1, len(tables) + 1)]
    return [str(table[NAMED[key]]) for table in tables]


def _tells_apart(key: str, tables: Sequence[Tree]) -> bool:
    return len(set(_names(key, tables))) == len(tables)


def _tabled(key: str, value: Any) -> Any:
    """Return a list of tables as a scenario has it again."""
    by_name = key in (*NAMED, TIERS) and isinstance(value, dict)
    return list(value.values()) if by_name else value


def _compared(path: tuple[str, ...], one: Tree, other: Tree) -> Iterator[Difference]:
    """Yield what differs between two tables: first what comes and changes, then what goes."""
    for key, after in other.items():
        if key not in one:
            yield Difference((*path, key), "added", None, after)
        elif one[key] != after or _moved((*path, key), one[key], after):
            yield from _valued((*path, key), one[key], after)
    for key, before in one.items():
        if key not in other:
            yield Difference((*path, key), "removed", before, None)
    if len(path) == 1 and path[0] in NAMED:
        yield from _ordered(path, list(one), list(other))


def _moved(path: tuple[str, ...], one: Any, other: Any) -> bool:
    """Tell whether tables by name stand in another order, to which `==` is blind."""
    return path[0] in NAMED and len(path) == 1 and list(one) != list(other)


def _valued(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    """Yield the differences between two values of one key."""
    if path[-1] == "size":
        before, after = _size(before), _size(after)
    elif isinstance(before, dict) and isinstance(after, dict) and _alike(path, before, after):
        yield from _compared(path, before, after)
        return
    yield Difference(path, "changed", before, after)


def _alike(path: tuple[str, ...], before: Tree, after: Tree) -> bool:
    """Tell whether two tables are to be compared key by key."""
    if len(path) == 1:
        return path[0] in TABLES
    same = all(before.get(key) == after.get(key) for key in WHOLE)
    return same and before.keys() == after.keys() and len(path) == 2


def _size(value: Any) -> Any:
    same = isinstance(value, dict) and value["min"] == value["max"]
    return value["min"] if same else value


def _ordered(path: tuple[str, ...], one: list[str], other: list[str]) -> Iterator[Difference]:
    """Yield the order of tables where that is another."""
    common = [name for name in one if name in other]
    made = [*common, *(name for name in other if name not in one)]
    told = made if path == ("competition",) else common
    wanted = [name for name in other if name in told]
    if told != wanted:
        yield Difference(path, "order", told, wanted)


def _carry_out(tree: Tree, difference: Difference) -> None:
    """Carry out one difference in place."""
    *way, key = difference.path
    at: Any = tree
    for step in way:
        at = at[step]
    if difference.kind == "removed":
        del at[key]
    elif difference.kind == "order":
        rest = [name for name in at[key] if name not in difference.after]
        at[key] = {name: at[key][name] for name in (*difference.after, *rest) if name in at[key]}
    else:
        at[key] = deepcopy(difference.after)


def _bare(value: Any) -> str:
    """Return a value as one writes it in a change: a text bare where nothing else can be meant."""
    text = written(value)
    if not isinstance(value, str) or value != value.strip() or not value:
        return text
    with suppress(tomllib.TOMLDecodeError):
        tomllib.loads(f"value = {value}")
        return text
    return value

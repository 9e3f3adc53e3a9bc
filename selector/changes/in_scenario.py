"""Changes in a scenario: other values for its keys, checked as any scenario."""

import tomllib
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from selector.changes.grammar import Key, Lock
from selector.errors import InputError, Message, nearest, shorten
from selector.intake.columns import BY_NAME
from selector.intake.types import Plans
from selector.numbers import given
from selector.scenario import Scenario, parse_scenario
from selector.scenario.numbers_in_toml import pointed
from selector.scenario.tables import CohortTable, EligibilityTable, RelaxationTable, TerritoryTable

# Tables of which a key may stand alone: `size=13` for `cohort.size=13`.
SINGLE: Mapping[str, Any] = {
    "cohort": CohortTable,
    "eligibility": EligibilityTable,
    "territory": TerritoryTable,
    "relaxation": RelaxationTable,
}
Tables = dict[str, Any]


def with_keys(
    scenario: Scenario, changes: Sequence[Key | Lock], plans: Plans | None = None
) -> Scenario:
    """Return the scenario with other values; raises `InputError` with every fault at once.

    `plans` are those of the round: one may be meant where a key stands that does not exist.
    """
    if not changes:
        return scenario
    tables, faults = listed(scenario.model_dump(by_alias=True)), list[Message]()
    sound = tables
    for change in changes:
        if isinstance(change, Lock):
            for each in (tables, sound):
                _lock(each["cohort"], change)
            continue
        try:
            _known(change, plans)
            value, fits = _meant(sound, change)
            sound = _with(sound, change, value) if fits else sound
            tables = _with(tables, change, value)
        except _NoPlace as error:
            faults.append(error.fault)
    try:
        changed = parse_scenario(tables)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    return changed


def value_at(scenario: Scenario, change: Key, plans: Plans | None = None) -> Any:
    """Return the value that a key has now, None for none; `InputError` for no such key."""
    try:
        _known(change, plans)
        table, key = _place(listed(scenario.model_dump(by_alias=True)), change)
    except _NoPlace as error:
        raise InputError([error.fault]) from None
    return table.get(key)


class _NoPlace(Exception):  # noqa: N818  (it becomes a fault)
    """A key that does not exist."""

    def __init__(self, fault: Message) -> None:
        super().__init__(fault)
        self.fault = fault


def _lock(cohort: Tables, change: Lock) -> None:
    """Lock a plan one way, which undoes a lock the other way."""
    for way in ("in", "out"):
        plans = [plan for plan in cohort[f"locked_{way}"] if plan != change.plan]
        cohort[f"locked_{way}"] = [*plans, *([change.plan] if way == change.way else [])]


def _meant(tables: Tables, change: Key) -> tuple[Any, bool]:
    """Return the value of a key, and whether it fits: as TOML, else as bare text."""
    tried = list(_values(change.value))
    for value in tried:
        if _fits(_with(tables, change, value)):
            return value, True
    return tried[0], False


def _known(change: Key, plans: Plans | None) -> None:
    """Raise `_NoPlace` for a key of which the first word is none: perhaps a plan was meant."""
    word, _, rest = change.path.partition(".")
    alone = [name for table in SINGLE.values() for name in table.model_fields]
    known = [*Scenario.model_fields, *alone]
    if word in known:
        return
    ids, columns = (plans.ids, (*BY_NAME, *plans.columns)) if plans else ((), ())
    close, place = nearest(word, {*known, *ids}), shorten(f"{change.path}={change.value}")
    if close in ids or (not close and rest in columns):
        raise _NoPlace(Message("no_such_plan", "", None, "", place, shorten(word), close))
    params = {"known": ", ".join(Scenario.model_fields)}
    raise _NoPlace(Message("unknown_key", "", None, "", place, shorten(word), close, params))


def _values(text: str) -> Iterator[Any]:
    """Yield what a text may mean, the likelier first."""
    for written in (text, pointed(f"= {text}").removeprefix("= ")):
        with suppress(tomllib.TOMLDecodeError, ArithmeticError, RecursionError, KeyError):
            yield tomllib.loads(f"value = {written}", parse_float=given)["value"]
    yield text


def _with(tables: Tables, change: Key, value: Any) -> Tables:
    made = deepcopy(tables)
    table, key = _place(made, change)
    table[key] = value
    return made


def _fits(tables: Tables) -> bool:
    try:
        Scenario.model_validate(tables, context=[])
    except ValidationError:
        return False
    return True


def _place(tables: Tables, change: Key) -> tuple[MutableMapping[str, Any], str]:
    """Return the table with the key that changes, and that key; raises `_NoPlace`."""
    rest = _whole(change.path)
    at: Any = tables
    while True:
        if isinstance(at, list):
            at, rest = _named(at, rest, change)
        key, dot, further = _step(at, rest)
        if not dot:
            return at, key
        if key == "size" and isinstance(at.get(key), int):
            at[key] = {"min": at[key], "max": at[key]}
        if not isinstance(at.get(key), dict | list):
            if key in at and at[key] is not None:
                raise _unknown(rest, list(at), change)
            at[key] = {}
        at, rest = at[key], further


def _whole(path: str) -> str:
    """Return a path from the top: a key may stand without the one table that has it."""
    first = path.partition(".")[0]
    if first in Scenario.model_fields:
        return path
    homes = [name for name, table in SINGLE.items() if first in table.model_fields]
    return f"{homes[0]}.{path}" if len(homes) == 1 else path


def _step(table: Mapping[str, Any], rest: str) -> tuple[str, str, str]:
    """Return the next key of a path and what follows: the longest that is there, else a word."""
    known = [key for key in table if rest == key or rest.startswith(f"{key}.")]
    if known:
        key = max(known, key=len)
        return key, rest[len(key) : len(key) + 1], rest[len(key) + 1 :]
    return rest.partition(".")


def _named(tables: list[Any], rest: str, change: Key) -> tuple[Any, str]:
    """Return the table of a list by its name, its rule or its place from 1; and what follows."""
    names = {str(table.get("name") or table.get("rule") or ""): table for table in tables}
    names |= {str(i): table for i, table in enumerate(tables, start=1) if str(i) not in names}
    fitting = [name for name in names if name and rest.startswith(f"{name}.")]
    if not fitting:
        named = [name for name in names if name and not name.isdecimal()]
        raise _unknown(rest, named or list(filter(None, names)), change)
    name = max(fitting, key=len)
    return names[name], rest[len(name) + 1 :]


def _unknown(rest: str, known: list[str], change: Key) -> _NoPlace:
    word = rest.partition(".")[0]
    params = {"known": ", ".join(known)} if known else {}
    code = "no_such_key" if known else "no_such_key_none"
    place = shorten(f"{change.path}={change.value}")
    close = nearest(word, known)
    return _NoPlace(
        Message(code, place=place, value=shorten(word), suggestion=close, params=params)
    )


def listed(value: Any) -> Any:
    """Return tables with lists, which can be changed, in the place of tuples."""
    if isinstance(value, Mapping):
        return {key: listed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [listed(part) for part in value]
    return value

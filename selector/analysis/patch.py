"""A scenario in which rules have given way: as tables to check, and as a file to run."""

import json
from collections.abc import Iterable, MutableMapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from selector.rules import Change
from selector.scenario import Scenario, parse_scenario
from selector.scenario.texts import toml_text


def relaxed_scenario(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """Return a scenario with changes carried out; raises `InputError` when they do not fit."""
    tables = _tables(scenario)
    for change in changes:
        _carry_out(tables, change)
    return parse_scenario(tables)


def relaxed_text(
    scenario: Scenario, changes: Sequence[Change], name: str, head: Sequence[str] = ()
) -> str:
    """Return the TOML text of a scenario with changes carried out and another name.

    Of a scenario that was read from a file, comments and layout stay as they were. `head` are
    lines of comment that go on top.
    """
    import tomlkit

    if scenario.source.data:
        document = tomlkit.parse(toml_text(scenario.source.data))
    else:
        document = tomlkit.document()
        document.update(_tables(scenario))
    if "allowed" not in document and any(change.key == "verdict" for change in changes):
        document.add(tomlkit.nl())
    for change in changes:
        _carry_out(document, change)
    top = [f"# {line}\n" for line in head]
    if "name" in document:
        document["name"] = name
    else:
        top.append(f"{tomlkit.dumps({'name': name})}\n")
    return "".join([*top, tomlkit.dumps(document)])


def _carry_out(tables: MutableMapping[str, Any], change: Change) -> None:
    """Carry out one change in the tables of a scenario, whichever kind of mapping they are."""
    kind, _, label = change.rule.partition(":")
    cohort = tables["cohort"]
    match kind:
        case "size":
            table = cohort if change.key == "size" else cohort["size"]
            table[change.key] = change.after
        case "quota":
            quota = next(quota for quota in tables["quotas"] if quota["name"] == label)
            quota[change.key] = change.after
        case "locked_in" | "locked_out":
            while label in cohort[kind]:
                cohort[kind].remove(label)
        case "competition":
            together = {"plans": label.split("|")}
            if tables.get("allowed"):
                tables["allowed"].append(together)
            else:
                tables["allowed"] = [together]
        case "implication" | "at_most_one":
            names = [table["name"] for table in tables[change.key]]
            del tables[change.key][names.index(label)]
            if len(names) == 1:
                del tables[change.key]


def _tables(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the tables of a file: lists, numbers and texts; nothing left empty."""
    tables = scenario.model_dump(by_alias=True, exclude_none=True)
    filled = {key: value for key, value in tables.items() if value != ()}
    found: dict[str, Any] = json.loads(json.dumps(filled, default=_plain))
    return found


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else cast(datetime, value).isoformat()

"""The hashes in the record against the files that the run kept, or that are used here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selector.verify.compare.delivered import Delivered, Input, recorded_hash
from selector.verify.compare.desk import Desk
from selector.verify.compare.table import Compared, Row
from selector.verify.recount.facts import Facts

ROLES = {
    f"input.{role}_sha256": role
    for role in ("plans", "base", "scenario", "regions", "theme", "logo")
}


@dataclass(frozen=True)
class Given:
    """What a recount starts from: the inputs by role, and the facts about municipalities."""

    delivered: Delivered
    desk: Desk
    inputs: Mapping[str, Input]
    facts: Facts | None


def plans(given: Given) -> Input | None:
    """Return the file with plans."""
    return given.inputs.get("plans")


def base(given: Given) -> Input | None:
    """Return the plans that changed ones were made from, if they were."""
    return given.inputs.get("base")


def scenario(given: Given) -> Input | None:
    """Return the scenario."""
    return given.inputs.get("scenario")


def regions(given: Given) -> Facts | None:
    """Return the facts about municipalities."""
    return given.facts


def theme(given: Given) -> Input | None:
    """Return the theme, if the run had one."""
    return given.inputs.get("theme")


def logo(given: Given) -> Input | None:
    """Return the logo, if the theme has one."""
    return given.inputs.get("logo")


def hash_of(given: Given, row: Row) -> Compared | None:
    """Hold a recorded hash against that of the source."""
    own: Input | Facts | None = row.source(given)
    told: Any = recorded_hash(given.delivered, ROLES[row.place])
    if own is None:
        return None
    if told == own.sha256:
        return Compared()
    if isinstance(own, Facts):
        given.desk.differ(row.file, row.place, told, own.sha256, "regions")
    elif isinstance(told, str):
        given.desk.differ(own.name, f"{row.file}, {row.place}", own.sha256, told, "hash")
    else:
        given.desk.differ(row.file, row.place, told, own.sha256)
    return Compared()

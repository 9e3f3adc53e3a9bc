"""A scenario as the recount needs it: what the file says, and the contract's defaults."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from selector.verify.recount.amsterdam import netherlands
from selector.verify.recount.exact import given_number
from selector.verify.recount.files import decode
from selector.verify.recount.unreadable import Unreadable

AMSTERDAM = netherlands()
REQUIRED = ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2")
LIMITS = ("min_people", "max_people", "min_municipalities", "max_municipalities")
Section = Mapping[str, Any]
# A text or a comment; or a number with a comma: behind `=`, or what in a list is not two numbers.
_COMMA = re.compile(
    r"""(?P<apart>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*)"""
    r"""|=[ \t]*[+-]?\d+,\d+(?![\w.])|(?<![\w.])[+-]?\d+,0\d+(?![\w.])""",
    re.DOTALL,
)


@dataclass(frozen=True)
class Scenario:
    """The tables of a scenario; shares are in ten-thousandths."""

    name: str
    seed: str
    low: int
    high: int
    locked_in: frozenset[str]
    locked_out: frozenset[str]
    deadline: datetime
    required: tuple[str, ...]
    max_pending: int
    least_shares: Mapping[str, int]
    unassessed: str
    urban: frozenset[int]
    shrinking: frozenset[str]
    min_cover: int
    min_area: int
    limits: Mapping[str, int]
    competition: Sequence[Section]
    quotas: Sequence[Section]
    implications: Sequence[Section]
    at_most_one: Sequence[Section]
    allowed: Sequence[Section]
    relaxation: Section
    criteria: Sequence[Section]
    objective: Sequence[Section]


def read_scenario(data: bytes) -> Scenario:
    """Read a scenario in TOML, or in the JSON of one that was made in Python."""
    text = decode(data).replace("\r\n", "\n")
    try:
        if text.lstrip().startswith("{"):
            tables = json.loads(text, parse_float=Decimal)
        else:
            tables = _tables(text)
    except (ValueError, ArithmeticError) as error:
        raise Unreadable("", str(error)) from None
    cohort, size = tables["cohort"], tables["cohort"]["size"]
    eligibility, territory = tables.get("eligibility", {}), tables.get("territory", {})
    shares = ("aandeel_besturen", "aandeel_opleidingen")
    return Scenario(
        name=tables.get("name", "scenario"),
        seed=tables.get("seed", "2023-05-11"),
        low=size if isinstance(size, int) else size["min"],
        high=size if isinstance(size, int) else size["max"],
        locked_in=frozenset(cohort.get("locked_in", ())),
        locked_out=frozenset(cohort.get("locked_out", ())),
        deadline=_deadline(eligibility.get("deadline", "2023-04-28T23:59:59")),
        required=tuple(eligibility.get("required", REQUIRED)),
        max_pending=eligibility.get("max_werkt_toe", 4),
        least_shares={s: given_number(eligibility.get(f"min_{s}", 0)) for s in shares},
        unassessed=eligibility.get("unassessed", "werkt_toe"),
        urban=frozenset(territory.get("urban_classes", (1, 2))),
        shrinking=frozenset(
            ("krimp", "anticipeer") if territory.get("anticipeer_is_krimp") else ("krimp",)
        ),
        min_cover=given_number(territory.get("min_cover", Decimal("0.1"))),
        min_area=given_number(territory.get("min_area_km2", 1)),
        limits={limit: territory[limit] for limit in LIMITS if limit in territory},
        competition=tables.get("competition", ()),
        quotas=tables.get("quotas", ()),
        implications=tables.get("implications", ()),
        at_most_one=tables.get("at_most_one", ()),
        allowed=tables.get("allowed", ()),
        relaxation=tables.get("relaxation", {}),
        criteria=tables["criteria"],
        objective=tables["objective"],
    )


def read_moment(text: str) -> datetime:
    """Read ISO 8601; without offset it is Europe/Amsterdam. Raises `ValueError`."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


def is_late(moment: datetime, deadline: datetime) -> bool:
    """Tell whether a moment is after the deadline; both as instants, whatever their zone."""
    return moment.astimezone(UTC) > deadline.astimezone(UTC)


def _tables(text: str) -> Any:
    """Return the tables of a TOML text, in which numbers may have a comma for a point."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return tomllib.loads(_COMMA.sub(_pointed, text), parse_float=Decimal)


def _pointed(found: re.Match[str]) -> str:
    """Return what was found with a point for its comma, unless it is a text or a comment."""
    return found[0] if found["apart"] else found[0].replace(",", ".")


def _deadline(value: date | str) -> datetime:
    """Read a deadline, of which a bare date lasts until its end."""
    text = value if isinstance(value, str) else value.isoformat()
    moment = read_moment(text)
    if len(text.strip()) > len("2023-04-28"):
        return moment
    return datetime.combine(moment.date(), time.max, AMSTERDAM)


def labels(value: object) -> tuple[str, ...]:
    """Return one or more categories of a scenario as texts: yes/no and numbers in words."""
    if isinstance(value, bool):
        return ("ja" if value else "nee",)
    if isinstance(value, list | tuple):
        return tuple(label for item in value for label in labels(item))
    return (str(value),)

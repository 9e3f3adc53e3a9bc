"""A scenario: one weighing framework in a TOML file, read, checked and frozen.

The keys and their defaults are in the README; `selector schema` prints them for editors.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    WithJsonSchema,
)

from selector import resources
from selector.criteria import AnyCriterion, BalanceSpec, TotalSpec
from selector.criteria.base import MAX_LABEL, Label, Name, Table
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, nearest, shorten
from selector.moments import parse_moment
from selector.numbers import show_decimal
from selector.scalars import Count, Deadline, Decimal4, Share, Whole
from selector.scenario_faults import scenario_faults
from selector.scenario_texts import read_toml, unclean

MAX_SCENARIO = MEGABYTE
Condition = Literal[
    "a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2", "m1", "o1", "o2"
]
Assessment = Literal["voldaan", "werkt_toe", "ontbreekt", "nvt"]


class SizeRange(Table):
    """The number of plans in the cohort, from `min` to `max`."""

    min: Whole
    max: Whole


def _as_range(value: object) -> object:
    """Read `size = 12` as the range from 12 to 12."""
    number = isinstance(value, int) or hasattr(value, "__index__")
    return {"min": value, "max": value} if number else value


Size = Annotated[
    SizeRange,
    BeforeValidator(_as_range),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {
                    "type": "object",
                    "properties": {
                        "min": {"type": "integer", "minimum": 1},
                        "max": {"type": "integer", "minimum": 1},
                    },
                    "required": ["min", "max"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class CohortTable(Table):
    """`[cohort]`: how many plans, and which are fixed."""

    size: Size
    locked_in: tuple[str, ...] = ()
    locked_out: tuple[str, ...] = ()


class EligibilityTable(Table):
    """`[eligibility]`: when a plan is on time and sound enough (note, section 2)."""

    deadline: Deadline = Field(default=parse_moment("2023-04-28T23:59:59"), validate_default=True)
    required: tuple[Condition, ...] = (
        "a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2",
    )  # fmt: skip
    max_werkt_toe: Count = 4
    min_aandeel_besturen: Share = Decimal(0)
    min_aandeel_opleidingen: Share = Decimal(0)
    unassessed: Assessment = "werkt_toe"


class TerritoryTable(Table):
    """`[territory]`: what counts as urban and as shrinking, and how polygons are read."""

    urban_classes: tuple[Annotated[int, Field(strict=True, ge=1, le=5)], ...] = (1, 2)
    anticipeer_is_krimp: Annotated[bool, Field(strict=True)] = False
    min_cover: Share = Decimal("0.1")
    min_area_km2: Annotated[Decimal4, Field(ge=0)] = Decimal(1)
    min_people: Whole | None = None
    max_people: Whole | None = None
    min_municipalities: Whole | None = None
    max_municipalities: Whole | None = None


class CompetitionTable(Table):
    """What every `[[competition]]` rule has."""

    verdict: Literal["forbid", "penalise", "report"] = "forbid"
    weight: Whole = 1
    lifted_by: tuple[Literal["afstemming", "landelijk"], ...] = ("afstemming", "landelijk")


class Overlap(CompetitionTable):
    """They share cells with at least `min_share` of the smaller population."""

    rule: Literal["overlap"]
    min_share: Share = Decimal("0.05")


class SharedParty(CompetitionTable):
    """They share a sector and an applicant."""

    rule: Literal["shared_party"]


class Neighbours(CompetitionTable):
    """They share a sector, a labour-market region, and a municipality or a border."""

    rule: Literal["neighbours"]


CompetitionRule = Annotated[Overlap | SharedParty | Neighbours, Field(discriminator="rule")]
Values = Label | tuple[Label, ...]


class AllowedTable(Table):
    """`[[allowed]]`: plans that may be chosen together although a rule forbids it."""

    plans: Annotated[tuple[str, ...], Field(min_length=2)]


class QuotaTable(Table):
    """`[[quotas]]`: at least or at most so many plans, or such a share, of a combination."""

    name: Name
    where: Annotated[dict[str, Values], Field(min_length=1)]
    min: Count | None = None
    max: Count | None = None
    min_share: Share | None = None
    max_share: Share | None = None


class ImplicationTable(Table):
    """`[[implications]]`: when one plan is chosen, another must be too."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: Name
    if_chosen: str = Field(alias="if")
    then: str


class AtMostOneTable(Table):
    """`[[at_most_one]]`: of these plans at most one is chosen."""

    name: Name
    plans: Annotated[tuple[str, ...], Field(min_length=2)]


class RelaxationTable(Table):
    """`[relaxation]`: what it costs to let a rule give way, when no cohort keeps them all."""

    step: Whole = 1
    lock: Whole = 2
    pair: Whole = 3


def _as_list(value: object) -> object:
    """Read `over = "context"` as a list of one."""
    return [value] if isinstance(value, str) else value


class TierTable(Table):
    """`[[objective]]`: one tier; `over` empty means all criteria.

    `relative`: look at each score as a share of what the criterion could reach alone.
    """

    tier: Literal["worst", "leximin", "sum", "criterion", "competition"]
    over: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    weights: dict[str, Annotated[Decimal4, Field(ge=0)]] = Field(default_factory=dict)
    tolerance: Share = Decimal(0)
    relative: Annotated[bool, Field(strict=True)] = False


@dataclass(frozen=True)
class Source:
    """The file that a scenario was read from, and what is worth knowing about it."""

    file: str = ""
    data: bytes = b""
    notes: tuple[Message, ...] = ()


class Scenario(Table):
    """A whole scenario: one weighing framework, frozen."""

    name: Annotated[str, Field(max_length=MAX_LABEL)] = "scenario"
    seed: Annotated[str, Field(max_length=1000)] = "2023-05-11"
    cohort: CohortTable
    eligibility: EligibilityTable = EligibilityTable()
    territory: TerritoryTable = TerritoryTable()
    competition: tuple[CompetitionRule, ...] = ()
    allowed: tuple[AllowedTable, ...] = ()
    quotas: tuple[QuotaTable, ...] = ()
    implications: tuple[ImplicationTable, ...] = ()
    at_most_one: tuple[AtMostOneTable, ...] = ()
    relaxation: RelaxationTable = RelaxationTable()
    criteria: Annotated[tuple[AnyCriterion, ...], Field(min_length=1)]
    objective: Annotated[tuple[TierTable, ...], Field(min_length=1)]
    _source: Source = PrivateAttr(default=Source())

    @property
    def source(self) -> Source:
        """Return the file it was read from; empty for a scenario made in Python."""
        return self._source

    @property
    def data(self) -> bytes:
        """Return the bytes of its file, or else its canonical JSON text."""
        if self._source.data:
            return self._source.data
        dump = self.model_dump(mode="json", by_alias=True)
        return json.dumps(dump, sort_keys=True, ensure_ascii=False).encode()

    @property
    def sha256(self) -> str:
        """Return the digest of `data`."""
        return sha256(self.data).hexdigest()

    def replace(self, **changes: Any) -> "Scenario":
        """Return a checked copy with keys replaced; tables are merged key by key.

        For instance `scenario.replace(seed="x", cohort={"size": 10})`. Raises `InputError`.
        """
        tables = self.model_dump(by_alias=True)
        for key, value in changes.items():
            old = tables.get(key)
            both = isinstance(old, dict) and isinstance(value, Mapping)
            tables[key] = {**(old or {}), **value} if both else value
        return parse_scenario(tables)

    def with_seed(self, seed: str) -> "Scenario":
        """Return the same scenario, read from the same file, with another seed for the tickets."""
        changed = self.model_copy(update={"seed": seed})
        changed._source = self._source
        return changed

    def over(self, tier: TierTable) -> tuple[str, ...]:
        """Return the names of the criteria that a tier is about."""
        return tier.over or tuple(criterion.name for criterion in self.criteria)


def load_scenario(path: str | Path) -> Scenario:
    """Read a scenario from a TOML file, or by its bare name from the bundled `models/`.

    Raises `InputError` with every fault at once.
    """
    scenario, faults = read_scenario(path)
    if faults:
        raise InputError(faults)
    return scenario


def read_scenario(path: str | Path) -> tuple[Scenario, tuple[Message, ...]]:
    """Read a well-formed scenario together with what contradicts itself in it.

    So that a reader of plans as well can tell all faults at once. Raises `InputError` when the
    scenario is not well formed.
    """
    source = find_scenario(path)
    if not os.path.lexists(source) and not source.suffix:
        known = sorted(found.stem for found in resources.models().glob("*.toml"))
        close, params = nearest(str(path), known), {"known": ", ".join(known)}
        fault = Message("no_such_scenario", shorten(path), suggestion=close, params=params)
        raise InputError([fault])
    data = read_whole(source, MAX_SCENARIO)
    tables = read_toml(source.name, data)
    scenario = _well_formed(tables, source.name)
    scenario._source = Source(source.name, data, scenario._source.notes)
    return scenario, _contradictions(scenario)


def find_scenario(path: str | Path) -> Path:
    """Return the file meant: a path, or the name of a bundled scenario."""
    given = Path(path)
    bundled = resources.models() / f"{path}.toml"
    return bundled if bundled.is_file() and not given.is_file() else given


def parse_scenario(tables: Mapping[str, Any]) -> Scenario:
    """Check the tables of a scenario; raises `InputError` with every fault at once."""
    scenario = _well_formed(tables, "")
    if faults := _contradictions(scenario):
        raise InputError(faults)
    return scenario


def _well_formed(tables: Mapping[str, Any], file: str) -> Scenario:
    """Return the tables as a scenario, if every key and value is of its kind."""
    rounded: list[tuple[str, str]] = []
    if faults := unclean(tables, file):
        raise InputError(faults)
    try:
        scenario = Scenario.model_validate(tables, context=rounded)
    except ValidationError as error:
        raise InputError(scenario_faults(error, Scenario, file)) from None
    notes = tuple(
        Message("rounded", file=file, value=number, params={"rounded": result})
        for number, result in dict.fromkeys(rounded)
    )
    scenario._source = Source(file, b"", notes)
    return scenario


def _contradictions(scenario: Scenario) -> tuple[Message, ...]:
    """Return what is well formed and yet cannot be meant."""
    file = scenario.source.file
    return tuple(
        Message(code, file, place=place, value=value, suggestion=_meant(value, known), params=known)
        for code, place, value, known in _find_contradictions(scenario)
    )


def _meant(value: str, params: Mapping[str, object]) -> str:
    """Return the known name that was perhaps meant."""
    known = str(params.get("known", ""))
    return nearest(value, known.split(", ")) if known else ""


Contradiction = tuple[str, str, str, dict[str, object]]  # code, place, value, parameters


def _find_contradictions(scenario: Scenario) -> Iterator[Contradiction]:
    """Yield what is well formed and yet cannot be meant: code, place, value, parameters."""
    yield from _cohort_contradictions(scenario.cohort)
    for what in ("people", "municipalities"):
        least, most = (getattr(scenario.territory, f"{end}_{what}") for end in ("min", "max"))
        if least is not None and most is not None and least > most:
            yield "min_over_max", f"territory.min_{what}", f"{least} > {most}", {}
    for kind in ("criteria", "quotas", "implications", "at_most_one"):
        counts = Counter(table.name for table in getattr(scenario, kind))
        for name, count in counts.items():
            if count > 1:
                yield "double_name", kind, name, {"count": count}
    for i, quota in enumerate(scenario.quotas):
        yield from _quota_contradictions(quota, f"quotas[{i + 1}]")
    for i, criterion in enumerate(scenario.criteria):
        yield from _criterion_contradictions(criterion, f"criteria[{i + 1}]")
    known = [criterion.name for criterion in scenario.criteria]
    for i, tier in enumerate(scenario.objective):
        yield from _tier_contradictions(tier, f"objective[{i + 1}]", known)


def _cohort_contradictions(cohort: CohortTable) -> Iterator[Contradiction]:
    size = cohort.size
    if size.min > size.max:
        yield "min_over_max", "cohort.size", f"{size.min} > {size.max}", {}
    for plan in sorted(set(cohort.locked_in) & set(cohort.locked_out)):
        yield "locked_both_ways", "cohort", plan, {}


def _quota_contradictions(quota: QuotaTable, place: str) -> Iterator[Contradiction]:
    bounds = (quota.min, quota.max, quota.min_share, quota.max_share)
    if all(bound is None for bound in bounds):
        yield "quota_without_bound", place, quota.name, {}
    if quota.min is not None and quota.max is not None and quota.min > quota.max:
        yield "min_over_max", place, f"{quota.min} > {quota.max}", {}
    low, high = quota.min_share, quota.max_share
    if low is not None and high is not None and low > high:
        yield "min_over_max", place, f"{show_decimal(low)} > {show_decimal(high)}", {}


def _criterion_contradictions(criterion: AnyCriterion, place: str) -> Iterator[Contradiction]:
    categories = getattr(criterion, "categories", ())
    for category, count in Counter(categories).items():
        if count > 1:
            yield "double_category", f"{place}.categories", category, {}
    if isinstance(criterion, TotalSpec) and criterion.range[0] >= criterion.range[1]:
        low, high = map(show_decimal, criterion.range)
        yield "min_over_max", f"{place}.range", f"{low} >= {high}", {}
    if isinstance(criterion, BalanceSpec) and isinstance(criterion.target, dict):
        if not any(criterion.target.values()):
            yield "target_zero", f"{place}.target", criterion.name, {}
        for category in criterion.target:
            if criterion.categories and category not in criterion.categories:
                listed = ", ".join(criterion.categories)
                yield "not_a_category", f"{place}.target", category, {"known": listed}


def _tier_contradictions(tier: TierTable, place: str, known: list[str]) -> Iterator[Contradiction]:
    for key, names, allowed in (
        ("over", tier.over, known),
        ("weights", tuple(tier.weights), list(tier.over) or known),
    ):
        for name in names:
            if name not in allowed:
                yield "no_such_criterion", f"{place}.{key}", name, {"known": ", ".join(allowed)}
    for name, count in Counter(tier.over).items():
        if count > 1:
            yield "double_name", f"{place}.over", name, {"count": count}
    if tier.tier == "competition" and tier.over:
        yield "tier_without_over", f"{place}.over", tier.tier, {}
    if tier.tier == "criterion" and len(tier.over or known) != 1:
        yield "one_criterion", f"{place}.over", str(len(tier.over)), {}
    if tier.weights and tier.tier != "sum":
        yield "weights_only_in_sum", f"{place}.weights", tier.tier, {}
    if tier.relative and tier.tier == "competition":
        yield "not_relative", f"{place}.relative", tier.tier, {}
    if tier.tolerance and tier.tier in ("leximin", "competition"):
        yield "no_tolerance", f"{place}.tolerance", tier.tier, {}

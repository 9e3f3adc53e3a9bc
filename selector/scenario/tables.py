"""The tables of a scenario, each with its keys and defaults, frozen.

What the keys mean is in `models/README.md`; `selector schema` prints them for editors.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from selector.competition import CompetitionRule
from selector.criteria import AnyCriterion
from selector.criteria.base import Label, Name, Table
from selector.moments import parse_moment
from selector.scalars import Count, Deadline, Decimal4, Share, Whole

Condition = Literal[
    "a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2", "m1", "o1", "o2"
]
ConditionState = Literal["voldaan", "werkt_toe", "ontbreekt", "nvt"]


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
    unassessed: ConditionState = "werkt_toe"


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


class Framework(Table):
    """All tables of a scenario together."""

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

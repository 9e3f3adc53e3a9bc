"""What criteria and quotas can name: derived fields and every column of the plans file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from selector.criteria.asks import FieldValues
from selector.eligibility import Assessment
from selector.errors import Reporter, nearest
from selector.geography.distance import Distances
from selector.intake.plans import BY_NAME
from selector.intake.types import Plans
from selector.numbers import (
    SCALE,
    parse_decimal,
    round_places,
    scaled,
)
from selector.scenario import Scenario
from selector.survey import Survey
from selector.vocabulary import (
    ACCENTS,
    AMBITIONS,
    ASSESSMENTS,
    CONDITIONS,
    COOPERATION,
    NOT_APPLICABLE,
    ORIGIN,
    SECTOR_TYPES,
    SECTORS,
    SHARES,
    VERDICTS,
)

_NUMBERS = ("ambitie", *SHARES)
MET = "voorwaarden_voldaan"


@dataclass(frozen=True)
class Fields:
    """The fields of a round: its survey, the assessments of its plans, and a scenario."""

    survey: Survey
    assessments: Sequence[Assessment]
    scenario: Scenario

    @property
    def plans(self) -> Plans:
        """Return the plans in order."""
        return self.survey.plans

    @property
    def plan_ids(self) -> tuple[str, ...]:
        """Return the plan_ids in order."""
        return self.plans.ids

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """Return the positions of the eligible plans, those locked out included."""
        return tuple(p for p, a in enumerate(self.assessments) if a.eligible)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Return the names of all fields."""
        return tuple(dict.fromkeys((*self._derived, *BY_NAME, *self.plans.columns, MET)))

    @property
    def distances(self) -> Distances:
        """Return the distances between the plans that have a place on the map."""
        return self.survey.distances

    def categories_of(
        self, name: str, report: Reporter, allow_shares: bool = False, place: str = ".on"
    ) -> FieldValues | None:
        """Return a field as categories, or report that there is no such field."""
        if name not in self.known:
            report.fault("no_such_field", place, name, nearest(name, self.known))
            return None
        values = self._derived.get(name) or self._column(name)
        if values.shares and not allow_shares:
            report.fault("shares_only_in_balance", place, name, "context")
            return None
        if name in BY_NAME and name not in self.plans.columns:
            report.note("absent_column", value=name)
        return values

    def declared(
        self, values: FieldValues, categories: Sequence[str], report: Reporter
    ) -> tuple[str, ...]:
        """Return the categories that count, and warn of plans that have none of them.

        Without a declaration these are the known values of the field, or else all values that
        occur in the plans.
        """
        declared = tuple(categories) or values.domain or tuple(sorted(values.occurring))
        for category in categories:
            _known_value(values, category, ".categories", report)
        outside = [p for p in self.eligible if not set(values.parts[p]).intersection(declared)]
        empty = [self.plan_ids[p] for p in outside if not values.parts[p]]
        others = [self.plan_ids[p] for p in outside if values.parts[p]]
        if others:
            report.note("undeclared", on=values.name, plans=others)
        if empty:
            report.note("undeclared_empty", on=values.name, plans=empty)
        return declared

    def numbers_of(self, name: str, report: Reporter) -> tuple[Decimal | None, ...] | None:
        """Return a numeric column, None where it is empty, or report what is not a number.

        A condition counts 1 when it is met and 0 when it is not (yet).
        """
        table = self.scenario.eligibility
        if name == MET:
            return tuple(_share_met(a, len(table.required)) for a in self.assessments)
        if name in CONDITIONS:
            states = [p.conditions.get(name, table.unassessed) for p in self.plans.rows]
            return tuple(Decimal(state in ("voldaan", "nvt")) for state in states)
        if name in self._derived or name not in self.known:
            report.fault("no_such_number", ".on", name, nearest(name, self._numeric))
            return None
        if name in BY_NAME and name not in self.plans.columns:
            report.note("absent_column", value=name)
        numbers: list[Decimal | None] = []
        for plan in self.plans.rows:
            text = "|".join(plan.cells.get(name, ()))
            if name in SHARES and text == NOT_APPLICABLE:
                text = ""
            parsed = parse_decimal(text)
            if text and parsed is None:
                report.fault("not_a_number", ".on", text, on=name, plan=plan.plan_id, row=plan.row)
            if parsed and parsed[1] and name not in BY_NAME:
                report.note("rounded_number", value=text, on=name, plan=plan.plan_id)
            numbers.append(parsed[0] if parsed else None)
        return self._with_mean(name, numbers, report)

    def _with_mean(
        self, name: str, numbers: Sequence[Decimal | None], report: Reporter
    ) -> tuple[Decimal | None, ...]:
        """Let `nvt` count as the mean of the eligible plans that have a value, rounded down."""
        nvt = {p for p, plan in enumerate(self.plans.rows)
               if name in SHARES and plan.cells.get(name) == (NOT_APPLICABLE,)}  # fmt: skip
        known = [scaled(n) for p in self.eligible if (n := numbers[p]) is not None]
        if not nvt or not known:
            return tuple(numbers)
        mean = Decimal(sum(known) // len(known)) / SCALE
        if plans := [self.plan_ids[p] for p in self.eligible if p in nvt]:
            report.note("nvt_is_mean", on=name, mean=mean, plans=plans)
        return tuple(mean if p in nvt else number for p, number in enumerate(numbers))

    def matching(
        self, where: Mapping[str, str | tuple[str, ...]], report: Reporter
    ) -> tuple[int, ...] | None:
        """Return the plans that bear one of the values of every field in `where`."""
        found: set[int] = set(range(len(self.plans)))
        sound = True
        for name, given in where.items():
            values = self.categories_of(name, report, place=f".where.{name}")
            if values is None:
                sound = False
                continue
            wanted = (given,) if isinstance(given, str) else given
            for value in wanted:
                sound &= _known_value(values, value, f".where.{name}", report)
            found &= {p for p, parts in enumerate(values.parts) if set(wanted).intersection(parts)}
        return tuple(sorted(found)) if sound else None

    @cached_property
    def _numeric(self) -> tuple[str, ...]:
        extra = tuple(c for c in self.plans.columns if c not in BY_NAME)
        return (*_NUMBERS, MET, *extra)

    def _column(self, name: str) -> FieldValues:
        """Return a column of the file; every label weighs 1."""
        parts = tuple(dict.fromkeys(plan.cells.get(name, ()), 1) for plan in self.plans.rows)
        return FieldValues(name, parts, _DOMAINS.get(name))

    @cached_property
    def _derived(self) -> Mapping[str, FieldValues]:
        """Return the derived fields of the contract."""
        return {
            **self.survey.fields,
            "sector_type": FieldValues(
                "sector_type",
                tuple({SECTOR_TYPES[len(p.sectors) < 2]: 1} for p in self.plans.rows),
                SECTOR_TYPES,
            ),
            "verdict": FieldValues(
                "verdict", tuple({a.verdict: 1} for a in self.assessments), VERDICTS
            ),
        }


_DOMAINS: Mapping[str, tuple[str, ...]] = {
    "sectoren": SECTORS,
    "samenwerking": COOPERATION,
    "herkomst": ORIGIN,
    "accenten": ACCENTS,
    "ambitie": AMBITIONS,
    **dict.fromkeys(CONDITIONS, ASSESSMENTS),
}


def _known_value(values: FieldValues, value: str, place: str, report: Reporter) -> bool:
    """Reporter a value that cannot be meant, and note one that no plan has."""
    close = nearest(value, {*values.occurring, *(values.domain or ())} - {value})
    if not values.knows(value):
        report.fault("no_such_category", place, value, close, on=values.name)
        return False
    if value not in values.occurring:
        report.note("nobody_has", value, close if values.domain is None else "", on=values.name)
    return True


def _share_met(assessment: Assessment, required: int) -> Decimal:
    """Return the share of the required conditions that are met, in four places."""
    if required == 0:
        return Decimal(1)
    met = required - len(assessment.unmet) - len(assessment.pending)
    return round_places(Decimal(met) / required)[0]

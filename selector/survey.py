"""The survey: what is measured of a round once, for every scenario that reads its map alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from selector.geography.distance import Distances, measure_distances
from selector.geography.findings import Finding, Seats, find_findings
from selector.geography.regional import regional_fields
from selector.geography.territory import Territory, territories
from selector.intake.types import Plans, Regions
from selector.scenario import TerritoryTable

if TYPE_CHECKING:  # these load pandas and scipy, which findings can do without
    from selector.competition import Evidence
    from selector.criteria.asks import FieldValues
    from selector.geography.details import Details


@dataclass(frozen=True, eq=False)
class Survey:
    """Plans on the map: their territories, and what follows from these, measured at the first use.

    It depends on the plans, the regions and the `[territory]` table, and on nothing else that a
    scenario says. What was measured travels along when it is pickled.
    """

    plans: Plans
    regions: Regions
    options: TerritoryTable
    places: tuple[Territory, ...]

    @cached_property
    def fields(self) -> "Mapping[str, FieldValues]":
        """Return the fields that follow from where a plan lies, by name."""
        return regional_fields(self.plans, self.places, self.regions, self.options)

    @cached_property
    def distances(self) -> Distances:
        """Return the distances between the plans that have a place on the map."""
        return measure_distances(self.plans, self.places, self.regions)

    @cached_property
    def evidence(self) -> "Evidence":
        """Return what every two plans have in common."""
        from selector.geography.evidence import find_evidence

        return find_evidence(self.plans, self.places, self.regions, self.options)

    @cached_property
    def details(self) -> "Details":
        """Return what is told of pairs beyond what a rule needs."""
        from selector.geography.details import Details

        return Details(self.plans, self.places, self.regions)

    @cached_property
    def standing_out(self) -> tuple[tuple[Finding, ...], ...]:
        """Return what stands out about every territory, as far as plans and regions tell."""
        return self.findings()

    def findings(self, seats: Seats | None = None) -> tuple[tuple[Finding, ...], ...]:
        """Return what stands out about every territory; `seats` as `find_findings` has it."""
        return find_findings(self.plans, self.places, self.regions, self.options, seats)

    def with_plans(self, plans: Plans, evidence: "Evidence | None" = None) -> "Survey":
        """Return the survey of the same plans on the same municipalities, with other cells.

        What was measured of places serves again, and `evidence` when it is that of these plans.
        """
        rows = zip(self.places, plans.rows, strict=True)
        places = tuple(replace(place, sectors=plan.sectors) for place, plan in rows)
        survey = replace(self, plans=plans, places=places)
        survey.__dict__.update(fields=self.fields, distances=self.distances)
        if evidence is not None:
            survey.__dict__["evidence"] = evidence
        return survey

    def under(self, options: TerritoryTable) -> "Survey":
        """Return the survey of the round under a `[territory]` table; itself when that is its own.

        Raises `InputError` as `make_survey` does.
        """
        if options == self.options:
            return self
        return make_survey(self.plans, self.regions, options)


def make_survey(plans: Plans, regions: Regions, options: TerritoryTable) -> Survey:
    """Put the plans on the map; raises `InputError` where a territory cannot be told."""
    return Survey(plans, regions, options, territories(plans, regions, options))

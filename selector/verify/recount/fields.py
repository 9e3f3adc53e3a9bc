"""What criteria and quotas can name, as labels or numbers of every plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from selector.verify.recount.eligibility import Judgement
from selector.verify.recount.exact import UNIT, read_number, shared_out
from selector.verify.recount.facts import Facts, Town
from selector.verify.recount.places import CONTEXTS, Place, context_of
from selector.verify.recount.plans import CONDITIONS, SHARES, WORDS, Plan
from selector.verify.recount.scenario import Scenario
from selector.verify.recount.unreadable import Unreadable

SECTOR_TYPES = ("bovensectoraal", "sectoraal")
VERDICTS = ("voldoet", "voorlopig", "voldoet_niet")
REGIONAL = ("landsdeel", "provincie")


@dataclass(frozen=True)
class Fields:
    """Plans in order, with where they lie and what was judged of them."""

    plans: Sequence[Plan]
    places: Sequence[Place]
    judgements: Sequence[Judgement]
    facts: Facts
    scenario: Scenario

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """Return the positions of the eligible plans."""
        return tuple(p for p, judgement in enumerate(self.judgements) if judgement.eligible)

    def parts(self, name: str) -> list[Mapping[str, int]]:
        """Return for every plan how much it weighs in each category."""
        if name == "context_shares":
            return [shared_out(place.contexts) for place in self.places]
        return [dict.fromkeys(self.labels(name, p), 1) for p in range(len(self.plans))]

    def labels(self, name: str, p: int) -> tuple[str, ...]:
        """Return the labels of one plan in a field."""
        plan, place = self.plans[p], self.places[p]
        if name == "context":
            return (place.context,)
        if name == "sector_type":
            return (SECTOR_TYPES[0] if len(plan.sectors) > 1 else SECTOR_TYPES[1],)
        if name == "verdict":
            return (self.judgements[p].verdict,)
        if name in REGIONAL:
            return ("landelijk" if plan.national else self._largest(name, place),)
        return plan.labels(name)

    def declared(self, name: str) -> tuple[str, ...]:
        """Return the categories that count when a scenario does not say."""
        if name in ("context", "context_shares"):
            return CONTEXTS
        if name in REGIONAL:
            return tuple(dict(sorted(self._region(t, name) for t in self.facts.towns)).values())
        fixed = {"sector_type": SECTOR_TYPES, "verdict": VERDICTS, "ambitie": tuple("12345")}
        if name in fixed or name in WORDS:
            return (fixed | dict(WORDS))[name]
        return tuple(sorted({label for parts in self.parts(name) for label in parts}))

    def population(self, name: str) -> Mapping[str, int]:
        """Return the people of the country by category; raises `Unreadable`."""
        if name not in ("context", "context_shares", *REGIONAL):
            raise Unreadable("target", "population")
        people: dict[str, int] = {}
        for town in self.facts.towns:
            regional = name in REGIONAL
            key = self._region(town, name)[1] if regional else context_of(town, self.scenario)
            people[key] = people.get(key, 0) + town.population
        return people

    def numbers(self, name: str) -> list[int | None]:
        """Return a numeric column in ten-thousandths, None where it is empty."""
        if name == "voorwaarden_voldaan":
            return [judgement.share_met for judgement in self.judgements]
        if name in CONDITIONS:
            states = [plan.text(name) or self.scenario.unassessed for plan in self.plans]
            return [UNIT * (state in ("voldaan", "nvt")) for state in states]
        found: list[int | None] = []
        exempt = {p for p, plan in enumerate(self.plans) if plan.text(name) == "nvt"}
        exempt = exempt if name in SHARES else set()
        for p, plan in enumerate(self.plans):
            text = "" if p in exempt else plan.text(name)
            found.append(read_number(text) if text else None)
            if text and found[-1] is None:
                raise Unreadable(f"{plan.row}, {name}", text)
        known = [n for p in self.eligible if (n := found[p]) is not None]
        for p in exempt if known else ():
            found[p] = sum(known) // len(known)
        return found

    def _largest(self, name: str, place: Place) -> str:
        """Return the region with most of the people, ties to the lowest code."""
        people: dict[tuple[str, str], int] = {}
        for t in place.towns:
            region = self._region(self.facts.towns[t], name)
            people[region] = people.get(region, 0) + self.facts.towns[t].population
        return min(people, key=lambda region: (-people[region], region))[1]

    def _region(self, town: Town, name: str) -> tuple[str, str]:
        return town.landsdeel if name == "landsdeel" else town.province

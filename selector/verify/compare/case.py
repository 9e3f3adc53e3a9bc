"""What is known of one directory: what is in it, what was counted, and which cohort it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from selector.texts import Texts
from selector.verify.compare.best_alone import alone_by_size
from selector.verify.compare.delivered import COHORT, Delivered
from selector.verify.compare.desk import Desk, Quoted
from selector.verify.compare.said import Word, all_said
from selector.verify.compare.settle import Settled, settle_cohort, settle_words
from selector.verify.recount.findings import findings
from selector.verify.recount.lot import ticket
from selector.verify.recount.round import Round
from selector.verify.recount.spots import Spots

NO_COHORT = Settled(frozenset(), "")


@dataclass(frozen=True)
class Case:
    """A directory with its recount. `words` says of each plan in how many best cohorts it is.

    That does not follow from the inputs: `places` says which file it was read from.
    """

    delivered: Delivered
    round: Round
    texts: Texts
    desk: Desk
    settled: Settled = NO_COHORT
    words: Mapping[str, Word] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def record(self) -> Mapping[str, Any]:
        """Return what the JSON file holds."""
        return self.delivered.record

    @property
    def chosen(self) -> frozenset[int]:
        """Return the positions of the chosen plans."""
        return self.settled.chosen

    @property
    def proven(self) -> bool:
        """Tell whether the record says that nothing is better."""
        return self.record.get("status") == "optimal"

    @property
    def told(self) -> bool:
        """Tell whether it is known of every plan in how many best cohorts it is."""
        return None not in self.words.values()

    @cached_property
    def spots(self) -> Spots:
        """Return what the chosen cohort leaves open."""
        return Spots(self.round, self.chosen)

    @cached_property
    def findings(self) -> tuple[tuple[str, ...], ...]:
        """Return what stands out about the territory of each plan, in sentences."""
        counted = self.round
        return findings(counted.plans, counted.places, counted.facts, counted.scenario, self.texts)

    @cached_property
    def some(self) -> list[str]:
        """Return the plans in some but not all of the best cohorts, in the order of the lot."""
        some = [plan_id for plan_id, word in self.words.items() if word == "some"]
        return sorted(some, key=lambda plan_id: ticket(self.seed, plan_id))

    @cached_property
    def seed(self) -> str:
        """Return the seed of the lot: what the record says, unless its tickets tell another."""
        said, own = self.record.get("seed"), self.round.scenario.seed
        return own if not isinstance(said, str) or self.seed_of_another_lot else said

    @cached_property
    def seed_of_another_lot(self) -> bool:
        """Tell whether the record names a seed, and gives the tickets of the scenario's."""
        said, own = self.record.get("seed"), self.round.scenario.seed
        tickets = self.record.get("tickets")
        entries = tickets if isinstance(tickets, list) else []
        drawn = {t.get("ticket") for t in entries if isinstance(t, Mapping)}
        some = [plan_id for plan_id, word in self.words.items() if word == "some"]
        return said != own and bool(drawn) and drawn == {ticket(own, p) for p in some}

    def chosen_as(self, value: Any) -> Any:
        """Return what follows from the cohort; quoted where files name different ones."""
        settled = self.settled
        return Quoted(value, settled.place, settled.sure) if settled.contested else value

    def word_as(self, plan_id: str, value: Any) -> Any:
        """Return what follows from in how many best cohorts a plan is; it is always a quotation."""
        place = self.places.get(plan_id, "")
        return Quoted(value, place) if place else value


def case_of(delivered: Delivered, counted: Round, texts: Texts, desk: Desk) -> Case | None:
    """Return what is known of a directory; None when no file names a cohort."""
    if not delivered.solved:
        return Case(delivered, counted, texts, desk, words=dict.fromkeys(counted.ids, "none"))
    said = list(all_said(delivered, texts))
    counted = replace(counted, best_alone=alone_by_size(delivered.record, counted))
    settled = settle_cohort(said, counted, delivered.record)
    if settled is None:
        desk.differ(COHORT, "selected", delivered.record.get("selected"), kind="no_cohort")
        return None
    proven = delivered.record.get("status") == "optimal"
    words, places = settle_words(said, counted, settled.chosen, proven)
    return Case(delivered, counted, texts, desk, settled, words, places)

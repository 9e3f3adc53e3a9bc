"""Families of cohorts: those that differ in a few plans from the one that is chosen most often."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from selector.sweeps.index import Index, Row

ALIKE = 4  # plans that are in one cohort of a family and not in its first (two swaps)


@dataclass(frozen=True)
class Family:
    """The scenarios whose cohorts are like that of the first, which is chosen most often."""

    first: frozenset[str]
    rows: tuple[Row, ...]

    @cached_property
    def cohorts(self) -> int:
        """Return how many different cohorts it has."""
        return len({row.chosen for row in self.rows})

    @cached_property
    def core(self) -> frozenset[str]:
        """Return the plans that are in all its cohorts."""
        return frozenset.intersection(*(row.chosen for row in self.rows))

    @cached_property
    def times(self) -> int:
        """Return in how many scenarios its first cohort is the best."""
        return sum(row.chosen == self.first for row in self.rows)


def families(index: Index) -> Sequence[Family]:
    """Return the families of a sweep, the largest first; every proven scenario is in one."""
    counts = Counter(row.chosen for row in index.proven)
    order = sorted(counts, key=lambda cohort: (-counts[cohort], sorted(cohort)))
    leads, home = list[frozenset[str]](), dict[frozenset[str], frozenset[str]]()
    for cohort in order:
        lead = next((first for first in leads if len(first ^ cohort) <= ALIKE), None)
        if lead is None:
            leads.append(cohort)
        home[cohort] = lead or cohort
    members: dict[frozenset[str], list[Row]] = {lead: [] for lead in leads}
    for row in index.proven:
        members[home[row.chosen]].append(row)
    found = [Family(lead, tuple(rows)) for lead, rows in members.items()]
    return sorted(found, key=lambda family: (-len(family.rows), sorted(family.first)))

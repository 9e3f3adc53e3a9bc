"""Results to lay beside each other, and what differs between the first and each other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from selector.changes.between import Difference, between
from selector.changes.between_plans import CellDifference, between_plans
from selector.errors import Message
from selector.outcome import Outcome


@dataclass(frozen=True)
class Side:
    """One result under the name by which it is shown.

    `changed` are files with other bytes than when it was made (None: that is not known).
    """

    name: str
    outcome: Outcome
    changed: tuple[str, ...] | None = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the plan_ids of its round."""
        return tuple(self.outcome.problem.plans.ids)

    @cached_property
    def chosen(self) -> frozenset[str]:
        """Return the plan_ids of its cohort; none when there is none."""
        return frozenset(self.outcome.selected)

    def in_optimal(self, plan_id: str) -> str | None:
        """Return whether a plan is in all, some or none of its optimal cohorts."""
        position = self.outcome.problem.plans.index.get(plan_id)
        return None if position is None else self.outcome.in_optimal(position)

    def verdict(self, plan_id: str) -> str | None:
        """Return the verdict on a plan; None when it is not in its round."""
        position = self.outcome.problem.plans.index.get(plan_id)
        return None if position is None else self.outcome.problem.assessments[position].verdict


@dataclass(frozen=True)
class Sides:
    """At least two results; what they share is compared."""

    sides: tuple[Side, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the plan_ids that are in every round, in the order of the first."""
        first, *others = self.sides
        return tuple(p for p in first.ids if all(p in other.ids for other in others))

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """Return the names of all criteria, in order."""
        names = (c.name for side in self.sides for c in side.outcome.problem.criteria)
        return tuple(dict.fromkeys(names))

    @property
    def unlike(self) -> tuple[Message, ...]:
        """Return what makes the rounds other rounds: other plans, or other facts."""
        first, *others = self.sides
        return tuple(fault for other in others for fault in _unlike(first, other))

    def flipped(self, other: Side) -> tuple[str, ...]:
        """Return the shared plans that are in one of the first and another result only."""
        apart = self.sides[0].chosen ^ other.chosen
        return tuple(plan for plan in self.ids if plan in apart)

    @property
    def swaying(self) -> tuple[str, ...]:
        """Return the shared plans that not every result treats alike."""
        return tuple(p for p in self.ids if len({p in side.chosen for side in self.sides}) > 1)


def keys_between(one: Side, other: Side) -> tuple[Difference, ...]:
    """Return what differs between the scenarios of two results."""
    return between(one.outcome.problem.scenario, other.outcome.problem.scenario)


def cells_between(one: Side, other: Side) -> tuple[CellDifference, ...]:
    """Return what differs between the cells of plans that two results share."""
    return between_plans(one.outcome.problem.plans, other.outcome.problem.plans)


def _unlike(one: Side, other: Side) -> list[Message]:
    faults, names = list[Message](), {"one": one.name, "other": other.name}
    for has, lacks in ((one, other), (other, one)):
        more: Sequence[str] = [plan for plan in has.ids if plan not in lacks.ids]
        if more:
            params = {"plans": more, "other": lacks.name}
            faults.append(Message("compare_plans", has.name, params=params))
    hashes = {side.outcome.problem.regions.sha256 for side in (one, other)}
    if len(hashes) > 1:
        faults.append(Message("compare_regions", params=dict(names)))
    return faults

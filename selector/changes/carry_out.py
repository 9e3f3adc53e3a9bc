"""Changes carried out: another round, to be solved as any round."""

from collections.abc import Sequence
from dataclasses import dataclass

from selector.analysis.united import rename
from selector.changes.grammar import Agreement, Cell, Change, Key, Lock, Merge
from selector.changes.in_plans import merged, with_cells
from selector.changes.in_scenario import with_keys
from selector.intake.types import Plans, Regions
from selector.scenario import Scenario


@dataclass(frozen=True)
class Round:
    """Plans, scenario and regions: all that a choice follows from."""

    plans: Plans
    scenario: Scenario
    regions: Regions


def carry_out(changes: Sequence[Change], before: Round) -> Round:
    """Return the round with all changes carried out: cells, then keys and locks, then mergers.

    What does not change is the same object. Raises `InputError` when a change cannot be.
    """
    plans, scenario = before.plans, before.scenario
    cells = [change for change in changes if isinstance(change, Cell | Agreement)]
    keys = [change for change in changes if isinstance(change, Key | Lock)]
    plans = with_cells(plans, cells, before.regions)
    scenario = with_keys(scenario, keys)
    for change in changes:
        if isinstance(change, Merge):
            both = (change.plan, change.other)
            plans, name = merged(plans, *both, scenario, before.regions)
            scenario = rename(scenario, both, name)
    if plans is not before.plans:
        plans = plans.out_of(before.plans)
    return Round(plans, scenario, before.regions)

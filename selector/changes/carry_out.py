"""Changes carried out: another round, to be solved as any round."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from selector.analysis.united import rename
from selector.changes.grammar import Agreement, Cell, Change, Key, Lock, Merge, sorted_out
from selector.changes.in_plans import merged, with_cells
from selector.changes.in_scenario import with_keys
from selector.errors import InputError, Message
from selector.intake.types import Plans, Regions
from selector.scenario import Scenario


@dataclass(frozen=True)
class Round:
    """Plans, scenario and regions: all that a choice follows from."""

    plans: Plans
    scenario: Scenario
    regions: Regions


def changed(texts: Sequence[str], before: Round) -> Round:
    """Return the round with all changes carried out, as they are written.

    Raises `InputError` with every fault at once: of what is no change, and of what cannot be.
    """
    changes, faults = sorted_out(texts, before.plans.ids)
    with _noting(faults):
        made = carry_out(changes, before)
    if faults:
        raise InputError(faults)
    return made


def carry_out(changes: Sequence[Change], before: Round) -> Round:
    """Return the round with all changes carried out: cells, then keys and locks, then mergers.

    What does not change is the same object. Raises `InputError` with every fault of changes that
    cannot be.
    """
    plans, scenario, faults = before.plans, before.scenario, list[Message]()
    cells = [change for change in changes if isinstance(change, Cell | Agreement)]
    keys = [change for change in changes if isinstance(change, Key | Lock)]
    with _noting(faults):
        plans = with_cells(plans, cells, before.regions)
    with _noting(faults):
        scenario = with_keys(scenario, keys, before.plans)
    if faults:
        raise InputError(faults)
    for change in changes:
        if isinstance(change, Merge):
            both = (change.plan, change.other)
            plans, name = merged(plans, *both, scenario, before.regions)
            scenario = rename(scenario, both, name)
    if plans is not before.plans:
        plans = plans.out_of(before.plans)
    return Round(plans, scenario, before.regions)


@contextmanager
def _noting(faults: list[Message]) -> Iterator[None]:
    """Note faults, and go on."""
    try:
        yield
    except InputError as error:
        faults += error.faults

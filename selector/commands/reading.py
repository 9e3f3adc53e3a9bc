"""Reading a round for a command: plans, scenario and regions, with the faults of all files."""

from pathlib import Path
from typing import TYPE_CHECKING

from selector.errors import InputError, Message

if TYPE_CHECKING:
    from selector.intake import Plans, Regions
    from selector.scenario import Scenario


def read_round(
    plans: str | None, scenario: str, seed: str | None, regions: str | None
) -> "tuple[Plans, Scenario, Regions]":
    """Read everything; without plans the bundled example round, with a seed in its place.

    Raises `InputError` with everything that is wrong in any of the files.
    """
    from selector import resources
    from selector.intake import read_plans, read_regions
    from selector.problem import misfits
    from selector.scenario import read_scenario

    facts = read_regions(regions)
    source = resources.example() / "aanvragen.csv" if plans is None else Path(plans)
    framework, faults = None, list[Message]()
    try:
        framework, contradictions = read_scenario(scenario)
        faults += contradictions
    except InputError as error:
        faults += error.faults
    try:
        round_ = read_plans(source, facts)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults or framework is None:
        rest = misfits(round_, framework, facts) if framework else ()
        raise InputError([*faults, *rest])
    return round_, framework if seed is None else framework.with_seed(seed), facts

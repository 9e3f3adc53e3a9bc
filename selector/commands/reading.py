"""Reading a round for a command: plans, scenario and regions, with the faults of all files."""

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from selector.commands.base import REFUSED, Ended
from selector.commands.language import spoken
from selector.commands.usage import Faults
from selector.errors import InputError, Message, no_folder, shorten, unreadable
from selector.texts import load_texts
from selector.visible import hidden

if TYPE_CHECKING:
    from selector.intake import Plans, Regions
    from selector.scenario import Scenario
    from selector.theme import Theme


RECORDS = ("cohort.json", "infeasible.json")  # by which the directory of a result is known


def read_round(
    plans: str | None,
    scenario: str,
    seed: str | None,
    regions: str | None,
    doubtful: bool = False,
    strict: bool = False,
) -> "tuple[Plans, Scenario, Regions]":
    """Read everything; without plans the bundled example round, with a seed in its place.

    A directory of a result gives what it was made from, wherever it is now; a scenario or regions
    that were named go before those in it. Raises `InputError` with everything that is wrong in any
    of the files, and `Ended` for a directory that cannot be built on.
    """
    if plans is not None and is_result(plans):
        return _round_of(Path(plans), scenario, seed, regions)
    from selector import resources
    from selector.intake import read_plans
    from selector.problem import misfits
    from selector.scenario import read_scenario

    source = str(resources.example() / "aanvragen.csv") if plans is None else plans
    faults, framework, applications = Faults(told=False), None, None
    facts = facts_of(regions, faults)
    with faults.trying():
        check_path(scenario)
        framework, contradictions = read_scenario(scenario)
        faults.add(contradictions)
    with faults.trying():
        check_path(source)
        applications = (
            read_plans(source, facts, doubtful, strict)
            if facts
            else plans_without_facts(source, strict)
        )
    if faults.found and applications and facts:
        faults.add(
            misfits(applications, framework, facts)
            if framework
            else _misfits_of_part(scenario, applications, facts)
        )
    faults.settle()
    assert applications is not None
    assert framework is not None
    assert facts is not None
    return applications, framework if seed is None else framework.with_seed(seed), facts


def _misfits_of_part(scenario: str, plans: "Plans", facts: "Regions") -> list[Message]:
    """Return what does not fit the plans in the sound tables of a scenario that has faults."""
    from selector.problem import misfits
    from selector.scenario.soundness import read_sound_part

    part = read_sound_part(scenario)
    if part is None:
        return []
    return [part.placed(fault) for fault in misfits(plans, part.scenario, facts)]


def is_result(path: str | Path) -> bool:
    """Tell whether a path is the directory of a result."""
    return any(os.path.isfile(f"{path}/{name}") for name in RECORDS)  # noqa: PTH113  (any path)


def _round_of(
    folder: Path, scenario: str, seed: str | None, regions: str | None
) -> "tuple[Plans, Scenario, Regions]":
    """Read what a result was made from."""
    from selector.problem import misfits
    from selector.reopen import Refused, read_problem, read_run
    from selector.scenario import read_scenario

    try:
        problem = read_problem(folder, read_run(folder), regions)
    except Refused as refused:
        text = load_texts(spoken())(refused.text, **refused.params)
        raise Ended(text, REFUSED[refused.why]) from None
    plans, framework, facts = problem.plans, problem.scenario, problem.regions
    source = click.get_current_context().get_parameter_source("scenario")
    if source is not ParameterSource.DEFAULT:
        faults = Faults(told=False)
        check_path(scenario)
        framework, contradictions = read_scenario(scenario)
        faults.add(contradictions)
        faults.add([] if faults.found else misfits(plans, framework, facts))
        faults.settle()
    return plans, framework if seed is None else framework.with_seed(seed), facts


def read_theme_of(plans: str | None, theme: str | None) -> "Theme":
    """Return the theme that was named, else that of the result which is read, else the neutral.

    Raises `InputError`, and `Ended` for a directory that cannot be built on.
    """
    from selector.theme import NEUTRAL, load_theme

    if theme is not None:
        check_path(theme)
        return load_theme(theme)
    if plans is None or not is_result(plans):
        return NEUTRAL
    from selector.reopen import Refused, read_run, read_theme

    try:
        return read_theme(Path(plans), read_run(Path(plans)))
    except Refused as refused:
        text = load_texts(spoken())(refused.text, **refused.params)
        raise Ended(text, REFUSED[refused.why]) from None


def facts_of(regions: str | None, faults: Faults) -> "Regions | None":
    """Return the facts about municipalities, or None when what is wrong with them is noted."""
    from selector.intake import read_regions

    with faults.trying():
        if regions is not None:
            check_path(regions)
        return read_regions(regions)
    return None


def check_result(folder: str | None, regions: str | None, faults: Faults) -> None:
    """Refuse a result, or regions to read it with, that cannot be looked at; with all faults."""
    with faults.trying():
        if folder is not None:  # None: noted as a fault
            check_there(folder)
    facts_of(regions, faults)
    faults.settle()


def check_there(folder: str) -> None:
    """Refuse a folder that cannot be looked at, or is not there."""
    check_path(folder)
    if not os.path.lexists(folder):
        raise InputError([no_folder(Path(folder))])


def check_path(path: str) -> None:
    """Refuse a path that cannot be looked at, or whose name cannot be shown and kept."""
    if found := hidden(Path(path).name):
        params = {"character": found}
        raise InputError([Message("control_character", value=shorten(path), params=params)])
    try:
        kind = os.stat(path).st_mode  # noqa: PTH116  (unlike Path.exists it says why)
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # of a pipe the end may never come
            raise InputError([Message("special_file", file=shorten(path))])
    except FileNotFoundError:
        pass  # perhaps the name of a bundled scenario; else whoever reads it says so
    except OSError as error:
        raise InputError([unreadable(Path(path), error)]) from None
    except ValueError:  # a NUL
        raise InputError([Message("no_such_file", file=shorten(path))]) from None


def plans_without_facts(source: str, strict: bool = False) -> "Plans | None":
    """Tell what is wrong with plans of which the municipalities cannot be looked up."""
    from selector.intake import read_plans, read_regions

    try:
        return read_plans(source, read_regions(downloaded=False), strict=strict)
    except InputError as error:
        faults = [fault for fault in error.faults if fault.column != "gemeenten"]
        raise InputError(faults) from None

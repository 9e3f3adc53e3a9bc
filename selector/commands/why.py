"""`selector why`: what it would cost to choose a plan, or to leave it out; what would help."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from selector.commands.base import (
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    REGIONS_OF,
    TIME_LIMIT,
    guarded,
    time_faults,
)
from selector.commands.completing import plans_of
from selector.commands.reading import check_result
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command, option
from selector.errors import InputError, Message, nearest, shorten
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.reopen import Reopened


@command(help="why.help", reads=True)
@argument("folder", metavar="FOLDER")
@argument("plan_id", metavar="PLAN_ID", shell_complete=plans_of)
@option("--what-would-help", "helping", is_flag=True, help="would_help.help")
@option("--json", "as_json", is_flag=True, help="help.help_json")
@TIME_LIMIT
@REGIONS_OF
@LANG
@guarded
def why(
    folder: str,
    plan_id: str,
    helping: bool,
    as_json: bool,
    time_limit: float | None,
    regions: str | None,
    lang: str,
) -> int:
    """Print the answer to one plan, worked out from the inputs in the directory."""
    from selector.reopen import Refused, reopen

    faults = Faults()
    faults.add(time_faults(time_limit))
    if as_json and not helping:
        faults.add([Message("needs_option", place="--json", value="--what-would-help")])
    check_result(folder, regions, faults)
    try:
        again = reopen(Path(folder), regions)
    except Refused as refused:
        say(load_texts(lang)(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    ids = again.problem.plans.ids
    if plan_id not in ids:
        near = nearest(plan_id, ids)
        raise InputError([Message("no_such_plan", folder, value=shorten(plan_id), suggestion=near)])
    if helping:
        return _help(again, ids.index(plan_id), as_json, time_limit, lang)
    return _answer(again, ids.index(plan_id), time_limit, lang)


def _answer(again: "Reopened", plan: int, time_limit: float | None, lang: str) -> int:
    """Print why a plan is in or out."""
    from selector.analysis.runner_up import find_runner_up
    from selector.analysis.why import answer
    from selector.outcome import Outcome
    from selector.publish.answers import plan_lines
    from selector.solve.clock import Clock

    problem, clock = again.problem, Clock(time_limit)
    if problem.assessments[plan].eligible:
        found = answer(problem, again.optimum, plan, clock)
        second = find_runner_up(problem, again.optimum, clock)
        outcome = Outcome(problem, again.optimum, runner_up=second)
    else:
        found, outcome = None, Outcome(problem, again.optimum)
    say("\n".join(plan_lines(outcome, problem.plans.ids[plan], found, lang)), fold=True)
    return OPTIMAL


def _help(again: "Reopened", plan: int, as_json: bool, time_limit: float | None, lang: str) -> int:
    """Print what would have helped a plan."""
    from selector.changes.would_help import would_help
    from selector.outcome import Outcome
    from selector.publish.would_help import record, summarise_help
    from selector.solve.clock import Clock

    found = would_help(again.problem, again.optimum, plan, Clock(time_limit))
    outcome = Outcome(again.problem, again.optimum)
    said = json.dumps(record(found), ensure_ascii=False) if as_json else None
    say(said or summarise_help(outcome, found, lang), fold=not said)
    return OPTIMAL if found.complete else NOT_PROVEN

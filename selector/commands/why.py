"""`selector why`: what it would cost to choose a plan, or to leave it out."""

from pathlib import Path

from selector.commands.base import LANG, OPTIMAL, REFUSED, REGIONS, guarded
from selector.commands.reading import check_result
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command
from selector.errors import InputError, Message, nearest, shorten
from selector.texts import load_texts


@command(help="why.help")
@argument("folder", metavar="DIR")
@argument("plan_id", metavar="PLAN_ID")
@REGIONS
@LANG
@guarded
def why(folder: str, plan_id: str, regions: str | None, lang: str) -> int:
    """Print the answer to one plan, worked out from the inputs in the directory."""
    from selector.analysis.runner_up import find_runner_up
    from selector.analysis.why import answer
    from selector.outcome import Outcome
    from selector.publish.answers import plan_lines
    from selector.reopen import Refused, reopen
    from selector.solve.clock import Clock

    faults = Faults()
    check_result(folder, regions, faults)
    texts = load_texts(lang)
    try:
        again = reopen(Path(folder), regions)
    except Refused as refused:
        say(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    problem, ids = again.problem, again.problem.plans.ids
    if plan_id not in ids:
        near = nearest(plan_id, ids)
        raise InputError([Message("no_such_plan", folder, value=shorten(plan_id), suggestion=near)])
    plan = ids.index(plan_id)
    if problem.assessments[plan].eligible:
        found = answer(problem, again.optimum, plan, Clock())
        second = find_runner_up(problem, again.optimum, Clock())
        outcome = Outcome(problem, again.optimum, runner_up=second)
    else:
        found, outcome = None, Outcome(problem, again.optimum)
    say("\n".join(plan_lines(outcome, plan_id, found, lang)))
    return OPTIMAL

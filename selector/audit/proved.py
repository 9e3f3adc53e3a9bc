"""The result in a directory with a proof, made of its inputs and of what it says."""

from dataclasses import replace
from pathlib import Path

from selector import resources
from selector.audit.recorded import messages, recorded_outcome
from selector.outcome import Outcome
from selector.publish.proof import with_proof
from selector.reopen import Refused, read_problem, read_run, read_theme
from selector.solve.clock import Clock
from selector.texts import LANGUAGES, load_texts
from selector.verify import recount
from selector.verify.compare.report import sentence
from selector.verify.proof.question import Fault
from selector.verify.recount.unreadable import Unreadable


class Unprovable(Exception):  # noqa: N818  (it is about the directory, not about the program)
    """What a directory says contradicts itself, or its inputs."""


def proved(folder: Path, clock: Clock, every: bool = False) -> tuple[Outcome, str]:
    """Return the result in a directory with its proof, as far as there is time, and its language.

    Nothing is solved again: a claim that is not true finds no proof. Raises `Refused`, `InputError`
    and `Unprovable`.
    """
    record = read_run(folder)
    if record.get("status") not in ("optimal", "infeasible"):
        raise Refused("not_proven", "reopen.not_proven", folder=folder)
    language = str(record.get("language"))
    if language not in LANGUAGES:
        raise Refused("changed", "reopen.unreadable", folder=folder)
    if differences := recount(folder, None, resources.boundaries).differences:
        raise Unprovable(sentence(differences[0], load_texts(language)))
    problem, theme = read_problem(folder, record), read_theme(folder, record)
    try:
        regions = replace(problem.regions, notes=messages(record.get("regions_notes", ())))
        own = replace(problem, survey=replace(problem.survey, regions=regions))
        outcome = recorded_outcome(own, record, load_texts(language), theme)
        return with_proof(outcome, clock, every), language
    except Unreadable as fault:
        raise Unprovable(f"{fault.place} {fault.found}") from None
    except (Fault, KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
        raise Unprovable(str(fault)) from None

"""The folder of letters, complete or absent; every letter is read back before it counts."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from selector.analysis.why import answer_all
from selector.errors import InputError, Message, nearest, shorten
from selector.outcome import Outcome
from selector.publish.folder import Written, write_folder
from selector.publish.letters.content import Letter, letters
from selector.publish.letters.filled import filled_in, read_back
from selector.publish.letters.names import file_names
from selector.publish.letters.prepared import Prepared, prepared
from selector.publish.letters.template import new_template
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.texts import load_texts
from selector.visible import visible


class MisaddressedError(Exception):
    """A letter does not hold the plan_id and the name of its plan: a fault of ours."""


def write_letters(
    outcome: Outcome,
    out: Path,
    language: str = "nl",
    force: bool = False,
    template: bytes | None = None,
    only: Collection[str] = (),
) -> Written:
    """Write one DOCX per plan, named by its plan_id, as `write_folder` does.

    `template` is one that `read_template` checked; without it ours is used. With `only` these
    plans get a letter. Raises `InputError` for one that there is not, and `ValueError` without a
    proven cohort with all its answers.
    """
    if unanswered(outcome):
        raise ValueError("a letter needs the answer of its plan")
    texts, plans = load_texts(language), outcome.problem.plans
    check_known(outcome, only)
    form = prepared(template or new_template(texts, outcome.theme), outcome.day, texts)
    names = file_names(plans.ids)

    def put(folder: Path) -> None:
        for letter in letters(outcome, language):
            if not only or letter.plan_id in only:
                path = folder / f"{names[letter.plan_id]}.docx"
                path.write_bytes(filled_in(letter, form))
                _check(path, letter, outcome, form)

    return write_folder(put, out, force)


def check_known(outcome: Outcome, only: Collection[str]) -> None:
    """Refuse plans that there are not: `InputError` with all of them."""
    ids = outcome.problem.plans.ids
    faults = [
        Message("no_such_plan", value=shorten(plan_id), suggestion=nearest(plan_id, ids))
        for plan_id in only
        if plan_id not in ids
    ]
    if faults:
        raise InputError(faults)


def unanswered(outcome: Outcome) -> list[str]:
    """Return the eligible plans without an answer; raises `ValueError` without a proven cohort."""
    problem, known = outcome.proven.problem, {a.plan_id for a in outcome.answers or ()}
    return [problem.plans.ids[p] for p in problem.eligible if problem.plans.ids[p] not in known]


def with_answers(outcome: Outcome, optimum: Optimum) -> Outcome:
    """Return an outcome with every answer worked out, given its optimum as it was solved."""
    clock = Clock()
    found, _ = answer_all(outcome.problem, optimum, clock)
    if clock.stopped.is_set():
        raise KeyboardInterrupt
    return replace(outcome, answers=found)


def _check(path: Path, letter: Letter, outcome: Outcome, form: Prepared) -> None:
    """Hold a letter on the disk against the plan in the input."""
    plans = outcome.problem.plans
    plan = plans.rows[plans.index[letter.plan_id]]
    about, text = read_back(path.read_bytes(), form.stories)
    if about != visible(plan.plan_id) or visible(plan.name) not in text:
        raise MisaddressedError(f"{path.name}: {about!r}")

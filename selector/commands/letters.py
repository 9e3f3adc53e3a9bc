"""`selector letters`: one letter per plan with its answer, from a template."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from selector.commands.base import DIFFERENT, LANG, OPTIMAL, REFUSED, guarded, tell
from selector.commands.language import worded
from selector.commands.output import check_folder
from selector.commands.reading import check_path, check_there
from selector.commands.spread import spreading
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, Text, argument, command, option
from selector.errors import Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.outcome import Outcome


@command(cls=spreading("--plan"), help="help.letters")
@argument("folder", metavar="[FOLDER]", required=False)
@option("--out", default=None, type=Place(), metavar="FOLDER", help="help.letters_out")
@option("--template", default=None, metavar="FILE.docx", help="help.letters_template")
@option("--new-template", default=None, type=Place(), metavar="FILE.docx", help="help.letters_new")
@option("--plan", "plans", multiple=True, type=Text(), metavar="PLAN_ID", help="help.letters_plan")
@option("--force", is_flag=True, help="help.letters_force")
@LANG
@guarded
def letters(
    folder: str | None,
    out: str | None,
    template: str | None,
    new_template: str | None,
    plans: tuple[str, ...] | None,
    force: bool,
    lang: str,
) -> int:
    """Write the letters, or the template that they are made from."""
    faults, only = Faults(), plans or ()  # None: noted as a fault
    if new_template is not None:
        return _new(new_template, [folder, out, template, *only], faults, lang)
    if not faults.found:  # else one that is wrong is None as well
        given = {worded("FOLDER"): folder, "--out": out}
        faults.add([Message("missing_option", place=k) for k, v in given.items() if v is None])
    form = None
    with faults.trying():
        if folder is not None:
            check_there(folder)
    with faults.trying():
        if out is not None:
            check_folder(Path(out), force, lang)
    with faults.trying():
        if template is not None:
            from selector.publish.letters.prepared import read_template

            check_path(template)
            form = read_template(template)
    faults.settle()
    return _write(Path(str(folder)), Path(str(out)), form, only, force, lang)


def _new(path: str, others: Sequence[str | None], faults: Faults, lang: str) -> int:
    from selector.publish.letters.template import write_template

    if any(others):
        faults.add([Message("letter_new_alone", place="--new-template")])
    faults.settle()
    write_template(Path(path), lang)
    say(load_texts(lang)("letter.template_written", file=path))
    return OPTIMAL


def _write(
    folder: Path, out: Path, form: bytes | None, plans: Sequence[str], force: bool, lang: str
) -> int:
    """Recount the directory, write the letters, and tell."""
    from selector.audit.trusted import Distrusted
    from selector.publish.letters.write import write_letters
    from selector.reopen import Refused

    texts = load_texts(lang)
    try:
        outcome = _outcome(folder, plans, lang)
    except Refused as refused:
        say(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    except Distrusted as distrusted:
        say(texts("letter.distrusted", folder=folder), err=True)
        say(distrusted.report.page(lang), err=True, fold=True)
        return DIFFERENT
    written = write_letters(outcome, out, lang, force, form, plans)
    tell(written.notes, lang)
    count = len(plans and set(plans)) or len(outcome.problem.plans)
    say(texts("letter.written", count=count, out=out))
    if form is None:
        say(texts("letter.open_places"), err=True)
    return OPTIMAL


def _outcome(folder: Path, plans: Sequence[str], lang: str) -> "Outcome":
    """Return the result in a directory, with answers that it leaves out worked out anew."""
    from selector.audit.trusted import trusted
    from selector.publish.letters.write import check_known, unanswered, with_answers
    from selector.reopen import reopen

    outcome = trusted(folder)
    check_known(outcome, plans)
    if left := unanswered(outcome):
        again = reopen(folder)
        tell([Message("letter_answers", params={"count": len(left)})], lang)
        outcome = with_answers(outcome, again.optimum)
    return outcome

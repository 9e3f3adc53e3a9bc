"""`selector check`: intake, eligibility, and what stands out about each territory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.commands.base import (
    BAD_INPUT,
    LANG,
    OPTIMAL,
    REGIONS,
    SCENARIO,
    STRICT,
    guarded,
    tell,
)
from selector.commands.output import check_new
from selector.commands.reading import check_path, facts_of, plans_without_facts
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.errors import InputError, Message, shorten
from selector.repeated import faults_told
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.geography.findings import Finding, Seats
    from selector.intake import Plans, Regions
    from selector.intake.correction import Correction
    from selector.publish.checked.report import Judged
    from selector.scenario import Scenario

REPORTS = (".html", ".xlsx")


@dataclass(frozen=True)
class Options:
    """What a command line of `check` says."""

    plans: str | None
    scenario: str
    regions: str | None
    strict: bool
    boards: str | None
    fix: str | None
    report: str | None
    lang: str


@command(help="help.check", reads=True)
@argument("plans")
@SCENARIO
@REGIONS
@STRICT
@option("--boards", metavar="FILE", help="help.boards")
@option("--fix", type=Place(), metavar="NEW.xlsx", help="help.check_fix")
@option("--report", type=Place(), metavar="FILE", help="help.check_report")
@LANG
@guarded
def check(**given: Any) -> int:
    """Read the plans and print every verdict and finding; write what was asked for."""
    from selector.door import read_whole
    from selector.intake import parse_plans
    from selector.intake.boards import read_boards
    from selector.intake.parsing import Manner
    from selector.scenario import load_scenario

    options = Options(**given)
    faults, seats, framework = Faults(), None, None
    facts = facts_of(options.regions, faults)
    faults.add(list(_places(options.fix, options.report)))
    with faults.trying():
        check_path(options.scenario)
        framework = load_scenario(options.scenario)
    with faults.trying():
        if options.boards is not None:
            check_path(options.boards)
            seats = read_boards(Path(options.boards))
    sound, applications = not faults.found, None
    with faults.trying():
        if (plans := options.plans) is not None:
            check_path(plans)
            if facts:
                data, how = read_whole(plans), Manner(strict=options.strict, unnamed=True)
                applications = parse_plans(Path(plans).name, data, facts, how)
            else:
                plans_without_facts(plans, options.strict)
    if not sound or options.plans is None:
        faults.settle()
    if faults.found and not _asked(options):
        return _refuse(faults.found, options, facts, "fixed.faults")
    assert framework is not None
    assert facts is not None
    assert options.plans is not None
    judged = None
    if applications is not None:
        judged = _judge(applications, facts, framework, seats, options.lang)
        _say(judged, options.lang)
    if _asked(options):
        _write(options, facts, framework, judged)
    return _refuse(faults.found, options, facts, "fixed.faults") if faults.found else OPTIMAL


def _asked(options: Options) -> bool:
    return options.fix is not None or options.report is not None


def _places(fix: str | None, report: str | None) -> Iterator[Message]:
    """Yield what is wrong with the names of the files to be written."""
    if fix is not None and Path(fix).suffix.lower() != ".xlsx":
        yield Message("not_xlsx_name", fix)
    if report is not None and Path(report).suffix.lower() not in REPORTS:
        yield Message("not_report_name", report)
    if fix is not None and report is not None and Path(fix).absolute() == Path(report).absolute():
        yield Message("same_place", fix)
    for place in filter(None, (fix, report)):
        try:
            check_new(Path(place))
        except InputError as error:
            yield from error.faults


def _judge(
    plans: "Plans", facts: "Regions", framework: "Scenario", seats: "Seats | None", lang: str
) -> "Judged":
    """Return the verdicts and the findings, after telling what is to be known of the file."""
    from selector.eligibility import assess
    from selector.publish.checked.report import Judged
    from selector.publish.checked.together import together
    from selector.survey import make_survey

    tell(plans.notes, lang)
    assessments = assess(plans, framework)
    findings: Sequence[Sequence[Finding]]
    beside = tuple[str, ...]()
    try:
        survey = make_survey(plans, facts, framework.territory)
        findings = survey.findings(seats)
        beside = tuple(together(survey, assessments, framework, load_texts(lang)))
    except InputError as error:  # a run would refuse it; the verdicts can be told all the same
        tell(error.faults, lang)
        findings = ((),) * len(plans)
    return Judged(plans, assessments, findings, beside)


def _say(judged: "Judged", lang: str) -> None:
    """Print every verdict with its reasons and findings."""
    from selector.publish.sentences import finding_sentence, reason_sentence

    texts, plans = load_texts(lang), judged.plans
    say(texts("summary.check_head", plans=len(plans), file=plans.file))
    width = max(len(plan_id) for plan_id in plans.ids)
    told = zip(plans.rows, judged.assessments, judged.findings, strict=True)
    for plan, assessment, stands_out in told:
        say(f"{plan.plan_id:<{width}} {texts.word(assessment.verdict):<13} {plan.name}")
        for reason in assessment.reasons:
            say(f"{'':<{width + 15}}{reason_sentence(reason, texts)}", fold=True)
        for finding in stands_out:
            say(f"{'':<{width + 15}}{finding_sentence(finding, texts)}", fold=True)
    for line in judged.together:
        say(line, fold=True)


def _write(
    options: Options, facts: "Regions", framework: "Scenario", judged: "Judged | None"
) -> None:
    """Write the corrected form and the report, as far as asked for."""
    from selector.intake.correction import correct

    found = correct(Path(str(options.plans)), facts)
    if options.fix is not None:
        _write_form(found, facts, options.fix, options.lang)
    if options.report is not None:
        _write_report(found, options, framework, judged)


def _write_form(found: "Correction", facts: "Regions", fix: str, lang: str) -> None:
    from selector.publish.checked.form import corrected_form
    from selector.publish.checked.left_out import left_out
    from selector.publish.folder import write_file

    if found.drawn or not found.meant.header:
        code = "fix_drawn" if found.drawn else "fix_nothing"
        raise InputError([*found.faults, Message(code, found.meant.file)])
    form, texts = corrected_form(found, lang, facts), load_texts(lang)
    write_file(Path(fix), form.data)
    say(texts("fixed.written", file=fix, changed=form.changed, todo=form.todo), err=True)
    for line in left_out(found, texts):
        say(line, err=True)


def _write_report(
    found: "Correction", options: Options, framework: "Scenario", judged: "Judged | None"
) -> None:
    from selector.publish.checked.page import report_page
    from selector.publish.checked.report import make_report
    from selector.publish.checked.sheet import report_sheet
    from selector.publish.folder import write_file
    from selector.publish.marks import marks_of

    texts, lang, place = load_texts(options.lang), options.lang, Path(str(options.report))
    marks = marks_of(judged.plans, framework.notice, lang) if judged else ()
    report = make_report(found, judged, framework.name, tuple(marks), texts)
    html = place.suffix.lower() == ".html"
    data = report_page(report, lang).encode() if html else report_sheet(report, lang)
    write_file(place, data)
    say(texts("check_report.written", file=place), err=True)


def _refuse(faults: Sequence[Message], options: Options, facts: "Regions | None", last: str) -> int:
    """Tell every fault, what was read as something else, and in the sentence `last` how many."""
    texts = load_texts(options.lang)
    for line in faults_told(faults, texts):
        say(line, err=True, fold=True)
    if facts is not None and not options.strict:
        tell(_readings(str(options.plans), facts), options.lang)
    say(texts(last, count=len(faults)), err=True)
    return BAD_INPUT


def _readings(plans: str, facts: "Regions") -> Sequence[Message]:
    """Return what is noted of the cells of plans with faults, as far as they can be read."""
    from selector.door import read_whole
    from selector.intake.parsing import meant_table

    try:
        path = Path(plans)
        table = meant_table(shorten(path.name), read_whole(path), facts)
    except InputError:
        return ()
    return table.layout.in_form(table.notes)

"""`selector check`: intake, eligibility, and what stands out about each territory."""

from pathlib import Path

from selector.commands.base import LANG, OPTIMAL, REGIONS, SCENARIO, guarded, tell
from selector.commands.reading import check_path, facts_of, plans_without_facts
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command, option
from selector.errors import InputError
from selector.texts import load_texts


@command(help="help.check")
@argument("plans")
@SCENARIO
@REGIONS
@option("--boards", metavar="FILE", help="help.boards")
@LANG
@guarded
def check(plans: str, scenario: str, regions: str | None, boards: str | None, lang: str) -> int:
    """Read the plans and print every verdict and finding."""
    from selector.eligibility import assess
    from selector.geography.findings import find_findings
    from selector.geography.territory import territories
    from selector.intake import read_plans
    from selector.intake.boards import read_boards
    from selector.publish.sentences import finding_sentence, reason_sentence
    from selector.scenario import load_scenario

    texts = load_texts(lang)
    faults, seats, applications, framework = Faults(), None, None, None
    facts = facts_of(regions, faults)
    with faults.trying():
        check_path(scenario)
        framework = load_scenario(scenario)
    with faults.trying():
        if plans is not None:
            check_path(plans)
            applications = read_plans(plans, facts) if facts else plans_without_facts(plans)
    with faults.trying():
        if boards is not None:
            check_path(boards)
            seats = read_boards(Path(boards))
    faults.settle()
    assert applications is not None
    assert framework is not None
    assert facts is not None
    assessments = assess(applications, framework)
    tell(applications.notes, lang)
    try:
        places = territories(applications, facts, framework.territory)
        findings = find_findings(applications, places, facts, framework.territory, seats)
    except InputError as error:  # a run would refuse it; the verdicts can be told all the same
        tell(error.faults, lang)
        findings = ((),) * len(applications)
    say(texts("summary.check_head", plans=len(applications), file=applications.file))
    width = max(len(plan_id) for plan_id in applications.ids)
    for plan, assessment, stands_out in zip(applications.rows, assessments, findings, strict=True):
        say(f"{plan.plan_id:<{width}} {texts.word(assessment.verdict):<13} {plan.name}")
        for reason in assessment.reasons:
            say(f"{'':<{width + 15}}{reason_sentence(reason, texts)}")
        for finding in stands_out:
            say(f"{'':<{width + 15}}{finding_sentence(finding, texts)}")
    return OPTIMAL

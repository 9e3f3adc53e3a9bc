"""`selector check`: intake, eligibility, and what stands out about each territory."""

from pathlib import Path

import click

from selector.commands.base import LANG, NL, OPTIMAL, REGIONS, SCENARIO, guarded, tell
from selector.errors import InputError
from selector.texts import load_texts


@click.command(help=NL("help.check"))
@click.argument("plans")
@SCENARIO
@REGIONS
@click.option("--boards", metavar="FILE", help=NL("help.boards"))
@LANG
@guarded
def check(plans: str, scenario: str, regions: str | None, boards: str | None, lang: str) -> int:
    """Read the plans and print every verdict and finding."""
    from selector.eligibility import assess
    from selector.geography.findings import find_findings
    from selector.geography.territory import territories
    from selector.intake import read_plans, read_regions
    from selector.official.boards import read_boards
    from selector.publish.sentences import finding_sentence, reason_sentence
    from selector.scenario import load_scenario

    texts = load_texts(lang)
    facts, framework = read_regions(regions), load_scenario(scenario)
    round_ = read_plans(plans, facts)
    assessments = assess(round_, framework)
    seats = read_boards(Path(boards)) if boards else None
    tell(round_.notes, lang)
    try:
        places = territories(round_, facts, framework.territory)
        findings = find_findings(round_, places, facts, framework.territory, seats)
    except InputError as error:  # a run would refuse it; the verdicts can be told all the same
        tell(error.faults, lang)
        findings = ((),) * len(round_)
    click.echo(texts("summary.check_head", plans=len(round_), file=round_.file))
    width = max(len(plan_id) for plan_id in round_.ids)
    for plan, assessment, stands_out in zip(round_.rows, assessments, findings, strict=True):
        click.echo(f"{plan.plan_id:<{width}} {texts.word(assessment.verdict):<13} {plan.name}")
        for reason in assessment.reasons:
            click.echo(f"{'':<{width + 15}}{reason_sentence(reason, texts)}")
        for finding in stands_out:
            click.echo(f"{'':<{width + 15}}{finding_sentence(finding, texts)}")
    return OPTIMAL

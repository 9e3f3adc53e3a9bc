"""`selector check`: intake and eligibility only."""

import click

from selector.commands.base import LANG, NL, OPTIMAL, REGIONS, SCENARIO, guarded, tell
from selector.texts import load_texts


@click.command(help=NL("help.check"))
@click.argument("plans")
@SCENARIO
@REGIONS
@LANG
@guarded
def check(plans: str, scenario: str, regions: str | None, lang: str) -> int:
    """Read the plans and print every verdict."""
    from selector.eligibility import assess
    from selector.intake import read_plans, read_regions
    from selector.publish.sentences import reason_sentence
    from selector.scenario import load_scenario

    texts = load_texts(lang)
    round_ = read_plans(plans, read_regions(regions))
    assessments = assess(round_, load_scenario(scenario))
    tell(round_.notes, lang)
    click.echo(texts("summary.check_head", plans=len(round_), file=round_.file))
    width = max(len(plan_id) for plan_id in round_.ids)
    for plan, assessment in zip(round_.rows, assessments, strict=True):
        click.echo(f"{plan.plan_id:<{width}} {texts.word(assessment.verdict):<13} {plan.name}")
        for reason in assessment.reasons:
            click.echo(f"{'':<{width + 15}}{reason_sentence(reason, texts)}")
    return OPTIMAL

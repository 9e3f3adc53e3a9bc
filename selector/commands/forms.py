"""`selector template` and `selector schema`: forms for plans, scenarios and themes."""

from pathlib import Path

import click

from selector.commands.base import LANG, OPTIMAL, guarded
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.texts import load_texts


@command(help="help.template")
@argument("file", type=Place())
@option("--applicant", is_flag=True, help="help.template_applicant")
@LANG
@guarded
def template(file: str, applicant: bool, lang: str) -> int:
    """Write an empty form for plans, or for the plan of one applicant."""
    from selector.publish.forms.applicant import write_applicant
    from selector.publish.forms.table import write_template

    Faults().settle()
    (write_applicant if applicant else write_template)(Path(file), lang)
    say(load_texts(lang)("template.written", file=file))
    return OPTIMAL


@command(help="help.schema", reads=True)
@argument("what", type=click.Choice(("scenario", "theme")), default="scenario")
@LANG
@guarded
def schema(what: str, lang: str) -> int:
    """Print the JSON Schema of a scenario or a theme."""
    import json

    from selector.scenario import Scenario
    from selector.theme.tables import ThemeTable

    Faults().settle()
    table = Scenario if what == "scenario" else ThemeTable
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    say(json.dumps({**dialect, **table.model_json_schema()}, indent=2, ensure_ascii=False))
    return OPTIMAL

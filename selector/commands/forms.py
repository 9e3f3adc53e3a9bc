"""`selector template` and `selector schema`: forms for plans, scenarios and themes."""

from pathlib import Path

import click

from selector.commands.base import LANG, OPTIMAL, guarded
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command
from selector.texts import load_texts


@command(help="help.template")
@argument("file", type=Place())
@LANG
@guarded
def template(file: str, lang: str) -> int:
    """Write an empty form for plans."""
    from selector.publish.template import write_template

    Faults().settle()
    write_template(Path(file), lang)
    say(load_texts(lang)("template.written", file=file))
    return OPTIMAL


@command(help="help.schema")
@argument("what", type=click.Choice(("scenario", "theme")), default="scenario")
@guarded
def schema(what: str) -> int:
    """Print the JSON Schema of a scenario or a theme."""
    import json

    from selector.scenario import Scenario
    from selector.theme.tables import ThemeTable

    Faults().settle()
    table = Scenario if what == "scenario" else ThemeTable
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    say(json.dumps({**dialect, **table.model_json_schema()}, indent=2, ensure_ascii=False))
    return OPTIMAL

"""`selector template` and `selector schema`: forms for plans and scenarios."""

from pathlib import Path

import click

from selector.commands.base import LANG, NL, OPTIMAL, guarded
from selector.texts import load_texts


@click.command(help=NL("help.template"))
@click.argument("file")
@LANG
@guarded
def template(file: str, lang: str) -> int:
    """Write an empty form for plans."""
    from selector.publish.template import write_template

    write_template(Path(file), lang)
    click.echo(load_texts(lang)("template.written", file=file))
    return OPTIMAL


@click.command(help=NL("help.schema"))
@guarded
def schema() -> int:
    """Print the JSON Schema of a scenario."""
    import json

    from selector.scenario import Scenario

    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    click.echo(
        json.dumps({**dialect, **Scenario.model_json_schema()}, indent=2, ensure_ascii=False)
    )
    return OPTIMAL

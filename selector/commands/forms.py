"""`selector template` and `selector schema`: forms for plans and scenarios."""

from pathlib import Path

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
@guarded
def schema() -> int:
    """Print the JSON Schema of a scenario."""
    import json

    from selector.scenario import Scenario

    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    say(json.dumps({**dialect, **Scenario.model_json_schema()}, indent=2, ensure_ascii=False))
    return OPTIMAL

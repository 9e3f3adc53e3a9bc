"""The reference of a scenario: every key with its type and default, from the JSON Schema."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docs.handbook.files_page import words
from selector.scenario import Scenario

Schema = Mapping[str, Any]
NUMBER = re.compile(r"\d+(\.\d+)?")  # exact decimals stand in the schema as text


def keys() -> Iterator[tuple[str, str, Schema, bool]]:
    """Yield table, key, schema and whether it is required, of every key that a scenario has."""
    schema = Scenario.model_json_schema()
    known = schema["$defs"]
    for name, found in schema["properties"].items():
        tables = [known[one] for one in _tables(found)]
        if not tables:
            yield "", name, found, name in schema.get("required", ())
        seen = set()
        for table in tables:
            for key, value in table["properties"].items():
                if key not in seen:
                    yield name, key, value, key in table.get("required", ())
                seen.add(key)


def keys_page() -> str:
    """Return the page; a key without a word in `woorden.toml` is an error."""
    said = words()["sleutels"]
    parts, last = [HEAD], None
    for table, key, schema, required in keys():
        if table != last:
            parts += ["", f"## `{table}`" if table else "## Bovenaan", ""]
            parts += ["| sleutel | zonder opgave | betekenis |", "|---|---|---|"]
            last = table
        default = "verplicht" if required else f"`{_shown(schema.get('default'))}`"
        parts.append(f"| `{key}` | {default} | {said[f'{table}.{key}'.lstrip('.')]} |")
    return "\n".join(parts) + "\n"


HEAD = """# De sleutels van een scenario

Een scenario is een TOML-bestand. Deze tabellen zijn gemaakt uit het programma zelf; hetzelfde,
voor een editor, geeft `selector schema`. Getallen schrijft u met een punt: `0.05`. Wat een
sleutel doet, ziet u aan het [kleinste voorbeeld](../regels/index.md) van elke regel en maat."""


def _tables(schema: Schema) -> list[str]:
    """Return the names of the tables that a key holds, in its schema's order."""
    if "$ref" in schema:
        return [schema["$ref"].rpartition("/")[2]]
    inside = [schema["items"]] if "items" in schema else []
    parts = [*inside, *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    return list(dict.fromkeys(name for part in parts for name in _tables(part)))


def _shown(value: object) -> str:
    """Return a default as one writes it in TOML."""
    if value is None:
        return "geen"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value if NUMBER.fullmatch(value) else f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value) if value != {} else "{ }"

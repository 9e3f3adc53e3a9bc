"""`cohort.schema.json`: the JSON Schema (2020-12) of `cohort.json`, from the data dictionary."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from selector.dictionary import COHORT, Key
from selector.outcome import Outcome
from selector.texts import Texts, load_texts

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
FRACTION: Mapping[str, Any] = {"type": "string", "pattern": "^-?[0-9]+(/[0-9]+)?$"}
KINDS: Mapping[str, Mapping[str, Any]] = {
    "table": {"type": "object"},
    "list": {"type": "array"},
    "id": {"type": "string"},
    "text": {"type": "string"},
    "code": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "count": {"anyOf": [{"type": "integer"}, FRACTION]},
    "yes_no": {"type": "boolean"},
    "fraction": FRACTION,
    "value": {"anyOf": [FRACTION, {"type": "array", "items": FRACTION}]},
    "date": {"type": "string", "format": "date"},
    "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "any": {},
}


def write_schema(result: Outcome, folder: Path, language: str) -> None:
    """Write `cohort.schema.json`; it is the same for every round."""
    text = json.dumps(cohort_schema(language), ensure_ascii=False, indent=2)
    (folder / "cohort.schema.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def cohort_schema(language: str) -> Schema:
    """Return the schema; keys may be added to what it describes."""
    texts, found = load_texts(language), dict[str, Schema]()
    root: Schema = {"$schema": DRAFT, "title": "cohort.json", "type": "object"}
    found[""] = root
    for key in COHORT:
        found[key.path] = _hung(key, found, texts)
    return root


def _hung(key: Key, found: Mapping[str, Schema], texts: Texts) -> Schema:
    """Hang the schema of a key in that of what holds it, and return it."""
    own = _own(key, texts)
    if key.path.endswith("[]"):
        holder = found[key.path.removesuffix("[]")]
        if "anyOf" not in holder:  # of a value the items are in there already
            holder["items"] = own
        return own
    place, _, name = key.path.rpartition(".")
    holder = found[place]
    if name == "{}":
        holder["additionalProperties"] = own
        return own
    holder.setdefault("properties", {})[name] = own
    if not key.optional:
        holder.setdefault("required", []).append(name)
    return own


def _own(key: Key, texts: Texts) -> Schema:
    """Return the schema of one key by itself."""
    own: Schema = {"description": key.meaning(texts), **KINDS[key.kind]}
    if key.values:
        own["enum"] = [*key.values, *([None] if key.null else [])]
    if key.null and "anyOf" in own:
        own["anyOf"] = [*own["anyOf"], {"type": "null"}]
    elif key.null:
        own["type"] = [own["type"], "null"]
    return own

"""From what pydantic says about a scenario to faults with a place, in our own words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from selector.errors import Message, nearest, shorten

# What is expected, by pydantic's kind of error: keys of the texts under `expected.`
_EXPECTED = {
    "int_type": "whole",
    "int_from_float": "whole",
    "string_type": "text",
    "bool_type": "yes_no",
    "decimal_type": "number",
    "moment_type": "moment",
    "tuple_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "too_short": "longer",
    "string_too_short": "longer",
    "string_too_long": "shorter",
    "too_long": "shorter",
}


def scenario_faults(
    error: ValidationError, model: type[BaseModel], file: str
) -> tuple[Message, ...]:
    """Return one fault per place, in the order of the file's keys."""
    schema = model.model_json_schema()
    found: dict[str, Message] = {}
    for detail in sorted(error.errors(include_url=False), key=_fit):
        place, known = _walk(schema, detail["loc"])
        found.setdefault(place, _fault(detail, place, known, file))
    return tuple(found.values())


def _fit(detail: ErrorDetails) -> int:
    """Of several faults at one place, prefer that of the alternative that was meant."""
    value, kind = detail.get("input"), detail["type"]
    if isinstance(value, Mapping):
        return int(kind in ("literal_error", "string_type", "tuple_type"))
    return int(kind in ("dict_type", "tuple_type"))


def _fault(detail: ErrorDetails, place: str, known: Sequence[str], file: str) -> Message:
    kind, context = detail["type"], detail.get("ctx", {})
    value = detail.get("input")
    shown = shorten(value if not isinstance(value, Mapping | list) else "{…}")
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        listed = ", ".join(known)
        return Message(
            "unknown_key", file, place=place, value=key,
            suggestion=nearest(key, known), params={"known": listed},
        )  # fmt: skip
    if kind in ("missing", "union_tag_not_found"):
        discriminator = str(context.get("discriminator", "")).strip("'")
        full = f"{place}.{discriminator}" if discriminator else place
        return Message("missing_key", file, place=full)
    if kind in ("literal_error", "union_tag_invalid"):
        options = re.findall(r"'([^']*)'", str(context.get("expected") or context["expected_tags"]))
        tag = context.get("tag")
        wrong = str(tag) if tag is not None else shown
        return Message(
            "not_in_list", file, place=place, value=wrong,
            suggestion=nearest(wrong, options), params={"known": ", ".join(options)},
        )  # fmt: skip
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return Message(kind, file, place=place, value=shown, params={"bound": str(bound)})
    return Message(
        "wrong_kind", file, place=place, value=shown,
        params={"expected": _EXPECTED.get(kind, "other")},
    )  # fmt: skip


def _walk(schema: Mapping[str, Any], loc: Sequence[int | str]) -> tuple[str, list[str]]:
    """Follow pydantic's location through the schema: the place for people, and the keys there."""
    node: Mapping[str, Any] = schema
    keys: list[str] = []
    place = ""
    for part in loc:
        node = _resolve(schema, node)
        if isinstance(part, int):
            place += f"[{part + 1}]"
            node = node.get("items", {})
        elif part in node.get("discriminator", {}).get("mapping", {}):
            node = {"$ref": node["discriminator"]["mapping"][part]}
        elif part in node.get("properties", {}):
            keys = list(node["properties"])
            place += f".{part}"
            node = node["properties"][part]
        elif "properties" in node and "additionalProperties" in node:
            if node["additionalProperties"] is False:
                keys = list(node["properties"])
                place += f".{part}"
                break
        elif alternatives := [a for a in node.get("anyOf", ()) if "additionalProperties" in a]:
            if not re.search(r"[\[(]", part):
                place += f".{part}"
                node = alternatives[0]["additionalProperties"]
        elif isinstance(node.get("additionalProperties"), Mapping):
            place += f".{part}"
            node = node["additionalProperties"]
    return place.lstrip("."), keys


def _resolve(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return node

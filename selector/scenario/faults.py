"""From what pydantic says about a scenario to faults with a place, in our own words."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from selector.errors import Message, nearest, shorten
from selector.intake.typed.dates import month_of_no_day, readings
from selector.scenario.as_typed import LIST
from selector.scenario.numbers_in_toml import WRITTEN, meant
from selector.scenario.written import written

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
    "string_pattern_mismatch": "colour",
}
_SHOWN = 20  # values of a list that is shown
_NUMBERS = ("int_type", "decimal_type")


@dataclass(frozen=True)
class _Place:
    """A place in a scenario, the keys known there, and what may stand there.

    `short` is the table above it when that may also be written as one number, as `size` may.
    """

    path: str
    keys: Sequence[str]
    kinds: AbstractSet[str]
    short: str = ""


def scenario_faults(
    error: ValidationError, model: type[BaseModel], file: str
) -> tuple[Message, ...]:
    """Return one fault per place, in the order in which the model has the keys."""
    schema = model.model_json_schema()
    found: dict[str, tuple[int, Message]] = {}
    for detail in error.errors(include_url=False):
        if _echoes(detail):
            continue
        where = _walk(schema, detail["loc"])
        fault, fit = _fault(detail, where, file), _fit(detail)
        twin = f"{where.short}.min"
        if where.short and twin in found and found[twin][1] == replace(fault, place=twin):
            del found[twin]
            fault = replace(fault, place=where.short)
        if fault.place not in found or fit < found[fault.place][0]:
            found[fault.place] = fit, fault
    deeper = [place for place, (fit, _) in found.items() if fit == 0]
    return tuple(
        fault
        for place, (fit, fault) in found.items()
        if fit == 0 or not any(other.startswith(f"{place}.") for other in deeper)
    )


def _echoes(detail: ErrorDetails) -> bool:
    """Tell whether a list is only said to be short because its items have faults."""
    value = detail["input"]
    least = detail.get("ctx", {}).get("min_length", 0)
    return detail["type"] == "too_short" and isinstance(value, list) and len(value) >= least


def _fit(detail: ErrorDetails) -> int:
    """Of several faults at one place, prefer (0) that of the alternative that was meant."""
    value, kind = detail["input"], detail["type"]
    if isinstance(value, Mapping):
        return int(kind in ("literal_error", "string_type", "tuple_type"))
    return int(kind in ("dict_type", "tuple_type"))


def _fault(detail: ErrorDetails, where: _Place, file: str) -> Message:
    kind, context = detail["type"], detail.get("ctx", {})
    value, place, known = detail["input"], where.path, where.keys
    tag = str(context.get("discriminator", "")).strip("'")
    named = f"{place}.{tag}" if tag else place
    shown = shorten(value if not isinstance(value, Mapping | list) else "{…}")
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        listed = ", ".join(known)
        return Message(
            "unknown_key", file, place=place, value=key,
            suggestion=nearest(key, known), params={"known": listed},
        )  # fmt: skip
    if kind in ("missing", "union_tag_not_found"):
        return Message("missing_key", file, place=named)
    if kind in ("literal_error", "union_tag_invalid"):
        options = re.findall(r"'([^']*)'", str(context.get("expected") or context["expected_tags"]))
        wrong = shorten(context.get("tag", shown))
        return Message(
            "not_in_list", file, place=named, value=wrong,
            suggestion=nearest(wrong, options), params={"known": ", ".join(options)},
        )  # fmt: skip
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return Message(kind, file, place=place, value=shown, params={"bound": str(bound)})
    if kind in _NUMBERS and isinstance(value, str) and (number := meant(value)):
        near = "" if kind == "int_type" and "." in number else number
        return Message(WRITTEN, file, None, "", place, shown, near)
    if kind == "moment_type" and isinstance(value, str):
        return _no_moment(value, file, place)
    if kind == "too_long" and isinstance(value, list | tuple):
        params = {"count": len(value), "limit": context.get("max_length", 0)}
        shown = shorten(written(value)) if len(value) <= _SHOWN else "[…]"
        return Message(LIST, file, None, "", place, shown, "", params)
    expected = "size" if {"integer", "object"} <= where.kinds else _EXPECTED.get(kind, "other")
    return Message("wrong_kind", file, place=place, value=shown, params={"expected": expected})


def _no_moment(text: str, file: str, place: str) -> Message:
    """Return the fault of a text that is no moment, in ISO 8601 where only that was wrong."""
    params: dict[str, object] = {"expected": "moment"}
    found, shown = readings(text), shorten(text)
    if len(found) > 1:
        params = {"first": found[0], "second": found[1]}
        return Message("two_moments", file, None, "", place, shown, "", params)
    if impossible := month_of_no_day(text):
        params = {"month": impossible[0], "days": impossible[1]}
        return Message("no_such_day", file, None, "", place, shown, "", params)
    return Message("wrong_kind", file, None, "", place, shown, "".join(found), params)


def _walk(schema: Mapping[str, Any], loc: Sequence[int | str]) -> _Place:
    """Follow pydantic's location through the schema to the place as people know it."""
    choices = [schema]
    keys: list[str] = []
    path = short = ""
    node: Mapping[str, Any]
    for part in loc:
        tags = choices[0].get("discriminator", {}).get("mapping", {})
        if part in tags:
            choices = _choices(schema, {"$ref": tags[part]})
            continue
        table = next((c for c in choices if {"properties", "additionalProperties"} & c.keys()), {})
        if isinstance(part, int):
            path += f"[{part + 1}]"
            node = next((c["items"] for c in choices if "items" in c), {})
        elif not table or (len(choices) > 1 and re.search(r"[\[(]", part)):
            continue  # pydantic's own name for one of several alternatives
        else:
            short = path if any(c.get("type") == "integer" for c in choices) else ""
            path = f"{path}.{part}".lstrip(".")
            keys = list(table.get("properties", ()))
            node = table.get("properties", {}).get(part) or table.get("additionalProperties") or {}
        choices = _choices(schema, node)
    return _Place(path, keys, {str(c.get("type")) for c in choices}, short)


def _choices(schema: Mapping[str, Any], node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what a node of the schema stands for: itself, or its alternatives."""
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" not in node:
        return [node]
    return [choice for alternative in node["anyOf"] for choice in _choices(schema, alternative)]

"""A value of a scenario as TOML writes it, on one line."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from selector.numbers import show_decimal

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(value: object) -> str:
    """Return a value as TOML; of a table what is empty (None) is left out.

    >>> from selector.scenario.written import written
    >>> written({"min": 2, "where": {"sector type": ("po", "vo")}, "max": None})
    '{ min = 2, where = { "sector type" = ["po", "vo"] } }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return show_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = [f"{_key(k)} = {written(v)}" for k, v in value.items() if v is not None]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    return _text(str(value))


def _key(key: object) -> str:
    return str(key) if _BARE.fullmatch(str(key)) else _text(str(key))


def _text(text: str) -> str:
    """Return a basic string; TOML escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")

"""What a meeting leaves: a scenario that gives the cohort of its moves, and its minutes."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from jinja2 import Environment, PackageLoader, StrictUndefined

from selector.changes.carry_out import Round, carry_out
from selector.changes.grammar import Key, Lock, read_changes
from selector.errors import InputError, Message, shorten
from selector.serve.desk import Desk
from selector.texts import load_texts

MOST_ENTRIES = 10_000
FIELDS = ("time", "who", "what", "answer")


def scenario_text(desk: Desk, moves: Sequence[str]) -> str:
    """Return the TOML of the scenario with these moves carried out.

    Raises `InputError` for faulty moves, and for those that change a plan: a scenario cannot hold
    these.
    """
    problem = desk.base.problem
    asked = read_changes(list(moves), problem.plans.ids)
    in_plans = [m for m, change in zip(moves, asked, strict=True)
                if not isinstance(change, Key | Lock)]  # fmt: skip
    if in_plans:
        raise InputError([Message("serve_plans", value=shorten(m)) for m in in_plans])
    changed = carry_out(asked, Round(problem.plans, problem.scenario, problem.regions)).scenario
    if not moves and problem.scenario.source.data:
        return problem.scenario.data.decode("utf-8-sig")
    tables = changed.model_dump(mode="json", by_alias=True, exclude_none=True)
    texts = load_texts(desk.language)
    head = texts("serve.scenario_head", moves=texts.listed([shorten(m) for m in moves]))
    return f"# {head}\n\n{tomlkit.dumps(_numbers(tables))}"


def _numbers(value: Any, key: str = "") -> Any:
    """Return tables in which decimals, which JSON writes as texts, are numbers again."""
    from selector.reopen import _DECIMALS

    if isinstance(value, Mapping):
        return {k: _numbers(v, k if k in _DECIMALS or not key else key) for k, v in value.items()}
    if isinstance(value, list):
        return [_numbers(item, key) for item in value]
    if key in _DECIMALS and isinstance(value, str) and value[:1] in "-0123456789":
        return float(value)
    return value


def minutes_page(desk: Desk, body: Mapping[str, Any]) -> str:
    """Return the minutes as a page of its own, without any script."""
    given = body.get("minutes")
    entries = given[:MOST_ENTRIES] if isinstance(given, list) else []
    rows = [
        [str(e.get(name, ""))[:2000] for name in FIELDS] for e in entries if isinstance(e, dict)
    ]
    texts = load_texts(desk.language)
    found = Environment(loader=PackageLoader("selector.serve", "page"), autoescape=True,
                        undefined=StrictUndefined)  # fmt: skip
    return found.get_template("minutes.html.j2").render(
        lang=desk.language, rows=rows, mark=desk.mark, name=desk.base.problem.scenario.name,
        t=lambda key, **told: texts(f"serve.{key}", **told),
    )  # fmt: skip

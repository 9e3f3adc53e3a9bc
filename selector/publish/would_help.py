"""What would have helped a plan: as data and in words.

The words say what would have to be true, never what to write down.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from selector.changes.grammar import Agreement, Cell, read_changes
from selector.changes.would_help import Help, WouldHelp
from selector.outcome import Outcome
from selector.publish.answers import titled
from selector.texts import Texts, load_texts
from selector.vocabulary import CONDITIONS, LIST_SEPARATOR, SHARES


def record(found: WouldHelp) -> dict[str, Any]:
    """Return it in the form of the contract."""
    return {
        "plan_id": found.plan_id,
        "help": [
            {"changes": list(one.changes), "selected": list(one.selected)} for one in found.help
        ],
        "no_help": list(found.no_help),
        "complete": found.complete,
    }


def summarise_help(outcome: Outcome, found: WouldHelp, language: str) -> str:
    """Return it in readable lines: what would help, with the cohort then, and what would not."""
    texts = load_texts(language)
    name = titled(outcome.problem, found.plan_id)
    if found.chosen:
        return texts("would_help.chosen", plan=name)
    ending = "" if found.complete else "_yet"
    lines = list(_helping(outcome, found.help, name, texts)) or [texts(f"would_help.none{ending}")]
    if found.no_help:
        lines.append(texts(f"would_help.no_help{ending}"))
        lines += [_if([change], outcome, texts) for change in found.no_help]
    lines.append(texts("would_help.true"))
    return "\n".join([*lines, *([] if found.complete else [texts("would_help.unfinished")])])


def _helping(outcome: Outcome, found: Sequence[Help], name: str, texts: Texts) -> Iterator[str]:
    if found:
        yield texts("would_help.head", plan=name)
    for one in found:
        leaves = sorted(set(outcome.selected) - set(one.selected))
        number = "_one" if len(leaves) == 1 else ""
        then = texts(f"why.leaves{number}", plans=texts.listed(leaves)) if leaves else ""
        yield f"{_if(one.changes, outcome, texts)} {then}".rstrip()


def _if(changes: Sequence[str], outcome: Outcome, texts: Texts) -> str:
    said = texts.listed([_said(outcome, change, texts) for change in changes])
    return texts("would_help.if", changes=said)


def _said(outcome: Outcome, text: str, texts: Texts) -> str:
    """Return what would have to be true for a change."""
    plans = outcome.problem.plans
    (change,) = read_changes([text], plans.ids)
    if isinstance(change, Agreement):
        return texts("would_help.agreement", plan=titled(outcome.problem, change.other))
    assert isinstance(change, Cell)
    held = plans.rows[plans.index[change.plan]].cells.get(change.column, ())
    values = change.value.split(LIST_SEPARATOR)
    params: dict[str, object] = {"column": change.column, "value": texts.listed(values)}
    if change.column in CONDITIONS:
        return texts("would_help.condition", **params)
    if change.column == "ingediend_op":
        return texts("would_help.on_time", **params)
    if change.column == "sectoren":
        return texts("would_help.sectors", **params)
    if len(values) == len(held) + 1 and change.column not in SHARES:
        return texts("would_help.label", **(params | {"value": values[-1]}))
    value = change.value.replace(".", texts("number.decimal"))
    return texts("would_help.number", column=change.column, value=value)

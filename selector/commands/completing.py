"""What the shell offers on Tab: options by click, and here names of files, scenarios and plans."""

import json
from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from selector import resources

_PATHS = ("FILE", "FOLDER", "PLANS", "CONFIG")  # how a metavar of a path begins


def offered(param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the bundled scenarios that fit, or let the shell offer files, for what is a path."""
    shown = (param.metavar or param.name or "").upper().lstrip("[")
    if param.name in ("scenario", "source") and (found := _scenarios(incomplete)):
        return found
    path = shown.startswith(_PATHS) or param.name in ("scenario", "source")
    return [CompletionItem(incomplete, type="file")] if path else []


def plans_of(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the plans in the result that the line names, whichever case they are typed in."""
    found: list[str] = []
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = (Path(ctx.params["folder"]) / "cohort.json").read_bytes()
        found = [str(plan["plan_id"]) for plan in json.loads(data)["plans"]]
    begin = incomplete.casefold()
    return [CompletionItem(name) for name in found if name.casefold().startswith(begin)]


def _scenarios(incomplete: str) -> list[CompletionItem]:
    names = sorted(path.stem for path in resources.models().glob("*.toml"))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]

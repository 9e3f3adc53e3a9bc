"""The command line: parsing and printing only. Heavy imports stay inside the commands."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from selector import __version__
from selector.errors import InputError, Message
from selector.texts import LANGUAGES, load_texts

if TYPE_CHECKING:
    from selector.result import Result

OPTIMAL, OTHER, BAD_INPUT, INFEASIBLE, NOT_PROVEN = 0, 1, 2, 3, 4
NL = load_texts("nl")


def _guarded(command: Callable[..., int]) -> Callable[..., None]:
    """Turn what a command returns or raises into messages and an exit code; no tracebacks."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        language = options.get("lang", "nl")
        texts = load_texts(language)
        try:
            sys.exit(command(*args, **options))
        except InputError as error:
            for fault in error.faults:
                click.echo(texts.message(fault), err=True)
            click.echo(texts("message.faults_head", count=len(error.faults)), err=True)
            sys.exit(BAD_INPUT)
        except TimeoutError:
            click.echo(texts("message.no_time"), err=True)
            sys.exit(OTHER)
        except KeyboardInterrupt:
            click.echo(texts("message.interrupted"), err=True)
            sys.exit(OTHER)
        except BrokenPipeError:
            sys.exit(OTHER)
        except Exception as error:
            if os.environ.get("SELECTOR_DEBUG"):
                raise
            click.echo(texts("message.unexpected", error=error), err=True)
            sys.exit(OTHER)

    return run


def _tell(notes: Sequence[Message], language: str) -> None:
    texts = load_texts(language)
    if notes:
        click.echo(texts("message.notes_head"), err=True)
    for note in notes:
        click.echo(f"  {texts.message(note)}", err=True)


@click.group(help=NL("help.app"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="selector")
def main() -> None:
    """Run one of the commands."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be UTF-8
            stream.reconfigure(encoding="utf-8", errors="replace")


_LANG = click.option("--lang", type=click.Choice(LANGUAGES), default="nl", help=NL("help.lang"))
_SCENARIO = click.option(
    "--scenario", default="afwegingskader-2023", metavar="FILE", help=NL("help.scenario")
)
_REGIONS = click.option("--regions", default=None, metavar="FILE", help=NL("help.regions"))


@main.command(help=NL("help.run"))
@click.argument("plans", required=False)
@_SCENARIO
@click.option("--out", default="uitkomst", metavar="DIR", show_default=True, help=NL("help.out"))
@_LANG
@click.option("--time-limit", type=float, default=None, metavar="S", help=NL("help.time_limit"))
@click.option("--seed", default=None, metavar="TEXT", help=NL("help.seed"))
@_REGIONS
@click.option("--force", is_flag=True, help=NL("help.force"))
@_guarded
def run(
    plans: str | None,
    scenario: str,
    out: str,
    lang: str,
    time_limit: float | None,
    seed: str | None,
    regions: str | None,
    force: bool,
) -> int:
    """Choose the cohort and write the directory."""
    from selector.publish.dossier import check_out, holds_foreign, kept_name, write_dossier

    if time_limit is not None and not 0 < time_limit < 10**7:
        raise InputError([Message("bad_time_limit", value=str(time_limit))])
    check_out(Path(out), force)
    result = _solve(plans, scenario, seed, regions, time_limit)
    _tell(result.notes, lang)
    click.echo(result.summary(lang))
    kept = kept_name(Path(out).resolve()) if holds_foreign(Path(out)) else None
    write_dossier(result, Path(out), lang, force)
    if kept is not None:
        _tell([Message("kept_aside", out, value=kept.name)], lang)
    click.echo(load_texts(lang)("summary.written", out=out), err=True)
    return {"optimal": OPTIMAL, "feasible": NOT_PROVEN, "infeasible": INFEASIBLE}[result.status]


def _solve(
    plans: str | None,
    scenario: str,
    seed: str | None,
    regions: str | None,
    time_limit: float | None,
) -> "Result":
    """Read everything, gathering the faults of all files, and solve."""
    from selector import resources
    from selector.intake import read_plans, read_regions
    from selector.problem import misfits
    from selector.run import select
    from selector.scenario import read_scenario

    facts = read_regions(regions)
    source = resources.example() / "aanvragen.csv" if plans is None else Path(plans)
    framework, faults = None, list[Message]()
    try:
        framework, contradictions = read_scenario(scenario)
        faults += contradictions
    except InputError as error:
        faults += error.faults
    try:
        round_ = read_plans(source, facts)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults or framework is None:
        rest = misfits(round_, framework, facts) if framework else ()
        raise InputError([*faults, *rest])
    if seed is not None:
        framework = framework.with_seed(seed)
    # The drawing library takes long to load; it does so while the solver is at work.
    threading.Thread(target=import_module, args=("selector.publish.map",), daemon=True).start()
    return select(round_, framework, facts, time_limit=time_limit)


@main.command(help=NL("help.check"))
@click.argument("plans")
@_SCENARIO
@_REGIONS
@_LANG
@_guarded
def check(plans: str, scenario: str, regions: str | None, lang: str) -> int:
    """Read the plans and print every verdict."""
    from selector.eligibility import assess
    from selector.intake import read_plans, read_regions
    from selector.publish.sentences import reason_sentence
    from selector.scenario import load_scenario

    texts = load_texts(lang)
    round_ = read_plans(plans, read_regions(regions))
    assessments = assess(round_, load_scenario(scenario))
    _tell(round_.notes, lang)
    click.echo(texts("summary.check_head", plans=len(round_), file=round_.file))
    width = max(len(plan_id) for plan_id in round_.ids)
    for plan, assessment in zip(round_.rows, assessments, strict=True):
        click.echo(f"{plan.plan_id:<{width}} {texts.word(assessment.verdict):<13} {plan.name}")
        for reason in assessment.reasons:
            click.echo(f"{'':<{width + 15}}{reason_sentence(reason, texts)}")
    return OPTIMAL


@main.command(help=NL("help.template"))
@click.argument("file")
@_LANG
@_guarded
def template(file: str, lang: str) -> int:
    """Write an empty form for plans."""
    from selector.publish.template import write_template

    write_template(Path(file), lang)
    click.echo(load_texts(lang)("template.written", file=file))
    return OPTIMAL


@main.command(help=NL("help.schema"))
@_guarded
def schema() -> int:
    """Print the JSON Schema of a scenario."""
    import json

    from selector.scenario import Scenario

    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    click.echo(
        json.dumps({**dialect, **Scenario.model_json_schema()}, indent=2, ensure_ascii=False)
    )
    return OPTIMAL

"""`selector alternatives`: the best cohorts that differ enough from the chosen one."""

from fractions import Fraction
from pathlib import Path

import click

from selector.commands.base import (
    LANG,
    NL,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    REGIONS,
    TIME_LIMIT,
    guarded,
    time_faults,
)
from selector.commands.output import check_new, write_new
from selector.errors import InputError, Message
from selector.numbers import parse_decimal
from selector.texts import load_texts


@click.command(help=NL("help.alternatives"))
@click.argument("folder", metavar="DIR")
@click.option("--count", type=int, required=True, metavar="K", help=NL("help.count"))
@click.option("--differ", type=int, required=True, metavar="D", help=NL("help.differ"))
@click.option("--tolerance", default=None, metavar="T", help=NL("help.tolerance"))
@click.option("--out", default=None, metavar="FILE.json", help=NL("help.alternatives_out"))
@TIME_LIMIT
@REGIONS
@LANG
@guarded
def alternatives(
    folder: str,
    count: int,
    differ: int,
    tolerance: str | None,
    out: str | None,
    time_limit: float | None,
    regions: str | None,
    lang: str,
) -> int:
    """Print the alternatives, and write them as JSON when asked."""
    _check(count, differ, tolerance, time_limit)
    if out is not None:
        check_new(Path(out))
    import json

    from selector.reopen import Refused, reopen
    from selector.result import Result

    texts = load_texts(lang)
    try:
        again = reopen(Path(folder), regions)
    except Refused as refused:
        click.echo(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    largest = again.problem.sizes[-1]
    if differ > largest:
        params = {"size": largest}
        raise InputError(
            [Message("too_different", place="--differ", value=str(differ), params=params)]
        )
    chosen = Result(again.problem, again.optimum, None)
    found = chosen.alternatives(count, differ, _number(tolerance), time_limit)
    if out is not None:
        text = json.dumps(found.as_dict(lang), ensure_ascii=False, indent=2)
        write_new(Path(out), text + "\n")
        click.echo(texts("alternatives.written", file=out), err=True)
    click.echo(found.summary(lang))
    return OPTIMAL if found.proven else NOT_PROVEN


def _check(count: int, differ: int, tolerance: str | None, time_limit: float | None) -> None:
    """Report every option that makes no sense."""
    faults = [
        Message("not_positive", place=place, value=str(value))
        for place, value in (("--count", count), ("--differ", differ))
        if value < 1
    ]
    number = _number(tolerance)
    if tolerance is not None and (number is None or number < 0):
        faults.append(Message("bad_tolerance", place="--tolerance", value=tolerance))
    faults += time_faults(time_limit)
    if faults:
        raise InputError(faults)


def _number(text: str | None) -> Fraction | None:
    """Read a decimal of at most four places, with point or comma; None when it is none."""
    parsed = parse_decimal(text or "")
    return None if parsed is None or parsed[1] else Fraction(parsed[0])

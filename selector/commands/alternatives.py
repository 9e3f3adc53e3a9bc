"""`selector alternatives`: the best cohorts that differ enough from the chosen one."""

from fractions import Fraction
from pathlib import Path

from selector.commands.base import (
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    REGIONS_OF,
    TIME_LIMIT,
    guarded,
    positive,
    time_faults,
)
from selector.commands.output import check_new, write_new
from selector.commands.reading import check_result
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.errors import InputError, Message, shorten
from selector.numbers import parse_decimal
from selector.texts import load_texts

DIFFER = 2  # plans: with one, the alternatives are often a single swap with the same plan


@command(help="help.alternatives", reads=True)
@argument("folder", metavar="FOLDER")
@option("--count", type=int, default=3, metavar="K", show_default=True, help="help.count")
@option("--differ", type=int, default=None, metavar="D", help="help.differ")
@option("--tolerance", default=None, metavar="T", help="help.tolerance")
@option("--out", default=None, type=Place(), metavar="FILE.json", help="help.alternatives_out")
@TIME_LIMIT
@REGIONS_OF
@LANG
@guarded
def alternatives(
    folder: str,
    count: int,
    differ: int | None,
    tolerance: str | None,
    out: str | None,
    time_limit: float | None,
    regions: str | None,
    lang: str,
) -> int:
    """Print the alternatives, and write them as JSON when asked."""
    faults = Faults()
    faults.add([*positive("--count", count), *positive("--differ", differ)])
    faults.add([*_tolerance_faults(tolerance), *time_faults(time_limit)])
    with faults.trying():
        if out is not None:
            check_new(Path(out))
    check_result(folder, regions, faults)
    import json

    from selector.outcome import Outcome
    from selector.reopen import Refused, reopen
    from selector.result import Result

    texts = load_texts(lang)
    try:
        again = reopen(Path(folder), regions)
    except Refused as refused:
        say(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    largest = again.problem.sizes[-1]
    differ = min(DIFFER, largest) if differ is None else differ
    if differ > largest:
        params = {"size": largest}
        raise InputError(
            [Message("too_different", place="--differ", value=str(differ), params=params)]
        )
    chosen = Result(Outcome(again.problem, again.optimum))
    found = chosen.alternatives(count, differ, _number(tolerance), time_limit)
    if out is not None:
        text = json.dumps(found.as_dict(lang), ensure_ascii=False, indent=2)
        write_new(Path(out), text + "\n")
        say(texts("alternatives.written", file=out), err=True)
    say(found.summary(lang), fold=True)
    return OPTIMAL if found.proven else NOT_PROVEN


def _tolerance_faults(tolerance: str | None) -> list[Message]:
    """Return the fault of a tolerance that is none."""
    number = _number(tolerance)
    if tolerance is None or (number is not None and number >= 0):
        return []
    return [Message("bad_tolerance", place="--tolerance", value=shorten(tolerance))]


def _number(text: str | None) -> Fraction | None:
    """Read a decimal of at most four places, with point or comma; None when it is none."""
    parsed = parse_decimal(text or "")
    return None if parsed is None or parsed[1] else Fraction(parsed[0])

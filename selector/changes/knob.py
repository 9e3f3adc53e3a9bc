"""One number of a round that can be turned: a key of the scenario, or a cell of a plan."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from selector.changes.carry_out import Round, carry_out
from selector.changes.edited import Rounds
from selector.changes.grammar import Cell, Key, read_changes
from selector.changes.in_scenario import value_at
from selector.changes.what_if import problem_of
from selector.errors import InputError, Message, nearest, shorten
from selector.intake.plans import BY_NAME
from selector.numbers import parse_decimal, show_decimal
from selector.problem import Problem
from selector.vocabulary import NOT_APPLICABLE, SHARES

MOST_PLACES = 4  # of which a decimal is read
USUAL_PLACES = 2
MOST_POINTS = 5_000  # of a grid that is walked
NUMBERS = ("ambitie", *SHARES)


@dataclass(frozen=True)
class Knob:
    """A number with its value of today, and the problem with another value.

    `linear`: the value of one tier is linear in it, and nothing else hangs on it. `whole`: only
    whole numbers can stand there. `low` and `high` are the bounds unless others are asked for.
    """

    key: str
    today: Decimal
    low: Decimal
    high: Decimal
    whole: bool
    linear: bool
    turned: Callable[[Decimal], Problem]


@dataclass(frozen=True)
class Grid:
    """The points from `low` to `high` in steps of so many decimals, by their number."""

    step: Decimal
    first: int
    last: int

    def point(self, number: int) -> Decimal:
        """Return a point."""
        return number * self.step


def find_knob(problem: Problem, key: str) -> Knob:
    """Return the number that a key names; raises `InputError` when it names none."""
    (change,) = read_changes([f"{key}=0"], problem.plans.ids)
    if isinstance(change, Cell):
        return _of_plan(problem, key, change)
    if not isinstance(change, Key):
        raise InputError([Message("no_number", place=shorten(key), value=shorten(key))])
    return _of_scenario(problem, key, change)


def grid_of(knob: Knob, low: Decimal | None, high: Decimal | None, places: int | None) -> Grid:
    """Return the grid that is asked for; raises `InputError` when it cannot be walked."""
    bottom, top = knob.low if low is None else low, knob.high if high is None else high
    usual = 0 if knob.whole else USUAL_PLACES
    shown = usual if places is None else places
    faults = []
    if not 0 <= shown <= MOST_PLACES or (knob.whole and shown):
        most = 0 if knob.whole else MOST_PLACES
        faults.append(Message("bad_places", place="--places", value=str(shown),
                              params={"most": most}))  # fmt: skip
    if not bottom <= knob.today <= top:
        shown_range = {"low": show_decimal(bottom), "high": show_decimal(top)}
        faults.append(Message("not_around", place=shorten(knob.key),
                              value=show_decimal(knob.today), params=shown_range))  # fmt: skip
    if faults:
        raise InputError(faults)
    step = Decimal(1).scaleb(-shown)
    first = int((bottom / step).to_integral_value(ROUND_CEILING))
    last = int((top / step).to_integral_value(ROUND_FLOOR))
    if last - first > MOST_POINTS and not knob.linear:
        params = {"limit": MOST_POINTS}
        raise InputError([Message("too_fine", place=shorten(knob.key), value=str(last - first + 1),
                                  params=params)])  # fmt: skip
    return Grid(step, first, last)


def _of_plan(problem: Problem, key: str, change: Cell) -> Knob:
    """Return a numeric cell; the round is measured anew only where that is needed."""
    index, column = problem.plans.index[change.plan], change.column
    known = (*NUMBERS, *(c for c in problem.plans.columns if c not in BY_NAME))
    if column not in known:
        close = nearest(column, known)
        raise InputError([Message("no_number", place=shorten(key), value=shorten(column),
                                  suggestion=close)])  # fmt: skip
    text = "|".join(problem.plans.rows[index].cells.get(column, ()))
    parsed = parse_decimal(text) if text != NOT_APPLICABLE else None
    if parsed is None:
        raise InputError([Message("no_number", place=shorten(key), value=shorten(text))])
    rounds, today = Rounds(problem, index), parsed[0]
    low, high = (Decimal(1), Decimal(5)) if column == "ambitie" else (Decimal(0), _high(today))
    high = Decimal(1) if column in SHARES else high

    def turned(value: Decimal) -> Problem:
        cell = Cell(change.plan, column, show_decimal(value))
        return rounds.problem_of(rounds.edited([cell]))

    return Knob(key, today, min(low, today), high, column == "ambitie", False, turned)


def _of_scenario(problem: Problem, key: str, change: Key) -> Knob:
    """Return a numeric key."""
    found = value_at(problem.scenario, change, problem.plans)
    weight = change.path.startswith("objective.") and ".weights." in change.path
    if found is None and weight:
        found = Decimal(1)
    if isinstance(found, dict) and found.keys() == {"min", "max"} and found["min"] == found["max"]:
        found = found["min"]
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        raise InputError([Message("no_number", place=shorten(key), value=shorten(found))])
    before = Round(problem.plans, problem.scenario, problem.regions)

    def turned(value: Decimal) -> Problem:
        made = carry_out([Key(change.path, show_decimal(value))], before)
        return problem_of(problem, made)

    today = Decimal(found)
    turned(today)  # a weight of what the tier is not about is refused here
    penalty = change.path.startswith("competition.") and change.path.endswith(".weight")
    linear = problem.ordered and (weight or penalty)
    high = max(_high(today), Decimal(100)) if weight or penalty else _high(today)
    high = Decimal(1) if _is_share(change.path) else high
    return Knob(key, today, Decimal(0), high, isinstance(found, int), linear, turned)


def _high(today: Decimal) -> Decimal:
    """Return a bound that is far enough from a value of today."""
    return max(2 * today, Decimal(10))


def _is_share(path: str) -> bool:
    """Tell whether a key holds a share of something."""
    name: Any = path.rpartition(".")[2]
    shares = ("min_share", "max_share", "min_cover", "tolerance")
    return name in shares or name.startswith("min_aandeel_")

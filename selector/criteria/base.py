"""What every measure shares: how it is written in a scenario, and what it can do when bound.

A measure is one file with two small classes. The *spec* is the table in the scenario; `bind`
reads the plans once and gives the *criterion*: whole numbers only, which can be described,
posted to a model, and recounted for a finished cohort.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Protocol, runtime_checkable

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from selector.criteria.asks import Fields
from selector.errors import Reporter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program

MAX_LABEL = 200  # characters
Name = Annotated[str, Field(min_length=1, max_length=100)]


def _as_label(value: object) -> object:
    """Let a scenario write yes/no and whole numbers where a category is meant."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(value) if isinstance(value, int) else value


Label = Annotated[str, BeforeValidator(_as_label), Field(min_length=1, max_length=MAX_LABEL)]


class Table(BaseModel):
    """A table of a scenario: unknown keys are errors, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Contradiction = tuple[str, str, str, dict[str, object]]  # code, place, value, parameters


class CriterionSpec(Table):
    """The keys that every `[[criteria]]` table has."""

    name: Name
    on: Name

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield what is well formed and yet cannot be meant, with its place in the table."""
        for category, count in Counter(getattr(self, "categories", ())).items():
            if count > 1:
                yield "double_category", ".categories", category, {}


@dataclass(frozen=True)
class Part:
    """One category of a score: how much of it was chosen, and what was wanted.

    `count` is in plans. A balance has a `target`, the share of the cohort that it wants; a
    coverage how many plans a label needs (`at_least`).
    """

    count: Fraction
    target: Fraction | None = None
    at_least: int | None = None

    def as_dict(self) -> dict[str, int | str]:
        """Return it as `cohort.json` has it: whole counts as numbers, fractions as text."""
        whole = self.count.denominator == 1
        found: dict[str, int | str] = {"count": int(self.count) if whole else str(self.count)}
        if self.target is not None:
            found["target"] = str(self.target)
        if self.at_least is not None:
            found["at_least"] = self.at_least
        return found


def same_profile(criterion: "Criterion", plans: Collection[int]) -> bool:
    """Tell whether a criterion sees no difference between any of the plans."""
    return len({criterion.profile(p) for p in plans}) == 1


class Criterion(Protocol):
    """A goal that gives every cohort a score from 0 to 1: numerator / denominator, exactly."""

    @property
    def name(self) -> str:
        """Return the name that the scenario gives it."""

    @property
    def measure(self) -> str:
        """Return the kind of measure."""

    def denominator(self, size: int) -> int:
        """Return the denominator of the score of a cohort of `size` plans."""

    def numerator(self, chosen: Collection[int]) -> int:
        """Count the numerator for a finished cohort, without the model."""

    def profile(self, plan: int) -> Hashable:
        """Return what the criterion sees of a plan: plans with one profile are the same to it.

        `post` may be given, for several plans with one profile, one whole variable that counts
        how many of them are chosen.
        """

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Return the numerator as an expression; what is added to the model for it is determined
        by the plans chosen, so that counting solutions counts cohorts."""

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """Return the numerator for the second solver, stated anew in linear rows.

        `x` holds one 0/1 column per plan, of which `size` are 1. Columns are added with
        `program.number` or `program.yes_no`, rows with `program.row(expression, low, high)`; all
        coefficients are whole. For every cohort the expression may attain the true numerator,
        and must never exceed it: only its maximum is looked at, or a floor under it. Nothing
        may be taken over from `post`, or the two would go wrong together.
        """

    def detail(self, chosen: Collection[int]) -> Mapping[str, "Part"]:
        """Return what stands behind the score by category, for `categories` in `cohort.json`."""

    def out_of_reach(self, plans: Collection[int]) -> Iterator[str]:
        """Yield the categories that count and that too few of the plans to choose from have."""

    def is_fixed(self, plans: Collection[int], locked: Collection[int], sizes: range) -> bool:
        """Tell whether every cohort of these plans scores the same, as far as counting shows it."""


@runtime_checkable
class Joining(Criterion, Protocol):
    """A criterion that counts many cohorts at once, which differ in one plan."""

    def joined(self, rest: Collection[int], plans: Sequence[int]) -> list[int]:
        """Return the numerators of the rest of a cohort with each of the plans in turn."""


@runtime_checkable
class Levelled(Criterion, Protocol):
    """A criterion that is proven best level by level: it posts "at least this much" well."""

    def levels(self, plans: Collection[int], low: int, high: int) -> list[int]:
        """Return, ascending, the numerators above `low` up to `high` that a cohort can have."""

    def require(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", least: int
    ) -> None:
        """Post that the numerator is at least so much."""

    def shortfalls(self, plan: int, least: int) -> "NDArray[np.int64]":
        """Return by position, below 0, how badly each other plan goes with one at a level.

        0 for those that go with it: a cohort in which all do has the numerator.
        """

    def excluded(self, plans: Sequence[int], least: int) -> "NDArray[np.bool_]":
        """Tell which of some plans, by place, are in no cohort together that has a level."""

    def within(self, low: int, high: int) -> "Levelled":
        """Return the criterion for cohorts that are known to lie between two numerators."""

    def among(self, plans: Collection[int]) -> "Levelled":
        """Return the criterion for cohorts of these plans only: less to post."""


@runtime_checkable
class Additive(Criterion, Protocol):
    """A criterion to whose numerator every chosen plan adds a part of its own."""

    def part(self, plan: int) -> int:
        """Return what a plan adds; never below 0."""


@runtime_checkable
class Tightened(Criterion, Protocol):
    """A criterion from whose numerator more follows than its own rows tell."""

    def tighten(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        plans: Collection[int],
        size: int,
        least: int,
    ) -> bool:
        """Post what follows from a numerator of at least so much, in a cohort of these plans.

        It takes no such cohort away, and what is added is determined by the plans chosen. Tell
        whether it leaves no other cohort.
        """


def score(criterion: Criterion, chosen: Collection[int]) -> Fraction:
    """Return the exact score of a cohort, given as indices of plans."""
    return Fraction(criterion.numerator(chosen), criterion.denominator(len(chosen)))


class Bindable(Protocol):
    """A spec that can read the plans."""

    def bind(self, fields: Fields, report: Reporter) -> Criterion | None:
        """Return the criterion in whole numbers, or report why that cannot be."""

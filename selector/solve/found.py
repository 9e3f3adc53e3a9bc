"""What solving found, as data: it travels between processes, and is read without a solver."""

from dataclasses import dataclass, field

from selector.problem import Best
from selector.tiers import Value


@dataclass(frozen=True)
class TierResult:
    """The best value of a tier and the bound that was proven for it; equal when proven."""

    value: Value
    bound: Value
    proven: bool


@dataclass(frozen=True)
class Habits:
    """What served a search, for one of nearly the same problem; only time hangs on it.

    `lead` is the way of relaxing that proved most lately, `vain` at how many places listing was
    in vain before it was not.
    """

    lead: tuple[int, int] | None = None
    vain: int = 0


@dataclass(frozen=True)
class Optimum:
    """The cohort by position, and what was proven about it.

    `always` and `sometimes`: the plans in all and in only some optimal cohorts of this size;
    None when that could not be settled in time. `best_alone` per criterion: the best score of
    any eligible cohort of this size, and whether that is proven. `listed`: some of the cohorts
    that keep all rules, the optimal ones among them, such that every other cohort is worse;
    `habits`: what served in finding it.
    """

    chosen: frozenset[int]
    size: int
    tiers: tuple[TierResult, ...]
    proven: bool
    always: frozenset[int] | None
    sometimes: frozenset[int] | None
    best_alone: tuple[Best, ...] = field(default=())
    listed: tuple[frozenset[int], ...] = field(default=(), repr=False, compare=False)
    habits: Habits | None = field(default=None, repr=False, compare=False)

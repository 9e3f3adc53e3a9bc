"""The values of a tier: how results write them, and whether they can be right."""

from fractions import Fraction

from selector.verify.recount.exact import read_fraction
from selector.verify.recount.round import Tier, Value, beats


def written(value: Value) -> str | list[str]:
    """Return an exact value as results write it."""
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)


def read_value(found: object, tier: Tier) -> Value | None:
    """Read the value of a tier as results write it; else None."""
    if tier.kind != "leximin":
        return read_fraction(found)
    parts = [read_fraction(part) for part in found] if isinstance(found, list) else []
    exact = tuple(part for part in parts if part is not None)
    return exact if len(exact) == len(parts) == len(tier.over) else None


def can_be_value(value: Value, attained: Value, tier: Tier, last: bool) -> bool:
    """Tell whether a proven tier can have a value of which the cohort attains so much.

    The cohort may have given up as much as the tolerance, for the tiers after it.
    """
    slack = Fraction(0) if last else tier.tolerance
    if not slack or value == attained:
        return value == attained
    return value - slack <= attained < value  # type: ignore[operator]


def can_be_bound(bound: Value, value: Value, tier: Tier, proven: bool) -> bool:
    """Tell whether a bound fits a value: equal when proven, else no lower."""
    if proven:
        return bound == value
    return not beats(value, bound, tier) and not beats(bound, tier.widest, tier)

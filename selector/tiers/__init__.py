"""The kinds of tiers. A new one is one new file here, one line below, and one solver in `solve`."""

from collections.abc import Callable, Mapping

from selector.tiers.base import Tier, Value, better
from selector.tiers.competition import LeastCompetition
from selector.tiers.leximin import Leximin
from selector.tiers.single import Single
from selector.tiers.weighted import Sum
from selector.tiers.worst import Worst

KINDS: Mapping[str, Callable[..., Tier]] = {
    kind.kind: kind for kind in (Worst, Leximin, Sum, Single, LeastCompetition)
}

__all__ = [
    "KINDS",
    "LeastCompetition",
    "Leximin",
    "Single",
    "Sum",
    "Tier",
    "Value",
    "Worst",
    "better",
]

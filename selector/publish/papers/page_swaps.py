"""The swaps as the page shows them: a table of every pair, and the whole of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from selector.publish.papers.facts import Facts, SwapFacts


@dataclass(frozen=True)
class Exchange:
    """The plans that could come in and go out, and what was worked out of each pair."""

    into: tuple[str, ...]
    out: tuple[str, ...]
    found: Mapping[tuple[str, str], SwapFacts]

    def of(self, into: str, out: str) -> SwapFacts | None:
        """Return one swap; None when time ran out before it was settled."""
        return self.found.get((into, out))

    @property
    def complete(self) -> bool:
        """Tell whether every pair was settled."""
        return len(self.found) == len(self.into) * len(self.out)


def exchange(facts: Facts) -> Exchange | None:
    """Return the swaps; None when none was worked out."""
    if not facts.swaps:
        return None
    into = tuple(plan.plan_id for plan in facts.of("not_chosen"))
    out = tuple(plan.plan_id for plan in facts.of("chosen"))
    return Exchange(into, out, {(swap.into, swap.out): swap for swap in facts.swaps})

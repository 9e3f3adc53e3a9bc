"""One number of a scenario or of a plan: how far it can go."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selector.outcome import Outcome
from selector.views.printed import Printed

if TYPE_CHECKING:
    from decimal import Decimal

    from selector.changes import span


@dataclass(frozen=True)
class Range(Printed):
    """How far one number of the scenario or of a plan can go before the choice is another.

    >>> found = result.range("A03.ambitie")
    >>> found.low, found.high, found.before, found.after, found.complete
    (Decimal('1'), Decimal('5'), None, None, True)
    """

    outcome: Outcome
    data: "span.Span"
    language: str | None = None

    @property
    def low(self) -> "Decimal":
        """Return the lowest value from which the chosen cohort is an optimal one."""
        return self.data.low

    @property
    def high(self) -> "Decimal":
        """Return the highest value up to which it is."""
        return self.data.high

    @property
    def before(self) -> tuple[str, ...] | None:
        """Return the plan_ids that a run gives just below `low`; None at the end of the grid."""
        return self.data.before

    @property
    def after(self) -> tuple[str, ...] | None:
        """Return the plan_ids that a run gives just above `high`; None at the end of the grid."""
        return self.data.after

    @property
    def complete(self) -> bool:
        """Tell whether both ends were settled in time."""
        return self.data.complete

    def as_dict(self) -> dict[str, Any]:
        """Return what `whatif --range --json` prints.

        >>> result.range("A03.ambitie").as_dict()["high"]
        '5'
        """
        from selector.publish.span import record

        return record(self.data)

    def summary(self, language: str | None = None) -> str:
        """Return it in readable lines, in `nl` or `en`.

        >>> print(result.range("A03.ambitie").summary("en").splitlines()[0])
        The chosen selection is a best selection as long as A03.ambitie is from 1 to 5.
        """
        from selector.publish.span import summarise_span

        return summarise_span(self.outcome, self.data, self._spoken(language))

"""The public lot."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selector.views.printed import Printed

if TYPE_CHECKING:
    from selector.draw import lot


@dataclass(frozen=True)
class Lot(Printed):
    """The public lot among cohorts that are equally good; without a seed the sheet to sign.

    >>> lot = result.draw("trekking 11 mei 2023")
    >>> lot.tied, len(lot.selected)
    ((), 12)
    """

    data: "lot.Lot"
    language: str | None = None

    @property
    def tied(self) -> tuple[str, ...]:
        """Return the plans between which the seed decides."""
        return self.data.tied

    @property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the cohort that the seed gives, in order."""
        return tuple(sorted(self.data.chosen))

    def summary(self, language: str | None = None) -> str:
        """Return the receipt of the draw, or without a seed the sheet to sign beforehand.

        >>> print(result.draw().summary("en").splitlines()[0])
        Sheet for a public draw
        """
        from selector.draw import receipt, sheet

        page = sheet if self.data.seed is None else receipt
        return page(self.data, self._spoken(language))

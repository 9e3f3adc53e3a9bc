"""One plan: why it is in or out, and what would have helped it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selector.outcome import Outcome
from selector.views.printed import Printed

if TYPE_CHECKING:
    from selector.analysis import why
    from selector.changes import would_help


@dataclass(frozen=True)
class Why(Printed):
    """Why a plan is in or out: what it would cost to turn its choice round.

    `answer` is None for a plan that is not eligible: then its reasons are the answer.

    >>> why = result.why("A22")
    >>> why.eligible, why.answer.forced, why.answer.other.leaves
    (True, 'in', ('A01', 'A05', 'A10', 'A21'))
    """

    outcome: Outcome
    plan_id: str
    answer: "why.Answer | None" = None
    language: str | None = None

    @property
    def eligible(self) -> bool:
        """Tell whether the plan may be chosen."""
        return self.answer is not None

    def summary(self, language: str | None = None) -> str:
        """Return the answer in sentences, one a line, in `nl` or `en`.

        >>> print(result.why("A22").summary("en").splitlines()[0])
        A22 (Zuiderzeerand voor het Basisonderwijs) was not chosen.
        This is the best selection that contains it.
        """
        from selector.publish.answers import plan_lines

        lines = plan_lines(self.outcome, self.plan_id, self.answer, self._spoken(language))
        return "\n".join(lines)


@dataclass(frozen=True)
class Helping(Printed):
    """What would have helped a plan: the smallest changes in its own application.

    >>> helping = result.what_would_help("A19")
    >>> [one.changes for one in helping.found], helping.no_help[0], helping.complete
    ([('A19~A16',), ('A19.sectoren=mbo',)], 'A19.b2=voldaan', True)
    """

    outcome: Outcome
    data: "would_help.WouldHelp"
    language: str | None = None

    @property
    def found(self) -> "tuple[would_help.Help, ...]":
        """Return the sets of changes that help, single ones first, each with the cohort then."""
        return self.data.help

    @property
    def no_help(self) -> tuple[str, ...]:
        """Return the changes that help neither alone nor in a pair."""
        return self.data.no_help

    @property
    def complete(self) -> bool:
        """Tell whether everything was settled in time."""
        return self.data.complete

    def as_dict(self) -> dict[str, Any]:
        """Return what `why --what-would-help --json` prints.

        >>> result.what_would_help("A25").as_dict()["help"][0]["changes"]
        ['A25.c2=voldaan']
        """
        from selector.publish.would_help import record

        return record(self.data)

    def summary(self, language: str | None = None) -> str:
        """Return it in readable lines, in `nl` or `en`.

        >>> print(result.what_would_help("A01").summary("en"))
        A01 (Maasstad voor de Klas) was chosen. There is nothing that should have helped.
        """
        from selector.publish.would_help import summarise_help

        return summarise_help(self.outcome, self.data, self._spoken(language))

"""Two outcomes on one round side by side: who was faster, and whose cohort is better."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from .measuring import Outcome
from .questions import Question

AT_LIMIT = 0.99  # of the time limit: from here on a solve has run into it


@dataclass(frozen=True)
class Comparison:
    """One peer on one question and size: an outcome of ours and of the peer per seed."""

    question: Question
    plans: int
    peer: str
    limit: float
    pairs: tuple[tuple[Outcome, Outcome], ...]

    @property
    def measured(self) -> bool:
        """Tell whether the peer ran at all."""
        return all(theirs.status not in ("skipped", "failed") for _, theirs in self.pairs)

    def gave_up(self) -> bool:
        """Tell whether the peer ran out of time, or could not run, on every seed."""
        spent = all(self._late(t) and t.status != "proven" for _, t in self.pairs)
        return spent or not self.measured

    def ratio(self) -> str:
        """Return peer / ours in wall-clock time: the median over the seeds.

        `>` when only the peer ran into the limit, `<` when only we did, `-` when both.
        """
        ours = any(self._late(o) for o, _ in self.pairs)
        theirs = any(self._late(t) for _, t in self.pairs)
        if ours and theirs:
            return "-"
        sign = ">" if theirs else "<" if ours else ""
        return sign + _short(median(t.wall / max(o.wall, 1e-6) for o, t in self.pairs))

    def _late(self, outcome: Outcome) -> bool:
        """Tell whether a solve ran into the limit; a heuristic only ends where it was told to."""
        return outcome.best_after is None and outcome.wall > AT_LIMIT * self.limit

    def cpu_ratio(self) -> str:
        """Return peer / ours in processor seconds: the median over the seeds."""
        if any("stopped" in (ours.status, theirs.status) for ours, theirs in self.pairs):
            return "-"
        return _short(median(t.cpu / max(o.cpu, 1e-6) for o, t in self.pairs))

    def wins(self) -> dict[tuple[str, str], int]:
        """Count who wins a seed and by what: value, else proof, else time, else rules."""
        found: dict[tuple[str, str], int] = {}
        for ours, theirs in self.pairs:
            win = winner(ours, theirs)
            found[win] = found.get(win, 0) + 1
        return found

    def contradictions(self) -> int:
        """Count the seeds where both claim a proof, of different values."""
        return sum(
            ours.status == theirs.status == "proven" and ours.values != theirs.values
            for ours, theirs in self.pairs
        )


def winner(ours: Outcome, theirs: Outcome) -> tuple[str, str]:
    """Return who wins (`selector`, `peer` or `neither`), and by what."""
    if theirs.broken and not ours.broken:
        return "selector", "rules"
    order = compare(ours, theirs)
    if order:
        return ("selector" if order > 0 else "peer"), "value"
    if (ours.status == "proven") != (theirs.status == "proven"):
        return ("selector" if ours.status == "proven" else "peer"), "proof"
    if ours.status != "proven":
        return "neither", "same value, no proof"
    return ("selector" if ours.wall <= theirs.wall else "peer"), "time"


def compare(ours: Outcome, theirs: Outcome) -> int:
    """Return 1 when our cohort is better tier by tier, -1 when theirs is, 0 when as good."""
    if not ours.values or not theirs.values:
        return bool(ours.values) - bool(theirs.values)
    for kind, mine, other in zip(ours.kinds, ours.values, theirs.values, strict=True):
        first, second = [Fraction(v) for v in mine], [Fraction(v) for v in other]
        if first != second:
            return 1 if (first > second) != (kind == "competition") else -1
    return 0


def middle(values: Sequence[float]) -> str:
    """Return the median as text, three digits at most."""
    return _short(median(values)) if values else "-"


def first_value(outcomes: Sequence[Outcome], question: Question) -> str:
    """Return the median of the first tier's (lowest) value, in the unit of the question."""
    found = [float(Fraction(o.values[0][0])) * question.scale for o in outcomes if o.values]
    digits = 1 if question.unit else 4
    return f"{median(found):.{digits}f}" if found else "-"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"

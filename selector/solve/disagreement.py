"""When two solvers contradict each other: both sides, kept so that someone can look into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from selector.errors import SelectorError
from selector.problem import Problem
from selector.texts import load_texts
from selector.tiers import Value

About = Literal["cohort", "tier", "size", "infeasible"]


@dataclass(frozen=True)
class Side:
    """What one solver says: per tier a value and a bound, and its cohort if it has one."""

    solver: str
    version: str
    tiers: tuple[tuple[Value | None, Value | None], ...] = ()
    cohort: frozenset[int] | None = None

    def as_dict(self, problem: Problem) -> dict[str, Any]:
        """Return this side for a JSON file; scores are recounted from the cohort."""
        found: dict[str, Any] = {"solver": self.solver, "version": self.version}
        found["tiers"] = [
            {"tier": tier.kind, "value": _text(value), "bound": _text(bound)}
            for tier, (value, bound) in zip(problem.tiers, self.tiers, strict=False)
        ]
        if self.cohort is None:
            return {**found, "selected": None}
        chosen = self.cohort
        found["size"] = len(chosen)
        found["selected"] = [problem.plans.ids[p] for p in sorted(chosen)]
        found["broken_rules"] = [r.name for r in problem.rules if not r.check(chosen)]
        if chosen:
            found["attained"] = [_text(problem.value(tier, chosen)) for tier in problem.tiers]
            scores = zip(problem.criteria, problem.scores(chosen), strict=True)
            found["scores"] = {criterion.name: str(score) for criterion, score in scores}
        return found


class DisagreementError(SelectorError):
    """The second solver contradicts the first; `tier` counts from 1, `stated` is its programme.

    >>> selector.DisagreementError(result.problem, "cohort", [], "").about
    'cohort'
    """

    def __init__(
        self, problem: Problem, about: About, sides: Sequence[Side], stated: str, tier: int = 0
    ) -> None:
        self.problem, self.about, self.tier = problem, about, tier
        self.sides, self.stated = tuple(sides), stated
        super().__init__(problem, about, self.sides, stated, tier)  # what it is pickled with

    def said(self, language: str | None = None) -> str:
        """Return what the solvers do not agree about, in `nl` or `en`.

        >>> print(selector.DisagreementError(result.problem, "cohort", [], "").said("en")[:39])
        Two solvers (CP-SAT and HiGHS) contradi
        """
        texts = load_texts(language)
        kind = texts.word(self.problem.tiers[self.tier - 1].kind) if self.about == "tier" else ""
        about = texts(f"certify.about_{self.about}", number=self.tier, kind=kind)
        return texts("certify.disagreement", about=about)

    def as_dict(self) -> dict[str, Any]:
        """Return what `verschil.json` holds.

        >>> selector.DisagreementError(result.problem, "cohort", [], "").as_dict()["about"]
        'cohort'
        """
        problem = self.problem
        return {
            "about": self.about,
            "tier": self.tier or None,
            "sides": [side.as_dict(problem) for side in self.sides],
            "scenario": problem.scenario.name,
            "sizes": list(problem.sizes),
            "input": dict(problem.hashes),
        }


def cp_sat_version() -> str:
    """Return the version of the library that holds CP-SAT."""
    return version("ortools")


def _text(value: Value | None) -> str | list[str] | None:
    if value is None:
        return None
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)

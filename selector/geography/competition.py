"""Competition: evidence for every pair of plans, and the rules that turn it into a verdict.

Note, section 2b: regions in the same or an adjacent area do not compete.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from selector.competition import CompetitionRule, Evidence
from selector.intake.types import Plans
from selector.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALLOWED = "toegestaan"


@dataclass(frozen=True)
class Competition:
    """What every two plans have in common, and beside it how the rules judge them.

    `evidence` is that of the survey, shared by all scenarios; `judged` has the columns of this one.
    """

    evidence: pd.DataFrame
    judged: Mapping[str, Any]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Return one row per pair with any evidence, in order of `plan_a`, `plan_b`.

        Columns: `a`, `b` (positions), `plan_a`, `plan_b`, `rule` (or empty), `verdict` (`forbid`,
        `penalise`, `report` or `free`), `weight`, `lifted` (rules that applied but were lifted,
        and by what; for a pair that the scenario allows, a rule that only reports), the counts and
        the flags of the evidence, and `shared_sectors`.
        """
        pairs = self.evidence.copy(deep=False)
        for place, (name, column) in enumerate(self.judged.items(), start=2):
            pairs.insert(place, name, column)
        return pairs

    @cached_property
    def forbidden(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs that may not be chosen together."""
        return self._with("forbid")

    @cached_property
    def penalised(self) -> tuple[tuple[int, int, int], ...]:
        """Return the penalised pairs, each with its weight."""
        rows = self.pairs[self.pairs["verdict"] == "penalise"]
        return tuple(
            zip(rows["a"].tolist(), rows["b"].tolist(), rows["weight"].tolist(), strict=True)
        )

    def __getstate__(self) -> dict[str, Any]:
        # `pairs` would be the evidence once more, and is made again at no cost.
        return {"evidence": self.evidence, "judged": self.judged}

    def _with(self, verdict: str) -> tuple[tuple[int, int], ...]:
        rows = self.pairs[self.pairs["verdict"] == verdict]
        return tuple(zip(rows["a"].tolist(), rows["b"].tolist(), strict=True))


def find_competition(evidence: Evidence, plans: Plans, scenario: Scenario) -> Competition:
    """Judge every pair by the scenario's rules, in order."""
    a, b = evidence.count("a"), evidence.count("b")
    national = np.array([plan.national for plan in plans.rows], dtype=bool)
    judge = _Judge(
        evidence,
        lifts={"afstemming": evidence.count("agreement"), "landelijk": national[a] | national[b]},
        allowed=_allowed(a, b, plans.ids, scenario),
    )
    ids = pd.Index(plans.ids, dtype=object)
    names = {
        name: pd.Series(pd.Categorical.from_codes(codes, categories=ids))
        for name, codes in (("plan_a", a), ("plan_b", b))
    }
    return Competition(evidence.pairs, {**names, **judge.verdicts(scenario.competition)})


def _allowed(
    a: "NDArray[np.int64]", b: "NDArray[np.int64]", ids: Sequence[str], scenario: Scenario
) -> Any:
    """Tell for every pair whether the scenario allows it by name."""
    position = {plan_id: p for p, plan_id in enumerate(ids)}
    named = [
        pair
        for table in scenario.allowed
        for pair in combinations(sorted(position[plan] for plan in set(table.plans)), 2)
    ]
    keys = [first * len(ids) + second for first, second in named]
    return np.isin(a * len(ids) + b, np.array(keys, dtype=np.int64))


@dataclass(frozen=True)
class _Judge:
    """The evidence, and of every pair what lifts a rule."""

    evidence: Evidence
    lifts: Mapping[str, Any]
    allowed: Any

    def verdicts(self, rules: Sequence[CompetitionRule]) -> dict[str, Any]:
        """Let the first rule that applies and is not lifted decide; a pair without one is free.

        Of an allowed pair a rule that forbids only reports.
        """
        count = len(self.evidence.pairs)
        rule, verdict, lifted = (_Words(count, first) for first in ("", "free", ""))
        weight = np.zeros(count, dtype=np.int64)
        open_ = np.ones(count, dtype=bool)
        for table in rules:
            applies = open_ & table.applies(self.evidence)
            for reason in dict.fromkeys(table.lifted_by):
                lifted.add(applies & self.lifts[reason], f"{table.rule}:{reason}")
            for reason in table.lifted_by:
                applies = applies & ~self.lifts[reason]
            rule.put(applies, table.rule)
            verdict.put(applies, table.verdict)
            if table.verdict == "forbid":
                lifted.add(applies & self.allowed, f"{table.rule}:{ALLOWED}")
                verdict.put(applies & self.allowed, "report")
            weight[applies] = table.weight if table.verdict == "penalise" else 0
            open_ &= ~applies
        return {
            "rule": rule.column,
            "verdict": verdict.column,
            "weight": weight,
            "lifted": lifted.column,
        }


class _Words:
    """A word for every pair, kept as a number: millions of pairs have a handful of words."""

    def __init__(self, count: int, first: str) -> None:
        self.codes = np.zeros(count, dtype=np.int16)
        self.words = [first]

    def put(self, where: Any, word: str) -> None:
        """Give some pairs a word."""
        self.codes[where] = self._code(word)

    def add(self, where: Any, mark: str) -> None:
        """Add a mark to the words of some pairs."""
        before = self.codes.copy()
        for code in np.unique(before[where]):
            marked = f"{self.words[code]}|{mark}".lstrip("|")
            self.codes[where & (before == code)] = self._code(marked)

    @property
    def column(self) -> "pd.Series[Any]":
        """Return the words as a column."""
        words = pd.Index(self.words, dtype=object)
        return pd.Series(pd.Categorical.from_codes(self.codes, categories=words))

    def _code(self, word: str) -> int:
        if word not in self.words:
            self.words.append(word)
        return self.words.index(word)

"""What the page asks, answered: the round as it stands, and what becomes of it after moves.

A move is a change as `selector whatif` has it; an answer is that of `whatif --json`, with what the
page shows beside it. The same moves give the same answer, so answers are kept.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from threading import Lock
from typing import Any

from selector.changes.carry_out import Round, changed
from selector.changes.what_if import WhatIf, what_if
from selector.errors import InputError
from selector.outcome import Outcome
from selector.publish.sentences import change_sentence, rule_sentence
from selector.publish.what_if import price_lines, record, summarise_what_if
from selector.serve.repairs import repairs
from selector.solve.clock import Clock

KEPT = 2000  # answers


@dataclass(frozen=True)
class Desk:
    """A proven outcome, a language, and the answers given so far."""

    base: Outcome
    language: str
    time_limit: float | None = None
    kept: "OrderedDict[tuple[str, ...], dict[str, Any]]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    @property
    def mark(self) -> str:
        """Return a short hash of the round, by which a link knows where it belongs."""
        hashes = "|".join(f"{k}={v}" for k, v in sorted(self.base.problem.hashes.items()))
        seed = self.base.problem.scenario.seed
        return sha256(f"{hashes}|{seed}".encode()).hexdigest()[:16]

    def known(self, moves: Sequence[str]) -> dict[str, Any] | None:
        """Return the proven answer to moves, if it was given before."""
        with self.lock:
            return self.kept.get(tuple(moves))

    def answer(self, moves: Sequence[str], clock: Clock) -> dict[str, Any]:
        """Return the answer to moves; raises `InputError` for faulty ones, and `TimeoutError`."""
        if known := self.known(moves):
            return known
        began = time.monotonic()
        found = what_if(self.base, moves, clock)
        told = self._told(found, time.monotonic() - began)
        if told["proven"] and not clock.stopped.is_set():
            self._keep(tuple(moves), told)
        return told

    def check(self, moves: Sequence[str]) -> None:
        """Raise `InputError` with every fault of moves, without solving anything."""
        problem = self.base.problem
        changed(list(moves), Round(problem.plans, problem.scenario, problem.regions))

    def _keep(self, moves: tuple[str, ...], told: dict[str, Any]) -> None:
        with self.lock:
            self.kept[moves] = told
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)

    def _told(self, found: WhatIf, seconds: float) -> dict[str, Any]:
        after = found.after
        told = {
            **record(found),
            "proven": after.status in ("optimal", "infeasible"),
            "seconds": round(seconds, 4),
            "said": summarise_what_if(found, self.language).split("\n"),
            "size": len(after.selected),
        }
        if after.optimum is None:
            return {**told, **self._stuck(found)}
        price = price_lines(found, self.language) if found.changes else []
        return {**told, "price": price, "points": points(found), "eligible": eligible(after),
                "gap": gaps(after), "all": members(after, "all")}  # fmt: skip

    def _stuck(self, found: WhatIf) -> dict[str, Any]:
        """Return the rules that clash and the cheapest repairs, each as the moves that it takes."""
        why, problem = found.after.infeasible, found.after.problem
        assert why is not None
        clash = [rule_sentence(problem, rule, self.language) for rule in why.clash or ()]
        ways = []
        for relaxation in why.relaxations:
            said = [change_sentence(change, self.language) for change in relaxation.changes]
            moves = repairs(found.changes, relaxation.changes, problem)
            ways.append({"cost": relaxation.cost, "said": said, "moves": moves})
        return {"clash": list(why.clash or ()), "clash_said": clash, "repairs": ways}


def points(found: WhatIf) -> list[dict[str, Any]]:
    """Return the score on every criterion after the moves, before them, and what is attainable."""
    before, after = found.before.cohort, found.after.cohort
    best = dict(
        zip((c.name for c in after.problem.criteria), after.optimum.best_alone, strict=True)
    )
    return [
        {"name": name, "then": _number(score), "now": _number(before.scores.get(name)),
         "best": _number(best[name][0])}
        for name, score in after.scores.items()
    ]  # fmt: skip


def _number(value: Fraction | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"exact": str(value), "value": round(float(value), 6)}


def eligible(outcome: Outcome) -> list[str]:
    """Return the plans that may be chosen."""
    rows = zip(outcome.problem.plans.ids, outcome.problem.assessments, strict=True)
    return [plan_id for plan_id, assessment in rows if assessment.eligible]


def members(outcome: Outcome, which: str) -> list[str]:
    """Return the plans in all, some or none of the optimal cohorts."""
    ids = outcome.problem.plans.ids
    return [plan_id for p, plan_id in enumerate(ids) if outcome.in_optimal(p) == which]


def gaps(outcome: Outcome) -> list[dict[str, str]]:
    """Return the tiers whose value is not yet proven, with the bound."""
    rows = enumerate(outcome.cohort.tier_values(), start=1)
    return [{"tier": str(number), "value": _text(value), "bound": _text(bound)}
            for number, (_, value, bound, _) in rows if value != bound]  # fmt: skip


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def faults_of(error: InputError, language: str) -> dict[str, Any]:
    """Return faults as the page gets them, in the words of a run."""
    return {"faults": error.said(language).split("\n")}

"""Small problems for the tests of the second solver: the pair A, B is best on every tier."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from builders import (
    Row,
    Tables,
    problem_of,
    tables,
    valued,
)
from rounds import write_round

from selector import load_scenario, read_plans, read_regions
from selector.problem import Problem, make_problem
from selector.solve.clock import Clock
from selector.solve.found import Optimum, TierResult
from selector.solve.optimum import solve
from selector.tiers import Value

FOREVER = Clock(None)


def round_of(folder: Path, seed: int, n_plans: int = 14) -> Problem:
    plans, scenario = write_round(folder, seed, n_plans)
    facts = read_regions()
    return make_problem(read_plans(plans, facts), load_scenario(scenario), facts)


def scored(**plans: str) -> list[Row]:
    return [
        valued(plan_id, **dict(zip("xyz", text.split(), strict=True)))
        for plan_id, text in plans.items()
    ]


ROWS = scored(A="0.9 0.5 0.4", B="0.7 0.7 0.6", C="0.7 0.5 0.4", D="0.1 0.1 0.1")
# Of two: AB 0.8, 0.6, 0.5. AC 0.8, 0.5, 0.4. BC 0.7, 0.6, 0.5. With D all are lower.
OBJECTIVE: dict[str, Tables] = {
    "worst": {"tier": "worst"},
    "leximin": {"tier": "leximin"},
    "sum": {"tier": "sum", "weights": {"x": 2, "y": 0.3333}},
    "criterion": {"tier": "criterion", "over": ["x"]},
    "competition": {"tier": "competition"},
}
VALUES: dict[str, Value] = {
    "worst": Fraction(1, 2),
    "leximin": (Fraction(1, 2), Fraction(3, 5), Fraction(4, 5)),
    "sum": 2 * Fraction(4, 5) + Fraction(3333, 10_000) * Fraction(3, 5) + Fraction(1, 2),
    "criterion": Fraction(4, 5),
    "competition": Fraction(3),
}


def scenario_of(*kinds: str, size: Any = 2, **others: Any) -> Tables:
    criteria = [{"name": name, "measure": "total", "on": name} for name in "xyz"]
    rule = {"rule": "shared_party", "verdict": "penalise", "weight": 3, "lifted_by": []}
    objective = [OBJECTIVE[kind] for kind in kinds]
    return tables(size=size, criteria=criteria, objective=objective, competition=[rule], **others)


def case(folder: Path, *kinds: str, **others: Any) -> tuple[Problem, Optimum]:
    rows = [row | {"besturen": "X"} for row in ROWS]  # every pair of plans is penalised
    problem = problem_of(folder, rows, scenario_of(*kinds, **others))
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    return problem, optimum


def proposing(size: float) -> Any:
    """A linear programme that proposes duals drawn at random, in the place of `linprog`."""
    rng = Random(7)

    def guess(_cost: Any, rows: Any, _most: Any, same: Any, *_: Any, **__: Any) -> Any:
        shapes = [0 if matrix is None else matrix.shape[0] for matrix in (rows, same)]
        draw = [[rng.uniform(-size, size) for _ in range(count)] for count in shapes]
        sides = [SimpleNamespace(marginals=marginals) for marginals in draw]
        return SimpleNamespace(status=0, ineqlin=sides[0], eqlin=sides[1])

    return guess


def claiming(optimum: Optimum, tier: int, value: Value) -> Optimum:
    """The optimum with another value for one tier, proven as it were."""
    results = list(optimum.tiers)
    results[tier] = TierResult(value, value, True)
    return replace(optimum, tiers=tuple(results))

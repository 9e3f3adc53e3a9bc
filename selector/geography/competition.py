"""Competition: evidence for every pair of plans, and the rules that turn it into a verdict.

Note, section 2b: regions in the same or an adjacent area do not compete. All evidence comes
from sparse incidence products over (municipality, sector) cells, never from polygons.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from selector.geography.territory import Territory
from selector.intake.types import Plans, Regions
from selector.numbers import SCALE, scaled
from selector.scenario import CompetitionRule, Neighbours, Overlap, Scenario, SharedParty
from selector.vocabulary import SECTORS

Ints = np.ndarray[Any, np.dtype[np.int64]]

COUNTS = (
    "shared_cells",
    "shared_population",
    "shared_municipalities",
    "shared_area_ha",
    "shared_boards",
    "shared_institutes",
)
ALLOWED = "toegestaan"
FLAGS = ("adjacent", "same_labour_market_region", "agreement")


@dataclass(frozen=True)
class Competition:
    """`pairs` has one row per pair with any evidence, in order of `plan_a`, `plan_b`.

    Columns: `a`, `b` (positions), `plan_a`, `plan_b`, `rule` (or empty), `verdict` (`forbid`,
    `penalise`, `report` or `free`), `weight`, `lifted` (rules that applied but were lifted, and
    by what; for a pair that the scenario allows, a rule that only reports), the counts and the
    flags of the evidence, and `shared_sectors`.
    """

    pairs: pd.DataFrame

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

    def _with(self, verdict: str) -> tuple[tuple[int, int], ...]:
        rows = self.pairs[self.pairs["verdict"] == verdict]
        return tuple(zip(rows["a"].tolist(), rows["b"].tolist(), strict=True))


def find_competition(
    plans: Plans, places: Sequence[Territory], regions: Regions, scenario: Scenario
) -> Competition:
    """Collect the evidence for every pair and judge it by the scenario's rules, in order."""
    pairs = _evidence(plans, places, regions)
    ids = np.array(plans.ids, dtype=object)
    pairs.insert(0, "plan_b", ids[pairs["b"]])
    pairs.insert(0, "plan_a", ids[pairs["a"]])
    populations = np.array([place.population(regions) for place in places], dtype=np.int64)
    smaller = np.minimum(populations[pairs["a"]], populations[pairs["b"]])
    national = np.array([plan.national for plan in plans.rows], dtype=bool)
    lifts = {
        "afstemming": pairs["agreement"].to_numpy(),
        "landelijk": national[pairs["a"]] | national[pairs["b"]],
    }
    _judge(pairs, smaller, lifts, _allowed(pairs, scenario), scenario.competition)
    return Competition(pairs)


def _allowed(pairs: pd.DataFrame, scenario: Scenario) -> Any:
    """Tell for every pair whether the scenario allows it by name."""
    named = {
        pair for table in scenario.allowed for pair in combinations(sorted(set(table.plans)), 2)
    }
    both = zip(pairs["plan_a"], pairs["plan_b"], strict=True)
    return np.fromiter((pair in named for pair in both), dtype=bool, count=len(pairs))


def _judge(
    pairs: pd.DataFrame,
    smaller: Ints,
    lifts: dict[str, Any],
    allowed: Any,
    rules: Sequence[CompetitionRule],
) -> None:
    """Let the first rule that applies and is not lifted decide; a pair without one is free.

    Of an allowed pair a rule that forbids only reports.
    """
    count = len(pairs)
    rule = np.full(count, "", dtype=object)
    verdict = np.full(count, "free", dtype=object)
    weight = np.zeros(count, dtype=np.int64)
    lifted = np.full(count, "", dtype=object)
    open_ = np.ones(count, dtype=bool)
    for table in rules:
        applies = open_ & _applies(table, pairs, smaller)
        for reason in dict.fromkeys(table.lifted_by):
            _mark(lifted, applies & lifts[reason], f"{table.rule}:{reason}")
        for reason in table.lifted_by:
            applies = applies & ~lifts[reason]
        rule[applies], verdict[applies] = table.rule, table.verdict
        if table.verdict == "forbid":
            _mark(lifted, applies & allowed, f"{table.rule}:{ALLOWED}")
            verdict[applies & allowed] = "report"
        weight[applies] = table.weight if table.verdict == "penalise" else 0
        open_ &= ~applies
    pairs.insert(2, "rule", rule)
    pairs.insert(3, "verdict", verdict)
    pairs.insert(4, "weight", weight)
    pairs.insert(5, "lifted", lifted)


def _mark(lifted: Any, where: Any, mark: str) -> None:
    """Add to what was lifted."""
    marked = [f"{text}|{mark}".lstrip("|") for text in lifted[where]]
    lifted[where] = np.array(marked, dtype=object)


def _applies(table: CompetitionRule, pairs: pd.DataFrame, smaller: Ints) -> Any:
    """Tell for every pair whether a rule applies, before any lifting."""
    same_sector = pairs["shared_sectors"].to_numpy() > 0
    match table:
        case Overlap():
            enough = (
                pairs["shared_population"].to_numpy() * SCALE >= scaled(table.min_share) * smaller
            )
            return (pairs["shared_cells"].to_numpy() > 0) & enough
        case SharedParty():
            shared = pairs["shared_boards"].to_numpy() + pairs["shared_institutes"].to_numpy()
            return same_sector & (shared > 0)
        case Neighbours():
            near = (pairs["shared_municipalities"].to_numpy() > 0) | pairs["adjacent"].to_numpy()
            return same_sector & pairs["same_labour_market_region"].to_numpy() & near


def _evidence(plans: Plans, places: Sequence[Territory], regions: Regions) -> pd.DataFrame:
    """Return the pairs that show any evidence, with all of it."""
    count, units = len(plans), len(regions)
    covers = _incidence([place.municipalities for place in places], range(units))
    teaches = _incidence([place.sectors for place in places], SECTORS)
    cells = sparse.hstack([covers.multiply(teaches[:, [s]]) for s in range(len(SECTORS))]).tocsr()
    people = np.array([m.population for m in regions.municipalities], dtype=np.int64)
    hectares = np.array([m.area_ha for m in regions.municipalities], dtype=np.int64)
    a, b = np.array(regions.borders, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(a), dtype=np.int64)
    borders = sparse.csr_array((ones, (a, b)), shape=(units, units))
    areas = sorted({m.labour_market_region_code for m in regions.municipalities})
    markets = _incidence(
        [
            {regions.municipalities[m].labour_market_region_code for m in p.municipalities}
            for p in places
        ],
        areas,
    )
    index = {plan_id: p for p, plan_id in enumerate(plans.ids)}
    agreed = [(p, index[q]) for p, plan in enumerate(plans.rows) for q in plan.agreements]
    first, second = np.array(agreed, dtype=np.int64).reshape(-1, 2).T
    told = sparse.csr_array(
        (np.ones(len(first), dtype=np.int64), (first, second)), shape=(count, count)
    )
    products = {
        "shared_cells": cells @ cells.T,
        "shared_population": cells.multiply(np.tile(people, len(SECTORS))) @ cells.T,
        "shared_municipalities": covers @ covers.T,
        "shared_area_ha": covers.multiply(hectares) @ covers.T,
        "shared_boards": _common([plan.boards for plan in plans.rows]),
        "shared_institutes": _common([plan.institutes for plan in plans.rows]),
        "adjacent": covers @ (borders + borders.T) @ covers.T,
        "same_labour_market_region": markets @ markets.T,
        "agreement": told + told.T,
    }
    columns = {name: _upper(product, count) for name, product in products.items()}
    keys = np.unique(np.concatenate([found for found, _ in columns.values()]))
    frame = pd.DataFrame({"a": keys // count, "b": keys % count})
    for name, (found, values) in columns.items():
        column = np.zeros(len(keys), dtype=np.int64)
        column[np.searchsorted(keys, found)] = values
        frame[name] = column > 0 if name in FLAGS else column
    frame["shared_sectors"] = _at(teaches, frame["a"].to_numpy(), frame["b"].to_numpy())
    return frame


def _incidence(rows: Sequence[Iterable[Hashable]], columns: Iterable[Hashable]) -> sparse.csr_array:
    """Return the 0/1 matrix that tells which row holds which column."""
    position = {column: j for j, column in enumerate(columns)}
    cells = [(i, position[item]) for i, row in enumerate(rows) for item in row]
    i, j = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(i), dtype=np.int64)
    return sparse.csr_array((ones, (i, j)), shape=(len(rows), len(position)))


def _common(parties: Sequence[frozenset[str]]) -> sparse.csr_array:
    """Return how many members every two sets have in common."""
    incidence = _incidence(parties, sorted(frozenset().union(*parties)))
    common: sparse.csr_array = incidence @ incidence.T
    return common


def _upper(product: sparse.csr_array, count: int) -> tuple[Ints, Ints]:
    """Return the cells above the diagonal as sorted keys `a * count + b`, with their values."""
    upper = sparse.triu(product, k=1).tocoo()
    keys = upper.row.astype(np.int64) * count + upper.col
    held = upper.data > 0
    order = np.argsort(keys[held])
    return keys[held][order], upper.data[held][order]


def _at(teaches: sparse.csr_array, a: Ints, b: Ints) -> Ints:
    """Return how many sectors the plans of each pair share."""
    dense = teaches.toarray()
    shared: Ints = (dense[a] * dense[b]).sum(axis=1)
    return shared

"""Evidence of competition: what every two plans have in common.

All of it comes from sparse incidence products over municipalities and sectors. Only areas that
are shared with a drawn plan come from polygons.

Pairs that share nothing but a labour-market region are left out: no rule can ever decide about
one. `overlap` asks for shared cells and `shared_party` for a shared board or institute; of the
rules only `neighbours` looks at the labour-market region, and it asks for a shared municipality
or a border besides.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from selector.competition import FLAGS, Evidence
from selector.geography.territory import Territory, least_area
from selector.intake.types import Plans, Regions
from selector.numbers import HECTARE
from selector.scenario import TerritoryTable
from selector.vocabulary import SECTORS

Ints = np.ndarray[Any, np.dtype[np.int64]]
Found = tuple[Ints, Ints]  # sorted keys `a * number of plans + b`, and their values

DENSE = 20_000  # plans up to which a table of all pairs fits in memory


def find_evidence(
    plans: Plans, places: Sequence[Territory], regions: Regions, table: TerritoryTable
) -> Evidence:
    """Return all evidence as the rules of competition ask for it."""
    pairs, measured = collect_evidence(plans, places, regions)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    populations = np.array([place.population(regions) for place in places], dtype=np.int64)
    small = pairs["shared_area_m2"].to_numpy() < least_area(table)
    return Evidence(pairs, np.minimum(populations[a], populations[b]), sliver=measured & small)


def collect_evidence(
    plans: Plans, places: Sequence[Territory], regions: Regions
) -> tuple[pd.DataFrame, Any]:
    """Return the pairs that show any evidence, in order, and of which the area was measured.

    A labour-market region in common is told of these pairs, and makes no pair by itself.
    Columns: `a`, `b` (positions, a < b), the counts, the flags and `shared_sectors`.
    """
    count = len(plans)
    covers = incidence([place.municipalities for place in places], range(len(regions)))
    teaches = incidence([place.sectors for place in places], SECTORS)
    columns = {
        **_ground(covers, teaches, regions),
        "shared_boards": _common([plan.boards for plan in plans.rows]),
        "shared_institutes": _common([plan.institutes for plan in plans.rows]),
        "agreement": _upper(_agreements(plans)),
    }
    measured = _measured(places, regions, count)
    columns["shared_area_m2"] = _replaced(columns["shared_area_m2"], measured, places, count)
    keys = _united([found for found, _ in columns.values()], count)
    frame = pd.DataFrame({"a": keys // max(count, 1), "b": keys % max(count, 1)})
    a, b = frame["a"].to_numpy(), frame["b"].to_numpy()
    for name, (found, values) in columns.items():
        column = np.zeros(len(keys), dtype=np.int64)
        column[np.searchsorted(keys, found)] = values
        frame[name] = column > 0 if name in FLAGS else column
    frame["same_labour_market_region"] = _same_market(places, regions, a, b)
    dense = teaches.toarray()
    frame["shared_sectors"] = sum(
        (dense[a, s] * dense[b, s] for s in range(len(SECTORS))), np.zeros(len(keys), np.int64)
    )
    drawn = _drawn(places)
    return frame, drawn[a] | drawn[b]


def incidence(rows: Sequence[Iterable[Hashable]], columns: Iterable[Hashable]) -> sparse.csr_array:
    """Return the 0/1 matrix that tells which row holds which column."""
    position = {column: j for j, column in enumerate(columns)}
    cells = [(i, position[item]) for i, row in enumerate(rows) for item in row]
    i, j = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(i), dtype=np.int64)
    return sparse.csr_array((ones, (i, j)), shape=(len(rows), len(position)))


def municipal_areas(regions: Regions) -> Ints:
    """Return square metres per municipality: within its boundaries, else its land."""
    if regions.boundaries is not None:
        from selector.geography.drawn import boundary_areas

        return boundary_areas(regions)
    return np.array([m.area_ha * HECTARE for m in regions.municipalities], dtype=np.int64)


def _ground(
    covers: sparse.csr_array,
    teaches: sparse.csr_array,
    regions: Regions,
) -> dict[str, Found]:
    """Return what two plans share on the map."""
    cells = sparse.hstack([covers.multiply(teaches[:, [s]]) for s in range(len(SECTORS))]).tocsr()
    people = np.array([m.population for m in regions.municipalities], dtype=np.int64)
    a, b = np.array(regions.borders, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(a), dtype=np.int64)
    borders = sparse.csr_array((ones, (a, b)), shape=(len(regions), len(regions)))
    return {
        "shared_cells": _upper(cells @ cells.T),
        "shared_population": _upper(cells.multiply(np.tile(people, len(SECTORS))) @ cells.T),
        "shared_municipalities": _upper(covers @ covers.T),
        "shared_area_m2": _upper(covers.multiply(municipal_areas(regions)) @ covers.T),
        "adjacent": _upper(covers @ (borders + borders.T) @ covers.T),
    }


def _same_market(places: Sequence[Territory], regions: Regions, a: Ints, b: Ints) -> Any:
    """Tell of pairs of plans whether they have a labour-market region in common."""
    codes = [m.labour_market_region_code for m in regions.municipalities]
    held = [{codes[m] for m in place.municipalities} for place in places]
    bits = np.packbits(incidence(held, sorted(set(codes))).toarray() > 0, axis=1)
    return (bits[a] & bits[b]).any(axis=1)


def _agreements(plans: Plans) -> sparse.csr_array:
    """Return who recorded an agreement with whom, in both directions."""
    index = {plan_id: p for p, plan_id in enumerate(plans.ids)}
    agreed = [(p, index[q]) for p, plan in enumerate(plans.rows) for q in plan.agreements]
    a, b = np.array(agreed, dtype=np.int64).reshape(-1, 2).T
    told = sparse.csr_array((np.ones(len(a), np.int64), (a, b)), shape=(len(plans), len(plans)))
    both: sparse.csr_array = (told + told.T).tocsr()
    return both


def _common(parties: Sequence[frozenset[str]]) -> Found:
    """Return how many members every two sets have in common."""
    matrix = incidence(parties, sorted(frozenset().union(*parties)))
    return _upper(matrix @ matrix.T)


def _upper(product: sparse.csr_array) -> Found:
    """Return the positive cells above the diagonal, in order."""
    product.sort_indices()
    count = product.shape[0]
    rows = np.repeat(np.arange(count), np.diff(product.indptr))
    held = (product.indices > rows) & (product.data > 0)
    keys = rows[held].astype(np.int64) * count + product.indices[held]
    return keys, product.data[held].astype(np.int64)


def _drawn(places: Sequence[Territory]) -> Any:
    """Tell which plans handed in a polygon."""
    return np.array([place.drawn is not None for place in places], dtype=bool)


def _measured(places: Sequence[Territory], regions: Regions, count: int) -> Found:
    """Return the areas that drawn plans share with others, measured on their polygons."""
    if not _drawn(places).any():
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    from selector.geography.shared_areas import measured_areas

    a, b, area = measured_areas(places, regions)
    keys = a.astype(np.int64) * count + b
    order = np.argsort(keys)
    return keys[order], area[order]


def _replaced(found: Found, measured: Found, places: Sequence[Territory], count: int) -> Found:
    """Put what was measured in the place of whole municipalities, where a drawn plan takes part."""
    drawn = _drawn(places)
    if not drawn.any():
        return found
    keys, areas = found
    whole = ~(drawn[keys // count] | drawn[keys % count])
    keys = np.concatenate([keys[whole], measured[0]])
    areas = np.concatenate([areas[whole], measured[1]])
    order = np.argsort(keys)
    return keys[order], areas[order]


def _united(found: Sequence[Ints], count: int) -> Ints:
    """Return all keys once, in order."""
    if count > DENSE:
        return np.unique(np.concatenate(found))
    seen = np.zeros(count * count, dtype=bool)
    for keys in found:
        seen[keys] = True
    return np.flatnonzero(seen)

"""What is published about a pair beyond what a rule needs: names, borders and distance."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from selector.geography.distance import Centre, centres, metres_between
from selector.geography.evidence import Ints, incidence
from selector.geography.territory import Territory
from selector.intake.types import Plans, Regions
from selector.vocabulary import SECTORS

COLUMNS = (
    "border_km", "distance_km", "sectors", "municipalities", "boards", "institutes",
    "labour_market_regions",
)  # fmt: skip


class Details:
    """Tells of any pairs what they share by name, and how they lie.

    `border_km` is the length of the municipal borders between what only the one and what only
    the other covers; `distance_km` lies between their centres, None with a national plan. Names
    are joined by `|`, municipalities and labour-market regions in order of code.
    """

    def __init__(self, plans: Plans, places: Sequence[Territory], regions: Regions) -> None:
        self.plans, self.places, self.regions = plans, places, regions

    def of(self, a: Ints, b: Ints) -> pd.DataFrame:
        """Return a row for every pair of positions, in the order given."""
        return pd.DataFrame(
            {
                "border_km": self._border_metres(a, b) / 1000,
                "distance_km": metres_between(self._centres, a, b) / 1000,
                "sectors": _shared(*self._sectors, a, b),
                "municipalities": _shared(*self._municipalities, a, b),
                "boards": _shared(*self._boards, a, b),
                "institutes": _shared(*self._institutes, a, b),
                "labour_market_regions": _shared(*self._markets, a, b),
            }
        )

    def _border_metres(self, a: Ints, b: Ints) -> Ints:
        """Return the length of the borders between the territories outside what they share.

        All borders between the one and the other, less those on which a shared municipality
        lies: of these the ones between two shared municipalities were taken off too often.
        """
        if not len(a):
            return np.zeros(0, np.int64)
        rows, at = np.unique(a, return_inverse=True)
        held, _ = self._municipalities
        near, inside, edges, lengths = self._borders
        whole = near[rows] @ held.T
        touching = inside[rows] @ held.T + held[rows] @ inside.T
        shared = 2 * (edges[rows].multiply(lengths) @ edges.T)
        metres = (whole - touching + shared).tocsr()
        metres.sum_duplicates()  # and sort, to look up fast
        found: Ints = np.asarray(metres[at, b], dtype=np.int64).ravel()
        return found

    @cached_property
    def _borders(self) -> tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array, Ints]:
        """Return of every plan its metres of border by municipality, and the borders inside.

        By municipality: with all that the plan covers, and the same of the plan's own
        municipalities only. Last are the lengths of the borders.
        """
        held, _ = self._municipalities
        a, b = np.array(self.regions.borders, dtype=np.int64).reshape(-1, 2).T
        metres = np.array(self.regions.border_metres or [0] * len(a), dtype=np.int64)
        one_way = sparse.csr_array((metres, (a, b)), shape=(len(self.regions),) * 2)
        near = (held @ (one_way + one_way.T)).tocsr()
        columns = held.tocsc()
        return (
            near,
            near.multiply(held).tocsr(),
            columns[:, a].multiply(columns[:, b]).tocsr(),
            metres,
        )

    @cached_property
    def _centres(self) -> tuple[Centre | None, ...]:
        return centres(self.plans, self.places, self.regions)

    @cached_property
    def _sectors(self) -> tuple[sparse.csr_array, Sequence[str]]:
        return incidence([place.sectors for place in self.places], SECTORS), SECTORS

    @cached_property
    def _municipalities(self) -> tuple[sparse.csr_array, Sequence[str]]:
        covered = [place.municipalities for place in self.places]
        names = [m.name for m in self.regions.municipalities]
        return incidence(covered, range(len(names))), names

    @cached_property
    def _boards(self) -> tuple[sparse.csr_array, Sequence[str]]:
        return _parties([plan.boards for plan in self.plans.rows])

    @cached_property
    def _institutes(self) -> tuple[sparse.csr_array, Sequence[str]]:
        return _parties([plan.institutes for plan in self.plans.rows])

    @cached_property
    def _markets(self) -> tuple[sparse.csr_array, Sequence[str]]:
        units = self.regions.municipalities
        names = {m.labour_market_region_code: m.labour_market_region for m in units}
        codes = sorted(names)
        held = [
            {units[m].labour_market_region_code for m in place.municipalities}
            for place in self.places
        ]
        return incidence(held, codes), [names[code] for code in codes]


def _parties(sets: Sequence[frozenset[str]]) -> tuple[sparse.csr_array, Sequence[str]]:
    known = sorted(frozenset().union(*sets))
    return incidence(sets, known), known


def _shared(held: sparse.csr_array, names: Sequence[str], a: Ints, b: Ints) -> list[str]:
    """Return what both of every pair hold, by name; each distinct set is joined once."""
    both = held[a].multiply(held[b]).tocsr()
    both.sort_indices()
    raw, width = both.indices.tobytes(), both.indices.itemsize
    joined: dict[bytes, str] = {}
    found = [""] * len(a)
    some = np.flatnonzero(np.diff(both.indptr))
    ends = zip(
        some.tolist(), both.indptr[some].tolist(), both.indptr[some + 1].tolist(), strict=True
    )
    for pair, start, end in ends:
        key = raw[start * width : end * width]
        text = joined.get(key)
        if text is None:
            text = joined[key] = "|".join(names[i] for i in both.indices[start:end])
        found[pair] = text
    return found

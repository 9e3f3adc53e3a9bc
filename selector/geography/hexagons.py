"""The hexagon map: one hexagon per municipality, as near as possible to where it lies.

The centroids are first pushed apart until every municipality has room for its hexagon, with
neighbours held together. Then hexagons of one grid are given out by optimal assignment: the
least sum of squared distances. The result is kept in `hexagons.csv` beside the regions.
"""

import csv
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from selector import resources
from selector.intake.types import Regions

Points = np.ndarray[Any, np.dtype[np.float64]]

SPACING = 10_700.0  # metres between centres: 342 hexagons cover about the land area of 2021
ROUNDS = 600
FILE = "hexagons.csv"


def layout(regions: Regions) -> dict[str, tuple[int, int]]:
    """Return column and row per code: from the kept file, else computed."""
    kept = _kept(resources.regions() / FILE)
    codes = [m.code for m in regions.municipalities]
    if all(code in kept for code in codes) and len(kept) == len(codes):
        return {code: kept[code] for code in codes}
    return compute_layout(regions)


def compute_layout(regions: Regions) -> dict[str, tuple[int, int]]:
    """Give every municipality a cell (column, row) of a grid with shifted odd rows."""
    # Only a regions table without a kept layout needs these; they take long to load.
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial import cKDTree

    points = _spread(regions)
    columns = np.arange(
        int(points[:, 0].min() / SPACING) - 2, int(points[:, 0].max() / SPACING) + 3
    )
    height = SPACING * sqrt(3) / 2
    rows = np.arange(int(points[:, 1].min() / height) - 2, int(points[:, 1].max() / height) + 3)
    cells = [(int(column), int(row)) for row in rows for column in columns]
    centres = np.array([centre(*cell) for cell in cells])
    near = np.unique(cKDTree(centres).query(points, k=40)[1])
    distance = ((points[:, None, :] - centres[None, near, :]) ** 2).sum(axis=2)
    _, taken = linear_sum_assignment(np.round(distance))
    return {m.code: cells[near[t]] for m, t in zip(regions.municipalities, taken, strict=True)}


def centre(column: int, row: int) -> tuple[float, float]:
    """Return the centre of a cell in metres; odd rows are shifted by half a cell."""
    return (column + 0.5 * (row % 2)) * SPACING, row * SPACING * sqrt(3) / 2


def corners(column: int, row: int) -> list[tuple[float, float]]:
    """Return the six corners of a cell, point upwards."""
    x, y = centre(column, row)
    radius = SPACING / sqrt(3)
    half = SPACING / 2
    return [
        (x, y + radius), (x + half, y + radius / 2), (x + half, y - radius / 2),
        (x, y - radius), (x - half, y - radius / 2), (x - half, y + radius / 2),
    ]  # fmt: skip


def _spread(regions: Regions) -> Points:
    """Push the centroids apart to one spacing, pull neighbours together, hold to the start."""
    from scipy.spatial import cKDTree

    start = np.array([(m.x, m.y) for m in regions.municipalities])
    points = start.copy()
    a, b = np.array(regions.borders).T
    for step in range(ROUNDS):
        cooling = 1 - step / ROUNDS
        move = np.zeros_like(points)
        gap = points[b] - points[a]
        length = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1.0)
        pull = (0.10 * np.clip(length - SPACING, 0, SPACING) / length)[:, None] * gap
        np.add.at(move, a, pull)
        np.add.at(move, b, -pull)
        pairs = cKDTree(points).query_pairs(SPACING, output_type="ndarray")
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        i, j = pairs.T
        gap = points[j] - points[i]
        length = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1.0)
        push = (0.35 * (SPACING - length) / length)[:, None] * gap
        np.add.at(move, i, -push)
        np.add.at(move, j, push)
        move += 0.02 * cooling * (start - points)
        points = points + move
    return points


@cache
def _kept(path: Path) -> dict[str, tuple[int, int]]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}

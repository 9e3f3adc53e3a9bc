"""The layers of the GeoPackage: what is true in EPSG:28992, hexagons apart.

Without boundaries `aanvragen` and `gemeenten` are points, for nothing else is known of where they
lie; what the hexagons show stands in layers of another name that have no place on earth. With
boundaries they are areas, and the points stand beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas
import pandas as pd
import shapely
from shapely import Point

from selector.dictionary import GIVEN, PAIRS, PLANS, TOWNS, Table
from selector.geography.distance import centre
from selector.geography.shapes import municipal_shapes
from selector.geography.source import shape_source
from selector.intake.geo_file import RD
from selector.outcome import Outcome
from selector.publish.competition_layers import competition_layers, multipolygon
from selector.publish.marks import marks
from selector.publish.tables import plans_table
from selector.texts import Texts, load_texts
from selector.vocabulary import SHARES

Shape = Literal["MultiPolygon", "LineString", "Point"]
# What a layer shows, by which its title, description and style are known.
Theme = Literal["plans", "towns", "shared", "lines"]


@dataclass(frozen=True)
class Layer:
    """A layer: its rows, their geometry type, the columns of the dictionary that it has.

    `kind` is how what it shows is drawn: `areas`, `points`, `hexagons` or `lines`. Hexagons have
    no reference system.
    """

    name: str
    theme: Theme
    kind: Literal["areas", "points", "hexagons", "lines"]
    shape: Shape
    frame: geopandas.GeoDataFrame
    tables: tuple[Table, ...]
    title: str
    description: str


def layers_of(result: Outcome, language: str) -> tuple[Layer, ...]:
    """Return the layers of a result, those that matter most first."""
    texts = load_texts(language)
    regions = result.problem.regions
    shapes, real = municipal_shapes(regions), regions.boundaries is not None
    areas = geopandas.GeoSeries(shapes, crs=RD) if real else _nowhere(shapes)
    kind, tail = ("areas", "") if real else ("hexagons", "_zeshoeken")
    beside = "_midden" if real else ""
    shared, lines = competition_layers(result, areas)
    plans, towns = _plans(result, language), _towns(result)
    rows = (
        (f"aanvragen{tail}", "plans", kind, _with(plans, _territories(result, areas), areas.crs)),
        (f"gemeenten{tail}", "towns", kind, _with(towns, _units(areas), areas.crs)),
        (f"aanvragen{beside}", "plans", "points", _with(plans, _centres(result), RD)),
        (f"gemeenten{beside}", "towns", "points", _with(towns, _centroids(result), RD)),
        (f"concurrentie{tail or '_gebied'}", "shared", kind, shared),
        ("concurrentie_grens", "lines", "lines", lines),
    )
    ordered = rows if real else (rows[2], rows[3], rows[0], rows[1], *rows[4:])
    return tuple(_layer(result, texts, *row) for row in ordered)  # type: ignore[arg-type]


def _layer(
    result: Outcome,
    texts: Texts,
    name: str,
    theme: Theme,
    kind: Literal["areas", "points", "hexagons", "lines"],
    frame: geopandas.GeoDataFrame,
) -> Layer:
    shapes: dict[str, Shape] = {"points": "Point", "lines": "LineString"}
    tables = {"plans": (PLANS, GIVEN), "towns": (TOWNS,)}.get(theme, (PAIRS,))
    said = [texts(f"layer.{theme}_{kind}"), *_sources(result, kind, texts)]
    said += [f"{mark[:1].upper()}{mark[1:]}." for mark in marks(result, texts.language)]
    title = texts(f"layer.title_{theme}_{kind}")
    return Layer(
        name, theme, kind, shapes.get(kind, "MultiPolygon"), frame, tables, title, " ".join(said)
    )


def _sources(result: Outcome, kind: str, texts: Texts) -> list[str]:
    """Return where the shapes come from; of points nothing but the table is needed."""
    if kind in ("areas", "hexagons"):
        return [texts(f"map.source_{shape_source(result.problem.regions)}")]
    return []


def _with(table: pd.DataFrame, shapes: Sequence[Any], crs: Any) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(table.copy(), geometry=list(shapes), crs=crs)


def _nowhere(shapes: geopandas.GeoSeries) -> geopandas.GeoSeries:
    """Return the same shapes without a reference system."""
    return geopandas.GeoSeries(shapes.to_numpy(), index=shapes.index, crs=None)


def _plans(result: Outcome, language: str) -> pd.DataFrame:
    """Return the columns of `plans.csv`; shares are numbers, and none where there is no number."""
    table = plans_table(result, language)
    for name in set(SHARES).intersection(table.columns):
        table[name] = pd.to_numeric(table[name], errors="coerce").astype("float64")
    return table.rename(columns=PLANS.names)


def _towns(result: Outcome) -> pd.DataFrame:
    problem = result.problem
    chosen = set(result.selected)
    within: list[list[str]] = [[] for _ in problem.regions.municipalities]
    for plan, place in zip(problem.plans.rows, problem.places, strict=True):
        if plan.plan_id in chosen:
            for m in place.municipalities:
                within[m].append(f"{plan.plan_id} ({'+'.join(plan.sectors)})")
    rows = [
        (unit.code, unit.name, unit.population, "|".join(found))
        for unit, found in zip(problem.regions.municipalities, within, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(TOWNS.names.values()))


def _territories(result: Outcome, areas: geopandas.GeoSeries) -> list[shapely.Geometry]:
    units = areas.to_numpy()
    places = result.problem.places
    return [multipolygon(shapely.union_all(units[list(p.municipalities)])) for p in places]


def _units(areas: geopandas.GeoSeries) -> list[shapely.Geometry]:
    return [multipolygon(unit) for unit in areas]


def _centres(result: Outcome) -> list[Point | None]:
    """Return the population-weighted centre of every plan; a national one has no place."""
    problem = result.problem
    points = (centre(place, problem.regions) for place in problem.places)
    return [
        None if plan.national else Point(float(x), float(y))
        for plan, (x, y) in zip(problem.plans.rows, points, strict=True)
    ]


def _centroids(result: Outcome) -> list[Point]:
    return [Point(unit.x, unit.y) for unit in result.problem.regions.municipalities]

"""`cohort.gpkg`: the plans and municipalities on the map, for a GIS."""

from pathlib import Path

import geopandas
import pyogrio
import shapely

from selector.dictionary import PLANS
from selector.intake.geo_file import RD
from selector.outcome import Outcome
from selector.publish.canvas import shapes_of
from selector.publish.competition_layers import competition_layers, multipolygon
from selector.publish.tables import plans_table


def write_geopackage(result: Outcome, folder: Path, language: str) -> None:
    """Write layers `aanvragen` (one multipolygon a plan), `gemeenten` and of competing pairs.

    All in EPSG:28992. Shapes are boundaries when there are any, else hexagons. A fixed date
    inside keeps the file the same from run to run.
    """
    path, problem = folder / "cohort.gpkg", result.problem
    shapes = shapes_of(result)
    units = shapes.to_numpy()
    plans = plans_table(result, language).rename(columns=PLANS.names)
    areas = [shapely.union_all(units[list(place.municipalities)]) for place in problem.places]
    layer = geopandas.GeoDataFrame(plans, geometry=[multipolygon(area) for area in areas], crs=RD)
    chosen = set(result.selected)
    within: list[list[str]] = [[] for _ in units]
    for plan, place in zip(problem.plans.rows, problem.places, strict=True):
        if plan.plan_id in chosen:
            for m in place.municipalities:
                within[m].append(f"{plan.plan_id} ({'+'.join(plan.sectors)})")
    towns = geopandas.GeoDataFrame(
        {
            "code": [m.code for m in problem.regions.municipalities],
            "gemeente": [m.name for m in problem.regions.municipalities],
            "inwoners": [m.population for m in problem.regions.municipalities],
            "gekozen_aanvragen": ["|".join(found) for found in within],
        },
        geometry=[multipolygon(unit) for unit in units],
        crs=RD,
    )
    previous = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2023-05-11T00:00:00Z"})
    try:
        layer.to_file(path, layer="aanvragen", driver="GPKG", engine="pyogrio")
        towns.to_file(path, layer="gemeenten", driver="GPKG", engine="pyogrio", mode="a")
        for name, kind, pairs in competition_layers(result, shapes):
            pairs.to_file(
                path, layer=name, driver="GPKG", engine="pyogrio", mode="a", geometry_type=kind
            )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": previous})

"""`cohort.gpkg`: the plans and municipalities on the map, for a GIS."""

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyogrio

from selector.outcome import Outcome
from selector.publish.layer_tables import describe
from selector.publish.layers import Layer, layers_of
from selector.texts import load_texts

UNDEFINED = "-1"  # the undefined Cartesian reference system of the standard
SETTINGS = {
    "OGR_CURRENT_DATE": "2023-05-11T00:00:00Z",  # one day, whatever the day is
    "OGR_SQLITE_SYNCHRONOUS": "OFF",  # whoever writes the folder waits for the disk, once
}


def write_geopackage(result: Outcome, folder: Path, language: str) -> None:
    """Write the layers of a result, with titles for their columns and a style for each in QGIS.

    What is true is in EPSG:28992, hexagons are in an undefined Cartesian system. A fixed date
    inside keeps the file the same from run to run.
    """
    path, layers = folder / "cohort.gpkg", layers_of(result, language)
    with _set():
        for layer in layers:
            _write(layer, path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA synchronous = OFF")
        describe(database, layers, load_texts(language), result.theme)


def _write(layer: Layer, path: Path) -> None:
    options = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
    if layer.kind == "hexagons":
        options["SRID"] = UNDEFINED
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        layer.frame.to_file(
            path, layer=layer.name, driver="GPKG", engine="pyogrio", geometry_type=layer.shape,
            mode="a" if path.exists() else "w", layer_options=options,
        )  # fmt: skip


@contextmanager
def _set() -> Iterator[None]:
    """Write with the settings of this room, and leave those that were there."""
    previous = {name: pyogrio.get_gdal_config_option(name) for name in SETTINGS}
    pyogrio.set_gdal_config_options(SETTINGS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(previous)

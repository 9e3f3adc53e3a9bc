"""What the maps share: the shapes of the country, styles, and how a figure is saved."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path as MplPath

from selector.geography.shapes import municipal_shapes
from selector.outcome import Outcome
from selector.texts import Texts

INK, QUIET, PAPER = "#1A1A1A", "#555555", "#FFFFFF"
STYLE = {
    "font.family": "sans-serif",
    "hatch.linewidth": 0.7,
    "svg.fonttype": "none",  # text stays text: to be searched, read aloud, and kept small
    "svg.hashsalt": "selector",
    "axes.titley": 1.0,  # where it stands: else it is looked for among ticks that are not shown
    "text.parse_math": False,  # a `$` in a name is a dollar
}


def shapes_of(result: Outcome) -> geopandas.GeoSeries:
    """Return the shape of every municipality, by code: its boundary or its hexagon."""
    return municipal_shapes(result.problem.regions)


def shown_date(result: Outcome, texts: Texts) -> str:
    """Return the day of the run in words."""
    day = result.day
    return f"{day.day} {texts(f'month.{day.month}')} {day.year}"


def note_of(result: Outcome) -> str:
    """Return the key of the note on where the shapes come from."""
    return "map.note_borders" if result.problem.regions.boundaries is not None else "map.note_hex"


def country_path(shapes: Sequence[Any] | np.ndarray[Any, Any]) -> MplPath:
    """Return areas as one path of closed rings."""
    rings = shapely.get_rings(shapely.get_parts(np.asarray(shapes, dtype=object)))
    parts = [MplPath(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return MplPath.make_compound_path(*parts)


def fit(axes: Axes, units: "np.ndarray[Any, Any]") -> None:
    """Show the whole country and nothing else."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    west, south, east, north = shapely.total_bounds(units)
    margin = 0.01 * (north - south)
    axes.set_xlim(west - margin, east + margin)
    axes.set_ylim(south - margin, north + margin)


def save(figure: Figure, path: Path, title: str, alt: str) -> None:
    """Write PNG (150 dpi) and SVG with a text for who cannot see it, and no date inside."""
    FigureCanvasAgg(figure)
    quick: Any = {"pil_kwargs": {"compress_level": 3}}
    png = {"Description": alt, "Software": None}
    svg = {"Title": title, "Description": alt, "Date": None, "Creator": None}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # of a rare character, drawn as a box
        figure.savefig(path.with_suffix(".png"), dpi=150, metadata=png, **quick)
        figure.savefig(path.with_suffix(".svg"), metadata=svg)

"""Where the shapes of the municipalities come from, as every map says it."""

from typing import Literal

from selector.intake.types import Regions

ATTRIBUTION = "CBS en Kadaster, via PDOK (CC BY 4.0)"
_OFFICIAL = "grenzen.geojson"  # the name under which a run keeps what was downloaded
_HEAD = 1000  # bytes in which the attribution of a downloaded file stands

Source = Literal["hexagons", "official", "given"]


def shape_source(regions: Regions) -> Source:
    """Tell what the maps show: hexagons, the official boundaries, or those of another file.

    Official are those that `selector regions download` wrote, which carry their attribution.
    """
    if regions.boundaries is None:
        return "hexagons"
    head = regions.files.get(_OFFICIAL, b"")[:_HEAD]
    return "official" if f'"naamsvermelding":"{ATTRIBUTION}"'.encode() in head else "given"

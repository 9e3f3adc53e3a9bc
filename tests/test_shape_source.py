"""What a map says of where its shapes come from is so."""

import json
from dataclasses import replace

import geopandas
import pytest
from builders import EXAMPLE, MODELS
from test_marks import outcome_of

from selector import Regions, read_regions
from selector.geography.source import ATTRIBUTION, shape_source
from selector.publish.on_the_map import note_of
from selector.texts import load_texts

OFFICIAL = json.dumps({"type": "FeatureCollection", "naamsvermelding": ATTRIBUTION},
                      separators=(",", ":")).encode()  # fmt: skip


def drawn(**files: bytes) -> Regions:
    """The regions with boundaries from some files."""
    kept = {name.replace("_", "."): data for name, data in files.items()}
    return replace(read_regions(downloaded=False), boundaries=geopandas.GeoSeries(), files=kept)


def test_only_boundaries_that_were_downloaded_are_called_official() -> None:
    assert shape_source(read_regions(downloaded=False)) == "hexagons"
    assert shape_source(drawn(grenzen_geojson=OFFICIAL)) == "official"
    assert shape_source(drawn(grenzen_gpkg=OFFICIAL)) == "given"
    assert shape_source(drawn(grenzen_geojson=b"{}")) == "given"
    assert shape_source(drawn(krimp_csv=OFFICIAL)) == "given"


@pytest.mark.parametrize(("files", "said"), [
    ({}, "Grenzen: uit het opgegeven bestand."),
    ({"grenzen_geojson": OFFICIAL}, "Grenzen: CBS/Kadaster, CC BY 4.0."),
])  # fmt: skip
def test_the_licence_is_named_with_the_official_boundaries_only(
    files: dict[str, bytes], said: str
) -> None:
    found = outcome_of(EXAMPLE, MODELS / "krimp-eerst.toml")
    survey = replace(found.problem.survey, regions=drawn(**files))
    problem = replace(found.problem, survey=survey)
    assert load_texts("nl")(note_of(replace(found, problem=problem))) == said

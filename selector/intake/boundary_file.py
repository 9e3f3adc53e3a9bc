"""What must hold of a file of boundaries before GDAL opens it, which cannot be interrupted."""

import zipfile
from pathlib import Path, PurePosixPath

from selector.door import MAX_BOUNDARIES, MAX_BYTES, MEGABYTE, check_regular
from selector.errors import InputError, Message, shorten
from selector.intake.computed_layers import computed_layers

MAX_PARTS = 1000
_SHAPEFILE = b"\x00\x00\x27\x0a"
_SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".qmd")
_ZIPPED = {".shp", *_SIDE_FILES, ".geojson", ".json", ".xml", ".txt", ".md", ".pdf", ".html", ""}


def check_boundary_file(path: Path) -> None:
    """Refuse what is no GeoPackage of plain tables, GeoJSON or shapefile (also zipped), or too big.

    Raises `InputError`.
    """
    check_regular(path, MAX_BOUNDARIES)
    file = shorten(path.name)
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(b"SQLite format 3"):
        faults = computed_layers(file, path)
    elif start.startswith(b"PK"):
        faults = _of_zip(file, path)
    elif start.startswith(_SHAPEFILE):
        for side in filter(Path.exists, (path.with_suffix(kind) for kind in _SIDE_FILES)):
            check_regular(side, MAX_BOUNDARIES)
        faults = []
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        check_regular(path, MAX_BYTES)
        faults = []
    else:
        faults = [Message("not_boundaries", file)]
    if faults:
        raise InputError(faults)


def _of_zip(file: str, path: Path) -> list[Message]:
    """Return what is wrong with a zip: too big when unpacked, or other things than shapefiles."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return [Message("damaged", file, params={"error": shorten(error, 120)})]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_BYTES:
        return [Message("too_big", file, params={"limit": MAX_BYTES // MEGABYTE})]
    others = [
        part.filename
        for part in parts
        if PurePosixPath(part.filename).suffix.casefold() not in _ZIPPED
    ]
    return [Message("not_boundaries", file, value=shorten(others[0]))] if others else []

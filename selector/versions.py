"""The versions with which a result was made: whoever writes it again knows what may differ."""

import platform
from functools import cache
from importlib.metadata import version

LIBRARIES = (
    "ortools", "matplotlib", "pillow", "pandas", "geopandas", "jinja2", "typst", "xlsxwriter",
)  # fmt: skip


def package_version() -> str:
    """Return the version of the package itself, without loading any library."""
    return _version("voorloper-selector")


def installed() -> dict[str, str]:
    """Return the versions on this machine: of the package, of what writes its files, and below."""
    import sqlite3

    import pyogrio
    import shapely

    return {
        "selector": package_version(),
        **{name: _version(name) for name in LIBRARIES},
        "geos": shapely.geos_version_string,
        "gdal": pyogrio.__gdal_version_string__,
        "sqlite": sqlite3.sqlite_version,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


@cache
def _version(name: str) -> str:
    """Return the version of a package; it is read from a file, and several outputs tell it."""
    return version(name)

"""Where the bundled regions, example round and scenarios are, and the downloaded boundaries.

A wheel carries the bundled ones inside the package; in a checkout they stand at the top of it.
"""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent


def regions() -> Path:
    """Return the folder with the facts about municipalities."""
    return _home("regions", "data/regions")


def example() -> Path:
    """Return the folder with the fictional example round."""
    return _home("example", "data/example")


def models() -> Path:
    """Return the folder with the bundled scenarios."""
    return _home("models", "models")


def themes() -> Path:
    """Return the folder with the bundled example of a theme."""
    return _home("themes", "data/themes")


def boundaries(year: int) -> Path:
    """Return where the downloaded boundaries of a year are kept, whether or not they are there.

    That is where the platform keeps the data of users, or the folder that the environment
    variable `SELECTOR_DATA` names.
    """
    from platformdirs import user_data_path

    home = os.environ.get("SELECTOR_DATA")
    data = Path(home) if home else user_data_path("selector", appauthor=False)
    return data / "boundaries" / str(year) / f"gemeente_gegeneraliseerd_{year}.geojson"


def _home(bundled: str, checkout: str) -> Path:
    inside = _BUNDLED / bundled
    return inside if inside.is_dir() else _CHECKOUT / checkout

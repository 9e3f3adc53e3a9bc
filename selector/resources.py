"""Where the bundled regions, example round and scenarios are.

A wheel carries them inside the package; in a checkout they stand at the top of it.
"""

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


def _home(bundled: str, checkout: str) -> Path:
    inside = _BUNDLED / bundled
    return inside if inside.is_dir() else _CHECKOUT / checkout

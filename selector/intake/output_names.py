"""The names of the columns of a plans file in our outputs, where some names are taken."""

from collections.abc import Sequence
from functools import cache

from selector.dictionary import PLANS

ADDED = tuple(field for field in PLANS if field.source != "input")
# What the layers of a GeoPackage need for themselves.
NEEDED = ("fid", "geom", "geometry")
SUFFIX = "_invoer"


@cache
def taken_names() -> frozenset[str]:
    """Return the names of our own columns, in files and in Python."""
    own = {name for field in ADDED for name in (field.key, field.name)}
    return frozenset({*own, *NEEDED})


def output_names(columns: Sequence[str]) -> dict[str, str]:
    """Return the name in the outputs of every column of the file.

    A taken name gets `_invoer` after it, as often as it takes to be another than those of all
    other columns; so no two columns can have one name, whatever their order.
    """
    names = {name: name for name in columns}
    for name in taken_names().intersection(columns):
        others = set(columns) - {name}
        while names[name] in taken_names() | others:
            names[name] += SUFFIX
    return names

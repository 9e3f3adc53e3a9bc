"""The names of the columns of a plans file in our outputs, where some names are taken."""

from collections.abc import Sequence

ADDED = ("verdict", "selected", "in_optimal", "context", "inwoners", "reasons", "antwoord")
# What the layers of a GeoPackage need for themselves.
NEEDED = ("fid", "geom", "geometry")
SUFFIX = "_invoer"


def output_names(columns: Sequence[str]) -> dict[str, str]:
    """Return the name in the outputs of every column of the file.

    A taken name gets `_invoer` after it, as often as it takes to be another than those of all
    other columns; so no two columns can have one name.
    """
    names = {name: name for name in columns}
    for name in columns:
        if name in ADDED or name in NEEDED:
            while names[name] in (*ADDED, *NEEDED) or names[name] in _others(names, name):
                names[name] += SUFFIX
    return names


def _others(names: dict[str, str], own: str) -> set[str]:
    return {shown for name, shown in names.items() if name != own}

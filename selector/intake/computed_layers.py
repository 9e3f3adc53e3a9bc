"""Whether a GeoPackage holds plain tables, asked of SQLite before GDAL opens it.

A view, a computed column or a virtual table runs what its maker wrote, for as long as he likes, and
GDAL cannot be interrupted. The index of shapes (R*Tree) and its triggers belong to the format.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

from selector.errors import Message, shorten

SECONDS = 10.0  # for a look at the schema
MAX_OBJECTS = 10_000  # tables, indices, triggers
_STEPS = 10_000  # of SQLite between two looks at the clock
_VIRTUAL, _INDEX = "CREATE VIRTUAL TABLE", "USING RTREE"


def computed_layers(file: str, path: Path) -> list[Message]:
    """Return a fault for everything in a GeoPackage that is no plain table; reads no row."""
    deadline = monotonic() + SECONDS
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.set_progress_handler(lambda: monotonic() > deadline, _STEPS)
            names = sorted(set(_computed(database)))
    except (sqlite3.Error, UnicodeError) as error:
        return [Message("damaged", file, params={"error": shorten(error, 120)})]
    return [Message("computed_layer", file, value=shorten(name)) for name in names]


def _computed(database: sqlite3.Connection) -> Iterator[str]:
    """Yield the names of views, virtual tables and tables with computed columns."""
    found = database.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(MAX_OBJECTS + 1)
    if len(found) > MAX_OBJECTS:
        raise sqlite3.DatabaseError(f"> {MAX_OBJECTS}")
    for kind, name, sql in found:
        made = " ".join(str(sql).upper().split())
        if kind == "view" or (made.startswith(_VIRTUAL) and _INDEX not in made):
            yield str(name)
        elif kind == "table" and not made.startswith(_VIRTUAL):
            columns = database.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,))
            if any(hidden for (hidden,) in columns):
                yield str(name)

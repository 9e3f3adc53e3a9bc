"""The tables of a GeoPackage, which is an SQLite database, read without trusting what is in it.

A view or trigger can hold a query without end, and SQLite would run it for whoever reads the
view. So only what the database itself calls a table is read, by name, within bounds.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from selector.verify.recount.files import OTHER, size_of
from selector.verify.recount.unreadable import Unreadable

SECONDS = 20.0  # of reading one database
MOST_ROWS = 250_000  # of one table
STEPS = 10_000  # of SQLite's machine between two looks at the clock


@dataclass(frozen=True)
class Stored:
    """The columns of a table, and its rows in their order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Database:
    """An SQLite database open for reading."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def check(self) -> None:
        """Raise `Unreadable` when its pages are damaged."""
        state = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if state != "ok":
            raise Unreadable("", state)

    def objects(self) -> dict[str, tuple[str, str]]:
        """Return kind and definition of everything in it, by name."""
        rows = self._connection.execute(
            "SELECT name, type, coalesce(sql, '') FROM sqlite_master LIMIT 10000"
        )
        return {str(name): (str(kind), str(sql)) for name, kind, sql in rows}

    def tables(self) -> list[str]:
        """Return the names of what are tables of its own: no views, and nothing virtual."""
        return [
            name
            for name, (kind, sql) in self.objects().items()
            if kind == "table" and not sql.lstrip().upper().startswith("CREATE VIRTUAL")
        ]

    def table(self, name: str, most: int = MOST_ROWS) -> Stored:
        """Return a table, which must be one and not a view; raises `Unreadable`."""
        if name not in self.tables():
            raise Unreadable(name, "table")
        quoted = name.replace('"', '""')
        found = self._connection.execute(f'SELECT * FROM "{quoted}" LIMIT {most + 1}')
        rows = tuple(found.fetchall())
        if len(rows) > most:
            raise Unreadable(name, f"> {most}")
        return Stored(tuple(column[0] for column in found.description), rows)


@contextmanager
def opened(path: Path, seconds: float = SECONDS) -> Iterator[Database]:
    """Open a database for reading; raises `Unreadable` when it is none, or takes too long."""
    size_of(path, OTHER)
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            end = monotonic() + seconds
            connection.set_progress_handler(lambda: monotonic() > end, STEPS)
            connection.execute("PRAGMA trusted_schema = OFF")
            yield Database(connection)
    except sqlite3.Error as error:
        raise Unreadable("", str(error)) from None


def refuse_views(path: Path) -> None:
    """Raise `Unreadable` when a view stands where whoever opens a GeoPackage reads it."""
    with opened(path) as database:
        views = {name for name, (kind, _) in database.objects().items() if kind == "view"}
        if any(name.casefold().startswith(("gpkg_", "rtree_")) for name in views):
            raise Unreadable(min(views))
        listed = {str(row["table_name"]) for row in database.table("gpkg_contents").records()}
        if views & listed:
            raise Unreadable(min(views & listed))


def records_of(
    path: Path, names: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of some tables by column name; raises `Unreadable`.

    Those that are `optional` can be absent.
    """
    with opened(path) as database:
        database.check()
        there = [name for name in optional if name in database.tables()]
        return {name: database.table(name).records() for name in (*names, *there)}

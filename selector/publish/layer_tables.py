"""What a GeoPackage says of its layers: titles of columns, and one style for each in QGIS.

Titles and meanings are rows of `gpkg_data_columns`, by the schema extension of the standard
(OGC 12-128r18, F.9); a style is a row of `layer_styles`, the table that QGIS looks in.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from selector.publish.layers import Layer
from selector.publish.qml import style
from selector.publish.velden import field_meaning
from selector.texts import Texts
from selector.theme import Theme

DAY = "2023-05-11T00:00:00.000Z"
SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"
_TABLES = (
    """CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
CONSTRAINT gdc_tn UNIQUE (table_name, name))""",
    """CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL,
constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
max_is_inclusive BOOLEAN, description TEXT,
CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))""",
    """CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)""",
)
_CONTENTS = """INSERT INTO gpkg_contents (table_name, data_type, identifier, description,
last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)"""


def describe(
    database: sqlite3.Connection, layers: Sequence[Layer], texts: Texts, theme: Theme
) -> None:
    """Add titles, meanings and styles to the layers of a new GeoPackage."""
    for table in _TABLES:
        database.execute(table)
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [("gpkg_data_columns", SCHEMA), ("gpkg_data_column_constraints", SCHEMA)],
    )
    database.execute(_CONTENTS, (DAY,))
    titles = [row for layer in layers for row in _titles(layer, texts)]
    database.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)", titles)
    styles = [
        (layer.name, layer.title, style(layer, texts, theme), layer.title) for layer in layers
    ]
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, ui,"
        f" update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', NULL, '{DAY}')",
        [(name, called[:30], qml, told) for name, called, qml, told in styles],
    )


def _titles(layer: Layer, texts: Texts) -> Iterator[tuple[str, str, str, str, str]]:
    for table in layer.tables:
        for field in table:
            if field.name in layer.frame.columns:
                title = table.title(field, texts)
                yield layer.name, field.name, title, title, field_meaning(table, field, texts)

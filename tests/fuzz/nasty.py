"""Values that were once trouble to some reader, and ways to put them into rows, trees and bytes."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Row = dict[str, Any]
Change = Callable[[Random, Any], Any]

TEXTS = (
    "", " ", "\x1b[31mrood", "\x9b2J", "\x1b]0;titel\x07", "\u202eomgekeerd", "twee\nregels",
    "a\u2028b", "\x00", "\ud800", "\ufeff", "=1+1", "@x", "\uff1d1+1", "$\\frac{}$", "$5 naar $10",
    "a" * 300, "a" * 40_000, "nan", "inf", "-1", "0", "1e400", "9" * 400, "½", "١٢", "1_000", "50%",
    "101%", "true", "null", "fid", "|", "a|a|b", "a;b,c", '"', "'", "{0} {x} %s", "../../x", "CON",
    "GM0363", "363", "Amsterdam", "Bergen", "GM9999", "po|vo|mbo", "landelijk", "A01", "a01",
    "2023-02-30", "28-04-2023", "2023-04-28T23:59:59+99:00", "0001-01-01", "ja", "nvt",
    "\U0001f9d1", "e" + "\u0301" * 200, "dubbele  spatie", "<b>&amp;", "\t", "\r\n", "\u00a0",
    "\u200b",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2, 10**6, 10**7, 2**63, 10**30, 10**400, -(10**30), 0.5, -0.5, 1.00005, 1e308, 1e-320,
    float("nan"), float("inf"), float("-inf"), True, False,
)  # fmt: skip
COLUMNS = (
    "fid", "geom", "geometry", "index", "level_0", "selected", "in_optimal", "reasons", "verdict",
    "context", "PLAN_ID", "plan_id", "Naam", " naam", "", "\x1b[31m", "\u202ekolom", "a\nb", "$x$",
    "ogc_fid", "rowid", "plan_a", "sectors", "x" * 300, "=kolom", "statcode",
)  # fmt: skip
GEOMETRIES: tuple[Any, ...] = (
    None, {}, [], "POINT (1 2)", {"type": "Point", "coordinates": [5, 52]},
    {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [[[5, 52]]]}, {"type": "Polygon"}, {"type": "Vlak"},
    {"type": "Polygon", "coordinates": [[[5, 52], [6, 53], [6, 52], [5, 53], [5, 52]]]},
    {"type": "Polygon", "coordinates": [[[5, 52], [6, 52], [6, 53]]]},
    {"type": "Polygon", "coordinates": [[[5, 52, 1], [6, 52, 1], [6, 53, 1], [5, 52, 1]]]},
    {"type": "Polygon", "coordinates": [[[1e308, 52], [6, 1e308], [6, 53], [1e308, 52]]]},
    {"type": "Polygon", "coordinates": [[[float("nan"), 52], [6, 52], [6, 53], [5, 52]]]},
    {"type": "Polygon", "coordinates": [[["5", "52"], [6, 52], [6, 53], [5, 52]]]},
    {"type": "Polygon", "coordinates": [[[5, 52], [5, 52], [5, 52], [5, 52]]]},
    {"type": "Polygon", "coordinates": [[[52, 5], [52, 6], [53, 6], [52, 5]]]},
    {"type": "MultiPolygon", "coordinates": [[[[5, 52], [5.1, 52], [5.1, 52.1], [5, 52]]]] * 3},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [5, 52]}]},
    {"type": "GeometryCollection", "geometries": []},
    {"type": "LineString", "coordinates": [[5, 52], [6, 53]]},
)  # fmt: skip


def value(random: Random) -> Any:
    """A value of any kind."""
    nested: Any = []
    for _ in range(random.choice((1, 3, 60))):
        nested = [nested] if random.random() < 0.5 else {"x": nested}
    return random.choice((random.choice(TEXTS), random.choice(NUMBERS), None, [], {}, nested,
                          list(random.sample(TEXTS, 3)), {random.choice(TEXTS): 1}))  # fmt: skip


def rows(random: Random, given: list[Row]) -> list[Row]:
    """A table with a few things changed: cells, columns, rows."""
    table = deepcopy(given)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if not table or not table[0]:
            break
        columns = list(table[0])
        column, row = random.choice(columns), random.choice(table)
        ways = ("swap", "all", "drop", "rename", "add", "row", "double", "order")
        what = random.choice((*["cell"] * 4, *ways))
        if what == "cell":
            row[column] = random.choice(TEXTS)
        elif what == "swap":
            other = random.choice(table)
            row[column], other[column] = other.get(column), row.get(column)
        elif what == "all":
            text = random.choice(TEXTS)
            table = [{**row, column: text} for row in table]
        elif what == "drop":
            table = [{k: v for k, v in row.items() if k != column} for row in table]
        elif what == "rename":
            name = random.choice((*COLUMNS, *columns))
            table = [{name if k == column else k: v for k, v in row.items()} for row in table]
        elif what == "add":
            name = random.choice(COLUMNS)
            table = [{**row, name: random.choice(TEXTS)} for row in table]
        elif what == "row":
            table.remove(row)
        elif what == "double":
            table.append(dict(row))
        else:
            random.shuffle(columns)
            table = [{k: row.get(k, "") for k in columns} for row in table]
    return table


def tree(random: Random, given: Any) -> Any:
    """JSON or TOML with a few places changed, somewhere deep."""
    copy = deepcopy(given)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        part: Any = copy
        above: Any = None
        key: Any = None
        while isinstance(part, dict | list) and part and random.random() < 0.85:
            above = part
            key = (
                random.choice(list(part)) if isinstance(part, dict) else random.randrange(len(part))
            )
            part = part[key]
        if above is None:
            continue
        what = random.choice(("value", "value", "value", "drop", "double", "name"))
        if what == "value":
            above[key] = value(random)
        elif what == "drop":
            del above[key]
        elif what == "double" and isinstance(above, list):
            above.append(deepcopy(part))
        elif isinstance(above, dict):
            above[random.choice((*TEXTS, str(key).upper()))] = above.pop(key)
    return copy


def blob(random: Random, data: bytes) -> bytes:
    """A file with bytes lost, changed or in another encoding."""
    at = random.randrange(len(data) + 1)
    flipped = bytearray(data)
    for _ in range(random.choice((1, 5, 50))):
        if flipped:
            flipped[random.randrange(len(flipped))] = random.randrange(256)
    return random.choice(
        (b"", data[:at], data[at:], bytes(flipped), data + data, b"\xef\xbb\xbf" + data,
         b"\xff\xfe" + data, data.decode("latin1").encode("utf-16"), data.replace(b"\n", b"\r"),
         data[:at] + b"\x00" * 10 + data[at:], b"PK\x03\x04" + data, b"{" * 5_000, b"[" * 200_000)
    )  # fmt: skip

"""From a raw table to `Plans`: every column by the contract, every fault at once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from selector.errors import InputError, Message, nearest, shorten, unreadable
from selector.intake import cells
from selector.intake.cells import CellFault
from selector.intake.csv_file import read_csv
from selector.intake.municipality_names import MunicipalityNames
from selector.intake.regions import read_regions
from selector.intake.table import MAX_BYTES, RawTable
from selector.intake.types import Plan, Plans, Regions
from selector.intake.xlsx_file import read_xlsx
from selector.vocabulary import ACCENTS, ASSESSMENTS, CONDITIONS, COOPERATION, ORIGIN, SECTORS


@dataclass(frozen=True)
class Column:
    """A column of the contract: is it required, is it a list, which words may stand in it."""

    name: str
    required: bool = False
    is_list: bool = False
    known: tuple[str, ...] = ()


COLUMNS = (
    Column("plan_id", required=True),
    Column("naam", required=True),
    Column("ingediend_op"),
    Column("sectoren", required=True, is_list=True, known=SECTORS),
    Column("gemeenten", is_list=True),
    Column("samenwerking", required=True, known=COOPERATION),
    Column("herkomst", required=True, known=ORIGIN),
    Column("uitdagingen", is_list=True),
    Column("accenten", is_list=True, known=ACCENTS),
    Column("governance", is_list=True),
    Column("ambitie"),
    Column("besturen", is_list=True),
    Column("opleidingen", is_list=True),
    Column("aandeel_besturen"),
    Column("aandeel_opleidingen"),
    Column("afstemming", is_list=True),
    *(Column(code, known=ASSESSMENTS) for code in CONDITIONS),
)
BY_NAME = {column.name: column for column in COLUMNS}


def read_plans(path: str | Path, regions: Regions | None = None) -> Plans:
    """Read a plans file (CSV, XLSX, GeoPackage or GeoJSON).

    Raises `InputError` with every fault at once.
    """
    source = Path(path)
    try:
        if source.stat().st_size > MAX_BYTES:
            limit = {"limit": MAX_BYTES >> 20}
            raise InputError([Message("too_big", file=source.name, params=limit)])
        data = source.read_bytes()
    except OSError as error:
        raise InputError([unreadable(source, error)]) from None
    except ValueError:  # a path with a NUL in it
        raise InputError([Message("no_such_file", file=shorten(path))]) from None
    return parse_plans(source.name, data, regions or read_regions())


def parse_plans(file: str, data: bytes, regions: Regions) -> Plans:
    """Read the bytes of a plans file; the format is told from its content."""
    table = _raw_table(file, data)
    faults = [*table.faults, *_header_faults(table, intact=not table.faults)]
    notes: list[Message] = []
    names = MunicipalityNames(regions)
    readers = _readers(names)
    plans: list[Plan] = []
    for i, (row, texts) in enumerate(table.rows):
        values: dict[str, Any] = {}
        named = dict(zip(table.header, texts, strict=True))
        for name, text in named.items():
            try:
                values[name] = readers[name](text) if name in readers else _extra(text)
            except CellFaults as several:
                faults += [_at(fault, file, row, name) for fault in several.faults]
            except CellFault as fault:
                faults.append(_at(fault, file, row, name))
        geometry = table.geometries[i] if table.geometries else None
        if named.get("gemeenten") == "" or "gemeenten" not in named:
            if geometry is None and values.get("samenwerking") not in (None, "landelijk"):
                faults.append(Message("no_territory", file, row, "gemeenten", value=""))
        elif geometry is not None:
            notes.append(Message("codes_over_geometry", file, row, "gemeenten"))
        notes += [Message("rounded_cell", file, row, n, value=named[n]) for n in _rounded(values)]
        plans.append(_plan(values, named, geometry, row))
    if table.header and not table.rows and not table.faults:
        faults.append(Message("no_plans", file))
    faults += _duplicate_ids(file, plans)
    faults += _agreement_faults(file, plans)
    if faults:
        raise InputError(_in_order(faults))
    notes += _header_notes(table) + _one_sided(file, plans)
    ordered = tuple(sorted(plans, key=lambda plan: plan.plan_id))
    digest = sha256(data).hexdigest()
    return Plans(ordered, table.header, file, data, digest, tuple(notes))


def _raw_table(file: str, data: bytes) -> RawTable:
    """Pick the reader by the first bytes: names of files are often wrong."""
    if not data.strip():
        return RawTable(file, (), (), faults=(Message("empty_file", file),))
    if data.startswith(b"PK"):
        return read_xlsx(file, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return RawTable(file, (), (), faults=(Message("old_excel", file),))
    if data.startswith(b"SQLite format 3"):
        from selector.intake.geo_file import read_geopackage

        return read_geopackage(file, data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        from selector.intake.geo_file import read_geojson

        return read_geojson(file, data)
    return read_csv(file, data)


class CellFaults(Exception):  # noqa: N818
    """Several faults in the items of one cell."""

    def __init__(self, faults: list[CellFault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


Reader = Callable[[str], Any]


def _readers(names: MunicipalityNames) -> Mapping[str, Reader]:
    """Return for every column of the contract how its cells are read."""
    special: dict[str, Reader] = {
        "plan_id": cells.plan_id,
        "ingediend_op": cells.moment,
        "gemeenten": lambda text: tuple(sorted(set(_each(names.codes(text), names.code)))),
        "ambitie": lambda text: cells.whole_between(text, 1, 5),
        "aandeel_besturen": cells.share,
        "aandeel_opleidingen": cells.share,
    }
    return {c.name: _checked(c, special.get(c.name) or _plain(c)) for c in COLUMNS}


def _plain(column: Column) -> Reader:
    if column.is_list:
        if column.known:
            return lambda text: _each(text, lambda item: cells.one_of(item, column.known))
        return lambda text: tuple(cells.split_list(text))
    if column.known:
        return lambda text: cells.one_of(text, column.known)
    return str


def _checked(column: Column, read: Reader) -> Reader:
    """Refuse an empty required cell; leave another empty one out; then read."""

    def reader(text: str) -> Any:
        if not text:
            if column.required:
                listed = ", ".join(column.known)
                raise CellFault("empty_cell_known" if listed else "empty_cell", "", known=listed)
            return () if column.is_list else None
        return read(cells.check_text(text))

    return reader


def _extra(text: str) -> tuple[str, ...]:
    """Read a column that the contract does not know: one text, or a list with `|`."""
    items = (item.strip() for item in cells.check_text(text).split("|"))
    return tuple(dict.fromkeys(item for item in items if item))


def _each(text: str, read: Callable[[str], str]) -> tuple[str, ...]:
    """Read every item of a list; raises `CellFaults` with all that are wrong."""
    found: list[str] = []
    faults: list[CellFault] = []
    for item in cells.split_list(text):
        try:
            found.append(read(item))
        except CellFault as fault:
            faults.append(fault)
    if faults:
        raise CellFaults(faults)
    if not found:
        raise CellFault("empty_cell", text)
    return tuple(dict.fromkeys(found))


def _at(fault: CellFault, file: str, row: int, column: str) -> Message:
    return Message(
        fault.code, file, row, column,
        value=fault.value, suggestion=fault.suggestion, params=fault.params,
    )  # fmt: skip


def _plan(values: Mapping[str, Any], named: Mapping[str, str], geometry: Any, row: int) -> Plan:
    """Make a plan of what could be read; with faults it is only used to find more of them."""

    def share(name: str) -> Any:
        return (values.get(name) or (None, False))[0]

    return Plan(
        plan_id=values.get("plan_id") or "",
        name=values.get("naam") or "",
        submitted=values.get("ingediend_op"),
        sectors=tuple(s for s in SECTORS if s in values.get("sectoren", ())),
        municipalities=values.get("gemeenten") or (),
        cooperation=values.get("samenwerking") or "",
        origin=values.get("herkomst") or "",
        boards=frozenset(values.get("besturen", ())),
        institutes=frozenset(values.get("opleidingen", ())),
        board_share=share("aandeel_besturen"),
        institute_share=share("aandeel_opleidingen"),
        agreements=frozenset(values.get("afstemming", ())),
        conditions={c: values[c] for c in CONDITIONS if values.get(c)},
        cells={name: _labels(name, values.get(name), text) for name, text in named.items()},
        geometry=geometry,
        row=row,
    )


def _labels(name: str, value: Any, text: str) -> tuple[str, ...]:
    """Return a cell as the labels that criteria and quotas see."""
    if isinstance(value, tuple) and (name not in BY_NAME or BY_NAME[name].is_list):
        return value
    if name == "ambitie" and value is not None:
        return (str(value),)
    if name in BY_NAME and BY_NAME[name].known and value:
        return (value,)
    return (text,) if text else ()


def _rounded(values: Mapping[str, Any]) -> list[str]:
    """Return the columns whose share had more than four places."""
    shares = ("aandeel_besturen", "aandeel_opleidingen")
    return [name for name in shares if (values.get(name) or (0, False))[1]]


def _header_faults(table: RawTable, intact: bool) -> list[Message]:
    """Find double and missing columns."""
    if not table.header:
        return []
    faults = [
        Message("double_column", table.file, 1, name, params={"count": count})
        for name, count in Counter(table.header).items()
        if count > 1
    ]
    unknown = [name for name in table.header if name not in BY_NAME]
    for column in COLUMNS:
        if column.required and column.name not in table.header:
            close = nearest(column.name, unknown)
            faults.append(Message("missing_column", table.file, 1, column.name, suggestion=close))
    return faults


def _header_notes(table: RawTable) -> list[Message]:
    """Tell which columns the contract does not know; they are kept."""
    missing = [c.name for c in COLUMNS if c.name not in table.header]
    return [
        Message("unknown_column", table.file, 1, name, suggestion=nearest(name, missing))
        for name in table.header
        if name not in BY_NAME
    ]


def _duplicate_ids(file: str, plans: list[Plan]) -> list[Message]:
    first: dict[str, int] = {}
    faults = []
    for plan in plans:
        if plan.plan_id and plan.plan_id in first:
            params = {"first": first[plan.plan_id]}
            faults.append(Message("double_id", file, plan.row, "plan_id", "", plan.plan_id, "", params))
        first.setdefault(plan.plan_id, plan.row)
    return faults


def _agreement_faults(file: str, plans: list[Plan]) -> list[Message]:
    """Find agreements with an unknown plan or with itself."""
    known = {plan.plan_id for plan in plans if plan.plan_id}
    faults = []
    for plan in plans:
        for other in sorted(plan.agreements):
            if other == plan.plan_id:
                faults.append(Message("agrees_with_itself", file, plan.row, "afstemming", "", other))
            elif other not in known:
                close = nearest(other, known - {plan.plan_id})
                faults.append(Message("no_such_plan", file, plan.row, "afstemming", "", other, close))
    return faults


def _one_sided(file: str, plans: list[Plan]) -> list[Message]:
    by_id = {plan.plan_id: plan for plan in plans}
    return [
        Message("one_sided", file, plan.row, "afstemming", value=other, params={"plan": plan.plan_id})
        for plan in plans
        for other in sorted(plan.agreements)
        if plan.plan_id not in by_id[other].agreements
    ]


def _in_order(faults: list[Message]) -> list[Message]:
    return sorted(faults, key=lambda fault: fault.row or 0)

"""From the bytes of a plans file to its plans: by the contract, every fault at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selector.errors import InputError, Message, shorten
from selector.intake import cells
from selector.intake.cells import CellFault
from selector.intake.columns import BY_NAME, COLUMNS, Column
from selector.intake.csv_file import read_csv
from selector.intake.example import nothing_in, without_example
from selector.intake.municipality_names import MunicipalityNames, beside
from selector.intake.records import Plan, Regions
from selector.intake.sorts import no_plans
from selector.intake.table import RawTable, failed
from selector.intake.typed.cells import as_meant
from selector.intake.typed.strict import expecting_iso, otherwise, to_the_letter
from selector.intake.uncertain import Doubt, has_several, settled
from selector.intake.unnamed import named as named_form
from selector.intake.whole_file import (
    agreement_faults,
    alike_ids,
    by_themselves,
    duplicate_ids,
    elsewhere,
    header_faults,
    header_notes,
    in_order,
    one_sided,
)
from selector.intake.xlsx_file import read_xlsx
from selector.vocabulary import CONDITIONS, NOT_APPLICABLE, SECTORS, SHARES

MAX_FAULTS = 10_000  # beyond these nobody reads on
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"  # how it starts
_OLE = {False: "old_excel", True: "encrypted"}


@dataclass(frozen=True)
class Manner:
    """How a plans file is read.

    `doubtful`: its cells may have several values. `strict`: what is written otherwise than the
    contract has it is a fault. `unnamed`: the form of an applicant may be without a plan_id, and
    gets one, which is noted. `part`: it is a part of a round (as such a form is), and the plans
    with which its plans have agreements are elsewhere.
    """

    doubtful: bool = False
    strict: bool = False
    unnamed: bool = False
    part: bool = False


USUAL = Manner()


@dataclass(frozen=True)
class Parsed:
    """The plans in order, the columns, what is worth knowing, and the cells in doubt."""

    rows: tuple[Plan, ...]
    columns: tuple[str, ...]
    notes: tuple[Message, ...]
    doubts: tuple[Doubt, ...] = ()


def parse(file: str, data: bytes, regions: Regions, how: Manner = USUAL) -> Parsed:
    """Return what a plans file holds.

    The format is told from the content. What is written otherwise than the contract has it but
    has one meaning is read so, and noted. Raises `InputError` with every fault at once.
    """
    shown = shorten(file)
    names = MunicipalityNames(regions)
    table = raw_table(shown, data)
    table = named_form(table) if how.unnamed else table
    table = to_the_letter(table) if how.strict else as_meant(table, names)
    table, doubts, wrong = settled(table) if how.doubtful else (table, (), ())
    faults = [*table.faults, *header_faults(table), *wrong]
    told = {(table.layout.row_of(fault), fault.column) for fault in table.faults}
    notes = list(table.notes)
    readers = _readers(names)
    plans: list[Plan] = []
    for i, (row, texts) in enumerate(table.rows):
        pairs = list(zip(table.header, texts, strict=True))
        named = dict(pairs)
        sound = [(name, text) for name, text in pairs if (row, name) not in told]
        values = _values(sound, readers, shown, row, faults)
        if len(faults) > MAX_FAULTS:
            raise InputError(table.layout.in_form(in_order(faults, table.header)))
        if values.get("gemeenten"):
            notes += _moved(names, shown, row, named["gemeenten"])
        geometry = table.geometries[i] if table.geometries else None
        if geometry is not None:
            notes += _drawn(values, geometry, shown, row)
        elif _homeless(values):
            faults.append(Message("no_territory", shown, row, "gemeenten", value=""))
        notes += [Message("rounded_cell", shown, row, n, value=named[n]) for n in _rounded(values)]
        plans.append(_plan(values, named, geometry, row))
    if table.header and not table.rows and not table.faults:
        faults.append(nothing_in(table))
    part = how.part or (how.unnamed and table.layout.is_form)
    faults += duplicate_ids(shown, plans) + agreement_faults(table, plans, part)
    if how.strict:
        faults = [*map(expecting_iso, faults), *otherwise(table, names, faults)]
    if faults:
        raise InputError(table.layout.in_form(in_order(faults, table.header)))
    notes += header_notes(table) + alike_ids(shown, plans)
    if part:
        notes += elsewhere(shown, plans)
        plans = by_themselves(plans)
    notes += one_sided(shown, plans)
    ordered = tuple(sorted(plans, key=lambda plan: plan.plan_id))
    return Parsed(ordered, table.header, tuple(table.layout.in_form(notes)), doubts)


def _values(
    texts: Iterable[tuple[str, str]],
    readers: "Mapping[str, Reader]",
    file: str,
    row: int,
    faults: list[Message],
) -> dict[str, Any]:
    """Read the cells of a row by column; what cannot be read is told, and left out."""
    values: dict[str, Any] = {}
    for name, text in texts:
        try:
            values[name] = readers.get(name, _extra)(text)
        except CellFaults as several:
            faults += [_at(fault, file, row, name) for fault in several.faults]
        except CellFault as fault:
            doubt = CellFault("uncertain_cell", shorten(text)) if has_several(name, text) else fault
            faults.append(_at(doubt, file, row, name))
    return values


def _homeless(values: Mapping[str, Any]) -> bool:
    """Tell whether a plan that is not national names no municipality."""
    local = values.get("samenwerking") not in (None, "landelijk")
    return local and values.get("gemeenten") == ()


def _drawn(values: Mapping[str, Any], geometry: Any, file: str, row: int) -> Iterator[Message]:
    """Yield what is worth knowing of a polygon: codes go before it, or it had to be repaired."""
    if values.get("gemeenten"):
        yield Message("codes_over_geometry", file, row, "gemeenten")
    elif not geometry.is_valid:
        yield Message("geometry_repaired", file, row, "geometry")


def meant_table(file: str, data: bytes, regions: Regions) -> RawTable:
    """Return a file as a plain table in which every cell with one meaning is as agreed.

    The form of an applicant without a plan_id has the one that it gets.
    """
    return as_meant(named_form(raw_table(file, data)), MunicipalityNames(regions))


def raw_table(file: str, data: bytes) -> RawTable:
    """Return a file as a plain table without the example row of the form."""
    return without_example(_by_content(file, data))


def _by_content(file: str, data: bytes) -> RawTable:
    """Read a file with the reader that its first bytes ask for, not its name."""
    if not data.strip():
        return failed(Message("empty_file", file))
    if fault := no_plans(file, data):
        return failed(fault)
    if data.startswith(b"PK") and _OPEN_DOCUMENT in data[:200]:
        return failed(Message("open_document", file))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_xlsx(file, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # also what Excel wraps a locked .xlsx in
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return failed(Message(_OLE[locked], file))
    if data.startswith(b"SQLite format 3"):
        from selector.intake.geo_file import read_geopackage

        return read_geopackage(file, data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        from selector.intake.geo_file import read_geojson

        return read_geojson(file, data)
    return read_csv(file, data)


def _moved(names: MunicipalityNames, file: str, row: int, text: str) -> list[Message]:
    """Return a note for every municipality of last year in a cell."""
    return [
        Message(
            "moved_municipality", file, row, "gemeenten", value=shorten(item),
            params={"named": beside(item, former.name), "year": former.year,
                    "successor": names.named(former.successors[0])},
        )
        for item in cells.split_list(names.codes(text))
        if (former := names.moved(item))
    ]  # fmt: skip


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
        "naam": cells.name,
        "ingediend_op": cells.moment,
        "gemeenten": lambda text: tuple(sorted(set(_each(names.codes(text), names.code)))),
        "ambitie": lambda text: cells.whole_between(text, 1, 5),
        **dict.fromkeys(SHARES, cells.share),
    }
    return {c.name: _checked(c, special.get(c.name) or _plain(c)) for c in COLUMNS}


def _plain(column: Column) -> Reader:
    if column.is_list:
        if column.known:
            return lambda text: _each(text, lambda item: cells.one_of(item, column.known))
        return lambda text: _each(text, cells.label)
    if column.known:
        return lambda text: cells.only_one_of(text, column.known)
    return str


def _checked(column: Column, read: Reader) -> Reader:
    """Read a cell, of which a required one must hold something; empty is `()` or None."""
    empty = () if column.is_list else None

    def reader(text: str) -> Any:
        value = read(text) if text else empty
        if value == empty and column.required:
            listed = ", ".join(column.known)
            raise CellFault("empty_cell_known" if listed else "empty_cell", text, known=listed)
        return value

    return reader


def _extra(text: str) -> tuple[str, ...]:
    """Read a column that the contract does not know: one text, or a list with `|`."""
    items = (item.strip() for item in text.split("|"))
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
    if name in SHARES and text.casefold() == NOT_APPLICABLE:
        return (NOT_APPLICABLE,)
    if name in BY_NAME and BY_NAME[name].known and value:
        return (value,)
    return (text,) if text else ()


def _rounded(values: Mapping[str, Any]) -> list[str]:
    """Return the columns whose share had more than four places."""
    return [name for name in SHARES if (values.get(name) or (0, False))[1]]

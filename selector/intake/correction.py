"""A plans file as it was typed, with what each cell should be and what still needs a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from selector.door import read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.columns import BY_NAME
from selector.intake.municipality_names import MunicipalityNames
from selector.intake.parsing import Manner, meant_table, parse
from selector.intake.plain import plain
from selector.intake.records import Regions
from selector.intake.table import RawTable
from selector.intake.typed.answers import answer_as_meant
from selector.intake.typed.cells import cell_as_meant
from selector.intake.typed.heading import ASIDE
from selector.intake.xlsx_parts import place
from selector.vocabulary import LIST_SEPARATOR, NOT_APPLICABLE, SHARES

_SEPARATORS = re.compile(r"[|,;]")
Place = tuple[int, int]  # a row as a spreadsheet counts it, and a position in it from 0


@dataclass(frozen=True)
class Spot:
    """A cell of the table: its column, what it should hold, and what is wrong with it."""

    column: str
    now: str
    faults: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Correction:
    """The table as meant, where its cells stand in the file, what is wrong and what is noted.

    `meant.sheet` has the rows as they were typed; what is not in `spots` is no cell of the table.
    `loose` holds the faults that are about no cell.
    """

    meant: RawTable
    spots: Mapping[Place, Spot]
    faults: tuple[Message, ...]
    notes: tuple[Message, ...]
    loose: tuple[Message, ...] = ()

    @property
    def aside(self) -> frozenset[int]:
        """Return the numbers of the rows above and below the table, which are not read."""
        return frozenset(n.row for n in self.notes if n.code in ASIDE and n.row is not None)

    @property
    def drawn(self) -> bool:
        """Tell whether the file holds geometry, which a sheet cannot."""
        return any(shape is not None for shape in self.meant.geometries or ())


def correct(path: Path, regions: Regions) -> Correction:
    """Read a plans file as far as it goes; raises `InputError` when it is not there at all."""
    file, data = shorten(path.name), read_whole(path)
    meant = meant_table(file, data, regions)
    faults, notes = list[Message](), list(meant.notes)
    try:
        notes = list(parse(file, data, regions, Manner(unnamed=True)).notes)
    except InputError as error:
        faults = list(error.faults)
    found = _answers if meant.layout.is_form else _cells
    spots = dict(found(meant, faults, MunicipalityNames(regions)))
    placed = {id(fault) for spot in spots.values() for fault in spot.faults}
    loose = tuple(fault for fault in faults if id(fault) not in placed)
    return Correction(meant, spots, _rowed(faults, meant), _rowed(notes, meant), loose)


def _rowed(messages: Sequence[Message], table: RawTable) -> tuple[Message, ...]:
    """Return messages with the row of the table; one about a form has that of the form."""
    return tuple(
        replace(m, row=table.rows[0][0]) if "cell" in m.params and table.rows else m
        for m in messages
    )


def _cells(
    table: RawTable, faults: Iterable[Message], _: MunicipalityNames
) -> Iterator[tuple[Place, Spot]]:
    """Yield the cells of a table with its headings; of a row left out, every cell."""
    wrong = _by_place(table, faults)
    header = zip(table.places, table.header, strict=True)
    yield from (((table.top, at), _heading(table, at, name, wrong)) for at, name in header)
    for number, row in table.rows:
        for at, name, text in zip(table.places, table.header, row, strict=True):
            told = wrong.get((number, name), ())
            yield (number, at), Spot(name, as_agreed(name, text), tuple(told))
    for number, texts in table.left:
        told = wrong.get((number, table.header[0]), ())
        yield from (((number, at), Spot("", text, tuple(told))) for at, text in enumerate(texts))


def _heading(
    table: RawTable, at: int, name: str, wrong: Mapping[tuple[int, str], Sequence[Message]]
) -> Spot:
    """Return a heading; a column that the contract does not know keeps the one it has."""
    typed = next(row[at] for number, row in table.sheet if number == table.top)
    told = tuple(wrong.get((table.top, name), ()))
    return Spot(name, name if name in BY_NAME else plain(typed), told)


def _by_place(
    table: RawTable, faults: Iterable[Message]
) -> Mapping[tuple[int, str], Sequence[Message]]:
    """Return the faults by row and column; one of a whole row is about its first cell."""
    found: dict[tuple[int, str], list[Message]] = {}
    for fault in faults:
        if fault.row is not None and table.header:
            known = fault.column in table.header
            if known or fault.row != table.top:
                column = fault.column if known else table.header[0]
                found.setdefault((fault.row, column), []).append(fault)
    return found


def _answers(
    table: RawTable, faults: Sequence[Message], names: MunicipalityNames
) -> Iterator[tuple[Place, Spot]]:
    """Yield the answers in the form of an applicant."""
    layout = table.layout
    placed = [layout.placed(fault) for fault in faults]
    for column, cells in layout.answers.items():
        for cell in cells:
            here = place(cell.row, cell.column)
            told = tuple(fault for fault in placed if fault.params.get("cell") == here)
            read = cell_as_meant(column, answer_as_meant(column, cell.text), names).text
            yield (cell.row, cell.column - 1), Spot(column, as_agreed(column, read), told)


def as_agreed(name: str, text: str) -> str:
    """Return a cell that is understood as the contract writes it to the letter: small words."""
    column = BY_NAME.get(name)
    if name in SHARES and text.casefold() == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if column is None or not column.known:
        return text
    items = [item.strip().casefold() for item in _SEPARATORS.split(text)]
    items = [item for item in items if item] if column.is_list else [text.casefold()]
    known = all(item in column.known for item in items)
    return LIST_SEPARATOR.join(dict.fromkeys(items)) if known else text

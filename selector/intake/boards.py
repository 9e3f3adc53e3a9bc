"""Where school boards have schools, from the open data of DUO (addresses of schools)."""

from collections.abc import Mapping
from pathlib import Path

from selector.door import MAX_TEXT, read_whole
from selector.errors import InputError, Message, nearest, shorten
from selector.intake.csv_file import read_csv

BOARD, MUNICIPALITY = "BEVOEGD GEZAG NUMMER", "GEMEENTENUMMER"


def read_boards(path: Path) -> Mapping[str, frozenset[str]]:
    """Return by number of the board the codes of the municipalities where it has a school.

    Takes the file as DUO gives it: `;` or `,`, UTF-8 or Windows-1252, numbers with or without
    leading zeros. Raises `InputError` with everything that is wrong.
    """
    data = read_whole(path, MAX_TEXT)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        data = data.decode("cp1252", errors="replace").encode()
    table = read_csv(shorten(path.name), data)
    faults = list(table.faults)
    header = [name.strip().upper() for name in table.header]
    faults += [
        Message("missing_column", table.file, table.top, name, suggestion=nearest(name, header))
        for name in (BOARD, MUNICIPALITY)
        if name not in header and not table.faults
    ]
    if faults:
        raise InputError(faults)
    board, town = header.index(BOARD), header.index(MUNICIPALITY)
    found: dict[str, set[str]] = {}
    for number, cells in table.rows:
        told = cells[town].strip().upper().removeprefix("GM")
        if told and not (told.isdigit() and len(told) <= 4):
            value = shorten(cells[town])
            faults.append(Message("bad_code", table.file, number, MUNICIPALITY, value=value))
        elif told and cells[board].strip():
            found.setdefault(cells[board].strip(), set()).add(f"GM{told:0>4}")
    if faults:
        raise InputError(faults)
    return {number: frozenset(codes) for number, codes in found.items()}

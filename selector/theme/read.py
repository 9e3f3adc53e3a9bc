"""Reading a theme: a TOML file with, if it has one, its logo beside it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message
from selector.scenario.faults import scenario_faults
from selector.scenario.texts import read_toml, unclean
from selector.theme.checks import colour_faults
from selector.theme.logo import read_logo
from selector.theme.look import THEME_FILE, Logo, Theme, theme_of
from selector.theme.tables import Colours, LogoTable, ThemeTable

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


def load_theme(path: str | Path) -> Theme:
    """Read a theme, with its logo from the same folder.

    Raises `InputError` with every fault at once: of keys, colours that are none or cannot be told
    apart, fonts that are not there, and of the logo.

    >>> theme = selector.load_theme(selector.resources.themes() / "voorbeeld.toml")
    >>> theme.colours.accent, theme.fonts.text, theme.logo.file
    ('#154273', 'DejaVu Sans', 'voorbeeld.svg')
    """
    source = Path(path)
    data = read_whole(source, MEGABYTE)
    return parse_theme(source.name, data, source.parent)


def read_kept_theme(folder: Path) -> Theme:
    """Return the theme that a run kept in a folder; raises `InputError`."""
    return load_theme(folder / THEME_FILE)


def parse_theme(file: str, data: bytes, folder: Path) -> Theme:
    """Return the theme of the bytes of a file; raises `InputError`."""
    tables = read_toml(file, data)
    if faults := unclean(tables, file):
        raise InputError(faults)
    faults, table = list[Message](), None
    try:
        table = ThemeTable.model_validate(tables)
    except ValidationError as error:
        faults += scenario_faults(error, ThemeTable, file)
    faults += colour_faults(_colours(tables.get("colours")), file)
    logo = _logo(tables.get("logo"), folder, file, faults)
    if faults or table is None:
        raise InputError(faults)
    return theme_of(table, logo, data)


def _colours(given: object) -> Mapping[str, str]:
    """Return every colour by its key; without those that were given and are none."""
    found: dict[str, Any] = Colours().model_dump(by_alias=True)
    given = given if isinstance(given, Mapping) else {}
    found |= {key: given[key] for key in found.keys() & given.keys()}
    return {k: v for k, v in found.items() if isinstance(v, str) and _COLOUR.fullmatch(v)}


def _logo(given: object, folder: Path, file: str, faults: list[Message]) -> Logo | None:
    """Return the logo; what is wrong with the file itself is added to the faults."""
    try:
        table = LogoTable.model_validate(given)
    except ValidationError:  # told with the tables, if there is one at all
        return None
    try:
        return read_logo(table, folder, file)
    except InputError as error:
        faults += error.faults
        return None

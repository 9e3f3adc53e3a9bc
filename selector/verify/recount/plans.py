"""The plans of a round, read anew from the file that was handed in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from selector.verify.recount import typed
from selector.verify.recount.dates import as_iso
from selector.verify.recount.exact import UNIT, read_number
from selector.verify.recount.facts import Facts
from selector.verify.recount.scenario import read_moment
from selector.verify.recount.tables import Table, read_table
from selector.verify.recount.towns import towns_meant
from selector.verify.recount.unreadable import Unreadable

SECTORS = ("po", "vo", "mbo")
MARKS = ("voldaan", "werkt_toe", "ontbreekt", "nvt")
CONDITIONS = ("a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2", "m1", "o1", "o2")
SHARES = ("aandeel_besturen", "aandeel_opleidingen")
WORDS: Mapping[str, tuple[str, ...]] = {  # columns in which only certain words may stand
    "sectoren": SECTORS,
    "samenwerking": ("lokaal", "regionaal", "bovenregionaal", "landelijk"),
    "herkomst": ("bestaand", "nieuw"),
    "accenten": ("werven", "matchen", "begeleiden", "opleiden", "professionaliseren"),
    **dict.fromkeys(CONDITIONS, MARKS),
}
LISTS = ("sectoren", "accenten", "uitdagingen", "governance", "besturen", "opleidingen",
         "afstemming")  # fmt: skip
TEXTS = ("plan_id", "naam", "ingediend_op", "ambitie", *SHARES)
KNOWN = frozenset((*WORDS, *LISTS, *TEXTS, "gemeenten"))
NEEDED = ("plan_id", "naam", "sectoren", "samenwerking", "herkomst")
EXAMPLE = "VOORBEELD"  # the plan_id of the example row of the form, which is no plan
_ALIASES = {"den haag": "'s-gravenhage", "den bosch": "'s-hertogenbosch"}


@dataclass(frozen=True)
class Plan:
    """A plan; `cells` holds its columns as labels, `towns` positions, `shares` ten-thousandths."""

    row: int
    cells: Mapping[str, tuple[str, ...]]
    towns: tuple[int, ...] = ()
    submitted: datetime | None = None
    shares: Mapping[str, int] = field(default_factory=dict)
    shape: Any = None

    def labels(self, column: str) -> tuple[str, ...]:
        """Return the labels in a column; none when the file does not have it."""
        return self.cells.get(column, ())

    def text(self, column: str) -> str:
        """Return a column as one text."""
        return "|".join(self.labels(column))

    @property
    def plan_id(self) -> str:
        """Return the plan_id."""
        return self.text("plan_id")

    @property
    def sectors(self) -> tuple[str, ...]:
        """Return the sectors in the order po, vo, mbo."""
        return tuple(s for s in SECTORS if s in self.labels("sectoren"))

    @property
    def national(self) -> bool:
        """Tell whether it is a national plan."""
        return self.text("samenwerking") == "landelijk"


def read_plans(data: bytes, facts: Facts) -> tuple[tuple[str, ...], tuple[Plan, ...]]:
    """Return the columns of the file and the plans in order of plan_id; raises `Unreadable`."""
    table = read_table(data)
    names = _names(facts)
    records = [(n, record) for n, record in table.records() if record.get("plan_id") != EXAMPLE]
    plans = [_plan(number, record, table, facts, names) for number, record in records]
    ids = Counter(plan.plan_id for plan in plans)
    for plan in plans:
        if ids[plan.plan_id] > 1:
            raise Unreadable(_place(plan.row, "plan_id"), plan.plan_id)
        for other in plan.labels("afstemming"):
            if other not in ids or other == plan.plan_id:
                raise Unreadable(_place(plan.row, "afstemming"), other)
    if not plans:
        raise Unreadable
    return table.header, tuple(sorted(plans, key=lambda plan: plan.plan_id))


def _plan(
    number: int, record: Mapping[str, str], table: Table, facts: Facts, names: Mapping[str, int]
) -> Plan:
    cells: dict[str, tuple[str, ...]] = {}
    towns: tuple[int, ...] = ()
    shares: dict[str, int] = {}
    for column in NEEDED:
        if not record.get(column):
            raise Unreadable(_place(number, column), record.get(column, ""))
    record = {column: _meant(column, text) for column, text in record.items()}
    for column, text in record.items():
        place = _place(number, column)
        if column == "gemeenten":
            towns = _towns(text, facts, names, place)
            cells[column] = tuple(facts.towns[t].code for t in towns)
        elif column in WORDS:
            words = _split(text.casefold()) if column in LISTS else _one(text.casefold())
            if not set(words) <= set(WORDS[column]):
                raise Unreadable(place, text)
            cells[column] = words
        elif column in LISTS:
            cells[column] = _split(text)
        elif column in TEXTS:
            cells[column] = _one(as_iso(text) if column == "ingediend_op" else text)
        else:
            cells[column] = tuple(dict.fromkeys(i for p in text.split("|") if (i := p.strip())))
    for column in (*SHARES, "ambitie"):
        text = record.get(column, "")
        if column in SHARES and text.casefold() == "nvt":
            cells[column] = ("nvt",)
            continue
        value = read_number(text) if text else None
        if text and (
            value is None or not 0 <= value <= (5 * UNIT if column == "ambitie" else UNIT)
        ):
            raise Unreadable(_place(number, column), text)
        if value is not None and column == "ambitie":
            cells[column] = (str(value // UNIT),)
        elif value is not None:
            shares[column] = value
    shape = table.shapes.get(number)
    if not (towns or shape is not None or record["samenwerking"].casefold() == "landelijk"):
        raise Unreadable(_place(number, "gemeenten"), "")
    try:
        submitted = read_moment(text) if (text := "|".join(cells.get("ingediend_op", ()))) else None
    except ValueError:
        raise Unreadable(_place(number, "ingediend_op"), record["ingediend_op"]) from None
    return Plan(number, cells, towns, submitted, shares, shape)


def _meant(column: str, text: str) -> str:
    """Return a cell as the contract writes it, when what was typed has one meaning."""
    if not text:
        return text
    if column in SHARES:
        return typed.share(text)
    if column not in WORDS:
        return text
    if column in LISTS:
        return "|".join(w for item in _split(text) for w in typed.words(item, WORDS[column]))
    return typed.word(text, WORDS[column])


def _place(row: int, column: str) -> str:
    return f"{row}, {column}"


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _split(text: str) -> tuple[str, ...]:
    """Split at `|`, `,`, `;` and line ends."""
    return tuple(dict.fromkeys(i for p in re.split(r"[|,;\n]", text) if (i := p.strip())))


def _towns(text: str, facts: Facts, names: Mapping[str, int], place: str) -> tuple[int, ...]:
    """Find municipalities by code (`GM0363`, `363`) or name, of which a few hold a comma."""
    today = {town.code: i for i, town in enumerate(facts.towns)}
    codes = {old: today[new] for old, (_, new) in facts.moved.items()} | today
    for town in facts.towns:
        if "," in town.name:
            spaced = re.escape(town.name).replace(r",\ ", r",\s*")
            text = re.sub(spaced, town.code, text, flags=re.IGNORECASE)
    found = set()
    for item in _split(text):
        number = re.fullmatch(r"(?:gm)?0*(\d{1,4})", item, re.IGNORECASE)
        where = codes.get(f"GM{int(number[1]):04}") if number else names.get(_fold(item))
        meant = [] if number or where == -1 else towns_meant(item, facts, names)
        if (where is None and not meant) or where == -1:
            raise Unreadable(place, item)
        found |= set(meant) if where is None else {where}
    return tuple(sorted(found))


def _names(facts: Facts) -> dict[str, int]:
    """Return the position of each municipality by every way to write its name; -1: more than one.

    `Bergen (NH.)` is also written without brackets; of `Nuenen, Gerwen en Nederwetten` the
    first part will do.
    """
    found: dict[str, int] = {}
    for i, town in enumerate(facts.towns):
        full = _fold(town.name)
        bare = full.replace("(", "").replace(")", "")
        for way in {full, bare, re.sub(r" \([^)]*\)$", "", full), full.split(",")[0]}:
            found[way] = -1 if way in found else i
    found = {alias: found[name] for alias, name in _ALIASES.items() if name in found} | found
    codes = {town.code: i for i, town in enumerate(facts.towns)}
    moved = {
        _fold(name): codes[new] for old, (name, new) in facts.moved.items() if old not in codes
    }
    return moved | found


def _fold(name: str) -> str:
    """Return a name without capitals, accents, points and double spaces."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().replace(".", "").split())

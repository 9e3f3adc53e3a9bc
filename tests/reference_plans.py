"""What the reference reads: plans, regions, and the evidence for each pair, by the design alone.

Independent of the package, like `reference.py`; input is assumed to be valid.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Table = Mapping[str, Any]
Cohort = tuple[int, ...]  # positions in the list of eligible plans

REQUIRED = ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2")
CLASSES = ("stedelijk", "niet-stedelijk", "krimp")
CLASS_TIES = ("krimp", "niet-stedelijk", "stedelijk")


class Municipality(NamedTuple):
    """Model, territory: one row of municipalities.csv, with its class under this scenario."""

    code: str
    landsdeel: str
    provincie: str
    labour_region: str
    population: int
    context: str
    x: int
    y: int


class Regions(NamedTuple):
    """The facts about regions, and the categories of each derived field in declared order."""

    municipalities: dict[str, Municipality]
    neighbours: dict[str, set[str]]
    code_of_name: dict[str, str]
    categories: dict[str, Sequence[str]]


class Plan(NamedTuple):
    """One application with its territory, derived fields and verdict."""

    plan_id: str
    row: dict[str, str]
    towns: frozenset[Municipality]
    sectors: frozenset[str]
    national: bool
    derived: dict[str, str]
    class_population: dict[str, int]


class Evidence(NamedTuple):
    """Model, competition: what two plans have in common."""

    towns: int
    parties: int
    adjacent: bool
    labour_region: bool
    agreement: bool
    national: bool
    sectors: int
    cell_population: int
    smaller_population: int


def number(value: object) -> Fraction:
    """Model, criteria: decimals of at most four places, the rest rounded half up."""
    text = str(value).replace(",", ".").replace(" ", "")
    exact = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    return Fraction(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def moment(value: object) -> datetime:
    """Contract, plans file: ISO 8601, and Europe/Amsterdam without an offset."""
    when = datetime.fromisoformat(str(value))
    zone = when.tzinfo or ZoneInfo("Europe/Amsterdam")
    return when.replace(tzinfo=zone).astimezone(UTC)


def items(cell: str) -> list[str]:
    """Contract, plans file: the distinct parts of a list inside a cell, sorted."""
    return sorted({part.strip() for part in re.split(r"[|;,]", cell)} - {""})


def per_mille(amounts: Mapping[str, int]) -> dict[str, int]:
    """Model, criteria: 1000 by largest remainder, ties in alphabetical order."""
    total = sum(amounts.values())
    exact = {key: Fraction(1000 * amount, total) for key, amount in amounts.items() if total}
    whole = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (whole[key] - exact[key], key))
    for key in by_remainder[: 1000 - sum(whole.values())]:
        whole[key] += 1
    return whole


def rows_of(path: Path) -> list[dict[str, str]]:
    """Contract, plans file: UTF-8 with or without BOM, `;` or `,` found out from the header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        rows = csv.DictReader(file, delimiter=delimiter)
        return [{key.strip(): cell.strip() for key, cell in row.items()} for row in rows]


def read_regions(folder: Path, territory: Table) -> Regions:
    """Model, territory and context: every municipality with its class and its neighbours."""
    shrinking = {"krimp", "anticipeer"} if territory.get("anticipeer_is_krimp") else {"krimp"}
    krimp = {row["code"] for row in rows_of(folder / "krimp.csv") if row["type"] in shrinking}
    urban = {str(value) for value in territory.get("urban_classes", (1, 2))}
    rows = rows_of(folder / "municipalities.csv")
    towns: dict[str, Municipality] = {}
    for row in rows:
        context = "stedelijk" if row["stedelijkheid"] in urban else "niet-stedelijk"
        towns[row["code"]] = Municipality(
            *(row["code"], row["landsdeel"], row["province"], row["arbeidsmarktregio_code"]),
            int(row["population"]),
            "krimp" if row["code"] in krimp else context,
            *(int(row["rd_x"]), int(row["rd_y"])),
        )
    neighbours: dict[str, set[str]] = {code: set() for code in towns}
    for row in rows_of(folder / "adjacency.csv"):
        neighbours[row["code_a"]].add(row["code_b"])
        neighbours[row["code_b"]].add(row["code_a"])
    categories: dict[str, Sequence[str]] = {
        "context": CLASSES,
        "context_shares": CLASSES,
        "sector_type": ("bovensectoraal", "sectoraal"),
        "herkomst": ("bestaand", "nieuw"),
        "samenwerking": ("lokaal", "regionaal", "bovenregionaal", "landelijk"),
        "landsdeel": [n for _, n in sorted({(r["landsdeel_code"], r["landsdeel"]) for r in rows})],
        "provincie": [n for _, n in sorted({(r["province_code"], r["province"]) for r in rows})],
    }
    names = {row["name"].casefold(): row["code"] for row in rows}
    return Regions(towns, neighbours, names, categories)


def municipality_codes(cell: str, names: Mapping[str, str]) -> set[str]:
    """Contract, plans file: codes `GM0363`, also `363`, or names (one of which has a comma)."""
    codes: set[str] = set()
    for part in (part.strip() for part in cell.split("|")):
        for piece in [part] if part.casefold() in names else items(part):
            digits = piece.removeprefix("GM")
            codes.add(f"GM{int(digits):04}" if digits.isdigit() else names[piece.casefold()])
    return codes


def population_by(towns: Iterable[Municipality], field: str, keys: Sequence[str]) -> dict[str, int]:
    """Population of the municipalities per value of `field`, in the order of the keys."""
    amounts = dict.fromkeys(keys, 0)
    for town in towns:
        name = getattr(town, field)
        if name in amounts:
            amounts[name] += town.population
    return amounts


def verdict_of(row: Table, rules: Table) -> str:
    """Model, eligibility: on time, no `ontbreekt`, few `werkt_toe`, and enough parties."""
    deadline = rules.get("deadline", "2023-04-28T23:59:59")
    unassessed = rules.get("unassessed", "werkt_toe")
    marks = [row.get(item) or unassessed for item in rules.get("required", REQUIRED)]
    late = bool(row.get("ingediend_op")) and moment(row["ingediend_op"]) > moment(deadline)
    too_open = marks.count("werkt_toe") > rules.get("max_werkt_toe", 4)
    too_few = any(
        row.get(share, "") not in ("", "nvt")
        and number(row[share]) < number(rules.get(f"min_{share}", 0))
        for share in ("aandeel_besturen", "aandeel_opleidingen")
    )
    if late or "ontbreekt" in marks or too_open or too_few:
        return "voldoet_niet"
    return "voorlopig" if "werkt_toe" in marks else "voldoet"


def make_plan(row: dict[str, str], regions: Regions, scenario: Table) -> Plan:
    """Model, territory, context and eligibility; contract, derived fields."""

    def largest(field: str, order: Sequence[str]) -> str:
        amounts = population_by(towns, field, order)
        return max(order, key=lambda name: amounts[name])  # the first of equals

    national = row["samenwerking"] == "landelijk"
    codes = municipality_codes(row.get("gemeenten", ""), regions.code_of_name)
    if national and not codes:
        codes = set(regions.municipalities)
    towns = frozenset(regions.municipalities[code] for code in codes)
    sectors = frozenset(items(row["sectoren"]))
    derived = {
        "context": largest("context", CLASS_TIES),
        "sector_type": "bovensectoraal" if len(sectors) > 1 else "sectoraal",
        "verdict": verdict_of(row, scenario.get("eligibility", {})),
    }
    for field in ("landsdeel", "provincie"):
        derived[field] = "landelijk" if national else largest(field, regions.categories[field])
    shares = population_by(towns, "context", CLASSES)
    return Plan(row["plan_id"], row, towns, sectors, national, derived, shares)


def evidence_of(a: Plan, b: Plan, neighbours: Mapping[str, set[str]]) -> Evidence:
    """Model, competition: the evidence for one pair, whatever the verdicts of the two plans."""

    def both(column: str) -> set[str]:
        return {*items(a.row.get(column, ""))} & {*items(b.row.get(column, ""))}

    shared, sectors = a.towns & b.towns, len(a.sectors & b.sectors)
    beside_a = {code for town in a.towns for code in neighbours[town.code]}
    recorded = ((a, b), (b, a))
    return Evidence(
        towns=len(shared),
        parties=len(both("besturen")) + len(both("opleidingen")),
        adjacent=any(town.code in beside_a for town in b.towns),
        labour_region=bool({t.labour_region for t in a.towns} & {t.labour_region for t in b.towns}),
        agreement=any(q.plan_id in items(p.row.get("afstemming", "")) for p, q in recorded),
        national=a.national or b.national,
        sectors=sectors,
        cell_population=sectors * sum(town.population for town in shared),
        smaller_population=min(len(p.sectors) * sum(t.population for t in p.towns) for p in (a, b)),
    )


def decides(rule: Table, pair: Evidence) -> bool:
    """Model, competition: whether a rule applies to a pair and is not lifted."""
    lifted_by = rule.get("lifted_by", ("afstemming", "landelijk"))
    agreed = pair.agreement and "afstemming" in lifted_by
    if agreed or (pair.national and "landelijk" in lifted_by) or not pair.sectors:
        return False
    if rule["rule"] == "overlap":
        least = number(rule.get("min_share", "0.05")) * pair.smaller_population
        return pair.towns > 0 and pair.cell_population >= least
    if rule["rule"] == "shared_party":
        return pair.parties > 0
    return pair.labour_region and (pair.towns > 0 or pair.adjacent)

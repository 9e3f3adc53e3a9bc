"""Random plans on real municipalities, for the rounds of the cross-checks."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

REGIONS = Path(__file__).parents[1] / "data" / "regions"
SECTORS = ("po", "vo", "mbo")
REQUIRED = ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2")
CONDITIONS = (*REQUIRED, "m1", "o1", "o2")
CONTEXT = ("stedelijk", "niet-stedelijk", "krimp")
FIELDS: dict[str, tuple[str, ...]] = {  # what a quota or a criterion can name, and its values
    "context": CONTEXT,
    "sector_type": ("bovensectoraal", "sectoraal"),
    "herkomst": ("bestaand", "nieuw"),
    "samenwerking": ("lokaal", "regionaal", "bovenregionaal", "landelijk"),
    "landsdeel": ("Noord-Nederland", "Oost-Nederland", "West-Nederland", "Zuid-Nederland"),
    "verdict": ("voldoet", "voorlopig"),
    "accenten": ("werven", "matchen", "begeleiden", "opleiden", "professionaliseren"),
    "uitdagingen": ("instroom", "uitstroom", "krapte", "kwaliteit"),
    "governance": ("stichting", "vereniging", "convenant"),
    "thema": ("digitaal", "taal", "techniek", "zorg"),
    "ambitie": ("1", "2", "3", "4", "5"),
}
# The submission times lie around the deadline of 28 April 23:59:59 in Amsterdam.
ON_TIME = ("", "2023-04-03", "2023-04-28T23:59:59", "2023-04-28T21:59:59Z", "2023-04-20T09:30:00")
LATE = ("2023-04-29", "2023-04-28T22:00:00Z", "2023-04-29T00:00:01+02:00")
Row = dict[str, str]
Table = dict[str, Any]


@cache
def municipalities() -> dict[str, Row]:
    """The municipalities by code."""
    with (REGIONS / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@cache
def provinces() -> tuple[str, ...]:
    """The names of the provinces in the order of their codes."""
    found = {(row["province_code"], row["province"]) for row in municipalities().values()}
    return tuple(name for _, name in sorted(found))


@cache
def neighbours() -> dict[str, list[str]]:
    """The neighbours of every municipality, sorted."""
    found: dict[str, set[str]] = {code: set() for code in municipalities()}
    with (REGIONS / "adjacency.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["code_a"]].add(row["code_b"])
            found[row["code_b"]].add(row["code_a"])
    return {code: sorted(codes) for code, codes in found.items()}


def some(rng: Random, values: Sequence[str], low: int, high: int) -> list[str]:
    """Between `low` and `high` different values, in random order."""
    return rng.sample(values, rng.randint(low, min(high, len(values))))


def territory(rng: Random, start: str) -> list[str]:
    """One to twelve municipalities, grown from a start along the borders."""
    codes, wanted = [start], rng.choice((1, 2, 3, 4, 6, 8, 12))
    while len(codes) < wanted:
        edge = sorted({n for code in codes for n in neighbours()[code]} - set(codes))
        if not edge:
            break
        codes.append(rng.choice(edge))
    return codes


def municipality_cell(rng: Random, codes: Sequence[str]) -> str:
    """The three ways of naming municipalities: code, bare number, name (one has a comma)."""
    names = [municipalities()[code]["name"] for code in codes]
    form = rng.choice(("code", "code", "code", "number", "name"))
    if form == "number":
        return "|".join(str(int(code[2:])) for code in codes)
    return "|".join(names if form == "name" and not any("," in n for n in names) else codes)


def share_cell(rng: Random) -> str:
    """A share of parties in one of the notations that files use; one in seven is not given."""
    thousandths = rng.randint(300, 1000)
    comma = f"{thousandths / 1000:.3f}".replace(".", ",")
    sign = f"{thousandths / 10:.1f}%"
    long = f"0.{thousandths - 300:03}{rng.randint(0, 999):03}"
    plain = f"{thousandths / 1000:.3f}"
    return rng.choice(
        ("", plain, comma, long, f"{thousandths // 10}%", sign, sign.replace(".", ","))
    )


def points_cell(rng: Random) -> str:
    """A content score from 0 to 10, sometimes empty, sometimes with more than four places."""
    value = rng.randint(0, 100_000)
    texts = ("", str(value // 10_000), f"{value / 10_000:.2f}", f"{value // 10_001}.{value:06}")
    return rng.choice((*texts, f"{value / 10_000:.1f}".replace(".", ",")))


def condition_cells(rng: Random, cross_sector: bool) -> Row:
    """Mostly met; some plans work towards a few items, lack one, or were not fully assessed."""
    cells = dict.fromkeys(CONDITIONS, "voldaan")
    marks = {"werkt_toe": rng.choice((0, 0, 0, 1, 2, 3, 4, 5)), "ontbreekt": rng.random() < 0.12}
    marks |= {"": rng.choice((0, 0, 0, 0, 1, 2)), "nvt": rng.choice((0, 1))}
    for mark, times in marks.items():
        for item in rng.sample(CONDITIONS, int(times)):
            cells[item] = mark
    return cells | ({"b3": "nvt"} if cross_sector else {})


def make_plans(rng: Random, n_plans: int) -> list[Row]:
    """The rows of the plans file, every known column filled in."""
    codes = sorted(municipalities())
    hot_spots = rng.sample(codes, 6)
    ids = [rng.choice(("A{:02}", "plan-{}")).format(n + 1) for n in range(n_plans)]
    busy = rng.random() < 0.3  # rounds in which the same parties turn up often
    boards = [f"B{n:02}" for n in range(15 if busy else 60)]
    institutes = [f"I{n:02}" for n in range(10 if busy else 40)]
    rows: list[Row] = []
    for plan_id in ids:
        national = rng.random() < 0.08
        crowd = rng.random() < 0.4
        towns = territory(rng, rng.choice(hot_spots if crowd else codes))
        sectors = some(rng, SECTORS, 1, rng.choice((1, 1, 2, 3)))
        agreed = some(rng, [other for other in ids if other != plan_id], 1, 3)
        rows.append(
            {
                "plan_id": plan_id,
                "naam": f"Plan {plan_id}; een «proef»",
                "ingediend_op": rng.choice(LATE if rng.random() < 0.08 else ON_TIME),
                "sectoren": "|".join(sectors),
                "gemeenten": municipality_cell(rng, towns),
                "samenwerking": rng.choice(FIELDS["samenwerking"][:3]),
                "herkomst": rng.choice(FIELDS["herkomst"]),
                "uitdagingen": "|".join(some(rng, FIELDS["uitdagingen"], 0, 3)),
                "accenten": "|".join(some(rng, FIELDS["accenten"], 0, 3)),
                "governance": "|".join(some(rng, FIELDS["governance"], 0, 2)),
                "ambitie": rng.choice(("", *FIELDS["ambitie"])),
                "besturen": "|".join(some(rng, boards, 0, 4)),
                "opleidingen": "|".join(some(rng, institutes, 0, 3)),
                "aandeel_besturen": share_cell(rng),
                "aandeel_opleidingen": share_cell(rng),
                "afstemming": "|".join(agreed) if rng.random() < 0.25 else "",
                **condition_cells(rng, len(sectors) > 1),
                "thema": "|".join(some(rng, FIELDS["thema"], 0, 3)),
                "punten": points_cell(rng),
            }
        )
        if national:
            rows[-1]["samenwerking"] = "landelijk"
            rows[-1]["gemeenten"] = "" if rng.random() < 0.6 else rows[-1]["gemeenten"]
    return rows

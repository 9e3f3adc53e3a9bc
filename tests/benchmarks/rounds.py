"""Fictional rounds of any size, on the real municipalities: what the benchmarks are measured on.

A plan is a connected territory in one corner of the country, with the boards and institutes of
that corner; conditions are mostly met. Everything hangs on one `random.Random`, and sets are
sorted before a draw, so a seed gives the same file on every machine.
"""

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

REGIONS = Path(__file__).parents[2] / "data" / "regions"
REQUIRED = ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2")
CHALLENGES = (
    "tekort_po", "tekortvakken", "zij_instroom", "vergrijzing", "grootstedelijk",
    "uitval_starters", "krimp_leerlingaantal", "onbevoegd_lesgeven",
)  # fmt: skip
ACCENTS = ("werven", "matchen", "begeleiden", "opleiden", "professionaliseren")
GOVERNANCE = (
    "vereniging", "bestuurlijke_tafel", "stichting", "samenwerkingsovereenkomst", "cooperatie",
)  # fmt: skip
SECTOR_SETS = (("po", "vo"), ("po", "vo", "mbo"), ("vo", "mbo"), ("po",), ("vo",), ("mbo",))
SECTOR_ODDS = (9, 5, 3, 5, 4, 3)  # as in the example round
BOARDS_PER_TOWN = 4  # in one sector; a plan names a few of them
Row = dict[str, str]


def write_round(folder: Path, plans: int, seed: int) -> Path:
    """Write `aanvragen.csv` with so many plans, and return its path."""
    rows = make_rows(plans, seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "aanvragen.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def make_rows(plans: int, seed: int) -> list[Row]:
    """Return the rows of the plans file, in order of plan_id."""
    rng = Random(f"{seed}:{plans}")
    codes = sorted(_municipalities())
    rows: list[Row] = []
    starts: dict[str, list[str]] = {}  # the plans that began in a municipality
    for number in range(1, plans + 1):
        plan_id = f"P{number:0{max(3, len(str(plans)))}}"
        start = rng.choice(codes)
        row = _row(rng, plan_id, number, start)
        around = sorted(
            {p for code in (start, *_neighbours()[start]) for p in starts.get(code, ())}
        )
        if around and rng.random() < 0.15:
            row["afstemming"] = rng.choice(around)
        starts.setdefault(start, []).append(plan_id)
        rows.append(row)
    return rows


def _row(rng: Random, plan_id: str, number: int, start: str) -> Row:
    """Return one plan; `afstemming` is filled in afterwards."""
    sectors = rng.choices(SECTOR_SETS, SECTOR_ODDS)[0]
    towns = _territory(rng, start)
    national = rng.random() < 0.04
    scale = "landelijk" if national else _scale(rng, len(towns))
    late = rng.random() < 0.03
    arrived = "2023-04-29T00:15:00" if late else f"2023-04-{rng.randint(3, 28):02}T12:00:00"
    return {
        "plan_id": plan_id,
        "naam": f"Fictieve onderwijsregio {number}",
        "ingediend_op": arrived if rng.random() < 0.97 else "",
        "sectoren": "|".join(sectors),
        "gemeenten": "" if national and rng.random() < 0.5 else "|".join(sorted(towns)),
        "samenwerking": scale,
        "herkomst": rng.choices(("bestaand", "nieuw"), (3, 2))[0],
        "uitdagingen": "|".join(rng.sample(CHALLENGES, rng.randint(1, 4))),
        "accenten": "|".join(rng.sample(ACCENTS, rng.randint(1, 4))),
        "governance": rng.choice(GOVERNANCE),
        "ambitie": str(rng.choices((1, 2, 3, 4, 5), (1, 7, 9, 7, 5))[0]),
        "besturen": "|".join(_boards(rng, sectors, towns)),
        "opleidingen": "|".join(_institutes(rng, start)),
        "aandeel_besturen": f"{rng.randint(40, 100) / 100:.2f}",
        "aandeel_opleidingen": f"{rng.randint(50, 100) / 100:.2f}",
        "afstemming": "",
        **_conditions(rng, cross_sector=len(sectors) > 1),
    }


def _territory(rng: Random, start: str) -> list[str]:
    """Return 1 to 12 municipalities around a start; one in five keeps to its labour market."""
    areas = _municipalities()
    wanted = rng.choice((1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 12))
    within = areas[start]["arbeidsmarktregio_code"] if rng.random() < 0.2 else None
    towns = {start}
    while len(towns) < wanted:
        edge = sorted(
            near
            for near in {n for town in towns for n in _neighbours()[town]} - towns
            if within in (None, areas[near]["arbeidsmarktregio_code"])
        )
        if not edge:
            break
        towns.add(rng.choice(edge))
    return sorted(towns)


def _scale(rng: Random, towns: int) -> str:
    """Return the scale of cooperation: larger territories work on a larger scale."""
    if towns <= 2:
        return rng.choice(("lokaal", "lokaal", "regionaal"))
    return rng.choices(("regionaal", "bovenregionaal"), (14 - towns, towns))[0]


def _boards(rng: Random, sectors: Sequence[str], towns: Sequence[str]) -> Iterator[str]:
    """Yield one or two boards in every sector, each from a town of the plan."""
    for sector in sectors:
        for _ in range(rng.randint(1, 2)):
            yield f"{sector.upper()}-{rng.choice(towns)}-{rng.randint(1, BOARDS_PER_TOWN)}"


def _institutes(rng: Random, start: str) -> list[str]:
    """Return one or two training institutes of the labour-market region."""
    area = _municipalities()[start]["arbeidsmarktregio_code"]
    return [f"{kind}-{area}" for kind in rng.sample(("PABO", "HLO", "ULO"), rng.randint(1, 2))]


def _conditions(rng: Random, cross_sector: bool) -> Row:
    """Return the conditions: mostly met, up to five in progress, seldom one that is missing."""
    cells = dict.fromkeys(REQUIRED, "voldaan") | {"b3": "nvt" if cross_sector else "voldaan"}
    for item in rng.sample(REQUIRED, rng.choice((0, 0, 0, 1, 1, 2, 3, 5))):
        cells[item] = "werkt_toe"
    if rng.random() < 0.06:
        cells[rng.choice(REQUIRED)] = "ontbreekt"
    optional = {item: rng.choice(("voldaan", "werkt_toe", "nvt")) for item in ("b4", "m1")}
    return cells | optional | {item: rng.choice(("voldaan", "nvt")) for item in ("o1", "o2")}


@cache
def _municipalities() -> dict[str, Row]:
    with (REGIONS / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {code: set() for code in _municipalities()}
    with (REGIONS / "adjacency.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["code_a"]].add(row["code_b"])
            found[row["code_b"]].add(row["code_a"])
    return {code: tuple(sorted(codes)) for code, codes in found.items()}

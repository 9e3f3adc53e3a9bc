"""Random rounds for the cross-checks: plans on real municipalities and a valid scenario.

Everything hangs on one `random.Random(seed)`; sets are sorted before a draw, so a seed gives the
same two files under every hash seed.
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from round_plans import (
    CONDITIONS,
    CONTEXT,
    FIELDS,
    ON_TIME,
    Row,
    Table,
    make_plans,
    provinces,
    some,
)


def maybe(rng: Random, chance: float, table: Table) -> Table:
    """The keys of a table, or none of them so that the defaults hold."""
    return table if rng.random() < chance else {}


def cut(rng: Random, whole: int, parts: int) -> list[int]:
    """A whole cut at random into so many parts, which may be 0."""
    marks = sorted(rng.randint(0, whole) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *marks], [*marks, whole], strict=True)]


def balance(rng: Random) -> Table:
    """A balance over a field, a set of shares or a label column, with every kind of target."""
    known = {**FIELDS, "context_shares": CONTEXT, "provincie": provinces()}
    field = rng.choice((*known, "context", "context_shares"))
    targets = ["equal", "applicants", "given", *(["default"] if rng.random() < 0.3 else [])]
    regional = field in {"context", "context_shares", "landsdeel", "provincie"}
    targets += ["population", "population"] if regional else []
    kind = rng.choice(targets)
    declared = some(rng, known[field], min(2, len(known[field])), 12)
    if rng.random() < 0.7:  # all of them, in their own order
        declared = list(known[field])
    if field in {"landsdeel", "provincie"} and rng.random() < 0.3:
        declared.append("landelijk")
    needs_list = field in {"verdict", "accenten", "uitdagingen", "governance", "thema", "ambitie"}
    criterion: Table = {"measure": "balance", "on": field}
    if kind == "given":
        criterion["target"] = dict(zip(declared, cut(rng, 1000, len(declared)), strict=True))
        needs_list = False
    elif kind != "default":
        criterion["target"] = kind
    return criterion | maybe(rng, 1 if needs_list else 0.6, {"categories": declared})


def coverage(rng: Random) -> Table:
    """A coverage of labels or categories."""
    lists = ("accenten", "uitdagingen", "governance", "thema")
    field = rng.choice((*lists, "samenwerking", "context"))
    criterion = {"measure": "coverage", "on": field, "categories": some(rng, FIELDS[field], 2, 5)}
    return criterion | maybe(rng, 0.5, {"at_least": rng.choice((1, 2, 2, 3))})


def total(rng: Random) -> Table:
    """A mean of a numeric column, within a range that holds all its values."""
    ranges = {"ambitie": [1, 5], "punten": rng.choice(([0, 10], [0, 12.5], [-1.25, 10]))}
    field = rng.choice(("ambitie", "punten", "aandeel_besturen", "aandeel_opleidingen"))
    return {"measure": "total", "on": field} | ({"range": ranges[field]} if field in ranges else {})


def spread(rng: Random) -> Table:
    """A dispersion over the map."""
    measure = {"measure": "dispersion", "on": rng.choice(("min_distance", "mean_distance"))}
    return measure | {"reference_km": rng.choice((25, 50, 62.5, 100, 150))}


def make_criteria(rng: Random, dispersion: bool) -> list[Table]:
    """One to six criteria, most of them balances."""
    makers = [balance, balance, balance, coverage, total] + ([spread, spread] if dispersion else [])
    made = [rng.choice(makers)(rng) for _ in range(rng.choice((1, 2, 3, 3, 4, 5, 6)))]
    if dispersion and rng.random() < 0.5:
        made[0] = spread(rng)
    return [{"name": f"{c['on']}-{number}", **c} for number, c in enumerate(made, 1)]


def make_objective(rng: Random, names: list[str]) -> list[Table]:
    """One to four tiers; often the order of the default scenario."""
    kinds = ["leximin", "sum", "competition", "criterion"]
    if rng.random() < 0.6:
        kinds = rng.choices([*kinds, "worst"], k=rng.randint(1, 4))
    tiers: list[Table] = []
    for kind in kinds:
        tier: Table = {"tier": kind}
        if kind == "criterion":
            tier["over"] = [rng.choice(names)]
        elif kind != "competition":
            tier |= maybe(rng, 0.6, {"over": some(rng, names, 1, len(names))})
        if kind == "sum":
            weighted = some(rng, tier.get("over", names), 1, 3)
            weights = {name: rng.choice((0, 0.5, 2, 3, 0.3333, 1.25)) for name in weighted}
            tier |= maybe(rng, 0.5, {"weights": weights})
        if kind in {"worst", "sum", "criterion"}:
            tier |= maybe(rng, 0.35, {"tolerance": rng.choice((0, 0.02, 0.05, 0.125, 0.3))})
        tiers.append(tier)
    return tiers


def make_competition(rng: Random) -> list[Table]:
    """None to three rules in any order, each with some verdict and some that lifts it."""
    rules: list[Table] = []
    for kind in some(rng, ("overlap", "shared_party", "neighbours"), 0, 3):
        verdict = rng.choice(("forbid", "forbid", "penalise", "penalise", "report"))
        if kind == "neighbours" and verdict == "forbid" and rng.random() < 0.5:
            verdict = "penalise"
        lifting = rng.choice(([], ["afstemming"], ["landelijk"], ["afstemming", "landelijk"]))
        rule = {"rule": kind} | maybe(rng, 0.85 if verdict == "forbid" else 1, {"verdict": verdict})
        if verdict == "penalise":
            rule |= maybe(rng, 0.7, {"weight": rng.randint(1, 5)})
        if kind == "overlap":
            least = rng.choice((0, 0.01, 0.05, 0.25, 0.5, 1, 0.33335))
            rule |= maybe(rng, 0.7, {"min_share": least})
        rules.append(rule | maybe(rng, 0.7, {"lifted_by": lifting}))
    return rules


def bears(row: Row, field: str, values: Sequence[str]) -> bool:
    """Whether a row surely bears one of the values; fields derived from the map count as no."""
    own = row.get(field, "").split("|")
    if field == "sector_type":
        own = ["bovensectoraal" if "|" in row["sectoren"] else "sectoraal"]
    return not set(own).isdisjoint(values)


def make_quota(rng: Random, rows: list[Row], size: int) -> Table:
    """One quota in one of the forms; most minima are such that enough plans exist."""
    known = {**FIELDS, "provincie": provinces()}
    fields = some(rng, [*known], 1, rng.choice((1, 1, 2)))
    values = {field: some(rng, known[field], 1, rng.choice((1, 1, 2))) for field in fields}
    where: Table = {
        field: found if len(found) > 1 or rng.random() < 0.1 else found[0]
        for field, found in values.items()
    }
    bearing = sum(all(bears(row, field, values[field]) for field in fields) for row in rows)
    low = min(rng.choice((0, 1, 1, 2, 3)), size, bearing // 3)
    if rng.random() < 0.25:  # now and then more than there may be
        low = min(size, 3)
    high = max(low, size - rng.choice((0, 1, 1, 2, 3)))
    floor, ceiling = rng.choice((0.1, 0.2, 0.25)), rng.choice((0.5, 0.6667, 0.75, 1))
    forms: list[Table] = [{"min": low}, {"max": high}, {"min": low, "max": high}]
    forms += [{"max_share": ceiling}, {"min_share": floor if bearing > 4 else 0}]
    return {"where": where} | rng.choice([*forms, {**forms[3], **forms[4]}])


def make_scenario(rng: Random, rows: list[Row], dispersion: bool) -> Table:
    """A valid scenario: tables as TOML has them."""
    ids = [row["plan_id"] for row in rows]
    largest = max(1, min(7, len(rows) // 2))
    size = rng.randint(min(2, largest), largest)
    smallest = max(1, size - rng.randint(1, 2))
    sizes = {"min": smallest, "max": size} if rng.random() < 0.35 else size
    locked = some(rng, ids, 0, min(size, rng.choice((0, 0, 0, 1, 1, 2))))
    shut = some(rng, [i for i in ids if i not in locked], 0, rng.choice((0, 0, 0, 1, 2)))
    by_id = {row["plan_id"]: row for row in rows}
    if rng.random() < 0.8:  # mostly lock in what is on time and complete
        locked = [i for i in locked if by_id[i]["ingediend_op"] in ON_TIME]
        locked = [i for i in locked if "ontbreekt" not in by_id[i].values()]
    smallest_size = smallest if isinstance(sizes, dict) else size
    count = rng.choice((0, 0, 1, 1, 2, 3))
    quotas = [make_quota(rng, rows, smallest_size) for _ in range(count)]
    criteria = make_criteria(rng, dispersion)
    for criterion in criteria:  # never more bearers than there are plans
        if "at_least" in criterion:
            criterion["at_least"] = min(criterion["at_least"], smallest_size)
    scenario: Table = {
        "name": "toets",
        **maybe(rng, 0.95, {"seed": f"loting-{rng.randint(0, 999)}-é"}),
        "cohort": {
            "size": sizes,
            **maybe(rng, 1 if locked else 0.5, {"locked_in": locked}),
            **maybe(rng, 1 if shut else 0.5, {"locked_out": shut}),
        },
        "eligibility": {
            **maybe(rng, 0.8, {"deadline": "2023-04-28T23:59:59"}),
            **maybe(rng, 0.3, {"required": some(rng, CONDITIONS, 4, 13)}),
            **maybe(rng, 0.5, {"max_werkt_toe": rng.randint(2, 6)}),
            **maybe(rng, 0.3, {"min_aandeel_besturen": rng.choice((0.0, 0.35, 0.4))}),
            **maybe(rng, 0.2, {"min_aandeel_opleidingen": rng.choice((0.0, 0.35))}),
            **maybe(rng, 0.4, {"unassessed": rng.choice(("voldaan", "werkt_toe", "ontbreekt"))}),
        },
        "territory": {
            **maybe(rng, 0.4, {"urban_classes": rng.choice(([1], [1, 2], [1, 2, 3]))}),
            **maybe(rng, 0.4, {"anticipeer_is_krimp": rng.random() < 0.6}),
        },
        "competition": make_competition(rng),
        "quotas": [{"name": f"quotum-{n}", **quota} for n, quota in enumerate(quotas, 1)],
        "criteria": criteria,
        "objective": make_objective(rng, [criterion["name"] for criterion in criteria]),
    }
    if dispersion and len(ids) > 2:
        first, then = rng.sample(ids, 2)
        group = some(rng, ids, 2, 4)
        implication = {"name": "samen", "if": first, "then": then}
        scenario |= maybe(rng, 0.5, {"implications": [implication]})
        scenario |= maybe(rng, 0.5, {"at_most_one": [{"name": "hooguit-een", "plans": group}]})
    return scenario


def toml(value: Any) -> str:
    """A value as TOML; JSON's texts, numbers and booleans are TOML's too."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def scenario_text(scenario: Table) -> str:
    """The scenario file: top-level keys, then tables, then arrays of tables."""
    lines = [f"{k} = {toml(v)}" for k, v in scenario.items() if isinstance(v, str)]
    for name, part in scenario.items():
        if isinstance(part, str):
            continue
        for table in part if isinstance(part, list) else [part]:
            lines += ["", f"[[{name}]]" if isinstance(part, list) else f"[{name}]"]
            lines += [f"{json.dumps(key)} = {toml(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


def make_relative(rng: Random, rows: list[Row], scenario: Table) -> None:
    """Let some tiers be relative, some shares `nvt`, and given targets come in any unit."""
    for tier in scenario["objective"]:
        if tier["tier"] != "competition":
            tier |= maybe(rng, 0.6, {"relative": True})
    for row in rows:
        row |= maybe(rng, 0.1, {"aandeel_besturen": "nvt"})
        row |= maybe(rng, 0.1, {"aandeel_opleidingen": "nvt"})
    for criterion in scenario["criteria"]:
        if isinstance(criterion.get("target"), dict):
            unit = rng.choice((1, 0.1, 0.007))
            criterion["target"] = {k: round(v * unit, 4) for k, v in criterion["target"].items()}


def write_round(
    folder: Path, seed: int, n_plans: int = 14, dispersion: bool = False, relative: bool = False
) -> tuple[Path, Path]:
    """Write aanvragen.csv and scenario.toml for one seed, and return their paths."""
    rng = Random(seed)
    rows = make_plans(rng, n_plans)
    scenario = make_scenario(rng, rows, dispersion)
    if relative:
        make_relative(Random(f"{seed}: relative"), rows, scenario)
    rng.shuffle(rows)
    text = scenario_text(scenario)
    optional = ["m1", "o1", "o2", "uitdagingen", "governance", "ambitie", "ingediend_op"]
    optional += ["aandeel_besturen", "aandeel_opleidingen"]
    dropped = {c for c in optional if rng.random() < 0.1 and f'"{c}"' not in text}
    columns = [column for column in rows[0] if column not in dropped]
    if rng.random() < 0.3:
        rng.shuffle(columns)
    plans_path, scenario_path = folder / "aanvragen.csv", folder / "scenario.toml"
    folder.mkdir(parents=True, exist_ok=True)
    encoding = rng.choice(("utf-8", "utf-8-sig"))
    with plans_path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(
            file, columns, extrasaction="ignore", delimiter=rng.choice(";,"), lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    scenario_path.write_text(text, encoding="utf-8", newline="\n")
    return plans_path, scenario_path

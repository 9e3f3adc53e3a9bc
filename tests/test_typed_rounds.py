"""A round to the letter and the same round as people type it: the same plans, the same choice."""

import csv
import io
import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from builders import EXAMPLE, MODELS, result_from
from depth import sample
from openpyxl import Workbook
from verifying import verify

from selector import read_regions
from selector.intake import parse_plans
from selector.intake.parsing import Manner
from selector.verify.recount.facts import read_facts
from selector.verify.recount.plans import read_plans as recounted

MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december")  # fmt: skip
WORDS: Mapping[str, tuple[str, ...]] = {
    "werkt_toe": ("Werkt toe", "werkt-toe", "WERKT TOE", "werkt_toe "),
    "voldaan": ("Voldaan ", "VOLDAAN", "voldaan."),
    "nvt": ("n.v.t.", "N.V.T.", "niet van toepassing"),
    "ontbreekt": ("Ontbreekt", "ontbreekt."),
    "bovenregionaal": ("boven regionaal", "Boven-regionaal"),
    "regionaal": ("Regionaal", "regionaal."),
}
REGIONS, FACTS = read_regions(), read_facts()
NAMES = {m.code: m.name for m in REGIONS.municipalities}
AGAIN = ("plans.csv", "conflicts.csv", "white_spots.csv", "summary.txt")
Row = dict[str, str]


def example() -> tuple[list[str], list[Row]]:
    """Return the columns and rows of the example round."""
    text = EXAMPLE.read_text("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ",")
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def town(code: str, draw: random.Random) -> str:
    """Return a municipality as somebody may write it."""
    name = NAMES.get(code, code)
    if "(" in name or "," in name or name == code:
        return code
    ways = [code, name, name.upper(), name.replace("-", " "), name.replace(" ", "-"),
            f"{name} (gemeente)", f"Gemeente {name}"]  # fmt: skip
    return draw.choice(ways)


def moment(text: str, draw: random.Random) -> str:
    """Return a moment of day, hour and minute as somebody may write it."""
    day, _, clock = text.partition("T")
    year, month, number = (int(part) for part in day.split("-"))
    if len(clock) > 8 or clock[6:] not in ("", "00"):
        return text
    shown = draw.choice([
        f"{number}-{month}-{year}", f"{number:02}-{month:02}-{year}", f"{number}.{month}.{year}",
        f"{number} {MONTHS[month - 1]} {year}", f"{number}-{MONTHS[month - 1][:3]}-{year}",
    ])  # fmt: skip
    return f"{shown} {clock[:5]}" if clock else shown


def typed(row: Row, draw: random.Random) -> Row:
    """Return a row with its cells as somebody may type them."""
    found = {}
    for name, text in row.items():
        if name == "gemeenten" and text:
            found[name] = draw.choice([", ", " | ", "; "]).join(
                town(code, draw) for code in text.split("|")
            )
        elif name in ("sectoren", "accenten") and text:
            mark = draw.choice([" / ", " en ", "+", " & ", "|"])
            found[name] = mark.join(text.split("|")).upper()
        elif name == "ingediend_op" and text:
            found[name] = moment(text, draw)
        else:
            found[name] = draw.choice(WORDS.get(text, (text,)))
    return found


def workbook(columns: list[str], rows: list[Row], path: Path, loose: bool) -> Path:
    """Write a round as a workbook; loose: with a title, gaps, remarks and headings of a person."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    named = [f"{name.replace('_', ' ').capitalize()}*" for name in columns] if loose else columns
    body: list[list[str] | list[str | None]] = [
        [row[name] or None for name in columns] for row in rows
    ]
    if loose:
        body = [["Aanvragen voorloperregio's 2023"], [], named, *body[:5], [], *body[5:], [],
                ["Opmerking: nog niet alle besturen hebben getekend"]]  # fmt: skip
    else:
        body = [named, *body]
    for line in body:
        sheet.append(line)
    book.save(path)
    return path


@pytest.mark.parametrize("seed", sample(range(8), every=5))
def test_typed_variants_give_the_same_plans_and_the_recount_reads_the_same(
    seed: int, tmp_path: Path
) -> None:
    columns, rows = example()
    draw = random.Random(seed)
    strict = workbook(columns, rows, tmp_path / "strict.xlsx", loose=False)
    loose = workbook(columns, [typed(row, draw) for row in rows], tmp_path / "los.xlsx", loose=True)
    expected = parse_plans("a", strict.read_bytes(), REGIONS, Manner(strict=True))
    found = parse_plans("a", loose.read_bytes(), REGIONS)
    assert found.columns == expected.columns
    for one, other in zip(found.rows, expected.rows, strict=True):
        assert (one.submitted, one.municipalities) == (other.submitted, other.municipalities)
        assert one.conditions == other.conditions
        left, right = (dict(plan.cells, ingediend_op=()) for plan in (one, other))
        assert left == right
    names, plans = recounted(loose.read_bytes(), FACTS)
    assert names == found.columns
    assert [plan.cells for plan in plans] == [plan.cells for plan in found.rows]
    assert [plan.submitted for plan in plans] == [plan.submitted for plan in found.rows]
    assert sum(note.code == "read_as" for note in found.notes) > 50


SHORT = {"Groningen": "Gr", "Fryslân": "Fr", "Drenthe": "D", "Overijssel": "Ov.", "Flevoland": "Fl",
         "Gelderland": "Gld.", "Utrecht": "U", "Noord-Holland": "N.H.", "Zuid-Holland": "ZH",
         "Zeeland": "Z.", "Noord-Brabant": "NB", "Limburg": "L."}  # fmt: skip


def test_every_municipality_is_known_by_its_name_as_typed_and_by_its_province() -> None:
    rows = []
    for municipality in REGIONS.municipalities:
        name = municipality.name.split(" (")[0].split(",")[0]
        ways = {f"{name} ({SHORT[municipality.province]})", f"{name} ({municipality.province})"}
        if "(" not in municipality.name:
            ways |= {name.replace("-", " "), name.replace(" ", "-"), f"gemeente {name}",
                     f"{name} (gem.)", name.replace("'", "")}  # fmt: skip
        rows += [(municipality.code, way) for way in sorted(ways)]
    text = "plan_id;naam;sectoren;gemeenten;samenwerking;herkomst\n" + "".join(
        f"P{i:04};x;po;{way};lokaal;nieuw\n" for i, (_, way) in enumerate(rows)
    )
    expected = [(code,) for code, _ in rows]
    assert [p.municipalities for p in parse_plans("a", text.encode(), REGIONS).rows] == expected
    _, plans = recounted(text.encode(), FACTS)
    assert [plan.cells["gemeenten"] for plan in plans] == expected


def test_a_typed_round_gives_the_same_choice_and_tables_and_is_recounted(
    tmp_path: Path, plain_maps: None
) -> None:
    columns, rows = example()
    draw = random.Random(18)
    loose = [typed(row, draw) | {"ingediend_op": row["ingediend_op"]} for row in rows]
    files = [
        workbook(columns, rows, tmp_path / "ronde.xlsx", loose=False),
        workbook(columns, loose, tmp_path / "los.xlsx", loose=True),
    ]
    scenario = MODELS / "afwegingskader-2023.toml"
    first, second = (
        result_from(file, scenario).save(tmp_path / f"uit-{file.stem}") for file in files
    )
    for name in AGAIN:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    strict, free = (
        json.loads((folder / "cohort.json").read_text("utf-8")) for folder in (first, second)
    )
    same = ("selected", "tiers", "criteria", "plans", "runner_up", "tickets")
    assert {key: strict[key] for key in same} == {key: free[key] for key in same}
    found = verify(second)
    assert found.exit_code == 0, found.output

"""Reading one result back from each of its outputs, and from `cohort.json` as people read it."""

import csv
import json
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from lxml import html  # type: ignore[import-untyped]
from pypdf import PdfReader

Read = Callable[[Path], Any]


# ------------------------------------------------------------------ what cohort.json says


def record(folder: Path) -> Any:
    return json.loads((folder / "cohort.json").read_bytes())


def shown(exact: str, places: int = 3) -> str:
    """An exact score as people read it: rounded half up."""
    scaled = Fraction(exact) * 10**places + Fraction(1, 2)
    whole = str(scaled.numerator // scaled.denominator).rjust(places + 1, "0")
    return f"{whole[:-places]},{whole[-places:]}"


def amount(exact: Any) -> str:
    """A count or target as people read it: to one place, none when it is whole."""
    value = Fraction(str(exact))
    return str(value) if value.denominator == 1 else shown(str(value), 1)


def wanted(entry: Mapping[str, Any], said: Mapping[str, Any], size: int) -> str:
    """What a category should have: its target times the size, or the least."""
    if entry["measure"] == "coverage":
        return str(said["at_least"])
    return amount(Fraction(said["target"]) * size)


def categories(folder: Path) -> Any:
    found = record(folder)
    return {
        entry["name"]: {
            name.replace("_", " "): (amount(said["count"]), wanted(entry, said, found["size"]))
            for name, said in entry["categories"].items()
        }
        for entry in found["criteria"]
        if "categories" in entry
    }


def counts(folder: Path) -> Any:
    plans = record(folder)["plans"]
    fit = sum(plan["verdict"] != "voldoet_niet" for plan in plans)
    return len(plans), fit, sum(plan["selected"] for plan in plans)


def runner_up(folder: Path) -> Any:
    said = record(folder)
    now, then = set(said["selected"]), set(said["runner_up"]["selected"])
    return sorted(now - then), sorted(then - now), said["runner_up"]["tier"]


def tiers(folder: Path) -> Any:
    values = [tier["value"] for tier in record(folder)["tiers"]]
    kinds = [tier["tier"] for tier in record(folder)["tiers"]]
    return [
        " ".join(map(shown, value)) if isinstance(value, list)
        else value if kind == "competition" else shown(value)
        for kind, value in zip(kinds, values, strict=True)
    ]  # fmt: skip


TRUTH: Mapping[str, Read] = {
    "chosen": lambda folder: record(folder)["selected"],
    "counts": counts,
    "verdicts": lambda folder: Counter(plan["verdict"] for plan in record(folder)["plans"]),
    "provisional": lambda folder: [
        plan["plan_id"] for plan in record(folder)["plans"]
        if plan["selected"] and plan["verdict"] == "voorlopig"
    ],
    "scores": lambda folder: {
        entry["name"]: (shown(entry["score"]), shown(entry["best_alone"]))
        for entry in record(folder)["criteria"]
    },
    "categories": categories,
    "tiers": tiers,
    "runner_up": runner_up,
    "people": lambda folder: record(folder)["white_spots"]["people"],
    "left_open": lambda folder: {
        state: people for state, people in record(folder)["white_spots"]["people"].items()
        if state != "chosen"
    },
    "hashes": lambda folder: sorted(record(folder)["input"].values()),
    "columns": lambda folder: csv_rows(folder, "plans.csv")[0],
}  # fmt: skip


# ------------------------------------------------------------------ how each output is read


def csv_rows(folder: Path, name: str) -> list[list[str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    header, *rows = csv_rows(folder, name)
    return [dict(zip(header, row, strict=True)) for row in rows]


@cache
def pages(path: Path) -> list[str]:
    """The text of every page of a PDF, without hyphens at the ends of lines."""
    told = [unicodedata.normalize("NFKC", page.extract_text()) for page in PdfReader(path).pages]
    return [re.sub(r"(?<=\w)\u00ad\n?", "-", text) for text in told]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad-]+", "", text)


def pdf(name: str, first: int, last: int | None = None) -> Callable[[Path], str]:
    return lambda folder: "\n".join(pages(folder / name)[first:last])


def titles(folder: Path) -> Mapping[str, str]:
    return dict(json.loads((folder / "titels.json").read_text(encoding="utf-8")))


def listed(text: Callable[[Path], str]) -> Read:
    """The plans in a numbered list, which must be numbered from 1."""

    def read(folder: Path) -> Any:
        found = re.findall(r"(?m)^(\d+) (A\d\d) ", text(folder))
        assert [int(number) for number, _ in found] == list(range(1, len(found) + 1))
        return [plan for _, plan in found]

    return read


def starred(text: Callable[[Path], str]) -> Read:
    """The plans in such a list that bear the mark of what is provisional."""

    def read(folder: Path) -> Any:
        parts = re.split(r"(?m)^\d+ (?=A\d\d )", text(folder).split("⚬ voorlopig")[0])[1:]
        return [part[:3] for part in parts if "⚬" in part]

    return read


def told_counts(text: Callable[[Path], str]) -> Read:
    """The three counts of the sentence that papers share."""
    pattern = r"er(?:zijn|waren)(\d+)aanvragen\.Daarvank[ow]a?men?er(\d+)inaanmerkingenzijner(\d+)"
    return lambda folder: tuple(map(int, found(pattern, squeezed(text(folder)))))


def told_runner_up(text: Callable[[Path], str]) -> Read:
    def read(folder: Path) -> Any:
        out, enter, tier = found(
            r"selectie\(eruit(.*?);erin(.*?)\)isminder\w*optrap(\d)", squeezed(text(folder))
        )
        plans = [re.findall(r"A\d\d", part) for part in (out, enter)]
        return (*plans, int(tier))

    return read


def found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text, re.IGNORECASE)
    assert match, (pattern, text[:500])
    return match.groups()


def points_in_dossier(folder: Path) -> Any:
    """Score and attainable of every point, in the table of the points."""
    text = squeezed(pdf("dossier.pdf", 1, 3)(folder)).partition("Devolgordevanwegen")[0]
    read = {}
    for title, name in titles(folder).items():
        after = text.partition(squeezed(title))[2]
        score, best = found(r"(\d,\d{3})(\d,\d{3})", after)
        read[name] = score, best
    return read


def categories_in_dossier(folder: Path) -> Any:
    """What every point says of its categories, as `name: 4 (3)`."""
    text, read = squeezed(pdf("dossier.pdf", 1, 3)(folder)), {}
    for title, name in titles(folder).items():
        names = categories(folder).get(name, {})
        after = text.partition(squeezed(title))[2].partition(".")[2] if names else ""
        read[name] = {
            category: found(
                rf"(?:^|,){re.escape(squeezed(category))}:(\d+(?:,\d)?)\(≥?(\d+(?:,\d)?)\)", after
            )
            for category in names
        }
    return {name: parts for name, parts in read.items() if parts}


def slides(folder: Path) -> Mapping[str, str]:
    """The slide of every point, by its name."""
    told = {squeezed(title): name for title, name in titles(folder).items()}
    read = {}
    for page in pages(folder / "presentatie.pdf"):
        for title, name in told.items():
            if squeezed(page).startswith(title) and "Behaald" in page:
                read[name] = page
    return read


def points_on_slides(folder: Path) -> Any:
    pattern = r"Behaald(\d,\d{3})Haalbaar:(\d,\d{3})"
    return {name: found(pattern, squeezed(page)) for name, page in slides(folder).items()}


def categories_on_slides(folder: Path) -> Any:
    read = {}
    for name, page in slides(folder).items():
        rows = re.findall(
            r"(?m)^(.+?) (\d+(?:,\d)?) (?:≥ )?(\d+(?:,\d)?)$", page.partition("\nBehaald")[0]
        )
        read[name] = {category: (count, want) for category, count, want in rows}
    return {name: rows for name, rows in read.items() if rows}


@cache
def page(folder: Path) -> Any:
    return html.fromstring((folder / "dossier.html").read_text(encoding="utf-8"))


def points_on_page(folder: Path) -> Any:
    rows = page(folder).xpath('//table[@class="overview"]/tbody/tr')
    cells = [[cell.text_content() for cell in row] for row in rows]
    return {titles(folder)[row[0]]: (row[2], row[3]) for row in cells}


def categories_on_page(folder: Path) -> Any:
    read = {}
    for card in page(folder).xpath('//section[@id="points"]//section[@class="card"]'):
        rows = [[cell.text_content() for cell in row] for row in card.xpath(".//tbody/tr")]
        name = titles(folder)[card.xpath("h3")[0].text_content()]
        read[name] = {row[0]: (row[1], row[2].removeprefix("≥ ")) for row in rows}
    return {name: rows for name, rows in read.items() if rows}


def whole_page(folder: Path) -> str:
    return str(page(folder).xpath("//main")[0].text_content())


def sheet(folder: Path, name: str, first: str) -> list[dict[str, Any]]:
    """The rows of a sheet below its headings, of which the first is known."""
    rows = [*openpyxl.load_workbook(folder / "cohort.xlsx")[name].iter_rows(values_only=True)]
    top = next(i for i, row in enumerate(rows) if row[0] == first)
    header = [str(cell) for cell in rows[top]]
    return [dict(zip(header, row, strict=True)) for row in rows[top + 1 :] if row[0]]


def points_in_workbook(folder: Path) -> Any:
    rows = sheet(folder, "Criteria", "criterium")
    exact = {entry["name"]: entry for entry in record(folder)["criteria"]}
    for row in rows:  # numbers, to six places
        for key, own in (("score", "score"), ("haalbaar", "best_alone")):
            assert abs(row[key] - float(Fraction(exact[row["criterium"]][own]))) < 1e-6
    return {
        row["criterium"]: tuple(
            f"{row[key]:.3f}".replace(".", ",") for key in ("score", "haalbaar")
        )
        for row in rows
    }


def split_categories(said: str) -> dict[str, tuple[str, str]]:
    """`a: 4 (3,0), b: 2 (≥2)` by category; a whole number with a zero behind it without."""
    rows = re.findall(r"(?:^|, )(.+?): (\d+(?:,\d)?) \(≥?(\d+(?:,\d)?)\)", said)
    return {
        name.replace("_", " "): (count, want.removesuffix(",0")) for name, count, want in rows
    }  # fmt: skip


def categories_in_workbook(folder: Path) -> Any:
    said = {row["criterium"]: row["per categorie: gekozen (streven)"] or ""
            for row in sheet(folder, "Criteria", "criterium")}  # fmt: skip
    return {name: split_categories(text) for name, text in said.items() if text}


def tiers_in_workbook(folder: Path) -> Any:
    rows = sheet(folder, "Scenario", "onderdeel")
    said = [row["uitkomst"] for row in rows if str(row["onderdeel"]).startswith("trap ")]
    return [" ".join(text.removesuffix("(bewezen)").split()) for text in said]


def hashes_in_workbook(folder: Path) -> Any:
    return sorted(
        row["waarde"] for row in sheet(folder, "Herkomst", "gegeven")
        if str(row["gegeven"]).endswith("(SHA-256)")
    )  # fmt: skip


def layer(folder: Path) -> list[tuple[str, int, str]]:
    with closing(sqlite3.connect(folder / "cohort.gpkg")) as database:
        query = "SELECT plan_id, gekozen, oordeel FROM aanvragen ORDER BY plan_id"
        return list(database.execute(query))


def summary(folder: Path) -> str:
    return (folder / "summary.txt").read_text(encoding="utf-8")


def scores_in_summary(folder: Path) -> Any:
    part = summary(folder).partition("\nCriteria ")[2].partition("\n\n")[0]
    rows = re.findall(r"(?m)^  (\S+) +(\d,\d{3}) +(\d,\d{3})", part)
    return {name: (score, best) for name, score, best in rows}


def categories_in_summary(folder: Path) -> Any:
    part = summary(folder).partition("\nCriteria ")[2].partition("\n\n")[0]
    cells = re.split(r"(?m)^  (\S+) +\d,\d{3} +\d,\d{3}", part)[1:]
    read = {
        n: split_categories(" ".join(t.split()))
        for n, t in zip(cells[::2], cells[1::2], strict=True)
    }
    return {name: parts for name, parts in read.items() if parts}


def tiers_in_summary(folder: Path) -> Any:
    part = summary(folder).partition("trap voor trap\n")[2].partition("\n\n")[0]
    rows = re.split(r"(?m)^  \d\. ", part)[1:]
    return [" ".join(row.rpartition(": ")[2].removesuffix("(bewezen)").split())
            .removesuffix(" (bewezen)") for row in rows]  # fmt: skip


def letters(folder: Path) -> Mapping[str, str]:
    return {
        path.stem: " ".join(part.text for part in Document(str(path)).paragraphs)
        for path in sorted((folder / "brieven").glob("*.docx"))
    }


def spots(folder: Path) -> Any:
    """People by state, summed from the cells; cells in chosen plans are no rows."""
    words = {"alleen landelijk": "national", "in te vullen": "fillable", "open": "open"}
    people = Counter[str]()
    for row in table(folder, "white_spots.csv"):
        people[words[row["toestand"]]] += int(row["inwoners"])
    return dict(people)


def spots_on_page(folder: Path) -> Any:
    row = page(folder).xpath('//section[@id="spots"]//table//tr[contains(@class, "total")]')[0]
    numbers = [int(cell.text_content().replace(".", "")) for cell in row.xpath("td")[:4]]
    return dict(zip(("chosen", "national", "fillable", "open"), numbers, strict=True))


def spots_in_dossier(folder: Path) -> Any:
    text = pdf("dossier.pdf", 0)(folder)
    row = found(r"(?m)^Nederland ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)$", text)
    numbers = [int(number.replace(".", "")) for number in row]
    return dict(zip(("chosen", "national", "fillable", "open"), numbers, strict=True))


def blocks_in(text: Callable[[Path], str]) -> Read:
    """The fingerprints in blocks of four."""
    pattern = r"(?:[0-9a-f]{4}\s+){15}[0-9a-f]{4}"
    return lambda folder: sorted(map(squeezed, re.findall(pattern, text(folder))))

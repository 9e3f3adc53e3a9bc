"""What the tests of `verify` share: one round with everything in it, its results, and tampering."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from builders import altered, invoke, plan, result_from, tables, write_case
from click.testing import Result as Outcome

from selector import Result
from selector.analysis.covering import coverings
from selector.audit import rewrite
from selector.publish.places import CONFLICTS, CONTEXT, MULTIPLES, PLANS, WHITE_SPOTS
from selector.solve.clock import Clock
from selector.verify import Report, recount
from selector.verify.compare import case, delivered, how
from selector.verify.compare import folder as compare
from selector.verify.recount.facts import read_facts
from selector.verify.recount.files import read_bytes, read_record
from selector.verify.recount.round import Round

Tamper: TypeAlias = Callable[[Path], object]
MISSING = object()
# Two plans alike (E and F), so that the tickets decide; all kinds of rules, measures and tiers.
ROWS = [
    plan("A", "GM0363|GM0384", sectoren="po|vo", besturen="B1|B2", ambitie="4"),
    plan("B", "GM0363", besturen="B2", ambitie="2", a1="werkt_toe", thema="taal"),
    plan("C", "GM0599", sectoren="vo", herkomst="bestaand", besturen="B1", aandeel_besturen="85%"),
    plan("D", "GM0014|GM0037", herkomst="bestaand", ambitie="3", a2="werkt_toe"),
    plan("E", "GM0917", sectoren="mbo", ambitie="3", thema="taal|zorg", afstemming="F"),
    plan("F", "GM0917", sectoren="mbo", ambitie="3", thema="taal|zorg"),
    plan("G", "", samenwerking="landelijk", sectoren="mbo", ambitie="1", ingediend_op=""),
    plan("H", "GM0014", ambitie="2", ingediend_op="2023-05-01", naam="=Te laat; «+»"),
    plan("I", "Groningen", sectoren="vo", herkomst="bestaand", ambitie="4", thema="zorg"),
    plan("J", "GM0935", ambitie="5", a2="ontbreekt"),
]
FRAMEWORK = tables(
    4,
    cohort={"locked_in": ["C"], "locked_out": ["I"]},
    competition=[
        {"rule": "overlap", "min_share": 0.05},
        {"rule": "shared_party", "verdict": "penalise", "weight": 2, "lifted_by": []},
        {"rule": "neighbours", "verdict": "report"},
    ],
    quotas=[
        {"name": "mbo", "where": {"sectoren": "mbo"}, "min": 1, "max": 1},
        {"name": "nieuw", "where": {"herkomst": ["nieuw"]}, "min_share": 0.25},
    ],
    implications=[{"name": "samen", "if": "G", "then": "A"}],
    at_most_one=[{"name": "een", "plans": ["E", "F"]}],
    criteria=[
        {"name": "context", "measure": "balance", "on": "context_shares", "target": "population"},
        {"name": "herkomst", "measure": "balance", "on": "herkomst", "target": "applicants"},
        {
            "name": "thema",
            "measure": "coverage",
            "on": "thema",
            "categories": ["taal", "zorg"],
        },
        {"name": "ambitie", "measure": "total", "on": "ambitie", "range": [1, 5]},
        {"name": "afstand", "measure": "dispersion", "on": "min_distance", "reference_km": 500},
        {"name": "spreiding", "measure": "dispersion", "on": "mean_distance", "reference_km": 300},
    ],
    objective=[
        {"tier": "worst", "tolerance": 0.05},
        {"tier": "sum", "tolerance": 0.2, "weights": {"thema": 2}},
        {"tier": "competition"},
        {"tier": "leximin"},
    ],
)
IMPOSSIBLE = tables(
    3,
    cohort={"locked_in": ["J"]},
    competition=[{"rule": "overlap"}],
    quotas=[
        {"name": "groot", "where": {"ambitie": "5"}, "min": 2},
        {"name": "klein", "where": {"sectoren": "po"}, "min_share": 0.9, "max": 1},
    ],
)


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The result of the round of these tests."""
    folder = tmp_path_factory.mktemp("ronde")
    return result_from(*write_case(folder, ROWS, FRAMEWORK), answers=True, swaps=True)


@pytest.fixture(scope="session")
def original(solved: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of that result, not to be changed."""
    return solved.save(tmp_path_factory.mktemp("uit") / "uit")


@pytest.fixture(scope="session")
def impossible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a round in which no cohort keeps to all rules, not to be changed."""
    folder = tmp_path_factory.mktemp("onhaalbaar")
    return result_from(*write_case(folder, ROWS, IMPOSSIBLE)).save(folder / "uit")


@pytest.fixture
def copied(original: Path, tmp_path: Path) -> Path:
    """A directory to tamper with."""
    return Path(shutil.copytree(original, tmp_path / "uit"))


@pytest.fixture
def plain_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the least that passes for a map, where a test is not about maps."""
    draw_plainly(monkeypatch)


@pytest.fixture
def same_maps(monkeypatch: pytest.MonkeyPatch, original: Path) -> None:
    """Take the maps of the round of these tests, where a test is not about drawing them."""
    draw_the_same(monkeypatch, original)


# What costs time to draw, by the function that does: its files, of one plan for all of a kind.
DRAWN: Mapping[str, Sequence[str]] = {
    "map.draw_map": ("map.png", "map.svg"),
    "map_conflicts.draw_conflicts": (f"{CONFLICTS}.png", f"{CONFLICTS}.svg"),
    "map_context.draw_context": (f"{CONTEXT}.png", f"{CONTEXT}.svg"),
    "map_white_spots.draw_white_spots": (f"{WHITE_SPOTS}.png", f"{WHITE_SPOTS}.svg"),
    "map_plans.draw_multiples": (f"{MULTIPLES}.png", f"{MULTIPLES}.svg"),
    "map_plans.draw_plans": (PLANS,),
    "papers.pdf.write_dossier": ("dossier.pdf",),
    "papers.pdf.write_slides": ("presentatie.pdf",),
    "papers.page.write_page": ("dossier.html",),
}
PLAIN: Mapping[str, str] = {
    ".png": "\x89PNG\r\n\x1a\n IEND\xaeB`\x82", ".svg": "<svg lang='{}'></svg>",
    ".pdf": "%PDF-1.7 {}", ".html": "<html lang='{}'></html>", "": "{}",
}  # fmt: skip


def draw_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw maps and papers that are as good as empty."""

    def draw(path: Path, language: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PLAIN[path.suffix].format(language).encode("latin-1"))

    draw_by(monkeypatch, lambda folder, file, language: draw(folder / file, language))


def draw_the_same(monkeypatch: pytest.MonkeyPatch, drawn: Path) -> None:
    """Draw what is in a directory, whatever the result: it never shows a difference."""

    def draw(folder: Path, file: str, language: str) -> None:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        if (drawn / file).is_dir():
            shutil.copytree(drawn / file, folder / file)
        else:
            shutil.copy(drawn / file, folder / file)

    draw_by(monkeypatch, draw)


def draw_by(monkeypatch: pytest.MonkeyPatch, draw: Callable[[Path, str, str], None]) -> None:
    """Draw everything in another way, by its directory, file and language."""

    def drawing(files: Sequence[str]) -> Callable[[Result, Path, str], None]:
        def write(_: Result, folder: Path, language: str) -> None:
            for file in files:
                draw(folder, file, language)

        return write

    for work, files in DRAWN.items():
        monkeypatch.setattr(f"selector.publish.{work}", drawing(files))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, original: Path, impossible: Path) -> None:
    """Do once what hundreds of verifications of one round have in common.

    A record that was changed is written again with the maps of before: what was changed has to be
    found elsewhere.
    """
    draw_the_same(monkeypatch, original)
    facts, kept = read_facts(), dict[tuple[Any, ...], Any]()

    def once(owner: Any, name: str, key: Callable[..., Any]) -> None:
        work: Callable[..., Any] = getattr(owner, name)

        def worked(*given: Any) -> Any:
            found = (name, key(*given))
            if found not in kept:
                kept[found] = given, work(*given)  # what was given stays, and so does its id
            return kept[found][1]

        monkeypatch.setattr(owner, name, worked)

    monkeypatch.setattr(compare, "read_facts", lambda _: facts)
    once(compare, "read_round", lambda data, scenario, _: (data, repr(scenario)))
    once(delivered, "_sheets", read_bytes)
    once(delivered, "_layers", read_bytes)
    once(how, "safe", lambda cell, comma: (cell, comma))
    once(case, "Spots", lambda counted, chosen: (id(counted.places), chosen))
    once(Round, "scores", lambda counted, chosen: (id(counted.measures), chosen))

    write, records = (
        rewrite.written_again,
        {
            json.dumps(read_record(folder / name)): folder
            for folder, name in ((original, "cohort.json"), (impossible, "infeasible.json"))
        },
    )

    def written(problem: Any, record: Any, folder: Path, theme: Any, source: Any) -> None:
        """What the records of these two results come to is what they came to before."""
        if own := records.get(json.dumps(record)):
            shutil.copytree(own, folder, dirs_exist_ok=True)
        else:
            write(problem, record, folder, theme, source)

    monkeypatch.setattr(rewrite, "written_again", written)


def verify(folder: Path, *options: str) -> Outcome:
    return invoke("verify", folder, *options)


def agrees(report: Report) -> None:
    assert report.agrees, report.page()


def named(report: Report, file: str, place: str = "") -> bool:
    """Whether some difference is about a place in a file, on either side of a disagreement."""
    told = [(d.file, d.place) for d in report.differences]
    told += [(d.against.partition(",")[0], d.place) for d in report.differences if d.against]
    return any(name == file and place in where for name, where in told)


def edit(
    folder: Path,
    change: Callable[[Any], object],
    file: str = "cohort.json",
    ascii_only: bool = False,
) -> None:
    """Change a JSON file in place."""
    record = json.loads((folder / file).read_text(encoding="utf-8"))
    change(record)
    (folder / file).write_text(json.dumps(record, ensure_ascii=ascii_only), encoding="utf-8")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON file that holds one value, and every list."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
        return
    yield path
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))


def spoiled(value: Any) -> list[Any]:
    """Other values that could stand in its place: a near one, and one of another kind."""
    if isinstance(value, bool):
        return [not value, str(value)]
    if isinstance(value, int):
        return [value + 1, str(value)]
    if isinstance(value, str):
        near = value[:-1] + ("1" if value[-1:] != "1" else "2")
        return [near, f"{value}.", 7]
    if isinstance(value, list):
        return [value[:-1], None, "x"] if value else [["x"], None, "x"]
    return ["x", 3]


def put(record: Any, path: Sequence[Any], value: Any) -> None:
    for key in path[:-1]:
        record = record[key]
    if value is MISSING:
        del record[path[-1]]
    else:
        record[path[-1]] = value


def at(record: Any, path: Sequence[Any]) -> Any:
    for key in path:
        record = record[key]
    return record


def keys(path: Sequence[Any]) -> str:
    """The last key of a path that is a name."""
    return str([key for key in path if isinstance(key, str)][-1])


def every_change(
    folder: Path,
    file: str,
    skip: Sequence[str],
    name: Callable[[Sequence[Any]], str],
    first: bool | None = None,
    part: int | None = None,
) -> tuple[int, list[Any]]:
    """Change every value of a JSON file in every way; return how many, and what was not found.

    Of lists only what is in the first of each, or only what is not, unless it is all; and of all
    that a third, by its number, when it is told which.
    """
    text = (folder / file).read_text(encoding="utf-8")
    record, count, unseen = json.loads(text), 0, []
    for number, path in enumerate(leaves(record)):
        if part is not None and number % 3 != part:
            continue
        places = [key for key in path[1:] if type(key) is int]
        if path[0] in skip or any(place % 4 for place in places) or any(places) is first:
            continue  # the first and the fifth of a list stand for all
        if "by" in path and path[-1] != "open":
            continue  # and so do the people in the open of all
        extra = [MISSING] if isinstance(path[-1], str) else []
        for value in [*spoiled(at(record, path)), *extra][count % 2 :: 2]:
            changed = deepcopy(record)
            put(changed, path, value)
            (folder / file).write_text(json.dumps(changed), encoding="utf-8")
            count += 1
            report = recount(folder)
            told = [
                d.place for d in report.differences if file in f"{d.file}, {d.place}, {d.against}"
            ]
            if not any(name(path) in place for place in told):
                unseen.append((path, value, report.differences[:2]))
    (folder / file).write_text(text, encoding="utf-8")
    return count, unseen


# What a second solver says is no part of what is recounted; see the tests of the certificate.
UNJUDGED = ("certified", "certificate")


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a CSV in the form of a Dutch result."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a CSV of a Dutch result, its header first."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


def forged(solved: Result, names: Sequence[str], folder: Path) -> Path:
    """A directory in which every file says that another cohort was chosen, and is as good."""
    assert solved.outcome.optimum is not None
    problem = solved.problem
    chosen = frozenset(problem.plans.ids.index(name) for name in names)
    values = [problem.value(tier, chosen) for tier in problem.tiers]
    tiers = tuple(
        replace(tier, value=value, bound=value)
        for tier, value in zip(solved.outcome.optimum.tiers, values, strict=True)
    )
    optimum = replace(
        solved.outcome.optimum, chosen=chosen, tiers=tiers, always=chosen, sometimes=frozenset()
    )
    folder.mkdir(parents=True, exist_ok=True)
    spots = coverings(problem, chosen, Clock())
    made = altered(solved, optimum=optimum, runner_up=None, coverings=spots, swaps=None)
    return made.save(folder / "uit")

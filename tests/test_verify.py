"""The recount: clean results agree, and whatever is changed afterwards is found and named."""

import ast
import csv
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas
import pytest
import reference
from builders import EXAMPLE, MODELS, ROOT, plan, result_from, tables, write_case, write_plans
from click.testing import CliRunner
from click.testing import Result as Outcome
from rounds import REGIONS, municipalities, write_round
from shapely import box

from selector import Result, load_scenario, read_plans, read_regions, select
from selector.cli import main
from selector.verify import Difference, NotARun, Report, delivered, recount
from selector.verify.facts import read_facts
from selector.verify.round import read_round
from selector.verify.scenario import read_scenario

Tamper = Callable[[Path], None]
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


def draw_nothing(_: Result, folder: Path, language: str) -> None:
    """Stand in for the maps, of which only the ends are looked at."""
    (folder / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n IEND\xaeB`\x82")
    (folder / "map.svg").write_text(f"<svg lang='{language}'></svg>\n", encoding="utf-8")


@pytest.fixture(autouse=True, scope="module")
def no_maps() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("selector.publish.map.draw_map", draw_nothing)
        yield


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result_from(*write_case(tmp_path_factory.mktemp("ronde"), ROWS, FRAMEWORK))


@pytest.fixture(scope="module")
def original(solved: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return solved.save(tmp_path_factory.mktemp("uit") / "uit")


@pytest.fixture(scope="module")
def impossible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onhaalbaar")
    return result_from(*write_case(folder, ROWS, IMPOSSIBLE)).save(folder / "uit")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do once what hundreds of recounts of one round have in common."""
    facts, kept = read_facts(), dict[tuple[Any, ...], Any]()

    def once(name: str, work: Callable[..., Any], key: Callable[..., Any]) -> None:
        def worked(*given: Any) -> Any:
            found = (name, key(*given))
            if found not in kept:
                kept[found] = work(*given)
            return kept[found]

        monkeypatch.setattr(f"selector.verify.{name}", worked)

    monkeypatch.setattr("selector.verify.folder.read_facts", lambda _: facts)
    once("folder.read_round", read_round, lambda data, scenario, _: (data, repr(scenario)))
    for name in ("_sheets", "_layers"):
        once(f"delivered.{name}", getattr(delivered, name), Path.read_bytes)


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "uit"))


def verify(folder: Path, *options: str) -> Outcome:
    """Run the command; there is never a traceback."""
    found = CliRunner().invoke(main, ["verify", str(folder), *options])
    assert "Traceback" not in found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def agrees(report: Report) -> None:
    assert report.agrees, report.page()


def named(report: Report, file: str, place: str = "") -> bool:
    """Whether some difference is about a place in a file."""
    return any(d.file == file and place in d.place for d in report.differences)


# --- What was not changed agrees


def test_the_example_round_agrees(tmp_path: Path) -> None:
    folder = result_from(EXAMPLE, MODELS / "afwegingskader-2023.toml").save(tmp_path / "uit")
    found = verify(folder)
    assert found.exit_code == 0, found.output
    assert "Alles wat is nagerekend, klopt." in found.stdout


def test_the_example_in_excel_and_in_english_agrees(tmp_path: Path) -> None:
    plans = read_plans(EXAMPLE.with_suffix(".xlsx"))
    folder = select(plans, load_scenario("krimp-eerst")).save(tmp_path / "uit", "en")
    found = verify(folder, "--lang", "en")
    assert found.exit_code == 0, found.output
    assert "Everything that was recounted agrees." in found.stdout


def test_the_round_of_these_tests_has_a_tie_and_agrees(solved: Result, original: Path) -> None:
    assert solved.tied == ("E", "F")
    assert len(solved.problem.competition.penalised) == 1
    agrees(recount(original))


@pytest.mark.parametrize("seed", range(14))
def test_random_rounds_agree_and_match_the_brute_force(seed: int, tmp_path: Path) -> None:
    plans, scenario = write_round(tmp_path, 4100 + seed, n_plans=11, dispersion=seed % 2 == 0)
    result = result_from(plans, scenario)
    folder = result.save(tmp_path / "uit", ("nl", "en")[seed % 2])
    agrees(recount(folder))
    mine = read_round(plans.read_bytes(), read_scenario(scenario.read_bytes()), read_facts())
    theirs = reference.solve(plans, scenario, REGIONS)
    verdicts = {p: j.verdict for p, j in zip(mine.ids, mine.judgements, strict=True)}
    assert verdicts == {p: entry["verdict"] for p, entry in theirs["plans"].items()}
    pairs = {(mine.ids[p.a], mine.ids[p.b]): (p.rule, p.verdict) for p in mine.pairs}
    assert pairs == theirs["conflicts"]
    chosen = mine.positions(theirs["selected"])
    if chosen:
        assert not list(mine.broken(chosen))
        scores = [str(score) for score in mine.scores(chosen)]
        assert scores == [criterion["score"] for criterion in theirs["criteria"]]
        assert any(theirs["selected"]) == (result.status == "optimal")


def test_the_cohorts_that_keep_all_rules_are_those_of_the_brute_force(tmp_path: Path) -> None:
    found = 0
    for seed in range(4200, 4212):
        plans, scenario = write_round(tmp_path / str(seed), seed, n_plans=8, dispersion=True)
        mine = read_round(plans.read_bytes(), read_scenario(scenario.read_bytes()), read_facts())
        theirs = reference.solve(plans, scenario, REGIONS)
        sizes = range(mine.scenario.low, mine.scenario.high + 1)
        cohorts = [frozenset(c) for n in sizes for c in combinations(range(len(mine.ids)), n)]
        kept = [cohort for cohort in cohorts if not any(mine.broken(cohort))]
        assert bool(kept) == (theirs["status"] == "optimal")
        found += len(kept)
    assert found > 20


def test_a_result_that_cannot_be_agrees(impossible: Path) -> None:
    found = verify(impossible)
    assert found.exit_code == 0, found.output
    record = json.loads((impossible / "infeasible.json").read_text(encoding="utf-8"))
    assert len(record["relaxations"][0]["changes"]) >= 2


def test_a_result_without_proof_agrees_and_may_not_be_called_optimal(
    solved: Result, tmp_path: Path
) -> None:
    assert solved.optimum is not None
    unproven = replace(solved.optimum, proven=False, always=None, sometimes=None)
    folder = replace(solved, optimum=unproven).save(tmp_path / "uit")
    agrees(recount(folder))
    edit(folder, lambda record: record.update(status="optimal"))
    assert named(recount(folder), "cohort.json", "status")


def test_another_seed_than_that_of_the_scenario_agrees_and_is_told(tmp_path: Path) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    seeded = load_scenario(scenario).with_seed("een andere")
    folder = select(read_plans(plans), seeded).save(tmp_path / "uit")
    found = verify(folder)
    assert found.exit_code == 0, found.output
    assert "`een andere`" in found.stdout


def test_a_scenario_made_in_python_agrees(tmp_path: Path) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    made = load_scenario(scenario).replace(name="in Python", cohort={"size": {"min": 3, "max": 4}})
    agrees(recount(select(read_plans(plans), made).save(tmp_path / "uit")))


def test_columns_of_the_user_with_names_of_the_result_agree(tmp_path: Path) -> None:
    extra = {"verdict": "x", "reasons": "-1 of =2", "oordeel": "goed", "=som": "a\nb"}
    plans, scenario = write_case(tmp_path, [row | extra for row in ROWS], FRAMEWORK)
    agrees(recount(result_from(plans, scenario).save(tmp_path / "uit")))


# --- Polygons and other regions


@pytest.fixture(scope="module")
def boundaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A square of 4 km on the centre of every municipality."""
    towns = municipalities()
    centres = [(int(town["rd_x"]), int(town["rd_y"])) for town in towns.values()]
    shapes = [box(x - 2000, y - 2000, x + 2000, y + 2000) for x, y in centres]
    path = tmp_path_factory.mktemp("grenzen") / "grenzen.gpkg"
    frame = geopandas.GeoDataFrame({"statcode": list(towns)}, geometry=shapes, crs="EPSG:28992")
    frame.to_file(path, layer="gemeente_gegeneraliseerd_2023")
    return path


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_polygons_agree_with_the_same_boundaries_only(
    boundaries: Path, tmp_path: Path, suffix: str
) -> None:
    town = municipalities()["GM0363"]
    x, y = int(town["rd_x"]), int(town["rd_y"])
    drawn: Any = [
        box(x - 2000, y - 2000, x + 500, y + 2000),
        None,
        box(x + 1500, y, x + 9000, y + 9000),
    ]
    rows = [plan("P", ""), plan("Q", "GM0599", ambitie="4"), plan("R", "")]
    frame = geopandas.GeoDataFrame(rows, geometry=drawn, crs="EPSG:28992")
    path = tmp_path / f"aanvragen.{suffix}"
    (frame.to_crs("EPSG:4326") if suffix == "geojson" else frame).to_file(path)
    _, scenario = write_case(tmp_path, rows, tables(1, territory={"min_cover": 0.05}))
    facts = read_regions(boundaries)
    result = select(read_plans(path, facts), load_scenario(scenario), facts)
    assert [len(place.municipalities) for place in result.problem.places][:2] == [1, 1]
    folder = result.save(tmp_path / "uit")
    agrees(recount(folder, boundaries))
    assert verify(folder, "--regions", str(boundaries)).exit_code == 0
    without = verify(folder)
    assert without.exit_code == 5
    assert "input.regions_sha256" in without.stdout


def test_another_krimp_list_agrees_when_it_is_given(tmp_path: Path) -> None:
    mine = tmp_path / "gemeenten"
    mine.mkdir()
    (mine / "krimp.csv").write_text("code;type\nGM0363;krimp\n", encoding="utf-8")
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    facts = read_regions(mine)
    folder = select(read_plans(plans, facts), load_scenario(scenario), facts).save(tmp_path / "uit")
    agrees(recount(folder, mine))
    report = recount(folder)
    assert named(report, "cohort.json", "input.regions_sha256")
    assert named(report, "plans.csv", "A, context")


# --- What was changed is found


def edit(folder: Path, change: Callable[[Any], object], file: str = "cohort.json") -> None:
    """Change a JSON file in place."""
    record = json.loads((folder / file).read_text(encoding="utf-8"))
    change(record)
    (folder / file).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


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
    folder: Path, file: str, skip: Sequence[str], name: Callable[[Sequence[Any]], str]
) -> tuple[int, list[Any]]:
    """Change every value of a JSON file in every way; return how many, and what was not found."""
    text = (folder / file).read_text(encoding="utf-8")
    record, count, unseen = json.loads(text), 0, []
    for path in leaves(record):
        if path[0] in skip or (path[0] == "plans" and len(path) > 1 and path[1] % 3):
            continue  # every third plan stands for all
        extra = [MISSING] if isinstance(path[-1], str) else []
        for value in [*spoiled(at(record, path)), *extra]:
            changed = deepcopy(record)
            put(changed, path, value)
            (folder / file).write_text(json.dumps(changed), encoding="utf-8")
            count += 1
            report = recount(folder)
            told = [d.place for d in report.differences if file in f"{d.file}, {d.place}"]
            if not any(name(path) in place for place in told):
                unseen.append((path, value, report.differences[:2]))
    (folder / file).write_text(text, encoding="utf-8")
    return count, unseen


# What a second solver says is no part of what is recounted; see the tests of the certificate.
# The day of a run does not follow from its inputs.
UNJUDGED = ("certified", "certificate", "date")


def test_every_change_of_cohort_json_is_found_and_named(copy: Path, quick: None) -> None:
    count, unseen = every_change(copy, "cohort.json", UNJUDGED, keys)
    assert unseen == []
    assert count > 300


def test_every_change_of_infeasible_json_is_found_and_named(
    impossible: Path, tmp_path: Path, quick: None
) -> None:
    folder = Path(shutil.copytree(impossible, tmp_path / "uit"))
    count, unseen = every_change(folder, "infeasible.json", UNJUDGED, lambda path: str(path[0]))
    assert unseen == []
    assert count > 100


@pytest.mark.parametrize("file", ["plans.csv", "conflicts.csv"])
def test_every_changed_cell_of_a_table_is_found_and_named(
    copy: Path, quick: None, file: str
) -> None:
    with (copy / file).open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    assert len(rows) >= 5
    for r, row in enumerate(rows):
        key = row[0] if file == "plans.csv" else "|".join(row[:2])
        for c, cell in list(enumerate(row))[r % 2 :: 2]:
            changed = [list(other) for other in rows]
            changed[r][c] = {"true": "false", "0": "1"}.get(cell, f"{cell}1")
            write_csv(copy / file, [header, *changed])
            found = recount(copy).differences
            assert found, (key, header[c])
            names = [d for d in found if d.file == file and (header[c] in d.place or c < 2)]
            assert names, (key, header[c], found)


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("file", ["plans.csv", "conflicts.csv"])
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-1],
        lambda rows: [*rows, rows[-1]],
        lambda rows: [rows[0], *reversed(rows[1:])],
        lambda rows: [row[:-1] for row in rows],
        lambda rows: [[*row, "x"] for row in rows],
        lambda rows: [*rows[:2], [*rows[2], "x"], *rows[3:]],
        lambda rows: [[row[1], row[0], *row[2:]] for row in rows],
        lambda rows: [["x", *rows[0][1:]], *rows[1:]],
        lambda rows: rows[:1],
        lambda rows: [],
    ],
)
def test_a_table_with_other_rows_or_columns_is_found(
    copy: Path, file: str, change: Callable[[list[list[str]]], list[list[str]]]
) -> None:
    write_csv(copy / file, change(rows_of(copy / file)))
    found = verify(copy)
    assert found.exit_code == 5
    assert file in found.stdout.partition("Verschillen:")[2]


FILES = ("plans.csv", "conflicts.csv", "cohort.xlsx", "cohort.gpkg", "summary.txt", "map.png",
         "map.svg", "invoer/aanvragen.csv", "invoer/scenario.toml", "cohort.json")  # fmt: skip
RUBBISH = bytes(range(256)) * 40


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(RUBBISH),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04" + RUBBISH),
        lambda path: path.write_bytes(b"SQLite format 3\x00" + RUBBISH),
        lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["half", "rubbish", "empty", "zip", "sqlite", "deep", "gone", "directory"],
)
def test_a_damaged_file_is_named_and_never_a_traceback(
    copy: Path, file: str, change: Tamper
) -> None:
    change(copy / file)
    found = verify(copy)
    gone = file == "cohort.json" and not (copy / file).is_file()
    assert found.exit_code == (2 if gone else 5)
    if not gone:
        assert file.partition("/")[0] in found.stdout.partition("Verschillen:")[2]


@pytest.mark.parametrize("column", ROWS[0] | {"thema": "", "afstemming": "", "nieuw": ""})
def test_a_changed_column_of_the_plans_is_found_and_named(copy: Path, column: str) -> None:
    path = copy / "invoer" / "aanvragen.csv"
    rows = [dict(row) for row in csv.DictReader(path.open(encoding="utf-8"), delimiter=";")]
    rows[2][column] = {"plan_id": "Z", "gemeenten": "GM0363", "herkomst": "nieuw"}.get(column, "1")
    write_plans(path.parent, rows)
    report = recount(copy)
    assert named(report, "invoer/aanvragen.csv", "input.plans_sha256")


def test_a_changed_value_of_the_plans_is_named_where_it_works_out(copy: Path) -> None:
    path = copy / "invoer" / "aanvragen.csv"
    rows = [dict(row) for row in csv.DictReader(path.open(encoding="utf-8"), delimiter=";")]
    rows[2]["c2"] = "ontbreekt"
    write_plans(path.parent, rows)
    report = recount(copy)
    assert named(report, "cohort.json", "plans[C].verdict")
    assert named(report, "plans.csv", "C, c2")
    assert named(report, "cohort.json", "selected, eligibility:C")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('"min" = 1', '"min" = 2', "selected, quota:mbo"),
        ('"size" = 4', '"size" = 5', "selected, size"),
        ('"locked_in" = ["C"]', '"locked_in" = ["G"]', "selected, locked_in:G"),
        ('"locked_out" = ["I"]', '"locked_out" = ["C"]', "selected, locked_out:C"),
        ('"target" = "applicants"', '"target" = "equal"', "criteria[herkomst]"),
        ('"reference_km" = 500', '"reference_km" = 400', "criteria[afstand].score"),
        ('"tier" = "worst"', '"tier" = "sum"', "tiers[1].tier"),
        ('name = "proef"', 'name = "proeve"', "scenario"),
        ('"max" = 1', '"max" = "x"', ""),
        ("[cohort]", "[cohort", ""),
    ],
)
def test_a_changed_scenario_is_named_where_it_works_out(
    copy: Path, before: str, after: str, place: str
) -> None:
    path = copy / "invoer" / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    report = recount(copy)
    assert named(report, "invoer/scenario.toml", "input.scenario_sha256")
    assert not place or named(report, "cohort.json", place)


def test_a_forbidden_pair_in_the_cohort_is_named(solved: Result, tmp_path: Path) -> None:
    """A forger who changes every file is still found out by the inputs."""
    folder = forged(solved, ("A", "B", "C", "E"), tmp_path)
    report = recount(folder)
    assert named(report, "cohort.json", "selected, competition:A|B")


def test_every_forged_cohort_is_found(solved: Result, tmp_path: Path) -> None:
    """Every cohort that keeps all rules but is not best, in every file, with its own values."""
    problem, count = solved.problem, 0
    for cohort in combinations(problem.eligible, 4):
        chosen = frozenset(cohort)
        if all(rule.check(chosen) for rule in problem.rules):
            names = tuple(problem.plans.ids[p] for p in cohort)
            if names == solved.selected:
                continue
            report = recount(forged(solved, names, tmp_path / "-".join(names)))
            assert named(report, "cohort.json"), names
            count += 1
    assert count >= 4


def forged(solved: Result, names: Sequence[str], folder: Path) -> Path:
    """A directory in which every file says that another cohort was chosen, and is as good."""
    assert solved.optimum is not None
    problem = solved.problem
    chosen = frozenset(problem.plans.ids.index(name) for name in names)
    values = [problem.value(tier, chosen) for tier in problem.tiers]
    tiers = tuple(
        replace(tier, value=value, bound=value)
        for tier, value in zip(solved.optimum.tiers, values, strict=True)
    )
    optimum = replace(
        solved.optimum, chosen=chosen, tiers=tiers, always=chosen, sometimes=frozenset()
    )
    folder.mkdir(parents=True, exist_ok=True)
    return replace(solved, optimum=optimum).save(folder / "uit")


def test_the_other_tied_cohort_is_not_what_the_tickets_pick(solved: Result, tmp_path: Path) -> None:
    assert solved.optimum is not None
    swap = {"E": "F", "F": "E"}
    names = [swap.get(name, name) for name in solved.selected]
    chosen = frozenset(solved.problem.plans.ids.index(name) for name in names)
    optimum = replace(solved.optimum, chosen=chosen)
    report = recount(replace(solved, optimum=optimum, runner_up=None).save(tmp_path / "uit"))
    assert [(d.file, d.place, d.kind) for d in report.differences] == [
        ("cohort.json", "selected", "lot")
    ]


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("cohort.gpkg", "UPDATE aanvragen SET selected = 1 - selected WHERE plan_id = 'B'"),
        ("cohort.gpkg", "UPDATE aanvragen SET verdict = 'voldoet' WHERE plan_id = 'J'"),
        ("cohort.gpkg", "UPDATE gemeenten SET inwoners = inwoners + 1 WHERE code = 'GM0363'"),
        ("cohort.gpkg", "UPDATE gemeenten SET gekozen_plannen = '' WHERE code = 'GM0599'"),
        ("cohort.gpkg", "DELETE FROM gemeenten WHERE code = 'GM0599'"),
    ],
)
def test_a_changed_layer_is_found(copy: Path, file: str, change: str) -> None:
    import sqlite3

    with sqlite3.connect(copy / file) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')  # they need functions of a GIS
        database.execute(change)
    database.close()
    assert named(recount(copy), file)


def test_every_changed_cell_of_the_workbook_is_found(copy: Path, quick: None) -> None:
    from openpyxl import load_workbook

    path = copy / "cohort.xlsx"
    original, count = path.read_bytes(), 0
    for sheet in load_workbook(path).sheetnames:
        cells = [
            cell.coordinate for row in load_workbook(path)[sheet].iter_rows(2, 4) for cell in row
        ]
        for place in cells[:: 9 if sheet in ("aanvragen", "concurrentie") else 3]:
            book = load_workbook(path)
            value = book[sheet][place].value
            if sheet == "criteria" and place[0] in "EF":  # the same again, as decimals
                continue
            book[sheet][place].value = f"{'' if value is None else value}1"
            book.save(path)
            report = recount(copy)
            path.write_bytes(original)
            assert not report.agrees, (sheet, place, value)
            count += 1
    assert count > 20


def test_a_changed_summary_is_found(copy: Path) -> None:
    path = copy / "summary.txt"
    text = path.read_text(encoding="utf-8")
    for word in ("bewezen optimaal", "Plan C", "besliste tussen", "uitgesloten", "In aanmerking"):
        assert word in text
        path.write_text(text.replace(word, "iets anders"), encoding="utf-8")
        assert named(recount(copy), "summary.txt"), word


def test_a_swapped_plan_is_named_where_it_was_swapped(copy: Path) -> None:
    edit(copy, lambda record: record.update(selected=["A", *record["selected"][1:]]))
    found = verify(copy)
    assert found.exit_code == 5
    assert [d.place for d in recount(copy).differences] == ["selected[1]"]
    assert "cohort.json, selected[1]: er staat `A`; de natelling geeft `B`." in found.stdout


@pytest.mark.parametrize(
    ("certified", "tiers", "sound"),
    [
        (True, ["confirmed"] * 4, True),
        (False, None, True),
        (None, None, True),
        (True, ["confirmed"] * 3, False),
        (True, [*["confirmed"] * 3, "not finished"], False),
        (True, None, False),
        ("ja", None, False),
    ],
)
def test_a_certificate_must_be_about_every_tier(
    copy: Path, certified: object, tiers: list[str] | None, sound: bool
) -> None:
    held = {"solver": "HiGHS", "version": "1.2.3", "tiers": tiers} if tiers else None
    edit(copy, lambda record: record.update(certified=certified, certificate=held))
    report = recount(copy)
    assert report.agrees is sound
    assert sound or named(report, "cohort.json", "certified")
    assert ("HiGHS 1.2.3 bevestigde elke trap" in report.page()) is (certified is True and sound)


# --- What is no result, and what the recount may know


def test_what_is_no_directory_of_a_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    for name in ("weg", "leeg", "bestand"):
        found = verify(tmp_path / name)
        assert found.exit_code == 2
        assert name in found.stderr
        assert found.stdout == ""
        with pytest.raises(NotARun):
            recount(tmp_path / name)


def test_the_recount_writes_nothing(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    verify(copy)
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_the_recount_says_what_it_cannot_know(original: Path) -> None:
    for language, word in (("nl", "Niet nagerekend:"), ("en", "Not recounted:")):
        page = recount(original).page(language).partition(word)[2]
        for term in ("in_optimal", "bound", "best_alone", "certified"):
            assert term in page


def test_a_difference_too_many_is_counted_not_listed(original: Path) -> None:
    many = [Difference("plans.csv", f"A{i}", "x", "y") for i in range(60)]
    page = replace(recount(original), differences=tuple(many)).page()
    assert "A39" in page
    assert "A40" not in page
    assert "en nog 20 andere verschillen" in page


def test_the_recount_shares_no_code_with_the_model() -> None:
    """Of the package it imports its own files and the texts, directly or not."""
    package = ROOT / "selector" / "verify"
    files = sorted(package.glob("*.py"))
    assert len(files) > 10
    imported = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, path
                imported.add(str(node.module))
            elif isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                name = node.func.id if isinstance(node.func, ast.Name) else called
                assert name not in {"import_module", "__import__", "exec", "eval"}, path
    own = {name for name in imported if name.split(".")[0] == "selector"}
    assert {name for name in own if not name.startswith("selector.verify.")} == {"selector.texts"}
    heavy = {"ortools", "scipy", "numpy", "pandas", "pydantic", "matplotlib"}
    assert not heavy & {name.split(".")[0] for name in imported}


def test_no_part_of_the_model_is_loaded_for_a_recount(original: Path) -> None:
    import subprocess
    import sys

    script = (
        "import sys; from pathlib import Path; from selector.verify import recount;"
        f"assert recount(Path({str(original)!r})).agrees;"
        "print(*sorted(n for n in sys.modules if n.startswith('selector.')))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    loaded = {name for name in found.stdout.split() if not name.startswith("selector.verify")}
    assert loaded == {"selector.texts", "selector.errors"}

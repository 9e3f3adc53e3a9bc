"""From a number to a case: which command, which of its inputs, and what is changed in it."""

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from builders import ROOT

from . import files, nasty
from .judge import Case

QUICK = ("--time-limit", "5")
FORMATS = ("csv", "csv", "csv", "csv", "xlsx", "geojson", "gpkg")


def case(seed: str, number: int, folder: Path, result: Path) -> Case:
    """Return one case in an empty folder; `result` is a sound result that commands can reopen."""
    random = Random(f"{seed}:{number}")
    make = random.choice(_MAKERS)
    made = make(random, folder, result)
    return Case(folder, made, drawn=number % 100 == 0)


def _plans(random: Random, folder: Path, change: bool) -> str:
    """Write the round in some format, perhaps changed in rows, shapes or bytes."""
    kind = random.choice(FORMATS)
    how = random.choice(("rows", "rows", "rows", "bytes", "shape")) if change else ""
    table = files.round_rows()
    features = files.shapes(table) if kind == "geojson" else []
    if how == "rows":
        table = nasty.rows(random, table)
        features = nasty.tree(random, features)
    elif how == "shape" and features:
        random.choice(features)["geometry"] = random.choice(nasty.GEOMETRIES)
    other = not random.randrange(15)  # the format is told by the content, not by the name
    name = random.choice(("plannen.txt", "plannen", "plannen.xlsx")) if other else f"plannen.{kind}"
    path = folder / name
    if kind == "csv":
        data = files.as_csv(table, random.choice(";,"))
    elif kind == "xlsx":
        data = files.as_xlsx(table)
    elif kind == "geojson":
        data = files.as_geojson(features)
    else:
        try:
            data = files.as_gpkg(table, folder / "klad.gpkg")
        except Exception:  # GDAL cannot write every table; a changed file will do
            data = nasty.blob(random, files.as_csv(table))
        (folder / "klad.gpkg").unlink(missing_ok=True)
    path.write_bytes(nasty.blob(random, data) if how == "bytes" else data)
    return name


def _scenario(random: Random, folder: Path, change: bool) -> str:
    tables = random.choice(list(files.scenarios().values()))
    if change and random.random() < 0.85:
        tables = nasty.tree(random, tables)
    data = files.scenario_bytes(tables)
    if change and random.random() < 0.15:
        data = nasty.blob(random, data)
    (folder / "scenario.toml").write_bytes(data)
    return "scenario.toml"


def _drawn(random: Random, folder: Path, change: bool) -> list[str]:
    """Boundaries, when the plans may be drawn."""
    document = files.boundary_file()
    data = json.dumps(nasty.tree(random, document) if change else document).encode()
    if change and random.random() < 0.3:
        data = nasty.blob(random, data)
    (folder / "grenzen.geojson").write_bytes(data)
    return ["--regions", "grenzen.geojson"]


def _check(random: Random, folder: Path, _: Path) -> list[str]:
    return ["check", _plans(random, folder, change=True), *_drawn(random, folder, change=False)]


def _check_scenario(random: Random, folder: Path, _: Path) -> list[str]:
    plans = _plans(random, folder, change=random.random() < 0.3)
    return ["check", plans, "--scenario", _scenario(random, folder, change=True)]


def _boards(random: Random, folder: Path, _: Path) -> list[str]:
    data = files.as_csv(nasty.rows(random, files.board_rows()))
    (folder / "besturen.csv").write_bytes(
        nasty.blob(random, data) if random.random() < 0.3 else data
    )
    return ["check", _plans(random, folder, change=False), "--boards", "besturen.csv",
            *_drawn(random, folder, change=False)]  # fmt: skip


def _boundaries(random: Random, folder: Path, _: Path) -> list[str]:
    return ["check", _plans(random, folder, change=False), *_drawn(random, folder, change=True)]


def _regions(random: Random, folder: Path, _: Path) -> list[str]:
    """A folder with tables about municipalities, of which one is changed."""
    names = ["adjacency.csv", "former_municipalities.csv", "krimp.csv", "municipalities.csv"]
    (folder / "gebieden").mkdir()
    for name in random.sample(names, random.randint(1, 4)):
        shutil.copyfile(ROOT / "data" / "regions" / name, folder / "gebieden" / name)
    path = random.choice(sorted((folder / "gebieden").iterdir()))
    lines = path.read_text(encoding="utf-8").split("\n")
    i = random.choice((0, random.randrange(len(lines))))
    cells = lines[i].split(",")
    cells[random.randrange(len(cells))] = random.choice(nasty.TEXTS)
    lines[i] = ",".join(cells)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    path.write_bytes(nasty.blob(random, data) if random.random() < 0.3 else data)
    given = random.choice(("gebieden", f"gebieden/{path.name}"))
    return ["check", _plans(random, folder, change=False), "--regions", given]


def _run(random: Random, folder: Path, _: Path) -> list[str]:
    both = random.random()
    plans = _plans(random, folder, change=both < 0.7)
    scenario = _scenario(random, folder, change=both > 0.5)
    options = random.choice(((), ("--certify",), ("--answers",), ("--lang", "en")))
    return ["run", plans, "--scenario", scenario, "--out", "uit", *QUICK,
            *_drawn(random, folder, False), *(options or ("--no-answers",))]  # fmt: skip


def _themed(random: Random, folder: Path, _: Path) -> list[str]:
    """A theme with a logo, of which one is changed."""
    source = ROOT / "data" / "themes"
    tables = tomllib.loads((source / "voorbeeld.toml").read_text(encoding="utf-8"))
    data = files.scenario_bytes(nasty.tree(random, tables) if random.random() < 0.6 else tables)
    logo = (source / "voorbeeld.svg").read_bytes()
    (folder / "thema.toml").write_bytes(nasty.blob(random, data) if random.random() < 0.2 else data)
    (folder / "voorbeeld.svg").write_bytes(
        nasty.blob(random, logo) if random.random() < 0.5 else logo
    )
    return ["run", _plans(random, folder, False), "--scenario", _scenario(random, folder, False),
            "--out", "uit", *QUICK, "--theme", "thema.toml", "--no-answers", "--no-swaps",
            *_drawn(random, folder, False)]  # fmt: skip


def _asked(random: Random, folder: Path, result: Path) -> list[str]:
    """A question about a sound result that makes little sense."""
    shutil.copytree(result, folder / "uitkomst")
    texts = [t.replace("\x00", "\udcff") for t in (*nasty.TEXTS, "A01", "A04", "size", "voldaan")]
    forms = ("{}.c2={}", "+{}{}", "-{}{}", "{}~{}", "{}+{}", "{}={}", "criteria.{}.target={}")
    names = ("A01", "A04", *texts)
    changes = [random.choice(forms).format(random.choice(names), random.choice(texts))
               for _ in range(random.randint(1, 3))]  # fmt: skip
    kept = ["--out", "uit"] if not random.randrange(4) else []
    return ["whatif", "uitkomst", *changes, *kept, *QUICK]


def _changed(random: Random, folder: Path, result: Path) -> None:
    """A result beside a second one, of which something is not as a run left it."""
    shutil.copytree(result, folder / "uitkomst")
    shutil.copytree(result, folder / "andere")
    if random.random() < 0.6:
        path = random.choice([p for p in sorted((folder / "andere").rglob("*.*")) if p.is_file()])
        path.write_bytes(nasty.blob(random, path.read_bytes()))


def _looked_back(random: Random, folder: Path, result: Path) -> list[str]:
    """Results beside each other, in order of time, made again, and one number turned."""
    _changed(random, folder, result)
    text = random.choice(nasty.TEXTS).replace("\x00", "\udcff")
    key = random.choice(("size", "A01.ambitie", "objective.1.tolerance", f"A04.{text}", text))
    return random.choice((
        ["compare", "uitkomst", "andere", *random.choice(((), ("--json",), ("--out", "uit")))],
        ["history", random.choice((".", "andere", text))],
        ["rerun", "andere", "--out", "uit", *QUICK],
        ["whatif", "uitkomst", "--range", key, "--places", str(random.randrange(-1, 6)), *QUICK],
        ["why", "andere", "A04", "--what-would-help", "--json"],
    ))  # fmt: skip


def _swept(random: Random, folder: Path, _: Path) -> list[str]:
    """A sweep of which the vary file is changed."""
    tables: dict[str, Any] = {
        "sample": {"kind": random.choice(("grid", "random", "one_at_a_time")), "count": 3},
        "vary": [{"key": "size", "values": [2, 3]}, {"key": "A01.ambitie", "values": [1, 5]}],
    }
    data = files.scenario_bytes(nasty.tree(random, tables) if random.random() < 0.8 else tables)
    (folder / "varieer.toml").write_bytes(
        nasty.blob(random, data) if random.random() < 0.2 else data
    )
    plans = _plans(random, folder, change=random.random() < 0.3)
    return ["sweep", plans, "--scenario", _scenario(random, folder, change=False), "--vary",
            "varieer.toml", "--out", "uit", "--workers", "1", "--time-limit", "1",
            *_drawn(random, folder, False)]  # fmt: skip


def _at_hand(random: Random, folder: Path, _: Path) -> list[str]:
    """Scenarios of which one is changed, beside each other or as the start of a new one."""
    shutil.move(folder / _scenario(random, folder, change=True), folder / "eerste.toml")
    _scenario(random, folder, change=random.random() < 0.5)
    text = random.choice(nasty.TEXTS).replace("\x00", "\udcff")
    return random.choice((
        ["scenario", "diff", "eerste.toml", "scenario.toml"],
        ["scenario", "show", random.choice(("eerste.toml", text))],
        ["scenario", "new", "nieuw.toml", "--from", random.choice(("eerste.toml", text))],
    ))  # fmt: skip


def _batched(random: Random, folder: Path, _: Path) -> list[str]:
    """A job of which the config is changed; its deadline has not passed."""
    tables: dict[str, Any] = {
        "inbox": "inbox", "archive": "archief", "results": "uitkomsten",
        "deadline": "2999-01-01T00:00:00", "settle_seconds": 0, "scenarios": ["krimp-eerst"],
        "certify": False, "strict": False, "keep_days": 365, "private_columns": [],
    }  # fmt: skip
    data = files.scenario_bytes(nasty.tree(random, tables))
    (folder / "taak.toml").write_bytes(nasty.blob(random, data) if random.random() < 0.2 else data)
    (folder / "inbox").mkdir()
    return ["batch", "taak.toml", *random.choice(((), ("--status",), ("--status", "--json")))]


def _solve(random: Random, folder: Path, _: Path) -> list[str]:
    plans, scenario = _plans(random, folder, True), _scenario(random, folder, random.random() < 0.4)
    if random.random() < 0.5:
        return ["merge", plans, "--scenario", scenario, *QUICK, "--out", "uit.json"]
    names = ("context", "herkomst", "sector_type", random.choice(nasty.TEXTS))
    return ["pareto", plans, "--scenario", scenario, *QUICK, "--out", "uit", "--criteria",
            *random.sample(names, 2)]  # fmt: skip


def _reopened(random: Random, folder: Path, result: Path) -> list[str]:
    """A result of which something is not as a run left it."""
    held = folder / "uitkomst"
    shutil.copytree(result, held)
    places = [held / "cohort.json", held / "cohort.json", *sorted(held.rglob("*.*"))]
    path = random.choice([place for place in places if place.is_file()])
    what = random.choice(
        ("tree", "tree", "tree", "bytes", "absent", "link", "pipe", "folder", "many")
    )
    if what == "tree" and path.suffix == ".json":
        path.write_text(
            json.dumps(nasty.tree(random, json.loads(path.read_text("utf-8")))), "utf-8"
        )
    elif what in ("tree", "bytes"):
        path.write_bytes(nasty.blob(random, path.read_bytes()))
    elif what == "many":
        for i in range(300):
            (held / "invoer" / f"{i}.toml").write_text("x", "utf-8")
    else:
        path.unlink()
        if what == "link":
            path.symlink_to(random.choice((path.name, "/dev/zero", "..", "cohort.json")))
        elif what == "pipe" and hasattr(os, "mkfifo"):
            os.mkfifo(path)
        elif what == "folder":
            path.mkdir()
    plan_id = random.choice(("A01", "A04", *nasty.TEXTS))
    return random.choice((
        ["why", "uitkomst", plan_id], ["draw", "uitkomst"], ["verify", "uitkomst"],
        ["draw", "uitkomst", "--seed", plan_id], ["letters", "uitkomst", "--out", "brieven"],
        ["alternatives", "uitkomst", "--count", "2", "--differ", "1", *QUICK],
    ))  # fmt: skip


def _usage(random: Random, folder: Path, result: Path) -> list[str]:
    """A command line with values that make no sense."""

    def text() -> str:
        return random.choice(nasty.TEXTS).replace("\x00", "\udcff") if random.randrange(3) else (
            str(random.choice(nasty.NUMBERS[:-8]))
        )  # fmt: skip

    shutil.copytree(result, folder / "uitkomst")
    options = {
        "run": ("--out", "--seed", "--scenario", "--time-limit", "--relax", "--relax-out",
                "--regions", "--lang", "--sede"),
        "merge": ("--count", "--out", "--time-limit", "--scenario", "--lang"),
        "pareto": ("--criteria", "--size", "--out", "--time-limit", "--regions"),
        "check": ("--scenario", "--regions", "--boards", "--lang", "--x"),
        "draw": ("--seed", "--out", "--regions", "--lang"),
        "alternatives": ("--count", "--differ", "--tolerance", "--out", "--time-limit"),
        "letters": ("--out", "--template", "--new-template", "--plan", "--lang"),
        "whatif": ("--range", "--low", "--high", "--places", "--out", "--lang"),
        "compare": ("--out", "--lang", "--x"), "history": ("--lang", "--json"),
        "rerun": ("--out", "--lang"), "sweep": ("--vary", "--out", "--workers", "--shard", "--x"),
        "batch": ("--wait", "--init", "--again", "--lang"),
        "why": ("--regions", "--lang"), "verify": ("--regions", "--lang"), "template": ("--lang",),
    }  # fmt: skip
    name = random.choice(list(options))
    line = [name, random.choice(("uitkomst", text(), *["uitkomst"] * 3))]
    line += [text()] if name == "why" else []
    for option in random.sample(options[name], random.randint(1, len(options[name]))):
        line += [option, text()]
    line += [text()] if not random.randrange(6) else []
    return line


def _build(random: Random, folder: Path, _: Path) -> list[str]:
    """Tables of another year, from files that are not as CBS makes them."""
    towns = files.boundaries()
    area = [{"Codes": code, "Naam": name, "Inwonertal": "1000", "AM": "AM01", "AM_naam": "Markt",
             "PV": "PV20", "PV_naam": "Provincie", "LD": "LD01", "LD_naam": "Land"}
            for code, name in zip(towns["statcode"], towns["statnaam"], strict=True)]  # fmt: skip
    data = files.as_csv(nasty.rows(random, area))
    if random.random() < 0.3:
        data = nasty.blob(random, json.dumps({"value": nasty.tree(random, area)}).encode())
    (folder / "gebieden.csv").write_bytes(data)
    _drawn(random, folder, change=random.random() < 0.3)
    year = random.choice(("2023", "2024"))
    return ["regions", "build", "--year", year, "--areas", "gebieden.csv", "--boundaries",
            "grenzen.geojson", "--out", "nieuw"]  # fmt: skip


def _collect(random: Random, folder: Path, _: Path) -> list[str]:
    """Forms and tables in a folder, some of them changed in rows or bytes, under any name."""
    place = folder / "map"
    place.mkdir()
    table = files.round_rows()
    if random.random() < 0.7:
        table = nasty.rows(random, table)
    for i, row in enumerate(random.sample(table, len(table))):
        data = files.as_form(row)
        odd = random.choice(("", "\u202e", "\x1b[2J", "é", " ", "\n"))
        changed = random.random() < 0.2
        (place / f"{i}{odd}.xlsx").write_bytes(nasty.blob(random, data) if changed else data)
    if random.random() < 0.3:
        _plans(random, place, change=True)
    return ["collect", "map", "--out", random.choice(("uit.xlsx", "map/uit.xlsx"))]


_MAKERS: Sequence[Callable[[Random, Path, Path], list[Any]]] = (
    *[_check] * 4, *[_check_scenario] * 3, *[_run] * 3, *[_reopened] * 3, *[_usage] * 2,
    _boards, _boundaries, _regions, _solve, _build, _themed, _asked, *[_collect] * 2,
    _looked_back, _looked_back, _swept, _at_hand, _batched,
)  # fmt: skip

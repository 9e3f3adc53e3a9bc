"""The commands: exit codes, options, help, and what goes to which stream."""

import gc
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import (
    EXAMPLE,
    MODELS,
    ROOT,
    environment,
    invoke,
    plan,
    read_scenario,
    selector,
    skip_drawings,
    tables,
    write_case,
    write_plans,
)
from click.testing import Result
from depth import sample
from rounds import write_round

from selector import load_scenario, read_plans, select
from selector.commands.tidying import SELDOM, tidying_seldom

jsonschema = pytest.importorskip("jsonschema")  # comes with the tools for notebooks
ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


def run(folder: Path, rows: list[dict[str, str]], scenario: Any, *options: str) -> Result:
    plans, path = write_case(folder, rows, scenario)
    return invoke("run", plans, "--scenario", path, "--out", folder / "uit", *options)


def record(folder: Path) -> Any:
    return json.loads((folder / "uit" / "cohort.json").read_text(encoding="utf-8"))


# --- Exit codes


def test_a_proven_optimum_ends_with_0(tmp_path: Path) -> None:
    found = run(tmp_path, ROWS, tables(size=2))
    assert found.exit_code == 0
    assert "bewezen optimaal" in found.stdout
    assert record(tmp_path)["status"] == "optimal"


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "geen-bestand.csv"],
        ["run", "--scenario", "geen-scenario"],
        ["run", "--regions", "geen-map"],
        ["run", "--time-limit", "0"],
        ["run", "--time-limit", "nan"],
        ["run", "--time-limit", "veel"],
        ["run", "--onbekend"],
        ["run", "--lang", "de"],
        ["loop"],
        ["check"],
        ["check", "geen-bestand.csv"],
    ],
)
def test_bad_input_or_usage_ends_with_2_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = invoke(*arguments)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr
    assert list(tmp_path.iterdir()) == []


def test_faults_of_plans_and_scenario_are_reported_together(tmp_path: Path) -> None:
    rows = [plan("A", sectoren="pabo"), plan("A", herkomst="oud")]
    scenario = tables(size=2, cohort={"locked_inn": []})
    found = run(tmp_path, rows, scenario)
    assert found.exit_code == 2
    for value in ("pabo", "oud", "locked_inn"):
        assert value in found.stderr
    assert not (tmp_path / "uit").exists()


def test_rules_that_cannot_all_be_met_end_with_3(tmp_path: Path) -> None:
    found = run(tmp_path, ROWS, tables(size=4))
    assert found.exit_code == 3
    assert (tmp_path / "uit" / "infeasible.json").exists()


def test_a_cohort_without_proof_ends_with_4(tmp_path: Path) -> None:
    found = invoke("run", EXAMPLE, "--out", tmp_path / "uit", "--time-limit", "0.001")
    assert found.exit_code == 4
    assert record(tmp_path)["status"] == "feasible"


# --- Help


LOADED_BY_HELP = """
import sys
from click.testing import CliRunner
from selector.cli import main
for arguments in [[], *([name] for name in main.commands)]:
    found = CliRunner().invoke(main, [*arguments, "--help"])
    assert found.exit_code == 0 and found.stdout.strip(), arguments
print(*main.commands)
heavy = ("ortools", "pandas", "numpy", "scipy", "geopandas", "shapely", "matplotlib", "pydantic")
print([name for name in heavy if name in sys.modules])
"""


def test_help_of_every_command_loads_nothing_heavy() -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOADED_BY_HELP], cwd=ROOT, env=environment(),
        capture_output=True, encoding="utf-8", check=True, timeout=30,
    )  # fmt: skip
    commands, loaded = found.stdout.splitlines()
    assert {"run", "check", "template", "schema"} <= set(commands.split())
    assert loaded == "[]"


def test_the_version_is_that_of_the_package() -> None:
    from selector import __version__

    assert __version__ in invoke("--version").stdout


# --- Options


def test_a_seed_on_the_command_line_goes_before_that_of_the_scenario(tmp_path: Path) -> None:
    assert run(tmp_path, ROWS, tables(size=2), "--seed", "een ander lot").exit_code == 0
    assert record(tmp_path)["seed"] == "een ander lot"


def test_another_seed_draws_other_tickets(tmp_path: Path) -> None:
    rows = [plan(f"P{n}") for n in range(9)]
    drawn = set()
    for seed in "abcdef":
        assert run(tmp_path / seed, rows, tables(size=1), "--seed", seed).exit_code == 0
        drawn.add(record(tmp_path / seed)["selected"][0])
    assert len(drawn) > 1


def test_english_is_spoken_when_asked_for(tmp_path: Path) -> None:
    rows = [*ROWS, plan("D", a1="ontbreekt")]
    found = run(tmp_path, rows, tables(size=2), "--lang", "en")
    assert "proven optimal" in found.stdout
    english = record(tmp_path)["plans"][-1]["reasons"]
    invoke("run", tmp_path / "aanvragen.csv", "--scenario", tmp_path / "scenario.toml", "--out",
           tmp_path / "uit", "--force")  # fmt: skip
    dutch = record(tmp_path)["plans"][-1]["reasons"]
    assert english != dutch
    assert "ontbreekt" in dutch[0]
    assert "ontbreekt" not in english[0]


def test_messages_go_to_stderr_and_results_to_stdout(tmp_path: Path) -> None:
    rows = [row | {"verrassing": "x"} for row in ROWS]
    found = run(tmp_path, rows, tables(size=2))
    assert "verrassing" in found.stderr
    assert "verrassing" not in found.stdout


def test_the_example_round_runs_from_any_directory(tmp_path: Path) -> None:
    found = selector("run", "--out", "hier", "--no-swaps", "--only", "record", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    record = json.loads((tmp_path / "hier" / "cohort.json").read_text(encoding="utf-8"))
    assert (record["status"], record["size"]) == ("optimal", 12)


# --- The other commands


def test_check_prints_every_verdict_with_its_reasons(tmp_path: Path) -> None:
    rows = [
        plan("A"),
        plan("B", a1="werkt_toe"),
        plan("C", a1="ontbreekt", ingediend_op="2024-01-01"),
    ]
    found = invoke("check", write_plans(tmp_path, rows))
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    starts = {line.split()[0]: line for line in lines if line[:1] in {"A", "B", "C"}}
    words = {i: re.sub(r"[ _]", "", line).casefold() for i, line in starts.items()}
    assert "voldoetniet" in words["C"]
    assert "ingediend op 1 januari 2024; " in " ".join(
        found.stdout.split()
    )  # of no hour was spoken
    assert "voorlopig" in words["B"]
    assert "voldoet" in words["A"]
    assert "voldoetniet" not in words["A"]
    assert "2024" in found.stdout


CHECK_AND_TELL = """
import sys
from selector.cli import main
try:
    main()
finally:
    print("ortools" in sys.modules)
"""


def test_check_solves_nothing_and_writes_nothing(tmp_path: Path) -> None:
    plans = write_plans(tmp_path / "in", [plan("A")])
    found = subprocess.run(
        [sys.executable, "-c", CHECK_AND_TELL, "check", str(plans)],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8",
        check=True, timeout=60,
    )  # fmt: skip
    assert found.stdout.splitlines()[-1] == "False"
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(invoke("schema").stdout)


def test_the_schema_is_a_valid_json_schema(schema: Any) -> None:
    jsonschema.validators.validator_for(schema).check_schema(schema)


@pytest.mark.parametrize("model", sorted(path.name for path in MODELS.glob("*.toml")))
def test_the_schema_accepts_every_bundled_scenario(schema: Any, model: str) -> None:
    jsonschema.validate(read_scenario(MODELS / model), schema)


@pytest.mark.parametrize("seed", range(10))
def test_the_schema_accepts_what_the_loader_accepts(schema: Any, tmp_path: Path, seed: int) -> None:
    _, path = write_round(tmp_path, seed)
    load_scenario(path)
    jsonschema.validate(read_scenario(path), schema)


def test_the_schema_refuses_a_misspelt_key(schema: Any) -> None:
    scenario = read_scenario(MODELS / "afwegingskader-2023.toml")
    jsonschema.validate(scenario, schema)
    scenario["cohort"]["locked_inn"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(scenario, schema)


def keys_of(part: Any) -> set[str]:
    """Every key that a schema knows."""
    if isinstance(part, list):
        return set().union(*map(keys_of, part))
    if not isinstance(part, dict):
        return set()
    own = set(part.get("properties", ()))
    return own.union(*(keys_of(value) for value in part.values()))


def test_every_key_of_the_schema_is_documented_and_the_other_way_round(schema: Any) -> None:
    text = (MODELS / "README.md").read_text(encoding="utf-8")
    table = text.split("## 2. Every key")[1].split("\nFields:")[0]
    first_columns = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    documented = {
        name for column in first_columns for name in re.findall(r"`\[*([a-z0-9_]+)\]*`", column)
    }
    known = keys_of(schema)
    assert known - documented == set(), "not in the table of models/README.md"
    assert documented - known == set(), "not in the schema"


def test_a_template_is_not_written_over_a_file(tmp_path: Path) -> None:
    form = tmp_path / "formulier.xlsx"
    assert invoke("template", form).exit_code == 0
    before = form.read_bytes()
    assert invoke("template", form).exit_code == 2
    assert form.read_bytes() == before


def test_a_template_that_is_filled_in_can_be_read(tmp_path: Path) -> None:
    form = tmp_path / "formulier.xlsx"
    invoke("template", form)
    book = openpyxl.load_workbook(form)
    sheet = book["aanvragen"]
    header = [str(cell.value) for cell in sheet[1]]
    for r, row in enumerate(ROWS, start=2):
        for c, column in enumerate(header, start=1):
            sheet.cell(r, c, row.get(column))
    book.save(form)
    assert read_plans(form).ids == ("A", "B", "C")


# --- The bundled scenarios and the example


@pytest.mark.parametrize(
    "model", sample(sorted(path.stem for path in MODELS.glob("*.toml")), every=3)
)
def test_a_bundled_scenario_solves_the_example_round(model: str) -> None:
    found = select(read_plans(EXAMPLE), load_scenario(model))
    assert found.status == "optimal"
    scenario = load_scenario(model)
    assert scenario.cohort.size.min <= len(found.selected) <= scenario.cohort.size.max


def test_the_example_as_a_workbook_gives_the_same_cohort() -> None:
    workbook = EXAMPLE.with_suffix(".xlsx")
    if not workbook.exists():
        pytest.skip("there is no workbook of the example")
    first, second = (select(read_plans(path)).as_dict() for path in (EXAMPLE, workbook))
    for found in (first, second):
        del found["notes"], found["input"]["plans_sha256"]
    assert first == second


def test_boundaries_give_the_same_cohort_and_a_map(tmp_path: Path) -> None:
    """True boundaries change what is drawn, never what is chosen."""
    boundaries = Path(__file__).parents[2] / "shared/regions/gemeente_2023.geojson"
    if not boundaries.exists():
        pytest.skip("no boundaries beside the project")
    plain, drawn = tmp_path / "plain", tmp_path / "drawn"
    run = [sys.executable, "-m", "selector", "run", "--out"]
    subprocess.run([*run, str(plain)], check=True, capture_output=True)
    extra = ["--regions", str(boundaries)]
    subprocess.run([*run, str(drawn), *extra], check=True, capture_output=True)
    first, second = (json.loads((d / "cohort.json").read_text("utf-8")) for d in (plain, drawn))
    assert first["selected"] == second["selected"]
    assert (drawn / "map.svg").stat().st_size > (plain / "map.svg").stat().st_size


def test_a_command_leaves_the_collector_of_garbage_as_it_was() -> None:
    usual = gc.get_threshold()
    with tidying_seldom():
        assert gc.get_threshold() == (SELDOM, *usual[1:])
    assert gc.get_threshold() == usual

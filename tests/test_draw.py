"""The public lot: the sheet beforehand, the receipt afterwards, the cohort of `selector run`."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import plan, result_from, skip_drawings, tables, write_case
from click.testing import CliRunner
from click.testing import Result as Outcome
from depth import DEEP
from rounds import write_round

from selector import Result, load_scenario, read_plans, select
from selector.cli import main
from selector.draw import Refused, draw, receipt, sheet

# C is the only one of its origin; of the four others any two are equally good.
ROWS = [plan(name, gemeente) for name, gemeente in
        (("A", "GM0363"), ("B", "GM0599"), ("D", "GM0518"), ("E", "GM0344"))]  # fmt: skip
ROWS.append(plan("C", "GM0014", herkomst="bestaand"))
SEEDS = ("12 mei 2023: 7 14 3", "it's", "é|;", "0", "x" * 300)


@pytest.fixture(autouse=True, scope="module")
def no_drawings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        skip_drawings(patch)
        yield


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ronde")
    return result_from(*write_case(folder, ROWS, tables(3))).save(folder / "uit")


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "uit"))


def run(*arguments: str | Path) -> Outcome:
    """Run the command; there is never a traceback."""
    found = CliRunner().invoke(main, ["draw", *map(str, arguments)])
    assert "Traceback" not in found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def record_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
    return found


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    record = record_of(folder)
    change(record)
    (folder / "cohort.json").write_text(json.dumps(record), encoding="utf-8")


# --- The lot is that of `selector run`


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cohort_is_that_of_a_run_with_the_seed(
    original: Path, seed: str, tmp_path: Path
) -> None:
    plans, scenario = original / "invoer" / "aanvragen.csv", original / "invoer" / "scenario.toml"
    out = tmp_path / "uit"
    arguments = ["run", str(plans), "--scenario", str(scenario), "--out", str(out), "--seed", seed]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert sorted(draw(original, seed).chosen) == record_of(out)["selected"]


@DEEP
def test_random_rounds_and_seeds_give_the_cohort_of_a_run(tmp_path: Path) -> None:
    rng, tied, moved = Random(7), 0, 0
    for number in range(5000, 5016):
        plans, scenario = write_round(tmp_path / str(number), number, n_plans=12)
        result = result_from(plans, scenario)
        if result.status == "infeasible" or not result.outcome.cohort.tied:
            continue
        folder = result.save(tmp_path / str(number) / "uit")
        for _ in range(2):
            seed = f"getrokken {rng.random()}"
            lot = draw(folder, seed)
            again = select(read_plans(plans), load_scenario(scenario).with_seed(seed))
            assert sorted(lot.chosen) == list(again.selected)
            assert list(lot.tied) == sorted(again.outcome.cohort.tied)
            tied, moved = tied + 1, moved + (lot.chosen != lot.before)
    assert tied >= 8
    assert moved >= 3


@DEEP
def test_every_tied_cohort_can_be_drawn_and_nothing_else(original: Path) -> None:
    drawn = {tuple(sorted(draw(original, str(seed)).chosen)) for seed in range(60)}
    assert drawn == {tuple(sorted(("C", *two))) for two in combinations("ABDE", 2)}


def test_the_tickets_are_in_order_and_keep_the_first_that_fit(original: Path) -> None:
    lot = draw(original, "hand")
    by_hand = sorted(
        (sha256(f"hand:{plan_id}".encode()).hexdigest(), plan_id) for plan_id in "ABDE"
    )
    assert [(digest, plan_id) for plan_id, digest, _ in lot.tickets()] == by_hand
    assert [stays for _, _, stays in lot.tickets()] == [True, True, False, False]
    assert lot.chosen == {"C", *(plan_id for _, plan_id in by_hand[:2])}
    assert (sorted(lot.always), lot.seats) == (["C"], 2)


def test_a_scenario_made_in_python_can_be_drawn(tmp_path: Path) -> None:
    plans, scenario = write_case(tmp_path, ROWS, tables(2))
    changes = {"cohort": {"size": 3}, "territory": {"min_cover": 0.25}}
    quota = {"name": "q", "where": {"herkomst": "nieuw"}, "min_share": 0.5}
    made = load_scenario(scenario).replace(quotas=[quota], **changes)
    folder = select(read_plans(plans), made).save(tmp_path / "uit")
    again = select(read_plans(plans), made.with_seed("z"))
    assert sorted(draw(folder, "z").chosen) == list(again.selected)


# --- The papers


def test_the_sheet_names_what_is_fixed_and_what_is_open(original: Path) -> None:
    found = run(original)
    assert found.exit_code == 0
    squeezed = re.sub(r"\s", "", found.stdout)
    for digest in record_of(original)["input"].values():
        assert digest in squeezed
        assert " ".join(digest[i : i + 4] for i in range(0, 32, 4)) in found.stdout
    assert "deze 4 aanvragen, waarvan er 2 worden gekozen" in found.stdout
    for plan_id in "ABDE":
        assert f"  {plan_id}      Plan {plan_id}\n" in found.stdout
    for words in ("Plaats en datum", "Naam en handtekening", "SHA-256", "lottekst:plan_id"):
        assert words in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 120


def test_the_receipt_tells_the_lot_and_how_to_recompute_it(original: Path) -> None:
    before = record_of(original)["selected"]
    for seed in SEEDS:
        lot, found = draw(original, seed), run(original, "--seed", seed)
        assert found.exit_code == 0
        assert f"Lottekst: `{seed}`" in found.stdout
        assert "Het lot besliste tussen A, B, D en E." in found.stdout
        for plan_id, digest, _ in lot.tickets():
            assert f". {plan_id}  {digest}\n" in found.stdout
        assert found.stdout.count("blijft: ") == 2
        assert found.stdout.count("valt af: ") == 2
        same = sorted(lot.chosen) == before
        assert ("De selectie is dezelfde" in found.stdout) is same
        assert ("erbij" in found.stdout) is not same


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_command_on_the_receipt_gives_the_ticket(original: Path, seed: str) -> None:
    page = receipt(draw(original, seed))
    (command,) = re.findall(r"^  (printf .* \| sha256sum)$", page, re.MULTILINE)
    found = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=True)
    assert found.stdout.split()[0] == draw(original, seed).tickets()[0][1]
    assert found.stdout.split()[0] in page.partition(command)[2]


def test_without_a_tie_the_papers_say_that_the_lot_decides_nothing(tmp_path: Path) -> None:
    rows = [plan("A"), plan("B", "GM0599", herkomst="bestaand")]
    folder = result_from(*write_case(tmp_path, rows, tables(2))).save(tmp_path / "uit")
    assert "precies één beste selectie" in run(folder).stdout
    found = run(folder, "--seed", "x")
    assert "Het lot besliste niets" in found.stdout
    assert "sha256sum" not in found.stdout


def test_both_papers_exist_in_english(original: Path) -> None:
    assert "Sheet for a public draw" in run(original, "--lang", "en").stdout
    assert "The lot decided between A, B, D and E." in receipt(draw(original, "x"), "en")
    assert sheet(draw(original), "nl") != sheet(draw(original), "en")


def test_the_same_seed_gives_the_same_paper(original: Path) -> None:
    assert receipt(draw(original, "x")) == receipt(draw(original, "x"))


def test_a_file_is_written_once_and_never_replaced(original: Path, tmp_path: Path) -> None:
    out = tmp_path / "blad.txt"
    found = run(original, "--out", out)
    assert (found.exit_code, found.stdout) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert text == sheet(draw(original))
    for arguments in ((), ("--seed", "x")):
        refused = run(original, "--out", out, *arguments)
        assert refused.exit_code == 2
        assert "bestaat al" in refused.stderr
    assert out.read_text(encoding="utf-8") == text
    assert run(original, "--out", tmp_path / "weg" / "blad.txt").exit_code == 2
    assert run(original, "--out", tmp_path).exit_code == 2


# --- When there is no draw


@pytest.mark.parametrize("file", ["aanvragen.csv", "scenario.toml"])
@pytest.mark.parametrize("gone", [True, False])
def test_changed_inputs_are_not_drawn_from(copy: Path, file: str, gone: bool) -> None:
    path = copy / "invoer" / file
    if gone:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    for arguments in ((), ("--seed", "x")):
        found = run(copy, *arguments)
        assert (found.exit_code, found.stdout) == (5, "")
        assert ("ontbreekt" if gone else f"invoer/{file}") in found.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["input"].update(plans_sha256="0" * 64),
        lambda record: record["input"].update(scenario_sha256="0" * 64),
        lambda record: record["input"].update(regions_sha256="0" * 64),
        lambda record: record["input"].update(regions_sha256=None),
        lambda record: record.update(input=[]),
        lambda record: record.update(seed=7),
        lambda record: record.update(selected=["A", "B", "D"]),
        lambda record: record.update(selected=None),
        lambda record: record.update(plans=[]),
        lambda record: record["plans"][0].update(in_optimal="none"),
        lambda record: record["plans"][2].update(in_optimal="some"),
    ],
)
def test_a_changed_result_is_not_drawn_from(
    copy: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    edit(copy, change)
    found = run(copy, "--seed", "x")
    assert (found.exit_code, found.stdout) == (5, "")
    assert found.stderr


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", bytes(range(256)), b"[" * 100_000])
def test_a_damaged_result_is_not_drawn_from(copy: Path, data: bytes) -> None:
    (copy / "cohort.json").write_bytes(data)
    assert run(copy).exit_code == 5


def test_what_is_not_proven_is_not_drawn(copy: Path) -> None:
    edit(copy, lambda record: record.update(status="feasible"))
    for arguments in ((), ("--seed", "x")):
        found = run(copy, *arguments)
        assert (found.exit_code, found.stdout) == (4, "")
        assert "niet bewezen optimaal" in found.stderr


def test_where_there_is_no_cohort_there_is_no_draw(tmp_path: Path) -> None:
    result: Result = result_from(*write_case(tmp_path, ROWS, tables(9)))
    found = run(result.save(tmp_path / "uit"), "--seed", "x")
    assert (found.exit_code, found.stdout) == (3, "")
    assert "geen selectie mogelijk" in found.stderr


def test_what_is_no_directory_of_a_result_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "weg"):
        assert run(folder).exit_code == 2
        with pytest.raises(Refused):
            draw(folder)

"""`selector regions download` against a local server that pages: what is kept, and its use."""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE
from click.testing import CliRunner, Result
from depth import DEEP
from pdok_server import CODES, Service, fetch, home_of, kept, serving, take

from selector import read_regions
from selector.cli import main
from selector.official import pdok


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with serving(monkeypatch) as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return home_of(tmp_path, monkeypatch)


@pytest.mark.parametrize("name", ["ogc", "wfs"])
@pytest.mark.parametrize("matched", [True, False])
def test_every_page_is_fetched_and_kept_with_its_attribution(
    service: Service, home: Path, name: str, matched: bool
) -> None:
    service.matched = matched
    found = fetch("--source", name)
    assert found.exit_code == 0, found.output
    assert "342 gemeenten" in found.stdout
    assert "CBS en Kadaster" in found.stdout
    assert len(service.asked) == 4
    assert sorted(p.name for p in home.iterdir()) == [kept(home).name, "herkomst.json"]
    told = json.loads((home / "herkomst.json").read_text(encoding="utf-8"))
    assert told["gemeenten"] == 342
    assert "CC BY 4.0" in told["naamsvermelding"]
    assert told["bron"].startswith(service.url)


def test_both_services_and_any_order_of_rows_give_the_same_bytes(
    service: Service, tmp_path: Path
) -> None:
    paths = [tmp_path / name / "grenzen.geojson" for name in ("een", "twee", "drie")]
    take(service, paths[0])
    take(service, paths[1], "wfs")
    service.rows.reverse()
    take(service, paths[2])
    assert len({path.read_bytes() for path in paths}) == 1


def test_nothing_is_fetched_unasked_nor_twice(service: Service, home: Path) -> None:
    read_regions()
    CliRunner().invoke(main, ["check", str(EXAMPLE)])
    assert service.asked == []
    fetch()
    asked = len(service.asked)
    again = fetch()
    assert again.exit_code == 0
    assert "staan er al" in again.stdout
    assert len(service.asked) == asked
    assert fetch("--force").exit_code == 0
    assert len(service.asked) == 2 * asked


@DEEP
def test_a_run_uses_what_was_downloaded_and_older_results_still_verify(
    service: Service, home: Path, tmp_path: Path
) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments])

    def noted(folder: str) -> Any:
        return json.loads((tmp_path / folder / "cohort.json").read_text(encoding="utf-8"))

    one = [str(EXAMPLE), "--scenario", "krimp-eerst", "--no-answers", "--no-swaps", "--only", "map"]
    assert run("run", *one, "--out", str(tmp_path / "voor")).exit_code == 0
    assert read_regions().boundaries is None
    assert fetch().exit_code == 0
    boundaries = read_regions().boundaries
    assert boundaries is not None
    assert list(boundaries.index) == CODES
    assert boundaries.area.round().eq(1_000_000).all()
    assert run("run", *one, "--out", str(tmp_path / "na")).exit_code == 0
    before, after = noted("voor"), noted("na")
    assert before["input"]["regions_sha256"] != after["input"]["regions_sha256"]
    assert before["selected"] == after["selected"]
    for folder in ("voor", "na"):
        outcome = run("verify", str(tmp_path / folder))
        assert outcome.exit_code == 0, outcome.output
        assert run("draw", str(tmp_path / folder)).exit_code == 0


def test_the_service_that_answers_is_used(service: Service, home: Path) -> None:
    service.trouble = lambda number, path: (500, {}, b"") if path.startswith("/ogc") else None
    found = fetch()
    assert found.exit_code == 0, found.output
    assert kept(home).is_file()
    told = json.loads((home / "herkomst.json").read_text(encoding="utf-8"))
    assert "/wfs" in told["bron"]


def test_without_a_network(service: Service, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    dead = f"http://127.0.0.1:{port}"
    monkeypatch.setattr(pdok, "SERVICES", {"ogc": f"{dead}/ogc", "wfs": f"{dead}/wfs"})
    found = fetch()
    assert found.exit_code == 1
    assert "Er is geen verbinding" in found.stderr
    assert "Traceback" not in found.output
    assert found.stdout == ""
    assert not home.exists() or list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--year", "12"), "--year"),
        (("--url", "http://localhost/"), "--source"),
        (("--to", "grenzen.txt"), ".geojson"),
        (("--to", "nergens/grenzen.geojson"), "nergens"),
        (("--source", "ftp"), "ftp"),
    ],
)
def test_options_that_make_no_sense(arguments: tuple[str, ...], said: str) -> None:
    found = fetch(*arguments)
    assert found.exit_code == 2
    assert said in found.stderr


def test_a_place_of_ones_own(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "grenzen.geojson"
    url = f"{service.url}/wfs/{{year}}"
    assert fetch("--source", "wfs", "--url", url, "--to", str(path)).exit_code == 0
    assert read_regions(path).boundaries is not None
    before = path.read_bytes()
    assert fetch("--to", str(path)).exit_code == 2  # a user's file is never overwritten
    assert path.read_bytes() == before


def test_downloaded_boundaries_that_are_damaged_are_told_and_left(
    service: Service, home: Path
) -> None:
    fetch()
    kept(home).write_bytes(kept(home).read_bytes()[:5_000])
    regions = read_regions()
    assert regions.boundaries is None
    assert [note.code for note in regions.notes] == ["damaged", "boundaries_unused"]
    assert regions.sha256 == read_regions(downloaded=False).sha256


@pytest.mark.skipif(os.name == "nt", reason="the rights of a folder work otherwise there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written(service: Service, home: Path) -> None:
    home.parent.mkdir(parents=True)
    home.parent.chmod(0o500)
    found = fetch()
    home.parent.chmod(0o700)
    assert found.exit_code == 1
    assert "Traceback" not in found.output
    shutil.rmtree(home, ignore_errors=True)


def test_files_of_the_user_beside_the_boundaries_are_left_alone(
    service: Service, tmp_path: Path
) -> None:
    path = tmp_path / "kaart.geojson"
    mine = [
        tmp_path / "kaart.part" / "eigen.txt",
        tmp_path / "kaart.new",
        tmp_path / "herkomst.json",
    ]
    mine[0].parent.mkdir()
    for file in mine:
        file.write_text("van mij", encoding="utf-8")
    for _ in range(2):
        take(service, path)
        assert [file.read_text(encoding="utf-8") for file in mine] == ["van mij"] * 3
        told = json.loads((tmp_path / "kaart.herkomst.json").read_text(encoding="utf-8"))
        assert told["gemeenten"] == 342

"""`selector regions download` against a local server that pages, and fails in every usual way."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import EXAMPLE
from click.testing import CliRunner, Result

from selector import read_regions
from selector.cli import main
from selector.official import pdok
from selector.official.download import download
from selector.official.fetching import ATTEMPTS, Fetcher, FetchError

CODES = [m.code for m in read_regions().municipalities]
Row = dict[str, Any]
Reply = tuple[int, dict[str, str], bytes]
Trouble = Callable[[int, str], Reply | None]  # by number of the request and its path


def feature(code: str, year: int = 2023, **properties: Any) -> Row:
    """A square of a kilometre in the place of its code."""
    at = CODES.index(code) if code in CODES else 0
    x, y = 30_000.0004 + 10_000 * (at % 20), 350_000.0 + 10_000 * (at // 20)
    ring = [[x, y], [x + 1_000, y], [x + 1_000, y + 1_000], [x, y + 1_000], [x, y]]
    cells = {"statcode": code, "statnaam": f"Naam {code}", "jrstatcode": f"{year}{code}"}
    return {
        "type": "Feature",
        "properties": {**cells, "rubriek": "gemeente", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


class Service:
    """What the server holds, what went wrong with it, and what it was asked."""

    def __init__(self) -> None:
        self.rows = [feature(code) for code in CODES]
        self.trouble: Trouble = lambda number, path: None
        self.asked: list[str] = []
        self.matched = True
        self.url = ""

    def reply(self, path: str) -> Reply:
        """Answer one request as OGC API Features or as WFS."""
        self.asked.append(path)
        wrong = self.trouble(len(self.asked), path)
        if wrong:
            return wrong
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/ogc/collections/gemeente_gegeneraliseerd/items":
            assert query["crs"].endswith("/EPSG/0/28992")
            rows = [r for r in self.rows if r["properties"]["jrstatcode"][:4] == query["jaarcode"]]
            start, size = int(query.get("offset", 0)), int(query["limit"])
            page = self.page(rows, start, size)
            after = start + size
            if after < len(rows):
                href = f"{self.url}{path.split('&offset=')[0]}&offset={after}"
                page["links"] = [{"rel": "self", "href": "x"}, {"rel": "next", "href": href}]
            return 200, {}, json.dumps(page).encode()
        if parts.path == "/wfs/2023":
            assert query["typeNames"] == "gebiedsindelingen:gemeente_gegeneraliseerd"
            assert (query["srsName"], query["request"]) == ("EPSG:28992", "GetFeature")
            page = self.page(self.rows, int(query["startIndex"]), int(query["count"]))
            return 200, {}, json.dumps(page).encode()
        return 404, {}, b"niet hier"

    def page(self, rows: list[Row], start: int, size: int) -> Row:
        """Return a part of the rows, with their number if the server tells it."""
        page: Row = {"type": "FeatureCollection", "features": rows[start : start + size]}
        if self.matched:
            page["numberMatched"] = len(rows)
        return page


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A server of PDOK's two services on this machine, in place of PDOK itself."""
    held = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = held.reply(self.path)
            self.send_response(status)
            cut = headers.pop("Cut", None)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: int(cut)] if cut else body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    held.url = f"http://127.0.0.1:{server.server_port}"
    services = {"ogc": f"{held.url}/ogc", "wfs": f"{held.url}/wfs/{{year}}"}
    monkeypatch.setattr(pdok, "SERVICES", services)
    monkeypatch.setattr("selector.official.fetching.time.sleep", lambda _: None)
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test keeps what is downloaded."""
    monkeypatch.setenv("SELECTOR_DATA", str(tmp_path / "thuis"))
    return tmp_path / "thuis" / "boundaries" / "2023"


def fetch(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["regions", "download", *arguments])


def kept(home: Path) -> Path:
    return home / "gemeente_gegeneraliseerd_2023.geojson"


def take(service: Service, path: Path, name: str = "ogc", **changes: Any) -> list[float]:
    """Download in Python from one service; return the pauses that were made."""
    pauses: list[float] = []
    fetcher = Fetcher(path.with_suffix(".part"), pauses.append)
    url = pdok.SERVICES[name]
    download(2023, path, changes.get("codes", CODES), {name: url}, fetcher=fetcher)
    return pauses


def refused(service: Service, path: Path, name: str = "ogc") -> list[str]:
    """Download in vain; return what is wrong. Nothing is kept under the final name."""
    with pytest.raises(FetchError) as caught:
        take(service, path, name)
    assert not path.exists()
    assert not (path.parent / "herkomst.json").exists()
    return [fault.code for fault in caught.value.faults]


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


def test_a_run_uses_what_was_downloaded_and_older_results_still_verify(
    service: Service, home: Path, tmp_path: Path
) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments])

    def noted(folder: str) -> Any:
        return json.loads((tmp_path / folder / "cohort.json").read_text(encoding="utf-8"))

    one = [str(EXAMPLE), "--scenario", "krimp-eerst"]
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


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(service: Service, tmp_path: Path, status: int) -> None:
    service.trouble = lambda number, path: (status, {}, b"druk") if number in (1, 2, 4) else None
    assert take(service, tmp_path / "grenzen.geojson") == [1, 2, 1]


@pytest.mark.parametrize("moment", [False, True])
def test_a_server_that_says_when_is_believed(
    service: Service, tmp_path: Path, moment: bool
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    header = {"Retry-After": later if moment else "30"}
    service.trouble = lambda number, path: (429, header, b"") if number == 1 else None
    (pause,) = take(service, tmp_path / "grenzen.geojson")
    assert 28 <= pause <= 30


def test_a_server_that_wants_an_hour_is_left_alone(service: Service, tmp_path: Path) -> None:
    service.trouble = lambda number, path: (503, {"Retry-After": "3600"}, b"")
    assert refused(service, tmp_path / "grenzen.geojson") == ["server_refused"]
    assert len(service.asked) == 1


def test_it_gives_up_after_a_few_times(service: Service, tmp_path: Path) -> None:
    service.trouble = lambda number, path: (503, {}, b"")
    assert refused(service, tmp_path / "grenzen.geojson") == ["server_refused"]
    assert len(service.asked) == ATTEMPTS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_tried_again(service: Service, tmp_path: Path, status: int) -> None:
    service.trouble = lambda number, path: (status, {}, b"nee")
    assert refused(service, tmp_path / "grenzen.geojson") == ["server_refused"]
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"<html>onderhoud</html>", b"", b"{", b"[]", b'{"features": 3}', b'{"features": [1]}',
     b"\xff\xfe", b"<ows:ExceptionReport/>"],
)  # fmt: skip
def test_an_answer_that_is_no_page(service: Service, tmp_path: Path, body: bytes) -> None:
    service.trouble = lambda number, path: (200, {}, body) if number > 1 else None
    assert refused(service, tmp_path / "grenzen.geojson") == ["not_a_page"]
    assert len(service.asked) == 1 + ATTEMPTS
    service.trouble = lambda number, path: None
    take(service, tmp_path / "grenzen.geojson")
    assert len(service.asked) == 1 + ATTEMPTS + 3  # the first page was kept


def test_a_broken_connection_is_taken_up_where_it_broke(service: Service, home: Path) -> None:
    whole = json.dumps(service.page(service.rows, 0, 100)).encode()
    service.trouble = lambda number, path: (200, {"Cut": "999"}, whole) if number > 2 else None
    broken = fetch("--source", "ogc")
    assert broken.exit_code == 1
    assert "brak steeds af" in broken.stderr
    assert "Traceback" not in broken.output
    assert not kept(home).exists()
    service.trouble, service.asked = (lambda number, path: None), []
    assert fetch("--source", "ogc").exit_code == 0
    assert len(service.asked) == 2
    assert sorted(p.name for p in home.iterdir()) == [kept(home).name, "herkomst.json"]


def test_a_damaged_page_that_was_kept_is_fetched_again(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "grenzen.geojson"
    service.trouble = lambda number, path: (404, {}, b"") if number > 2 else None
    refused(service, path)
    first, *_ = sorted(path.with_suffix(".part").iterdir())
    first.write_bytes(first.read_bytes()[:100])
    service.trouble, service.asked = (lambda number, path: None), []
    take(service, path)
    assert len(service.asked) == 3


def wrong_codes(service: Service) -> list[str]:
    service.rows[3]["properties"]["statcode"] = "GM9999"
    return ["codes_missing", "codes_extra"]


def one_short(service: Service) -> list[str]:
    del service.rows[7]
    return ["codes_missing"]


def a_double(service: Service) -> list[str]:
    service.rows.append(feature(CODES[0]))
    return ["codes_double"]


def another_year(service: Service) -> list[str]:
    service.rows = [feature(code, 2022) for code in CODES]
    return ["no_such_year"]


def in_degrees(service: Service) -> list[str]:
    ring = [[5.1, 52.1], [5.2, 52.1], [5.2, 52.2], [5.1, 52.1]]
    service.rows[0]["geometry"]["coordinates"] = [ring]
    return ["outside_netherlands"]


def a_line(service: Service) -> list[str]:
    service.rows[0]["geometry"] = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    return ["no_boundary"]


def no_shape(service: Service) -> list[str]:
    service.rows[0]["geometry"] = None
    return ["no_boundary"]


def nonsense(service: Service) -> list[str]:
    service.rows[0]["geometry"] = {"type": "Polygon", "coordinates": "x"}
    service.rows[1]["properties"] = {"jrstatcode": "2023"}
    return ["no_boundary", "missing_column", "codes_missing"]


@pytest.mark.parametrize("name", ["ogc", "wfs"])
@pytest.mark.parametrize(
    "spoil",
    [wrong_codes, one_short, a_double, another_year, in_degrees, a_line, no_shape, nonsense],
)
def test_what_does_not_fit_the_table_is_not_kept(
    service: Service, tmp_path: Path, name: str, spoil: Callable[[Service], list[str]]
) -> None:
    expected = spoil(service)
    assert refused(service, tmp_path / "grenzen.geojson", name) == expected
    assert list(tmp_path.iterdir()) == []  # the pages would only come back


def test_a_code_that_is_missing_is_named(service: Service, home: Path) -> None:
    service.rows = [row for row in service.rows if row["properties"]["statcode"] != "GM0363"]
    found = fetch("--source", "ogc")
    assert found.exit_code == 1
    assert "GM0363" in found.stderr


def test_pages_that_do_not_add_up(service: Service, tmp_path: Path) -> None:
    def announce_more(number: int, path: str) -> Reply | None:
        if number < 4:
            return None
        page = {"features": service.rows[300:], "numberMatched": 350}
        return 200, {}, json.dumps(page).encode()

    service.trouble = announce_more
    assert refused(service, tmp_path / "grenzen.geojson") == ["pages_incomplete"]


def test_a_server_that_always_gives_the_first_page(service: Service, tmp_path: Path) -> None:
    page = json.dumps({"features": service.rows[:100]}).encode()
    service.trouble = lambda number, path: (200, {}, page)
    assert refused(service, tmp_path / "grenzen.geojson", "wfs") == ["page_repeated"]


def test_a_next_link_that_goes_round(service: Service, tmp_path: Path) -> None:
    def round_and_round(number: int, path: str) -> Reply:
        page = {"features": [], "links": [{"rel": "next", "href": path}]}
        return 200, {}, json.dumps(page).encode()

    service.trouble = round_and_round
    assert refused(service, tmp_path / "grenzen.geojson") == ["page_repeated"]


@pytest.mark.parametrize("href", ["http://localhost:1/x", "https://example.org/x", "file:///x"])
def test_a_link_to_another_host_is_not_followed(
    service: Service, tmp_path: Path, href: str
) -> None:
    page = {"features": service.rows[:3], "links": [{"rel": "next", "href": href}]}
    service.trouble = lambda number, path: (200, {}, json.dumps(page).encode())
    assert refused(service, tmp_path / "grenzen.geojson") == ["other_host"]


def test_a_redirect_is_followed_unless_it_is_unsafe(service: Service, tmp_path: Path) -> None:
    def moved(number: int, path: str) -> Reply | None:
        old = path.startswith("/ogc/collections")
        return (301, {"Location": path + "&nieuw=1"}, b"") if old and "nieuw" not in path else None

    service.trouble = moved
    take(service, tmp_path / "grenzen.geojson")
    unsafe = {"Location": "http://example.org/x"}
    service.trouble = lambda number, path: (301, unsafe, b"")
    assert refused(service, tmp_path / "elders" / "grenzen.geojson") == ["not_https"]


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

"""`selector regions download` against a server that fails in every usual way."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pdok_server import CODES, Reply, Service, feature, fetch, home_of, kept, refused, serving, take

from selector.official.fetching import ATTEMPTS


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with serving(monkeypatch) as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return home_of(tmp_path, monkeypatch)


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


def test_a_redirect_on_the_same_server_is_followed(service: Service, tmp_path: Path) -> None:
    def moved(number: int, path: str) -> Reply | None:
        old = path.startswith("/ogc/collections")
        return (301, {"Location": path + "&nieuw=1"}, b"") if old and "nieuw" not in path else None

    service.trouble = moved
    take(service, tmp_path / "grenzen.geojson")

"""`selector regions download` against a server that means harm: bounded in size, time and place."""

import gzip
import json
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pdok_server import Service, fetch, home_of, refused, serving, take
from selector.official.responses import Budget

from selector.official import responses


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with serving(monkeypatch) as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return home_of(tmp_path, monkeypatch)


def test_packed_pages_are_unpacked(service: Service, tmp_path: Path) -> None:
    def packed(number: int, path: str) -> tuple[int, dict[str, str], bytes]:
        page = service.page(service.rows, 0, len(service.rows))
        return 200, {"Content-Encoding": "gzip"}, gzip.compress(json.dumps(page).encode())

    service.trouble = packed
    take(service, tmp_path / "grenzen.geojson")
    assert (tmp_path / "grenzen.geojson").is_file()


def test_a_body_without_end_is_refused(service: Service, tmp_path: Path) -> None:
    sent: list[int] = []

    def endless(body: bytes) -> Iterator[bytes]:
        for _ in range(10_000):
            sent.append(1)
            yield b" " * 65_536

    service.parts = endless
    service.trouble = lambda number, path: (200, {"Content-Length": str(6 << 30)}, b"")
    budget = Budget(largest=1 << 20)
    assert refused(service, tmp_path / "g.geojson", budget=budget) == ["answer_too_big"]
    assert len(sent) < 1_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_what_unpacks_to_far_more_is_refused(
    service: Service, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    bomb = pack(b" " * (8 << 20))
    service.trouble = lambda number, path: (200, {"Content-Encoding": "gzip"}, bomb)
    budget = Budget(largest=1 << 20)
    assert refused(service, tmp_path / "g.geojson", budget=budget) == ["answer_too_big"]


def test_all_pages_together_are_bounded(service: Service, tmp_path: Path) -> None:
    budget = Budget(size=50_000)
    assert refused(service, tmp_path / "g.geojson", budget=budget) == ["answer_too_big"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "zstd", "x\x1b[31m"])
def test_what_is_packed_in_another_way_is_no_page(
    service: Service, tmp_path: Path, packing: str
) -> None:
    service.trouble = lambda number, path: (200, {"Content-Encoding": packing}, b"\x0b\x02")
    assert refused(service, tmp_path / "g.geojson") == ["not_a_page"]


def test_a_byte_at_a_time_is_not_waited_for(service: Service, tmp_path: Path) -> None:
    def drip(body: bytes) -> Iterator[bytes]:
        for i in range(len(body)):
            time.sleep(0.05)
            yield body[i : i + 1]

    service.parts = drip
    started = time.monotonic()
    assert refused(service, tmp_path / "g.geojson", budget=Budget(seconds=0.5)) == ["too_slow"]
    assert time.monotonic() - started < 2


def test_headers_a_byte_at_a_time_are_not_waited_for_either(
    service: Service, tmp_path: Path
) -> None:
    service.trouble = lambda number, path: time.sleep(3)
    started = time.monotonic()
    assert refused(service, tmp_path / "g.geojson", budget=Budget(seconds=0.5)) == ["too_slow"]
    assert time.monotonic() - started < 2


def test_there_is_no_time_for_a_pause_beyond_the_end(service: Service, tmp_path: Path) -> None:
    service.trouble = lambda number, path: (503, {"Retry-After": "100"}, b"")
    assert refused(service, tmp_path / "g.geojson", budget=Budget(seconds=60)) == ["too_slow"]
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "location",
    ["http://example.org/x", "https://example.org/", "//example.org/x", "http://localhost/ogc",
     "http://127.0.0.1:1/ogc", "file:///etc/passwd", "ftp://127.0.0.1/"],
)  # fmt: skip
def test_a_redirect_to_another_host_is_not_followed(
    service: Service, tmp_path: Path, location: str
) -> None:
    service.trouble = lambda number, path: (302, {"Location": location}, b"")
    assert refused(service, tmp_path / "g.geojson") == ["other_host"]
    assert len(service.asked) == 1


@pytest.mark.parametrize("location", ["http://[::1", "http://127.0.0.1:x/", "https://[]/"])
def test_a_redirect_to_no_address_is_told_plainly(
    service: Service, tmp_path: Path, location: str
) -> None:
    service.trouble = lambda number, path: (301, {"Location": location}, b"")
    assert refused(service, tmp_path / "g.geojson") in (["bad_address"], ["other_host"])


@pytest.mark.parametrize("href", ["http://[::1", "http://[x]:1/"])
def test_a_link_to_no_address_is_told_plainly(service: Service, tmp_path: Path, href: str) -> None:
    page = {"features": service.rows[:3], "links": [{"rel": "next", "href": href}]}
    service.trouble = lambda number, path: (200, {}, json.dumps(page).encode())
    assert refused(service, tmp_path / "g.geojson") == ["bad_address"]


def test_redirects_without_end_are_not_followed(service: Service, tmp_path: Path) -> None:
    service.trouble = lambda number, path: (302, {"Location": f"{path}x"}, b"")
    assert refused(service, tmp_path / "g.geojson") == ["page_repeated"]
    assert len(service.asked) == 6


@pytest.mark.parametrize("url", ["http://[::1", "http://example.org/", "https://", "\x1b[31m", ""])
def test_an_address_that_cannot_be_asked_is_bad_usage(home: Path, url: str) -> None:
    found = fetch("--source", "ogc", "--url", url)
    assert found.exit_code == 2
    assert "--url" in found.stderr
    assert "\x1b" not in found.output


def test_what_a_server_says_cannot_steer_the_terminal(service: Service, home: Path) -> None:
    service.trouble = lambda number, path: (200, {}, "\x1b[2J\u202e\x9b31mhoi".encode())
    found = fetch("--source", "ogc")
    assert found.exit_code == 1
    assert not {"\x1b", "\u202e", "\x9b"} & set(found.output)


def test_braces_in_an_address_of_ones_own_are_left_alone(service: Service, home: Path) -> None:
    found = fetch("--source", "ogc", "--url", f"{service.url}/{{jaar}}/{{0.x}}")
    assert found.exit_code == 1
    assert "status 404" in found.stderr


def test_a_folder_of_the_users_own_beside_the_place_stays(
    service: Service, home: Path, tmp_path: Path
) -> None:
    own = tmp_path / "grenzen.part" / "brief.txt"
    own.parent.mkdir()
    own.write_text("bewaren", encoding="utf-8")
    assert fetch("--source", "ogc", "--to", str(tmp_path / "grenzen.geojson")).exit_code == 0
    assert [path.name for path in own.parent.iterdir()] == ["brief.txt"]


def test_the_bounds_leave_room_for_what_pdok_sends() -> None:
    """The boundaries of 2023 are some 7 MB in four pages."""
    assert responses.LARGEST >= 8 * 2**20
    assert responses.ALL_TOGETHER >= 8 * responses.LARGEST

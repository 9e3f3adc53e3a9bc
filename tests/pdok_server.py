"""A server on this machine that answers as PDOK does, and fails in every way that a test asks."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result
from selector.official.responses import Budget

from selector import read_regions
from selector.cli import main
from selector.official import pdok
from selector.official.download import download
from selector.official.fetching import Fetcher, FetchError

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
        self.parts: Callable[[bytes], Iterable[bytes]] = lambda body: [body]

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


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A server of PDOK's two services on this machine, in place of PDOK itself."""
    held = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = held.reply(self.path)
            self.send_response(status)
            cut = headers.pop("Cut", None)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # who asked may have had enough
                for part in held.parts(body[: int(cut)] if cut else body):
                    self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    held.url = f"http://127.0.0.1:{server.server_port}"
    services = {"ogc": f"{held.url}/ogc", "wfs": f"{held.url}/wfs/{{year}}"}
    monkeypatch.setattr(pdok, "SERVICES", services)
    monkeypatch.setattr("selector.official.fetching.sleep", lambda _: None)
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield held
    server.shutdown()
    server.server_close()


def home_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a test keeps what is downloaded."""
    monkeypatch.setenv("SELECTOR_DATA", str(tmp_path / "thuis"))
    return tmp_path / "thuis" / "boundaries" / "2023"


def fetch(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["regions", "download", *arguments])


def kept(home: Path) -> Path:
    """The file that the command keeps."""
    return home / "gemeente_gegeneraliseerd_2023.geojson"


def take(service: Service, path: Path, name: str = "ogc", **changes: Any) -> list[float]:
    """Download in Python from one service; return the pauses that were made."""
    pauses: list[float] = []
    budget = changes.get("budget") or Budget()
    fetcher = Fetcher(path.with_suffix(".part"), pauses.append, budget)
    url = pdok.SERVICES[name]
    download(2023, path, changes.get("codes", CODES), {name: url}, fetcher=fetcher)
    return pauses


def refused(service: Service, path: Path, name: str = "ogc", **changes: Any) -> list[str]:
    """Download in vain; return what is wrong. Nothing is kept under the final name."""
    with pytest.raises(FetchError) as caught:
        take(service, path, name, **changes)
    assert not path.exists()
    assert not (path.parent / "herkomst.json").exists()
    return [fault.code for fault in caught.value.faults]

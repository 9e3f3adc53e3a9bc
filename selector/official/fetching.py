"""Fetch pages of features over HTTP: retried when it may help, kept so that a run can go on."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from selector.errors import Message, shorten
from selector.official.responses import Budget, Response, TooBigError, TooSlowError, ask

PageData = Mapping[str, Any]
ATTEMPTS = 5
REDIRECTS = 5
LONGEST_WAIT = 120  # seconds; a server that asks for more is left alone
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_PAGE = re.compile(r"[0-9a-f]{24}\.(json|part)")
_ELSEWHERE = (301, 302, 303, 307, 308)
_UNREACHABLE = (
    urllib3.exceptions.NewConnectionError,  # also of names that do not resolve
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)


class FetchError(Exception):
    """A page cannot be had; `faults` say why, `offline` that no server was reached at all."""

    def __init__(self, *faults: Message, offline: bool = False) -> None:
        super().__init__(faults)
        self.faults, self.offline = faults, offline


@dataclass(frozen=True)
class Fetcher:
    """Fetches pages and keeps them in a folder, where the next run finds them."""

    kept: Path
    pause: Callable[[float], None] = field(default_factory=lambda: sleep)
    budget: Budget = field(default_factory=Budget)

    def page(self, url: str) -> PageData:
        """Return one page of GeoJSON features, kept or fetched; raises `FetchError`."""
        path = self.kept / f"{sha256(url.encode()).hexdigest()[:24]}.json"
        try:
            with path.open("rb") as file:
                return _parsed(file.read(self.budget.largest), url)
        except (OSError, FetchError):
            body = self._fetched(url)
        page = _parsed(body, url)
        self.kept.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_bytes(body)
        draft.replace(path)
        return page

    def _fetched(self, url: str) -> bytes:
        """Return the body of a page, asked for again when that may help."""
        if faults := address_faults(url):
            raise FetchError(*faults)
        for attempt in range(1, ATTEMPTS + 1):
            wait, last = float(2 ** (attempt - 1)), attempt == ATTEMPTS
            try:
                answer = self._followed(url)
                if answer.status == 200:
                    _parsed(answer.body, url)
                    return answer.body
                wait = max(wait, _asked_wait(answer.headers.get("Retry-After", "")))
                if answer.status not in _AGAIN or last or wait > LONGEST_WAIT:
                    raise FetchError(_fault("server_refused", url, status=answer.status))
            except _UNREACHABLE as error:
                raise FetchError(_fault("unreachable", url, error=error), offline=True) from None
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if last:
                    raise FetchError(_fault("broken_off", url, error=error)) from None
            except FetchError as error:
                if last or error.faults[0].code != "not_a_page":
                    raise
            self._wait(wait, url)
        raise AssertionError("the last attempt returns or raises")

    def _followed(self, url: str) -> Response:
        """Ask for a page, and follow it where it has moved to on the same server."""
        start = url
        for _ in range(REDIRECTS + 1):
            try:
                answer = ask(_pool(url), url, self.budget)
            except TooBigError:
                limit = self.budget.largest >> 20
                raise FetchError(_fault("answer_too_big", url, limit=limit)) from None
            except TooSlowError:
                raise FetchError(self._too_slow(url)) from None
            if answer.status not in _ELSEWHERE or not answer.headers.get("Location"):
                return answer
            url = follow(url, answer.headers["Location"])
        raise FetchError(_fault("page_repeated", start))

    def _wait(self, seconds: float, url: str) -> None:
        """Wait before the next attempt, unless there is no time for it."""
        try:
            if seconds >= self.budget.left():
                raise TooSlowError
        except TooSlowError:
            raise FetchError(self._too_slow(url)) from None
        self.pause(seconds)

    def _too_slow(self, url: str) -> Message:
        return _fault("too_slow", url, seconds=round(self.budget.seconds))


def forget(kept: Path) -> None:
    """Remove the pages that were kept in a folder, and the folder when it held nothing else."""
    with suppress(OSError):
        for path in kept.iterdir():
            if _PAGE.fullmatch(path.name):
                path.unlink()
        kept.rmdir()


def follow(url: str, link: str) -> str:
    """Return the address that a page refers to; raises `FetchError` unless it is the same host."""
    try:
        after = urljoin(url, link)
        same = same_host(url, after) and urlsplit(after).port == urlsplit(url).port
    except ValueError:
        raise FetchError(Message("bad_address", value=shorten(link, 160))) from None
    if not same:
        raise FetchError(_fault("other_host", after))
    return after


def address_faults(url: str) -> list[Message]:
    """Return what keeps an address from being asked: it is none, or travels in the open.

    What does not leave this machine may do without https.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # the port is only looked at when asked for
    except ValueError:
        host = None
    if not host or not url.isprintable():
        return [Message("bad_address", value=shorten(url, 160))]
    local = host in ("localhost", "127.0.0.1", "::1")
    if parts.scheme == "https" or (parts.scheme == "http" and local):
        return []
    return [_fault("not_https", url)]


def same_host(url: str, other: str) -> bool:
    """Tell whether two addresses have the same scheme, host and port."""
    one, two = urlsplit(url), urlsplit(other)
    return (one.scheme, one.netloc.lower()) == (two.scheme, two.netloc.lower())


def _pool(url: str) -> urllib3.PoolManager:
    """Return what sends the requests, by way of the proxy that the machine was set up with."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    agent = {"User-Agent": "selector", "Accept": "application/geo+json, application/json",
             "Accept-Encoding": "gzip"}  # fmt: skip
    if proxy and not proxy_bypass(parts.netloc):
        return urllib3.ProxyManager(proxy, headers=agent)
    return urllib3.PoolManager(headers=agent)


def _asked_wait(header: str) -> float:
    """Return the seconds that `Retry-After` asks for, in seconds or as a moment."""
    if header.isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return 0
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else 0


def _parsed(body: bytes, url: str) -> PageData:
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        page = None
    features = page.get("features") if isinstance(page, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise FetchError(_fault("not_a_page", url, start=shorten(body[:60].decode("latin1"))))
    found: PageData = page
    return found


def _fault(code: str, url: str, **params: object) -> Message:
    shown = {n: shorten(p, 120) if isinstance(p, Exception | str) else p for n, p in params.items()}
    host = urlsplit(url).netloc
    return Message(code, value=shorten(url, 160), params={"host": shorten(host), **shown})

"""Fetch pages of features over HTTP: retried when it may help, kept so that a run can go on."""

import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from selector.errors import Message, shorten

Page = Mapping[str, Any]
ATTEMPTS = 5
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
    pause: Callable[[float], None] = time.sleep

    def page(self, url: str) -> Page:
        """Return one page of GeoJSON features, kept or fetched; raises `FetchError`."""
        path = self.kept / f"{sha256(url.encode()).hexdigest()[:24]}.json"
        try:
            return _parsed(path.read_bytes(), url)
        except (OSError, FetchError):
            body = self._fetched(url)
        page = _parsed(body, url)
        self.kept.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_bytes(body)
        draft.replace(path)
        return page

    def _fetched(self, url: str) -> bytes:
        _refuse_unsafe(url)
        pool = _pool(url)
        for attempt in range(1, ATTEMPTS + 1):
            wait = float(2 ** (attempt - 1))
            last = attempt == ATTEMPTS
            try:
                answer = pool.request("GET", url, retries=False, redirect=False, timeout=60.0)
                if answer.status == 200:
                    _parsed(answer.data, url)
                    return bytes(answer.data)
                if answer.status in _ELSEWHERE and not last:
                    url = urljoin(url, answer.headers.get("Location", ""))
                    _refuse_unsafe(url)
                    continue
                asked = _asked_wait(answer.headers.get("Retry-After", ""))
                wait = max(wait, asked)
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
            self.pause(wait)
        raise AssertionError("the last attempt returns or raises")


def forget(kept: Path) -> None:
    """Remove the pages that were kept in a folder, and the folder when it held nothing else."""
    with suppress(OSError):
        for path in kept.iterdir():
            if _PAGE.fullmatch(path.name):
                path.unlink()
        kept.rmdir()


def same_host(url: str, other: str) -> bool:
    """Tell whether two addresses have the same scheme, host and port."""
    return urlsplit(url)[:2] == urlsplit(other)[:2]


def _refuse_unsafe(url: str) -> None:
    """Refuse what travels in the open, unless it does not leave this machine."""
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise FetchError(_fault("not_https", url))


def _pool(url: str) -> urllib3.PoolManager:
    """Return what sends the requests, by way of the proxy that the machine was set up with."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    agent = {"User-Agent": "selector", "Accept": "application/geo+json, application/json"}
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


def _parsed(body: bytes, url: str) -> Page:
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        page = None
    features = page.get("features") if isinstance(page, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise FetchError(_fault("not_a_page", url, start=shorten(body[:60].decode("latin1"))))
    found: Page = page
    return found


def _fault(code: str, url: str, **params: object) -> Message:
    shown = {name: shorten(p, 120) if name == "error" else p for name, p in params.items()}
    return Message(code, value=shorten(url, 160), params={"host": urlsplit(url).netloc, **shown})

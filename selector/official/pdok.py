"""The two services in which PDOK offers the CBS boundaries: OGC API Features and WFS.

Both are read page by page, in EPSG:28992. Source: PDOK, *CBS Gebiedsindelingen*.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from selector.errors import Message, shorten
from selector.official.fetching import Fetcher, FetchError, PageData, follow

Feature = Mapping[str, Any]
LAYER = "gemeente_gegeneraliseerd"
SERVICES: Mapping[str, str] = {  # in the order in which they are tried
    "ogc": "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1",
    "wfs": "https://service.pdok.nl/cbs/gebiedsindelingen/{year}/wfs/v1_0",
}
PAGE = 100  # features; small enough that a broken connection costs little
_PAGES = 1_000
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def features(
    service: str, url: str, year: int, fetcher: Fetcher, told: Callable[[int], None]
) -> list[Feature]:
    """Return every feature of one year; `told` hears how many there are so far.

    Raises `FetchError` when a page cannot be had, or the pages do not add up.
    """
    start = url.replace("{year}", str(year))
    found: list[Feature] = []
    announced: int | None = None
    for address, page in (_ogc if service == "ogc" else _wfs)(start, year, fetcher):
        fresh = page["features"]
        if fresh and found and fresh[0] in found:
            raise FetchError(Message("page_repeated", value=shorten(address, 160)))
        found += fresh
        matched = page.get("numberMatched")
        announced = matched if type(matched) is int else announced
        told(len(found))
    if announced is not None and announced != len(found):
        params = {"found": len(found), "announced": announced}
        raise FetchError(Message("pages_incomplete", value=shorten(start, 160), params=params))
    return found


def _ogc(start: str, year: int, fetcher: Fetcher) -> Iterator[tuple[str, PageData]]:
    """Follow the `next` links; a link to another host is not followed."""
    query = {"f": "json", "jaarcode": year, "limit": PAGE, "crs": _RD}
    url: str | None = f"{start.rstrip('/')}/collections/{LAYER}/items?{urlencode(query)}"
    seen: set[str] = set()
    while url:
        seen.add(url)
        page = fetcher.page(url)
        yield url, page
        link = _next(page)
        after = follow(url, link) if link else None
        if after in seen or len(seen) >= _PAGES:
            raise FetchError(Message("page_repeated", value=shorten(after, 160)))
        url = after


def _next(page: PageData) -> str | None:
    links = page.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "next":
            return str(link.get("href") or "") or None
    return None


def _wfs(start: str, year: int, fetcher: Fetcher) -> Iterator[tuple[str, PageData]]:
    """Ask for page after page until one is not full, or all that was announced is there."""
    query = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": f"gebiedsindelingen:{LAYER}",
        "outputFormat": "application/json",
        "srsName": "EPSG:28992",
        "sortBy": "statcode",  # without an order, pages of some servers overlap
        "count": PAGE,
    }
    count = 0
    for _ in range(_PAGES):
        url = f"{start}?{urlencode({**query, 'startIndex': count})}"
        page = fetcher.page(url)
        yield url, page
        count += len(page["features"])
        matched = page.get("numberMatched")
        done = count >= matched if type(matched) is int else len(page["features"]) < PAGE
        if done or not page["features"]:
            return

"""Who may come in: the right host and origin, the token when others can reach us, small bodies.

A page of another site can make a browser send requests to this machine; these bear another Origin,
or a Host that is not ours, and are refused.
"""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "selector_token"
MOST_BODY = 64 * 1024  # bytes
MOST_MINUTES = 4 * 1024 * 1024  # bytes: the minutes of a long meeting
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def most(path: str) -> int:
    """Return how large the body of a request to a path may be, in bytes."""
    return MOST_MINUTES if path == "/api/minutes" else MOST_BODY


@dataclass(frozen=True)
class Door:
    """What stands before the application; `token` is empty when only this machine can come in."""

    app: ASGIApp
    host: str
    port: int
    token: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refused = self.refuse(request)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await (refused or self.app)(scope, receive, guarded)

    def refuse(self, request: Request) -> Response | None:
        """Return what a request gets instead of an answer, or None."""
        headers = request.headers
        if not self._named(headers.get("host", "")):
            return PlainTextResponse("host", 421)
        origin = headers.get("origin")
        if origin is not None and not self._named(urlsplit(origin).netloc):
            return PlainTextResponse("origin", 403)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("site", 403)
        if request.method == "POST" and (fault := self._body(headers, most(request.url.path))):
            return fault
        return self._tokened(request) if self.token else None

    def _named(self, host: str) -> bool:
        """Tell whether a host is one under which we are known."""
        names = {*LOCAL, self.host} if self.host in (*LOCAL, "::1") else None
        name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        name, port = (name, port) if name else (host, "80")
        if port != str(self.port):
            return False
        return names is None or name in names

    @staticmethod
    def _body(headers: Headers, most: int) -> Response | None:
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("content-type", 415)
        length = headers.get("content-length", "")
        if not length.isdecimal() or int(length) > most:
            return PlainTextResponse("content-length", 413)
        return None

    def _tokened(self, request: Request) -> Response | None:
        """Want the token: in the address once, after that in a cookie or a header."""
        if request.url.path == "/" and self._is(request.query_params.get("token", "")):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self._cookie, self.token, httponly=True, samesite="strict")
            return answer
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._is(request.cookies.get(self._cookie, "")) or self._is(bearer):
            return None
        return PlainTextResponse("token", 401)

    @property
    def _cookie(self) -> str:
        """Return a name of this port's own: browsers share cookies between ports."""
        return f"{COOKIE}_{self.port}"

    def _is(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

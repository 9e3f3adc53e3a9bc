"""The application: the page, its data, and the answers to moves."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from selector.changes.grammar import MOST
from selector.errors import InputError, Message
from selector.questions import Questions
from selector.serve.desk import faults_of
from selector.serve.door import Door, most
from selector.serve.pool import Full, Pool, Superseded
from selector.serve.round import round_data
from selector.serve.take_over import minutes_page, scenario_text
from selector.serve.template import page
from selector.solve.clock import Progress

SCRIPTS = ("app.js", "draw.js", "link.js", "store.js", "wire.js")
ASSETS = {**dict.fromkeys(SCRIPTS, "text/javascript"), "app.css": "text/css"}
HELP = 20.0  # seconds of looking for what would have helped
BEAT = 0.25  # seconds between two signs of life
Handler = Callable[[Request], Awaitable[Response]]


class Bad(Exception):  # noqa: N818
    """A request that is not what it should be: the answer that it gets."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer)
        self.answer = answer


def application(pool: Pool, host: str, port: int, token: str) -> Door:
    """Return everything behind its door."""
    desk = pool.desk
    data = gzip.compress(json.dumps(round_data(desk), ensure_ascii=False).encode(), mtime=0)
    html, mark = page(desk), desk.mark

    async def home(_: Request) -> Response:
        return Response(html, media_type="text/html; charset=utf-8")

    async def about(request: Request) -> Response:
        if "gzip" in request.headers.get("accept-encoding", ""):
            coded = {"Content-Encoding": "gzip"}
            return Response(data, media_type="application/json", headers=coded)
        return Response(gzip.decompress(data), media_type="application/json")

    async def here(request: Request) -> Response:
        _same(request, mark)
        return Response(status_code=204)

    async def moves(request: Request) -> Response:
        body = await _json(request)
        asked = _moves(body.get("moves"))
        return await _answer(pool, _client(request), asked)

    async def events(request: Request) -> Response:
        _same(request, mark)
        asked = _moves(_listed(request.query_params.getlist("moves")))
        _checked(pool, asked)
        stream = _events(pool, _client(request), asked, request)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def why(request: Request) -> Response:
        _same(request, mark)
        plan = request.query_params.get("plan", "")
        questions = Questions(desk.base, desk.language)
        try:
            told = await asyncio.to_thread(questions.why, plan, desk.time_limit or 60.0)
        except InputError as error:
            return JSONResponse(faults_of(error, desk.language), 400)
        except TimeoutError:
            return JSONResponse({"said": []}, 503)
        return JSONResponse({"plan_id": plan, "said": told.summary(desk.language).split("\n")})

    async def helped(request: Request) -> Response:
        _same(request, mark)
        plan = request.query_params.get("plan", "")
        questions = Questions(desk.base, desk.language)
        limit = min(desk.time_limit or HELP, HELP)
        try:
            found = await asyncio.to_thread(questions.what_would_help, plan, limit)
        except InputError as error:
            return JSONResponse(faults_of(error, desk.language), 400)
        moves = [list(each.changes) for each in found.found]
        said = found.summary(desk.language).split("\n")
        return JSONResponse({"plan_id": plan, "said": said, "moves": moves})

    async def scenario(request: Request) -> Response:
        asked = _moves((await _json(request)).get("moves"))
        try:
            text = await asyncio.to_thread(scenario_text, desk, asked)
        except InputError as error:
            return JSONResponse(faults_of(error, desk.language), 400)
        return PlainTextResponse(text)

    async def minutes(request: Request) -> Response:
        body = await _json(request)
        return Response(minutes_page(desk, body), media_type="text/html; charset=utf-8")

    routes = [
        Route("/", home),
        Route("/api/round", about),
        Route("/api/here", here),
        Route("/api/moves", moves, methods=["POST"]),
        Route("/api/events", events),
        Route("/api/why", why),
        Route("/api/help", helped),
        Route("/api/scenario", scenario, methods=["POST"]),
        Route("/api/minutes", minutes, methods=["POST"]),
        *(Route(f"/{name}", _asset(name, kind)) for name, kind in ASSETS.items()),
    ]
    app = Starlette(routes=routes, exception_handlers={Bad: _bad, Exception: _broken})
    return Door(app, host, port, token)


def _asset(name: str, kind: str) -> Handler:
    data = files("selector.serve").joinpath("page", name).read_bytes()

    async def send(_: Request) -> Response:
        return Response(data, media_type=kind)

    return send


async def _bad(_: Request, error: Exception) -> Response:
    assert isinstance(error, Bad)
    return error.answer


async def _broken(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": type(error).__name__}, 500)


async def _json(request: Request) -> dict[str, Any]:
    """Return the body, which the door has found to be small JSON."""
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > most(request.url.path):
            raise Bad(PlainTextResponse("content-length", 413))
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Bad(JSONResponse({"faults": ["JSON"]}, 400))
    return found


def _moves(given: object) -> list[str]:
    """Return moves that are texts, and not too many."""
    if not isinstance(given, list) or not all(isinstance(move, str) for move in given):
        raise Bad(JSONResponse({"faults": ['{"moves": ["+A07", "-A03"]}']}, 400))
    if len(given) > MOST:
        error = InputError([Message("too_many_changes", params={"limit": MOST})])
        raise Bad(JSONResponse(faults_of(error, "nl"), 400))
    return given


def _listed(given: Sequence[str]) -> object:
    """Return the moves in an address: one list in JSON, or a parameter for each."""
    if len(given) == 1 and given[0].lstrip().startswith("["):
        try:
            return json.loads(given[0])
        except (ValueError, RecursionError):
            return None
    return [move for move in given if move]


def _client(request: Request) -> str:
    """Return who asks: the page says so, anyone else is somebody new every time."""
    said = request.headers.get("x-client") or request.query_params.get("client")
    return said[:64] if said else f"one-{id(request)}"


def _same(request: Request, mark: str) -> None:
    """Refuse a page that was opened on another round, and has been left open since."""
    if request.query_params.get("mark", mark) != mark:
        raise Bad(JSONResponse({"mark": mark}, 410))


def _checked(pool: Pool, moves: Sequence[str]) -> None:
    try:
        pool.desk.check(moves)
    except InputError as error:
        raise Bad(JSONResponse(faults_of(error, pool.desk.language), 400)) from None


async def _answer(pool: Pool, client: str, moves: Sequence[str]) -> Response:
    """Return the whole answer to moves; 409 when the rules then cannot be met."""
    try:
        told = pool.desk.known(moves)
        if told is None:
            told = await asyncio.wrap_future(pool.ask(client, moves))
    except InputError as error:
        return JSONResponse(faults_of(error, pool.desk.language), 400)
    except Superseded:
        return JSONResponse({"superseded": True}, 503)
    except (Full, TimeoutError):
        return JSONResponse({"busy": True}, 503, {"Retry-After": "1"})
    return JSONResponse(told, 409 if told["status"] == "infeasible" else 200)


async def _events(
    pool: Pool, client: str, moves: Sequence[str], request: Request
) -> AsyncIterator[str]:
    """Yield how far the solver is, and at the end the answer, as server-sent events."""
    latest: dict[str, Any] = {}

    def watch(progress: Progress) -> None:
        latest.update(tier=progress.tier, **_range(progress))

    try:
        if told := pool.desk.known(moves):
            yield _event("answer", told)
            return
        future = pool.ask(client, moves, watch)
        while not await _within(future, BEAT):
            if await request.is_disconnected():
                pool.drop(client, watch)
                return
            yield _event("busy", latest)
        yield _event("answer", future.result())
    except InputError as error:
        yield _event("faults", faults_of(error, pool.desk.language))
    except Superseded:
        yield _event("superseded", {})
    except Full:
        yield _event("full", {})
    except TimeoutError:
        yield _event("open", {})


def _range(progress: Progress) -> dict[str, float]:
    if progress.unit is None or progress.best is None or progress.bound is None:
        return {}
    best, bound = progress.best / progress.unit, progress.bound / progress.unit
    return {"best": float(best), "bound": float(bound)}


async def _within(future: "Future[dict[str, Any]]", seconds: float) -> bool:
    done, _ = await asyncio.wait([asyncio.wrap_future(future)], timeout=seconds)
    for task in done:
        task.exception()  # told by the future itself
    return future.done()


def _event(kind: str, data: object) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"

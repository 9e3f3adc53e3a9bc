"""`selector serve`: the page for the meeting, on this computer."""

import os
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from selector.commands.base import (
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    REGIONS,
    SCENARIO,
    TIME_LIMIT,
    Ended,
    guarded,
    time_faults,
)
from selector.commands.reading import check_path, read_round
from selector.commands.terminal import say
from selector.commands.usage import Faults, Text, argument, command, option
from selector.errors import Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.outcome import Outcome

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@command(help="help.serve", reads=True)
@argument("source", metavar="[FOLDER|PLANS]", required=False)
@SCENARIO
@option(
    "--host",
    default="127.0.0.1",
    type=Text(),
    metavar="ADDRESS",
    show_default=True,
    help="help.serve_host",
)
@option("--port", default=8000, type=int, metavar="N", show_default=True, help="help.serve_port")
@option("--open", "browse", is_flag=True, help="help.serve_open")
@TIME_LIMIT
@REGIONS
@LANG
@guarded
def serve(
    source: str | None,
    scenario: str,
    host: str,
    port: int | None,
    browse: bool,
    time_limit: float | None,
    regions: str | None,
    lang: str,
) -> int:
    """Read or solve the round, and serve the page until Ctrl-C or SIGTERM."""
    faults = Faults()
    faults.add(time_faults(time_limit))
    if port is not None and not 0 <= port <= 65_535:
        faults.add([Message("serve_port", place="--port", value=str(port))])
    with faults.trying():
        if source is not None:
            check_path(source)
    faults.settle()
    base = _base(source, scenario, regions, time_limit, lang)
    return _serve(base, host, port or 0, browse, time_limit, lang)


def _base(
    source: str | None, scenario: str, regions: str | None, limit: float | None, lang: str
) -> "Outcome":
    """Return the proven outcome that the page starts from."""
    from selector.outcome import Outcome
    from selector.reopen import Refused, reopen

    if source is not None and Path(source).is_dir():
        try:
            again = reopen(Path(source), regions)
        except Refused as refused:
            text = load_texts(lang)(refused.text, **refused.params)
            raise Ended(text, REFUSED[refused.why]) from None
        return Outcome(again.problem, again.optimum)
    from selector.run import Asked, run

    outcome = run(*read_round(source, scenario, None, regions), Asked(limit, runner_up=False))
    if outcome.status != "optimal":
        raise Ended(load_texts(lang)("serve.no_cohort"), NOT_PROVEN)
    return outcome


def _serve(
    base: "Outcome", host: str, port: int, browse: bool, limit: float | None, lang: str
) -> int:
    """Listen, say where, and serve until told to stop."""
    import uvicorn

    from selector.serve.app import application
    from selector.serve.desk import Desk
    from selector.serve.pool import Pool

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, reuse_port=False) as door:
        port = door.getsockname()[1]
        local = host in LOOPBACK
        token = "" if local else os.environ.get("SELECTOR_TOKEN") or secrets.token_urlsafe(16)
        pool = Pool(Desk(base, lang, limit), max(1, (os.cpu_count() or 2)))
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{port}/{f'?token={token}' if token else ''}"
        say(load_texts(lang)("serve.started" if local else "serve.started_open", url=url), err=True)
        if browse:
            import webbrowser

            with suppress(webbrowser.Error):
                webbrowser.open(url)
        config = uvicorn.Config(
            application(pool, host, port, token), log_level="warning", access_log=False,
            timeout_graceful_shutdown=2, limit_concurrency=256, server_header=False,
            proxy_headers=False,
        )  # fmt: skip
        try:
            with _quiet():
                uvicorn.Server(config).run(sockets=[door])
        finally:
            pool.close()
    return OPTIMAL


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the server, which passes them on to us at its end, and no more."""
    both = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: None) for number in both]
    try:
        yield
    finally:
        for number, handler in zip(both, before, strict=True):
            signal.signal(number, handler)

"""The page for the meeting: its answers, its door, and what a meeting leaves."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, result_of, skip_drawings, tables
from depth import sample
from starlette.testclient import TestClient

from selector import Result
from selector.serve.app import application
from selector.serve.desk import Desk
from selector.serve.door import MOST_BODY
from selector.serve.pool import Pool
from selector.solve.clock import Clock, Progress

ROWS = [
    plan("A", herkomst="bestaand", ambitie="5"),
    plan("B", "GM0599", ambitie="4"),
    plan("C", "GM0014", herkomst="bestaand", ambitie="3"),
    plan("D", "GM0917", ambitie="2", a2="werkt_toe"),
    plan("E", "GM0344", ambitie="1"),
    plan("F", "GM0080", a1="ontbreekt"),
]
FRAMEWORK = tables(
    2,
    quotas=[{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 1}],
    criteria=[
        {"name": "herkomst", "measure": "balance", "on": "herkomst"},
        {"name": "ambitie", "measure": "total", "on": "ambitie", "range": [1, 5]},
    ],
    objective=[{"tier": "leximin", "over": ["herkomst"]}, {"tier": "sum", "over": ["ambitie"]}],
)
URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result_of(tmp_path_factory.mktemp("ronde"), ROWS, FRAMEWORK)


@pytest.fixture
def pool(result: Result) -> Iterator[Pool]:
    found = Pool(Desk(result.outcome, "nl"), 2)
    yield found
    found.close()


@pytest.fixture
def page(pool: Pool) -> TestClient:
    return TestClient(application(pool, "127.0.0.1", 8000, ""), base_url=URL)


def ignored(_: Progress) -> None:
    """A watcher that looks away."""


def _query(path: str) -> dict[str, str]:
    return dict(part.split("=") for part in path.partition("?")[2].split("&") if part)


def asked(page: TestClient, *moves: str) -> Any:
    return page.post("/api/moves", json={"moves": list(moves)})


MOVES = [[], ["+E"], ["-A"], ["+E", "-A"], ["size=3"], ["D.a2=voldaan"], ["A~B"], ["A+B"],
         ["quotas.nieuw.min=2"], ["+C", "size=1", "quotas.nieuw.min=0"]]  # fmt: skip


@pytest.mark.parametrize("moves", sample(MOVES, every=3))
def test_an_answer_is_that_of_whatif(
    page: TestClient, result: Result, tmp_path: Path, moves: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    skip_drawings(monkeypatch)
    told = asked(page, *moves)
    assert told.status_code == 200
    found = told.json()
    assert found["proven"] is True
    if moves:
        result.save(tmp_path / "uit")
        alone = json.loads(invoke("whatif", tmp_path / "uit", *moves, "--json").stdout)
        assert {key: found[key] for key in alone} == alone
    else:
        assert found["selected"] == list(result.selected)


def test_the_stream_ends_with_the_same_answer(page: TestClient) -> None:
    alone = asked(page, "+E").json()
    for query in ('moves=["%2BE"]', "moves=%2BE"):
        lines = page.get(f"/api/events?{query}").text.strip().split("\n\n")
        kind, data = lines[-1].split("\n")
        assert kind == "event: answer"
        assert json.loads(data.removeprefix("data: ")) == alone


def test_faulty_moves_get_the_faults_of_a_run(page: TestClient) -> None:
    told = asked(page, "+Z", "size=x")
    assert told.status_code == 400
    assert any("`Z`" in fault for fault in told.json()["faults"])
    for body in ({}, {"moves": "A"}, {"moves": [1]}, {"moves": ["+A"] * 300}):
        assert page.post("/api/moves", json=body).status_code == 400
    assert page.get("/api/events?moves=%2BZ").status_code == 400
    assert page.post("/api/moves", content=b"[[[", headers=_json()).status_code == 400


def _json() -> dict[str, str]:
    return {"content-type": "application/json"}


@pytest.mark.parametrize("moves", [["+F"], ["-B", "-D", "-E"], ["size=5", "quotas.nieuw.max=1"],
                                   ["+A", "+C"]])  # fmt: skip
def test_rules_that_cannot_be_met_come_with_repairs_that_work(
    page: TestClient, moves: list[str]
) -> None:
    told = asked(page, *moves)
    if told.status_code == 400:  # to lock in what is not eligible is a fault
        assert moves == ["+F"]
        return
    assert told.status_code == 409
    found = told.json()
    assert found["clash"]
    assert found["repairs"]
    for way in found["repairs"]:
        if way["moves"] is not None:
            assert asked(page, *way["moves"]).status_code == 200, way


def test_a_newer_question_of_a_client_stops_the_older(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slow(moves: Any, clock: Clock) -> dict[str, Any]:
        if list(moves) == ["-A"]:
            begun.set()
            assert clock.stopped.wait(10)
            stopped.set()
        return {"proven": not clock.stopped.is_set(), "selected": [], "status": "optimal"}

    monkeypatch.setattr(Desk, "answer", lambda _, moves, clock: slow(moves, clock))
    older = pool.ask("een", ["-A"])
    assert begun.wait(10)
    newer = pool.ask("een", ["+E"])
    assert newer.result(10)["proven"]
    assert stopped.wait(10)
    assert type(older.exception(10)).__name__ == "Superseded"


def test_a_line_that_breaks_stops_its_own_question_and_no_newer_one(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def slow(_: Desk, moves: Any, clock: Clock) -> dict[str, Any]:
        assert free.wait(10)
        return {"proven": not clock.stopped.is_set(), "selected": [], "status": "optimal"}

    def older(_: Progress) -> None:
        """The watcher of the older question."""

    monkeypatch.setattr(Desk, "answer", slow)
    pool.ask("een", ["-A"], older)
    newer = pool.ask("een", ["+E"], ignored)
    pool.drop("een", older)
    free.set()
    assert newer.result(10)["proven"]


def test_one_stuck_question_does_not_hold_up_another(
    pool: Pool, page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Desk.answer

    def stuck(desk: Desk, moves: Any, clock: Clock) -> dict[str, Any]:
        if list(moves) == ["-B"]:
            clock.stopped.wait(20)
            raise TimeoutError
        return answer(desk, moves, clock)

    monkeypatch.setattr(Desk, "answer", stuck)
    pool.ask("vast", ["-B"], ignored)
    began = time.monotonic()
    assert asked(page, "+E").status_code == 200
    assert time.monotonic() - began < 15
    pool.drop("vast", ignored)


def test_likely_moves_are_solved_in_advance(pool: Pool) -> None:
    pool.ask("een", []).result(20)
    until = time.monotonic() + 20
    while time.monotonic() < until and pool.desk.known(["+E"]) is None:
        time.sleep(0.05)
    assert pool.desk.known(["+E"]) is not None


def test_ten_people_at_once_get_the_answers_that_one_gets(page: TestClient, pool: Pool) -> None:
    alone = {tuple(moves): asked(page, *moves).json()["selected"] for moves in MOVES}
    pool.desk.kept.clear()
    futures = [(moves, pool.ask(f"p{n}", moves)) for n, moves in enumerate(MOVES)]
    for moves, future in futures:
        assert future.result(60)["selected"] == alone[tuple(moves)]


# --- The door


@pytest.mark.parametrize(("headers", "code"), [
    ({"host": "kwaad.nl:8000"}, 421), ({"host": "127.0.0.1:9999"}, 421),
    ({"origin": "http://kwaad.nl"}, 403), ({"origin": "null"}, 403),
    ({"sec-fetch-site": "cross-site"}, 403), ({}, 200), ({"origin": URL}, 200),
    ({"host": "localhost:8000"}, 200),
])  # fmt: skip
def test_only_pages_of_ours_may_ask(page: TestClient, headers: dict[str, str], code: int) -> None:
    body = json.dumps({"moves": []})
    told = page.post("/api/moves", content=body, headers={**_json(), **headers})
    assert told.status_code == code


def test_bodies_are_small_and_json(page: TestClient) -> None:
    assert (
        page.post("/api/moves", content=b"x" * (MOST_BODY + 1), headers=_json()).status_code == 413
    )
    assert page.post("/api/moves", content=b"{}").status_code == 415
    chunked = page.post("/api/moves", content=iter([b"{}"]), headers=_json())
    assert chunked.status_code == 413


def test_every_answer_bears_a_strict_policy(page: TestClient) -> None:
    for path in ("/", "/app.js", "/api/round", "/weg"):
        headers = page.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in page.get("/").text
    assert "style=" not in page.get("/").text


@pytest.mark.parametrize("path", ["/api/here", "/api/events?moves=[]", "/api/why?plan=A"])
def test_a_page_of_another_round_gets_no_answer(page: TestClient, pool: Pool, path: str) -> None:
    ours, theirs = pool.desk.mark, "0" * 16
    assert page.get(path, params={"mark": ours, **_query(path)}).is_success
    assert page.get(path, params={"mark": theirs, **_query(path)}).status_code == 410


def test_the_round_is_sent_small_to_those_who_can_unpack_it(page: TestClient) -> None:
    plain = page.get("/api/round", headers={"accept-encoding": "identity"})
    small = page.get("/api/round", headers={"accept-encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert small.json() == plain.json()


def test_two_programs_on_one_machine_keep_their_keys_apart(pool: Pool) -> None:
    page = TestClient(application(pool, "0.0.0.0", 8000, "een"), base_url="http://10.1.2.3:8000")
    page.get("/?token=een")
    other = TestClient(
        application(pool, "0.0.0.0", 8001, "twee"), base_url="http://10.1.2.3:8001",
        cookies=page.cookies,
    )  # fmt: skip
    other.get("/?token=twee")
    page.cookies = other.cookies
    assert asked(page).status_code == 200


def test_others_need_the_token(pool: Pool) -> None:
    page = TestClient(application(pool, "0.0.0.0", 8000, "geheim"), base_url="http://10.1.2.3:8000")
    assert page.get("/").status_code == 401
    assert page.get("/?token=fout").status_code == 401
    assert asked(page).status_code == 401
    assert page.get("/?token=geheim").status_code == 200  # which leaves a cookie
    assert asked(page).status_code == 200
    other = TestClient(
        application(pool, "0.0.0.0", 8000, "geheim"), base_url="http://10.1.2.3:8000"
    )
    assert other.get("/", headers={"authorization": "Bearer geheim"}).status_code == 200


# --- What a meeting leaves


@pytest.mark.parametrize("moves", [["+E"], ["-A", "size=3"], ["quotas.nieuw.min=2"], []])
def test_what_is_taken_over_gives_the_same_cohort_by_a_run(
    page: TestClient, tmp_path: Path, moves: list[str], monkeypatch: pytest.MonkeyPatch,
    result: Result,
) -> None:  # fmt: skip
    skip_drawings(monkeypatch)
    told = page.post("/api/scenario", json={"moves": moves})
    assert told.status_code == 200
    (tmp_path / "over.toml").write_text(told.text, encoding="utf-8")
    (tmp_path / "aanvragen.csv").write_bytes(result.problem.plans.data)
    out = tmp_path / "uit"
    invoke("run", tmp_path / "aanvragen.csv", "--scenario", tmp_path / "over.toml", "--out", out)
    selected = json.loads((out / "cohort.json").read_bytes())["selected"]
    assert selected == asked(page, *moves).json()["selected"]


def test_changes_of_plans_cannot_be_taken_over_as_a_scenario(page: TestClient) -> None:
    told = page.post("/api/scenario", json={"moves": ["D.a2=voldaan"]})
    assert told.status_code == 400
    assert "whatif" in told.json()["faults"][0]


def test_the_minutes_of_a_long_meeting_fit(page: TestClient) -> None:
    entries = [{"what": f"vraag {n}", "answer": "x" * 300} for n in range(2000)]
    answer = page.post("/api/minutes", json={"minutes": entries})
    assert answer.status_code == 200
    assert "vraag 0<" in answer.text
    assert "vraag 1999<" in answer.text


def test_minutes_are_text(page: TestClient) -> None:
    entry = {"time": "t", "who": "<script>alert(1)</script>", "what": "+E", "answer": "ja"}
    told = page.post("/api/minutes", json={"minutes": [entry, 3]})
    assert told.status_code == 200
    assert "<script>" not in told.text
    assert "&lt;script&gt;" in told.text


def test_why_is_answered(page: TestClient) -> None:
    assert page.get("/api/why?plan=E").json()["said"]
    assert page.get("/api/why?plan=Z").status_code == 400


def test_what_would_have_helped_are_moves_that_help(page: TestClient) -> None:
    told = page.get("/api/help?plan=F").json()
    assert told["moves"]
    for moves in told["moves"]:
        assert "F" in asked(page, *moves).json()["selected"]
    assert page.get("/api/help?plan=Z").status_code == 400


def test_a_port_that_cannot_be_is_told_with_the_rest(tmp_path: Path) -> None:
    told = invoke("serve", tmp_path / "weg", "--port", "99999", "--time-limit", "-1")
    assert told.exit_code == 2
    assert "99999" in told.stderr

"""What a run of the tests leaves for a deep one, and that every file keeps something quick."""

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from depth import drawn, left_out, sample

HERE = Path(__file__).parent
# What a site looks like is for a deep run: the tests of its parts are in test_handbook.py.
FILES = ["test_u.py", "test_v.py", "test_w.py", "test_x.py"]
ALL_DEEP = {"test_handbook_in_browser.py"}


def item(name: str, deep: bool) -> Any:
    return SimpleNamespace(nodeid=name, get_closest_marker=lambda _: deep or None)


def test_what_takes_long_is_left_out_unless_it_is_named() -> None:
    long, other = (
        item("tests/test_x.py::test_long[a/b]", True),
        item("tests/test_x.py::test_y", True),
    )
    items = [long, other, item("tests/test_x.py::test_quick", False)]
    for named, left in (
        (["tests"], [long, other]),
        (["tests/test_x.py"], [long, other]),
        (["tests/test_x.py::test_long"], [other]),
        (["test_x.py::test_long[a/b]", "tests"], [other]),
    ):
        found = left_out(items, named)
        assert [one for one in items if one.nodeid in found] == left


def test_an_order_that_is_drawn_keeps_the_tests_of_a_file_together_and_loses_none() -> None:
    items = [
        SimpleNamespace(path=Path(file), nodeid=f"{file}::{n}") for file in FILES for n in "ab"
    ]
    orders = set[tuple[str, ...]]()
    for number in range(20):
        order: Any = drawn(items, number)  # type: ignore[arg-type]
        assert sorted(one.nodeid for one in order) == [one.nodeid for one in items]
        assert [one.nodeid[-1] for one in order] == ["a", "b"] * len(FILES)
        orders.add(tuple(one.nodeid for one in order))
    assert len(orders) > 10
    assert {order[-1] for order in orders} == {f"{file}::b" for file in FILES}


def test_a_test_that_would_begin_too_late_is_skipped() -> None:
    one = "test_what_takes_long_is_left_out_unless_it_is_named"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n0", "-rs", "-k", one]
    for seconds, told in (("-1", "1 skipped"), ("600", "1 passed")):
        given = [*command, "--begin-within", seconds, str(HERE / "test_depth.py")]
        done = subprocess.run(given, capture_output=True, text=True, cwd=HERE.parent, timeout=120)
        assert told in done.stdout
        assert ("no time left" in done.stdout) is (seconds == "-1")


def test_a_sample_is_one_in_so_many_and_begins_with_the_first() -> None:
    found = sample([1, (2, 3), 4, 5], every=3)
    assert [tuple(one.values) for one in found] == [(1,), (2, 3), (4,), (5,)]
    assert [len(one.marks) for one in found] == [0, 1, 1, 0]


@pytest.mark.parametrize("path", sorted(HERE.rglob("test_*.py")), ids=lambda path: path.stem)
def test_every_file_keeps_a_test_for_every_run(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    quick = [
        test
        for test in tests
        if not any(ast.unparse(mark) == "pytest.mark.deep" for mark in test.decorator_list)
    ]
    assert quick or path.name in ALL_DEEP

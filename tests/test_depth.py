"""What a run of the tests leaves for a deep one, and that every file keeps something quick."""

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from depth import left_out, sample

HERE = Path(__file__).parent
# What a site looks like is for a deep run: the tests of its parts are in test_handbook.py.
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

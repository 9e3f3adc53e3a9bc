"""What every run of the tests tries, and what only a deep one does (`python -m pytest --deep`)."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import settings

DEEP = pytest.mark.deep
FEW, MANY = 25, 100  # examples of a property, and those in a deep run


def sample(values: Iterable[Any], every: int) -> Sequence[Any]:
    """Return values as parameters: one in so many for every run, the others for a deep one.

    A tuple is a value for each of several names. An odd step meets even and odd seeds alike,
    where these make rounds of other kinds.
    """
    return [
        pytest.param(
            *(value if isinstance(value, tuple) else (value,)),
            marks=() if number % every == 0 else DEEP,
        )
        for number, value in enumerate(values)
    ]


def set_examples(deep: bool) -> None:
    """Try few examples of every property, or many; a test that says how many keeps to that."""
    settings.register_profile("quick", max_examples=FEW, deadline=None)
    settings.register_profile("deep", max_examples=MANY, deadline=None)
    settings.load_profile("deep" if deep else "quick")


def left_out(items: Sequence[pytest.Item], named: Sequence[str]) -> set[str]:
    """Return which deep tests a run that is not deep leaves out: all but those that are named."""
    asked = tuple(_short(name) for name in named if "::" in name)
    return {
        item.nodeid
        for item in items
        if item.get_closest_marker("deep") and not _short(item.nodeid).startswith(asked)
    }


def drawn(items: Sequence[pytest.Item], number: int) -> Sequence[pytest.Item]:
    """Return tests in an order of files drawn by a number, so that not the same are always last."""
    files = sorted({item.path for item in items})
    Random(number).shuffle(files)
    place = {file: at for at, file in enumerate(files)}
    return sorted(items, key=lambda item: place[item.path])


def _short(name: str) -> str:
    """Return the name of a test without the folders that its file is in."""
    file, colons, test = name.partition("::")
    return file.rpartition("/")[2] + colons + test

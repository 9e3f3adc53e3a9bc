"""What every run of the tests tries, and what only a deep one does (`python -m pytest --deep`)."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import settings

DEEP = pytest.mark.deep
MORE = 6  # times as many examples of a property in a deep run


def sample(values: Iterable[Any], every: int) -> Sequence[Any]:
    """Return values as parameters: one in so many for every run, the others for a deep one.

    An odd step meets even and odd seeds alike, where these make rounds of other kinds.
    """
    return [
        pytest.param(value, marks=() if number % every == 0 else DEEP)
        for number, value in enumerate(values)
    ]


def set_examples(deep: bool) -> None:
    """Try few examples of every property, or many; a test that says how many keeps to that."""
    settings.register_profile("quick", max_examples=50, deadline=None)
    settings.register_profile("deep", max_examples=50 * MORE, deadline=None)
    settings.load_profile("deep" if deep else "quick")


def left_out(items: Sequence[pytest.Item], named: Sequence[str]) -> set[pytest.Item]:
    """Return which tests of a run that is not deep wait for one that is: all but those named."""
    asked = tuple(name.rpartition("/")[2] for name in named if "::" in name)
    return {
        item
        for item in items
        if item.get_closest_marker("deep") and not item.nodeid.rpartition("/")[2].startswith(asked)
    }

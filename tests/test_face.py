"""The face of the package in Python: its names, their examples, their page."""

import doctest
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from builders import environment
from depth import sample
from reference_page import PAGE, PROPERTY, documented, page
from verifying import draw_plainly

import selector


def example_of(thing: Any) -> str:
    """The lines of the example in a docstring."""
    return "\n".join(re.findall(r"^\s*(?:>>>|\.\.\.) .*", inspect.getdoc(thing) or "", re.M))


def run(name: str, thing: Any, names: dict[str, Any]) -> None:
    """Run the example of a docstring, which may give names to others."""
    found = doctest.DocTestParser().get_doctest(inspect.getdoc(thing) or "", names, name, name, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(found, out=said.append, clear_globs=False)
    names |= found.globs
    assert not said, "".join(said)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the lines at the top of the package make, and a folder to write in."""
    names: dict[str, Any] = {"folder": tmp_path_factory.mktemp("voorbeelden")}
    with pytest.MonkeyPatch.context() as patch:
        draw_plainly(patch)
        run("selector", selector, names)
        yield names


def test_every_public_name_has_an_example() -> None:
    found = dict(documented())
    assert {"select", "Result", "Result.why", "Plans.from_frame", "Scenario.replace"} <= set(found)
    for name, thing in found.items():
        owner, _, member = name.partition(".")
        if isinstance(thing, PROPERTY):
            assert f".{member}" in example_of(found[owner]), f"{name}: not in that of its class"
        else:
            assert ">>> " in example_of(thing), name


RUN = [name for name, thing in documented() if not isinstance(thing, PROPERTY)]


@pytest.mark.parametrize("name", sample(RUN, every=3))
def test_an_example_does_what_it_says(name: str, names: dict[str, Any]) -> None:
    run(name, dict(documented())[name], dict(names))


def test_an_example_that_says_what_is_not_so_is_found() -> None:
    def wrong() -> None:
        """Say what is not so.

        >>> 1 + 1
        3
        """

    with pytest.raises(AssertionError, match="Got"):
        run("wrong", wrong, {})


def test_the_page_of_reference_is_what_the_docstrings_say() -> None:
    told = "run `python tests/reference_page.py`"
    assert PAGE.read_text(encoding="utf-8") == page(), told


def test_the_package_shows_what_there_is_before_anything_is_loaded() -> None:
    code = "import sys, selector; print(*dir(selector)); print('pandas' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    shown, loaded = found.stdout.splitlines()
    assert set(shown.split()) == set(selector.__all__)
    assert {"Plans", "Result", "SelectorError", "select"} <= set(shown.split())
    assert loaded == "False"

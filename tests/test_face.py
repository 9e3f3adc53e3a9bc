"""The face of the package in Python: its names, their examples, their page, and what travels."""

import doctest
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from builders import skip_drawings

import selector

Named = tuple[str, Any]
PROPERTY = (property, cached_property)
PUBLIC = [(name, getattr(selector, name)) for name in selector.__all__ if name != "__version__"]


def members(kind: Any) -> Iterator[Named]:
    """The public methods and properties that a class has from this package."""
    for name, found in inspect.getmembers_static(kind):
        function = found.__func__ if isinstance(found, classmethod) else found
        function = getattr(function, "fget", None) or getattr(function, "func", function)
        own = (getattr(function, "__module__", None) or "").startswith("selector")
        if not name.startswith("_") and own and (callable(function) or isinstance(found, PROPERTY)):
            yield name, found


def documented() -> list[Named]:
    """Every public function and class, and every public method, by name."""
    found: list[Named] = []
    for name, thing in PUBLIC:
        found.append((name, thing))
        if inspect.isclass(thing):
            found += [(f"{name}.{member}", own) for member, own in members(thing)]
    return found


def example_of(thing: Any) -> str:
    """The lines of the example in a docstring."""
    return "\n".join(re.findall(r"^\s*(?:>>>|\.\.\.) .*", inspect.getdoc(thing) or "", re.M))


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the lines at the top of the package make, and a folder to write in."""
    names: dict[str, Any] = {"folder": tmp_path_factory.mktemp("voorbeelden")}
    with pytest.MonkeyPatch.context() as patch:
        skip_drawings(patch)
        run("selector", selector, names)
        yield names


def run(name: str, thing: Any, names: dict[str, Any]) -> None:
    """Run the example of a docstring, which may give names to others."""
    found = doctest.DocTestParser().get_doctest(inspect.getdoc(thing) or "", names, name, name, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(found, out=said.append, clear_globs=False)
    names |= found.globs
    assert not said, "".join(said)


@pytest.mark.parametrize(("name", "thing"), documented(), ids=lambda value: str(value)[:40])
def test_every_public_name_has_an_example_that_does_what_it_says(
    name: str, thing: Any, names: dict[str, Any]
) -> None:
    owner, _, member = name.partition(".")
    if isinstance(thing, PROPERTY):
        assert f".{member}" in example_of(getattr(selector, owner)), "not in that of its class"
    else:
        assert ">>> " in example_of(thing)
        run(name, thing, dict(names))

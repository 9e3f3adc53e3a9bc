"""The page `docs/reference.md`, made from the docstrings of the public names.

Make it anew with `python tests/reference_page.py`.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference.md"
PROPERTY = (property, cached_property)
Named = tuple[str, Any]
HEAD = """# Reference

Every public name of `selector`, from its docstring; the tests run every example.
`python tests/reference_page.py` makes this page.
"""


def public() -> list[Named]:
    """The public functions and classes of the package."""
    import selector

    return [(name, getattr(selector, name)) for name in selector.__all__ if name[0] != "_"]


def members(kind: Any) -> Iterator[Named]:
    """The public methods and properties that a class has from this package."""
    for name, found in inspect.getmembers_static(kind):
        function = _function(found)
        own = (getattr(function, "__module__", None) or "").startswith("selector")
        if not name.startswith("_") and own and (callable(function) or isinstance(found, PROPERTY)):
            yield name, found


def documented() -> Iterator[Named]:
    """Every public function and class, and every public member of a class, by name."""
    for name, thing in public():
        yield name, thing
        if inspect.isclass(thing):
            yield from ((f"{name}.{member}", own) for member, own in members(thing))


def page() -> str:
    """The whole page."""
    import selector

    parts = [HEAD, _fenced(inspect.getdoc(selector) or "")]
    for name, thing in public():
        title = name if inspect.isclass(thing) else _called(name, thing)
        parts += [f"## {title}", _fenced(inspect.getdoc(thing) or "")]
        if not inspect.isclass(thing):
            continue
        own = list(members(thing))
        told = [(member, found) for member, found in own if isinstance(found, PROPERTY)]
        lines = [f"- `{member}`: {_first(found)}" for member, found in told]
        parts += ["\n".join(lines)] if lines else []
        for member, found in own:
            if not isinstance(found, PROPERTY):
                parts += [f"### {_called(member, found)}", _fenced(inspect.getdoc(found) or "")]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _function(found: Any) -> Any:
    """The function below a property or a method of a class."""
    found = found.__func__ if isinstance(found, classmethod) else found
    return getattr(found, "fget", None) or getattr(found, "func", None) or found


def _called(name: str, thing: Any) -> str:
    """How a function is called: its parameters with what they are without being given."""
    signature = inspect.signature(_function(thing))
    plain = [
        parameter.replace(annotation=parameter.empty)
        for own, parameter in signature.parameters.items()
        if own not in ("self", "cls")
    ]
    shown = signature.replace(parameters=plain, return_annotation=signature.empty)
    return f"`{name}{shown}`"


def _first(found: Any) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(_function(found)) or "").split("\n\n")[0].split())


def _fenced(text: str) -> str:
    """A docstring with its examples as code."""
    blocks = re.split(r"\n\n", text)
    return "\n\n".join(f"```python\n{b}\n```" if b.startswith(">>>") else b for b in blocks)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

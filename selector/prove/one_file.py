"""`controle.py`: the checker as one file, made of the modules of the recount and of the proof."""

import ast
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from selector.verify.recount.facts import TABLES, bundled

MAIN = "selector.verify.proof.command"
TOP = '''"""Controleert het bewijs van een uitkomst: python controle.py MAP

This file checks the proof of a result with the standard library of Python alone. It holds the
modules of `selector.verify` that this takes, word for word, in the order in which they need each
other. The format of a proof is described in `models/BEWIJS.md`.
"""

import sys
from types import ModuleType


def module(name: str, source: str) -> None:
    """Make a module of its source, to be imported by those after it."""
    made = sys.modules[name] = ModuleType(name)
    made.__file__, made.__path__ = __file__, []
    above, _, own = name.rpartition(".")
    if above:
        setattr(sys.modules[above], own, made)
    exec(compile(source, f"{name} in {__file__}", "exec"), made.__dict__)


for room in ("selector", "selector.verify", "selector.verify.recount", "selector.verify.proof"):
    module(room, "")
module("selector.texts", "class Texts: ...")  # the sentences are not checked
'''
END = """
if __name__ == "__main__":
    sys.exit(sys.modules["selector.verify.proof.command"].main(sys.argv[1:]))
"""


def one_file() -> str:
    """Return the checker as one file: the same bytes every time."""
    parts = [f"\nmodule({name!r}, r'''{source_of(name)}''')\n" for name in modules()]
    return "".join([TOP, *parts, *_tables(), END])


def modules(name: str = MAIN, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the modules that one needs, itself last, after those that are known."""
    for needed in _imported(name):
        if needed not in known:
            known = modules(needed, known)
    return (*known, name)


def _imported(name: str) -> Iterator[str]:
    """Yield the modules of `selector.verify` that a module imports."""
    for node in ast.walk(ast.parse(source_of(name))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("selector.verify."):
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ([str(node.module)] if _file(str(node.module)).is_file() else inside)


def source_of(name: str) -> str:
    """Return the source of a module."""
    return _file(name).read_text(encoding="utf-8")


def _file(name: str) -> Traversable:
    *rooms, module = name.split(".")
    return resources.files(".".join(rooms)) / f"{module}.py"


def _tables() -> Iterator[str]:
    """Yield the tables of municipalities that come with the package."""
    yield '\nheld = sys.modules["selector.verify.recount.facts"].HELD\n'
    for name in TABLES:
        text = (bundled() / name).read_bytes().replace(b"\r\n", b"\n").decode()
        yield f'held["{name}"] = r"""{text}""".encode()\n'

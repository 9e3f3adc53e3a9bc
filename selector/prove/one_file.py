"""`controle.py`: the checker as one file, made of the modules of the recount and of the proof."""

import ast
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from selector.verify.recount.facts import TABLES, bundled

# In the order in which they need each other; what only writes, compares or draws is left out.
MODULES = (
    "recount.unreadable", "recount.amsterdam", "recount.exact", "recount.files",
    "recount.mistaken", "recount.database",
    "recount.form", "recount.tables", "recount.facts", "recount.scenario", "recount.plans",
    "recount.places", "recount.eligibility", "recount.fields", "recount.measures", "recount.pairs",
    "recount.rules", "recount.round", "recount.lot", "proof.question", "proof.effort", "proof.rows",
    "proof.tree", "proof.claims", "proof.beside", "proof.check", "proof.folder", "proof.command",
)  # fmt: skip
TOP = '''"""Controleert het bewijs van een uitkomst: python controle.py MAP

This file checks the proof of a result with the standard library of Python alone. It is made of the
modules of `selector.verify` that are named below, one after the other; their imports of each other
are left out. The format of a proof is described in `models/BEWIJS.md`.
"""

from __future__ import annotations
'''
END = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def one_file() -> str:
    """Return the checker as one file: the same bytes every time."""
    parts = [TOP]
    for name in MODULES:
        room, _, module = name.partition(".")
        source = _source(room, module).read_text(encoding="utf-8")
        parts.append(f"\n\n# --- selector.verify.{name} ---\n\n{stripped(source)}")
    return "".join([*parts, *_tables(), END])


def stripped(source: str) -> str:
    """Return a module without its imports from this package."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        own = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("selector")
        if own and node.end_lineno is not None:
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    text = "\n".join(lines)
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text.strip() + "\n"


def _source(room: str, module: str) -> Traversable:
    return resources.files("selector.verify") / room / f"{module}.py"


def _tables() -> Iterator[str]:
    """Yield the tables of municipalities that come with the package."""
    yield "\n\n# --- the tables of municipalities ---\n"
    for name in TABLES:
        text = (bundled() / name).read_bytes().replace(b"\r\n", b"\n").decode()
        yield f'\nHELD["{name}"] = r"""{text}""".encode()\n'

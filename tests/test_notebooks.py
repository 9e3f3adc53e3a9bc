"""Every notebook runs from top to bottom, in a kernel of its own."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from depth import DEEP

import selector

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.py"))
QUICK = "waarom_wij_niet"


def test_there_are_notebooks() -> None:
    assert QUICK in {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_for_nothing_that_is_not_there(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "selector"
    }
    assert asked
    assert asked <= set(selector.__all__)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("selector"):
            there = import_module(node.module or "")
            assert all(hasattr(there, alias.name) for alias in node.names)


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, id=p.stem, marks=() if p.stem == QUICK else DEEP) for p in NOTEBOOKS],
)
def test_a_notebook_runs_without_errors(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # These have no type stubs, and are needed by this test only.
    jupytext, nbformat = import_module("jupytext"), import_module("nbformat")
    client = import_module("nbclient")
    # The kernel finds the same package as the tests, and leaves nothing in the home folder.
    monkeypatch.setenv("PYTHONPATH", str(Path(selector.__file__).resolve().parent.parent))
    for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    notebook = tmp_path / f"{path.stem}.ipynb"
    jupytext.write(jupytext.read(path), notebook)

    book = nbformat.read(notebook, as_version=4)
    where = {"metadata": {"path": str(tmp_path)}}
    client.NotebookClient(book, timeout=120, kernel_name="python3", resources=where).execute()

    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert code
    assert all(cell.execution_count for cell in code)
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]

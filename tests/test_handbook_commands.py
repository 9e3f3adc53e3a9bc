"""Every command of the documentation works as pasted."""

import shutil
from pathlib import Path

import pytest
from builders import ROOT

from docs.handbook.commands import blocks, run_all

SITE = ROOT / "docs" / "site"
PAGES = [page for page in sorted(SITE.rglob("*.md")) if blocks(page.read_text(encoding="utf-8"))]
TASKS = SITE / "nl" / "vragen"  # pages that go on where their index ends


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a result and plans, as the index of the tasks says to make it."""
    folder = tmp_path_factory.mktemp("handboek") / "begin"
    run(TASKS / "index.md", folder)
    return folder


def run(page: Path, folder: Path) -> None:
    """Run all commands of a page; each ends as it says, the first time and in that order."""
    for said in run_all(blocks(page.read_text(encoding="utf-8")), folder):
        assert said.code == said.wanted, (
            f"{said.block}\n{said.output[-2000:]}\n{said.errors[-2000:]}"
        )
        assert "Traceback" not in said.errors


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(SITE).as_posix())
def test_the_commands_of_a_page_work(page: Path, started: Path, tmp_path: Path) -> None:
    folder = tmp_path / "map"
    if page.parent == TASKS and page.stem != "index":
        shutil.copytree(started, folder)
    run(page, folder)

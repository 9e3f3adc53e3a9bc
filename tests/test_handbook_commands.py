"""Every command of the documentation works as pasted."""

import os
import re
import shutil
from pathlib import Path

import click
import pytest
from builders import ROOT

from docs.handbook.commands import blocks, run_all
from selector.cli import main

SITE = ROOT / "docs" / "site"
SHOWN = "<!-- uitvoer"  # on pages of which building the site runs the commands
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


ASKED = re.compile(r"(?<![\w.-])selector ([^|;&>#\n)]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(SITE).as_posix())
def test_every_command_of_a_page_and_its_options_are_there(page: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8")):
        for asked in ASKED.findall(block.replace("\\\n", " ")):
            command: click.Command = main
            words = asked.split()
            while isinstance(command, click.Group) and words and not words[0].startswith("-"):
                command = command.commands[words.pop(0)]
            known = {n for param in command.params for n in (*param.opts, *param.secondary_opts)}
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert options <= {*known, "--help", "--version"}, asked


@pytest.mark.deep
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(SITE).as_posix())
def test_the_commands_of_a_page_work(
    page: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if os.environ.get("HANDBOOK") and SHOWN in page.read_text(encoding="utf-8"):
        pytest.skip("they were run when the site that HANDBOOK names was built")
    folder = tmp_path / "map"
    if page.parent == TASKS and page.stem != "index":
        shutil.copytree(request.getfixturevalue("started"), folder)
    run(page, folder)

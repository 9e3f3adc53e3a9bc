"""The pages that are made when the site is built, in either language."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docs.handbook.commands import blocks, run_all, with_output
from docs.handbook.commands_page import commands_page
from docs.handbook.files_page import files_page
from docs.handbook.keys_page import keys_page
from docs.handbook.licences import bill, licences_page
from docs.handbook.small_pages import pages_of_small
from selector import resources

MARK = "<!-- uitvoer"
TOUR = "rondleiding.md"  # its result gives the pictures
TASKS = "vragen"  # where the pages of the tasks are
PICTURES = (
    "map.png", "kaarten/context.png", "kaarten/concurrentie.png", "kaarten/witte-vlekken.png",
    "kaarten/veelluik.png", "kaarten/aanvragen/A07.png",
)  # fmt: skip


def dutch(source: Path, work: Path) -> None:
    """Write the made pages of the Dutch site beside its written ones."""
    _run_all(source, work)
    _write(source / "naslag" / "opdrachten.md", commands_page("nl"))
    _write(source / "naslag" / "bestanden.md", files_page())
    _write(source / "naslag" / "scenario.md", keys_page())
    _write(source / "licenties.md", licences_page("nl"))
    _write(source / "sbom.cdx.json", bill())
    for name, text in pages_of_small().items():
        _write(source / "regels" / name, text)
    for picture in PICTURES:
        shutil.copy(work / TOUR / "uitkomst" / picture, source / Path(picture).name)


def english(source: Path, work: Path) -> None:
    """Write the made pages of the English site beside its written ones."""
    _run_all(source, work)
    _write(source / "commands.md", commands_page("en"))
    _write(source / "licences.md", licences_page("en"))
    shutil.copy(work / TOUR / "uitkomst" / "map.png", source)


def _run_all(source: Path, work: Path) -> None:
    """Run the pages that show what commands print, two at a time."""
    pages = sorted(source.rglob("*.md"))
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda page: _run(page, work), pages))


def _run(page: Path, work: Path) -> None:
    """Run the commands of a page that shows what they print, and put that in.

    A page of the tasks finds the plans of the example round, as their index says to make them.
    """
    text, folder = page.read_text(encoding="utf-8"), work / page.name
    if MARK not in text:
        return
    if page.parent.name == TASKS:
        folder.mkdir(parents=True)
        shutil.copy(resources.example() / "aanvragen.csv", folder)
    said = list(run_all(blocks(text), folder))
    for one in said:
        if one.code != one.wanted:
            raise RuntimeError(f"{page.name}: exit code {one.code} of\n{one.block}{one.errors}")
    _write(page, with_output(text, said))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")

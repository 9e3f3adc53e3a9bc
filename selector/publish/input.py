"""`invoer/`: what was read, byte for byte, so that the result can be recounted."""

from collections.abc import Collection, Mapping
from pathlib import Path

from selector.outcome import Outcome

INPUT, REGIONS, THEME = "invoer", "regio", "thema"


def write_input(result: Outcome, folder: Path, language: str) -> None:
    """Keep the files that were read; they are the same in every language."""
    inside = folder / INPUT
    inside.mkdir()
    plans, scenario = result.problem.plans, result.problem.scenario
    if plans.data:
        (inside / plans.file).write_bytes(plans.data)
    name = scenario.source.file or "scenario.json"
    (inside / (name if name != plans.file else f"scenario-{name}")).write_bytes(scenario.data)
    if plans.base is not None:
        (inside / plans.base.kept).write_bytes(plans.base.data)
    taken = {plans.file.casefold(), name.casefold()}
    if result.theme.data:
        _folder(inside, THEME, taken, result.theme.files)
    if files := result.problem.regions.files:
        _folder(inside, REGIONS, taken, files)


def _folder(inside: Path, name: str, taken: Collection[str], files: Mapping[str, bytes]) -> None:
    """Keep files in a folder, under another name when that is taken; it is known by its files."""
    folder = inside / (f"{name}-1" if name in taken else name)
    folder.mkdir()
    for file, data in files.items():
        (folder / file).write_bytes(data)

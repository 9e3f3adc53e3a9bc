"""Everything that a run leaves in its directory."""

import json
from pathlib import Path

from selector.outcome import Outcome
from selector.publish.csv_rows import write_table
from selector.publish.folder import Written, write_folder
from selector.publish.record import record
from selector.publish.summary import summarise

INPUT, REGIONS = "invoer", "regio"
OWN_FILES = frozenset(  # whatever a run ends in
    {
        "cohort.json", "infeasible.json", "plans.csv", "conflicts.csv", "white_spots.csv",
        "cohort.xlsx", "cohort.gpkg", "map.png", "map.svg", "map_conflicts.png",
        "map_conflicts.svg", "map_white_spots.png", "map_white_spots.svg", "summary.txt", INPUT,
    }
)  # fmt: skip


def write_dossier(result: Outcome, out: Path, language: str = "nl", force: bool = False) -> Written:
    """Write everything that a run leaves, at once, as `write_folder` does."""
    return write_folder(lambda draft: write_files(result, draft, language), out, force)


def write_files(result: Outcome, folder: Path, language: str) -> None:
    """Write everything that a run leaves into an empty directory: same result, same files."""
    from selector.publish.geopackage import write_geopackage
    from selector.publish.map import draw_map
    from selector.publish.map_conflicts import draw_conflicts
    from selector.publish.map_white_spots import draw_white_spots
    from selector.publish.tables import conflicts_in_parts, plans_table
    from selector.publish.white_spots import white_spots_table
    from selector.publish.workbook import write_workbook

    name = "infeasible.json" if result.infeasible else "cohort.json"
    text = json.dumps(record(result, language), ensure_ascii=False, indent=2)
    (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")
    summary = summarise(result, language)
    (folder / "summary.txt").write_text(summary + "\n", encoding="utf-8", newline="\n")
    write_table(plans_table(result, language), folder / "plans.csv")
    for number, part in enumerate(conflicts_in_parts(result)):
        write_table(part, folder / "conflicts.csv", more=number > 0)
    _copy_input(result, folder / INPUT)
    write_workbook(result, folder / "cohort.xlsx", language)
    if not result.infeasible:
        write_table(white_spots_table(result, language), folder / "white_spots.csv")
        write_geopackage(result, folder / "cohort.gpkg", language)
        draw_map(result, folder, language)
        draw_conflicts(result, folder, language)
        draw_white_spots(result, folder, language)


def _copy_input(result: Outcome, folder: Path) -> None:
    """Keep what was read, byte for byte, so that the result can be recounted."""
    folder.mkdir()
    plans, scenario = result.problem.plans, result.problem.scenario
    if plans.data:
        (folder / plans.file).write_bytes(plans.data)
    name = scenario.source.file or "scenario.json"
    (folder / (name if name != plans.file else f"scenario-{name}")).write_bytes(scenario.data)
    if files := result.problem.regions.files:
        taken = plans.file.casefold() == REGIONS or name.casefold() == REGIONS
        facts = folder / (f"{REGIONS}-1" if taken else REGIONS)
        facts.mkdir()  # the only directory there, by which it is known
        for file, data in files.items():
            (facts / file).write_bytes(data)

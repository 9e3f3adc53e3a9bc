"""`invoer/`: what was read, byte for byte, so that the result can be recounted."""

from pathlib import Path

from selector.outcome import Outcome

INPUT, REGIONS = "invoer", "regio"


def write_input(result: Outcome, folder: Path, language: str) -> None:
    """Keep the files that were read; they are the same in every language."""
    inside = folder / INPUT
    inside.mkdir()
    plans, scenario = result.problem.plans, result.problem.scenario
    if plans.data:
        (inside / plans.file).write_bytes(plans.data)
    name = scenario.source.file or "scenario.json"
    (inside / (name if name != plans.file else f"scenario-{name}")).write_bytes(scenario.data)
    if files := result.problem.regions.files:
        taken = plans.file.casefold() == REGIONS or name.casefold() == REGIONS
        facts = inside / (f"{REGIONS}-1" if taken else REGIONS)
        facts.mkdir()  # the only directory there, by which it is known
        for file, data in files.items():
            (facts / file).write_bytes(data)

"""A sound result of the small round, for the commands that build on one."""

from pathlib import Path

from . import files
from .judge import Case, faults


def sound_result(folder: Path) -> Path:
    """Run the round as it is; return where the result is."""
    place = folder / "goed"
    place.mkdir()
    (place / "plannen.csv").write_bytes(files.as_csv(files.round_rows()))
    scenario = files.scenarios()["krimp-eerst"]
    (place / "scenario.toml").write_bytes(files.scenario_bytes(scenario))
    line = ["run", "plannen.csv", "--scenario", "scenario.toml", "--out", "uit", "--no-answers"]
    wrong = faults(Case(place, line))
    assert not wrong, wrong
    assert (place / "uit" / "cohort.json").is_file()
    return place / "uit"

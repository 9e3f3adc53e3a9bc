"""The questions that are put to this package and its peers, and the files that hold them."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "models"
OURS = "selector"


@dataclass(frozen=True)
class Question:
    """A scenario, who answers it, and on how many plans at most.

    `unit` names what the first tier is shown in, `scale` what a score of 1 is in that unit.
    """

    name: str
    scenario: Path
    peers: tuple[str, ...]
    most: int = 5000
    unit: str = ""
    scale: int = 1


QUESTIONS = (
    Question(
        "weighing framework",
        MODELS / "alle-punten-gelijk.toml",
        ("plain CP-SAT", "HiGHS", "abcvoting"),
    ),
    Question(
        "seven criteria",
        HERE / "scenarios" / "benchmark.toml",
        ("plain CP-SAT", "HiGHS", "abcvoting"),
    ),
    Question(
        "furthest apart",
        HERE / "scenarios" / "furthest-apart.toml",
        ("HiGHS", "spopt (CBC)", "spopt (HiGHS)", "max-div"),
        unit=" km",
        scale=300,
    ),
    Question(
        "most dispersed",
        HERE / "scenarios" / "most-dispersed.toml",
        ("max-div",),
        most=1000,
        unit=" km",
        scale=300,
    ),
)


def cohort_size(plans: int) -> int:
    """Return how many plans are chosen from a round of so many."""
    return 12 if plans <= 60 else 15


def write_scenario(question: Question, folder: Path, plans: int) -> Path:
    """Write the scenario of a question with the cohort size for so many plans."""
    text = question.scenario.read_text(encoding="utf-8")
    text, found = re.subn(r"(?m)^size = \d+", f"size = {cohort_size(plans)}", text)
    if found != 1:
        raise ValueError(f"{question.scenario.name}: one line `size = …` expected, {found} found")
    path = folder / question.scenario.name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path

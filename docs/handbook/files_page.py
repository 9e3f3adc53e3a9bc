"""The reference of the files of a result: a row for every output that the program has."""

import tomllib
from pathlib import Path

from selector.publish.outputs import OUTPUTS

WORDS = Path(__file__).with_name("woorden.toml")
WHEN = {"always": "altijd", "cohort": "als er een selectie is",
        "infeasible": "als er geen selectie kan zijn"}  # fmt: skip


def words() -> dict[str, dict[str, str]]:
    """Return what the Dutch pages say of files and keys, which the code has in English only."""
    with WORDS.open("rb") as file:
        return tomllib.load(file)


def files_page() -> str:
    """Return the page; an output without a word in `woorden.toml` is an error."""
    said = words()["bestanden"]
    rows = [
        f"| {', '.join(f'`{name}`' for name in output.files)} | {said[output.files[0]]} "
        f"| {WHEN[output.when]} |"
        for output in OUTPUTS
    ]
    rows.append(f"| `SHA256SUMS` | {said['SHA256SUMS']} | altijd |")
    head = ["| bestand | wat erin staat | wanneer |", "|---|---|---|"]
    intro = (
        "Een uitkomst is een map. De map is er helemaal of helemaal niet: ook als de computer "
        "midden in het schrijven uitvalt. Wat elke kolom en sleutel betekent, staat bij de "
        "[velden](velden.md)."
    )
    return "\n".join(["# De bestanden van een uitkomst", "", intro, "", *head, *rows, ""])

"""The directory of a Pareto front: table, data, words and plot."""

import json
from pathlib import Path

from selector.analysis.pareto import Front
from selector.outcome import Outcome
from selector.publish.csv_rows import write_table
from selector.publish.folder import Written, write_folder
from selector.publish.front import front_table, record, summarise
from selector.publish.front_plot import draw_front


def write_front(
    front: Front, outcome: Outcome, out: Path, language: str = "nl", force: bool = False
) -> Written:
    """Write `front.csv`, `front.json`, `front.png`, `front.svg` and `summary.txt`, at once.

    An existing directory is treated as `write_folder` does.
    """

    def put(folder: Path) -> None:
        text = json.dumps(record(front, outcome, language), ensure_ascii=False, indent=2)
        (folder / "front.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        words = summarise(front, language) + "\n"
        (folder / "summary.txt").write_text(words, encoding="utf-8", newline="\n")
        write_table(front_table(front), folder / "front.csv", language)
        draw_front(front, folder, language)

    return write_folder(put, out, force)

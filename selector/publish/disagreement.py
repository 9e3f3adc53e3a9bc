"""Two solvers that contradict each other, in a folder for who looks into it."""

import json
from pathlib import Path

from selector.publish.folder import write_aside
from selector.solve.disagreement import DisagreementError


def save_disagreement(found: DisagreementError, out: Path) -> Path:
    """Write both sides into a new folder beside the place of the result; returns it."""

    def put(folder: Path) -> None:
        text = json.dumps(found.as_dict(), ensure_ascii=False, indent=2)
        (folder / "verschil.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        (folder / "programma.lp").write_text(found.stated, encoding="utf-8", newline="\n")

    return write_aside(put, out, "meningsverschil")

"""Everything that a run leaves in its directory, at once."""

from pathlib import Path

from selector.outcome import Outcome
from selector.publish.folder import Written, write_folder
from selector.publish.outputs import outputs_of


def write_dossier(result: Outcome, out: Path, language: str = "nl", force: bool = False) -> Written:
    """Write everything that a run leaves, at once, as `write_folder` does."""
    return write_folder(lambda draft: write_files(result, draft, language), out, force)


def write_files(result: Outcome, folder: Path, language: str) -> None:
    """Write everything that a run leaves into an empty directory: same result, same files."""
    for output in outputs_of(result):
        output.write(result, folder, language)

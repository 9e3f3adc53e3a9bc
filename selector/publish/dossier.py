"""Everything that a run leaves in its directory, at once."""

from collections.abc import Iterable
from pathlib import Path

from selector.outcome import Outcome
from selector.publish.apart import Ahead
from selector.publish.folder import Written, write_folder
from selector.publish.outputs import Output, outputs_of


def write_dossier(
    result: Outcome,
    out: Path,
    language: str = "nl",
    force: bool = False,
    ahead: Ahead | None = None,
) -> Written:
    """Write everything that a run leaves, at once, as `write_folder` does.

    What another process is making `ahead` comes from there.
    """
    return write_folder(lambda draft: write_files(result, draft, language, ahead), out, force)


def write_files(result: Outcome, folder: Path, language: str, ahead: Ahead | None = None) -> None:
    """Write everything that a run leaves into an empty directory: same result, same files."""
    if ahead is None:
        _write(result, folder, language, outputs_of(result))
        return
    ahead.make(result)
    mine = [output for output in outputs_of(result) if not output.apart]
    _write(result, folder, language, (o for o in mine if not o.pictures))
    ahead.lend(result)
    _write(result, folder, language, (o for o in mine if o.pictures))
    _write(result, folder, language, ahead.take_back())
    made = ahead.collect(folder)
    _write(result, folder, language, (o for o in outputs_of(result) if o.apart and o not in made))


def _write(result: Outcome, folder: Path, language: str, outputs: Iterable[Output]) -> None:
    for output in outputs:
        output.write(result, folder, language)

"""The letter for the secretariat: on one page what is wrong, in which file, and who can mend it."""

from collections.abc import Iterable, Iterator, Sequence

from selector.batch.config import Config
from selector.batch.gather import Gathered, Read, bad_files, late_versions
from selector.batch.stages import OK, Stage
from selector.errors import Message
from selector.repeated import notes_told
from selector.texts import Texts, load_texts

LETTER = "brief.txt"
MOST, MOST_FILES, MOST_LINES = 5, 6, 8  # written out, for one page: faults of a file, files, rest


def letter(
    config: Config,
    gathered: Gathered | None,
    stages: Sequence[Stage],
    settling: Sequence[str],
    unread: Sequence[Message] = (),
) -> str:
    """Return the letter; it says as well that nothing is wrong."""
    texts = load_texts(config.table.lang)
    lines = [texts("batch.letter_head"), ""]
    parts = [
        *_files(gathered, unread, texts),
        *_settling(settling, texts),
        *_few(_stages(stages, texts), texts),
        *_few(_late(gathered, texts), texts),
        *_few(_notes(gathered, texts), texts),
    ]
    lines += parts or [texts("batch.letter_fine")]
    return "\n".join([*lines, "", texts("batch.letter_end"), ""])


def _files(gathered: Gathered | None, unread: Sequence[Message], texts: Texts) -> Iterator[str]:
    bad = bad_files(gathered) if gathered else ()
    for read in bad[:MOST_FILES]:
        yield texts("batch.letter_file", file=read.receipt.name)
        yield from _faults(read, texts)
        yield ""
    if others := [read.receipt.name for read in bad[MOST_FILES:]]:
        yield texts("batch.letter_files", files=texts.shown(others))
        yield ""
    for fault in unread:
        yield f"- {fault.said(texts)}"


def _few(lines: Iterable[str], texts: Texts) -> Iterator[str]:
    """Yield the first lines, and how many there are more; all are in the record."""
    every = list(lines)
    yield from every[:MOST_LINES]
    if len(every) > MOST_LINES:
        yield f"- {texts('batch.letter_more', count=len(every) - MOST_LINES)}"


def _faults(read: Read, texts: Texts) -> Iterator[str]:
    for fault in read.faults[:MOST]:
        yield f"- {fault.said(texts)}"
    if len(read.faults) > MOST:
        yield f"- {texts('batch.letter_more', count=len(read.faults) - MOST)}"


def _settling(settling: Sequence[str], texts: Texts) -> Iterator[str]:
    if settling:
        yield texts("batch.letter_settling", files=texts.shown(settling))
        yield ""


def _late(gathered: Gathered | None, texts: Texts) -> Iterator[str]:
    for version in late_versions(gathered) if gathered else ():
        counts = gathered.counted.get(version.plan_id) if gathered else None
        key = "batch.letter_late" if counts == version else "batch.letter_late_again"
        yield f"- {texts(key, plan=version.plan_id, file=version.receipt.name)}"


def _stages(stages: Sequence[Stage], texts: Texts) -> Iterator[str]:
    for stage in stages:
        for fault in stage.faults if stage.ended != OK else ():
            if fault.code != "batch_refused":  # told above
                yield f"- {fault.said(texts)}"
        if stage.ended == OK and stage.exit:
            yield f"- {texts(f'batch.letter_exit_{stage.exit}', scenario=stage.about)}"


def _notes(gathered: Gathered | None, texts: Texts) -> Iterator[str]:
    for line in notes_told(gathered.notes if gathered else (), texts):
        yield f"- {line}"

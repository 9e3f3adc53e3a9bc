"""Messages of one kind told once, with all their places."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from selector.errors import Message
from selector.texts import Texts

OFTEN = 3  # from so many on they are told together
_PLACE = ("cell", "sheet")  # parameters that say where
SHOWN = 5  # places of a note; of a fault all are shown, for each has to be mended
SHOWN_READ = 40  # of a note on what was read as what, which a reader may want to look through


def faults_told(faults: Sequence[Message], texts: Texts) -> Iterator[str]:
    """Yield the faults as sentences; many of one kind in one column as one, with every place."""
    return _told(faults, texts, [_fault(fault) for fault in faults], {}, len(faults))


def notes_told(notes: Sequence[Message], texts: Texts) -> Iterator[str]:
    """Yield the notes as sentences; many of one kind in one column as one, with some places."""
    return _told(notes, texts, [_note(note) for note in notes], {"read_as": SHOWN_READ}, SHOWN)


def _told(
    messages: Sequence[Message],
    texts: Texts,
    kinds: Sequence[Hashable],
    shown: Mapping[str, int],
    otherwise: int,
) -> Iterator[str]:
    """Yield a sentence a message, or one for all of a kind where the first of them stands.

    `shown` says by code how many places are told; `otherwise` for the rest.
    """
    by_kind: dict[Hashable, list[Message]] = {}
    for kind, message in zip(kinds, messages, strict=True):
        by_kind.setdefault(kind, []).append(message)
    for kind, message in zip(kinds, messages, strict=True):
        same, most = by_kind[kind], shown.get(message.code, otherwise)
        if message.row is None or len(same) < OFTEN:
            yield message.said(texts)
        elif message is same[0]:
            yield f"{message.said(texts)} {_elsewhere(same[1:], texts, most)}"


def _elsewhere(others: Sequence[Message], texts: Texts, most: int) -> str:
    """Return where else the same is the matter, with the value in each place."""
    shown = ", ".join(_place(other, texts) for other in others[:most])
    key = "message.again" if len(others) <= most else "message.again_more"
    return texts(key, count=len(others), places=shown, more=len(others) - most)


def _place(message: Message, texts: Texts) -> str:
    cell, sheet = message.params.get("cell"), message.params.get("sheet")
    row = texts("place.row", row=message.row)
    where = texts("place.cell", sheet=sheet, cell=cell) if cell else row
    meant = str(message.suggestion or message.params.get("read") or "")
    if not message.value:
        return where
    value = f"`{message.written(message.value, texts)}`"
    value += f" → `{message.written(meant, texts)}`" if meant else ""
    return f"{where} ({value})"


def _fault(fault: Message) -> Hashable:
    """Return what faults of one kind have in common: all but the row and the value."""
    params = tuple(sorted((n, str(v)) for n, v in fault.params.items() if n not in _PLACE))
    return fault.code, fault.file, fault.column, fault.place, fault.suggestion, params


def _note(note: Message) -> Hashable:
    return note.code, note.file, note.column, note.place

"""The plans of many files beside each other: one plan_id twice, agreements across files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from selector.errors import MOST_SUGGESTED, Message, nearest, shorten
from selector.intake.cells import CellFault, split_list
from selector.intake.layout import Layout
from selector.intake.parsing import MAX_FAULTS
from selector.near import bare
from selector.vocabulary import LIST_SEPARATOR

_AGREEMENTS = "afstemming"


@dataclass(frozen=True)
class Row:
    """A plan as its file has it: its file by number and name, its row there, its cells as texts."""

    number: int
    file: str
    row: int
    cells: Mapping[str, str]
    layout: Layout
    given: bool = False  # the plan_id is not the applicant's

    @property
    def plan_id(self) -> str:
        """Return the plan_id."""
        return self.cells["plan_id"]


def by_name(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Message, ...]]:
    """Return the plans with the plan_id of each plan that an agreement calls by its name.

    Nobody knows the plan_ids of others who has none; a name that two plans have stays as it is.
    """
    known, named = {row.plan_id for row in rows}, dict[str, list[str]]()
    for row in rows:
        named.setdefault(bare(row.cells.get("naam", "")), []).append(row.plan_id)
    found = {name: ids[0] for name, ids in named.items() if name and len(ids) == 1}
    settled = [_settled(row, known, found) for row in rows]
    return tuple(row for row, _ in settled), tuple(note for _, notes in settled for note in notes)


def _settled(row: Row, known: set[str], named: Mapping[str, str]) -> tuple[Row, Sequence[Message]]:
    """Return a plan with its agreements by plan_id, and what was read as what."""
    agreed = _agreed(row)
    read = {o: named[bare(o)] for o in agreed if o not in known and bare(o) in named}
    if not read:
        return row, ()
    text = LIST_SEPARATOR.join(read.get(other, other) for other in agreed)
    notes = [
        row.layout.placed(
            Message("read_as", row.file, row.row, _AGREEMENTS, "", shorten(other), "",
                    {"read": shorten(plan_id)})
        )
        for other, plan_id in read.items()
    ]  # fmt: skip
    return replace(row, cells={**row.cells, _AGREEMENTS: text}), notes


def doubles(rows: Iterable[Row]) -> Iterator[Message]:
    """Yield a fault for every plan_id that an earlier file has."""
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.plan_id, row)
        if earlier.number != row.number:
            code = "collect_same_name" if row.given or earlier.given else "collect_double"
            yield _beside(code, row, earlier)


def alike(rows: Iterable[Row]) -> Iterator[Message]:
    """Yield a note for every plan_id that is all but the same as one of an earlier file."""
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(bare(row.plan_id) or row.plan_id, row)
        if earlier.number != row.number:
            yield _beside("collect_alike", row, earlier)


def _beside(code: str, row: Row, earlier: Row) -> Message:
    """Return what there is to say of the plan_ids in two files, at the place of the later."""
    told = {"first": earlier.file, "other": shorten(earlier.plan_id)}
    value = shorten(row.plan_id)
    return row.layout.placed(Message(code, row.file, row.row, "plan_id", "", value, "", told))


def strangers(rows: Sequence[Row]) -> Iterator[Message]:
    """Yield a fault for every agreement with a plan that no file has."""
    known = {row.plan_id for row in rows}
    unknown = ((row, other) for row in rows for other in _agreed(row) if other not in known)
    for told, (row, other) in enumerate(unknown):
        if told > MAX_FAULTS:
            return
        near = nearest(other, known - {row.plan_id}) if told < MOST_SUGGESTED else ""
        fault = Message(
            "no_such_plan", row.file, row.row, _AGREEMENTS, value=shorten(other), suggestion=near
        )
        yield row.layout.placed(fault)


def _agreed(row: Row) -> Sequence[str]:
    """Return the plans with which a row has an agreement; a list too long is told elsewhere."""
    try:
        return split_list(row.cells.get(_AGREEMENTS, ""))
    except CellFault:
        return ()

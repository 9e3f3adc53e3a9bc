"""From all that was received to one round: of every plan the last version that was on time.

Every file is read by the reader of plans files, with the faults that it would tell. What a plan
says of itself (`ingediend_op`) is its moment; else the moment of its file is.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.batch.config import Config
from selector.batch.receipts import Receipt, read_kept
from selector.errors import InputError, Message
from selector.intake import Plans, Regions
from selector.intake.parsing import meant_table
from selector.intake.plans import parse_plans
from selector.moments import AMSTERDAM, parse_moment
from selector.scalars import later

if TYPE_CHECKING:
    from selector.intake.table import RawTable

ROUND, MOMENT, AGREEMENTS = "aanvragen", "ingediend_op", "afstemming"


@dataclass(frozen=True)
class Version:
    """A plan as one file has it; `moment` None: nothing tells when it was handed in."""

    plan_id: str
    receipt: Receipt
    row: int
    cells: Mapping[str, str]
    geometry: Any
    moment: datetime | None
    late: bool


@dataclass(frozen=True)
class Read:
    """A file that was read as plans: its versions and how they were read, or what is wrong."""

    receipt: Receipt
    versions: tuple[Version, ...] = ()
    faults: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """One round of all that was received: the plans, None when there are none.

    `counted` is the version that counts of each plan; `notes` is what is worth a look.
    """

    plans: Plans | None
    reads: tuple[Read, ...]
    counted: Mapping[str, Version]
    attachments: tuple[Receipt, ...]
    notes: tuple[Message, ...] = field(default=())

    @property
    def refused(self) -> tuple[Read, ...]:
        """Return the files with faults."""
        return tuple(read for read in self.reads if read.faults)

    def attached(self, receipt: Receipt) -> str:
        """Return the plan that an attachment goes with by its name, or nothing."""
        stem = receipt.name.rsplit("/", 1)[-1]
        named = [p for p in self.counted if re.match(rf"{re.escape(p)}(?![A-Za-z0-9])", stem)]
        return max(named, key=len, default="")


def gather(config: Config, receipts: Sequence[Receipt], regions: Regions) -> Gathered:
    """Read all receipts and make one round; with `strict` one bad file leaves none."""
    reads = tuple(_read(config, r, regions) for r in receipts if r.is_plans)
    attachments = tuple(r for r in receipts if not r.is_plans)
    versions = [v for read in reads for v in read.versions]
    counted = {
        plan: version
        for plan, version in _counted(versions).items()
        if plan not in config.table.withdrawn
    }
    whole = Gathered(None, reads, counted, attachments)
    superseded = _replaced(reads)
    bad = [read for read in reads if read.faults and read.receipt.number not in superseded]
    if not counted or (config.table.strict and bad):
        return whole
    plans, notes = _round(config, list(counted.values()), reads, regions)
    unknown = tuple(Message("batch_unknown_moment", v.receipt.name, v.row, value=v.plan_id)
                    for v in counted.values() if v.moment is None)  # fmt: skip
    read_as = (note for read in reads for note in read.notes)
    return replace(whole, plans=plans, notes=(*read_as, *notes, *unknown))


def _replaced(reads: Iterable[Read]) -> frozenset[int]:
    """Return the numbers of bad files in whose place a good one of that name came."""
    good = {read.receipt.name: read.receipt.number for read in reads if not read.faults}
    return frozenset(
        read.receipt.number
        for read in reads
        if read.faults and good.get(read.receipt.name, 0) > read.receipt.number
    )


def bad_files(gathered: Gathered) -> tuple[Read, ...]:
    """Return the files with faults in whose place no good one of that name came."""
    superseded = _replaced(gathered.reads)
    return tuple(r for r in gathered.refused if r.receipt.number not in superseded)


def _read(config: Config, receipt: Receipt, regions: Regions) -> Read:
    """Read one file; agreements with plans in other files are looked at later."""
    name = Path(receipt.name).name
    try:
        data = read_kept(config.archive, receipt)
        table = meant_table(name, data, regions)
        _check(name, data, regions, table)
    except InputError as error:
        private = config.private
        return Read(receipt, faults=tuple(_hide(fault, private) for fault in error.faults))
    shapes = table.geometries or [None] * len(table.rows)
    return Read(receipt, tuple(
        _version(config, receipt, row, dict(zip(table.header, texts, strict=True)), shape)
        for (row, texts), shape in zip(table.rows, shapes, strict=True)
    ), notes=tuple(_hide(note, config.private) for note in table.notes))  # fmt: skip


def _check(name: str, data: bytes, regions: Regions, table: "RawTable") -> None:
    """Raise `InputError` with what is wrong in a file that stands by itself."""
    try:
        parse_plans(name, data, regions)
    except InputError as error:
        if own := [fault for fault in error.faults if not _of_others(fault)]:
            raise InputError(own) from None


def _of_others(fault: Message) -> bool:
    return fault.code == "no_such_plan" and fault.column == AGREEMENTS


def _hide(fault: Message, private: frozenset[str]) -> Message:
    """Leave out of a message what stands in a column that no output may hold."""
    if fault.column not in private:
        return fault
    params = {**fault.params, "read": "…"} if "read" in fault.params else fault.params
    return replace(fault, value="…", suggestion="", params=params)


def _version(
    config: Config, receipt: Receipt, row: int, cells: dict[str, str], geometry: Any
) -> Version:
    """Return a plan with its moment: its own, unless its file came after a run was made."""
    own = parse_moment(cells.get(MOMENT, ""))
    moment = receipt.received if own is None and known_on_time(config, receipt) else own
    if receipt.after:
        moment = receipt.received
    late = bool(receipt.after) or (moment is not None and later(moment, config.deadline))
    return Version(cells["plan_id"], receipt, row, cells, geometry, moment, late)


def known_on_time(config: Config, receipt: Receipt) -> bool:
    """Tell whether something shows that a file was there before the deadline."""
    return not later(receipt.received, config.deadline)


def _counted(versions: Iterable[Version]) -> dict[str, Version]:
    """Return of every plan the version that counts: the last on time, else the first late one.

    A version of which nothing tells when it came counts as on time when there is no other.
    """
    by_plan = dict[str, list[Version]]()
    for version in versions:
        by_plan.setdefault(version.plan_id, []).append(version)
    return {plan: _best(found) for plan, found in sorted(by_plan.items())}


def _best(found: Sequence[Version]) -> Version:
    def order(version: Version) -> tuple[datetime, int]:
        return version.moment or version.receipt.received, version.receipt.number

    on_time = [v for v in found if not v.late and v.moment is not None]
    unknown = [v for v in found if v.moment is None]
    if on_time or unknown:
        return max(on_time or unknown, key=order)
    return min(found, key=order)


def _round(
    config: Config, versions: Sequence[Version], reads: Sequence[Read], regions: Regions
) -> tuple[Plans, tuple[Message, ...]]:
    """Return the round; agreements with plans that were not received fall away, and are told."""
    notes = list[Message]()
    known = {version.plan_id for version in versions}
    rows = [_row(config, version, known, notes) for version in versions]
    if whole := _unchanged(versions, rows, reads):
        return parse_plans(Path(whole.name).name, read_kept(config.archive, whole), regions), ()
    header = list(dict.fromkeys(name for row in rows for name in row))
    name, data = _file(header, rows, [version.geometry for version in versions])
    return parse_plans(name, data, regions), tuple(notes)


def _unchanged(
    versions: Sequence[Version], rows: Sequence[Mapping[str, str]], reads: Sequence[Read]
) -> Receipt | None:
    """Return the file that is the round as it stands: all plans are of it, and none changed."""
    first = versions[0].receipt
    read = next(read for read in reads if read.receipt == first)
    same = all(dict(v.cells) == dict(row) for v, row in zip(versions, rows, strict=True))
    whole = sorted(v.plan_id for v in read.versions) == [v.plan_id for v in versions]
    return first if same and whole and all(v.receipt == first for v in versions) else None


def _row(config: Config, version: Version, known: set[str], notes: list[Message]) -> dict[str, str]:
    """Return the cells of a plan as they go into the round."""
    cells = {n: text for n, text in version.cells.items() if n not in config.private}
    told = cells.get(MOMENT) and not version.receipt.after
    if version.late and version.moment is not None and not told:
        cells[MOMENT] = version.moment.astimezone(AMSTERDAM).isoformat()
    if agreed := cells.get(AGREEMENTS):
        items = [item.strip() for item in re.split("[|,;]", agreed) if item.strip()]
        for gone in (item for item in items if item not in known):
            file, row = version.receipt.name, version.row
            notes.append(Message("batch_agreement", file, row, AGREEMENTS, value=gone))
        cells[AGREEMENTS] = "|".join(item for item in items if item in known)
    return cells


def _file(
    header: Sequence[str], rows: Sequence[Mapping[str, str]], shapes: Sequence[Any]
) -> tuple[str, bytes]:
    """Return the name and the bytes of the plans file of a round."""
    if any(shape is not None for shape in shapes):
        return f"{ROUND}.geojson", _geojson(header, rows, shapes)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerows([header, *([row.get(n, "") for n in header] for row in rows)])
    return f"{ROUND}.csv", stream.getvalue().encode("utf-8", "replace")


def _geojson(
    header: Sequence[str], rows: Sequence[Mapping[str, str]], shapes: Sequence[Any]
) -> bytes:
    import geopandas
    import pandas as pd

    from selector.intake.frame import frame_file
    from selector.intake.geo_file import RD

    frame = pd.DataFrame([[row.get(n, "") for n in header] for row in rows], columns=list(header))
    return frame_file(geopandas.GeoDataFrame(frame, geometry=list(shapes), crs=RD))[1]


def late_versions(gathered: Gathered) -> Iterator[Version]:
    """Yield every version that came too late, also of plans of which another one counts."""
    for read in gathered.reads:
        yield from (version for version in read.versions if version.late)


def superseded(gathered: Gathered) -> Iterator[Version]:
    """Yield every version in whose place another one counts."""
    for read in gathered.reads:
        for version in read.versions:
            if gathered.counted.get(version.plan_id) not in (None, version):
                yield version

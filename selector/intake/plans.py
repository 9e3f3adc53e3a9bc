"""The plans of a round, read from a file or a frame by one reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from selector.door import read_whole
from selector.errors import Message
from selector.intake.columns import BY_NAME, COLUMNS, Column
from selector.intake.parsing import USUAL, Manner, parse
from selector.intake.records import Plan, Regions
from selector.intake.regions import read_regions
from selector.intake.uncertain import Doubt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BY_NAME", "COLUMNS", "Base", "Column", "Plans", "parse_plans", "read_plans"]

KEPT = "uitgangspunt-"  # before the name of the plans that changed ones were made from


@dataclass(frozen=True)
class Base:
    """The plans file that changed plans were made from: its name, bytes and digest."""

    file: str
    data: bytes
    sha256: str

    @property
    def kept(self) -> str:
        """Return the name under which a result keeps it."""
        return f"{KEPT}{self.file}"


@dataclass(frozen=True)
class Plans:
    """The plans in ascending order of `plan_id`, so that the order of rows can never matter.

    >>> plans.ids[:2], plans.index["A02"], plans.file
    (('A01', 'A02'), 1, 'aanvragen.csv')
    >>> plans.frame.loc["A01", "sectoren"]
    'po|vo'
    """

    rows: tuple[Plan, ...]
    columns: tuple[str, ...]
    file: str = ""
    data: bytes = b""
    sha256: str = ""
    notes: tuple[Message, ...] = ()
    base: Base | None = None
    doubts: tuple[Doubt, ...] = ()

    @classmethod
    def from_frame(
        cls, frame: "pd.DataFrame", regions: Regions | None = None, doubtful: bool = False
    ) -> "Plans":
        """Read a frame of pandas or geopandas with the columns of a plans file.

        A cell may hold a list, a number or a date as well as the text of a file; an index with
        the name `plan_id` is that column, and the geometry of a `GeoDataFrame` is the territory.
        It is read as the file that it would make (`frame.csv`, or `frame.geojson` with geometry),
        which is what a result keeps; row 2 is the first row. Raises `InputError` with every fault
        at once; `doubtful` is as in `read_plans`.

        >>> import pandas as pd
        >>> cells = {"plan_id": ["P1"], "naam": ["Proef"], "sectoren": [["po", "vo"]],
        ...          "gemeenten": ["Utrecht"], "samenwerking": "lokaal", "herkomst": "nieuw"}
        >>> selector.Plans.from_frame(pd.DataFrame(cells)).rows[0].municipalities
        ('GM0344',)
        """
        from selector.intake.frame import frame_file

        return parse_plans(*frame_file(frame), regions or read_regions(), Manner(doubtful))

    def out_of(self, before: "Plans") -> "Plans":
        """Return the same plans, made from others: where they came from at first stays known.

        >>> plans.out_of(plans).base.file
        'aanvragen.csv'
        """
        return replace(self, base=before.base or Base(before.file, before.data, before.sha256))

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Plans {self.file}: {len(self)}>"

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the plan_ids in order."""
        return tuple(plan.plan_id for plan in self.rows)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Return the position of every plan by its id."""
        return {plan_id: p for p, plan_id in enumerate(self.ids)}

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """Return the plans as a table, one column per column of the file, lists joined by `|`."""
        import pandas as pd

        return pd.DataFrame(
            [["|".join(plan.cells.get(c, ())) for c in self.columns] for plan in self.rows],
            columns=list(self.columns),
            index=pd.Index(self.ids, name="plan_id"),
        )

    def _repr_html_(self) -> str:
        return str(self.frame.to_html())


def read_plans(
    path: str | Path,
    regions: Regions | None = None,
    doubtful: bool = False,
    strict: bool = False,
) -> Plans:
    """Read a plans file (CSV, XLSX, GeoPackage or GeoJSON).

    Without regions the bundled ones. With `doubtful` an assessment may have several values
    (`voldaan/werkt_toe`, `0.6..0.8`), of which the first is taken; `sweep` draws from them.
    What is written otherwise than the contract has it (`26-04-2023`, `Etten Leur`) is read as the
    one thing it means, and `notes` tell; with `strict` it is a fault. Raises `InputError` with
    every fault at once.

    >>> from selector.resources import example
    >>> selector.read_plans(example() / "aanvragen.xlsx")
    <Plans aanvragen.xlsx: 29>
    """
    data = read_whole(path)
    return parse_plans(Path(path).name, data, regions or read_regions(), Manner(doubtful, strict))


def parse_plans(file: str, data: bytes, regions: Regions, how: Manner = USUAL) -> Plans:
    """Read the bytes of a plans file; the format is told from its content."""
    found = parse(file, data, regions, how)
    digest = sha256(data).hexdigest()
    return Plans(found.rows, found.columns, file, data, digest, found.notes, doubts=found.doubts)

"""One plan, one municipality, and the country: what the readers fill in, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from selector.errors import Message

if TYPE_CHECKING:
    import geopandas
    import pandas as pd
    from shapely.geometry.base import BaseGeometry as Geometry


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan van aanpak. `cells` holds every column of the file as a tuple of texts.

    Shares are decimals 0..1 of four places; `conditions` holds only what was assessed;
    `geometry` is in EPSG:28992.
    """

    plan_id: str
    name: str
    sectors: tuple[str, ...]
    municipalities: tuple[str, ...]
    cooperation: str
    origin: str
    submitted: datetime | None = None
    boards: frozenset[str] = frozenset()
    institutes: frozenset[str] = frozenset()
    board_share: Decimal | None = None
    institute_share: Decimal | None = None
    agreements: frozenset[str] = frozenset()
    conditions: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    geometry: "Geometry | None" = None
    row: int = 0

    @property
    def national(self) -> bool:
        """Tell whether this is a national plan."""
        return self.cooperation == "landelijk"


@dataclass(frozen=True, slots=True)
class Municipality:
    """Facts about one municipality; area in whole hectares, x and y in EPSG:28992 metres."""

    code: str
    name: str
    province_code: str
    province: str
    landsdeel_code: str
    landsdeel: str
    labour_market_region_code: str
    labour_market_region: str
    population: int
    urbanity: int
    area_ha: int
    x: float
    y: float
    shrinking: str = ""  # krimp, anticipeer or nothing


@dataclass(frozen=True, slots=True)
class Former:
    """A municipality that ended: its name, the year it ended in, and where its area lies now."""

    name: str
    year: int
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Regions:
    """The municipalities in order of code, their neighbours, and where former ones went.

    `borders` holds pairs of indices, `border_metres` their lengths (0: not known, or over
    water); `former` holds by code the municipalities that ended; `year` is that of the
    1 January the table is about; `files` holds what was read besides the bundled tables, by the
    name under which it is kept, so that a result can be recounted anywhere.

    >>> regions = selector.read_regions()
    >>> regions.frame.loc["GM0344", "name"], regions.index["GM0014"]
    ('Utrecht', 0)
    """

    municipalities: tuple[Municipality, ...]
    borders: tuple[tuple[int, int], ...]
    former: Mapping[str, Former]
    sha256: str = ""
    boundaries: "geopandas.GeoSeries | None" = None
    notes: tuple[Message, ...] = ()
    border_metres: tuple[int, ...] = ()
    year: int = 2023
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.municipalities)

    def __repr__(self) -> str:
        return f"<Regions: {len(self)} municipalities>"

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Return the position of each code."""
        return {m.code: i for i, m in enumerate(self.municipalities)}

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """Return the municipalities as a table by code."""
        import pandas as pd

        names = Municipality.__slots__
        rows = [[getattr(m, name) for name in names] for m in self.municipalities]
        return pd.DataFrame(rows, columns=list(names)).set_index("code")

    def _repr_html_(self) -> str:
        return str(self.frame.to_html())

"""The data dictionary: every column and key of what a run leaves, in one typed table.

The columns drive the CSV files, the workbook and the layers, the keys the JSON Schema; `VELDEN.md`
is made from both. What a field means stands in the texts, under `field`, its title under `title`.
"""

from selector.dictionary.columns import GIVEN, PAIRS, PLANS, SPOTS, TABLES, TOWNS
from selector.dictionary.field import Field, Kind, Source, Table
from selector.dictionary.keys import COHORT, INFEASIBLE, Key

__all__ = [
    "COHORT", "GIVEN", "INFEASIBLE", "PAIRS", "PLANS", "SPOTS", "TABLES", "TOWNS",
    "Field", "Key", "Kind", "Source", "Table",
]  # fmt: skip

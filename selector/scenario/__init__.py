"""Scenarios: their tables, what contradicts itself in them, and how they are read."""

from selector.scenario.framework import (
    Scenario,
    Source,
    bundled_scenarios,
    find_scenario,
    load_scenario,
    parse_scenario,
    read_scenario,
)
from selector.scenario.tables import (
    EligibilityTable,
    QuotaTable,
    TerritoryTable,
    TierTable,
)

__all__ = [
    "EligibilityTable",
    "QuotaTable",
    "Scenario",
    "Source",
    "TerritoryTable",
    "TierTable",
    "bundled_scenarios",
    "find_scenario",
    "load_scenario",
    "parse_scenario",
    "read_scenario",
]

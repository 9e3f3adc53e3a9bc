"""Choose a diverse cohort of voorloper onderwijsregio's: read, assess, select, look.

The names below load on first use, so that importing the package (and the start of
the command line) costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from selector.eligibility import assess
    from selector.errors import InputError
    from selector.intake import Plans, Regions, read_plans, read_regions
    from selector.result import Result
    from selector.run import select
    from selector.scenario import Scenario, load_scenario

_HOMES = {
    "InputError": "selector.errors",
    "Plans": "selector.intake",
    "Regions": "selector.intake",
    "Result": "selector.result",
    "Scenario": "selector.scenario",
    "assess": "selector.eligibility",
    "load_scenario": "selector.scenario",
    "read_plans": "selector.intake",
    "read_regions": "selector.intake",
    "select": "selector.run",
}

__all__ = [
    "InputError",
    "Plans",
    "Regions",
    "Result",
    "Scenario",
    "__version__",
    "assess",
    "load_scenario",
    "read_plans",
    "read_regions",
    "select",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'selector' has no attribute {name!r}")

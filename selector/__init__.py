"""Choose a diverse cohort of voorloper onderwijsregio's: read, assess, select, look.

The examples of this package go on from these lines: the fictional example round, what it chooses,
and a small round for what takes longer.

>>> import selector
>>> from selector.resources import example
>>> plans = selector.read_plans(example() / "aanvragen.csv")
>>> scenario = selector.load_scenario("afwegingskader-2023")
>>> result = selector.select(plans, scenario)
>>> eight = selector.Plans.from_frame(plans.frame.drop(columns="afstemming").head(8))
>>> small = selector.select(eight, scenario.replace(name="klein", cohort={"size": 3}))
"""

# The names load on first use, so that importing the package (and the start of the command line)
# costs next to nothing.

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from selector.comparing import Comparison, compare
    from selector.eligibility import assess
    from selector.errors import InputError, SelectorError, WriteError
    from selector.intake import Plans, Regions, read_plans, read_regions
    from selector.result import Result
    from selector.run import select
    from selector.scenario import Scenario, load_scenario
    from selector.solve.disagreement import DisagreementError
    from selector.sweeps.collection import Sweep, sweep
    from selector.theme import load_theme
    from selector.verify import Report
    from selector.views import Alternatives, Front, Helping, Lot, Mergers, Range, Why

_HOMES = {
    "Alternatives": "selector.views",
    "Comparison": "selector.comparing",
    "DisagreementError": "selector.solve.disagreement",
    "Front": "selector.views",
    "Helping": "selector.views",
    "InputError": "selector.errors",
    "Lot": "selector.views",
    "Mergers": "selector.views",
    "Plans": "selector.intake",
    "Range": "selector.views",
    "Regions": "selector.intake",
    "Report": "selector.verify",
    "Result": "selector.result",
    "Scenario": "selector.scenario",
    "SelectorError": "selector.errors",
    "Sweep": "selector.sweeps.collection",
    "Why": "selector.views",
    "WriteError": "selector.errors",
    "assess": "selector.eligibility",
    "compare": "selector.comparing",
    "load_scenario": "selector.scenario",
    "load_theme": "selector.theme",
    "read_plans": "selector.intake",
    "read_regions": "selector.intake",
    "select": "selector.run",
    "sweep": "selector.sweeps.collection",
}

__all__ = [
    "Alternatives",
    "Comparison",
    "DisagreementError",
    "Front",
    "Helping",
    "InputError",
    "Lot",
    "Mergers",
    "Plans",
    "Range",
    "Regions",
    "Report",
    "Result",
    "Scenario",
    "SelectorError",
    "Sweep",
    "Why",
    "WriteError",
    "__version__",
    "assess",
    "compare",
    "load_scenario",
    "load_theme",
    "read_plans",
    "read_regions",
    "select",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'selector' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

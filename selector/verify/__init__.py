"""The recount: it knows the files of a run and the contract, not the model.

Nothing here comes from the rest of the package but `selector.texts`, so that a fault in the
model cannot hide itself. Source: `models/README.md` and the contract of the plans and scenario
files.
"""

from selector.verify.compare.folder import NotARun, recount
from selector.verify.compare.report import Difference, Report

__all__ = ["Difference", "NotARun", "Report", "recount"]

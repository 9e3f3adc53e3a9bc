"""What `selector verify` does: recount, write everything again and compare, solve again.

The recount is `selector.verify`, which shares no code with the model. What cannot be recounted
without that code is made again with it: every file of the directory from what `cohort.json` says,
and, when asked, the optimum itself by the second solver.
"""

from selector.audit.check import audit
from selector.audit.proof import Proof

__all__ = ["Proof", "audit"]

"""How each kind of tier is solved and laid down in the model: one file a kind, one line below."""

from collections.abc import Callable, Mapping

from selector.solve.found import TierResult
from selector.solve.kinds.competition import solve_competition
from selector.solve.kinds.leximin import solve_leximin
from selector.solve.kinds.weighted import solve_sum
from selector.solve.kinds.worst import solve_worst
from selector.solve.posted import Posted, TierTask
from selector.tiers import Tier

SOLVERS: Mapping[str, Callable[[Posted, Tier, TierTask], TierResult | None]] = {
    "worst": solve_worst,
    "criterion": solve_worst,  # one criterion is the worst of one
    "leximin": solve_leximin,
    "sum": solve_sum,
    "competition": solve_competition,
}

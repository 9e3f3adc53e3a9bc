"""When the rules cannot all be met: what counting shows, how to make room, which rules clash."""

from dataclasses import dataclass, replace

from selector.analysis.arithmetic import Shortfall, shortfalls
from selector.analysis.clashes import Clash, clashes
from selector.analysis.patch import relaxed_scenario
from selector.analysis.relaxations import Relaxation, any_cohort, cheapest
from selector.problem import Problem, with_rules
from selector.solve.clock import Clock


@dataclass(frozen=True)
class Infeasible:
    """What was found: shortfalls, sets of rules that clash, and the cheapest relaxations.

    No two clashes share a rule: each is a reason by itself. `complete` tells that no other
    relaxation costs as little. `confirmed` tells that a second model, independent of the first
    proof, also found that no cohort keeps to all rules.
    """

    shortfalls: tuple[Shortfall, ...]
    found: tuple[Clash, ...]
    relaxations: tuple[Relaxation, ...]
    complete: bool
    confirmed: bool

    @property
    def clashes(self) -> tuple[tuple[str, ...], ...]:
        """Return the clashes as names of rules."""
        return tuple(clash.rules for clash in self.found)

    @property
    def clash(self) -> tuple[str, ...]:
        """Return the first clash; empty when time ran out before one was found."""
        return self.clashes[0] if self.clashes else ()


def explain(problem: Problem, clock: Clock) -> Infeasible:
    """Find what counting shows, the cheapest relaxations, and the clashes.

    When time runs out there is less of an explanation, never another verdict.
    """
    told = tuple(shortfalls(problem))
    if not problem.eligible:
        unfit = (rule.name for rule in problem.rules if rule.name.startswith("eligibility:"))
        clash = Clash(("size", *unfit), minimal=False, smallest=False)
        return Infeasible(told, (clash,), (), complete=True, confirmed=True)
    ways = cheapest(problem, clock)
    lean = dict.fromkeys(_lean(problem, way, clock) for way in ways.found if way.changes)
    sound = tuple(way for way in lean if _makes_room(problem, way))
    complete = ways.complete and len(sound) == len(lean)
    found = tuple(clashes(problem, clock))
    confirmed = ways.cost != 0 if ways.cost is not None else bool(found)
    return Infeasible(told, found, sound, complete, confirmed)


def _lean(problem: Problem, way: Relaxation, clock: Clock) -> Relaxation:
    """Leave out a change that the others can do without.

    Only beside a share there can be one: what a share costs is counted at the size found, and at
    another size the same share may do by itself.
    """
    if not any(change.key.endswith("share") for change in way.changes):
        return way
    for change in way.changes:
        rest = tuple(other for other in way.changes if other != change)
        relaxed = with_rules(problem, relaxed_scenario(problem.scenario, rest))
        chosen = any_cohort(relaxed, clock)
        if chosen is not None:
            return _lean(problem, replace(way, changes=rest, witness=chosen), clock)
    return way


def _makes_room(problem: Problem, way: Relaxation) -> bool:
    """Carry a relaxation out, and look whether the cohort found for it keeps every rule then."""
    relaxed = with_rules(problem, relaxed_scenario(problem.scenario, way.changes))
    fits = len(way.witness) in relaxed.sizes
    return fits and all(rule.check(way.witness) for rule in relaxed.rules)

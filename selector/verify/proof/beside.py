"""What must be shown of the cohorts beside the chosen one: answers, runner-up and swaps.

Each is said to be the best of the cohorts that are left when a plan is forced in or out, or the
chosen cohort is. On the ranks on which it equals the chosen one that follows from the proof of
that, unless a lock is turned round, which leaves other cohorts than before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from selector.verify.proof.claims import Claim, Claims, Result, Standing
from selector.verify.proof.question import Fault, Question
from selector.verify.recount.round import Round, Value


@dataclass(frozen=True)
class Other:
    """What is forced, and the best cohort that is left; None when there is said to be none.

    When nothing is `fixed` it is the chosen cohort that is left out.
    """

    name: str
    fixed: Mapping[int, int]
    cohort: frozenset[int] | None


def others_of(record: Mapping[str, Any], counted: Round) -> Iterator[Other]:
    """Yield the cohorts beside the chosen one that a record names, in its order."""
    index = counted.index
    if record.get("runner_up_settled"):
        found = record["runner_up"]
        yield Other("runner_up", {}, found and counted.positions(found["selected"]))
    for entry in record.get("answers", ()):
        plan, fixed = entry["plan_id"], {index[entry["plan_id"]]: int(entry["forced"] == "in")}
        yield Other(f"answer:{plan}", fixed, _cohort(entry, counted))
    for entry in record.get("swaps", ()):
        fixed = {index[entry["in"]]: 1, index[entry["out"]]: 0}
        yield Other(f"swap:{entry['in']}|{entry['out']}", fixed, _cohort(entry, counted))


def _cohort(entry: Mapping[str, Any], counted: Round) -> frozenset[int] | None:
    if not isinstance(entry["feasible"], bool) or (entry["cohort"] is None) is entry["feasible"]:
        raise Fault(f"feasible {entry['feasible']}")
    return counted.positions(entry["cohort"]) if entry["feasible"] else None


def of_others(at: Standing, others: Sequence[Other], ranged: bool, sure: bool) -> Claims:
    """Yield that none of them can be better; `sure` when all of the chosen cohort was shown.

    With a tolerance or several sizes that is not claimed: it would take the search itself.
    """
    result = at.result
    vague = ranged or any(tier.tolerance for tier in result.round.tiers[:-1])
    for other in others:
        unlike = None
        if not other.fixed:
            unlike = frozenset(result.round.eligible) - result.chosen, result.chosen
        freed = frozenset(_locks(result.round, other))
        bare = Question(result.round, at.size, (), other.fixed, unlike, best=at.best or {})
        bare = replace(bare, freed=freed)
        if vague or other.cohort is None:
            yield Claim(other.name, None if vague else bare, blocked=vague, vague=vague)
        elif not bare.holds(other.cohort):
            raise Fault(f"{other.name}: its cohort")
        else:
            yield from _best(at, bare, other, sure)


def _locks(counted: Round, other: Other) -> Iterator[str]:
    """Yield the names of the locks that an answer turns round; a swap keeps to all of them."""
    for p, value in other.fixed.items() if len(other.fixed) == 1 else ():
        yield f"locked_{'out' if value else 'in'}:{counted.ids[p]}"


def _best(at: Standing, bare: Question, other: Other, sure: bool) -> Claims:
    """Yield that no cohort that is left is better than one, from where that is worse on."""
    assert other.cohort is not None
    result, turned = at.result, _turned(bare)
    values = tuple(counted_with(result).values(other.cohort))
    own = Standing(replace(result, values=values), at.size, best=at.best, bare=bare)
    equal = not turned
    for t in range(len(values)):
        firm = 0
        for rank in range(own.ranks(t)):
            equal = equal and _at(values[t], rank) == _at(result.values[t], rank)
            shown = equal
            if not equal:
                name = f"{other.name}:{t + 1}:{rank + 1}"
                blocked = at.best is None or not (sure or turned)
                shown = yield Claim(name, own.asked(*own.better(t, rank, firm)), blocked=blocked)
            firm += shown and firm == rank
        own = replace(own, goals=(*own.goals, *own.attained(t, firm)))


def _turned(bare: Question) -> bool:
    return bool({rule.name for rule in bare.round.rules} & bare.freed)


def _at(value: Value, rank: int) -> Any:
    return value[rank] if isinstance(value, tuple) else value


def counted_with(result: Result) -> Round:
    """Return the round with what each criterion can reach alone, as a result says it."""
    best = {
        size: {result.round.measures[c].name: top for c, top in found.items()}
        for size, found in result.alone.items()
    }
    return replace(result.round, best_alone=best)

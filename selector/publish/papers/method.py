"""The method for a layman, in one page: only what is so for this result."""

from collections.abc import Iterator

from selector.outcome import Outcome
from selector.scenario import Scenario
from selector.texts import Texts


def method(outcome: Outcome, texts: Texts) -> Iterator[str]:
    """Yield the paragraphs, in the order of the work."""
    scenario = outcome.problem.scenario
    yield texts("method.what")
    yield texts("method.conditions")
    yield _competition(scenario, texts)
    yield texts("method.points")
    tolerant = any(tier.tolerance for tier in outcome.problem.tiers)
    yield texts("method.order_tolerance" if tolerant else "method.order")
    yield texts("method.one", seed=scenario.seed)
    yield texts(f"method.proof_{outcome.status}")
    if outcome.answers is not None:
        yield texts("method.close")
    yield texts("method.limits" if outcome.status == "optimal" else "method.limits_feasible")


def _competition(scenario: Scenario, texts: Texts) -> str:
    if not scenario.competition:
        return texts("method.no_competition")
    said = []
    for table in scenario.competition:
        reasons = [texts(f"method.lifted_{reason}") for reason in table.lifted_by]
        lifted = texts("method.lifted", reasons=_either(reasons, texts)) if reasons else ""
        rule, verdict = texts(f"method.rule_{table.rule}"), texts(f"method.verdict_{table.verdict}")
        said.append(texts("method.rule", rule=rule, verdict=verdict, lifted=lifted))
    return texts("method.competition", rules=" ".join(said))


def _either(items: list[str], texts: Texts) -> str:
    """Join items as in a sentence: `a, b of c`."""
    if len(items) < 2:
        return "".join(items)
    return texts("method.or", first=", ".join(items[:-1]), last=items[-1])

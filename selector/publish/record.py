"""The result as data: what `cohort.json` and `infeasible.json` hold."""

from dataclasses import asdict
from typing import Any

from selector.analysis.why import Answer
from selector.problem import Value
from selector.publish.sentences import (
    change_sentence,
    plan_reasons,
    rule_sentence,
    shortfall_sentence,
)
from selector.publish.white_spots import white_spots_record
from selector.result import Result
from selector.solve.tickets import ticket
from selector.texts import load_texts
from selector.versions import installed


def record(result: Result, language: str) -> dict[str, Any]:
    """Return the result in the form of the contract; texts in the language asked for."""
    return _infeasible(result, language) if result.infeasible else _cohort(result, language)


def fraction_text(value: Value) -> str | list[str]:
    """Return an exact value in lowest terms: `7/9`, `1`, or a list of these."""
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)


def _cohort(result: Result, language: str) -> dict[str, Any]:
    problem, optimum = result.problem, result.optimum
    assert optimum is not None
    chosen = set(result.selected)
    criteria = []
    for criterion, (best, proven) in zip(problem.criteria, optimum.best_alone, strict=True):
        entry: dict[str, Any] = {
            "name": criterion.name,
            "measure": criterion.measure,
            "score": str(result.scores[criterion.name]),
            "best_alone": str(best),
        }
        if not proven:
            entry["best_alone_is_bound"] = True
        detail = criterion.detail(optimum.chosen)
        criteria.append({**entry, "categories": dict(detail)} if detail else entry)
    plans = [
        {
            "plan_id": plan.plan_id,
            "verdict": problem.assessments[p].verdict,
            "selected": plan.plan_id in chosen,
            "in_optimal": result.in_optimal(p),
            "reasons": plan_reasons(result, p, language),
        }
        for p, plan in enumerate(problem.plans.rows)
    ]
    seed = problem.scenario.seed
    return {
        "status": result.status,
        "size": optimum.size,
        "selected": list(result.selected),
        "seed": seed,
        "ticket_decided": bool(result.tied) if optimum.sometimes is not None else None,
        "tickets": [{"plan_id": p, "ticket": ticket(seed, p)} for p in _by_ticket(result)],
        "tiers": [
            {
                "tier": kind,
                "value": fraction_text(value),
                "bound": fraction_text(bound),
                "attained": fraction_text(attained),
            }
            for kind, value, bound, attained in result.tier_values()
        ],
        **_certificate(result),
        "criteria": criteria,
        "plans": plans,
        **_answers(result),
        "white_spots": white_spots_record(result),
        **provenance(result, language),
    }


def _answers(result: Result) -> dict[str, Any]:
    """Return the answers to each plan, when they were asked for."""
    if result.answers is None:
        return {}
    return {"answers": [_answer(answer) for answer in result.answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    """Return what it would take to turn one plan round; values as in `tiers`."""
    return {
        "plan_id": answer.plan_id,
        "forced": answer.forced,
        "feasible": answer.cohort is not None,
        "cohort": None if answer.cohort is None else list(answer.cohort),
        "tier": answer.tier,
        "now": None if answer.now is None else fraction_text(answer.now),
        "then": None if answer.then is None else fraction_text(answer.then),
        "leaves": list(answer.leaves),
        "enters": list(answer.enters),
        "blocked_by": list(answer.blocked_by),
        "criteria": [
            {"name": name, "now": str(now), "then": str(then)}
            for name, now, then in answer.criteria
        ],
    }


def _certificate(result: Result) -> dict[str, Any]:
    """Return what the second solver said; `certified` is null when it was not asked."""
    found = result.certificate
    if found is None:
        return {"certified": None}
    solver = {"solver": found.solver, "version": found.version, "through": found.through}
    tiers = {"tiers": list(found.tiers)} if found.tiers else {}
    return {"certified": found.certified, "certificate": {**solver, **tiers}}


def _by_ticket(result: Result) -> list[str]:
    """Return the tied plans in the order of their tickets."""
    seed = result.problem.scenario.seed
    return sorted(result.tied, key=lambda plan_id: ticket(seed, plan_id))


def _infeasible(result: Result, language: str) -> dict[str, Any]:
    found = result.infeasible
    assert found is not None
    return {
        "status": "infeasible",
        "arithmetic": [
            {
                "code": shortfall.code,
                "rules": list(shortfall.rules),
                "counts": dict(shortfall.counts),
                "sentence": shortfall_sentence(shortfall, language),
            }
            for shortfall in found.shortfalls
        ],
        "clash": list(found.clash),
        "clashes": [list(clash) for clash in found.clashes],
        "clashes_minimal": all(c.minimal for c in found.found) if found.found else None,
        "clash_smallest": found.found[0].smallest if found.found else None,
        "clashes_minimal_each": [clash.minimal for clash in found.found],
        "sentences": [
            rule_sentence(result.problem, rule, language)
            for clash in found.clashes
            for rule in clash
        ],
        "confirmed": found.confirmed,
        **_certificate(result),
        "relaxations": [
            {
                "cost": relaxation.cost,
                "changes": [
                    {"rule": c.rule, "key": c.key, "from": c.before, "to": c.after}
                    for c in relaxation.changes
                ],
                "sentences": [change_sentence(c, language) for c in relaxation.changes],
            }
            for relaxation in found.relaxations
        ],
        "relaxations_complete": found.complete,
        "plans": [
            {
                "plan_id": plan.plan_id,
                "verdict": result.problem.assessments[p].verdict,
                "reasons": plan_reasons(result, p, language),
            }
            for p, plan in enumerate(result.problem.plans.rows)
        ],
        **provenance(result, language),
    }


def provenance(result: Result, language: str) -> dict[str, Any]:
    """Return where a result comes from: scenario, notes, hashes of the inputs, versions.

    What was to be said of the regions hangs on the machine, so that is there as data too.
    """
    problem, texts = result.problem, load_texts(language)
    of_regions = [asdict(note) for note in problem.regions.notes]
    return {
        "scenario": problem.scenario.name,
        "language": language,
        **({"regions_notes": of_regions} if of_regions else {}),
        "notes": [texts.message(note) for note in result.notes],
        "input": {
            "plans_sha256": problem.plans.sha256,
            "scenario_sha256": problem.scenario.sha256,
            "regions_sha256": problem.regions.sha256,
        },
        "versions": dict(installed() if result.versions is None else result.versions),
    }

"""The result as data: what `cohort.json` and `infeasible.json` hold."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from selector.outcome import Outcome
from selector.publish.beside import answers_record, fraction_text, runner_up_record, swaps_record
from selector.publish.sentences import (
    change_sentence,
    plan_findings,
    plan_reasons,
    rule_sentence,
    shortfall_sentence,
)
from selector.publish.white_spots import white_spots_record
from selector.solve.tickets import ticket
from selector.texts import load_texts
from selector.versions import installed


def write_record(result: Outcome, folder: Path, language: str) -> None:
    """Write `cohort.json`, or `infeasible.json` when there is no cohort."""
    name = "infeasible.json" if result.infeasible else "cohort.json"
    text = json.dumps(record(result, language), ensure_ascii=False, indent=2)
    (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")


def record(result: Outcome, language: str) -> dict[str, Any]:
    """Return the result in the form of the contract; texts in the language asked for."""
    return _infeasible(result, language) if result.infeasible else _cohort(result, language)


def _cohort(result: Outcome, language: str) -> dict[str, Any]:
    problem, optimum = result.problem, result.optimum
    assert optimum is not None
    chosen = set(result.selected)
    criteria = []
    for criterion, (best, proven) in zip(problem.criteria, optimum.best_alone, strict=True):
        entry: dict[str, Any] = {
            "name": criterion.name,
            "measure": criterion.measure,
            "score": str(result.cohort.scores[criterion.name]),
            "best_alone": str(best),
        }
        if not proven:
            entry["best_alone_is_bound"] = True
        detail = criterion.detail(optimum.chosen)
        if detail:
            entry["categories"] = {name: part.as_dict() for name, part in detail.items()}
        criteria.append(entry)
    plans = [
        {
            "plan_id": plan.plan_id,
            "verdict": problem.assessments[p].verdict,
            "selected": plan.plan_id in chosen,
            "in_optimal": result.in_optimal(p),
            "reasons": plan_reasons(result, p, language),
            "findings": plan_findings(problem.survey, p, language),
        }
        for p, plan in enumerate(problem.plans.rows)
    ]
    seed = problem.scenario.seed
    return {
        "status": result.status,
        "size": optimum.size,
        "selected": list(result.selected),
        "seed": seed,
        "ticket_decided": bool(result.cohort.tied) if optimum.sometimes is not None else None,
        "tickets": [{"plan_id": p, "ticket": ticket(seed, p)} for p in _by_ticket(result)],
        "tiers": [
            {
                "tier": kind,
                "value": fraction_text(value),
                "bound": fraction_text(bound),
                "attained": fraction_text(attained),
            }
            for kind, value, bound, attained in result.cohort.tier_values()
        ],
        **_certificate(result),
        **_best_alone(result),
        "criteria": criteria,
        "plans": plans,
        **runner_up_record(result),
        **answers_record(result),
        **swaps_record(result),
        "white_spots": white_spots_record(result),
        **provenance(result, language),
    }


def _best_alone(result: Outcome) -> dict[str, Any]:
    """Return by size and criterion what the values of relative tiers are relative to, if any."""
    problem = result.problem
    if not problem.best_alone:
        return {}
    return {
        "best_alone": {
            str(size): {problem.criteria[c].name: str(best) for c, (best, _) in found.items()}
            for size, found in problem.best_alone.items()
        }
    }


def _certificate(result: Outcome) -> dict[str, Any]:
    """Return what the second solver said; `certified` is null when it was not asked."""
    found = result.certificate
    if found is None:
        return {"certified": None}
    solver = {"solver": found.solver, "version": found.version, "through": found.through}
    tiers = {"tiers": list(found.tiers)} if found.tiers else {}
    return {"certified": found.certified, "certificate": {**solver, **tiers}}


def _by_ticket(result: Outcome) -> list[str]:
    """Return the tied plans in the order of their tickets."""
    seed = result.problem.scenario.seed
    return sorted(result.cohort.tied, key=lambda plan_id: ticket(seed, plan_id))


def _infeasible(result: Outcome, language: str) -> dict[str, Any]:
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
                "findings": plan_findings(result.problem.survey, p, language),
            }
            for p, plan in enumerate(result.problem.plans.rows)
        ],
        **provenance(result, language),
    }


def _proof(result: Outcome) -> dict[str, Any]:
    """Return which proof lies beside it, if one was asked for, and what that leaves out."""
    found = result.proof
    if found is None:
        return {}
    told = {"sha256": found.sha256, "claims": found.claims, "complete": found.complete,
            "all": found.every}  # fmt: skip
    return {"proof": {**told, **({"missing": dict(found.missing)} if found.missing else {})}}


def provenance(result: Outcome, language: str) -> dict[str, Any]:
    """Return where a result comes from: scenario, notes, hashes of the inputs, versions.

    What was to be said of the regions hangs on the machine, so that is there as data too.
    """
    problem, texts = result.problem, load_texts(language)
    of_regions = [asdict(note) for note in problem.regions.notes]
    return {
        "scenario": problem.scenario.name,
        "date": result.day.isoformat(),
        "language": language,
        **({"regions_notes": of_regions} if of_regions else {}),
        **({"left_out": list(result.left_out)} if result.left_out else {}),
        **({} if result.time_limit is None else {"time_limit": result.time_limit}),
        **_proof(result),
        "notes": [note.said(texts) for note in result.notes],
        "input": dict(result.hashes),
        "versions": dict(installed() if result.versions is None else result.versions),
    }

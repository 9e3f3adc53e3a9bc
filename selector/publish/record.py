"""The result as data: what `cohort.json` and `infeasible.json` hold."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from selector.analysis.beside import Other
from selector.analysis.why import Answer
from selector.outcome import Outcome
from selector.publish.sentences import (
    change_sentence,
    plan_reasons,
    rule_sentence,
    shortfall_sentence,
)
from selector.publish.white_spots import white_spots_record
from selector.solve.tickets import ticket
from selector.texts import load_texts
from selector.texts.contrast import Tie
from selector.tiers import Value
from selector.versions import installed


def write_record(result: Outcome, folder: Path, language: str) -> None:
    """Write `cohort.json`, or `infeasible.json` when there is no cohort."""
    name = "infeasible.json" if result.infeasible else "cohort.json"
    text = json.dumps(record(result, language), ensure_ascii=False, indent=2)
    (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")


def record(result: Outcome, language: str) -> dict[str, Any]:
    """Return the result in the form of the contract; texts in the language asked for."""
    return _infeasible(result, language) if result.infeasible else _cohort(result, language)


def fraction_text(value: Value) -> str | list[str]:
    """Return an exact value in lowest terms: `7/9`, `1`, or a list of these."""
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)


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
        **_runner_up(result),
        **_answers(result),
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


def _answers(result: Outcome) -> dict[str, Any]:
    """Return the answers to each plan, when they were asked for."""
    if result.answers is None:
        return {}
    return {"answers": [_answer(answer) for answer in result.answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    """Return what it would take to turn one plan round; `tier` counts from 0.

    `now` and `then` are values as in `tiers`. `now_attained` and `then_attained` are there when
    the two cohorts, within the tolerance of the tier, attain something else; `size` (`smaller` or
    `larger`) when no tier tells the two cohorts apart but their size does.
    """
    other = answer.other
    return {
        "plan_id": answer.plan_id,
        "forced": answer.forced,
        "feasible": other is not None,
        "cohort": None if other is None else list(other.cohort),
        "tier": None if other is None else other.tier,
        **_values(other),
        "leaves": [] if other is None else list(other.leaves),
        "enters": [] if other is None else list(other.enters),
        "blocked_by": list(answer.blocked_by),
        "criteria": [
            {"name": name, "now": str(now), "then": str(then)}
            for name, now, then in (other.criteria if other else ())
        ],
    }


def _values(other: Other | None) -> dict[str, Any]:
    """Return the two values of the first tier that differs, and what is more to them."""
    if other is None or other.now is None or other.then is None or other.attained is None:
        size = other.contrast.size if other and isinstance(other.contrast, Tie) else ""
        return {"now": None, "then": None, **({"size": size} if size else {})}
    values = {"now": fraction_text(other.now), "then": fraction_text(other.then)}
    if other.attained == (other.now, other.then):
        return values
    now, then = map(fraction_text, other.attained)
    return {**values, "now_attained": now, "then_attained": then}


def _runner_up(result: Outcome) -> dict[str, Any]:
    """Return the best other cohort; `tier` counts from 1, and the rest is as in an answer.

    `runner_up` is null when there is none, and when that is not settled.
    """
    found = result.runner_up
    settled = {"runner_up_settled": found is not None}
    if found is None or found.other is None:
        return {"runner_up": None, **settled}
    other = found.other
    tier = None if other.tier is None else other.tier + 1
    said = {"selected": list(other.cohort), "tier": tier, **_values(other)}
    return {"runner_up": said, **settled}


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
            }
            for p, plan in enumerate(result.problem.plans.rows)
        ],
        **provenance(result, language),
    }


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
        "notes": [note.said(texts) for note in result.notes],
        "input": dict(problem.hashes),
        "versions": dict(installed() if result.versions is None else result.versions),
    }

"""The round as the page needs it: the map, the plans, the points, and what can be changed."""

from typing import Any

from selector.publish.country import country
from selector.publish.marks import marks
from selector.publish.papers.of_points import label, points
from selector.publish.sentences import plan_reasons
from selector.serve.desk import Desk
from selector.solve.clock import Clock
from selector.texts import load_texts


def round_data(desk: Desk) -> dict[str, Any]:
    """Return all that does not change with moves, and the answer to none."""
    outcome, texts = desk.base, load_texts(desk.language)
    drawn, scenario = country(outcome), outcome.problem.scenario
    said = {k.removeprefix("serve."): v for k, v in texts.entries.items() if k.startswith("serve.")}
    return {
        "mark": desk.mark,
        "lang": desk.language,
        "name": scenario.name,
        "texts": said,
        "marks": list(marks(outcome, desk.language)),
        "view_box": drawn.view_box,
        "units": [{"n": u.name, "d": u.d, "x": u.x, "y": u.y, "p": list(u.plans)}
                  for u in drawn.units],
        "plans": _plans(desk),
        "points": [{"name": p.name, "title": p.title, "wanted": p.wanted, "order": p.order}
                   for p in points(outcome, texts)],
        "size": scenario.cohort.size.model_dump(),
        "quotas": [{"name": q.name, **{k: v for k, v in (("min", q.min), ("max", q.max))
                                       if v is not None}} for q in scenario.quotas],
        "tiers": [_tier(desk, at) for at in range(len(scenario.objective))],
        "start": desk.answer((), Clock(desk.time_limit)),
    }  # fmt: skip


def _plans(desk: Desk) -> list[dict[str, Any]]:
    outcome, problem = desk.base, desk.base.problem
    return [
        {
            "id": plan.plan_id, "name": plan.name, "national": plan.national,
            "eligible": problem.assessments[p].eligible,
            "verdict": problem.assessments[p].verdict,
            "reasons": plan_reasons(outcome, p, desk.language),
        }
        for p, plan in enumerate(problem.plans.rows)
    ]  # fmt: skip


def _tier(desk: Desk, at: int) -> dict[str, Any]:
    """Return a tier of the order of importance: its kind, its points, and how it is written."""
    scenario, texts = desk.base.problem.scenario, load_texts(desk.language)
    table = scenario.objective[at]
    over = () if table.tier == "competition" else scenario.over(table)
    dumped = table.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"kind": texts.word(table.tier), "over": [label(name, texts) for name in over],
            "toml": _inline({"tier": table.tier, **dumped})}  # fmt: skip


def _inline(value: Any) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_inline(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'

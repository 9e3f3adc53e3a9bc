"""The Pareto front as a table, as data and in words."""

from fractions import Fraction
from textwrap import fill
from typing import Any

import pandas as pd

from selector.analysis.pareto import Front
from selector.outcome import Outcome
from selector.publish.record import provenance
from selector.publish.summary import WIDTH
from selector.texts import MOST_LISTED, Texts, load_texts
from selector.texts.contrast import told_apart


def front_table(front: Front) -> pd.DataFrame:
    """Return one row per point, from high to low on the first criterion.

    `score_NAME` is the exact fraction, `decimal_NAME` the same rounded to six places; `selected`
    holds plan_ids with `|` between them; `choice` tells where the scenario's own choice lies.
    """
    ids, rows = front.cohort.problem.plans.ids, []
    for number, point in enumerate(front.points, 1):
        row: dict[str, Any] = {"point": number}
        for name, score in zip(front.names, point.scores, strict=True):
            row |= {f"score_{name}": str(score), f"decimal_{name}": round(float(score), 6)}
        row |= {
            "size": len(point.chosen),
            "selected": "|".join(ids[p] for p in sorted(point.chosen)),
        }
        rows.append(row | {"choice": point.scores == front.choice})
    return pd.DataFrame(rows)


def record(front: Front, outcome: Outcome, language: str) -> dict[str, Any]:
    """Return the front as data, exact values as text (`"7/9"`).

    `status` is `optimal` when the front is complete and the choice of the scenario proven, else
    `feasible`. `points` are numbered from high to low on the first of `criteria`. `choice` is
    the cohort that the scenario chooses: the `point` it shares its scores with, or null, and
    then the points `better` on these criteria.
    """
    ids = front.cohort.problem.plans.ids
    points = [
        {
            "point": number,
            "scores": _scores(front, point.scores),
            "size": len(point.chosen),
            "selected": [ids[p] for p in sorted(point.chosen)],
        }
        for number, point in enumerate(front.points, 1)
    ]
    return {
        "status": "optimal" if front.proven else "feasible",
        "complete": front.complete,
        "criteria": list(front.names),
        "points": points,
        "choice": {
            "status": front.cohort.status,
            "scores": _scores(front, front.choice),
            "size": len(front.cohort.selected),
            "selected": list(front.cohort.selected),
            "point": _choice_point(front),
            "better": list(front.better()),
        },
        **provenance(outcome, language),
    }


def _scores(front: Front, scores: tuple[Any, ...]) -> dict[str, str]:
    return dict(zip(front.names, map(str, scores), strict=True))


def _choice_point(front: Front) -> int | None:
    """Return the number of the point with the scores of the scenario's choice."""
    numbers = (n for n, point in enumerate(front.points, 1) if point.scores == front.choice)
    return next(numbers, None)


def summarise(front: Front, language: str) -> str:
    """Return the front in readable lines."""
    texts, ids = load_texts(language), front.cohort.problem.plans.ids
    names = texts.listed([f"`{name}`" for name in front.names])
    title = texts("pareto.title", scenario=front.cohort.problem.scenario.name)
    key = ("one" if len(front.points) == 1 else "points") if front.complete else "incomplete"
    said = texts(f"pareto.{key}", count=len(front.points), criteria=names)
    rows = [[texts("pareto.point"), *front.names, texts("pareto.size"), texts("pareto.selected")]]
    columns = shown_scores(front, texts)
    for number, point in enumerate(front.points, 1):
        scores = [shown[score] for shown, score in zip(columns, point.scores, strict=True)]
        selected = ", ".join(ids[p] for p in sorted(point.chosen))
        rows.append([str(number), *scores, str(len(point.chosen)), selected])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    said, choice = (fill(sentence, WIDTH) for sentence in (said, choice_sentence(front, texts)))
    return "\n".join([title, "=" * len(title), said, "", *table, "", choice])


def choice_sentence(front: Front, texts: Texts) -> str:
    """Return where the choice of the scenario lies."""
    number, better = _choice_point(front), front.better()
    if number is not None:
        return texts("pareto.choice_on", point=number)
    columns = shown_scores(front, texts)
    shown = " · ".join(each[score] for each, score in zip(columns, front.choice, strict=True))
    named = [str(n) for n in better[:MOST_LISTED]]
    points = texts.listed(named)
    if len(better) > len(named):
        points = texts("list.more", items=", ".join(named), count=len(better) - len(named))
    key = "choice_open" if not better else "choice_off_one" if len(better) == 1 else "choice_off"
    return texts(f"pareto.{key}", scores=shown, points=points)


def shown_scores(front: Front, texts: Texts) -> list[dict[Fraction, str]]:
    """Return by criterion how its scores are written, that of the choice too: told apart."""
    rows = [*(point.scores for point in front.points), front.choice]
    return [told_apart(scores, texts) for scores in zip(*rows, strict=True)]

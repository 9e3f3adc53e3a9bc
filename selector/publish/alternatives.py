"""Alternatives as data and in words."""

from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Any

from selector.analysis.alternatives import Alternative, Alternatives
from selector.analysis.counting import MOST_COUNTED
from selector.outcome import Outcome
from selector.publish.beside import fraction_text
from selector.publish.record import provenance
from selector.publish.summary import WIDTH
from selector.publish.tier_values import tier_numbers, tier_title
from selector.texts import Texts, load_texts
from selector.texts.contrast import Tie, apart, ordinal, tie_words


def record(found: Alternatives, outcome: Outcome, language: str) -> dict[str, Any]:
    """Return the alternatives as data, exact values as text (`"7/9"`).

    `status` is `optimal` when each is proven, else `feasible`; `chosen` is the cohort they are
    compared with; `optimal_cohorts` counts the cohorts as good as that one (`exact` false: there
    may be more); `stopped` is `count`, `none_left`, `tolerance` or `time`. Each of
    `alternatives` has its `number`, `status`, `size`, `selected`, `distance`, `leaves`,
    `enters`, what `worsens` first (null: as good; `tier` counts from 1, `rank` is the place from
    below in a leximin tier), `tiers` as in `cohort.json`, and per criterion the score `from` of
    the chosen cohort `to` that of the alternative.
    """
    chosen = found.chosen
    return {
        "status": "optimal" if found.proven else "feasible",
        "differ": found.differ,
        "tolerance": None if found.tolerance is None else str(found.tolerance),
        "chosen": {"size": len(chosen.selected), "selected": list(chosen.selected)},
        "optimal_cohorts": {"number": found.count.number, "exact": found.count.exact},
        "stopped": found.stopped,
        "alternatives": [_one(i, alternative) for i, alternative in enumerate(found.found, 1)],
        **provenance(outcome, language),
    }


def _one(number: int, alternative: Alternative) -> dict[str, Any]:
    worsening, cohort = alternative.worsening, alternative.cohort
    worsens = worsening and {
        "tier": worsening.tier,
        "kind": worsening.kind,
        "rank": worsening.rank,
        "from": str(worsening.before),
        "to": str(worsening.after),
    }
    return {
        "number": number,
        "status": cohort.status,
        "size": len(cohort.selected),
        "selected": list(cohort.selected),
        "distance": alternative.distance,
        "leaves": list(alternative.leaves),
        "enters": list(alternative.enters),
        "worsens": worsens,
        "tiers": [
            {
                "tier": kind,
                "value": fraction_text(value),
                "bound": fraction_text(bound),
                "attained": fraction_text(attained),
            }
            for kind, value, bound, attained in cohort.tier_values()
        ],
        "criteria": [
            {"name": name, "from": str(before), "to": str(after)}
            for name, before, after in alternative.scores
        ],
    }


def summarise(found: Alternatives, language: str) -> str:
    """Return the alternatives in readable lines."""
    texts, chosen = load_texts(language), found.chosen
    title = texts("alternatives.title", scenario=chosen.problem.scenario.name)
    lines = [title, "=" * len(title), _counted(found, texts)]
    plans = texts("alternatives.chosen", plans=texts.listed(list(chosen.selected)))
    lines += [*wrap(plans, WIDTH), *wrap(texts("alternatives.differ", differ=found.differ), WIDTH)]
    for number, alternative in enumerate(found.found, 1):
        lines += ["", *_lines(number, alternative, texts)]
    if found.stopped != "count":
        tolerance = None if found.tolerance is None else _tolerance(found.tolerance, texts)
        lines += ["", texts(f"alternatives.{found.stopped}", tolerance=tolerance)]
    return "\n".join(lines)


def _counted(found: Alternatives, texts: Texts) -> str:
    number, exact = found.count.number, found.count.exact
    if exact:
        key = "count_one" if number == 1 else "count"
    else:
        key = "count_more" if number > MOST_COUNTED else "count_least"
    return texts(f"alternatives.{key}", count=texts.number(min(number, MOST_COUNTED)))


def _lines(number: int, alternative: Alternative, texts: Texts) -> list[str]:
    lines = [texts(f"alternatives.head_{alternative.cohort.status}", number=number)]
    for said in _worse(alternative, texts):
        lines += wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for i, (kind, value, bound, _) in enumerate(alternative.cohort.tier_values(), 1):
        if value != bound:
            parts = bound if isinstance(bound, tuple) else (bound,)
            key = "bound_competition" if kind == "competition" else "bound"
            shown = texts.listed(tier_numbers(tuple(parts), kind, texts))
            lines.append("  " + texts(f"alternatives.{key}", tier=i, bound=shown))
    rows = [("leaves", list(alternative.leaves)), ("enters", list(alternative.enters))]
    changes = [change for change in alternative.scores if change[1] != change[2]]
    for key, better in (("up", True), ("down", False)):
        rows += [
            (key, [f"{name}: {' → '.join(apart(before, after, texts))}"])
            for name, before, after in changes
            if (after > before) is better
        ]
    titles = {key: texts(f"alternatives.{key}") for key, _ in rows}
    width = max(map(len, titles.values()))
    lines += [f"  {titles[key]:<{width}}  {', '.join(items) or '–'}" for key, items in rows]
    return lines if changes else [*lines, "  " + texts("alternatives.same")]


def _worse(alternative: Alternative, texts: Texts) -> list[str]:
    """Return how good an alternative is, on the first tier that tells it apart."""
    first, worsening = alternative.contrast, alternative.worsening
    if isinstance(first, Tie):
        key = "equal" if first == Tie() else "equal_but"
        return [texts(f"alternatives.{key}", good=tie_words(first, texts))]
    assert worsening is not None
    before, after = _two(worsening.kind, worsening.before, worsening.after, texts)
    said = texts(
        f"alternatives.{'worse' if worsening.rank is None else 'worse_rank'}",
        tier=worsening.tier,
        kind=tier_title(alternative.cohort.problem, worsening.tier - 1, texts),
        place=ordinal(first.place, texts),
        before=before,
        after=after,
    )
    if first.best is None:
        return [said]
    before, after = _two(worsening.kind, first.now, first.then, texts)
    return [said, texts("alternatives.attained", before=before, after=after)]


def _two(kind: str, before: Fraction, after: Fraction, texts: Texts) -> tuple[str, str]:
    """Return two values of a tier, of competition whole ones, told apart."""
    return (str(before), str(after)) if kind == "competition" else apart(before, after, texts)


def _tolerance(value: Fraction, texts: Texts) -> str:
    return texts.exact(Decimal(value.numerator) / value.denominator)

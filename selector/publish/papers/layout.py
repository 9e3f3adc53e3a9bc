"""Facts in the form that templates lay out: plain data, with the words around it."""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from selector.outcome import Outcome
from selector.publish.papers.facts import Facts, PairFacts, PlanFacts, Point
from selector.publish.papers.of_points import score_number
from selector.publish.papers.typeset import LOGO
from selector.texts import Texts, load_texts
from selector.theme import Theme

VERDICTS = ("forbid", "penalise", "report", "free")  # of a pair, the gravest first
LONGEST = 60  # characters of a name in a list
MOST_PAIRS = 60  # pairs in a paper; all are in conflicts.csv
# How large a letter is for the same room on a line, beside the font the pages are measured in.
SCALES = {"New Computer Modern": 0.98, "DejaVu Serif": 0.88, "DejaVu Sans": 0.88}
FALLBACK = "DejaVu Sans"  # which has the characters that other fonts lack


def laid_out(outcome: Outcome, facts: Facts, alts: Mapping[str, str]) -> dict[str, Any]:
    """Return what a template reads; `alts` says by name what a picture shows."""
    texts = load_texts(facts.language)
    data: dict[str, Any] = _plain(asdict(facts))
    day = outcome.day
    for point, row in zip(facts.points, data["points"], strict=True):
        row |= _point(point, texts)
    for plan, row in zip(facts.plans, data["plans"], strict=True):
        row |= {"brief": brief(plan), "short_name": cut(plan.name), "said": list(_said(plan))}
    for filler, row in zip(facts.fillers, data["fillers"], strict=True):
        row["short_name"] = cut(filler.name)
    told = sorted((p for p in facts.pairs if not p.national), key=_gravest)
    whole = len(facts.pairs) == facts.counts["pairs"]  # of very many the facts hold only the first
    left = (len(told) if whole else facts.counts["pairs"]) - len(told[:MOST_PAIRS])
    counts = {
        "national_pairs": len(facts.pairs) - len(told) if whole else 0,
        "more_pairs": left,
    }
    words = {key: texts(f"print.{key}", count=count) for key, count in counts.items()}
    return (
        data
        | counts
        | {
            "pairs": _plain([asdict(pair) for pair in told[:MOST_PAIRS]]),
            "words": _words(texts) | words,
            "answered": any(plan.answer for plan in facts.plans),
            "theme": _theme(outcome.theme),
            "day": [day.year, day.month, day.day],
            "pictures": {name: {"alt": alt} for name, alt in alts.items()},
        }
    )


def _theme(theme: Theme) -> dict[str, Any]:
    """Return colours by their key, and fonts as Typst takes them."""
    logo = theme.logo
    return {
        **theme.colours.model_dump(),
        "fonts": [theme.fonts.text, FALLBACK],
        "mono": theme.fonts.code,
        "scale": SCALES.get(theme.fonts.text, 1.0),
        "logo": None if logo is None else {"file": f"{LOGO}.{logo.kind}", "alt": logo.alt},
    }


def brief(plan: PlanFacts) -> str:
    """Return what a plan is, in half a line: `po + vo, lokaal, bestaand, stedelijk`."""
    return ", ".join(value for _, value in plan.profile[:4])


def cut(name: str) -> str:
    """Return a name as a list has room for it."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _said(plan: PlanFacts) -> tuple[str, ...]:
    """Return what there is to say of a plan that was not chosen, without repeating its name."""
    said = plan.reasons if plan.standing == "ineligible" else plan.answer[1:]
    return (*said, *plan.findings)


def _point(point: Point, texts: Texts) -> dict[str, str]:
    parts = []
    for part in point.categories:
        least = "≥ " if part.least else ""
        wanted = "" if part.wanted is None else f" ({least}{part.wanted.text})"
        parts.append(f"{part.name}: {part.count.text}{wanted}")
    return {
        "parts": ", ".join(parts),
        "wanted_cap": point.wanted[:1].upper() + point.wanted[1:],
        "score3": score_number(point.score.exact, texts).text,
    }


def _gravest(pair: PairFacts) -> tuple[int, str, str]:
    return VERDICTS.index(pair.verdict), pair.first, pair.second


def _words(texts: Texts) -> dict[str, str]:
    prefix = "print."
    return {
        key.removeprefix(prefix): text
        for key, text in texts.entries.items()
        if key.startswith(prefix)
    }


def _plain(value: Any) -> Any:
    """Return data as JSON has it; an exact number as its nearest decimal, for drawing alone."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Mapping):
        exact = "exact" in value
        named = {("value" if exact and key == "exact" else key): v for key, v in value.items()}
        return {key: _plain(part) for key, part in named.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value

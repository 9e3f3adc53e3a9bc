"""What a tier came to, in words: proven, or between what was found and what is not ruled out."""

from selector.problem import Problem
from selector.texts import Texts
from selector.tiers import Value


def tier_title(problem: Problem, at: int, texts: Texts) -> str:
    """Return what a tier looks at: its kind or its one criterion, and whether at shares."""
    tier = problem.tiers[at]
    single = tier.kind == "criterion"
    title = problem.criteria[tier.over[0]].name if single else texts.word(tier.kind)
    return f"{title}, {texts('summary.relative')}" if tier.relative else title


def tier_whole(problem: Problem, at: int, texts: Texts) -> str:
    """Return what a tier looks at, with its criteria where it has more than one."""
    names = [problem.criteria[c].name for c in problem.tiers[at].over]
    title = tier_title(problem, at, texts)
    return f"{title}; {texts.listed(names)}" if len(names) > 1 else title


def tier_numbers(value: Value, kind: str, texts: Texts) -> list[str]:
    """Return the numbers of a tier: of competition a count, else scores in three decimals."""
    if isinstance(value, tuple):
        return [texts.decimal(float(part), 3) for part in value]
    return [str(value) if kind == "competition" else texts.decimal(float(value), 3)]


def tier_said(kind: str, value: Value, bound: Value, attained: Value, texts: Texts) -> list[str]:
    """Return what a tier came to, in words that may stand on lines apart.

    A value that is not proven is told with its bound: `ten minste 9,981; hoogstens 12,000 (niet
    bewezen)`. Of competition, where less is better, it is the other way round.
    """
    numbers, said = tier_numbers(value, kind, texts), texts("summary.tier_proven")
    if value != bound:
        low, high = "summary.at_least", "summary.at_most"
        found, limit = (high, low) if kind == "competition" else (low, high)
        first = _with(found, numbers, texts)
        first[-1] += ";"
        numbers = [*first, *_with(limit, tier_numbers(bound, kind, texts), texts)]
        said = texts("summary.tier_open")
    if attained != value:
        said += "; " + texts(
            "summary.attained", value=" ".join(tier_numbers(attained, kind, texts))
        )
    *before, last = numbers
    return [*before, f"{last} ({said})"]


def _with(key: str, numbers: list[str], texts: Texts) -> list[str]:
    return [texts(key, value=numbers[0]), *numbers[1:]]

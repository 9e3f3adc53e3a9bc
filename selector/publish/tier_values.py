"""What a tier came to, in words: proven, or between what was found and what is not ruled out."""

from collections.abc import Mapping
from types import MappingProxyType

from selector.problem import Problem
from selector.texts import Texts
from selector.tiers import Value

BY_NAME: Mapping[str, str] = MappingProxyType({})


def tier_title(problem: Problem, at: int, texts: Texts, titles: Mapping[str, str] = BY_NAME) -> str:
    """Return what a tier looks at: its kind or its one criterion, and whether at shares.

    `titles` are what criteria are called, by name; the others go by their name.
    """
    tier = problem.tiers[at]
    names = [problem.criteria[c].name for c in tier.over]
    single = tier.kind == "criterion"
    title = titles.get(names[0], names[0]) if single else texts.word(tier.kind)
    return f"{title}, {texts('summary.relative')}" if tier.relative else title


def tier_whole(problem: Problem, at: int, texts: Texts, titles: Mapping[str, str] = BY_NAME) -> str:
    """Return what a tier looks at, with its criteria where it has more than one."""
    names = [problem.criteria[c].name for c in problem.tiers[at].over]
    names = [titles.get(name, name) for name in names]
    title = tier_title(problem, at, texts, titles)
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

"""The points of the weighing framework as facts: wanted, achieved and attainable."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from selector.criteria import Criterion
from selector.criteria.base import Part
from selector.outcome import Outcome
from selector.publish.papers.facts import Category, Number, Point
from selector.texts import Texts
from selector.texts.contrast import apart

PLACES = 3  # decimals of a score


def points(outcome: Outcome, texts: Texts) -> tuple[Point, ...]:
    """Return the points in the order in which the tiers look at them, then the others."""
    problem, optimum = outcome.problem, outcome.cohort.optimum
    first = first_tiers(outcome)
    rows = zip(problem.criteria, problem.scenario.criteria, optimum.best_alone, strict=True)
    made = [
        _point(outcome, criterion, spec, best, first.get(c), texts)
        for c, (criterion, spec, best) in enumerate(rows)
    ]
    return tuple(sorted(made, key=lambda point: point.order or len(problem.tiers) + 1))


def point_titles(found: Sequence[Point]) -> Mapping[str, str]:
    """Return what each point is called, between quotes; of two called alike the name as well."""
    titles = [point.title for point in found]
    return {
        point.name: f"‘{point.title}’"
        if titles.count(point.title) == 1
        else f"‘{point.title} ({point.name})’"
        for point in found
    }


def first_tiers(outcome: Outcome) -> dict[int, int]:
    """Return for criteria, by position, the first tier that looks at them, counted from 1."""
    found: dict[int, int] = {}
    for order, tier in enumerate(outcome.problem.tiers, start=1):
        for c in tier.over:
            found.setdefault(c, order)
    return found


def number(value: Fraction, places: int, texts: Texts) -> Number:
    """Return a number as people read it: rounded, and a whole one without decimals."""
    whole = value.denominator == 1
    shown = texts.number(int(value)) if whole else texts.decimal(float(value), places)
    return Number(value, shown)


def score_number(value: Fraction, texts: Texts) -> Number:
    """Return a score as people read it: always in the same number of decimals."""
    return Number(value, texts.decimal(float(value), PLACES))


def number_pair(first: Fraction, second: Fraction, texts: Texts) -> tuple[Number, Number]:
    """Return two scores in enough decimals to tell them apart."""
    shown = apart(first, second, texts)
    return Number(first, shown[0]), Number(second, shown[1])


def point_title(name: str, on: str, texts: Texts) -> str:
    """Return what a point is called: in words if its field is one of the note, else its name."""
    key = f"point.{on}"
    return texts(key) if texts.has(key) else label(name, texts)


def label(value: str, texts: Texts) -> str:
    """Return a label of the data as people read it."""
    return texts.word(value) if texts.has(f"word.{value}") else value.replace("_", " ")


def _point(
    outcome: Outcome,
    criterion: Criterion,
    spec: object,
    best: tuple[Fraction, bool],
    order: int | None,
    texts: Texts,
) -> Point:
    score, (alone, proven) = outcome.cohort.scores[criterion.name], best
    shown = apart(score, alone, texts)
    detail = criterion.detail(outcome.cohort.chosen)
    size = len(outcome.selected)
    found = tuple(_category(name, part, size, texts) for name, part in detail.items())
    wanted = _wanted(criterion.measure, spec, texts)
    told = _told(score, alone, proven, texts)
    return Point(
        name=criterion.name,
        title=point_title(criterion.name, str(getattr(spec, "on", "")), texts),
        wanted=wanted,
        score=Number(score, shown[0]),
        best=Number(alone, shown[1]),
        proven=proven,
        categories=found,
        order=order,
        told=told,
        says=(texts("point.wanted", wanted=wanted), *_counted(found, texts), told),
    )


def _category(name: str, part: Part, size: int, texts: Texts) -> Category:
    wanted = None
    if part.target is not None:
        wanted = number(part.target * size, 1, texts)
    elif part.at_least is not None:
        wanted = number(Fraction(part.at_least), 0, texts)
    count = number(Fraction(part.count), 1, texts)
    return Category(label(name, texts), count, wanted, part.at_least is not None)


def _wanted(measure: str, spec: object, texts: Texts) -> str:
    """Return what a scenario asks on a point."""
    target = getattr(spec, "target", None)
    if measure == "balance":
        return texts(f"point.wanted_{target if isinstance(target, str) else 'given'}")
    if measure == "dispersion":
        return texts(f"point.wanted_{getattr(spec, 'on', '')}")
    return texts(f"point.wanted_{measure}", least=getattr(spec, "at_least", 1))


def _told(score: Fraction, best: Fraction, proven: bool, texts: Texts) -> str:
    shown = dict(zip(("score", "best"), apart(score, best, texts), strict=True))
    if score == best:
        return texts("point.full" if best or not proven else "point.none", **shown)
    return texts("point.less" if proven else "point.less_open", **shown)


def _counted(categories: tuple[Category, ...], texts: Texts) -> Iterator[str]:
    if not categories:
        return
    parts = [
        texts(
            "point.part" if found.wanted is None
            else "point.part_least" if found.least else "point.part_wanted",
            name=found.name, count=found.count.text,
            wanted="" if found.wanted is None else found.wanted.text,
        )
        for found in categories
    ]  # fmt: skip
    yield texts("point.counted", parts=texts.listed(parts))

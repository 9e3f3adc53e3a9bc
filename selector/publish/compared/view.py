"""A comparison laid out for people: tables and sentences that words, page and workbook share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selector.changes.between import Difference
from selector.changes.between_plans import CellDifference
from selector.comparison.compared import Compared, Pair
from selector.comparison.sides import Side
from selector.comparison.steps import Flip, Step
from selector.errors import shorten
from selector.publish.marks import marks
from selector.publish.scenarios import difference_lines
from selector.publish.tier_values import tier_title
from selector.texts import Texts

LONGEST = 60  # characters of a cell that are shown
MOST_CELLS = 200  # of a pair that are written out


@dataclass(frozen=True)
class Table:
    """A table in words: headings and rows of the same length."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class StepView:
    """One step in words: what was carried out, and what came of it."""

    number: int
    moves: tuple[str, ...]
    result: str


@dataclass(frozen=True)
class PairView:
    """The first result beside another in words; `why` says why there are no steps."""

    title: str
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    more_cells: str
    steps: tuple[StepView, ...]
    flips: tuple[str, ...]
    why: str
    order: str


@dataclass(frozen=True)
class View:
    """A whole comparison in words."""

    title: str
    marks: tuple[str, ...]
    results: Table
    told: tuple[str, ...]
    always: str
    swaying: Table
    plans: Table
    points: Table
    tiers: Table
    pairs: tuple[PairView, ...]


def view(compared: Compared, texts: Texts) -> View:
    """Return a comparison laid out, in the language of the texts."""
    sides, always = compared.sides.sides, compared.always
    names = tuple(f"{n} {side.name}" for n, side in enumerate(sides, start=1))
    found = dict.fromkeys(m for side in sides for m in marks(side.outcome, texts.language))
    return View(
        title=texts("compare.title", count=len(sides)),
        marks=tuple(found),
        results=_results(sides, texts),
        told=tuple(_told(compared, texts)),
        always=texts("compare.always", count=len(always), plans=", ".join(always) or "–"),
        swaying=_plans(compared, compared.sides.swaying, names, texts("compare.swaying"), texts),
        plans=_plans(compared, compared.sides.ids, names, texts("compare.plans"), texts),
        points=_points(compared, names, texts),
        tiers=_tiers(sides, names, texts),
        pairs=tuple(
            _pair(pair, names[0], name, texts)
            for pair, name in zip(compared.pairs, names[1:], strict=True)
        ),
    )


def _results(sides: Sequence[Side], texts: Texts) -> Table:
    rows = []
    for number, side in enumerate(sides, start=1):
        outcome = side.outcome
        rows.append((
            str(number), side.name, outcome.problem.scenario.name, texts.word(outcome.status),
            str(len(outcome.selected)), outcome.day.isoformat(),
        ))  # fmt: skip
    head = ("number", "result", "scenario", "status", "size", "date")
    titles = tuple(texts(f"compare.head_{key}") for key in head)
    return Table(texts("compare.results"), titles, tuple(rows))


def _told(compared: Compared, texts: Texts) -> Iterator[str]:
    """Yield what a reader must know before anything else."""
    for side in compared.sides.sides:
        if side.changed is None:
            yield texts("compare.no_list", result=side.name)
        elif side.changed:
            yield texts("compare.changed", result=side.name, files=texts.shown(side.changed))
    for fault in dict.fromkeys(fault.said(texts) for fault in compared.sides.unlike):
        yield texts("compare.shared", fault=fault)


def _plans(
    compared: Compared, plans: Sequence[str], names: tuple[str, ...], title: str, texts: Texts
) -> Table:
    first = compared.sides.sides[0].outcome.problem.plans
    rows = tuple(
        (
            plan,
            first.rows[first.index[plan]].name,
            *(_standing(side, plan, texts) for side in compared.sides.sides),
        )
        for plan in plans
    )
    head = (texts("compare.head_plan"), texts("compare.head_name"), *names)
    return Table(title, head, rows)


def _standing(side: Side, plan: str, texts: Texts) -> str:
    """Return whether a plan was chosen, and whether that could have been otherwise."""
    if side.outcome.optimum is None:
        return texts("compare.no_cohort")
    if side.verdict(plan) == "voldoet_niet":
        return texts("compare.ineligible")
    word = texts("compare.in" if plan in side.chosen else "compare.out")
    tied = side.in_optimal(plan) == "some"
    return texts("compare.tied", word=word) if tied else word


def _points(compared: Compared, names: tuple[str, ...], texts: Texts) -> Table:
    rows = [
        (name, *("–" if s is None else texts.decimal(float(s), 3) for s in compared.scores(name)))
        for name in compared.sides.criteria
    ]
    head = (texts("compare.head_point"), *names)
    return Table(texts("compare.points"), head, tuple(rows))


def _tiers(sides: Sequence[Side], names: tuple[str, ...], texts: Texts) -> Table:
    """Return the tiers by place: each with its kind, for those of other scenarios are others."""
    columns = [
        tuple(
            _tier(tier_title(side.outcome.problem, at, texts), kind, value, texts)
            for at, (kind, value, *_) in enumerate(side.outcome.cohort.tier_values())
        )
        if side.outcome.optimum
        else ()
        for side in sides
    ]
    most = max(map(len, columns), default=0)
    rows = tuple(
        (str(i + 1), *(column[i] if i < len(column) else "–" for column in columns))
        for i in range(most)
    )
    return Table(texts("compare.tiers"), (texts("compare.head_tier"), *names), rows)


def _tier(title: str, kind: str, value: object, texts: Texts) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    places = 0 if kind == "competition" else 3
    shown = " · ".join(texts.decimal(float(part), places) for part in parts)
    return f"{title}: {shown}"


def _pair(pair: Pair, one: str, other: str, texts: Texts) -> PairView:
    more = len(pair.cells) - MOST_CELLS
    return PairView(
        title=texts("compare.pair", one=one, other=other),
        keys=tuple(line.strip("\n") for line in difference_lines(pair.keys, texts)),
        cells=tuple(_cell(cell, texts) for cell in pair.cells[:MOST_CELLS]),
        more_cells=texts("compare.more_cells", count=more) if more > 0 else "",
        steps=tuple(_step(n, step, texts) for n, step in enumerate(pair.path.steps, start=1)),
        flips=tuple(_flips(pair.flips, texts)),
        why=_why(pair, texts),
        order=_order(pair, texts),
    )


def _why(pair: Pair, texts: Texts) -> str:
    """Return why there are no steps, or that no plan flipped."""
    if pair.path.why:
        return texts(f"compare.why_{pair.path.why}")
    return "" if pair.flipped else texts("compare.same_choice")


def _order(pair: Pair, texts: Texts) -> str:
    """Return whether the order of the steps decides anything."""
    if not pair.flips or len(pair.path.steps) < 2:
        return ""
    if all(flip.plain for flip in pair.flips):
        return texts("compare.order_plain")
    return texts("compare.order")


def _step(number: int, step: Step, texts: Texts) -> StepView:
    moves = tuple(line.strip() for move in step.moves for line in _move(move, texts))
    return StepView(number, moves, _came(step, texts))


def _came(step: Step, texts: Texts) -> str:
    """Return what a step changed in the choice."""
    before, after = step.before, step.after
    if before == after:
        return texts("compare.step_same")
    if after is None:
        return texts("compare.step_impossible")
    enters = ", ".join(sorted(after - (before or frozenset()))) or "–"
    leaves = ", ".join(sorted((before or frozenset()) - after)) or "–"
    key = "compare.step_possible" if before is None else "compare.step"
    return texts(key, enters=enters, leaves=leaves)


def _move(move: Difference | CellDifference, texts: Texts) -> list[str]:
    if isinstance(move, CellDifference):
        return [_cell(move, texts)]
    return list(difference_lines([move], texts))


def _cell(cell: CellDifference, texts: Texts) -> str:
    empty = texts("compare.empty")
    before, after = (shorten(text, LONGEST) or empty for text in (cell.before, cell.after))
    return texts("compare.cell", key=cell.key, before=before, after=after)


def _flips(flips: Sequence[Flip], texts: Texts) -> Iterator[str]:
    """Yield a sentence for all plans that came or went alike."""
    alike = dict[tuple[Any, ...], list[Flip]]()
    for flip in flips:
        alike.setdefault((flip.steps, not flip.into, flip.alone, flip.complete), []).append(flip)
    for same in alike.values():
        yield _flip(same[0], ", ".join(flip.plan_id for flip in same), texts)


def _flip(flip: Flip, plans: str, texts: Texts) -> str:
    """Return at which step plans came or went, and what each step does by itself."""
    many, way = "s" if len(flip.steps) > 1 else "", "in" if flip.into else "out"
    steps = texts.listed([str(step) for step in flip.steps])
    said = texts(f"compare.flip_{way}{many}", plans=plans, steps=steps)
    return " ".join([said, *_by_itself(flip, texts)])


def _by_itself(flip: Flip, texts: Texts) -> Iterator[str]:
    """Yield which steps do it by themselves, and whether that is known of all."""
    if flip.alone == flip.steps:
        yield texts("compare.alone_same")
    elif flip.alone:
        steps = texts.listed([str(step) for step in flip.alone])
        yield texts("compare.alone_other", steps=steps)
    elif flip.complete:
        yield texts("compare.alone_none")
    if not flip.complete:
        yield texts("compare.alone_open")

"""A comparison as plain text."""

from collections.abc import Iterator

from selector.comparison.compared import Compared
from selector.publish.compared.view import PairView, Table, view
from selector.texts import Texts, load_texts

WIDEST = 34  # characters of a column


def summarise_compared(compared: Compared, language: str) -> str:
    """Return a comparison in readable lines."""
    texts = load_texts(language)
    shown = view(compared, texts)
    lines = [shown.title, "=" * len(shown.title), *shown.marks, "", *_table(shown.results)]
    if shown.told:
        lines += ["", *shown.told]
    lines += ["", shown.always]
    for table in (shown.swaying, shown.points):
        if table.rows:
            lines += ["", table.title, *_table(table)]
    lines += ["", shown.tiers.title, *_by_column(shown.tiers)]
    for pair in shown.pairs:
        lines += ["", *_pair(pair, texts)]
    return "\n".join(lines)


def _table(table: Table) -> list[str]:
    """Return a table with its columns below each other."""
    rows = [table.head, *table.rows]
    short = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in short) for i in range(len(table.head))]
    padded = (map(str.ljust, row, widths) for row in short)
    return [f"  {'  '.join(row)}".rstrip() for row in padded]


def _by_column(table: Table) -> Iterator[str]:
    """Yield a table with wide cells column by column."""
    for i, name in enumerate(table.head[1:], start=1):
        yield f"  {name}"
        yield from (f"    {row[0]}. {row[i]}" for row in table.rows)


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _pair(pair: PairView, texts: Texts) -> Iterator[str]:
    yield pair.title
    yield f"  {texts('compare.keys')}" if pair.keys else f"  {texts('compare.no_keys')}"
    yield from (f"  {line}" for line in pair.keys)
    yield f"  {texts('compare.cells')}" if pair.cells else f"  {texts('compare.no_cells')}"
    yield from (f"    {line}" for line in pair.cells)
    if pair.more_cells:
        yield f"    {pair.more_cells}"
    if pair.why:
        yield f"  {pair.why}"
    if pair.steps and pair.flips:
        yield f"  {texts('compare.steps')}"
        for step in pair.steps:
            yield f"    {step.number}. {'; '.join(step.moves)}"
            yield f"       {step.result}"
        yield f"  {texts('compare.flips')}"
        yield from (f"    {line}" for line in pair.flips)
    if pair.order:
        yield f"  {pair.order}"

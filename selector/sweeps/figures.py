"""The drawings of a sweep as SVG inside a page: their looks are classes that its style dresses."""

from collections.abc import Sequence
from html import escape

from selector.sweeps.families import Family
from selector.sweeps.index import Index

ROW, LABEL, WIDTH = 15, 96, 1000  # in units of the drawing
MOST_COLUMNS = 300  # of a heat map: more scenarios share columns
SHADES = 4


def bar(part: float, kind: str) -> str:
    """Return a bar that is filled for a part; what it says stands beside it in words."""
    filled = round(200 * part, 1)
    return (
        '<svg class="share" viewBox="0 0 200 12" aria-hidden="true" focusable="false">'
        '<rect class="rail" width="200" height="12"/>'
        f'<rect class="{kind}" width="{filled:g}" height="12"/></svg>'
    )


def heat_map(index: Index, groups: Sequence[Family], title: str, said: str) -> str:
    """Return plans x scenarios, alike cohorts side by side; darker is chosen more often."""
    rows = [row for family in groups for row in family.rows]
    if not rows:
        return ""
    plans = sorted(index.plan_ids, key=lambda plan: (-index.chosen[plan], plan))
    columns = min(len(rows), MOST_COLUMNS)
    parts = [
        rows[i * len(rows) // columns : (i + 1) * len(rows) // columns] for i in range(columns)
    ]
    step, height = (WIDTH - LABEL) / columns, ROW * len(plans)
    lines = [
        f'<svg class="heat" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'aria-labelledby="heat-title heat-desc">',
        f'<title id="heat-title">{escape(title)}</title><desc id="heat-desc">{escape(said)}</desc>',
        f'<rect class="rail" x="{LABEL}" width="{WIDTH - LABEL}" height="{height}"/>',
    ]
    for r, plan in enumerate(plans):
        shares = [sum(plan in row.chosen for row in part) / len(part) for part in parts]
        lines.append(f'<text x="0" y="{r * ROW + 11}">{escape(_short(plan))}</text>')
        lines += _shaded(shares, r * ROW, step)
    lines += _edges(groups, len(rows), height)
    return "\n".join([*lines, "</svg>"])


def _shaded(shares: Sequence[float], top: int, step: float) -> list[str]:
    """Return one row of a heat map: one path per shade, neighbours of one shade as one bar."""
    levels = [-(-round(share * 1000) * SHADES // 1000) for share in shares]
    paths: dict[int, list[str]] = {}
    start = 0
    for at in range(1, len(levels) + 1):
        if at < len(levels) and levels[at] == levels[start]:
            continue
        if levels[start]:
            x, width = LABEL + start * step, (at - start) * step
            bar_ = f"M{x:.1f} {top + 1}h{width:.1f}v{ROW - 2}h-{width:.1f}z"
            paths.setdefault(levels[start], []).append(bar_)
        start = at
    return [f'<path class="s{level}" d="{"".join(d)}"/>' for level, d in sorted(paths.items())]


def _edges(groups: Sequence[Family], total: int, height: int) -> list[str]:
    """Return the lines between families of some size."""
    found, at = list[str](), 0
    for family in groups[:-1]:
        at += len(family.rows)
        if len(family.rows) * 50 > total:
            x = LABEL + (WIDTH - LABEL) * at / total
            found.append(f'<path class="edge" d="M{x:.1f} 0v{height}"/>')
    return found


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:11]}…"

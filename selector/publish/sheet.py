"""The page around a map: A4 landscape with a title, the marks, a legend and where it comes from."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from matplotlib.figure import Figure

from selector.outcome import Outcome
from selector.publish.canvas import breadth, cut, shown_date
from selector.publish.marks import marks
from selector.publish.on_the_map import note_of
from selector.texts import Texts
from selector.theme import Theme

A4 = (11.69, 8.27)  # inches
BOLD = 0.68  # of its size, a letter of a mark is wide


def sheet(
    outcome: Outcome, texts: Texts, title: str, left: float, note: str,
    top: float = 0.938,
) -> Figure:  # fmt: skip
    """Return a page with its head at `left` and `top` (0..1), the note below it, and the marks."""
    theme = outcome.theme
    figure = Figure(figsize=A4, facecolor=theme.paper)
    figure.text(left, top, title, fontsize=17, fontweight="bold", color=theme.colours.ink)
    subtitle = texts(
        "map.subtitle" if outcome.optimum else "map.subtitle_infeasible",
        scenario=cut(outcome.problem.scenario.name, int((1 - left) * A4[0] * 72 / 5.1) - 38),
        size=len(outcome.selected),
        plans=len(outcome.problem.plans),
        date=shown_date(outcome, texts),
    )
    figure.text(left, top - 0.03, subtitle, fontsize=8.5, color=theme.colours.quiet)
    figure.text(left, 0.025, note, fontsize=6.5, color=theme.colours.quiet, va="bottom")
    banner(figure, outcome, texts)
    return figure


def banner(
    figure: Figure, outcome: Outcome, texts: Texts, most: float = 9.0,
    share: float = 0.56,
) -> float:  # fmt: skip
    """Write the marks at the top left, each in a frame, in at most a share of the width.

    Returns what they take from the top, in points; `most` is the size of their letters.
    """
    theme = outcome.theme
    width, height = (float(edge) * 72 for edge in figure.get_size_inches())
    y = most * 1.1
    for mark in marks(outcome, texts.language):
        lines = wrap(mark, max(int(share * width / (most * BOLD)), 12), break_on_hyphens=False)
        widest = max(breadth(line) for line in lines)
        size = min(most, share * width / (widest * BOLD))
        figure.text(
            1.1 * most / width, 1 - y / height, "\n".join(lines), va="top", zorder=9,
            fontsize=size, fontweight="bold", color=theme.colours.ink, linespacing=1.15,
            bbox={"boxstyle": "square,pad=0.3", "facecolor": theme.paper,
                  "edgecolor": theme.colours.ink, "linewidth": most / 9},
        )  # fmt: skip
        y += (1.17 * len(lines) + 0.95) * size
    return y - most * 1.1


def note(outcome: Outcome, texts: Texts, *before: str, national: bool = True) -> str:
    """Return the lines below a map: what is said before, the source, and what is not on it."""
    lines = [*before, texts(note_of(outcome))]
    if national and any(plan.national for plan in outcome.problem.plans.rows):
        lines.append(texts("map.note_national"))
    return "\n".join(lines)


def legend(
    figure: Figure, handles: Sequence[Any], at: tuple[float, float], theme: Theme,
    columns: int = 1, size: float = 8.0,
) -> None:  # fmt: skip
    """Put a legend with its upper left corner at a place (0..1)."""
    drawn = figure.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=at, frameon=False, fontsize=size,
        handlelength=2.2, handleheight=1.2, labelcolor=theme.colours.ink, ncols=columns,
        borderaxespad=0, borderpad=0, columnspacing=1.4,
    )  # fmt: skip
    drawn.set_in_layout(False)

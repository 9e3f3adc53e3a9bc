"""The page around a map: A4 landscape with a title, the marks, a legend and where it comes from."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from selector.outcome import Outcome
from selector.publish.canvas import cut, note_of, shown_date
from selector.publish.marks import marks
from selector.publish.theme import NEUTRAL, Theme
from selector.texts import Texts

A4 = (11.69, 8.27)  # inches
LONGEST = 70  # characters of the name of a scenario


def sheet(
    outcome: Outcome, texts: Texts, title: str, left: float, note: str, theme: Theme = NEUTRAL,
    top: float = 0.938,
) -> Figure:  # fmt: skip
    """Return a page with its head at `left` and `top` (0..1), the note below it, and the marks."""
    figure = Figure(figsize=A4, facecolor=theme.paper)
    figure.text(left, top, title, fontsize=17, fontweight="bold", color=theme.ink)
    subtitle = texts(
        "map.subtitle" if outcome.optimum else "map.subtitle_infeasible",
        scenario=cut(outcome.problem.scenario.name, LONGEST),
        size=len(outcome.selected),
        plans=len(outcome.problem.plans),
        date=shown_date(outcome, texts),
    )
    figure.text(left, top - 0.03, subtitle, fontsize=8.5, color=theme.quiet)
    figure.text(left, 0.025, note, fontsize=6.5, color=theme.quiet, va="bottom")
    banner(figure, outcome, texts, theme)
    return figure


def banner(
    figure: Figure, outcome: Outcome, texts: Texts, theme: Theme = NEUTRAL,
    small: bool = False, right: bool = False,
) -> None:  # fmt: skip
    """Write the marks at the top left (or right), each in a frame, one below the other."""
    width, height = figure.get_size_inches() * 72
    most, inset = (5.5, 5.0) if small else (9.0, 10.0)
    for i, mark in enumerate(marks(outcome, texts.language)):
        size = min(most, (0.6 if small else 0.86) * width / max(len(mark) * 0.68, 1))
        x, y = (width - inset if right else inset) / width, inset + (2 * most + 1) * i
        figure.text(
            x, 1 - y / height, mark, ha="right" if right else "left", va="top", zorder=9,
            fontsize=size, fontweight="bold", color=theme.ink,
            bbox={"boxstyle": "square,pad=0.3", "facecolor": theme.paper,
                  "edgecolor": theme.ink, "linewidth": 1.0},
        )  # fmt: skip


def note(outcome: Outcome, texts: Texts, *before: str, national: bool = True) -> str:
    """Return the lines below a map: what is said before, the source, and what is not on it."""
    lines = [*before, texts(note_of(outcome))]
    if national and any(plan.national for plan in outcome.problem.plans.rows):
        lines.append(texts("map.note_national"))
    return "\n".join(lines)


def legend(
    figure: Figure, handles: Sequence[Any], at: tuple[float, float], theme: Theme = NEUTRAL,
    columns: int = 1, size: float = 8.0,
) -> None:  # fmt: skip
    """Put a legend with its upper left corner at a place (0..1)."""
    drawn = figure.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=at, frameon=False, fontsize=size,
        handlelength=2.2, handleheight=1.2, labelcolor=theme.ink, ncols=columns,
        borderaxespad=0, borderpad=0, columnspacing=1.4,
    )  # fmt: skip
    drawn.set_in_layout(False)

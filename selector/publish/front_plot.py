"""The plot of a Pareto front: two criteria as a staircase, a third as the shade of the points.

Points are numbered as in the table, which stands beside the plot as far as there is room.
"""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from selector.analysis.pareto import Front
from selector.publish.canvas import style
from selector.publish.front import choice_sentence, shown_scores
from selector.texts import Texts, load_texts
from selector.theme import NEUTRAL
from selector.theme.look import PAPER

INK, QUIET = NEUTRAL.colours.ink, NEUTRAL.colours.quiet
FRONT, CHOICE, BEHIND = NEUTRAL.colours.accent, NEUTRAL.colours.not_chosen, "#ECECEC"
SHADES = "cividis"  # light grows with the value, so it stays apart in grey as well
MOST_ROWS = 36  # points that stay legible in the table


def draw_front(front: Front, folder: Path, language: str) -> None:
    """Write `front.png` (150 dpi) and `front.svg`, A4 landscape, with no date of making inside."""
    texts = load_texts(language)
    with mpl.rc_context(style(NEUTRAL)):  # type: ignore[arg-type]
        figure = make_front(front, language)
        FigureCanvasAgg(figure)
        alt = texts("pareto.alt", count=len(front.points), criteria=texts.listed(list(front.names)))
        described = {"Description": alt, "Software": None}
        figure.savefig(folder / "front.png", dpi=150, metadata=described)
        svg = {"Title": texts("pareto.plot_title"), "Description": alt}
        figure.savefig(folder / "front.svg", metadata={**svg, "Date": None, "Creator": None})


def make_front(front: Front, language: str) -> Figure:
    """Return the figure: the plot at the left, title, legend and table at the right."""
    texts = load_texts(language)
    figure = Figure(figsize=(11.69, 8.27), facecolor=PAPER)
    three = len(front.over) == 3
    axes = figure.add_axes((0.07, 0.20 if three else 0.09, 0.50, 0.73 if three else 0.84))
    _set_axes(axes, front, texts)
    if three:
        _draw_shades(figure, axes, front, texts)
    else:
        _draw_stairs(axes, front)
    _draw_choice(axes, front)
    _write_head(figure, axes, front, texts)
    _write_table(figure, front, texts)
    return figure


def _set_axes(axes: Axes, front: Front, texts: Texts) -> None:
    """Show the part of both axes where there are points, with some room around it."""
    shown = [*(point.scores for point in front.points), front.choice]
    decimals = FuncFormatter(lambda value, _: texts.decimal(value, 3))
    axis: Axis
    for k, axis in enumerate((axes.xaxis, axes.yaxis)):
        values = [float(scores[k]) for scores in shown]
        margin = max(0.08 * (max(values) - min(values)), 0.01)
        limits = max(min(values) - margin, -0.03), min(max(values) + margin, 1.03)
        axes.set(**{"xy"[k] + "lim": limits})
        axis.set_major_locator(MaxNLocator(6))
        axis.set_major_formatter(decimals)
        axis.set_label_text(texts("pareto.axis", criterion=front.names[k]), color=INK)
    axes.tick_params(labelsize=8, colors=QUIET)
    axes.grid(color=BEHIND, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _draw_stairs(axes: Axes, front: Front) -> None:
    """Draw what is within reach as the area under a staircase through the points."""
    x = [float(point.scores[0]) for point in reversed(front.points)]
    y = [float(point.scores[1]) for point in reversed(front.points)]
    left, bottom = axes.get_xlim()[0], axes.get_ylim()[0]
    stairs_x, stairs_y = [left, *x, x[-1]], [y[0], *y, bottom]
    axes.fill_between(stairs_x, stairs_y, bottom, step="pre", color=BEHIND, zorder=1)
    axes.step(stairs_x, stairs_y, where="pre", color=FRONT, linewidth=1.4, zorder=2)
    axes.scatter(x, y, s=48, color=FRONT, edgecolors=PAPER, linewidths=0.8, zorder=3)
    _number(axes, front)


def _draw_shades(figure: Figure, axes: Axes, front: Front, texts: Texts) -> None:
    """Draw the points with the third criterion as their shade."""
    x, y, third = zip(*(map(float, point.scores) for point in front.points), strict=True)
    shades = _shades(front)
    drawn = axes.scatter(
        x, y, s=90, c=third, cmap=SHADES, norm=shades, edgecolors=INK, linewidths=0.7, zorder=3
    )
    bar = figure.colorbar(
        drawn, cax=figure.add_axes((0.07, 0.085, 0.50, 0.018)), orientation="horizontal"
    )
    bar.set_label(texts("pareto.axis_shade", criterion=front.names[2]), color=INK)
    bar.ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: texts.decimal(value, 3)))
    bar.ax.tick_params(labelsize=8, colors=QUIET)
    _number(axes, front)


def _shades(front: Front) -> Normalize:
    """Return the range of the third criterion, the choice of the scenario included."""
    third = [float(scores[2]) for scores in (*(p.scores for p in front.points), front.choice)]
    return Normalize(min(third), max(max(third), min(third) + 0.01))


def _number(axes: Axes, front: Front) -> None:
    """Write the number beside every point, on the first side where it is clear of all else."""
    spots = [(float(point.scores[0]), float(point.scores[1])) for point in front.points]
    points = axes.transData.transform(spots) * 72 / axes.figure.dpi
    taken: list[tuple[float, float]] = []
    for number, (spot, (x, y)) in enumerate(zip(spots, points, strict=True), 1):
        width = 5.0 * len(str(number))
        for dx, dy in ((5.0, 4.0), (-5.0 - width, 4.0), (5.0, -10.0), (-5.0 - width, -10.0)):
            left, low = x + dx, y + dy
            crossed = any(abs(left - other) < 13 and abs(low - under) < 8 for other, under in taken)
            hidden = any(-4 < px - left < width + 4 and -3 < py - low < 9 for px, py in points)
            if not crossed and not hidden:
                taken.append((left, low))
                axes.annotate(
                    str(number), spot, (dx, dy), textcoords="offset points", fontsize=8,
                    color=INK, zorder=5,
                )  # fmt: skip
                break


def _draw_choice(axes: Axes, front: Front) -> None:
    """Mark the choice of the scenario with a diamond, in the shade of its third score."""
    x, y = float(front.choice[0]), float(front.choice[1])
    if len(front.over) == 3:
        fill = mpl.colormaps[SHADES](_shades(front)(float(front.choice[2])))
        axes.scatter([x], [y], s=170, marker="D", color=[fill], zorder=2)
    axes.scatter(
        [x], [y], s=230, marker="D", facecolors="none", edgecolors=INK, linewidths=3.2, zorder=4
    )
    axes.scatter(
        [x], [y], s=230, marker="D", facecolors="none", edgecolors=CHOICE, linewidths=1.8, zorder=4
    )


def _write_head(figure: Figure, axes: Axes, front: Front, texts: Texts) -> None:
    from matplotlib.lines import Line2D

    figure.text(0.61, 0.945, texts("pareto.plot_title"), fontsize=17, fontweight="bold", color=INK)
    key = "subtitle" if front.complete else "subtitle_incomplete"
    scenario = front.cohort.problem.scenario.name
    said = texts(f"pareto.{key}", scenario=scenario, count=len(front.points))
    figure.text(0.61, 0.918, said, fontsize=8.5, color=QUIET)
    diamond = Line2D(
        [], [], linestyle="", marker="D", markersize=10, markerfacecolor="none",
        markeredgecolor=CHOICE, markeredgewidth=1.8, label=texts("pareto.legend_choice"),
    )  # fmt: skip
    point = Line2D(
        [], [], linestyle="", marker="o", markersize=7, color=FRONT,
        label=texts("pareto.legend_point"),
    )  # fmt: skip
    figure.legend(
        handles=[point, diamond], loc="upper left", bbox_to_anchor=(0.604, 0.905), frameon=False,
        fontsize=8, labelcolor=INK, labelspacing=0.9,
    )  # fmt: skip
    lines = _folded(choice_sentence(front, texts), 84)
    figure.text(0.61, 0.845, "\n".join(lines[:4]), fontsize=7.5, color=INK, va="top")


def _write_table(figure: Figure, front: Front, texts: Texts) -> None:
    """Write the exact scores of the points, as many as there is room for."""
    columns = [0.61 + 0.035 + k * 0.115 for k in range(len(front.over))]
    y, step = 0.765, 0.0195
    figure.text(
        0.63, y, texts("pareto.point"), fontsize=8, fontweight="bold", color=INK, ha="right"
    )
    for x, name in zip(columns, front.names, strict=True):
        figure.text(x, y, _cut(name, 18), fontsize=8, fontweight="bold", color=INK)
    shown = front.points if len(front.points) <= MOST_ROWS else front.points[: MOST_ROWS - 1]
    for number, point in enumerate(shown, 1):
        y -= step
        figure.text(0.63, y, str(number), fontsize=7.5, color=FRONT, ha="right", fontweight="bold")
        for x, told, score in zip(columns, shown_scores(front, texts), point.scores, strict=True):
            figure.text(x, y, told[score], fontsize=7.5, color=INK)
    if len(shown) < len(front.points):
        more = texts("pareto.more", count=len(front.points) - len(shown))
        figure.text(columns[0], y - step, more, fontsize=7.5, color=QUIET)


def _folded(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"

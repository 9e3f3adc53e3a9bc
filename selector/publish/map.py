"""The map: which municipalities are in chosen, not chosen and ineligible plans.

True boundaries when there are any, else one hexagon per municipality.
"""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from selector.outcome import Outcome
from selector.publish.alt import alt_cohort
from selector.publish.canvas import cut, key, save, style
from selector.publish.cohort_ground import draw_cohort
from selector.publish.ground import ground_of
from selector.publish.on_the_map import STAR, provisional
from selector.publish.sheet import legend, note, sheet
from selector.texts import Texts, load_texts

MAX_LINES = 58  # lines of the lists that stay legible beside the map


def draw_map(result: Outcome, folder: Path, language: str) -> None:
    """Write `map.png` (300 dpi) and `map.svg`, A4 landscape, without a date of making inside."""
    texts = load_texts(language)
    with mpl.rc_context(style(result.theme)):  # type: ignore[arg-type]
        figure = make_figure(result, language)
        save(figure, folder / "map", texts("map.title"), alt_cohort(result, texts), result.theme)


def make_figure(result: Outcome, language: str) -> Figure:
    """Return the figure: the map at the left, title, legend and lists at the right."""
    texts = load_texts(language)
    figure = sheet(result, texts, texts("map.title"), 0.60, note(result, texts))
    axes = figure.add_axes((0.01, 0.03, 0.58, 0.94))
    draw_cohort(axes, result, ground_of(result))
    legend(figure, keys(result, texts), (0.60, 0.888), result.theme)
    _write_lists(figure, result, texts)
    return figure


def keys(result: Outcome, texts: Texts) -> list[Patch]:
    """Return the lines of the legend; that of the star only when there is one."""
    theme = result.theme
    found = [key(look, texts(f"map.legend_{kind}"), theme) for kind, look in theme.cohort.items()]
    if any(provisional(result, p) for p in range(len(result.problem.plans))):
        found.append(Patch(facecolor="none", label=texts("map.legend_star", star=STAR)))
    return found


def _write_lists(figure: Figure, result: Outcome, texts: Texts) -> None:
    """Write the chosen plans with their numbers, then the others, as far as there is room."""
    colours = result.theme.colours
    blocks = _blocks(result, texts)
    room = _share_out([len(listed) for _, listed in blocks], MAX_LINES - 2 * len(blocks))
    step = min(0.0205, 0.72 / (sum(room) + 1.6 * len(blocks)))
    size = min(8.0, step * 380)
    y = 0.755
    for (title, listed), most in zip(blocks, room, strict=True):
        heading = f"{title} ({len(listed)})"
        figure.text(0.60, y, heading, fontsize=9.5, fontweight="bold", color=colours.ink)
        y -= max(step * 1.15, 0.018)
        shown = listed if most >= len(listed) else listed[: most - 1]
        for mark, plan_id, said in shown:
            figure.text(
                0.618, y, mark, fontsize=size, ha="right", fontweight="bold", color=colours.accent
            )
            figure.text(0.625, y, plan_id, fontsize=size, color=colours.quiet)
            figure.text(0.674, y, said, fontsize=size, color=colours.ink)
            y -= step
        if len(shown) < len(listed):
            more = texts("map.more", count=len(listed) - len(shown))
            figure.text(0.674, y, more, fontsize=size, color=colours.quiet)
            y -= step
        y -= step * 0.55


Block = tuple[str, list[tuple[str, str, str]]]


def _blocks(result: Outcome, texts: Texts) -> list[Block]:
    """Return the lists: chosen, not chosen, not eligible; those with something in them."""
    problem, chosen = result.problem, frozenset(result.selected)
    heads = ("map.list_head", "map.list_out", "map.list_ineligible")
    blocks: list[Block] = [(texts(head), []) for head in heads]
    for p, plan in enumerate(problem.plans.rows):
        star = STAR if provisional(result, p) else ""
        plan_id, name = f"{cut(plan.plan_id, 8)}{star}", plan.name
        tail = f" · {texts('map.list_national')}" if plan.national else ""
        if plan.plan_id in chosen:
            number = str(len(blocks[0][1]) + 1)
            said = f"{cut(name, 44)} ({', '.join(plan.sectors)}){tail}"
            blocks[0][1].append((number, plan_id, said))
        else:
            block = blocks[1 if problem.assessments[p].eligible else 2]
            block[1].append(("", plan_id, f"{cut(name, 52)}{tail}"))
    return [block for block in blocks if block[1]]


def _share_out(wanted: Sequence[int], lines: int) -> list[int]:
    """Give every list the lines it wants, or at least a fair part of those there are."""
    given = [min(want, max(lines // len(wanted), 1)) for want in wanted]
    for i, want in enumerate(wanted):
        given[i] += min(want - given[i], max(lines - sum(given), 0))
    return given

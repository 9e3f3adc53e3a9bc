"""The figure of a sweep for Python: how often each plan is chosen."""

from typing import TYPE_CHECKING

from selector.sweeps.index import Index
from selector.sweeps.insight import Class, classes
from selector.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS: dict[Class, str] = {"always": "#004488", "depends": "#6699cc", "never": "#bbbbbb"}
ROW = 0.22  # inches a plan


def draw(index: Index, texts: Texts) -> "Figure":
    """Return the figure, the plans that are chosen most on top."""
    from matplotlib.figure import Figure

    kinds = classes(index)
    plans = sorted(index.plan_ids, key=lambda plan: (index.chosen[plan], plan))
    figure = Figure(figsize=(7, 1.2 + ROW * len(plans)), layout="constrained")
    axes = figure.add_subplot()
    axes.barh(
        range(len(plans)),
        [index.chosen[plan] for plan in plans],
        color=[COLOURS[kinds[plan]] for plan in plans],
    )
    axes.set_yticks(range(len(plans)), plans, parse_math=False)
    axes.set_xlabel(texts("sweep_page.plot", count=len(index.proven)))
    axes.spines[["top", "right"]].set_visible(False)
    return figure

"""How the time grows with the number of plans: the points, the slopes, and the figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from .measuring import Outcome

LARGE = 1000  # plans: below it, what does not grow weighs too much in reading and geography


@dataclass(frozen=True)
class Point:
    """The medians over the seeds for one size, in seconds.

    `proven` when every seed is, and `proof` says the same in words, with what is open.
    """

    plans: int
    preparing: float
    solving: float
    peak_mb: float
    pairs: int
    proven: bool
    proof: str

    @property
    def total(self) -> float:
        """Return reading, geography and solving together."""
        return self.preparing + self.solving


@dataclass(frozen=True)
class Curve:
    """The points of one question, by size."""

    name: str
    points: tuple[Point, ...]

    def preparing_slope(self) -> float | None:
        """Return the exponent of reading and geography, over the large sizes."""
        return _slope([(p.plans, p.preparing) for p in self.points if p.plans >= LARGE])

    def solving_slope(self) -> float | None:
        """Return the exponent of solving, over the sizes with a proof."""
        return _slope([(p.plans, p.solving) for p in self.points if p.proven])

    def preparing_at(self, plans: int) -> float | None:
        """Return the seconds of reading and geography that the slope foretells for a size."""
        slope, last = self.preparing_slope(), self.points[-1]
        return None if slope is None else last.preparing * (plans / last.plans) ** slope


def curve(name: str, outcomes: Mapping[int, Sequence[Outcome]]) -> Curve:
    """Take the medians per size."""
    measured = {n: [o for o in found if o.geography] for n, found in sorted(outcomes.items())}
    return Curve(name, tuple(_point(plans, found) for plans, found in measured.items() if found))


def _point(plans: int, outcomes: Sequence[Outcome]) -> Point:
    return Point(
        plans=plans,
        preparing=median(o.reading + o.geography for o in outcomes),
        solving=median(o.wall for o in outcomes),
        peak_mb=median(o.peak_mb for o in outcomes),
        pairs=int(median(o.pairs for o in outcomes)),
        proven=all(o.status == "proven" for o in outcomes),
        proof=_proof(outcomes),
    )


def _proof(outcomes: Sequence[Outcome]) -> str:
    short = [o for o in outcomes if o.status != "proven"]
    if not short:
        return "yes"
    gaps = [o.gap for o in short if o.gap is not None]
    gap = f", gap on the next {median(gaps):.1%}" if gaps else ""
    tiers = f"{min(o.proven for o in short)} of {max(len(o.kinds) for o in short)} tiers"
    return f"{len(outcomes) - len(short)} of {len(outcomes)} seeds; else {tiers}{gap}"


def _slope(points: Sequence[tuple[int, float]]) -> float | None:
    if len(points) < 2:
        return None
    plans, seconds = np.log(np.array(points, dtype=float)).T
    return float(np.polyfit(plans, seconds, 1)[0])


def draw(curves: Sequence[Curve], limit: float, path: Path) -> None:
    """Write the figure: one panel per question, time against plans, both logarithmic.

    Lines differ in dash, marker and darkness as well as in colour, so that the figure also reads
    in grey; an open marker is a solve without proof.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, len(curves), sharey=True, squeeze=False)[0]
    for panel, found in zip(panels, curves, strict=True):
        sizes = [p.plans for p in found.points]
        styles = (  # Paul Tol's high contrast: light, middle and dark in grey
            ("total", [p.total for p in found.points], "#000000", "-", "o", None),
            ("solving", [p.solving for p in found.points], "#bb5566", "--", "s",
             found.solving_slope()),
            ("reading + geography", [p.preparing for p in found.points], "#ddaa33", ":", "^",
             found.preparing_slope()),
        )  # fmt: skip
        for label, seconds, colour, dash, marker, slope in styles:
            text = label if slope is None else f"{label} (slope {slope:.1f})"
            panel.plot(sizes, seconds, dash, marker=marker, color=colour, linewidth=1.8, label=text)
            for point, height in zip(found.points, seconds, strict=True):
                open_marker = not point.proven and label != "reading + geography"
                face = "white" if open_marker else colour
                panel.plot(point.plans, height, marker, color=colour, markerfacecolor=face)
        panel.axhline(limit, color="#888888", linewidth=0.8)
        panel.annotate(f"time limit {limit:g} s", (sizes[0], limit), xytext=(0, 3),
                       textcoords="offset points", fontsize=8, color="#444444")  # fmt: skip
        panel.set(xscale="log", yscale="log", title=found.name, xlabel="plans")
        panel.set_xticks(sizes, [f"{size:,}" for size in sizes], minor=False)
        panel.minorticks_off()
        panel.grid(True, which="major", color="#dddddd", linewidth=0.6)
        panel.legend(fontsize=8, loc="best")
    panels[0].set_ylabel("seconds, wall clock")
    figure.text(0.5, -0.03, "open markers: out of time, without proof", ha="center", fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, bbox_inches="tight", metadata={"Software": None})

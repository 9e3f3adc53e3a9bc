"""What stands on a map, whoever draws it: who covers what, and where the shapes come from."""

from dataclasses import dataclass

from selector.geography.source import shape_source
from selector.outcome import Outcome

STAR = "*"  # a provisional plan


@dataclass(frozen=True)
class Covered:
    """What covers one municipality: the kind of its fill and the chosen plans by position."""

    kind: str
    chosen: tuple[int, ...]


def covered(outcome: Outcome) -> list[Covered]:
    """Tell for every municipality what covers it; national plans have no place on the map."""
    problem = outcome.problem
    selected = frozenset(outcome.selected)
    found: list[tuple[set[int], set[str]]] = [
        (set(), set()) for _ in problem.regions.municipalities
    ]
    for p, plan in enumerate(problem.plans.rows):
        if plan.national:
            continue
        kind = "not_chosen" if problem.assessments[p].eligible else "ineligible"
        for m in problem.places[p].municipalities:
            if plan.plan_id in selected:
                found[m][0].add(p)
            else:
                found[m][1].add(kind)
    return [
        Covered("chosen" if chosen else max(rest, default="none"), tuple(sorted(chosen)))
        for chosen, rest in found
    ]


def provisional(outcome: Outcome, p: int) -> bool:
    """Tell whether a plan is eligible with something still to be done."""
    return outcome.problem.assessments[p].verdict == "voorlopig"


def note_of(outcome: Outcome) -> str:
    """Return the key of the note on where the shapes come from."""
    return f"map.source_{shape_source(outcome.problem.regions)}"

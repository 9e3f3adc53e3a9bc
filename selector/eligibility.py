"""From conditions to a verdict with reasons (note, section 2 and section 3 point 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from selector.intake.types import Plan, Plans
from selector.moments import AMSTERDAM
from selector.scalars import later
from selector.scenario import EligibilityTable, Scenario
from selector.vocabulary import NOT_APPLICABLE, SHARES


@dataclass(frozen=True)
class Reason:
    """Why a verdict is what it is: a key of the texts under `reason.` and its parameters."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessment:
    """The verdict on one plan: `voldoet`, `voorlopig` or `voldoet_niet`.

    `against` holds what makes a plan fall out, `remarks` all else that deserves saying.
    `unmet` and `pending` are the required conditions that are missing and still in progress.
    """

    verdict: str
    against: tuple[Reason, ...]
    remarks: tuple[Reason, ...]
    unmet: tuple[str, ...]
    pending: tuple[str, ...]

    @property
    def eligible(self) -> bool:
        """Tell whether the plan may be chosen."""
        return self.verdict != "voldoet_niet"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return all reasons, what weighs against first."""
        return self.against + self.remarks


def assess(plans: Plans, scenario: Scenario) -> tuple[Assessment, ...]:
    """Give every plan its verdict, in the order of `plans.rows`.

    >>> selector.assess(plans, scenario)[0].verdict
    'voldoet'
    """
    return tuple(assess_plan(plan, scenario.eligibility) for plan in plans.rows)


def assess_plan(plan: Plan, table: EligibilityTable) -> Assessment:
    """Give one plan its verdict."""
    state = {c: plan.conditions.get(c, table.unassessed) for c in table.required}
    unassessed = tuple(c for c in table.required if c not in plan.conditions)
    unmet = tuple(c for c in table.required if state[c] == "ontbreekt")
    pending = tuple(c for c in table.required if state[c] == "werkt_toe")
    against: list[Reason] = []
    remarks: list[Reason] = []
    if plan.submitted is None:
        remarks.append(Reason("no_time"))
    elif later(plan.submitted, table.deadline):
        moment = plan.submitted.astimezone(AMSTERDAM)
        deadline = table.deadline.astimezone(AMSTERDAM)
        against.append(Reason("late", {"moment": moment, "deadline": deadline}))
    against += [Reason("missing", {"condition": c}) for c in unmet]
    if len(pending) > table.max_werkt_toe:
        params = {"count": len(pending), "limit": table.max_werkt_toe, "conditions": pending}
        against.append(Reason("too_many_pending", params))
    elif pending:
        remarks.append(Reason("pending", {"conditions": pending}))
    if unassessed:
        counted = {"conditions": unassessed, "counted": table.unassessed}
        remarks.append(Reason("unassessed", counted))
    shares = (
        ("boards", SHARES[0], plan.board_share, table.min_aandeel_besturen),
        ("institutes", SHARES[1], plan.institute_share, table.min_aandeel_opleidingen),
    )
    for party, column, share, least in shares:
        if share is not None and share < least:
            params = {"share": share * 100, "least": least * 100}
            against.append(Reason(f"low_share_{party}", params))
        elif share is None and least > 0:
            exempt = plan.cells.get(column) == (NOT_APPLICABLE,)
            remarks.append(Reason(f"{'nvt' if exempt else 'no'}_share_{party}"))
    verdict = "voldoet_niet" if against else "voorlopig" if pending else "voldoet"
    return Assessment(verdict, tuple(against), tuple(remarks), unmet, pending)

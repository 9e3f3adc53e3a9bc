"""The verdict on every plan, counted anew, with its reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from selector.texts import Texts
from selector.verify.recount.exact import show, ten_thousandths
from selector.verify.recount.places import Place
from selector.verify.recount.plans import SHARES, Plan
from selector.verify.recount.scenario import AMSTERDAM, Scenario, is_late

PARTIES = dict(zip(SHARES, ("boards", "institutes"), strict=True))


@dataclass(frozen=True)
class Judgement:
    """`states` holds how every required condition counts; the rest is what weighs against."""

    states: dict[str, str]
    unassessed: tuple[str, ...]
    late: bool
    too_many: bool
    low_shares: tuple[str, ...]

    def with_state(self, state: str) -> tuple[str, ...]:
        """Return the required conditions in a state."""
        return tuple(c for c, found in self.states.items() if found == state)

    @property
    def eligible(self) -> bool:
        """Tell whether the plan may be chosen."""
        missing = self.with_state("ontbreekt")
        return not (self.late or missing or self.too_many or self.low_shares)

    @property
    def verdict(self) -> str:
        """Return `voldoet`, `voorlopig` or `voldoet_niet`."""
        if not self.eligible:
            return "voldoet_niet"
        return "voorlopig" if self.with_state("werkt_toe") else "voldoet"

    @property
    def share_met(self) -> int:
        """Return the share of the required conditions that are met, in ten-thousandths."""
        met = len(self.with_state("voldaan")) + len(self.with_state("nvt"))
        return ten_thousandths(Fraction(met, len(self.states)) if self.states else Fraction(1))


def judge(plan: Plan, scenario: Scenario) -> Judgement:
    """Return the verdict on a plan."""
    states = {c: plan.text(c) or scenario.unassessed for c in scenario.required}
    return Judgement(
        states=states,
        unassessed=tuple(c for c in scenario.required if not plan.text(c)),
        late=plan.submitted is not None and is_late(plan.submitted, scenario.deadline),
        too_many=list(states.values()).count("werkt_toe") > scenario.max_pending,
        low_shares=tuple(
            s for s in SHARES if s in plan.shares and plan.shares[s] < scenario.least_shares[s]
        ),
    )


def reasons(
    plan: Plan, place: Place, found: Judgement, scenario: Scenario, texts: Texts
) -> list[str]:
    """Return the sentences that belong with a verdict: what weighs against it first."""
    pending = found.with_state("werkt_toe")
    against = []
    if found.late and plan.submitted is not None:
        against.append(
            texts(
                "reason.late",
                moment=_moment(plan.submitted, texts, bare=True),
                deadline=_moment(scenario.deadline, texts),
            )
        )
    for c in found.with_state("ontbreekt"):
        against.append(texts("reason.missing", condition=c, title=texts(f"condition.{c}")))
    listed = _titled(pending, texts)
    if found.too_many:
        count = {"count": len(pending), "limit": scenario.max_pending}
        against.append(texts("reason.too_many_pending", conditions=listed, **count))
    said = []
    if plan.submitted is None:
        said.append(texts("reason.no_time"))
    if pending and not found.too_many:
        said.append(texts("reason.pending", conditions=listed))
    if found.unassessed:
        listed = _titled(found.unassessed, texts)
        said.append(texts("reason.unassessed", conditions=listed, counted=scenario.unassessed))
    for share, least in scenario.least_shares.items():
        if share in found.low_shares:
            mark = texts("number.decimal")
            shown = (show(part, 100).replace(".", mark) for part in (plan.shares[share], least))
            numbers = dict(zip(("share", "least"), shown, strict=True))
            against.append(texts(f"reason.low_share_{PARTIES[share]}", **numbers))
        elif share not in plan.shares and least > 0:
            word = "nvt" if plan.text(share) == "nvt" else "no"
            said.append(texts(f"reason.{word}_share_{PARTIES[share]}"))
    for lock in ("locked_in", "locked_out"):
        if plan.plan_id in getattr(scenario, lock):
            said.append(texts(f"reason.{lock}"))
    if place.partial:
        said.append(texts("reason.partial", parts=texts.listed(_parts(place, texts))))
    return against + said


def _parts(place: Place, texts: Texts) -> list[str]:
    return [
        texts(
            "reason.partial_in" if counted else "reason.partial_out",
            code=code,
            share=texts.decimal(share / 10, 1),
        )
        for code, share, counted in place.partial
    ]


def _titled(conditions: Sequence[str], texts: Texts) -> str:
    return texts.listed([f"{c} ({texts(f'condition.{c}')})" for c in conditions])


def _moment(moment: datetime, texts: Texts, bare: bool = False) -> str:
    local = moment.astimezone(AMSTERDAM)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return texts(
        "reason.day" if bare and clock == "00:00" else "reason.moment",
        day=local.day,
        month=texts(f"month.{local.month}"),
        year=local.year,
        clock=clock,
    )

"""The lines that `summary.txt` must hold, word for word; its layout is not looked at."""

from selector.verify.compare.case import Case


def title(case: Case) -> list[str]:
    """Return the first line."""
    key = f"summary.title_{case.record.get('status')}"
    return [
        case.texts(
            key if case.texts.has(key) else "summary.title_feasible",
            scenario=case.round.scenario.name,
            size=len(case.chosen),
            plans=len(case.round.ids),
        )
    ]


def eligible(case: Case) -> list[str]:
    """Return the line about how many plans are eligible."""
    verdicts = [judgement.verdict for judgement in case.round.judgements]
    count, provisional = len(case.round.eligible), verdicts.count("voorlopig")
    line = case.texts.counted("summary.eligible", count, eligible=count, plans=len(verdicts))
    if len(verdicts) == 1:
        line = case.texts("summary.eligible_only" if count else "summary.eligible_only_not")
    if provisional:
        every = provisional == count
        key = "summary.provisional_all" if every else "summary.provisional"
        line += " " + case.texts.counted(key, provisional)
    return [line]


def chosen(case: Case) -> list[str]:
    """Return the lines about the chosen plans."""
    lines = []
    for p in sorted(case.chosen):
        plan, provisional = case.round.plans[p], case.round.judgements[p].verdict == "voorlopig"
        mark = f" ({case.texts('summary.provisional_mark')})" if provisional else ""
        what = f"{'+'.join(plan.sectors)}, {plan.text('samenwerking')}, {plan.text('herkomst')}"
        lines.append(f"  {plan.plan_id:<6} {_cut(plan.text('naam'), 38):<38} {what}{mark}")
    return lines


def lot(case: Case) -> list[str]:
    """Return the sentence about the lot; none when it is not known what it was between."""
    if not case.told:
        return []
    tied = [plan_id for plan_id, word in case.words.items() if word == "some"]
    if not tied:
        return [case.texts("summary.tickets_none")]
    kept = [p for p in tied if case.round.index[p] in case.chosen]
    key = "summary.tickets_one" if len(kept) == 1 else "summary.tickets"
    listed, seed = case.texts.listed, case.record.get("seed")
    return [case.texts(key, seed=seed, plans=listed(tied), kept=listed(kept))]


def pairs(case: Case) -> list[str]:
    """Return the lines that count the pairs, of all plans and of those chosen."""
    inside = [pair for pair in case.round.pairs if {pair.a, pair.b} <= case.chosen]
    lines = []
    for key, found in (("pairs", case.round.pairs), ("pairs_inside", inside)):
        verdicts = [pair.verdict for pair in found]
        counts = {v: verdicts.count(v) for v in ("forbid", "penalise", "report")}
        if key == "pairs_inside":
            del counts["forbid"]
        lines.append(case.texts(f"summary.{key}", **counts))
    return lines


def scores(case: Case) -> list[str]:
    """Return how the line of every criterion starts: its name and score."""
    members, decimal = sorted(case.chosen), case.texts.decimal
    return [
        f"  {_cut(m.name, 16):<16} {decimal(float(m.score(members)), 3):>7} "
        for m in case.round.measures
    ]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"

"""The summary on stdout: what was chosen, how each criterion stands, what the tickets decided."""

from fractions import Fraction
from pathlib import Path
from textwrap import wrap

from selector.outcome import Outcome
from selector.publish.answers import runner_up_sentence
from selector.publish.sentences import (
    change_sentence,
    plan_reasons,
    rule_sentence,
    shortfall_sentence,
)
from selector.publish.tier_values import tier_said, tier_title
from selector.publish.white_spots import white_spots_lines
from selector.texts import Texts, load_texts

WIDTH = 88


def write_summary(result: Outcome, folder: Path, language: str) -> None:
    """Write `summary.txt`: what is printed at the end of a run."""
    said = summarise(result, language) + "\n"
    (folder / "summary.txt").write_text(said, encoding="utf-8", newline="\n")


def summarise(result: Outcome, language: str = "nl") -> str:
    """Return the summary as plain text of at most some 90 columns."""
    texts = load_texts(language)
    lines = _infeasible(result, texts) if result.infeasible else _cohort(result, texts)
    return "\n".join(line.rstrip() for line in lines)


def _cohort(result: Outcome, texts: Texts) -> list[str]:
    problem = result.problem
    title = texts(
        f"summary.title_{result.status}",
        scenario=problem.scenario.name,
        size=len(result.selected),
        plans=len(problem.plans),
    )
    lines = [title, "=" * len(title), _eligible(result, texts), ""]
    lines += _chosen(result, texts) + _criteria(result, texts) + _tiers(result, texts)
    lines += [
        tickets_sentence(result, texts),
        *_folded(runner_up_sentence(result.runner_up, texts.language)),
    ]
    lines += [*certificate_sentences(result, texts), *pairs_sentences(result, texts), ""]
    lines += [line for said in white_spots_lines(result, texts) for line in _folded(said)] + [""]
    lines += _left_out(result, texts)
    return lines


def _folded(line: str) -> list[str]:
    return wrap(line, WIDTH, subsequent_indent="    ") if len(line) > WIDTH else [line]


def _eligible(result: Outcome, texts: Texts) -> str:
    verdicts = [assessment.verdict for assessment in result.problem.assessments]
    eligible, provisional = len(result.problem.eligible), verdicts.count("voorlopig")
    if len(verdicts) == 1:
        said = texts("summary.eligible_only" if eligible else "summary.eligible_only_not")
    else:
        said = texts.counted("summary.eligible", eligible, eligible=eligible, plans=len(verdicts))
    if provisional and provisional == eligible:
        return f"{said} {texts.counted('summary.provisional_all', provisional)}"
    return f"{said} {texts.counted('summary.provisional', provisional)}" if provisional else said


def _chosen(result: Outcome, texts: Texts) -> list[str]:
    problem = result.problem
    lines = [texts("summary.chosen")]
    for plan_id in result.selected:
        p = problem.plans.index[plan_id]
        plan = problem.plans.rows[p]
        mark = texts("summary.provisional_mark")
        provisional = f" ({mark})" if problem.assessments[p].verdict == "voorlopig" else ""
        what = f"{'+'.join(plan.sectors)}, {plan.cooperation}, {plan.origin}{provisional}"
        lines.append(f"  {plan_id:<6} {_cut(plan.name, 38):<38} {what}")
    return [*lines, ""]


def _criteria(result: Outcome, texts: Texts) -> list[str]:
    assert result.optimum is not None
    titles = [texts(f"summary.{key}") for key in ("criteria", "score", "attainable", "target")]
    size, alone = len(result.selected), result.optimum.best_alone
    shown = [attainable(_shown(best, texts), proven, texts) for best, proven in alone]
    wide = max(9, *map(len, shown))
    lines = ["{:<18} {:>7} {:>{wide}}  {}".format(*titles, wide=wide)]
    for criterion, best in zip(result.problem.criteria, shown, strict=True):
        score = result.cohort.scores[criterion.name]
        parts = []
        for category, part in criterion.detail(result.optimum.chosen).items():
            count = texts.decimal(float(part.count), 1).removesuffix(texts("number.decimal") + "0")
            wanted = f"≥{part.at_least}"
            if part.target is not None:
                wanted = texts.decimal(float(part.target * size), 1)
            parts.append(f"{category}: {count} ({wanted})")
        start = f"  {_cut(criterion.name, 16):<16} {_shown(score, texts):>7} {best:>{wide}}  "
        lines += _wrapped(start, parts)
    lines += _folded(texts("summary.attainable_means"))
    if none := nothing_attainable(result):
        lines += _folded(texts("summary.nothing_attainable", names=texts.listed(none)))
    return [*lines, ""]


def nothing_attainable(result: Outcome) -> list[str]:
    """Return the criteria on which no cohort can score, while a tier looks at shares of that."""
    assert result.optimum is not None
    problem = result.problem
    relative = {c for tier in problem.tiers if tier.relative for c in tier.over}
    rows = enumerate(zip(problem.criteria, result.optimum.best_alone, strict=True))
    return [m.name for c, (m, (best, _)) in rows if c in relative and best == 0]


def _tiers(result: Outcome, texts: Texts) -> list[str]:
    problem, lines = result.problem, [texts("summary.tiers")]
    for i, (kind, value, bound, attained) in enumerate(result.cohort.tier_values(), start=1):
        said = tier_said(kind, value, bound, attained, texts)
        lines += _wrapped(f"  {i}. {tier_title(problem, i - 1, texts)}: ", said, mark="")
    return [*lines, ""]


def tickets_sentence(result: Outcome, texts: Texts) -> str:
    """Return whether the tickets decided anything, and between which plans."""
    assert result.optimum is not None
    if result.optimum.sometimes is None:
        return texts("summary.tickets_unknown")
    if not result.cohort.tied:
        return texts("summary.tickets_none")
    kept = [plan_id for plan_id in result.cohort.tied if plan_id in result.selected]
    key = "summary.tickets_one" if len(kept) == 1 else "summary.tickets"
    return texts(
        key,
        seed=result.problem.scenario.seed,
        plans=texts.listed(list(result.cohort.tied)),
        kept=texts.listed(kept),
    )


def pairs_sentences(result: Outcome, texts: Texts) -> list[str]:
    """Return how many pairs compete by verdict, and how many of these are within the cohort."""
    pairs = result.problem.competition.pairs
    counts = {v: int((pairs["verdict"] == v).sum()) for v in ("forbid", "penalise", "report")}
    return [
        texts("summary.pairs", **counts),
        texts("summary.pairs_inside", **competing_inside(result)),
    ]


def competing_inside(result: Outcome) -> dict[str, int]:
    """Return how many pairs of chosen plans are penalised, and how many only reported."""
    pairs = result.problem.competition.pairs
    inside = pairs[pairs["plan_a"].isin(result.selected) & pairs["plan_b"].isin(result.selected)]
    return {v: int((inside["verdict"] == v).sum()) for v in ("penalise", "report")}


def _left_out(result: Outcome, texts: Texts) -> list[str]:
    problem = result.problem
    unfit = [p for p, a in enumerate(problem.assessments) if not a.eligible]
    if not unfit:
        return []
    lines = [texts("summary.out")]
    for p in unfit:
        plan = problem.plans.rows[p]
        lines.append(f"  {plan.plan_id:<6} {_cut(plan.name, 70)}")
        for reason in plan_reasons(result, p, texts.language):
            lines += wrap(reason, WIDTH, initial_indent=" " * 9, subsequent_indent=" " * 11)
    return lines


def _infeasible(result: Outcome, texts: Texts) -> list[str]:
    found, problem = result.infeasible, result.problem
    assert found is not None
    title = texts("summary.title_infeasible", scenario=problem.scenario.name)
    lines = [title, "=" * len(title), _eligible(result, texts), ""]
    if found.shortfalls:
        lines.append(texts("infeasible.arithmetic"))
        lines += [f"  - {shortfall_sentence(s, texts.language)}" for s in found.shortfalls]
        lines.append("")
    for clash in found.found:
        lines.append(texts("summary.clash_one" if len(clash.rules) == 1 else "summary.clash"))
        lines += [f"  - {rule_sentence(problem, rule, texts.language)}" for rule in clash.rules]
        if problem.eligible and not clash.minimal:
            lines.append(texts("infeasible.not_minimal"))
        elif clash.smallest and clash is found.found[0] and len(clash.rules) > 1:
            lines.append(texts("infeasible.smallest"))
    if len(found.relaxations) > 1:
        lines += ["", texts("infeasible.choose", count=len(found.relaxations))]
    for number, relaxation in enumerate(found.relaxations, start=1):
        lines += ["", texts("summary.relaxations", number=number, cost=relaxation.cost)]
        lines += [f"  - {change_sentence(c, texts.language)}" for c in relaxation.changes]
    if found.relaxations:
        lines += ["", *_folded(texts("summary.cost_means"))]
    if found.relaxations and not found.complete:
        lines += ["", texts("infeasible.more")]
    if not problem.eligible:
        lines += ["", texts("summary.no_relaxation")]
    elif not found.relaxations:
        lines += ["", texts("summary.no_time")]
    elif not found.confirmed:
        lines += ["", texts("summary.not_confirmed")]
    certified = result.certificate is not None and result.certificate.certified
    lines += ["", texts(f"certify.infeasible_{'confirmed' if certified else 'open'}")]
    lines += proof_sentences(result, texts)
    return [*lines, "", *_left_out(result, texts)]


def certificate_sentences(result: Outcome, texts: Texts) -> list[str]:
    """Return what the second solver confirmed, when it was asked."""
    found = result.certificate
    if found is None:
        return proof_sentences(result, texts)
    if found.certified:
        return [texts("certify.confirmed"), *proof_sentences(result, texts)]
    numbers = [str(i) for i, word in enumerate(found.tiers, 1) if word != "confirmed"]
    first = next(word for word in found.tiers if word != "confirmed")
    told = texts(f"certify.{first}", tiers=texts.listed(numbers))
    return [told, *proof_sentences(result, texts)]


def proof_sentences(result: Outcome, texts: Texts) -> list[str]:
    """Return what the proof beside the result shows, when there is one."""
    found = result.proof
    if found is None:
        return []
    told = texts.counted("proof.there", found.claims)
    if found.complete:
        return [told, texts("proof.rests")]
    return [told, texts.counted("proof.partial", len(found.missing)), texts("proof.rests")]


def attainable(shown: str, proven: bool, texts: Texts) -> str:
    """Return what could be reached; a bound that was not proven to be reached is `hoogstens`."""
    return shown if proven else texts("summary.at_most", value=shown)


def _shown(value: Fraction, texts: Texts) -> str:
    return texts.decimal(float(value), 3)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _wrapped(start: str, parts: list[str], mark: str = ",") -> list[str]:
    """Return parts with a mark between them, folded under the start of the line."""
    lines, line = [], start
    for i, part in enumerate(parts):
        item = part + (mark if i < len(parts) - 1 else "")
        if len(line) > len(start) and len(line) + len(item) > WIDTH:
            lines.append(line)
            line = " " * len(start)
        line += item + " "
    return [*lines, line]

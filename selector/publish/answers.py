"""The answers to "why this plan, or why not?" and the runner-up, in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from selector.outcome import Outcome
from selector.problem import Problem
from selector.publish.sentences import plan_reasons, rule_sentence
from selector.publish.tier_values import BY_NAME, tier_whole
from selector.texts import Texts, load_texts
from selector.texts.contrast import (
    Shift,
    Tie,
    apart,
    gap_text,
    shift_sentences,
    swap_text,
    tie_words,
)

if TYPE_CHECKING:  # to tell of what was found takes no solver
    from selector.analysis.beside import Other
    from selector.analysis.runner_up import RunnerUp
    from selector.analysis.why import Answer

Titles = Mapping[str, str]  # what criteria are called, by name; the others go by their name


def in_short(
    problem: Problem,
    answer: "Answer",
    language: str,
    runner_up: "RunnerUp | None" = None,
    titles: Titles = BY_NAME,
) -> str:
    """Return what would be lost or won first, what that hangs on, and if it is the runner-up."""
    texts = load_texts(language)
    said = [_cost(_entitled(answer, titles), texts), *empty_cells(problem, answer, texts)]
    return " ".join([*said, *is_runner_up(answer, runner_up, texts)])


def sentences(
    problem: Problem,
    answer: "Answer",
    language: str,
    runner_up: "RunnerUp | None" = None,
    titles: Titles = BY_NAME,
) -> list[str]:
    """Return the whole answer: standing, cost, who leaves and enters, criteria, rules."""
    texts, entitled = load_texts(language), _entitled(answer, titles)
    other = entitled.other
    name = titled(problem, answer.plan_id)
    said = [texts(f"why.forced_{answer.forced}", plan=name)]
    if other is not None and other.tier is not None:
        title = tier_whole(problem, other.tier, texts, titles)
        said.append(texts("why.tier", tier=other.tier + 1, title=title))
    said.append(_cost(entitled, texts))
    said += [*empty_cells(problem, answer, texts), *is_runner_up(answer, runner_up, texts)]
    if other is not None:
        said += [*_exchanged(problem, other, texts), *moved_points(other, texts)]
    return [*said, *blocking_rules(problem, answer, texts)]


def plan_lines(outcome: Outcome, plan_id: str, answer: "Answer | None", language: str) -> list[str]:
    """Return the whole answer to a plan; of one that is not eligible (no answer) its reasons."""
    problem = outcome.problem
    if answer is not None:
        return sentences(problem, answer, language, outcome.runner_up)
    head = load_texts(language)("why.not_eligible", plan=titled(problem, plan_id))
    return [head, *plan_reasons(outcome, problem.plans.index[plan_id], language)]


def runner_up_sentence(found: "RunnerUp | None", language: str, titles: Titles = BY_NAME) -> str:
    """Return who is out and in, in the best other cohort, and where it is worse by how much."""
    texts = load_texts(language)
    if found is None or found.other is None:
        return texts("summary.runner_up_none" if found else "summary.runner_up_open")
    other = with_titles(found.other, titles)
    contrast = other.contrast
    swap = swap_text(other.leaves, other.enters, texts)
    if isinstance(contrast, Shift):
        gap, tier = gap_text(contrast, texts), contrast.tier + 1
        first = texts("summary.runner_up", swap=swap, tier=tier, gap=gap)
        return f"{first} {shift_sentences(contrast, texts)}"
    key = "summary.runner_up_smaller" if contrast.size else "summary.runner_up_tie"
    return texts(key, swap=swap, good=tie_words(contrast, texts))


def with_titles(other: "Other", titles: Titles) -> "Other":
    """Return another cohort with its criteria called as they are where it is told of."""
    contrast = other.contrast
    if isinstance(contrast, Shift):
        first, second = (tuple(titles.get(n, n) for n in part) for part in contrast.names)
        contrast = replace(contrast, names=(first, second))
    criteria = tuple((titles.get(name, name), now, then) for name, now, then in other.criteria)
    return replace(other, criteria=criteria, contrast=contrast)


def _entitled(answer: "Answer", titles: Titles) -> "Answer":
    return replace(answer, other=with_titles(answer.other, titles)) if answer.other else answer


def _cost(answer: "Answer", texts: Texts) -> str:
    """Return the first tier that changes, with what the two cohorts attain on it."""
    if answer.other is None:
        return texts(f"why.infeasible_{answer.forced}")
    contrast = answer.other.contrast
    if isinstance(contrast, Tie):
        return texts(f"why.equal_{answer.forced}", good=tie_words(contrast, texts))
    return shift_sentences(contrast, texts)


def empty_cells(problem: Problem, answer: "Answer", texts: Texts) -> list[str]:
    """Return which cells of the plan are empty and count as the least, where that matters.

    It does where the criterion falls, and where it stands at the place that changes first.
    """
    other = answer.other
    if other is None:
        return []
    contrast = other.contrast
    first = {n for names in contrast.names for n in names} if isinstance(contrast, Shift) else ()
    fallen = {name for name, now, then in other.criteria if then < now}
    return [
        texts("why.empty", column=on, low=texts.exact(low))
        for name, on, low in _counted_low(problem, answer.plan_id)
        if name in fallen or name in first
    ]


def _counted_low(problem: Problem, plan_id: str) -> Iterator[tuple[str, str, Decimal]]:
    """Yield criterion, column and value for each cell of a plan of which the run says so."""
    for note in problem.notes:
        plans = note.params.get("plans") if note.code == "empty_is_low" else None
        if isinstance(plans, list) and plan_id in plans:
            low = Decimal(str(note.params["low"]))
            yield str(note.params["name"]), str(note.params["on"]), low


def is_runner_up(answer: "Answer", runner_up: "RunnerUp | None", texts: Texts) -> list[str]:
    """Return that this is the best of all other cohorts, if it is."""
    best = runner_up.other.cohort if runner_up and runner_up.other else None
    same = answer.other is not None and answer.other.cohort == best
    return [texts("why.runner_up")] if same else []


def _exchanged(problem: Problem, other: "Other", texts: Texts) -> Iterator[str]:
    for key, plans in (("leaves", other.leaves), ("enters", other.enters)):
        if plans:
            number = "_one" if len(plans) == 1 else ""
            named = texts.listed([titled(problem, plan_id) for plan_id in plans])
            yield texts(f"why.{key}{number}", plans=named)


def moved_points(other: "Other", texts: Texts) -> Iterator[str]:
    """Yield which criteria score higher in another cohort, and which lower."""
    for key, better in (("up", True), ("down", False)):
        moved = [
            texts("why.moved", name=name, now=shown[0], then=shown[1])
            for name, now, then in other.criteria
            if now != then and (then > now) is better and (shown := apart(now, then, texts))
        ]
        if moved:
            yield texts(f"why.{key}", criteria=texts.listed(moved))


def blocking_rules(problem: Problem, answer: "Answer", texts: Texts) -> list[str]:
    """Return the rules that stand in the way of turning a choice round, as sentences."""
    said = []
    for rule in answer.blocked_by:
        kind, _, pair = rule.partition(":")
        if kind == "competition":
            other = next(plan for plan in pair.split("|") if plan != answer.plan_id)
            plan, rival = titled(problem, answer.plan_id), titled(problem, other)
            said.append(texts("why.competes", plan=plan, rival=rival))
        elif kind in ("locked_in", "locked_out"):
            said.append(texts(f"why.{kind}", plan=answer.plan_id))
        else:
            rule_said = rule_sentence(problem, rule, texts.language)
            said.append(texts(f"why.breaks_{answer.forced}", rule=rule_said))
    return said


def titled(problem: Problem, plan_id: str) -> str:
    """Return a plan by plan_id and name; only once when these are the same."""
    name = problem.plans.rows[problem.plans.index[plan_id]].name
    return plan_id if name.strip() == plan_id else f"{plan_id} ({name})"

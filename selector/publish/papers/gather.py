"""From an outcome to the facts of its papers, once for all papers."""

from collections.abc import Iterator, Mapping
from datetime import date

from selector.outcome import Outcome
from selector.publish.answers import runner_up_sentence
from selector.publish.marks import marks
from selector.publish.papers import of_others
from selector.publish.papers.facts import Certificate, Facts, PlanFacts, Point
from selector.publish.papers.method import method
from selector.publish.papers.of_plans import plan_facts, relative_everywhere
from selector.publish.papers.of_points import point_titles, points
from selector.publish.papers.of_swaps import swap_facts
from selector.publish.record import provenance
from selector.publish.summary import (
    certificate_sentences,
    competing_inside,
    pairs_sentences,
    tickets_sentence,
)
from selector.repeated import notes_told
from selector.texts import Texts, load_texts

REDO = {"optimal": ("verify", "run", "why"), "feasible": ("verify",)}  # what a reader can repeat


def facts_of(outcome: Outcome, language: str) -> Facts:
    """Return the facts of a cohort, made once for all papers; raises as `gather` does."""
    return outcome.once(f"facts.{language}", lambda: gather(outcome, language))


def gather(outcome: Outcome, language: str) -> Facts:
    """Return the facts of a cohort; raises `ValueError` when there is none."""
    texts, problem = load_texts(language), outcome.problem
    found = points(outcome, texts)
    titles = point_titles(found)
    plans = plan_facts(outcome, titles, texts)
    data = provenance(outcome, language)
    return Facts(
        language=language,
        scenario=problem.scenario.name,
        date=day_text(outcome.day, texts),
        seed=problem.scenario.seed,
        status=outcome.status,
        marks=marks(outcome, language),
        title=texts("paper.title"),
        request=_request(plans, texts),
        core=tuple(_core(outcome, found, plans, texts)),
        counts={**_counts(plans), "pairs": of_others.pair_count(outcome)},
        points=found,
        order=tuple(_order(outcome, found, texts)),
        plans=plans,
        pairs=of_others.pairs(outcome, texts),
        pairs_told=tuple(pairs_sentences(outcome, texts)),
        options=of_others.options(outcome, titles, texts),
        swaps=swap_facts(outcome, found, texts),
        spots=of_others.spots(outcome, texts),
        spots_told=tuple(of_others.spots_told(outcome, texts)),
        fillers=of_others.fillers(outcome, texts),
        method=tuple(method(outcome, texts)),
        notes=tuple(notes_told(outcome.notes, texts)),
        relative=texts("paper.relative") if relative_everywhere(outcome) else "",
        certificate=_certificate(outcome, data["input"], data["versions"], texts),
    )


def day_text(day: date, texts: Texts) -> str:
    """Return a day as people write it: 11 mei 2023."""
    return texts("paper.day", day=day.day, month=texts(f"month.{day.month}"), year=day.year)


def _counts(plans: tuple[PlanFacts, ...]) -> dict[str, int]:
    eligible = [plan for plan in plans if plan.standing != "ineligible"]
    chosen = [plan for plan in plans if plan.standing == "chosen"]
    return {
        "plans": len(plans),
        "eligible": len(eligible),
        "ineligible": len(plans) - len(eligible),
        "provisional": sum(plan.provisional for plan in eligible),
        "chosen": len(chosen),
        "chosen_provisional": sum(plan.provisional for plan in chosen),
        "not_chosen": len(eligible) - len(chosen),
    }


def are_few(counts: Mapping[str, int]) -> bool:
    """Tell whether some count of plans is so small that a sentence about many does not fit."""
    return min(counts[name] for name in ("plans", "eligible", "chosen")) < 2


def _request(plans: tuple[PlanFacts, ...], texts: Texts) -> str:
    counts = _counts(plans)
    chosen, provisional = counts["chosen"], counts["chosen_provisional"]
    if provisional:
        told = {"chosen": chosen, "provisional": provisional}
        return texts.counted("paper.request_provisional", chosen, **told)
    return texts.counted("paper.request", chosen, chosen=chosen)


def _core(
    outcome: Outcome, found: tuple[Point, ...], plans: tuple[PlanFacts, ...], texts: Texts
) -> Iterator[str]:
    """Yield in plain words what is chosen, why, what was given up and how close it was."""
    counts = _counts(plans)
    yield texts("paper.core_counts_few" if are_few(counts) else "paper.core_counts", **counts)
    for point in found:
        if point.order == 1 and point.categories:
            parts = [f"{part.name}: {part.count.text}" for part in point.categories]
            yield texts("paper.core_point", title=point.title, parts=texts.listed(parts))
    yield texts(f"paper.core_{outcome.status}")
    yield _given_up(found, texts)
    yield _inside(outcome, texts)
    yield runner_up_sentence(outcome.runner_up, texts.language, point_titles(found))
    yield tickets_sentence(outcome, texts)


def _inside(outcome: Outcome, texts: Texts) -> str:
    """Return how many pairs within the cohort compete."""
    counts = competing_inside(outcome)
    key = "paper.core_pairs" if any(counts.values()) else "paper.core_no_pairs"
    return texts(key, **counts)


def _given_up(found: tuple[Point, ...], texts: Texts) -> str:
    """Return on how many points more could be had, and where the difference is largest."""
    less = [point for point in found if point.proven and point.score.exact < point.best.exact]
    if not less:
        every = all(point.proven for point in found)
        return texts("paper.core_nothing_given" if every else "paper.core_nothing_known")
    most = max(less, key=lambda point: point.best.exact - point.score.exact)
    key = "paper.core_given_one" if len(less) == 1 else "paper.core_given"
    shown = {"score": most.score.text, "best": most.best.text}
    return texts(key, count=len(less), points=len(found), title=most.title, **shown)


def _order(outcome: Outcome, found: tuple[Point, ...], texts: Texts) -> Iterator[str]:
    """Yield tier by tier what it looks at, and whether its value is proven."""
    titles = {point.name: point.title for point in found}
    problem = outcome.problem
    for tier, row in zip(problem.tiers, outcome.cohort.tier_values(), strict=True):
        named = [titles[problem.criteria[c].name] for c in tier.over]
        said = [texts(f"order.{tier.kind}", points="; ".join(named))]
        said += [texts("order.relative")] if tier.relative else []
        _, value, bound, attained = row
        state = "open" if value != bound else "proven" if attained == value else "within"
        yield " ".join([*said, texts(f"order.{state}")])


def _certificate(
    outcome: Outcome, hashes: dict[str, str], versions: dict[str, str], texts: Texts
) -> Certificate:
    proof = [texts(f"paper.core_{outcome.status}"), *certificate_sentences(outcome, texts)]
    if outcome.certificate is None:
        proof.append(texts("paper.no_certificate"))
    return Certificate(
        hashes=tuple((texts(f"paper.hash_{k}"), blocks(v)) for k, v in hashes.items()),
        versions=tuple(versions.items()),
        proof=tuple(proof),
        redo=tuple(texts(f"paper.redo_{step}") for step in _redo(outcome)),
    )


def _redo(outcome: Outcome) -> tuple[str, ...]:
    return (*(("proof",) if outcome.proof else ()), *REDO[outcome.status])


def blocks(digest: str) -> str:
    """Return a digest in blocks of four, as people compare it."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))

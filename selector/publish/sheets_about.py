"""The sheets about the choice: criteria, scenario, what the headings mean, where it comes from."""

from collections.abc import Iterator, Sequence
from typing import Any

from selector.outcome import Outcome
from selector.publish.record import provenance
from selector.publish.sentences import moment_text, rule_sentence
from selector.publish.sheets import Column, Row, Sheet, titles_of
from selector.publish.tier_values import tier_said
from selector.publish.velden import CRITERIA
from selector.texts import Texts

PLACES = 6  # of a score in a cell: what is shown has two, and every spreadsheet keeps six


def criteria_sheet(result: Outcome, texts: Texts) -> Sheet:
    """Return the score of every criterion beside what it could reach alone."""
    widths, forms = (18, 14, 9, 10, 10, 11, 70), ("text", "text", *["decimal"] * 4, "text")
    columns = tuple(
        Column(texts(f"sheet.{key}"), width, form if key != "proven" else "text")  # type: ignore[arg-type]
        for key, width, form in zip(CRITERIA, widths, forms, strict=True)
    )
    return Sheet("criteria", (), columns, list(_criteria(result, texts)), len(columns))


def _criteria(result: Outcome, texts: Texts) -> Iterator[Row]:
    assert result.optimum is not None
    for criterion, (best, proven) in zip(
        result.problem.criteria, result.optimum.best_alone, strict=True
    ):
        score = result.cohort.scores[criterion.name]
        yield (
            criterion.name, texts.word(criterion.measure), round(float(score), PLACES),
            round(float(best), PLACES), texts.word("yes" if proven else "no"),
            round(float(best - score), PLACES), _spread(result, criterion, texts),
        )  # fmt: skip


def _spread(result: Outcome, criterion: Any, texts: Texts) -> str:
    """Return how many were chosen of each category, and how many were wanted."""
    assert result.optimum is not None
    size, parts = len(result.selected), []
    for category, part in criterion.detail(result.optimum.chosen).items():
        count = texts.decimal(float(part.count), 1).removesuffix(texts("number.decimal") + "0")
        wanted = f"≥{part.at_least}"
        if part.target is not None:
            wanted = texts.decimal(float(part.target * size), 1)
        parts.append(f"{texts.word(category)}: {count} ({wanted})")
    return ", ".join(parts)


def scenario_sheet(result: Outcome, texts: Texts) -> Sheet:
    """Return the rules, tiers and conditions of the scenario, and what each tier came to."""
    columns = tuple(
        Column(texts(f"sheet.{key}"), width)
        for key, width in (("part", 22), ("content", 80), ("outcome", 40))
    )
    rows = [*_tiers(result, texts), *_rules(result, texts), *_conditions(result, texts)]
    return Sheet("scenario", (), columns, rows, len(columns))


def _tiers(result: Outcome, texts: Texts) -> Iterator[Row]:
    scenario = result.problem.scenario
    found = [] if result.optimum is None else list(result.cohort.tier_values())
    for number, tier in enumerate(scenario.objective, start=1):
        about = "" if tier.tier == "competition" else f": {', '.join(scenario.over(tier))}"
        relative = f" ({texts('summary.relative')})" if tier.relative else ""
        outcome = " ".join(tier_said(*found[number - 1], texts)) if found else ""
        part = texts("sheet.tier_number", number=number)
        yield part, f"{texts.word(tier.tier)}{relative}{about}", outcome


def _rules(result: Outcome, texts: Texts) -> Iterator[Row]:
    """Yield the hard rules in sentences, and what each rule of competition does."""
    problem = result.problem
    for rule in problem.rules:
        if not rule.name.startswith("competition"):
            yield texts("sheet.rule"), rule_sentence(problem, rule.name, texts.language), ""
    for table in problem.scenario.competition:
        lifted = ", ".join(texts.word(reason) for reason in table.lifted_by)
        lifting = texts("sheet.lifted_by", reasons=lifted) if lifted else ""
        weight = f" ({table.weight})" if table.verdict == "penalise" else ""
        said = f"{texts.word(table.rule)}: {texts.word(table.verdict)}{weight}"
        yield texts("sheet.competition"), said, lifting


def _conditions(result: Outcome, texts: Texts) -> Iterator[Row]:
    table = result.problem.scenario.eligibility
    yield texts("sheet.deadline"), moment_text(table.deadline, texts), ""
    required = ", ".join(table.required)
    yield texts("sheet.required"), required, texts("sheet.pending", count=table.max_werkt_toe)


def fields_sheet(sheets: Sequence[Sheet], texts: Texts) -> Sheet:
    """Return what the headings of the other sheets mean."""
    columns = tuple(
        Column(texts(f"sheet.{key}"), width)
        for key, width in (("sheet", 16), ("heading", 26), ("meaning", 100))
    )
    rows = list(dict.fromkeys(titles_of(sheets, texts)))
    rows += [
        (texts("sheet.criteria"), texts(f"sheet.{key}"), texts(f"sheet.{key}_means"))
        for key in CRITERIA
        if any(sheet.key == "criteria" for sheet in sheets)
    ]
    return Sheet("fields", (), columns, rows, len(columns))


def about_sheet(result: Outcome, texts: Texts) -> Sheet:
    """Return where the result comes from: hashes, versions and remarks."""
    columns = (Column(texts("sheet.key"), 30), Column(texts("sheet.value"), 100))
    data = provenance(result, texts.language)
    rows: list[Row] = [
        (texts("sheet.status"), texts.word(result.status)),
        (texts("sheet.scenario_name"), data["scenario"]),
        *((texts(f"sheet.{key}"), value) for key, value in data["input"].items()),
        *data["versions"].items(),
        *(("", note) for note in data["notes"]),
    ]
    return Sheet("about", (), columns, rows, len(columns))

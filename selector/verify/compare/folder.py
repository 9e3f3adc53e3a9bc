"""The recount of one directory, from the inputs in it and the files beside them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from selector.texts import LANGUAGES, Texts, load_texts
from selector.verify.compare.case import Case, case_of
from selector.verify.compare.delivered import (
    COHORT,
    INFEASIBLE,
    INPUT,
    Delivered,
    Input,
    kept_regions,
    read_delivered,
    read_inputs,
    recorded_hash,
)
from selector.verify.compare.desk import Desk
from selector.verify.compare.of_inputs import Given
from selector.verify.compare.of_proof import proven
from selector.verify.compare.of_record import reasons_of
from selector.verify.compare.report import Report
from selector.verify.compare.rows import WITH_COHORT, WITHOUT_COHORT, input_rows
from selector.verify.compare.table import Done, claims, compare
from selector.verify.recount.facts import Facts, read_facts, with_boundaries
from selector.verify.recount.round import Round, read_round
from selector.verify.recount.scenario import read_scenario

# What the recount leaves open, and a complete proof does not.
PROVEN = frozenset(
    ("optimum", "optimum_tried", "optimum_certified", "infeasible", "infeasible_certified",
     "lot_open", "exchanges_open")
)  # fmt: skip

OTHERS = frozenset(("answers_best", "swaps_best", "swaps_refused"))  # the same, of all the rest


class NotARun(Exception):  # noqa: N818  (it is a fault of the input, not of the program)
    """The directory holds neither a cohort nor the reasons why there is none."""


Kept = Callable[[int], Path]


def recount(folder: Path, regions: Path | None = None, kept: Kept | None = None) -> Report:
    """Recount what a run left in a directory, and tell every difference.

    `regions` is what the run was given with `--regions`, if anything; `kept` says where the
    downloaded boundaries of a year are, which a run uses when they are there. Raises `NotARun`.
    """
    if not any((folder / name).is_file() for name in (COHORT, INFEASIBLE)):
        raise NotARun(folder)
    desk = Desk()
    delivered = read_delivered(folder, desk)
    done = _recount(delivered, regions, kept, desk) if delivered.record else []
    desk.left("pictures")
    lines = (*claims(done), *desk.done)
    return Report(folder, lines, tuple(desk.not_done), tuple(desk.differences))


def _recount(
    delivered: Delivered, regions: Path | None, kept: Kept | None, desk: Desk
) -> list[Done]:
    """Compare all that can be; returns the rows of the table that were."""
    inputs = read_inputs(delivered, desk)
    facts = _facts(delivered, regions, kept, desk)
    given = Given(delivered, desk, inputs, facts)
    done = compare(input_rows(delivered.name), given, desk)
    counted = _read(inputs, facts, desk)
    if counted is None:
        desk.left("everything")
        return done
    texts = _language(delivered, counted)
    case = desk.attempt(delivered.name, case_of, delivered, counted, texts, desk)
    if case is not None:
        done += compare(WITH_COHORT if delivered.solved else WITHOUT_COHORT, case, desk)
    checked = proven(delivered, counted, desk)
    if checked is not None and checked.complete:
        shown = PROVEN | OTHERS if checked.every else PROVEN
        desk.not_done = [line for line in desk.not_done if line.key not in shown]
    return done


def _facts(
    delivered: Delivered, regions: Path | None, kept: Kept | None, desk: Desk
) -> Facts | None:
    """Read the facts about municipalities, with the downloaded boundaries if the run used them."""
    own = kept_regions(delivered.folder) if regions is None else None
    place = f"{INPUT}/{own.name}" if own else str(regions or "regions")
    facts = desk.attempt(place, read_facts, own or regions)
    if facts is None or recorded_hash(delivered, "regions") == facts.sha256:
        return facts
    file = kept(facts.year) if kept and facts.shapes is None and not own else None
    if file and file.is_file():
        return desk.attempt(file.name, with_boundaries, facts, file) or facts
    return facts


def _read(inputs: Mapping[str, Input], facts: Facts | None, desk: Desk) -> Round | None:
    """Count everything that follows from the inputs, when they can be read."""
    if facts is None or len(inputs) < 2:
        return None
    scenario = desk.attempt("invoer, scenario", read_scenario, inputs["scenario"].data)
    if scenario is None:
        return None
    return desk.attempt("invoer, plans", read_round, inputs["plans"].data, scenario, facts)


def _language(delivered: Delivered, counted: Round) -> Texts:
    """Return the texts of the language in which most of the directory is written."""
    found = delivered.record.get("plans")
    entries = found if isinstance(found, list) else []
    said = [entry.get("reasons") for entry in entries if isinstance(entry, dict)]

    def fits(language: str) -> int:
        texts = load_texts(language)
        case = Case(delivered, counted, texts, Desk())
        sheets = sum(texts(f"sheet.{n}") in delivered.sheets for n in ("plans", "conflicts"))
        own = [reasons_of(case, p) for p in range(len(counted.ids))]
        return sheets + sum(reasons in said for reasons in own if reasons)

    return load_texts(max(LANGUAGES, key=fits))

"""The recount of one directory, from the inputs in it and the files beside them."""

from collections.abc import Callable
from pathlib import Path

from selector.texts import LANGUAGES, Texts, load_texts
from selector.verify.compare.delivered import (
    COHORT,
    INFEASIBLE,
    INPUT,
    Delivered,
    kept_regions,
    read_delivered,
    read_inputs,
)
from selector.verify.compare.desk import Desk
from selector.verify.compare.of_cohort import check_cohort, judged
from selector.verify.compare.of_files import (
    Told,
    check_layers,
    check_summary,
    check_tables,
)
from selector.verify.compare.of_infeasible import check_infeasible
from selector.verify.compare.of_white_spots import check_white_spots
from selector.verify.compare.of_workbook import check_workbook
from selector.verify.compare.report import Report
from selector.verify.compare.votes import chosen_of, in_optimal_of
from selector.verify.recount.facts import Facts, read_facts, with_boundaries
from selector.verify.recount.round import Round, read_round
from selector.verify.recount.scenario import read_scenario


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
    _recount(delivered, regions, kept, desk)
    desk.left("pictures")
    return Report(folder, tuple(desk.done), tuple(desk.not_done), tuple(desk.differences))


def _recount(delivered: Delivered, regions: Path | None, kept: Kept | None, desk: Desk) -> None:
    if not delivered.record:
        return
    inputs = read_inputs(delivered, desk)
    own = kept_regions(delivered.folder) if regions is None else None
    place = f"{INPUT}/{own.name}" if own else str(regions or "regions")
    facts = desk.attempt(place, read_facts, own or regions)
    if facts is not None:
        recorded = delivered.record.get("input")
        told = recorded.get("regions_sha256") if isinstance(recorded, dict) else None
        file = kept(facts.year) if kept and facts.shapes is None and not own else None
        if told != facts.sha256 and file and file.is_file():
            facts = desk.attempt(file.name, with_boundaries, facts, file) or facts
        if told != facts.sha256:
            desk.differ(delivered.name, "input.regions_sha256", told, facts.sha256, "regions")
    desk.did("hashes")
    round_ = _read(inputs, facts, desk)
    if round_ is None:
        desk.left("everything")
        return
    desk.did("plans", count=len(round_.plans))
    desk.did("pairs", count=len(round_.pairs))
    texts = _language(delivered, round_)
    desk.attempt(delivered.name, _check, delivered, round_, texts, desk)


def _read(inputs: dict[str, bytes], facts: Facts | None, desk: Desk) -> Round | None:
    """Count everything that follows from the inputs, when they can be read."""
    if facts is None or len(inputs) < 2:
        return None
    scenario = desk.attempt("invoer, scenario", read_scenario, inputs["scenario"])
    if scenario is None:
        return None
    return desk.attempt("invoer, plans", read_round, inputs["plans"], scenario, facts)


def _check(delivered: Delivered, round_: Round, texts: Texts, desk: Desk) -> None:
    """Hold every file against what was counted."""
    if delivered.solved:
        named = chosen_of(delivered, round_.ids, texts)
        if named is None:
            desk.differ(COHORT, "selected", delivered.record.get("selected"), kind="no_cohort")
            return
        chosen = round_.positions(named)
        in_optimal = in_optimal_of(delivered, round_.ids, texts)
        check_cohort(delivered, round_, chosen, in_optimal, texts, desk)
        told = Told(round_, chosen, in_optimal, texts)
        desk.attempt(COHORT, check_white_spots, delivered, round_, chosen, texts, desk)
    else:
        check_infeasible(delivered, round_, texts, desk)
        told = Told(round_, frozenset(), dict.fromkeys(round_.ids, "none"), texts)
    for file, check in (
        ("plans.csv", check_tables),
        ("cohort.xlsx", check_workbook),
        ("cohort.gpkg", check_layers),
        ("summary.txt", check_summary),
    ):
        desk.attempt(file, check, delivered, told, desk)


def _language(delivered: Delivered, round_: Round) -> Texts:
    """Return the texts of the language in which most of the directory is written."""
    found = delivered.record.get("plans")
    entries = found if isinstance(found, list) else []
    said = [entry.get("reasons") for entry in entries if isinstance(entry, dict)]

    def fits(language: str) -> int:
        texts = load_texts(language)
        sheets = sum(texts(f"sheet.{n}") in delivered.sheets for n in ("plans", "conflicts"))
        own = [judged(round_, p, texts)["reasons"] for p in range(len(round_.ids))]
        return sheets + sum(reasons in said for reasons in own if reasons)

    return load_texts(max(LANGUAGES, key=fits))

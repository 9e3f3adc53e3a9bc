"""All that is compared, in one table: file, place, source, how, and the claim in which it counts.

What a report says to be recounted is made from the rows that were compared. A row without a claim
tells only what differs, or what is not recounted.
"""

from collections.abc import Sequence

from selector.verify.compare import (
    how,
    of_answers,
    of_infeasible,
    of_inputs,
    of_optimum,
    of_others,
    of_plans,
    of_points,
    of_record,
    of_runner_up,
    of_summary,
    of_swaps,
    of_white_spots,
    of_workbook,
)
from selector.verify.compare.delivered import COHORT, INFEASIBLE
from selector.verify.compare.table import Row, Source

CSV, PAIRS, SPOTS = "plans.csv", "conflicts.csv", "white_spots.csv"
BOOK, MAP, SUMMARY = "cohort.xlsx", "cohort.gpkg", "summary.txt"


def input_rows(name: str) -> Sequence[Row]:
    """Return what is compared before anything can be counted."""
    return (
        Row(name, "input.plans_sha256", of_inputs.plans, of_inputs.hash_of, "hashes"),
        Row(name, "input.base_sha256", of_inputs.base, of_inputs.hash_of, "hashes"),
        Row(name, "input.scenario_sha256", of_inputs.scenario, of_inputs.hash_of, "hashes"),
        Row(name, "input.regions_sha256", of_inputs.regions, of_inputs.hash_of, "hashes"),
        Row(name, "input.theme_sha256", of_inputs.theme, of_inputs.hash_of, "hashes"),
        Row(name, "input.logo_sha256", of_inputs.logo, of_inputs.hash_of, "hashes"),
    )


def _tables(name: str, plans: Source) -> Sequence[Row]:
    """Return the rows about all plans and pairs, whether there is a cohort or not."""
    return (
        Row(name, "plans", plans, how.key, "plans"),
        Row(CSV, "", of_plans.in_csv, how.cells, "plans"),
        Row(BOOK, "plans", of_plans.in_sheet, how.sheet, "plans"),
        Row(PAIRS, "", of_others.pairs, how.cells, "pairs"),
        Row(BOOK, "conflicts", of_others.telling_pairs, how.sheet, "pairs"),
    )


def _about(name: str) -> Sequence[Row]:
    """Return the rows about the run, whether there is a cohort or not."""
    return (
        Row(name, "scenario", of_record.scenario, how.key, "record"),
        Row(name, "date", of_record.day, how.key, "sound"),
        Row(name, "notes", of_record.notes, how.key, "sound"),
        Row(name, "language", of_record.language, how.key, "sound"),
        Row(name, "versions", of_record.versions, how.key, "sound"),
        Row(BOOK, "about", of_workbook.known_of, of_workbook.about, "same"),
        Row(SUMMARY, "title", of_summary.title, how.lines, "summary"),
        Row(SUMMARY, "eligible", of_summary.eligible, how.lines, "summary"),
    )


WITH_COHORT: Sequence[Row] = (
    *_tables(COHORT, of_record.plans),
    Row(BOOK, "cohort", of_plans.in_short_sheet, how.sheet, "plans"),
    Row(MAP, "aanvragen", of_plans.in_layer, how.layer, "plans"),
    Row(MAP, "gemeenten", of_others.towns, how.layer, "towns"),
    Row(MAP, "aanvragen", of_points.plans, how.check, "points"),
    Row(MAP, "gemeenten", of_points.towns, how.check, "points"),
    Row(COHORT, "selected", of_record.rules, how.check, "rules"),
    Row(COHORT, "criteria", of_record.criteria, how.key, "criteria"),
    Row(COHORT, "tiers", of_record.tiers, how.key, "tiers"),
    Row(COHORT, "certified", of_optimum.certificate, how.check, ""),
    Row(COHORT, "runner_up", of_runner_up.runner_up, how.check, "runner_up"),
    Row(COHORT, "answers", of_answers.answers, how.check, "answers"),
    Row(COHORT, "answers", of_answers.tried, how.check, "answers_tried"),
    Row(COHORT, "swaps", of_swaps.swaps, how.check, "swaps"),
    Row(COHORT, "swaps", of_swaps.tried, how.check, "swaps_tried"),
    Row(COHORT, "in_optimal", of_optimum.words, how.check, "words"),
    Row(COHORT, "ticket_decided", of_record.ticket_decided, how.key, "tickets"),
    Row(COHORT, "tickets", of_record.tickets, how.key, "tickets"),
    Row(COHORT, "in_optimal", of_optimum.lot, how.check, "lot"),
    Row(COHORT, "selected", of_optimum.exchanges, how.check, "exchanges"),
    Row(COHORT, "white_spots", of_white_spots.record, how.check, "white_spots"),
    Row(SPOTS, "", of_white_spots.table, how.cells, "white_spots"),
    Row(BOOK, "white_spots", of_white_spots.sheet, how.sheet, "white_spots"),
    Row(COHORT, "selected", of_record.selected, how.key, "record"),
    Row(COHORT, "size", of_record.size, how.key, "record"),
    Row(COHORT, "status", of_record.status, how.key, "sound"),
    Row(COHORT, "seed", of_record.text, how.key, "sound"),
    Row(COHORT, "seed", of_optimum.seed, how.check, ""),
    *_about(COHORT),
    Row(COHORT, "best_alone", of_record.best_alone, how.check, "repeated"),
    Row(BOOK, "criteria", lambda case: case.record.get("criteria"), of_workbook.criteria, "same"),
    Row(BOOK, "scenario", lambda case: case.record.get("tiers"), of_workbook.tiers, "same"),
    Row(SUMMARY, "chosen", of_summary.chosen, how.lines, "summary"),
    Row(SUMMARY, "scores", of_summary.scores, how.starts, "summary"),
    Row(SUMMARY, "lot", of_summary.lot, how.lines, "summary"),
    Row(SUMMARY, "pairs", of_summary.pairs, how.lines, "summary"),
)

WITHOUT_COHORT: Sequence[Row] = (
    *_tables(INFEASIBLE, of_infeasible.plans),
    Row(INFEASIBLE, "clashes", of_infeasible.clashes, how.check, "clashes"),
    Row(INFEASIBLE, "clash", of_infeasible.clash, how.key, "clashes"),
    Row(INFEASIBLE, "sentences", of_infeasible.sentences, how.key, "clashes"),
    Row(INFEASIBLE, "relaxations", of_infeasible.relaxations, how.key, "clashes"),
    Row(INFEASIBLE, "arithmetic", of_infeasible.arithmetic, how.key, "arithmetic"),
    Row(INFEASIBLE, "clashes_minimal", of_infeasible.minimal, how.key, "sound"),
    Row(INFEASIBLE, "clashes_minimal_each", of_infeasible.minimal_each, how.key, "sound"),
    Row(INFEASIBLE, "clash_smallest", of_infeasible.smallest, how.key, "sound"),
    Row(INFEASIBLE, "relaxations_complete", of_infeasible.complete, how.key, "sound"),
    Row(INFEASIBLE, "confirmed", of_infeasible.confirmed, how.key, "sound"),
    Row(INFEASIBLE, "certified", of_infeasible.unproven, how.check, ""),
    Row(INFEASIBLE, "status", of_infeasible.status, how.key, "record"),
    *_about(INFEASIBLE),
    Row(SUMMARY, "reasons", of_infeasible.in_words, how.check, "same"),
)

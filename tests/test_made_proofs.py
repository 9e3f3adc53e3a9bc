"""Proofs of random rounds: every claim of a sound result, and none of one that is not."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from depth import DEEP, sample
from proofs import Told, lines_of, random_round

from selector.verify.proof.question import Fault
from selector.verify.recount.round import Round, beats

SOUND = range(24)
BESIDE = (1, 3, 4, 5, 7, 8, 10, 13)  # seeds of rounds that have answers and swaps
WRONG = (0, 1, 2, 3, 4, 5, 6, 7, 8, 11)


@pytest.mark.parametrize("seed", sample(SOUND, every=5))
def test_every_claim_of_a_random_round_is_proven_and_checked(tmp_path: Path, seed: int) -> None:
    told = random_round(tmp_path, seed)
    proof = told.proof(60)
    checked = told.check(lines_of(proof))
    assert proof.complete, proof.missing
    assert checked.complete
    assert proof.claims == len(checked.shown)


@DEEP
@pytest.mark.parametrize("seed", sample(BESIDE, every=3))
def test_the_answers_and_swaps_are_proven_too_or_said_not_to_be(tmp_path: Path, seed: int) -> None:
    told = random_round(tmp_path, seed, 9, beside=True)
    proof = told.proof(60, every=True)
    checked = told.check(lines_of(proof))
    assert set(proof.missing.values()) <= {"unsupported"}
    tiers, sizes = told.counted.tiers, told.counted.scenario
    vague = sizes.low < sizes.high or any(tier.tolerance for tier in tiers[:-1])
    assert bool(proof.missing) is vague
    assert len(checked.shown) == proof.claims


@pytest.mark.parametrize("seed", sample(BESIDE[:4], every=2))
def test_an_answer_that_could_be_better_cannot_be_proven(tmp_path: Path, seed: int) -> None:
    sound = random_round(tmp_path, seed, 9, beside=True)
    if sound.record["status"] != "optimal" or sound.proof(60, every=True).missing:
        pytest.skip("of this round the answers are not proven")
    counted, size = sound.counted, sound.record["size"]
    for i, entry in enumerate(sound.record["answers"]):
        p, wanted = counted.index[entry["plan_id"]], entry["forced"] == "in"
        for plans in combinations(counted.eligible, size):
            cohort = frozenset(plans)
            if (p in cohort) is wanted and _behind(sound, cohort, entry):
                answers = list(sound.record["answers"])
                answers[i] = entry | {"cohort": [counted.ids[q] for q in sorted(cohort)]}
                wrong = Told(sound.record | {"answers": answers}, counted)
                assert _is_refuted(wrong), entry
                break


def _is_refuted(wrong: Told) -> bool:
    """Whether a result has no proof: it breaks a rule, or the opposite of a claim is found."""
    try:
        return wrong.proof(60, every=True).refuted
    except Fault:
        return True


def _behind(told: Told, cohort: frozenset[int], entry: dict[str, object]) -> bool:
    """Whether a cohort is worse than the one of an answer."""
    counted = _with_alone(told)
    if not entry["cohort"]:
        return True
    best = counted.values(counted.positions(entry["cohort"]))  # type: ignore[arg-type]
    for mine, top, tier in zip(counted.values(cohort), best, counted.tiers, strict=True):
        if mine != top:
            return beats(top, mine, tier)
    return False


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (random_round(tmp_path / name, 4).proof() for name in "ab")
    assert first.data == second.data


def worse(told: Told) -> Told | None:
    """The same result with another cohort that keeps the rules, its own scores and values."""
    counted, record = told.counted, told.record
    best = [Fraction(v) if isinstance(v, str) else tuple(map(Fraction, v))
            for v in (entry["value"] for entry in record["tiers"])]  # fmt: skip
    for plans in combinations(counted.eligible, record["size"]):
        cohort = frozenset(plans)
        if any(counted.broken(cohort)):
            continue
        values = list(_with_alone(told).values(cohort))
        if values != best and not any(
            beats(mine, top, tier)
            for mine, top, tier in zip(values, best, counted.tiers, strict=True)
        ):
            return Told(_said(told, cohort, values), counted)
    return None


def _with_alone(told: Told) -> Round:
    alone = told.record.get("best_alone", {})
    best = {int(n): {k: Fraction(v) for k, v in found.items()} for n, found in alone.items()}
    return replace(told.counted, best_alone=best)


def _said(told: Told, cohort: frozenset[int], values: Sequence[object]) -> dict[str, object]:
    counted, ids = told.counted, told.counted.ids
    texts = [list(map(str, v)) if isinstance(v, tuple) else str(v) for v in values]
    words = {ids[p]: "all" if p in cohort else "none" for p in range(len(ids))}
    scores = counted.scores(cohort)
    return told.record | {
        "selected": [ids[p] for p in sorted(cohort)],
        "ticket_decided": False,
        "tiers": [entry | {"value": v, "bound": v, "attained": v}
                  for entry, v in zip(told.record["tiers"], texts, strict=True)],
        "criteria": [entry | {"score": str(s)}
                     for entry, s in zip(told.record["criteria"], scores, strict=True)],
        "plans": [entry | {"selected": words[entry["plan_id"]] == "all",
                           "in_optimal": words[entry["plan_id"]]}
                  for entry in told.record["plans"]],
    }  # fmt: skip


@DEEP
@pytest.mark.parametrize("seed", sample(WRONG, every=3))
def test_a_worse_cohort_cannot_be_proven(tmp_path: Path, seed: int) -> None:
    sound = random_round(tmp_path, seed)
    if sound.record["status"] != "optimal":
        pytest.skip("this round has no cohort")
    wrong = worse(sound)
    if wrong is None:
        pytest.skip("every cohort of this round is as good")
    proof = wrong.proof(60)
    assert proof.refuted
    assert not proof.complete
    assert wrong.fault(lines_of(sound.proof(60)))


def test_a_feasible_round_is_not_proven_infeasible(tmp_path: Path) -> None:
    told = random_round(tmp_path, 1)
    record = {key: told.record[key] for key in ("input", "language")} | {"status": "infeasible"}
    proof = Told(record, told.counted).proof()
    assert proof.refuted
    assert proof.claims == 0


@pytest.mark.parametrize("word", ["all", "none", "some"])
def test_what_is_said_of_a_plan_must_be_so(tmp_path: Path, word: str) -> None:
    told = random_round(tmp_path, 1)
    for i, entry in enumerate(told.record["plans"]):
        if entry["in_optimal"] == word or entry["verdict"] == "voldoet_niet":
            continue
        plans = [dict(e) for e in told.record["plans"]]
        plans[i]["in_optimal"] = word
        decided = any(e["in_optimal"] == "some" for e in plans)
        wrong = Told(told.record | {"plans": plans, "ticket_decided": decided}, told.counted)
        try:
            proof = wrong.proof(60)
        except Fault:
            continue  # it contradicts itself
        assert proof.refuted, entry

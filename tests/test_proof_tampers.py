"""A proof that was changed, borrowed or made to be a burden is refused, with the place named."""

import gzip
import json
import shutil
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import EXAMPLE, MODELS, result_from
from depth import DEEP, sample
from proofs import Record, Told, lines_of, packed, random_round, told

from selector.verify.proof.check import PROOF, check
from selector.verify.proof.question import Fault

MUTATIONS = 200  # of each lot
Lines = list[Record]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("voorbeeld")
    framework = MODELS / "afwegingskader-2023.toml"
    return told(result_from(EXAMPLE, framework).outcome, folder)


@pytest.fixture(scope="module")
def sound(example: Told) -> Lines:
    return lines_of(example.proof())


def test_the_proof_of_the_example_round_is_complete_and_small(example: Told) -> None:
    proof = example.proof()
    assert proof.complete
    assert len(proof.data) < 50_000


def mutated(lines: Lines, rng: Random) -> Iterator[tuple[str, Lines]]:
    """Changed proofs without end: with each, what was done."""
    while True:
        changed = deepcopy(lines)
        record = rng.choice(changed[1:])
        kind, claim = rng.choice(KINDS), record["claim"]
        if kind(record, changed, rng):
            yield f"{claim}: {kind.__name__}", changed


def multiplier(record: Record, lines: Lines, rng: Random) -> bool:
    """Another multiplier that is far off."""
    part = rng.choice(record.get("sums") or [[]])
    if not part:
        return False
    place = rng.randrange(1, len(part), 2)
    part[place] = rng.choice((0, -part[place], part[place] * 10**6, 1.5, "1", None, 10**30))
    return True


def branch_left_out(record: Record, lines: Lines, rng: Random) -> bool:
    tree = record.get("tree") or []
    if len(tree) < 2:
        return False
    del tree[rng.randrange(len(tree))]
    return True


def leaf_swapped(record: Record, lines: Lines, rng: Random) -> bool:
    tree = record.get("tree") or []
    places = [i for i, node in enumerate(tree) if isinstance(node, int)]
    if not places:
        return False
    i = rng.choice(places)
    tree[i] = rng.choice((-1, -2, len(record["sums"]), True, None, "0", [0, 0]))
    return True


def another_row(record: Record, lines: Lines, rng: Random) -> bool:
    rows = record.get("rows") or []
    if not rows:
        return False
    other = rng.choice([r for line in lines[1:] for r in line.get("rows", ())])
    i = rng.randrange(len(rows))
    if rows[i] == other:
        return False
    rows[i] = other
    return True


def another_tree(record: Record, lines: Lines, rng: Random) -> bool:
    other = rng.choice(lines[1:])
    if other.get("tree") == record.get("tree") or "tree" not in other:
        return False
    record["tree"] = deepcopy(other["tree"])
    return True


def claim_renamed(record: Record, lines: Lines, rng: Random) -> bool:
    other = rng.choice(lines[1:])["claim"]
    if other == record["claim"]:
        return False
    record["claim"] = other
    return True


def claim_dropped(record: Record, lines: Lines, rng: Random) -> bool:
    lines.remove(record)
    return True


def claim_doubled(record: Record, lines: Lines, rng: Random) -> bool:
    lines.append(deepcopy(record))
    return True


def claims_swapped(record: Record, lines: Lines, rng: Random) -> bool:
    i, j = rng.sample(range(1, len(lines)), 2)
    lines[i], lines[j] = lines[j], lines[i]
    return True


def witness_changed(record: Record, lines: Lines, rng: Random) -> bool:
    cohort = rng.choice(record.get("cohorts") or [[]])
    if not cohort:
        return False
    cohort[rng.randrange(len(cohort))] = rng.choice((-1, 10**9, "A01", None, cohort[0]))
    return True


def key_gone(record: Record, lines: Lines, rng: Random) -> bool:
    key = rng.choice(list(record))
    del record[key]
    return bool(record.get("tree")) or key in ("claim", "tree", "rows", "sums")


KINDS = (multiplier, branch_left_out, leaf_swapped, another_row, another_tree, claim_renamed,
         claim_dropped, claim_doubled, claims_swapped, witness_changed, key_gone)  # fmt: skip


def harmless(example: Told, lines: Lines) -> bool:
    """Whether a changed proof still shows every claim: then all that it says was derived anew."""
    return len(example.check(lines).shown) == 26


@DEEP
@pytest.mark.parametrize("lot", sample(range(19, 24), every=5))
def test_a_thousand_changed_proofs_are_refused_unless_they_prove_it_too(
    example: Told, sound: Lines, lot: int
) -> None:
    assert not example.fault(sound)
    refused, changes = 0, mutated(sound, Random(lot))
    for _ in range(MUTATIONS):
        what, lines = next(changes)
        fault = example.fault(lines)
        if fault:
            refused += 1
            assert ":" in fault or "format" in fault, what
        else:
            assert harmless(example, lines), what
    assert refused > MUTATIONS * 0.9


CHANGES: list[tuple[str, Any]] = [
    ("status", "feasible"), ("size", 11), ("ticket_decided", True), ("seed", None),
    ("selected", ["A01"]), ("tiers", []), ("plans", []), ("criteria", []), ("best_alone", {}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), CHANGES)
def test_a_changed_record_does_not_go_with_the_proof(
    example: Told, sound: Lines, key: str, value: Any
) -> None:
    changed = Told(example.record | {key: value}, example.counted)
    try:
        changed.check(sound)
    except (Fault, LookupError, TypeError, ValueError, AttributeError):
        return
    assert key == "seed"  # nothing was drawn


def test_every_other_value_of_a_tier_is_refused(example: Told, sound: Lines) -> None:
    for t, entry in enumerate(example.record["tiers"]):
        value = entry["value"]
        others = [["1"] * len(value), value[::-1], value[1:]] if isinstance(value, list) else ["5"]
        for other in others:
            if other != value:
                record = deepcopy(example.record)
                record["tiers"][t] |= {"value": other, "bound": other, "attained": other}
                assert Told(record, example.counted).fault(sound)


def test_the_proof_of_another_round_is_refused(tmp_path: Path, example: Told) -> None:
    other = lines_of(random_round(tmp_path, 1).proof())
    assert example.fault(other)


def write(folder: Path, example: Told, data: bytes) -> Record:
    """A folder with a proof, and what a record says of it."""
    folder.mkdir(exist_ok=True)
    (folder / PROOF).write_bytes(data)
    from hashlib import sha256

    said = {"sha256": sha256(data).hexdigest(), "claims": 26, "complete": True, "all": False}
    return example.record | {"proof": said}


def test_a_proof_is_of_these_inputs_and_is_counted_as_it_says(
    tmp_path: Path, example: Told, sound: Lines
) -> None:
    record = write(tmp_path, example, packed(sound))
    assert check(tmp_path, record, example.counted).complete
    for key, value in (("claims", 25), ("complete", False), ("sha256", "0" * 64), ("claims", None)):
        wrong = record | {"proof": record["proof"] | {key: value}}
        with pytest.raises(Fault, match=f"proof.{key}"):
            check(tmp_path, wrong, example.counted)
    head = sound[0] | {"input": sound[0]["input"] | {"plans_sha256": "0" * 64}}
    record = write(tmp_path, example, packed([head, *sound[1:]]))
    with pytest.raises(Fault, match="another round"):
        check(tmp_path, record, example.counted)


def deep(head: Record) -> bytes:
    return json.dumps(head).encode() + b"\n" + b"[" * 1_000_000


def wide(head: Record) -> bytes:
    tree = ",".join(["-1"] * 400_000)
    claim = '"claim":"best_alone:12:context","rows":[],"sums":[]'
    return json.dumps(head).encode() + f'\n{{{claim},"tree":[{tree}]}}'.encode()


def busy(head: Record) -> bytes:
    rows = json.dumps([["size", 1]] * 2_000)
    sums = json.dumps([0, 1] * 200_000)
    claim = f'"claim":"best_alone:12:context","rows":{rows},"sums":[{sums}],"tree":[0]'
    return json.dumps(head).encode() + f"\n{{{claim}}}".encode()


def large(head: Record) -> bytes:
    number = "9" * 4_000
    claim = '"claim":"best_alone:12:context","rows":[["size",1]]'
    return json.dumps(head).encode() + f'\n{{{claim},"sums":[[0,{number}]],"tree":[0]}}'.encode()


@pytest.mark.parametrize("make", [deep, wide, busy, large])
def test_a_file_made_to_be_a_burden_is_soon_refused(
    tmp_path: Path, example: Told, sound: Lines, make: Any
) -> None:
    record = write(tmp_path, example, gzip.compress(make(sound[0]), 1))
    started = time.process_time()
    with pytest.raises(Fault):
        check(tmp_path, record, example.counted)
    assert time.process_time() - started < 60


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", b"tekst", gzip.compress(b"\xff{}\n", mtime=0)[:-4]]
)
def test_what_is_no_proof_is_refused(tmp_path: Path, example: Told, data: bytes) -> None:
    record = write(tmp_path, example, data)
    with pytest.raises(Fault):
        check(tmp_path, record, example.counted)


def test_more_than_fits_is_not_unpacked(
    tmp_path: Path, example: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selector.verify.proof import check as checker

    monkeypatch.setattr(checker, "MOST_UNPACKED", 1 << 20)
    record = write(tmp_path, example, gzip.compress(b" " * (1 << 24)))
    with pytest.raises(Fault, match="too long"):
        check(tmp_path, record, example.counted)
    shutil.rmtree(tmp_path)

"""The two papers of a draw: the sheet to sign beforehand, and the receipt afterwards."""

from collections.abc import Iterable
from shlex import quote
from textwrap import wrap

from selector.draw.lot import Lot
from selector.texts import Texts, load_texts

WIDTH = 88
BLOCK, BLOCKS = 4, 8  # letters a block, blocks a line
INPUTS = (("plans", "plans"), ("framework", "scenario"), ("regions", "regions"))


def sheet(lot: Lot, language: str = "nl") -> str:
    """Return what is laid down before the draw, with room for signatures."""
    texts = load_texts(language)
    lines = _head(lot, texts, "sheet_title")
    if not lot.tied:
        lines += _folded(texts("draw.no_tie"))
    else:
        lines += [*_folded(texts("draw.tied")), ""]
        if lot.always:
            lines += [texts("draw.always", count=len(lot.always)), *_names(lot, lot.always), ""]
        lines += [texts.counted("draw.between", lot.seats, tied=len(lot.tied), seats=lot.seats)]
        lines += [*_names(lot, lot.tied), "", texts("draw.how_head")]
        for number, step in enumerate(("seed", "ticket", "order", "run"), start=1):
            said = texts(f"draw.how_{step}", **({"folder": lot.folder} if step == "run" else {}))
            lines += wrap(f"{number}. {said}", WIDTH, subsequent_indent="   ")
    room = [texts("draw.sign"), *[texts("draw.signature")] * 3]
    return "\n".join([*lines, *(line for place in room for line in ("", place)), ""])


def receipt(lot: Lot, language: str = "nl") -> str:
    """Return what the draw decided, so that anyone can recompute it."""
    assert lot.seed is not None
    texts, kept = load_texts(language), [plan for plan in lot.tied if plan in lot.chosen]
    lines = [*_head(lot, texts, "receipt_title"), texts("draw.seed", seed=lot.seed), ""]
    if lot.tied:
        listed = {"plans": texts.listed(list(lot.tied)), "kept": texts.listed(kept)}
        lines += _folded(texts("draw.mattered", **listed))
    else:
        lines += _folded(texts("draw.did_not_matter"))
    lines += [*_folded(_change(lot, texts)), ""]
    if lot.tied:
        lines.append(texts("draw.order"))
        for number, (plan, digest, stays) in enumerate(lot.tickets(), start=1):
            why = texts("draw.kept" if stays else "draw.dropped")
            lines += [f"  {number}. {plan}  {digest}", *_folded(why, "     ")]
        lines.append("")
    chosen = sorted(lot.chosen)
    lines += [texts("draw.cohort", count=len(chosen)), *_names(lot, chosen)]
    if lot.tied:
        lines += ["", *_recompute(lot, texts)]
    return "\n".join([*lines, "", *_folded(texts("draw.rerun")), ""])


def _head(lot: Lot, texts: Texts, title: str) -> list[str]:
    """Return the title and the hashes of what was fixed."""
    said = texts(f"draw.{title}")
    lines = [said, "=" * len(said), texts("draw.scenario", name=lot.problem.scenario.name), ""]
    lines.append(texts("draw.hashes"))
    width = max(len(texts(f"draw.{key}")) for key, _ in INPUTS)
    for key, name in INPUTS:
        digest = lot.hashes[f"{name}_sha256"]
        blocks = [digest[i : i + BLOCK] for i in range(0, len(digest), BLOCK)]
        for i in range(0, len(blocks), BLOCKS):
            label = texts(f"draw.{key}") if i == 0 else ""
            lines.append(f"  {label:<{width}}  {' '.join(blocks[i : i + BLOCKS])}")
    return [*lines, ""]


def _names(lot: Lot, plan_ids: Iterable[str]) -> list[str]:
    plans = {plan.plan_id: plan for plan in lot.problem.plans.rows}
    return [f"  {plan_id:<6} {plans[plan_id].name}" for plan_id in sorted(plan_ids)]


def _change(lot: Lot, texts: Texts) -> str:
    """Say how the cohort differs from the one in the directory."""
    params = {"folder": lot.folder, "seed": lot.before_seed}
    if lot.chosen == lot.before:
        return texts("draw.same_as_before", **params)
    enters, leaves = sorted(lot.chosen - lot.before), sorted(lot.before - lot.chosen)
    moved = {"enters": texts.listed(enters), "leaves": texts.listed(leaves)}
    return texts("draw.other_than_before", **params, **moved)


def _recompute(lot: Lot, texts: Texts) -> list[str]:
    """Return the command with which anyone recomputes the first ticket."""
    plan, digest, _ = lot.tickets()[0]
    said = texts("draw.recompute", plan=plan)
    command = f"printf '%s' {quote(f'{lot.seed}:{plan}')} | sha256sum"
    return [*_folded(said), f"  {command}", *_folded(texts("draw.outcome", digest=digest))]


def _folded(text: str, indent: str = "") -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip

"""What a sweep shows, in words: only what its records prove."""

from collections.abc import Iterator, Mapping

from selector.publish.beside import fraction_text
from selector.sweeps.index import Row
from selector.sweeps.insight import BASE, Effect, Hanging, Share
from selector.sweeps.regret import Regret
from selector.texts import Texts


def knob_word(knob: str, texts: Texts) -> str:
    """Return a knob as people read it: its key, as code."""
    return texts("sweep_page.base") if knob == BASE else f"`{knob}`"


def effect_sentence(effect: Effect, texts: Texts, alone: bool) -> str:
    """Say what a knob does to a plan: where it turns its choice, else how often at which value.

    `alone`: only one knob was turned at a time.
    """
    said = _effect(effect, texts)
    return f"{said} {texts('sweep_page.alone')}" if alone and effect.knob != BASE else said


def _effect(effect: Effect, texts: Texts) -> str:
    knob = knob_word(effect.knob, texts)
    if found := effect.threshold:
        way, below, above = found
        return texts(f"sweep_page.{way}", plan=effect.plan, knob=knob, below=below, above=above)
    if effect.decides:
        values = [f"`{value}`" for value, share in effect.fine.items() if share.count]
        shown = texts.listed(values) if len(values) <= 6 else texts.shown(values)
        if len(values) == 1:
            return texts("sweep_page.only_one", plan=effect.plan, knob=knob, value=values[0])
        return texts("sweep_page.only", plan=effect.plan, knob=knob, values=shown)
    return texts("sweep_page.mostly", plan=effect.plan, knob=knob, **_ends(effect))


def doubt_sentences(found: Hanging, texts: Texts) -> dict[str, str]:
    """Say what hangs on an assessment in doubt: its own verdict and choice, and the other plan."""
    other = found.other
    moved = "" if other is None else texts("sweep_page.other", plan=other.plan, **_ends(other))
    return {
        "knob": f"`{found.knob}`",
        "values": ", ".join(f"`{value}`" for value in found.eligible),
        "eligible": "; ".join(_per_value(found.eligible, texts)),
        "chosen": "; ".join(_per_value(found.chosen.shares, texts)),
        "other": moved,
    }


def _per_value(shares: Mapping[str, Share], texts: Texts) -> Iterator[str]:
    for value, share in shares.items():
        yield texts("sweep_page.at", value=value, count=share.count, of=share.of)


def _ends(effect: Effect) -> dict[str, object]:
    most, least = effect.shares[effect.high], effect.shares[effect.low]
    return {
        "high": effect.high,
        "low": effect.low,
        "most": most.count,
        "of_most": most.of,
        "least": least.count,
        "of_least": least.of,
    }


def scenario_words(row: Row, texts: Texts) -> str:
    """Name a scenario: its number, its base, and what was changed."""
    changes = ", ".join(f"`{change}`" for change in row.point.changes)
    number, base = row.point.number + 1, row.point.base.name
    key = "sweep_page.scenario" if changes else "sweep_page.scenario_bare"
    return texts(key, number=number, base=base, changes=changes)


def regret_sentence(regret: Regret, texts: Texts) -> str:
    """Say which scenario decides the price of a cohort, and what that price is."""
    worst = regret.worst
    if worst is None:
        return texts("sweep_page.no_loss")
    best, value = (_shown(v, texts) for v in (worst.best, worst.value))
    named = scenario_words(worst.row, texts)
    return texts("sweep_page.loss", scenario=named, tier=worst.tier, best=best, value=value)


def _shown(value: object, texts: Texts) -> str:
    exact = fraction_text(value)  # type: ignore[arg-type]
    return "; ".join(exact) if isinstance(exact, list) else exact

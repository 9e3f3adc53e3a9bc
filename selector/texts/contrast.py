"""How another cohort stands beside the chosen one, in words.

It is given names and numbers and knows nothing else, so that who recounts these can hold the
words against them as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selector.texts import Texts

FEWEST_PLACES, MOST_PLACES = 3, 6  # decimals; what these do not tell apart is written as a fraction
NAMED = 12  # places from below that have a word

OtherSize = Literal["", "smaller", "larger"]
Names = tuple[str, ...]


@dataclass(frozen=True)
class Shift:
    """The first tier with another value: what the chosen cohort attains on it, and the other.

    `tier` counts from 0. Of `worst` and `leximin`: the lowest score that is another, `place` from
    below (the lowest is 0), and the criteria that have it in the one and in the other cohort; of
    `criterion` that one criterion. `best`: what any cohort can reach, before and after, where the
    two cohorts stay below that within the tolerance of the tier. `relative`: scores are shares of
    what each could be alone.
    """

    tier: int
    kind: str
    now: Fraction
    then: Fraction
    place: int = 0
    names: tuple[Names, Names] = ((), ())
    weighted: bool = False
    best: tuple[Fraction, Fraction] | None = None
    relative: bool = False

    @property
    def gap(self) -> Fraction:
        """Return by how much the tier changes, up or down."""
        now, then = self.best or (self.now, self.then)
        return abs(now - then)


@dataclass(frozen=True)
class Tie:
    """No tier has another value. `within`: the scores differ, by no more than the tolerance.

    `size` says whether the other cohort is smaller or larger: of equals the larger wins.
    """

    size: OtherSize = ""
    within: bool = False


def shift_sentences(shift: Shift, texts: Texts) -> str:
    """Return what changes and from what to what, and what could be reached if that is more."""
    said = [_change(shift, texts)]
    if shift.relative:
        said.append(texts("why.relative"))
    if shift.best is not None:
        now, then = apart(*shift.best, texts)
        said.append(texts("why.most", now=now, then=then))
    return " ".join(said)


def _change(shift: Shift, texts: Texts) -> str:
    now, then = _pair(shift, shift.now, shift.then, texts)
    before, after = (texts.listed(list(names)) for names in shift.names)
    about = _about(shift, before, texts)
    if shift.now == shift.then:
        return texts("why.stays", about=about, now=now)
    if shift.kind in ("worst", "leximin") and before != after:
        place = ordinal(shift.place, texts)
        return texts("why.replaced", place=place, before=before, now=now, after=after, then=then)
    way = "rises" if shift.then > shift.now else "falls"
    return texts(f"why.{way}", about=about, now=now, then=then)


def _about(shift: Shift, names: str, texts: Texts) -> str:
    """Return what a tier is about, as the start of a sentence."""
    if shift.kind in ("worst", "leximin"):
        return texts("why.place", place=ordinal(shift.place, texts), names=names)
    if shift.kind == "criterion":
        return texts("why.criterion", name=names)
    return texts(f"why.{shift.kind}{'_weighted' if shift.weighted else ''}")


def tie_words(tie: Tie, texts: Texts) -> str:
    """Return how good a cohort is of which no tier has another value: `precies even goed`."""
    alike = "within" if tie.within else "each_tier" if tie.size else "exactly"
    return texts(f"why.{alike}") + (texts(f"why.{tie.size}") if tie.size else "")


def gap_text(shift: Shift, texts: Texts) -> str:
    """Return by how much a tier changes, in two figures at least, else as an exact fraction."""
    if shift.kind == "competition":
        return str(shift.gap)
    for places in range(FEWEST_PLACES, MOST_PLACES + 1):
        if shift.gap * 10**places >= 10:
            return texts.decimal(float(shift.gap), places)
    return str(shift.gap)


def _pair(shift: Shift, now: Fraction, then: Fraction, texts: Texts) -> tuple[str, str]:
    if shift.kind == "competition":
        return str(now), str(then)
    return apart(now, then, texts)


def apart(first: Fraction, second: Fraction, texts: Texts) -> tuple[str, str]:
    """Return two scores with enough decimals to tell them apart, else as exact fractions."""
    for places in range(FEWEST_PLACES, MOST_PLACES + 1):
        shown = tuple(texts.decimal(float(value), places) for value in (first, second))
        if first == second or shown[0] != shown[1]:
            return shown[0], shown[1]
    return str(first), str(second)


def told_apart(values: Iterable[Fraction], texts: Texts) -> dict[Fraction, str]:
    """Return scores with as many decimals, for all the same, as tell them apart where they can."""
    found = set(values)
    for places in range(FEWEST_PLACES, MOST_PLACES + 1):
        shown = {value: texts.decimal(float(value), places) for value in found}
        if len(set(shown.values())) == len(found):
            break
    return shown


def ordinal(place: int, texts: Texts) -> str:
    """Return a place from below as it stands before `score`: `laagste`, `op een na laagste`."""
    if place < NAMED:
        return texts(f"ordinal.{place + 1}")
    return texts("ordinal.more", before=place, place=place + 1)


def swap_text(leaves: Iterable[str], enters: Iterable[str], texts: Texts) -> str:
    """Return who is out and who is in: `eruit A03; erin A07 en A09`."""
    parts = (("out", list(leaves)), ("in", list(enters)))
    return "; ".join(texts(f"why.{key}", plans=texts.listed(p)) for key, p in parts if p)

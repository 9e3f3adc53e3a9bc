"""What stands out about every territory, counted anew, as sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

from selector.texts import Texts
from selector.verify.recount.exact import show
from selector.verify.recount.facts import Facts, repair
from selector.verify.recount.places import Place
from selector.verify.recount.plans import Plan
from selector.verify.recount.scenario import Scenario

M2 = 100  # square metres in a ten-thousandth of a square kilometre


def findings(
    plans: Sequence[Plan],
    places: Sequence[Place],
    facts: Facts,
    scenario: Scenario,
    texts: Texts,
) -> tuple[tuple[str, ...], ...]:
    """Return the findings about each plan; of a national one there are none."""
    land = max(_parts((1 << len(facts.towns)) - 1, facts), key=int.bit_count)
    told: dict[tuple[int, ...], tuple[str, ...]] = {}
    found = []
    for plan, place in zip(plans, places, strict=True):
        if plan.national:
            found.append(())
            continue
        if place.towns not in told:
            told[place.towns] = tuple(_of_area(place, land, facts, scenario, texts))
        drawn = _drawn(plan, scenario, texts) if plan.shape is not None and not plan.towns else ()
        found.append((*told[place.towns], *drawn))
    return tuple(found)


def _of_area(
    place: Place, land: int, facts: Facts, scenario: Scenario, texts: Texts
) -> Iterator[str]:
    """Yield what stands out of some municipalities."""
    parts = _parts(place.bits, facts)
    if len(parts) > 1:
        loose = tuple(" + ".join(_names(part, facts)) for part in _but_largest(parts, facts))
        yield _said("not_contiguous", texts, count=len(parts), names=texts.shown(loose))
    rest = _parts(land & ~place.bits, facts)
    if len(rest) > 1:
        shut = 0
        for part in _but_largest(rest, facts):
            shut |= part
        names = texts.shown(_names(shut, facts))
        yield _said("encloses", texts, count=shut.bit_count(), names=names)
    yield from _markets(place, facts, texts)
    for what, value in (("people", place.people), ("municipalities", len(place.towns))):
        least, most = (scenario.limits.get(f"{end}_{what}") for end in ("min", "max"))
        if least is not None and value < least:
            yield _said(f"too_few_{what}", texts, value=value, limit=least)
        if most is not None and value > most:
            yield _said(f"too_many_{what}", texts, value=value, limit=most)


def _markets(place: Place, facts: Facts, texts: Texts) -> Iterator[str]:
    """Tell the labour-market regions of which some, and not all, are covered whole."""
    within: dict[str, list[int]] = {}
    for i, town in enumerate(facts.towns):
        within.setdefault(town.market, []).append(i)
    counts = {
        market: (sum(place.bits >> t & 1 for t in within[market]), len(within[market]))
        for market in sorted(place.markets)
    }
    if len(counts) > 1 and any(own < total for own, total in counts.values()):
        shown = [f"{facts.markets[m]} ({own}/{total})" for m, (own, total) in counts.items()]
        yield _said("several_labour_markets", texts, count=len(counts), names=texts.shown(shown))


def _drawn(plan: Plan, scenario: Scenario, texts: Texts) -> Iterator[str]:
    """Tell holes and specks of a polygon."""
    import shapely

    pieces: list[Any] = list(shapely.get_parts(repair(plan.shape)))
    if holes := sum(len(piece.interiors) for piece in pieces):
        yield _said("polygon_holes", texts, count=holes)
    specks = sum(piece.area < scenario.min_area * M2 for piece in pieces)
    if 0 < specks < len(pieces):
        limit = show(scenario.min_area).replace(".", texts("number.decimal"))
        yield _said("polygon_specks", texts, count=specks, limit=limit)


def _said(code: str, texts: Texts, **params: int | str) -> str:
    """Return a finding as a sentence with a capital; numbers as the language has them."""
    shown = {n: texts.number(v) if isinstance(v, int) else v for n, v in params.items()}
    said = texts(f"finding.{code}", **shown)
    return said[:1].upper() + said[1:]


def _but_largest(parts: Sequence[int], facts: Facts) -> list[int]:
    """Return the parts, in order of their first town, without the one with most people."""
    ordered = sorted(parts, key=lambda part: part & -part)
    largest = max(ordered, key=lambda part: sum(facts.towns[t].population for t in _towns(part)))
    return [part for part in ordered if part != largest]


def _parts(bits: int, facts: Facts) -> list[int]:
    """Return what hangs together of some towns, as sets of bits."""
    found = []
    while bits:
        part, edge = 0, bits & -bits
        while edge:
            part |= edge
            near = 0
            for t in _towns(edge):
                near |= facts.near[t]
            edge = near & bits & ~part
        bits &= ~part
        found.append(part)
    return found


def _towns(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _names(bits: int, facts: Facts) -> list[str]:
    return [facts.towns[t].name for t in _towns(bits)]

"""Every pair of plans: the evidence of competition, and what the rules make of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from selector.verify.recount.exact import UNIT, given_number
from selector.verify.recount.facts import Facts
from selector.verify.recount.places import Place, centre, metres, shared_area
from selector.verify.recount.plans import Plan
from selector.verify.recount.scenario import Scenario, Section

COLUMNS = ("plan_a", "plan_b", "regel", "gevolg", "gewicht", "opgeheven_door", "aantal_sectoren",
           "aantal_cellen", "gedeelde_inwoners", "aantal_gemeenten", "aantal_besturen",
           "aantal_opleidingen", "gedeelde_km2", "aangrenzend", "zelfde_arbeidsmarktregio",
           "afgestemd", "grens_km", "afstand_km", "gedeelde_sectoren", "gedeelde_gemeenten",
           "gedeelde_besturen", "gedeelde_opleidingen", "gedeelde_arbeidsmarktregios")  # fmt: skip

KEYS = ("plan_a", "plan_b", "rule", "verdict", "weight", "lifted", "shared_sectors",
        "shared_cells", "shared_population", "shared_municipalities", "shared_boards",
        "shared_institutes", "shared_area_km2", "adjacent", "same_labour_market_region",
        "agreement", "border_km", "distance_km", "sectors", "municipalities", "boards",
        "institutes", "labour_market_regions")  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """What two plans have in common; `smaller` is the population of the smaller territory."""

    a: int
    b: int
    sectors: int
    towns: int
    people: int
    metres: int
    sliver: bool
    boards: int
    institutes: int
    adjacent: bool
    market: bool
    agreement: bool
    national: bool
    allowed: bool
    smaller: int
    border: int
    apart: int | None
    names: tuple[str, ...]
    rule: str = ""
    verdict: str = "free"
    weight: int = 0
    lifted: str = ""

    def row(self, plans: Sequence[Plan]) -> tuple[str, ...]:
        """Return the pair as a row of `conflicts.csv`."""
        values = (
            plans[self.a].plan_id, plans[self.b].plan_id, self.rule, self.verdict, self.weight,
            self.lifted, self.sectors, self.towns * self.sectors, self.people, self.towns,
            self.boards, self.institutes, round(self.metres / 1_000_000, 2), self.adjacent,
            self.market, self.agreement, self.border / 1000,
            "" if self.apart is None else self.apart / 1000, *self.names,
        )  # fmt: skip
        return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in values)


def find_pairs(
    plans: Sequence[Plan], places: Sequence[Place], facts: Facts, scenario: Scenario
) -> tuple[Pair, ...]:
    """Return every pair with any evidence, in order of plan_id, with its verdict.

    To share a labour-market region and nothing else is no evidence.
    """
    return tuple(_judge(pair, scenario) for pair in _evidence(plans, places, facts, scenario))


def _evidence(
    plans: Sequence[Plan], places: Sequence[Place], facts: Facts, scenario: Scenario
) -> Iterator[Pair]:
    """Yield every pair with any evidence, not judged yet."""
    sectors = [frozenset(plan.sectors) for plan in plans]
    boards = [frozenset(plan.labels("besturen")) for plan in plans]
    institutes = [frozenset(plan.labels("opleidingen")) for plan in plans]
    agreed = [frozenset(plan.labels("afstemming")) for plan in plans]
    ids = [plan.plan_id for plan in plans]
    together = [frozenset(table["plans"]) for table in scenario.allowed]
    national = [plan.national for plan in plans]
    middle = [centre(place, facts) for place in places]
    population = [p.people * len(s) for p, s in zip(places, sectors, strict=True)]
    for a, b in combinations(range(len(plans)), 2):
        common = places[a].bits & places[b].bits
        shared = len(boards[a] & boards[b]), len(institutes[a] & institutes[b])
        adjacent = bool(places[a].near & places[b].bits)
        agreement = ids[b] in agreed[a] or ids[a] in agreed[b]
        drawn = places[a].pieces is not None or places[b].pieces is not None
        area = shared_area(places[a], places[b], facts) if common or drawn else 0
        # Not for a labour-market region alone: its rule wants a municipality or a border besides.
        if not (common or area or any(shared) or adjacent or agreement):
            continue
        towns = [facts.towns[t] for t in places[a].towns if common >> t & 1] if common else []
        same = len(sectors[a] & sectors[b])
        some = places[a].markets & places[b].markets
        names = (
            [s for s in ("po", "vo", "mbo") if s in sectors[a] & sectors[b]],
            [town.name for town in towns],
            sorted(boards[a] & boards[b]),
            sorted(institutes[a] & institutes[b]),
            [facts.markets[code] for code in sorted(some)],
        )
        centres = None if national[a] or national[b] else (middle[a], middle[b])
        yield Pair(
            a,
            b,
            sectors=same,
            towns=len(towns),
            people=same * sum(town.population for town in towns),
            metres=area,
            sliver=drawn and area * UNIT < scenario.min_area * 1_000_000,
            boards=shared[0],
            institutes=shared[1],
            adjacent=adjacent,
            market=bool(some),
            agreement=agreement,
            national=national[a] or national[b],
            allowed=any({ids[a], ids[b]} <= named for named in together),
            smaller=min(population[a], population[b]),
            border=_border(places[a], places[b], facts) if adjacent else 0,
            apart=metres(*centres) if centres else None,
            names=tuple("|".join(found) for found in names),
        )


def _border(one: Place, other: Place, facts: Facts) -> int:
    """Return the metres of border between what only the one and only the other covers."""
    both = one.bits & other.bits
    yours = other.bits & ~both
    return sum(
        length
        for t in one.towns
        if not both >> t & 1
        for near, length in facts.borders[t]
        if yours >> near & 1
    )


def _judge(pair: Pair, scenario: Scenario) -> Pair:
    """Let the first rule decide that applies and is not lifted."""
    lifted: list[str] = []
    for rule in scenario.competition:
        if not pair.sectors or not RULES[rule["rule"]](rule, pair):
            continue
        grounds = {"afstemming": pair.agreement, "landelijk": pair.national}
        lifting = rule.get("lifted_by", ("afstemming", "landelijk"))
        found = [reason for reason in dict.fromkeys(lifting) if grounds[reason]]
        lifted += [f"{rule['rule']}:{reason}" for reason in found]
        if not found:
            verdict = rule.get("verdict", "forbid")
            if verdict == "forbid" and pair.allowed:
                verdict, lifted = "report", [*lifted, f"{rule['rule']}:toegestaan"]
            weight = rule.get("weight", 1) if verdict == "penalise" else 0
            told = "|".join(lifted)
            return replace(pair, rule=rule["rule"], verdict=verdict, weight=weight, lifted=told)
    return replace(pair, lifted="|".join(lifted))


def _overlap(rule: Section, pair: Pair) -> bool:
    least = given_number(rule.get("min_share", "0.05"))
    return pair.towns > 0 and not pair.sliver and pair.people * UNIT >= least * pair.smaller


def _shared_party(rule: Section, pair: Pair) -> bool:
    return pair.boards + pair.institutes > 0


def _neighbours(rule: Section, pair: Pair) -> bool:
    return pair.market and (pair.towns > 0 or pair.adjacent)


# When a rule applies to two plans that share a sector, before any lifting.
RULES: Mapping[str, Callable[[Section, Pair], bool]] = {
    "overlap": _overlap, "shared_party": _shared_party, "neighbours": _neighbours,
}  # fmt: skip

"""The smallest rounds in which one rule or measure changes the choice: read, solved, compared.

Each is a TOML file in `docs/voorbeelden`: some plans, what two scenarios share, what they differ
in, and what is chosen under either.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import selector
from selector.rules import CompetingRule, Rule
from selector.tiers import Value

FOLDER = Path(__file__).parents[1] / "voorbeelden"
CONDITIONS = ("a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2")
SAME = {  # what a plan has unless its row says otherwise
    "ingediend_op": "2023-04-20",
    "sectoren": "po",
    "gemeenten": "Amsterdam",
    "samenwerking": "regionaal",
    "herkomst": "nieuw",
    **dict.fromkeys(CONDITIONS, "voldaan"),
}


@dataclass(frozen=True)
class Small:
    """A small round under two scenarios, which share `base`.

    `shows` names what the second has and the first has not, by its key in the scenario schema.
    """

    slug: str
    group: str
    title: str
    shows: tuple[str, ...]
    story: str
    lesson: str
    plans: tuple[Mapping[str, str], ...]
    base: str
    without: str
    having: str
    chosen: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def scenarios(self) -> tuple[str, str]:
        """Return both scenarios, whole."""
        head = f'name = "{self.slug}"\n'
        first, second = self.without.strip(), self.having.strip()
        return f"{head}{first}\n\n{self.base}", f"{head}{second}\n\n{self.base}"


@dataclass(frozen=True)
class Candidate:
    """One cohort under one scenario: the rules that it breaks, and what it is worth on each tier.

    A plan in it that is not eligible counts as broken, and then there are no values.
    """

    members: tuple[str, ...]
    broken: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Solved:
    """A small round solved under one scenario, with every cohort that there is."""

    result: "selector.Result"
    candidates: tuple[Candidate, ...]


def read(path: Path) -> Small:
    """Return the small round of a file."""
    with path.open("rb") as file:
        found = tomllib.load(file)
    return Small(
        path.stem,
        found["group"],
        found["title"],
        tuple(found["shows"]),
        found["story"].strip(),
        found["lesson"].strip(),
        tuple({key: str(cell) for key, cell in row.items()} for row in found["plans"]),
        found["base"].strip() + "\n",
        found["without"]["scenario"],
        found["with"]["scenario"],
        (tuple(found["without"]["chosen"]), tuple(found["with"]["chosen"])),
    )


def every() -> tuple[Small, ...]:
    """Return all small rounds, by name."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.toml")))


def solved(small: Small) -> tuple[Solved, Solved]:
    """Solve a small round under both scenarios."""
    first, second = small.scenarios
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_plans(small, folder / "aanvragen.csv")
        return _solved(folder, first), _solved(folder, second)


def write_plans(small: Small, path: Path) -> None:
    """Write the plans as a file that the program reads, with every column that it wants."""
    rows = [{**SAME, **row} for row in small.plans]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["naam", *columns], restval="", delimiter=";")
        writer.writeheader()
        writer.writerows({"naam": f"Plan {row['plan_id']}", **row} for row in rows)


def _solved(folder: Path, scenario: str) -> Solved:
    path = folder / "scenario.toml"
    path.write_text(scenario, encoding="utf-8")
    plans = selector.read_plans(folder / "aanvragen.csv")
    result = selector.select(plans, selector.load_scenario(path))
    return Solved(result, tuple(_candidates(result)))


def _candidates(result: "selector.Result") -> Iterator[Candidate]:
    """Yield every set of plans of a size that the scenario allows."""
    problem, ids = result.problem, result.problem.plans.ids
    for size in problem.solvable_sizes:
        for chosen in combinations(range(len(ids)), size):
            members = tuple(ids[p] for p in chosen)
            unfit = [f"eligibility:{ids[p]}" for p in chosen if p not in problem.eligible]
            broken = [name for rule in problem.rules for name in _broken(rule, chosen, ids)]
            names = tuple(dict.fromkeys([*unfit, *broken]))
            values = () if unfit else tuple(problem.value(t, chosen) for t in problem.tiers)
            yield Candidate(members, names, values)


def _broken(rule: Rule, chosen: tuple[int, ...], ids: Sequence[str]) -> list[str]:
    """Return what a cohort breaks of a rule, by the names of the contract: of pairs each one."""
    if rule.check(frozenset(chosen)):
        return []
    if isinstance(rule, CompetingRule):
        inside = [(a, b) for a, b in rule.pairs if a in chosen and b in chosen]
        return [f"{rule.name}:{ids[a]}|{ids[b]}" for a, b in inside]
    return [rule.name]

"""From the directory of a proven result back to its problem and its optimum.

The optimum is solved again from the inputs in the directory, so that nothing is built on a
result that was changed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from selector.errors import InputError, shorten
from selector.intake import Regions, read_regions
from selector.intake.plans import KEPT, Base, parse_plans
from selector.intake.regions import read_kept
from selector.problem import Problem, make_problem
from selector.scenario import Scenario, load_scenario, parse_scenario
from selector.solve.alone import with_best_alone
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve
from selector.theme import NEUTRAL, Theme, read_kept_theme
from selector.theme.look import THEME_FILE
from selector.verify.compare.delivered import MOST_INPUTS
from selector.verify.recount.files import digest_of, read_bytes, read_record
from selector.verify.recount.unreadable import Unreadable

COHORT, INFEASIBLE, INPUT = "cohort.json", "infeasible.json", "invoer"
Ground = Literal["not_a_run", "changed", "not_proven", "infeasible"]
# Keys of a scenario that hold decimals, which JSON can only write as texts.
_DECIMALS = frozenset(
    ("min_share", "max_share", "min_cover", "min_area_km2", "min_aandeel_besturen",
     "min_aandeel_opleidingen", "tolerance", "weights", "range", "target", "reference_km")
)  # fmt: skip


class Refused(Exception):  # noqa: N818  (it is about the directory, not about the program)
    """The directory cannot be built on: `why` is the reason, `text` the key of what is said."""

    def __init__(self, why: Ground, text: str, **params: object) -> None:
        super().__init__(text, params)
        self.why, self.text, self.params = why, text, params


@dataclass(frozen=True)
class Reopened:
    """A proven result: its problem, its optimum, the hashes of its inputs by name, its theme."""

    problem: Problem
    optimum: Optimum
    hashes: Mapping[str, str]
    theme: Theme = NEUTRAL


def read_run(folder: Path) -> Mapping[str, Any]:
    """Return what a directory says of its result; raises `Refused` when that cannot be read."""
    name = next((name for name in (COHORT, INFEASIBLE) if (folder / name).is_file()), None)
    if name is None:
        raise Refused("not_a_run", "verify.not_a_run", folder=folder)
    try:
        record = read_record(folder / name)
        hashes = record["input"]
        names = ("plans_sha256", "scenario_sha256", "regions_sha256")
        sound = all(isinstance(hashes[name], str) for name in names)
        record.get("seed", "").encode()
    except (OSError, Unreadable, KeyError, TypeError, AttributeError, UnicodeError):
        sound = False
    if not sound:
        raise Refused("changed", "reopen.unreadable", folder=folder)
    return record


def reopen(folder: Path, regions: str | None = None) -> Reopened:
    """Read a directory back, and solve it again to see that it says what its inputs give.

    That takes as long as it took the first time. Raises `Refused`, and `InputError` when the
    regions cannot be read.
    """
    record = read_run(folder)
    problem = with_best_alone(read_problem(folder, record, regions), Clock())
    if record.get("status") == "infeasible":
        raise Refused("infeasible", "reopen.infeasible", folder=folder)
    if record.get("status") != "optimal":
        raise Refused("not_proven", "reopen.not_proven", folder=folder)
    optimum = solve_proven(problem, folder)
    ids = problem.plans.ids
    always, some = optimum.always or frozenset(), optimum.sometimes or frozenset()
    _hold(record, "selected", named(optimum.chosen, ids))
    words = {p: "all" if p in always else "some" if p in some else "none" for p in range(len(ids))}
    _hold(record, "in_optimal", {ids[p]: word for p, word in words.items()})
    return Reopened(problem, optimum, record["input"], read_theme(folder, record))


def named(plans: frozenset[int], ids: Sequence[str]) -> list[str]:
    """Return the plan_ids of plans by position, in order."""
    return [ids[p] for p in sorted(plans)]


def solve_proven(problem: Problem, folder: Path) -> Optimum:
    """Return the proven optimum; raises `Refused` when there is none, or Ctrl-C as it is."""
    clock = Clock()
    optimum = solve(problem, clock)
    if clock.stopped.is_set():
        raise KeyboardInterrupt
    if optimum is None or not optimum.proven:
        raise Refused("not_proven", "reopen.not_proven", folder=folder)
    return optimum


def read_problem(folder: Path, record: Mapping[str, Any], regions: str | None = None) -> Problem:
    """Return the problem of the inputs in the directory, with the seed of its record.

    `regions` takes the place of what the run kept. Raises `Refused` and `InputError`.
    """
    hashes = record["input"]
    facts = _facts(folder, regions, hashes["regions_sha256"])
    if facts.sha256 != hashes["regions_sha256"]:
        shown = {"found": facts.sha256, "recorded": hashes["regions_sha256"]}
        raise Refused("changed", "reopen.changed", file="regions", **shown)
    plans_file = _input(folder, "plans", hashes["plans_sha256"])
    scenario_file = _input(folder, "scenario", hashes["scenario_sha256"])
    try:
        plans = parse_plans(plans_file.name, read_bytes(plans_file), facts)
        if "base_sha256" in hashes:
            plans = replace(plans, base=_base(folder, hashes["base_sha256"]))
        scenario = read_kept_scenario(scenario_file)
    except Unreadable:
        raise Refused("changed", "reopen.absent", folder=folder, role="scenario") from None
    return make_problem(plans, scenario.with_seed(record.get("seed", scenario.seed)), facts)


def _facts(folder: Path, regions: str | None, recorded: str) -> Regions:
    """Return the regions of a run: those given, else those kept, else the bundled ones."""
    inside = folder / INPUT
    kept = [path for path in _folders(inside) if not (path / THEME_FILE).is_file()]
    if regions is None and kept:
        try:
            return read_kept(kept[0])
        except InputError:
            file, shown = f"{INPUT}/{kept[0].name}", {"found": "?", "recorded": recorded}
            raise Refused("changed", "reopen.changed", file=file, **shown) from None
    facts = read_regions(regions, downloaded=False)
    # Before a run kept what it read, it could have used the boundaries that were downloaded.
    return facts if facts.sha256 == recorded else read_regions(regions)


def read_theme(folder: Path, record: Mapping[str, Any]) -> Theme:
    """Return the theme that a run kept, the neutral one when it had none; raises `Refused`."""
    recorded = {k: record["input"][k] for k in ("theme_sha256", "logo_sha256")
                if k in record["input"]}  # fmt: skip
    kept = [path for path in _folders(folder / INPUT) if (path / THEME_FILE).is_file()]
    if not recorded:
        return NEUTRAL
    try:
        found = read_kept_theme(kept[0]) if kept else NEUTRAL
    except InputError:
        found = NEUTRAL
    if dict(found.hashes) != recorded:
        shown = {"found": found.hashes.get("theme_sha256", "?"), "recorded": recorded}
        raise Refused("changed", "reopen.changed", file=f"{INPUT}/{THEME_FILE}", **shown)
    return found


def _base(folder: Path, recorded: str) -> Base:
    """Return the plans that changed ones were made from, as the run kept them."""
    path = _input(folder, "plans", recorded)
    return Base(path.name.removeprefix(KEPT), read_bytes(path), recorded)


def _folders(inside: Path) -> list[Path]:
    return sorted(path for path in inside.iterdir() if path.is_dir()) if inside.is_dir() else []


def _input(folder: Path, role: str, recorded: str) -> Path:
    """Return the file in `invoer/` that has the hash that was recorded."""
    inside = folder / INPUT
    files = sorted(p for p in inside.iterdir() if p.is_file()) if inside.is_dir() else []
    digests = dict[Path, str]()
    for path in files[:MOST_INPUTS]:
        with suppress(Unreadable):
            digests[path] = digest_of(path)
    for path, digest in digests.items():
        if digest == recorded:
            return path
    for path, digest in digests.items():
        if (path.suffix == ".toml" or path.name == "scenario.json") is (role == "scenario"):
            shown = {"found": digest, "recorded": recorded}
            raise Refused("changed", "reopen.changed", file=f"{INPUT}/{path.name}", **shown)
    raise Refused("changed", "reopen.absent", folder=folder, role=role)


def read_kept_scenario(path: Path) -> Scenario:
    """Read a scenario that was kept: in TOML, or in the JSON of one that was made in Python."""
    if path.suffix != ".json":
        return load_scenario(path)
    return parse_scenario(_decimals(read_record(path)))


def _decimals(value: Any, numeric: bool = False) -> Any:
    """Return JSON with the texts that stand for decimals as decimals."""
    if isinstance(value, dict):
        return {k: _decimals(v, numeric or k in _DECIMALS) for k, v in value.items()}
    if isinstance(value, list):
        return [_decimals(item, numeric) for item in value]
    named = isinstance(value, str) and value[:1] not in "-0123456789"
    if not numeric or not isinstance(value, str) or named:
        return value
    try:
        return Decimal(value)
    except ArithmeticError:  # it is none: the scenario says what is wrong there
        return value


def _hold(record: Mapping[str, Any], key: str, recomputed: Any) -> None:
    """Refuse a result that is not what its inputs give."""
    found = record.get(key)
    if key == "in_optimal":
        plans = record.get("plans")
        entries = [p for p in plans if isinstance(p, dict)] if isinstance(plans, list) else []
        found = {str(entry.get("plan_id")): entry.get("in_optimal") for entry in entries}
    if found != recomputed:
        shown = {"found": shorten(found, 300), "recomputed": shorten(recomputed, 300)}
        raise Refused("changed", "reopen.unlike", place=key, **shown)

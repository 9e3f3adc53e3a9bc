"""The set-up of a sweep: the round, the bases, what is varied; kept in `invoer/` of its folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from selector.intake import Plans, Regions
from selector.scenario import Scenario
from selector.sweeps.knobs import Drawn, Knob, Listed
from selector.sweeps.sample import Combinations, Sample

FORMAT = 1


@dataclass(frozen=True)
class Base:
    """A scenario that is varied, with the digest of what it was read from."""

    scenario: Scenario
    sha256: str

    @property
    def name(self) -> str:
        """Return what the scenario calls itself."""
        return self.scenario.name


@dataclass(frozen=True)
class Point:
    """One scenario of a sweep: its base, and the changes to it as one writes them."""

    number: int
    base: Base
    values: tuple[str | None, ...]  # per knob; None: as in the base
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Setup:
    """All that the scenarios of a sweep follow from."""

    plans: Plans
    regions: Regions
    bases: tuple[Base, ...]
    knobs: tuple[Knob, ...]
    sample: Sample

    @cached_property
    def combinations(self) -> Combinations:
        """Return the combinations of values that are tried on every base."""
        return Combinations(self.knobs, self.sample)

    @property
    def total(self) -> int:
        """Return the number of scenarios."""
        return self.combinations.total * len(self.bases)

    def __len__(self) -> int:
        return self.total

    def point(self, number: int) -> Point:
        """Return a scenario by number, from 0: base by base."""
        base, at = divmod(number, self.combinations.total)
        picks = self.combinations[at]
        turned = [
            (knob, pick) for knob, pick in zip(self.knobs, picks, strict=True) if pick is not None
        ]
        changes = (knob.change(pick) for knob, pick in turned)
        values = tuple(
            None if pick is None else knob.values[pick]
            for knob, pick in zip(self.knobs, picks, strict=True)
        )
        return Point(number, self.bases[base], values, tuple(filter(None, changes)))

    def as_dict(self) -> dict[str, Any]:
        """Return it as `opzet.json` has it."""
        return {
            "format": FORMAT,
            "plans": {"file": self.plans.file, "sha256": self.plans.sha256},
            "regions": {"sha256": self.regions.sha256},
            "bases": [
                {"file": name, "name": b.name, "sha256": b.sha256, "seed": b.scenario.seed}
                for name, b in zip(base_files(self.bases), self.bases, strict=True)
            ],
            "knobs": [_knob_dict(knob) for knob in self.knobs],
            "sample": {
                "kind": self.sample.kind,
                "count": self.sample.count,
                "seed": self.sample.seed,
            },
        }

    @cached_property
    def data(self) -> bytes:
        """Return the bytes of `opzet.json`."""
        return f"{json.dumps(self.as_dict(), ensure_ascii=False, indent=1)}\n".encode()

    @cached_property
    def digest(self) -> str:
        """Return the digest by which one knows the same sweep."""
        return sha256(self.data).hexdigest()


def base_files(bases: Sequence[Base]) -> list[str]:
    """Return the names under which scenarios are kept."""
    return [
        f"scenario-{i}.{'toml' if base.scenario.source.data else 'json'}"
        for i, base in enumerate(bases, start=1)
    ]


def base_of(scenario: Scenario) -> Base:
    """Return a scenario as a base."""
    return Base(scenario, scenario.sha256)


def sampled(table: Mapping[str, Any]) -> Sample:
    """Return how combinations are taken, as it was kept."""
    return Sample(table["kind"], table["count"], table["seed"])


def knob_of(table: Mapping[str, Any]) -> Knob:
    """Return a knob as it was kept."""
    if "values" in table:
        return Knob(table["key"], Listed(tuple(table["values"])), table["switch"], table["doubt"])
    return Knob(table["key"], Drawn(table["low"], table["high"], table["places"]))


def _knob_dict(knob: Knob) -> dict[str, Any]:
    if isinstance(knob.values, Listed):
        kind = {"switch": knob.switch, "doubt": knob.doubt}
        return {"key": knob.key, **kind, "values": list(knob.values.values)}
    steps = knob.values
    return {"key": knob.key, "low": steps.low, "high": steps.high, "places": steps.places}

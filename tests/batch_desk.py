"""A job in a folder of its own, for the tests of the job after the deadline."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import Row, invoke, plan, tables, write_plans, write_scenario
from click.testing import Result as Invoked
from verifying import draw_plainly

ROWS = [
    plan("A", herkomst="bestaand"),
    plan("B", "GM0599"),
    plan("C", "GM0014", herkomst="bestaand"),
    plan("D", "GM0917"),
]
LATE = "2023-05-01T10:00:00"
BEFORE = datetime(2023, 4, 20, tzinfo=UTC).timestamp()
AFTER = datetime(2023, 5, 2, tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Desk:
    """A job in a folder of its own."""

    home: Path

    def config(self, **keys: Any) -> None:
        """Write its config: small and quick, but for what is given."""
        told = {"deadline": "2023-04-28T23:59:59", "settle_seconds": 0, "dossier": False,
                "certify": False, "scenarios": ["proef.toml"], **keys}  # fmt: skip
        text = "".join(f"{key} = {_toml(value)}\n" for key, value in told.items())
        (self.home / "batch.toml").write_text(text, encoding="utf-8")

    def hand_in(self, rows: Sequence[Row], name: str, moment: float = BEFORE) -> Path:
        """Put a file in the inbox that bears a moment of change."""
        path = write_plans(self.home / "inbox", rows, name)
        os.utime(path, (moment, moment))
        return path

    def work(self, *options: str) -> Invoked:
        """Start the job once."""
        return invoke("batch", self.home / "batch.toml", *options)

    def runs(self) -> list[Path]:
        """The folders of its runs."""
        folders = (self.home / "uitkomsten").iterdir()
        return sorted(p for p in folders if p.is_dir() and not p.name.startswith("."))

    def record(self, run: int = -1) -> dict[str, Any]:
        """The record of a run, by number."""
        found = [json.loads((run / "record.json").read_bytes()) for run in self.runs()]
        return sorted(found, key=lambda record: record["number"])[run]  # type: ignore[no-any-return]

    def letter(self) -> str:
        """The last letter to the secretariat."""
        return (self.home / "archief" / "brief.txt").read_text(encoding="utf-8")


def _toml(value: Any) -> str:
    return json.dumps(value)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    draw_plainly(monkeypatch)
    found = Desk(tmp_path / "taak")
    (found.home / "inbox").mkdir(parents=True)
    scenario = tables(2, eligibility={"deadline": "2023-04-28T23:59:59"})
    write_scenario(found.home, scenario, "proef.toml")
    found.config()
    return found

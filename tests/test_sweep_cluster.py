"""A sweep on a Dask cluster: the same bytes; left out where `distributed` is not installed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, write_case
from test_sweep import ROWS, SCENARIO, VARY, content

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found


def arguments(folder: Path) -> list[str]:
    plans, scenario = write_case(folder, ROWS, SCENARIO)
    (folder / "vary.toml").write_text(VARY)
    return ["sweep", str(plans), "--scenario", str(scenario), "--vary", str(folder / "vary.toml")]


def test_a_cluster_leaves_the_same_bytes(cluster: Any, tmp_path: Path) -> None:
    case, here, there = arguments(tmp_path), tmp_path / "hier", tmp_path / "daar"
    assert invoke(*case, "--out", here, "--workers", "1").exit_code == 0
    result = invoke(*case, "--out", there, "--cluster", cluster.scheduler_address)
    assert result.exit_code == 0, result.output
    assert content(there) == content(here)


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("selector.sweeps.cluster.WAIT", 0.5)
    result = invoke(
        *arguments(tmp_path), "--out", tmp_path / "uit", "--cluster", "tcp://127.0.0.1:9"
    )
    assert result.exit_code == 2
    assert "is niet te bereiken" in result.stderr

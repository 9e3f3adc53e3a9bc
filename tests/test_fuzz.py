"""A sample of the fuzz test; `python -m tests.fuzz` runs as many as one likes."""

from pathlib import Path

import pytest
from depth import sample
from fuzz.cases import case
from fuzz.judge import Case, faults
from fuzz.sound import sound_result

COUNT, PARTS = 80, 8


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound result of the small round."""
    return sound_result(tmp_path_factory.mktemp("goed"))


@pytest.mark.parametrize("part", sample(range(PARTS), every=PARTS))
def test_no_mutation_gets_further_than_a_plain_refusal(
    part: int, result: Path, tmp_path: Path
) -> None:
    for number in range(part, COUNT, PARTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        made = case("suite", number, folder, result)
        assert faults(made) == [], (number, made.arguments)


def test_the_judge_sees_what_may_not_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        (tmp_path / "uit").mkdir()
        raise RuntimeError("\x1b[31mkapot")

    monkeypatch.setattr("selector.intake.read_regions", broken)
    found = faults(Case(tmp_path, ["check", "plannen.csv"]))
    assert [fault.split(":")[0] for fault in found] == ["exit code 1", "says niet aan de invoer"]

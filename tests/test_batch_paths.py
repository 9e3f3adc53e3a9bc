r"""Folders in a config as Windows writes them: `C:\temp` is told, what is sound is left alone."""

from pathlib import Path

import pytest
from builders import invoke

from selector.batch.backslashes import backslashes

REST = 'archive = "archief"\nresults = "uit"\ndeadline = "2023-04-28T23:59:59"\n'


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (r'inbox = "C:\temp\new"', "C:/temp/new"),
        (r'inbox = "C:\Users\jan"', "C:/Users/jan"),
        (r'inbox="in\box" # van Jan', "in/box"),
        (r'on_success = ["C:\tools\tell.exe"]', "C:/tools/tell.exe"),
    ],
)
def test_a_backslash_that_is_none_is_told_with_what_was_meant(
    tmp_path: Path, line: str, meant: str
) -> None:
    config = tmp_path / "taak.toml"
    config.write_text(f"{REST}{line}\n", encoding="utf-8")
    found = invoke("batch", config)
    assert found.exit_code == 2
    assert "regel 4" in found.stderr
    assert f"`{meant}`" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["taak.toml"]


@pytest.mark.parametrize(
    "line",
    [
        r"inbox = 'C:\temp\new'",
        r'inbox = "C:\\temp\\new"',
        'inbox = "C:/temp/new"',
        r'# inbox = "C:\temp"',
        r"""on_success = ['C:\tools\tell.exe', "--tab=\t"]""",
        r"""inbox = 'in' # niet "C:\temp" """,
    ],
)
def test_what_is_what_it_seems_is_left_alone(line: str) -> None:
    assert backslashes("taak.toml", line) == []

"""A new job: a config with a word at every key, and its folders."""

from importlib.resources import files
from pathlib import Path

from selector.publish.folder import check_out, write_folder

CONFIG = "batch.toml"


def start(folder: Path) -> None:
    """Write a folder with a commented config and the folders of a job; nothing is replaced.

    Raises `InputError` when the folder is there already.
    """
    check_out(folder, force=False)
    write_folder(_fill, folder, force=False)


def _fill(folder: Path) -> None:
    text = files("selector.batch").joinpath(CONFIG).read_text(encoding="utf-8")
    (folder / CONFIG).write_text(text, encoding="utf-8", newline="\n")
    for name in ("inbox", "archief", "uitkomsten"):
        (folder / name).mkdir()

"""Places for what a command writes: looked at before any work, and nothing replaced."""

from pathlib import Path

from selector.commands.base import tell
from selector.publish.folder import check_new, check_out, finish_others, write_file

__all__ = ["check_folder", "check_new", "write_new"]


def check_folder(out: Path, force: bool, language: str) -> None:
    """Refuse a place for a folder, after telling what earlier runs that broke off left there."""
    tell(finish_others(out), language)
    check_out(out, force)


def write_new(path: Path, text: str) -> None:
    """Write a new file, whole or not at all; one that has appeared in the meantime stays."""
    write_file(path, text.encode())

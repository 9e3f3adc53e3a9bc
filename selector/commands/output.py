"""Places for what a command writes: looked at before any work, and nothing replaced."""

from pathlib import Path

from selector.commands.base import tell


def check_folder(out: Path, force: bool, language: str) -> None:
    """Refuse a place for a folder, after telling what earlier runs that broke off left there."""
    from selector.publish.folder import check_out, finish_others

    tell(finish_others(out), language)
    check_out(out, force)


def check_new(path: Path) -> None:
    """Refuse a place for a file that cannot be written to."""
    from selector.publish.folder import check_new as check

    check(path)


def write_new(path: Path, text: str) -> None:
    """Write a new file, whole or not at all; one that has appeared in the meantime stays."""
    from selector.publish.folder import write_file

    write_file(path, text.encode())

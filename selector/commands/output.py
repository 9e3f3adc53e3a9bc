"""A single file as output: a place that is free, and nothing replaced."""

from pathlib import Path

from selector.errors import InputError, Message


def check_new(path: Path) -> None:
    """Refuse a place that cannot be written to, before any work."""
    if path.exists() or path.is_symlink():
        raise InputError([Message("file_exists", str(path))])
    if not path.absolute().parent.is_dir():
        raise InputError([Message("out_no_parent", str(path))])


def write_new(path: Path, text: str) -> None:
    """Write a new file; one that has appeared in the meantime is left alone."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError([Message("file_exists", str(path))]) from None
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise InputError([Message("out_not_written", str(path), params=params)]) from None

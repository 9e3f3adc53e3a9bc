"""Folders and files that are complete or absent at any moment, with nothing of the user's lost.

They are made ready in a draft beside their place and moved there at the end, in one step that
refuses what is there by then. What is refused is kept beside it.
"""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from selector.errors import InputError, Message, WriteError
from selector.publish.draft import (
    KEPT,
    REFUSED,
    Draft,
    dead_drafts,
    drafting,
    move_aside,
    numbered,
)
from selector.publish.moving import move_new, sync, sync_folder
from selector.publish.ownership import complete, ours, remove, seal

_TRIES = 100  # others may put something in the same place as fast as it is set aside
_FULL = (errno.ENOSPC, errno.EDQUOT)
_ROOM = 2**20  # bytes; with less than this a library that fails was most likely out of room


@dataclass(frozen=True)
class Written:
    """The place of a new folder, and what became of those that were there."""

    path: Path
    notes: tuple[Message, ...] = ()


def finish_others(out: Path) -> tuple[Message, ...]:
    """Finish what runs that broke off had begun at a place, and tell it; what lives is let be."""
    notes: list[Message] = []
    with suppress(OSError, RuntimeError, ValueError):
        for draft in dead_drafts(out.resolve()):
            notes += _told_until_stopped(chain(_finish(draft), _settle(draft)))
    return tuple(notes)


def check_out(out: Path, force: bool) -> None:
    """Refuse a place for a folder that cannot be written to, before any work: `InputError`."""
    with _refusing(out):
        if out.is_dir():
            target, here = out.resolve(), Path.cwd()
            if target == here or target in here.parents:
                raise InputError([Message("out_is_here", str(out))])
            if not force:
                raise InputError([Message("out_exists", str(out))])
        elif os.path.lexists(out):
            raise InputError([Message("out_is_file", str(out))])
        _try_place(out, out.resolve())


def check_new(path: Path) -> None:
    """Refuse a place for a file that cannot be written to, before any work: `InputError`."""
    finish_others(path)
    with _refusing(path):
        if os.path.lexists(path):
            raise InputError([Message("file_exists", str(path))])
        _try_place(path, path.absolute())


def write_folder(fill: Callable[[Path], None], out: Path, force: bool) -> Written:
    """Write a folder at once, with what `fill` puts into an empty one.

    See `check_out` for what is refused before any work. A folder that is there by now is
    replaced with `force`, and removed when all that is in it is ours; else it is kept under
    another name. Without `force` the new one is kept, beside it. Raises `WriteError`.
    """
    with _draft(out, out.resolve()) as draft:
        draft.new.mkdir()
        fill(draft.new)
        seal(draft.new)
        _place(draft, out, force)
        return Written(out, _told_until_stopped(_settle(draft)))


def write_file(path: Path, data: bytes) -> None:
    """Write a new file at once; one that is there by now stays, and the new one beside it.

    Raises `WriteError`.
    """
    with _draft(path, path.absolute()) as draft:
        draft.new.write_bytes(data)
        _place(draft, path, force=False)


def write_aside(fill: Callable[[Path], None], out: Path, word: str) -> Path:
    """Write a folder beside the place of another: `X.word`, or `X.word-2` when that is taken."""
    with _draft(out, out.resolve()) as draft:
        draft.new.mkdir()
        fill(draft.new)
        first = draft.target.with_name(f"{draft.target.name}.{word}")
        names = (numbered(draft.target, word, number) for number in count(2))
        return move_aside(draft.new, chain([first], names))


@contextmanager
def _draft(out: Path, target: Path) -> Iterator[Draft]:
    with _told(out), drafting(target) as draft, _told(out):
        yield draft


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Turn what goes wrong with the disk into a `WriteError`."""
    try:
        yield
    except (InputError, WriteError):
        raise
    except OSError as error:
        raise WriteError([_cannot(out, error)]) from error
    except Exception as error:  # a library that has words of its own for a full disk
        if _is_full(out.absolute().parent):
            raise WriteError([Message("disk_full", str(out))]) from error
        raise


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn a place that the system refuses into an `InputError`."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, no name at all
        raise InputError([_cannot(path, error)]) from None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def _cannot(path: Path, error: Exception) -> Message:
    if isinstance(error, OSError) and error.errno in _FULL:
        return Message("disk_full", str(path))
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Message("out_not_written", str(path), params={"error": said})


def _try_place(path: Path, target: Path) -> None:
    """Make a draft and leave it, to see that a place can be written to."""
    if not path.absolute().parent.is_dir():
        raise InputError([Message("out_no_parent", str(path))])
    with drafting(target):
        pass


def _place(draft: Draft, out: Path, force: bool) -> None:
    """Move what is ready to its place; when that cannot be, keep it beside it and raise."""
    sync(draft.new)
    try:
        _move_in(draft, force)
    except OSError as error:
        kept = move_aside(draft.new, (numbered(draft.target, REFUSED, n) for n in count(1)))
        taken = isinstance(error, FileExistsError)
        told = Message("out_taken", str(out)) if taken else _cannot(out, error)
        raise WriteError([told, Message("result_aside", value=str(kept))], taken) from error
    with suppress(OSError):  # it is there, and no system promises more
        sync_folder(draft.target.parent)


def _move_in(draft: Draft, force: bool) -> None:
    """Move what is ready to its place; with `force` what is there is set aside."""
    for _ in range(_TRIES):
        try:
            move_new(draft.new, draft.target)
            return
        except FileExistsError:
            if not (force and _gives_way(draft.target)):
                raise
        if _replaced(draft):
            return
    raise FileExistsError(draft.target)


def _gives_way(target: Path) -> bool:
    """Tell whether what stands in the way is a folder, or has gone since: another set it aside."""
    try:
        return stat.S_ISDIR(target.lstat().st_mode)
    except FileNotFoundError:
        return True


def _replaced(draft: Draft) -> bool:
    """Put the new folder where the old one was; False when another has come in between."""
    aside = draft.set_aside()
    try:
        move_new(draft.new, draft.target)
    except FileExistsError:
        return False
    except BaseException:
        if aside:
            move_new(aside, draft.target)
        raise
    return True


def _finish(draft: Draft) -> Iterator[Message]:
    """Do the second move of a run that broke off between the two, or undo the first."""
    for aside in draft.aside():
        if not os.path.lexists(draft.target):
            ready = complete(draft.new)
            move_new(draft.new if ready else aside, draft.target)
            yield Message("draft_finished" if ready else "draft_undone", str(draft.target))


def _settle(draft: Draft) -> Iterator[Message]:
    """Remove what was set aside and is ours; tell what is kept."""
    for aside in draft.aside():
        if not _retired(draft, aside):
            yield Message("kept_aside", str(draft.target), value=aside.name)
    remove(draft.old)
    if os.path.lexists(draft.old):  # something came in after it was looked through
        kept = move_aside(draft.old, (numbered(draft.target, KEPT, n) for n in count(1)))
        yield Message("kept_aside", str(draft.target), value=kept.name)
    draft.forget()


def _told_until_stopped(steps: Iterator[Message]) -> tuple[Message, ...]:
    """Return what was told before the system refused a step; a later run goes on from there."""
    notes: list[Message] = []
    with suppress(OSError):
        for note in steps:
            notes.append(note)
    return tuple(notes)


def _retired(draft: Draft, aside: Path) -> bool:
    """Remove what was set aside when all of it is ours, from where a later run can go on."""
    if not ours(aside):
        return False
    try:
        move_new(aside, draft.old)
    except OSError:
        return False
    remove(draft.old)
    return True

"""A lock on an open file that the system itself releases when its holder ends, however it ends."""

import sys
from typing import BinaryIO


def lock(file: BinaryIO) -> bool:
    """Take the lock of a file; False when another has it, or when there are no locks here."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""How often Python looks for garbage while a command runs, and that it does not when it ends."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 50_000  # objects made before it looks again; of itself Python looks after 700


@contextmanager
def tidying_seldom() -> Iterator[None]:
    """Look for garbage seldom: nearly all that a command makes lives as long as the command.

    And not at the end of the process: what is frozen then goes with it.
    """
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        gc.set_threshold(*usual)

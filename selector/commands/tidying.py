"""How often Python looks for garbage while a command runs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 50_000  # objects made before it looks again; of itself Python looks after 700


@contextmanager
def tidying_seldom() -> Iterator[None]:
    """Look for garbage seldom: nearly all that a command makes lives as long as the command."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)

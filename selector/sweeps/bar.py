"""The bar of a sweep in Python: that of tqdm where it is installed, else one line at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from selector.sweeps.walk import Progress

Watch = Callable[[Progress], None]


@contextmanager
def shown(total: int, watch: Watch | None) -> Iterator[Watch | None]:
    """Give what is to be told the progress: `watch`, else what shows a bar, if anybody sees it."""
    if watch is not None:
        yield watch
    elif not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        yield None
    elif find_spec("tqdm") is None:
        yield _line
        sys.stderr.write("\n")
    else:
        with _bar(total) as bar:
            yield bar


@contextmanager
def _bar(total: int) -> Iterator[Watch]:
    from tqdm.auto import tqdm

    with tqdm(total=total, unit="scenario") as bar:

        def tell(progress: Progress) -> None:
            bar.update(progress.done - bar.n)
            bar.set_postfix({name: n for name, n in progress.counts.items() if n})

        yield tell


def _line(progress: Progress) -> None:
    ended = ", ".join(f"{n} {name}" for name, n in progress.counts.items() if n)
    sys.stderr.write(f"\r{progress.done}/{progress.total} ({ended})")
    sys.stderr.flush()

"""`python -m tests.fuzz --count 2000 --seed 1`: what went wrong, and how to do it again."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

sys.path.insert(0, str(Path(__file__).parents[1]))  # the helpers of the tests

from .cases import case
from .judge import faults
from .sound import sound_result


@contextmanager
def _place(stays: bool) -> Iterator[Path]:
    """Give an empty folder for a case; one that stays is named."""
    folder = Path(mkdtemp(prefix="fuzz-"))
    try:
        yield folder
    finally:
        if stays:
            print(folder)
        else:
            rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run cases; exit code 1 when any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", type=int, help="one case, in a folder that stays")
    given = parser.parse_args()
    wrong, started, ended = 0, time.monotonic(), Counter[str]()
    with TemporaryDirectory() as scratch:
        result = sound_result(Path(scratch))
        numbers = range(given.count) if given.only is None else [given.only]
        for number in numbers:
            with _place(stays=given.only is not None) as folder:
                made = case(given.seed, number, folder, result)
                ended[made.arguments[0]] += 1
                for fault in faults(made):
                    wrong += 1
                    line = " ".join(map(ascii, made.arguments))[:300]
                    print(f"{number}: {line}\n    {fault[:600]}", flush=True)
    seconds = time.monotonic() - started
    print(f"{len(numbers)} cases, {wrong} faults, {seconds:.0f} s; {dict(ended)}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

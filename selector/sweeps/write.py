"""Writing the index of a sweep: each file whole, in the place of an older one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from selector.publish.csv_rows import write_table
from selector.sweeps import page
from selector.sweeps.desk import record_path
from selector.sweeps.files import beside, clear_parts
from selector.sweeps.folder import RUNS, start
from selector.sweeps.index import Index, choices_table, scenarios_table
from selector.sweeps.record import sealed, write_record

SCENARIOS, CHOICES, SUMMARY, PARQUET = (
    "scenarios.csv", "choices.csv", "sweep.json", "scenarios.parquet",
)  # fmt: skip


def write_records(index: Index, out: Path) -> None:
    """Write the records of a sweep into a folder, unless they are there; `InputError` as `start`
    raises."""
    start(index.setup, out)
    for row in index.rows:
        write_record(sealed(row.record), record_path(index.setup, out, row.point))


def write_index(index: Index, out: Path, language: str) -> None:
    """Write the index into the folder of a sweep, each file in the place of an older one."""
    for folder in (out, out / RUNS):
        clear_parts(folder)
    scenarios = scenarios_table(index)
    with _replacing(out / SCENARIOS) as path:
        write_table(scenarios, path, language)
    with _replacing(out / CHOICES) as path:
        write_table(choices_table(index), path, language)
    with suppress(ImportError):
        import pyarrow  # noqa: F401

        with _replacing(out / PARQUET) as path:
            scenarios.to_parquet(path, index=False)
    with _replacing(out / page.FILE) as path:
        path.write_text(page.render(index, language), encoding="utf-8", newline="\n")
    with _replacing(out / SUMMARY) as path:
        text = json.dumps(index.as_dict(), ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a place beside a file, and put what was written there in its place."""
    part = beside(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

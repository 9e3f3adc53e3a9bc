"""The directory of a result: complete or absent at any moment, and nothing of the user's lost.

It is written under a temporary name beside its place and moved there at the end.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.errors import InputError, Message
from selector.result import Result

if TYPE_CHECKING:
    import pandas as pd

INPUT, REGIONS = "invoer", "regio"
OWN_FILES = frozenset(
    {
        "cohort.json", "infeasible.json", "plans.csv", "conflicts.csv", "cohort.xlsx",
        "cohort.gpkg", "map.png", "map.svg", "summary.txt", INPUT,
        "white_spots.csv", "map_white_spots.png", "map_white_spots.svg",
        "map_conflicts.png", "map_conflicts.svg",
        "front.csv", "front.json", "front.png", "front.svg",
    }
)  # fmt: skip


def check_out(out: Path, force: bool) -> None:
    """Refuse a place that cannot be written to, before any work; raises `InputError`."""
    if out.is_dir():
        target, here = out.resolve(), Path.cwd()
        if target == here or target in here.parents:
            raise InputError([Message("out_is_here", str(out))])
        if not force:
            raise InputError([Message("out_exists", str(out))])
    elif out.exists() or out.is_symlink():
        raise InputError([Message("out_is_file", str(out))])
    elif not out.absolute().parent.is_dir():
        raise InputError([Message("out_no_parent", str(out))])


def write_dossier(result: Result, out: Path, language: str = "nl", force: bool = False) -> Path:
    """Write everything that a run leaves, at once; returns the directory.

    An existing one is treated as `write_folder` does.
    """
    return write_folder(lambda draft: write_files(result, draft, language), out, force)


def write_folder(fill: Callable[[Path], None], out: Path, force: bool) -> Path:
    """Write a directory at once, with what `fill` puts into an empty one; returns its place.

    An existing directory is refused without `force`; with it, it is replaced only when the new
    one is complete, and kept under another name when it holds files that are not ours.
    """
    check_out(out, force)
    target = out.resolve()
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise InputError([Message("out_not_written", str(out), params=params)]) from None
    try:
        fill(draft)
        draft.chmod(0o755)
        _move_into_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return out


def holds_foreign(out: Path) -> bool:
    """Tell whether a directory holds files that a run does not leave."""
    return out.is_dir() and any(path.name not in OWN_FILES for path in out.iterdir())


def kept_name(target: Path) -> Path:
    """Return the first free name beside a directory under which it can be kept."""
    number = 1
    while (kept := target.with_name(f"{target.name}.bewaard-{number}")).exists():
        number += 1
    return kept


def write_files(result: Result, folder: Path, language: str) -> None:
    """Write everything that a run leaves into an empty directory; the same result, the same files.

    The maps carry the day of publication.
    """
    from selector.publish.geopackage import write_geopackage
    from selector.publish.map import draw_map
    from selector.publish.map_conflicts import draw_conflicts
    from selector.publish.map_white_spots import draw_white_spots
    from selector.publish.tables import conflicts_in_parts, plans_table
    from selector.publish.white_spots import white_spots_table
    from selector.publish.workbook import write_workbook

    name = "infeasible.json" if result.infeasible else "cohort.json"
    text = json.dumps(result.as_dict(language), ensure_ascii=False, indent=2)
    (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")
    summary = result.summary(language)
    (folder / "summary.txt").write_text(summary + "\n", encoding="utf-8", newline="\n")
    write_table(plans_table(result, language), folder / "plans.csv")
    for number, part in enumerate(conflicts_in_parts(result)):
        write_table(part, folder / "conflicts.csv", more=number > 0)
    _copy_input(result, folder / INPUT)
    write_workbook(result, folder / "cohort.xlsx", language)
    if not result.infeasible:
        write_table(white_spots_table(result, language), folder / "white_spots.csv")
        write_geopackage(result, folder / "cohort.gpkg", language)
        draw_map(result, folder, language)
        draw_conflicts(result, folder, language)
        draw_white_spots(result, folder, language)


def write_table(table: "pd.DataFrame", path: Path, more: bool = False) -> None:
    """Write a table as CSV, such that a spreadsheet takes no text for a formula.

    With `more` its rows go below those that the file has.
    """
    safe = table.apply(_safe_column).rename(columns=_harmless)
    with path.open("a" if more else "w", encoding="utf-8", newline="") as file:
        safe.to_csv(file, index=False, header=not more, lineterminator="\n")


def _safe_column(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a column as a CSV may hold it: yes and no as in JSON, text made harmless."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    if is_bool_dtype(column):
        return column.map({True: "true", False: "false"})
    if is_numeric_dtype(column):
        return column
    return column.map({cell: _harmless(cell) for cell in column.unique()})


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking text for a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t"):
        with contextlib.suppress(ValueError):
            float(cell)
            return cell
        return f"'{cell}"
    return cell


def _copy_input(result: Result, folder: Path) -> None:
    """Keep what was read, byte for byte, so that the result can be recounted."""
    folder.mkdir()
    plans, scenario = result.problem.plans, result.problem.scenario
    if plans.data:
        (folder / plans.file).write_bytes(plans.data)
    name = scenario.source.file or "scenario.json"
    (folder / (name if name != plans.file else f"scenario-{name}")).write_bytes(scenario.data)
    if files := result.problem.regions.files:
        taken = plans.file.casefold() == REGIONS or name.casefold() == REGIONS
        facts = folder / (f"{REGIONS}-1" if taken else REGIONS)
        facts.mkdir()  # the only directory there, by which it is known
        for name, data in files.items():
            (facts / name).write_bytes(data)


def _move_into_place(draft: Path, target: Path) -> None:
    """Put the new directory where the old one was; the old one leaves only after that."""
    if not target.exists():
        draft.rename(target)
        return
    foreign = holds_foreign(target)
    old = kept_name(target)
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise
    if not foreign:
        shutil.rmtree(old, ignore_errors=True)

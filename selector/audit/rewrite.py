"""Write every file of a directory again from what its record says, and compare."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from selector.audit.alike import differences
from selector.audit.recorded import messages, recorded_outcome, with_kept_proof
from selector.errors import InputError
from selector.problem import Problem
from selector.publish.dossier import write_files
from selector.publish.outputs import is_output
from selector.publish.ownership import seal
from selector.texts import LANGUAGES, load_texts
from selector.theme import NEUTRAL, Theme
from selector.verify.compare.desk import Desk
from selector.verify.recount.unreadable import Unreadable
from selector.versions import installed

# By what a file ends in: with what it was made, other versions of which may make it otherwise.
MADE_WITH: Mapping[str, tuple[str, ...]] = {
    "": (
        "pandas",
        "geos",
        "geopandas",
        "gdal",
        "matplotlib",
        "pillow",
        "xlsxwriter",
        "sqlite",
        "machine",
    ),
    ".csv": ("pandas", "geos"),
    ".xlsx": ("pandas", "geos", "xlsxwriter"),
    ".gpkg": ("pandas", "geos", "geopandas", "gdal", "sqlite"),
    ".pdf": ("geos", "geopandas", "matplotlib", "typst", "machine"),
    ".html": ("geos", "geopandas", "jinja2", "machine"),
    ".svg": ("geos", "geopandas", "matplotlib", "machine"),
    ".png": ("geos", "geopandas", "matplotlib", "pillow", "machine"),
}
MOST_NAMED = 20  # files that are none of ours, by name
MOST_FILES = 2_000  # that are looked at


def _by_folder(files: Sequence[str]) -> Iterator[str]:
    """Yield the files; of a folder inside with many only its name and how many."""
    inside = groupby(files, lambda file: file.rpartition("/")[0])
    for folder, found in ((folder, list(group)) for folder, group in inside):
        if folder and len(found) > MOST_NAMED:
            yield f"{folder}/ ({len(found)})"
        else:
            yield from found


def written_again(
    problem: Problem,
    record: Mapping[str, Any],
    folder: Path,
    theme: Theme = NEUTRAL,
    source: Path | None = None,
) -> str:
    """Write the result of a record into an empty directory; returns the language.

    A proof is taken over from the directory that is its `source`. Raises `Unreadable` when the
    record describes no result.
    """
    language = str(record.get("language"))
    if language not in LANGUAGES:
        raise Unreadable("language", language)
    try:
        notes = messages(record.get("regions_notes", ()))
        regions = replace(problem.regions, notes=notes)
        own = replace(problem, survey=replace(problem.survey, regions=regions))
        outcome = recorded_outcome(own, record, load_texts(language), theme)
        if source is not None:
            outcome = with_kept_proof(outcome, source, record)
        write_files(outcome, folder, language)
        seal(folder)
    except Unreadable:
        raise
    except InputError as error:
        raise Unreadable("", str(error)) from None
    except Exception as error:  # a record may hold anything
        raise Unreadable("", f"{type(error).__name__}: {error}") from None
    return language


def compare(
    folder: Path, again: Path, record: Mapping[str, Any], named: Collection[str] = ()
) -> Desk:
    """Hold every file of a directory against the one written again, and return what that gave.

    Of files that were `named` before, differences are not told again.
    """
    desk, wanted, found = Desk(), files_of(again), files_of(folder)
    same = list[str]()
    for file, path in wanted.items():
        unlike = differences(file, folder / file, path)
        if not unlike:
            same.append(file)
        elif unlike[0].kind == "written" and (others := other_versions(path, record)):
            desk.left("other_version", file=file, made=", ".join(others))
        elif file not in named:
            desk.differences += unlike
    ours = set(filter(is_output, found)) - wanted.keys()
    for file in sorted(ours.difference(named)):
        desk.differ(file, "", kind="extra")
    if same:
        desk.did("written_again", count=len(same), files=", ".join(_by_folder(same)))
    if foreign := sorted(found.keys() - wanted.keys() - ours):
        more = f" (+{len(foreign) - MOST_NAMED})" if len(foreign) > MOST_NAMED else ""
        desk.left("foreign", count=len(foreign), files=", ".join(foreign[:MOST_NAMED]) + more)
    return desk


def files_of(folder: Path) -> dict[str, Path]:
    """Return everything in a directory but for directories, by its place in it."""
    found = dict[str, Path]()
    for path in _walk(folder):
        found[path.relative_to(folder).as_posix()] = path
        if len(found) == MOST_FILES:
            break
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def other_versions(path: Path, record: Mapping[str, Any]) -> list[str]:
    """Return with which other versions than those of now a file was made, as far as they matter."""
    made, now = record["versions"], installed()
    names = ("selector", *MADE_WITH.get(path.suffix, ()))
    return [f"{name} {made.get(name)}" for name in names if made.get(name) != now[name]]


def rewrite(
    problem: Problem,
    folder: Path,
    record: Mapping[str, Any],
    named: Collection[str] = (),
    theme: Theme = NEUTRAL,
) -> Desk:
    """Write a directory again somewhere else, and return what the comparison found.

    Of files that were `named` before, differences are not told again.
    """
    with tempfile.TemporaryDirectory(prefix="selector-") as place:
        try:
            written_again(problem, record, Path(place), theme, folder)
        except Unreadable as fault:
            desk = Desk()
            name = "infeasible.json" if record.get("status") == "infeasible" else "cohort.json"
            desk.differ(name, fault.place, fault.found, kind="unreadable")
            return desk
        return compare(folder, Path(place), record, named)

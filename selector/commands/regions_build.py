"""`selector regions build`: the regions of another year, from files of CBS."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from selector.commands.base import LANG, OPTIMAL, guarded, tell, year_faults
from selector.commands.output import check_new
from selector.commands.reading import check_path
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, command, option
from selector.errors import Message
from selector.texts import load_texts


@command(help="regions_build.help")
@option("--year", type=int, required=True, metavar="YEAR", help="regions_build.year")
@option("--areas", required=True, metavar="FILE", help="regions_build.areas")
@option("--figures", metavar="FILE", help="regions_build.figures")
@option("--boundaries", metavar="FILE", help="regions_build.boundaries")
@option("--merges", metavar="FILE", help="regions_build.merges")
@option("--krimp", metavar="FILE", help="regions_build.krimp")
@option("--out", required=True, type=Place(), metavar="FOLDER", help="regions_build.out")
@LANG
@guarded
def build(
    year: int,
    areas: str,
    figures: str | None,
    boundaries: str | None,
    merges: str | None,
    krimp: str | None,
    out: str,
    lang: str,
) -> int:
    """Write a folder that `--regions` takes."""
    from tempfile import TemporaryDirectory

    from selector import resources
    from selector.intake import read_regions
    from selector.official.regions_folder import build as build_folder
    from selector.official.regions_folder import check_readable
    from selector.publish.folder import write_folder

    faults = Faults()
    faults.add(year_faults(year))
    with faults.trying():
        if out is not None:  # None: noted as a fault
            check_new(Path(out))
    drawn = Path(boundaries) if boundaries else resources.boundaries(year or 0)
    if year and not boundaries and not drawn.is_file():
        fault = Message("boundaries_needed", place="--boundaries", params={"year": year})
        faults.add([fault])
    with faults.trying():
        for file in filter(None, (areas, figures, boundaries, merges, krimp)):
            check_path(file)
        tables = [Path(file) for file in (areas, figures) if file]
        lists = [Path(file) for file in (merges, krimp) if file]
        check_readable(tables, lists, drawn if boundaries else None)
    faults.settle()
    folder, texts = Path(out), load_texts(lang)
    more = [Path(file) if file else None for file in (figures, merges, krimp)]
    built = build_folder(year, Path(areas), more[0], drawn, *more[1:])
    with TemporaryDirectory() as scratch:  # what a run would refuse is not written
        _put(built.files, Path(scratch))
        read_regions(scratch)
    write_folder(partial(_put, built.files), folder, force=False)
    tell(built.notes, lang)
    for name, count in built.rows.items():
        say(texts("regions_build.line", file=name, rows=texts.number(count)))
    say(texts("regions_build.done", folder=out, year=year))
    return OPTIMAL


def _put(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

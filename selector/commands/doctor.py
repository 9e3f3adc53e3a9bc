"""`selector doctor`: what is installed, where boundaries are kept, and what is lacking."""

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from selector import resources
from selector.commands.base import LANG, OPTIMAL, OTHER, guarded
from selector.commands.called import called, which_script
from selector.commands.completion import installed_for
from selector.commands.terminal import say
from selector.commands.usage import Faults, command
from selector.requirements import PACKAGE, Requirement, requirements
from selector.texts import VARIABLE, Texts, load_texts
from selector.versions import package_version

EXTRAS = ("cluster",)  # those that users may want; the others are for who works on the package
FONTS = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf")  # of matplotlib
YEAR = 2023  # of the bundled tables of municipalities


@dataclass(frozen=True)
class Line:
    """One finding: a sentence, and whether what it is about keeps the program from working."""

    text: str
    wrong: bool = False


@command(help="help.doctor", reads=True)
@LANG
@guarded
def doctor(lang: str) -> int:
    """Print what is there and what is not; exit code 1 when something needed is lacking."""
    Faults().settle()
    texts = load_texts(lang)
    sections = {
        "program": [*_program(texts, lang)],
        "needed": [*_needed(texts)],
        "extras": [*_extras(texts)],
        "fonts": [*_fonts(texts)],
        "data": [*_data(texts)],
        "boundaries": [*_boundaries(texts)],
    }
    for name, lines in sections.items():
        say(texts(f"doctor.{name}"))
        for line in lines:
            say(f"  {'!' if line.wrong else ' '} {line.text}")
    wrong = sum(line.wrong for lines in sections.values() for line in lines)
    say("\n" + (texts("doctor.lacking", count=wrong) if wrong else texts("doctor.fine")))
    return OTHER if wrong else OPTIMAL


def _program(texts: Texts, lang: str) -> Iterator[Line]:
    yield Line(texts("doctor.version", version=package_version(), place=Path(__file__).parents[1]))
    python = {"version": platform.python_version(), "place": sys.executable}
    yield Line(texts("doctor.python", **python))
    yield Line(texts("doctor.system", name=f"{platform.system()} {platform.machine()}"))
    if script := which_script():
        yield Line(texts("doctor.path", place=script))
    else:
        yield Line(texts("doctor.no_path", selector=called()))
    told = texts("doctor.unset") if VARIABLE not in os.environ else os.environ[VARIABLE]
    yield Line(texts("doctor.language", language=lang, variable=VARIABLE, value=told))
    shells = [shell for shell, place in installed_for().items() if place.is_file()]
    known = texts.listed(shells) if shells else texts("doctor.no_completion", selector=called())
    yield Line(texts("doctor.completion", shells=known))


def _needed(texts: Texts) -> Iterator[Line]:
    """Yield a line on every library that is lacking or too old, and one on the rest."""
    found = requirements()
    for each in found:
        if not each.met:
            yield Line(_lack(each, texts), wrong=True)
    met = [f"{each.name} {each.installed}" for each in found if each.met]
    yield Line(texts("doctor.there", names=", ".join(met)))


def _lack(each: Requirement, texts: Texts) -> str:
    key = "doctor.absent" if each.installed is None else "doctor.old"
    return texts(key, name=each.name, installed=each.installed, least=each.least or "0")


def _extras(texts: Texts) -> Iterator[Line]:
    for extra in EXTRAS:
        found = requirements(extra)
        there = bool(found) and all(each.met for each in found)
        how = f'pip install "{PACKAGE}[{extra}]"'
        key = f"doctor.extra_{extra}"
        state = texts("doctor.installed") if there else texts("doctor.not_installed", how=how)
        yield Line(f"{texts(key)}: {state}")


def _fonts(texts: Texts) -> Iterator[Line]:
    """Yield whether the fonts are there that come with matplotlib and Typst; none is looked up."""
    spec = find_spec("matplotlib")
    places = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
    folder = Path(places[0]) / "mpl-data" / "fonts" / "ttf"
    absent = [name for name in FONTS if not (folder / name).is_file()]
    if absent:
        yield Line(texts("doctor.fonts_absent", names=texts.listed(absent), place=folder), True)
    else:
        yield Line(texts("doctor.fonts_there", place=folder))
    if find_spec("typst") is not None:
        yield Line(texts("doctor.fonts_typst"))


def _data(texts: Texts) -> Iterator[Line]:
    for folder, name in (
        (resources.regions(), "municipalities.csv"),
        (resources.example(), "aanvragen.csv"),
        (resources.models(), "afwegingskader-2023.toml"),
    ):
        there = (folder / name).is_file()
        yield Line(
            texts("doctor.place" if there else "doctor.gone", place=folder / name), not there
        )


def _boundaries(texts: Texts) -> Iterator[Line]:
    """Yield where boundaries are kept, and of which years there are any."""
    file = resources.boundaries(YEAR)
    home = file.parents[1]
    yield Line(texts("doctor.home", place=home))
    years = sorted(path.parent.name for path in home.glob("*/gemeente_gegeneraliseerd_*.geojson"))
    if years:
        yield Line(texts("doctor.years", years=texts.listed(years)))
    if not file.is_file():
        yield Line(texts("doctor.no_boundaries", year=YEAR, selector=called()))

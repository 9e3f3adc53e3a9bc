"""`selector scenario`: the bundled scenarios, new ones, and what differs between two."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from selector.commands.base import GROUP_LANG, LANG, OPTIMAL, guarded
from selector.commands.called import called, free, quoted
from selector.commands.output import check_new, write_new
from selector.commands.reading import check_path
from selector.commands.terminal import say
from selector.commands.usage import Faults, Group, Place, argument, command, option
from selector.texts import Texts, load_texts

if TYPE_CHECKING:
    from selector.scenario import Scenario

DEFAULT = "afwegingskader-2023"
SUFFIX = ".toml"


@click.group(cls=Group, help="help.scenarios")
@GROUP_LANG
def scenario() -> None:
    """List, show, make and compare scenarios."""


@command("list", help="help.scenario_list", reads=True)
@option("--json", "as_json", is_flag=True, help="help.json")
@LANG
@guarded
def listing(as_json: bool, lang: str) -> int:
    """Print the names of the bundled scenarios, and what each is for."""
    from selector.publish.scenarios import list_record

    Faults().settle()
    found = list_record(lang)
    width = max(len(entry["name"]) for entry in found)
    lines = [f"{entry['name']:<{width}}  {entry['about']}" for entry in found]
    say(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(lines))
    return OPTIMAL


@command("show", help="help.scenario_show", reads=True)
@argument("name", metavar="NAME")
@LANG
@guarded
def show(name: str, lang: str) -> int:
    """Print a scenario as it is written."""
    faults = Faults()
    found = read_scenario(name, faults)
    faults.settle()
    assert found is not None
    say(found.data.decode("utf-8-sig").rstrip("\n"))
    return OPTIMAL


@command("new", help="help.scenario_new")
@argument("file", metavar="FILE", type=Place())
@option("--from", "source", default=DEFAULT, metavar="NAME", show_default=True,
        help="help.scenario_from")  # fmt: skip
@LANG
@guarded
def new(file: str, source: str, lang: str) -> int:
    """Write a scenario to adapt; what is there already stays."""
    from selector.publish.scenarios import new_text

    faults, texts = Faults(), load_texts(lang)
    place = _place(file or "")
    with faults.trying():
        if file is not None:  # None: noted as a fault
            check_new(place)
    found = read_scenario(source, faults)
    faults.settle()
    assert found is not None
    write_new(place, new_text(found, place, lang))
    if place.name != Path(file).name:
        say(texts("scenario.suffix", suffix=SUFFIX), err=True)
    say(texts("scenario.written", file=place))
    say(next_steps(source, place, texts), err=True)
    return OPTIMAL


def _place(file: str) -> Path:
    """Return where a scenario is written: a name without an ending gets that of a scenario."""
    place = Path(file)
    bare = place.name and not place.suffix and not place.is_dir()
    return place.with_name(f"{place.name}{SUFFIX}") if bare else place


def next_steps(source: str, place: Path, texts: Texts) -> str:
    """Return what there is to do with a new scenario, as commands that work as pasted."""
    selector, file = called(), quoted(place)
    out = free(texts("init.out"))
    lines = [
        f"{selector} scenario diff {quoted(source)} {file}",
        f"{selector} run --scenario {file} --out {out}",
    ]
    return "\n".join([texts("scenario.next"), *(f"  {line}" for line in lines)])


@command("diff", help="help.scenario_diff", reads=True)
@argument("one", metavar="A")
@argument("other", metavar="B")
@option("--json", "as_json", is_flag=True, help="help.json")
@LANG
@guarded
def diff(one: str, other: str, as_json: bool, lang: str) -> int:
    """Print what differs between two scenarios, by key."""
    from selector.publish.scenarios import diff_record, diff_text

    faults = Faults()
    first, second = read_scenario(one, faults), read_scenario(other, faults)
    faults.settle()
    assert first is not None
    assert second is not None
    as_text = None if as_json else diff_text(first, second, lang)
    say(as_text or json.dumps(diff_record(first, second), ensure_ascii=False))
    return OPTIMAL


def read_scenario(name: str | None, faults: Faults) -> "Scenario | None":
    """Return a scenario by file or name, or None when what is wrong with it is noted."""
    from selector.scenario import load_scenario

    with faults.trying():
        if name is not None:  # None: noted as a fault
            check_path(name)
            return load_scenario(name)
    return None


for part in (listing, show, new, diff):
    scenario.add_command(part)

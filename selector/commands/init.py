"""`selector init`: a folder for a round, with a form, a scenario to edit, and what to do next."""

import os
from pathlib import Path
from textwrap import wrap

from selector.commands.base import LANG, OPTIMAL, guarded
from selector.commands.called import called, quoted
from selector.commands.output import check_new, write_new
from selector.commands.reading import is_result
from selector.commands.scenario import DEFAULT, read_scenario
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.errors import InputError, Message, WriteError
from selector.texts import LANGUAGES, Texts, load_texts

FORM, FRAMEWORK = "aanvragen.xlsx", "scenario.toml"
WIDTH = 80  # characters, of what is to be read; a command stays on one line


@command(help="help.init")
@argument("folder", metavar="FOLDER", type=Place())
@option("--from", "source", default=DEFAULT, metavar="NAME", show_default=True,
        help="help.scenario_from")  # fmt: skip
@LANG
@guarded
def init(folder: str, source: str, lang: str) -> int:
    """Set the folder up; what is there already stays."""
    from selector.publish.forms.table import write_template
    from selector.publish.scenarios import new_text

    texts, faults = load_texts(lang), Faults()
    place = Path(folder) if folder is not None else None  # None: noted as a fault
    files = [FORM, FRAMEWORK, texts("init.file")]
    if place is not None:
        for name in files if place.is_dir() else [FORM]:
            with faults.trying():
                _check(place, name)
    found = read_scenario(source, faults)
    faults.settle()
    assert place is not None
    assert found is not None
    _make(place)
    titled = Path(place.resolve().name.replace(".", "-") or "ronde")
    page = steps(texts, lang)
    write_template(place / FORM, lang)
    write_new(place / FRAMEWORK, new_text(found, titled, lang))
    write_new(place / files[-1], page + "\n")
    say(texts("init.written", folder=place, files=texts.listed(files)), err=True)
    say(f"{texts('init.go')}\n     cd {quoted(place)}\n\n{page}")
    return OPTIMAL


def steps(texts: Texts, lang: str) -> str:
    """Return what there is to do in such a folder, in order, as commands that work as pasted."""
    selector, out, letters = called(), texts("init.out"), texts("init.letters_folder")
    speaking = "" if lang == LANGUAGES[0] else f" --lang {lang}"
    commands = {
        "fill": "",
        "edit": "",
        "check": f"check {FORM} --scenario {FRAMEWORK}",
        "choose": f"run {FORM} --scenario {FRAMEWORK} --out {out}",
        "verify": f"verify {out}",
        "letters": f"letters {out} --out {letters}",
    }
    lines = [texts("init.title"), ""]
    for number, (step, line) in enumerate(commands.items(), start=1):
        said = texts(f"init.{step}", form=FORM, scenario=FRAMEWORK, out=out)
        lines += wrap(f"{number}. {said}", WIDTH, subsequent_indent="   ", break_on_hyphens=False)
        lines += [f"     {selector} {line}{speaking}"] if line else []
    return "\n".join([*lines, "", texts("init.more", selector=selector)])


def _check(folder: Path, name: str) -> None:
    """Refuse a file that is there already, and a folder that is another's or cannot be made."""
    if is_result(folder):
        raise InputError([Message("out_exists", str(folder))])
    if folder.is_dir():
        if os.path.lexists(folder / name):
            raise InputError([Message("init_there", str(folder / name))])
        check_new(folder / name)
    elif os.path.lexists(folder):
        raise InputError([Message("out_is_file", str(folder))])
    else:
        check_new(folder)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise WriteError([Message("out_not_written", str(folder), params=params)]) from None

"""`selector completion`: the Tab key in a shell, shown or installed."""

import os
from collections.abc import Mapping
from pathlib import Path

import click
from click.shell_completion import ShellComplete, get_completion_class

from selector.commands.base import LANG, OPTIMAL, guarded
from selector.commands.called import NAME, quoted
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command, option
from selector.errors import InputError, Message, WriteError
from selector.texts import load_texts

SHELLS = ("bash", "zsh", "fish", "powershell")


@command(help="help.completion")
@argument("shell", type=click.Choice(SHELLS), required=False)
@option("--install", is_flag=True, help="help.completion_install")
@LANG
@guarded
def completion(shell: str | None, install: bool, lang: str) -> int:
    """Print the script for a shell, or put it where the shell finds it."""
    Faults().settle()
    shell, texts = shell or _own(), load_texts(lang)
    script = _script(click.get_current_context().find_root().command, shell)
    if not install:
        say(script)
        return OPTIMAL
    place, reads = installed_for().get(shell), _reads(shell)
    if place is None:
        raise InputError([Message("completion_by_hand", value=shell)])
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(script, encoding="utf-8", newline="\n")
        if reads is not None:
            _add(reads, f". {quoted(place)}")
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise WriteError([Message("out_not_written", str(place), params=params)]) from None
    say(texts("completion.installed", shell=shell, place=place))
    if reads is not None:
        say(texts("completion.added", place=reads))
    say(texts("completion.begin"))
    return OPTIMAL


def installed_for() -> Mapping[str, Path]:
    """Return where the script of each shell is put that it can be installed for."""
    from platformdirs import user_data_path

    folder = user_data_path(NAME, appauthor=False) / "completion"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return {
        "bash": folder / f"{NAME}.bash",
        "zsh": folder / f"{NAME}.zsh",
        "fish": config / "fish" / "completions" / f"{NAME}.fish",
    }


def _reads(shell: str) -> Path | None:
    """Return the file that a shell reads when it begins; fish finds the script by itself."""
    homes = {"zsh": Path(os.environ.get("ZDOTDIR") or Path.home()) / ".zshrc"}
    return {"bash": Path.home() / ".bashrc", **homes}.get(shell)


def _own() -> str:
    """Return the shell that is in use, as the system has it."""
    name = Path(os.environ.get("SHELL", "")).stem
    if name in SHELLS:
        return name
    if os.name == "nt":
        return "powershell"
    raise InputError([Message("which_shell", params={"known": ", ".join(SHELLS)})])


def _script(program: click.Command, shell: str) -> str:
    """Return the script of click, which asks this program what fits."""
    found = get_completion_class(shell)
    if found is None:  # an older click
        raise InputError([Message("completion_by_hand", value=shell)])
    return ShellComplete.source(found(program, {}, NAME, f"_{NAME.upper()}_COMPLETE"))


def _add(file: Path, line: str) -> None:
    """Add a line to a file of the user, unless it is there; nothing else in it changes."""
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    if line in text.splitlines():
        return
    with file.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(("" if text.endswith("\n") or not text else "\n") + line + "\n")

"""The reference of the command line, from what `--help` prints of every command."""

from collections.abc import Iterator

import click
from click.testing import CliRunner

from selector.cli import main
from selector.texts import LANGUAGES

TITLES = {
    "nl": ("Alle opdrachten", "Deze pagina is gemaakt uit het programma zelf: dit is wat "
           "`selector OPDRACHT --help` toont."),
    "en": ("Every command", "Made from the program itself: what `selector COMMAND --help` "
           "shows."),
}  # fmt: skip


def commands_page(language: str) -> str:
    """Return the page with the help of the program and of each command, by name."""
    assert language in LANGUAGES
    title, intro = TITLES[language]
    parts = [f"# {title}", intro]
    for words in every_command(main):
        parts += [f"## `{' '.join(('selector', *words))}`", _fenced(said(words, language))]
    return "\n\n".join(parts) + "\n"


def every_command(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command: first those of the group itself."""
    yield before
    for name, command in sorted(group.commands.items()):
        words = (*before, name)
        if isinstance(command, click.Group):
            yield from every_command(command, words)
        else:
            yield words


def said(words: tuple[str, ...], language: str) -> str:
    """Return what `--help` prints of a command."""
    asked = [*words, "--help", "--lang", language]
    return CliRunner().invoke(main, asked, prog_name="selector", terminal_width=88).output


def _fenced(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"

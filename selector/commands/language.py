"""The language of a command line, in our own words of help and in those of click.

Every text of help is given as its key, and looked up when it is shown: by then it is known which
language the line asks for.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import click

from selector.texts import LANGUAGES, Texts, language_of, load_texts

_ASKED = "selector.language"
_WHOLE = "\N{NON-BREAKING HYPHEN}"  # at which no line is broken
# The words of click, by the text that takes their place: above a list, and of an option between
# brackets.
_HEADS = {"Options": "click.head_options", "Commands": "click.head_commands"}
_VALUE = re.compile("[A-Z_]{2,}")
_EXTRA = {"default": "click.default", "required": "click.required"}


def asked(arguments: Sequence[str]) -> str | None:
    """Return the last language that a line asks for, also when the rest of it cannot be read."""
    pairs = pairwise([*arguments, ""])
    named = [second for first, second in pairs if first == "--lang"]
    named += [arg.removeprefix("--lang=") for arg in arguments if arg.startswith("--lang=")]
    return next((name for name in reversed(named) if name in LANGUAGES), None)


def speak(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Let a call and the commands under it speak the language that its line asks for."""
    ctx.meta[_ASKED] = asked(arguments)


def spoken(call: click.Context | None = None) -> str:
    """Return the language of a call, or of the one that is going on, else of the environment."""
    context = call or click.get_current_context(silent=True)
    return language_of(context.meta.get(_ASKED) if context else None)


class Said:
    """A text of a command or an option: set as a key, read in the language spoken."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}_key"

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        key, texts = getattr(owner, self._name, None), load_texts(spoken())
        return texts(key) if key and texts.has(key) else key

    def __set__(self, owner: Any, key: str | None) -> None:
        setattr(owner, self._name, key)


def worded(shown: str) -> str:
    """Return how a value is written in help (`FILE`, `[PLANS]`) in the language spoken."""
    texts = load_texts(spoken())

    def word(found: re.Match[str]) -> str:
        key = f"metavar.{found[0]}"
        return texts(key) if texts.has(key) else found[0]

    return _VALUE.sub(word, shown)


class Page(click.HelpFormatter):
    """A page of help with the words of click in the language of its texts.

    No word is broken at its hyphen: what is to be typed stands whole.
    """

    def __init__(self, texts: Texts, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self._texts = texts

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        super().write_usage(prog, worded(args), self._texts("click.usage"))

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(text.replace("-", _WHOLE))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **extra: Any) -> None:
        """Write a list of words and what they mean."""
        kept = [(word, meaning.replace("-", _WHOLE)) for word, meaning in rows]
        super().write_dl(kept, *args, **extra)

    def getvalue(self) -> str:
        """Return the page."""
        return super().getvalue().replace(_WHOLE, "-")

    def write_heading(self, heading: str) -> None:
        """Write the title of a list of options or commands."""
        super().write_heading(self._texts(_HEADS[heading]) if heading in _HEADS else heading)


class Context(click.Context):
    """A call whose help is in the language that it asks for."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return the page to write help on."""
        return Page(load_texts(spoken()), self.terminal_width, self.max_content_width)


class Speaking(click.Command):
    """A command whose help is given as a key of the texts."""

    context_class = Context
    help = Said()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help`, explained in the language spoken."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = load_texts(spoken())("click.show_help")
        return option


class SpeakingOption(click.Option):
    """An option whose help is given as a key of the texts."""

    help = Said()

    def make_metavar(self, ctx: click.Context) -> str:
        """Return how its value is written, in the language spoken."""
        return worded(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written, and what it does."""
        record, texts = super().get_help_record(ctx), load_texts(spoken())
        if record is None:
            return None
        said, bracket, extra = record[1].rpartition("[")
        for word, key in _EXTRA.items():
            extra = extra.replace(word, texts(key)) if extra.endswith("]") else extra
        return record[0], f"{said}{bracket}{extra}"

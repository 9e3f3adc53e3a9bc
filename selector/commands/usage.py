"""Commands of which the faults in options are told together, in our own words.

Click stops at the first option that is wrong. Here a fault is noted, the option gets None, and
the command tells it (`Faults.settle`) with what is wrong in the files.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn

import click
from click.exceptions import BadOptionUsage, MissingParameter, NoArgsIsHelpError, NoSuchOption
from click.shell_completion import CompletionItem

from selector.commands.completing import offered
from selector.commands.kinds import Bad
from selector.commands.kinds import Number as Number
from selector.commands.kinds import Place as Place
from selector.commands.kinds import Text as Text
from selector.commands.kinds import place_fault as place_fault
from selector.commands.language import Speaking, SpeakingOption, asked, spoken, worded
from selector.commands.library import fault_of
from selector.commands.terminal import say
from selector.errors import InputError, Message, nearest, shorten
from selector.repeated import faults_told, notes_told
from selector.texts import LANGUAGES, VARIABLE, load_texts

BAD_USAGE = 2
_NOTED = "selector.faults"
_WRITES = "selector.writes"  # whether a line asks to write something


class Faults:
    """Everything that is wrong with one call, gathered before any work."""

    def __init__(self, told: bool = True) -> None:
        """Begin with what is wrong with the options, unless another tells (`told`) that."""
        context = click.get_current_context(silent=True) if told else None
        self.found: list[Message] = list(context.meta.get(_NOTED, ())) if context else []

    def add(self, faults: Sequence[Message]) -> None:
        """Note faults."""
        self.found += faults

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Note what is wrong with the input that is looked at, and go on."""
        try:
            yield
        except InputError as error:
            self.add(error.faults)

    def settle(self) -> None:
        """Raise `InputError` when anything is wrong."""
        if self.found:
            raise InputError(self.found)


class _Noting(click.Parameter):
    """A parameter whose faults are noted rather than raised."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Return the value as its type has it, or None when it is wrong or missing."""
        try:
            return super().process_value(ctx, value)
        except click.BadParameter as error:
            _note(ctx, _fault(error, self, value))
            return None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what the shell offers on Tab."""
        return super().shell_complete(ctx, incomplete) or offered(self, incomplete)


class Option(_Noting, SpeakingOption):
    """An option whose faults are noted."""


class Argument(_Noting, click.Argument):
    """An argument whose absence is noted."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return how it is written, in the language spoken."""
        return worded(super().make_metavar(ctx))


class Command(Speaking):
    """A command that tells every fault of its options at once.

    One that only `reads` writes nothing, unless an option names a place to write.
    """

    def __init__(self, *args: Any, reads: bool = False, **given: Any) -> None:
        super().__init__(*args, **given)
        self.reads = reads

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; where the line itself cannot be read, tell what can be told."""
        ctx.meta[_WRITES] = not self.reads or _names_a_place(self, args)
        faults: list[Message] = []
        left, rest = list(args), []
        while True:
            try:
                rest = super().parse_args(ctx, list(left))
                break
            except NoSuchOption as error:
                faults.append(fault_of(error))
                known = [arg for arg in left if not _is(arg, error.option_name)]
                if len(known) == len(left):
                    break
                left = known
            except BadOptionUsage as error:
                faults.append(fault_of(error))
                break
            except click.UsageError as error:
                if not faults:  # else it may be the value of an option that does not exist
                    faults.append(fault_of(error))
                break
        if faults:
            refuse([*faults, *ctx.meta.get(_NOTED, ())], spoken(), ctx.command_path)
        return rest


class Group(Speaking, click.Group):
    """A group of commands; what click itself says of a call is plain text as well."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that a line names; one that is not there is a fault."""
        name = str(args[0])
        known = self.get_command(ctx, name) is not None or ctx.resilient_parsing
        if not known and not name.startswith("-"):
            near = nearest(name, self.commands)
            place, shown = ctx.command_path, shorten(name)
            fault = Message("unknown_command", "", None, "", place, shown, near)
            refuse([fault], spoken(), ctx.command_path)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the options of the group."""
        with _plainly():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with _plainly():
            return super().invoke(ctx)


option = partial(click.option, cls=Option)
argument = partial(click.argument, cls=Argument)
command = partial(click.command, cls=Command)


def refuse(
    faults: Sequence[Message], language: str, path: str = "", notes: Sequence[Message] = ()
) -> NoReturn:
    """Tell every fault and below these the notes, and end with the exit code of bad input.

    `path` is the command whose line cannot be read: where the explanation of it is, is told too.
    """
    texts = load_texts(language)
    for line in faults_told(faults, texts):
        say(line, err=True, fold=True)
    if notes:
        say(texts("message.notes_head"), err=True)
    for line in notes_told(notes, texts):
        say(f"  {line}", err=True, fold=True)
    if path:
        say(texts("click.see_help", command=path), err=True)
    context = click.get_current_context(silent=True)
    writes = context is not None and context.meta.get(_WRITES, False)
    say(texts("message.faults_head" if writes else "fixed.faults", count=len(faults)), err=True)
    sys.exit(BAD_USAGE)


def _names_a_place(command: click.Command, args: Sequence[str]) -> bool:
    """Tell whether an option of a line names a place to write."""
    places = [param for param in command.params if isinstance(param.type, Place)]
    return any(_is(arg, name) for param in places for name in param.opts for arg in args)


def unknown_language(ctx: click.Context, args: Sequence[str]) -> None:
    """Note that the environment asks for a language that there is not, unless the line asks."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted and wanted.casefold() not in LANGUAGES and asked(args) is None:
        params, near = {"known": ", ".join(LANGUAGES)}, nearest(wanted, LANGUAGES)
        shown = shorten(wanted)
        _note(ctx, Message("not_in_list", "", None, "", VARIABLE, shown, near, params))


def _note(ctx: click.Context, fault: Message) -> None:
    ctx.meta.setdefault(_NOTED, []).append(fault)


def _fault(error: click.BadParameter, param: click.Parameter, value: object) -> Message:
    """Return what is wrong with a parameter, with its name as the place."""
    place = max(param.opts, key=len) if isinstance(param, click.Option) else ""
    if isinstance(error, MissingParameter):
        return Message("missing_option", place=place or _named(param))
    if isinstance(error, Bad):
        fault = error.fault
        return Message(fault.code, place=place, value=fault.value, params=fault.params)
    shown, kind = shorten(value), param.type
    if isinstance(kind, click.Choice):
        known = {"known": ", ".join(map(str, kind.choices))}
        near = nearest(shown, map(str, kind.choices))
        return Message("not_in_list", place=place, value=shown, suggestion=near, params=known)
    expected = "whole" if kind is click.INT else "number"
    return Message("wrong_kind", place=place, value=shown, params={"expected": expected})


def _named(param: click.Parameter) -> str:
    """Return an argument as help has it."""
    return worded(str(param.metavar or param.name).upper())


def _is(arg: str, name: str) -> bool:
    """Tell whether an argument is the option that does not exist."""
    return arg == name or arg.startswith(f"{name}=" if name.startswith("--") else name)


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell what is wrong with a line in our own words."""
    try:
        yield
    except NoArgsIsHelpError:  # a page of help
        raise
    except click.UsageError as error:
        refuse([fault_of(error)], spoken(error.ctx), error.ctx.command_path if error.ctx else "")

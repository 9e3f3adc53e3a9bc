"""The language: one place decides it, for help, faults, tables and texts alike."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from builders import plan, result_of, tables
from click.testing import CliRunner

from selector import InputError, Result, load_scenario
from selector.cli import main
from selector.commands.language import SpeakingOption
from selector.texts import language_of, load_texts


def lines(group: click.Group = main, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, with the words that call it."""
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from lines(command, *path, name)
        else:
            yield (*path, name), command


def said(*arguments: str) -> str:
    found = CliRunner().invoke(main, list(arguments))
    return found.stdout + found.stderr


@pytest.mark.parametrize("path", [path for path, _ in lines()], ids=" ".join)
def test_help_is_in_the_language_that_the_line_asks_for(path: tuple[str, ...]) -> None:
    dutch, english = said(*path, "--help"), said(*path, "--help", "--lang", "en")
    assert dutch.startswith("Gebruik: ")
    assert english.startswith("Usage: ")
    for word in ("Usage", "Options", "Commands", "[default", "[required", "Show "):
        assert word not in dutch
    for word in ("Gebruik", "Opties", "Opdrachten", "[zonder", "verplicht", "Toon "):
        assert word not in english
    assert said("--lang=en", *path, "--help") == english
    keys = r"\b(help|click|why|merge|regions|certify|progress|infeasible)\.\w"
    assert not re.search(keys, dutch + english)


@pytest.mark.parametrize("path", [path for path, _ in lines()], ids=" ".join)
def test_help_has_one_word_for_a_thing_and_whole_words_for_what_is_typed(
    path: tuple[str, ...],
) -> None:
    for language, others in (("nl", "OPTIONS|COMMAND|ARGS|DIR2?|FOLDER|FILE|NAME|INTEGER"),
                             ("en", "OPTIES|OPDRACHT|DIR2?|MAP|BESTAND|NAAM|INTEGER")):  # fmt: skip
        page = said(*path, "--help", "--lang", language)
        assert not re.search(rf"\b({others})\b", page), page
        assert not re.search(r"\w-$", page, re.MULTILINE), "a name is broken at its hyphen"
        assert ".. " not in page
        assert "...\n" not in page.split("\n", 1)[1], "in a list of commands a sentence is cut off"


def test_every_option_is_explained_in_words() -> None:
    for path, command in lines():
        for option in command.params:
            if isinstance(option, SpeakingOption):
                assert " " in str(option.help), (path, option.name)


def test_the_environment_says_the_language_where_nobody_else_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELECTOR_LANG", "en")
    assert "does not exist" in said("check", "nergens.csv")
    assert "bestaat niet" in said("check", "nergens.csv", "--lang", "nl")
    assert "bestaat niet" in said("--lang", "nl", "check", "nergens.csv")
    assert said("--help").startswith("Usage")
    with pytest.raises(InputError, match="does not exist") as fault:
        load_scenario(tmp_path / "nergens.toml")
    assert "bestaat niet" in fault.value.said("nl")


def test_a_language_in_the_environment_that_there_is_not_is_a_fault_of_a_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SELECTOR_LANG", "fr")
    found = CliRunner().invoke(main, ["check", "nergens.csv"])
    assert found.exit_code == 2
    assert "SELECTOR_LANG" in found.stderr
    assert "nergens.csv" in found.stderr
    assert "SELECTOR_LANG" not in said("check", "nergens.csv", "--lang", "en")
    assert language_of() == "nl"


def test_a_language_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="nl, en, not 'fr'"):
        load_texts("fr")


def test_a_command_that_there_is_not_is_told_in_the_language_of_the_line() -> None:
    assert "bestaat niet. Bedoelt u `run`?" in said("runn") or "`run`" in said("runn")
    assert "does not exist" in said("regions", "bild", "--lang", "en")


def test_a_result_speaks_the_language_that_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [plan("A", a1="ontbreekt"), plan("B"), plan("C")]
    dutch = result_of(tmp_path, rows, tables(1))
    english = dutch.speaking("en")
    told, said = (str(r.plans["reasons"]["A"]) for r in (dutch, english))
    assert "a1" in told != said
    assert list(dutch.plans.columns) == list(english.plans.columns)
    assert str(english) == dutch.summary("en") != str(dutch)
    assert english.as_dict()["language"] == "en"
    asks: list[Callable[[Result], Any]] = [
        lambda r: r.why("A"),
        lambda r: r.alternatives(1),
        lambda r: r.draw(),
    ]
    for ask in asks:
        assert str(ask(english)) == ask(dutch).summary("en") != str(ask(dutch))
    monkeypatch.setenv("SELECTOR_LANG", "en")
    assert str(Result(dutch.outcome)) == str(english)

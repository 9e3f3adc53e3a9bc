"""The texts: two languages alike, with every key that the source can ask for, and no other."""

import ast

import pytest
from text_families import CODES, FAMILIES, bearing, built, calls, possible

from selector.texts import LANGUAGES, load_texts, placeholders


def keys(language: str) -> set[str]:
    return set(load_texts(language).entries)


def test_both_languages_have_the_same_keys() -> None:
    dutch, english = map(keys, ("nl", "en"))
    assert dutch - english == set(), "not in en.toml"
    assert english - dutch == set(), "not in nl.toml"


def test_a_text_needs_the_same_placeholders_in_both_languages() -> None:
    dutch, english = (load_texts(language).entries for language in ("nl", "en"))
    unlike = {
        key: (placeholders(dutch[key]), placeholders(english[key]))
        for key in dutch.keys() & english.keys()
        if placeholders(dutch[key]) != placeholders(english[key])
    }
    assert unlike == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_the_source_builds_has_a_text(language: str) -> None:
    assert bearing() - keys(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_used(language: str) -> None:
    assert keys(language) - possible() == set()


def test_every_way_in_which_the_source_builds_a_key_is_declared() -> None:
    assert built() == {*FAMILIES, *CODES}


def test_the_codes_of_faults_and_reasons_are_seen() -> None:
    seen = {"message.no_such_file", "message.not_a_share", "message.no_such_plan"}
    seen |= {"message.absent_column", "reason.late", "reason.missing", "reason.too_many_pending"}
    assert seen <= bearing()


def test_a_key_that_stands_whole_in_the_source_has_a_text() -> None:
    whole = {key.value for key in calls("texts") if isinstance(key, ast.Constant)}
    assert len(whole) > 150
    assert whole - keys("nl") == set()

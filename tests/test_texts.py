"""The texts: two languages alike, and a text for every code that the source can report."""

import re
from pathlib import Path

import pytest

from selector.texts import LANGUAGES, load_texts, placeholders

SOURCE = Path(__file__).parents[1] / "selector"
CODE = r"\(\s*(?P<first>\"\w+\")(?:\s+if\s[^\"]+?\selse\s+(?P<second>\"\w+\"))?"
MESSAGE = re.compile(rf"(?:\b(?:Message|CellFault)|\.(?:fault|note)){CODE}")
REASON = re.compile(rf"\bReason{CODE}")


def codes(pattern: re.Pattern[str]) -> list[str]:
    """Return the codes in the source that stand first in a call that `pattern` finds."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for match in pattern.finditer(path.read_text(encoding="utf-8")):
            found |= {code.strip('"') for code in match.groups() if code}
    return sorted(found)


def test_both_languages_have_the_same_keys() -> None:
    dutch, english = (set(load_texts(language).entries) for language in ("nl", "en"))
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
def test_every_fault_and_note_in_the_source_has_a_text(language: str) -> None:
    used = codes(MESSAGE)
    assert {"no_such_file", "not_a_share", "no_such_plan", "absent_column"} <= set(used)
    texts = load_texts(language)
    assert [code for code in used if not texts.has(f"message.{code}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_in_the_source_has_a_text(language: str) -> None:
    used = codes(REASON)
    assert {"late", "missing", "too_many_pending"} <= set(used)
    texts = load_texts(language)
    assert [code for code in used if not texts.has(f"reason.{code}")] == []

"""Texts in our CSV: nothing that a spreadsheet can take for a formula, with whatever separator."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selector.intake.mistaken import as_meant, is_mistaken
from selector.publish.harmless import harmless
from selector.verify.compare.safe import safe as recounted
from selector.verify.recount.mistaken import meant, mistaken

MARKS = "=+-@＝＋－＠"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t'=1"),
        ("\rtekst", "'\rtekst"),
        ("regio;=HYPERLINK(1)", "regio;'=HYPERLINK(1)"),
        ("regio; =1;＠x", "regio;' =1;'＠x"),
        ("regio,-x", "regio,'-x"),
        ('regio;"=1+1"', 'regio;\'"=1+1"'),
        ('"=1', "'\"=1"),
        ("-5", "-5"),
        ("-0.25", "-0.25"),
        ("+3,5", "+3,5"),
        ("-5%", "-5%"),
        ("van 3, -4 naar 5", "van 3,' -4 naar 5"),
        ("-5;x", "'-5;x"),
        ("-5+1", "'-5+1"),
        ("po-vo", "po-vo"),
        ("Zuid-Holland; Zee-land", "Zuid-Holland; Zee-land"),
        ("'=1", "'=1"),
        ("1-2", "'1-2"),
        ("7/9", "'7/9"),
        ("12-2023", "'12-2023"),
        ("MEI1", "'MEI1"),
        ("1 mrt. 2023", "'1 mrt. 2023"),
        ("dec-24", "'dec-24"),
        ("12:30", "'12:30"),
        ("1E5", "'1E5"),
        ("1.2.3", "'1.2.3"),
        ("1.2", "1.2"),
        ("2023-04-20", "2023-04-20"),
        ("2023-04-26T14:05:00", "2023-04-26T14:05:00"),
        ("mei", "mei"),
        ("meisjes 4", "meisjes 4"),
        ("1-2-3-4", "1-2-3-4"),
        ("A-12", "A-12"),
        (3, 3),
    ],
)
def test_a_formula_gets_an_apostrophe_and_other_text_stays(text: object, shown: object) -> None:
    assert harmless(text) == shown


@given(st.text("=+-@＝;,\t\"' a1.%\n", max_size=12))
def test_the_recount_marks_the_same_texts(text: str) -> None:
    assert harmless(text) == recounted(text)


PIECES = ("1", "12", "123", "2023", "-", "/", ".", ":", " ", "e", "E", "mei", "MAR", "sept",
          "maart", "ma", ",", "+", "'", "x", "٣", "ſep")  # fmt: skip


@settings(max_examples=600)
@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), st.booleans())
def test_the_recount_knows_the_same_days_and_numbers(text: str, comma: bool) -> None:
    assert is_mistaken(text, "," if comma else ".") == mistaken(text, comma)
    assert as_meant(text) == meant(text)


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), st.sampled_from(",."))
def test_a_day_that_was_marked_is_read_as_it_was(text: str, decimal: str) -> None:
    if is_mistaken(text, decimal):
        assert as_meant(str(harmless(text, decimal))) == text


@given(st.text("=+-@＝＋;,\"' a1", max_size=12), st.sampled_from(",;\t"), st.sampled_from(",;\t"))
def test_no_cell_starts_with_a_formula_with_whatever_separator_it_is_read(
    text: str, written: str, read: str
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=written).writerow(["A01", harmless(text), "slot"])
    for (cell,) in ([c] for row in csv.reader([stream.getvalue()], delimiter=read) for c in row):
        bare = cell.strip().lstrip('"').strip()
        assert not bare.startswith(tuple(MARKS)) or re.fullmatch("[+-]?1+([.,]1+)?", text)

"""Texts in our CSV: nothing that a spreadsheet can take for a formula, with whatever separator."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selector.publish.harmless import harmless
from selector.verify.compare.safe import safe as recounted

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
        (3, 3),
    ],
)
def test_a_formula_gets_an_apostrophe_and_other_text_stays(text: object, shown: object) -> None:
    assert harmless(text) == shown


@given(st.text("=+-@＝;,\t\"' a1.%\n", max_size=12))
def test_the_recount_marks_the_same_texts(text: str) -> None:
    assert harmless(text) == recounted(text)


@given(st.text("=+-@＝＋;,\"' a1", max_size=12), st.sampled_from(",;\t"), st.sampled_from(",;\t"))
def test_no_cell_starts_with_a_formula_with_whatever_separator_it_is_read(
    text: str, written: str, read: str
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=written).writerow(["A01", harmless(text), "slot"])
    for (cell,) in ([c] for row in csv.reader([stream.getvalue()], delimiter=read) for c in row):
        bare = cell.strip().lstrip('"').strip()
        assert not bare.startswith(tuple(MARKS)) or re.fullmatch("[+-]?1+([.,]1+)?", text)

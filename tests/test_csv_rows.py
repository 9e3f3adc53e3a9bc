"""Tables as CSV: the bytes that pandas would write, in parts or at once."""

import csv
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from builders import country, plan, result_of, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from selector.publish import tables as published
from selector.publish.csv_rows import csv_lines, write_table
from selector.publish.tables import conflicts_in_parts, conflicts_table

TEXTS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ["", 'a "b"', "a;b", "a,b", "a\nb", "a\r", " a", "é", "0363", "nan", "None"]
)
COLUMNS: dict[str, st.SearchStrategy[object]] = {
    "text": TEXTS,
    "whole": st.integers(-(2**62), 2**62),
    "float": st.floats(allow_infinity=False) | st.sampled_from([0.1, 1e-7, 1e22, 16_000_000.0]),
    "missing": TEXTS | st.none(),
}


def as_is(cell: object) -> object:
    return cell


@settings(deadline=None)
@given(st.data())
def test_rows_are_the_bytes_of_to_csv(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=4))
    count = data.draw(st.integers(0, 5))
    drawn = [
        data.draw(st.lists(COLUMNS[name], min_size=count, max_size=count), label=name)
        for name in names
    ]
    types = {"whole": "int64", "float": "float64"}
    table = pd.concat(
        [pd.Series(v, dtype=types.get(n, "object")) for n, v in zip(names, drawn, strict=True)],
        axis=1,
        keys=[f"{name} {i}" for i, name in enumerate(names)],
    )
    numbers = table.select_dtypes("float64").columns
    positive = table.assign(**{name: table[name] + 0.0 for name in numbers})  # -0.0 becomes 0.0
    expected = positive.to_csv(index=False, lineterminator="\n")
    assert "".join(csv_lines(table, as_is)) == expected


def test_words_kept_as_numbers_and_yes_and_no_are_written_in_full() -> None:
    words = pd.Categorical.from_codes(np.array([1, 0, 1]), categories=pd.Index(["", "=a"]))
    table = pd.DataFrame({"w": words, "b": np.array([True, False, True]), "n": [1, 2, 3]})
    lines = list(csv_lines(table, lambda cell: f"'{cell}" if cell == "=a" else cell))
    assert lines == ["w,b,n\n", "'=a,true,1\n", ",false,2\n", "'=a,true,3\n"]


@pytest.mark.parametrize("part", [1, 2, 3, 1000])
def test_pairs_written_in_parts_are_the_whole_table(
    tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [plan(p, "Aadorp|Beekdam", naam=f"=1,{p}", besturen="b;1|b2") for p in "ABCD"]
    result = result_of(tmp_path, rows, tables(), country())
    monkeypatch.setattr(published, "PART", part)
    parts = conflicts_in_parts(result.outcome)
    for number, table in enumerate(parts):
        assert len(table) <= part  # so much is in memory at a time
        write_table(table, tmp_path / "conflicts.csv", "en", more=number > 0)
    written = (tmp_path / "conflicts.csv").read_text(encoding="utf-8")
    whole = list(csv.DictReader(StringIO(written)))
    expected = conflicts_table(result.outcome)
    assert len(whole) == len(expected) == 6
    for column in expected:
        kind = type(expected[column].iloc[0])
        told = [str(v).lower() if kind is np.bool_ else str(v) for v in expected[column]]
        assert [row[str(column)] for row in whole] == [t.replace("nan", "") for t in told]

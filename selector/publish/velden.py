"""`VELDEN.md`: every column and key of a result, from the data dictionary."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from selector.dictionary import COHORT, GIVEN, INFEASIBLE, PAIRS, PLANS, SPOTS, TOWNS, Field, Key
from selector.dictionary import Table as Columns
from selector.outcome import Outcome
from selector.publish.forms.parts import meaning
from selector.texts import Texts, load_texts

COLUMN_HEAD = ("column", "heading", "meaning", "kind", "values", "source", "python")
LAYER_HEAD, SHEET_HEAD = ("layer", "when", "meaning"), ("sheet", "heading", "meaning")
# The layers: name, when there is one, and the text that says what it shows.
LAYERS = (
    ("aanvragen", "bounded", "plans_areas"), ("gemeenten", "bounded", "towns_areas"),
    ("aanvragen_midden", "bounded", "plans_points"),
    ("gemeenten_midden", "bounded", "towns_points"),
    ("concurrentie_gebied", "bounded", "shared_areas"),
    ("aanvragen", "unbounded", "plans_points"), ("gemeenten", "unbounded", "towns_points"),
    ("aanvragen_zeshoeken", "unbounded", "plans_hexagons"),
    ("gemeenten_zeshoeken", "unbounded", "towns_hexagons"),
    ("concurrentie_zeshoeken", "unbounded", "shared_hexagons"),
    ("concurrentie_grens", "always", "lines_lines"),
)  # fmt: skip
CRITERIA = ("criterion", "measure", "score", "attainable", "proven", "given_up", "spread")
KEY_HEAD = ("key", "meaning", "kind", "values", "source")


def write_fields(result: Outcome, folder: Path, language: str) -> None:
    """Write `VELDEN.md`; it is the same for every round."""
    (folder / "VELDEN.md").write_text(fields_page(language), encoding="utf-8", newline="\n")


def fields_page(language: str) -> str:
    """Return the data dictionary as Markdown."""
    texts = load_texts(language)
    lines = [f"# {texts('velden.title')}", texts("velden.intro"), texts("velden.csv")]
    lines += ["## plans.csv", _columns(PLANS, texts), texts("velden.csv_given")]
    lines += [_columns(GIVEN, texts), "## conflicts.csv", _columns(PAIRS, texts)]
    lines += ["## white_spots.csv", _columns(SPOTS, texts)]
    lines += ["## cohort.xlsx", texts("velden.xlsx"), _criteria(texts)]
    lines += ["## cohort.gpkg", texts("velden.gpkg"), _layers(texts), _columns(TOWNS, texts)]
    lines += ["## cohort.json", texts("velden.json"), _keys(COHORT, texts)]
    lines += ["## infeasible.json", _keys(INFEASIBLE, texts)]
    return "\n\n".join(lines) + "\n"


def field_meaning(table: Columns, field: Field, texts: Texts) -> str:
    """Return what a column means; one that was handed in, as the form explains it."""
    return meaning(field.key, texts) if table is GIVEN else table.meaning(field, texts)


def kind_of(field: Field | Key, texts: Texts) -> str:
    """Return the kind of a column or key, with its unit."""
    kind = texts(f"kind.{field.kind}")
    return f"{kind}; {texts(f'unit.{field.unit}')}" if field.unit else kind


def _columns(table: Columns, texts: Texts) -> str:
    rows = [
        (
            f"`{field.name}`", table.title(field, texts), field_meaning(table, field, texts),
            kind_of(field, texts), _codes(field.values), texts(f"source.{field.source}"),
            f"`{field.key}`",
        )
        for field in table
    ]  # fmt: skip
    return _table(COLUMN_HEAD, rows, texts)


def _layers(texts: Texts) -> str:
    rows = [(f"`{name}`", texts(f"velden.{when}"), texts(f"layer.{told}"))
            for name, when, told in LAYERS]  # fmt: skip
    return _table(LAYER_HEAD, rows, texts)


def _criteria(texts: Texts) -> str:
    rows = [(texts("sheet.criteria"), texts(f"sheet.{key}"), texts(f"sheet.{key}_means"))
            for key in CRITERIA]  # fmt: skip
    return _table(SHEET_HEAD, rows, texts)


def _keys(keys: Iterable[Key], texts: Texts) -> str:
    rows = [
        (
            f"`{key.path}`", key.meaning(texts), _kind_of_key(key, texts), _codes(key.values),
            texts(f"source.{key.source}"),
        )
        for key in _once(keys)
    ]  # fmt: skip
    return _table(KEY_HEAD, rows, texts)


def _once(keys: Iterable[Key]) -> Iterator[Key]:
    """Yield of the keys with one meaning the first: a list stands for its items."""
    seen = set[str]()
    for key in keys:
        if key.slug not in seen:
            seen.add(key.slug)
            yield key


def _kind_of_key(key: Key, texts: Texts) -> str:
    """Return the kind of a key, and whether it can be absent or null."""
    said = [kind_of(key, texts)]
    said += [texts("velden.null")] if key.null else []
    said += [texts("velden.optional")] if key.optional else []
    return "; ".join(said)


def _codes(values: Sequence[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: Texts) -> str:
    titles = [texts(f"velden.{name}") for name in head]
    lines = [titles, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

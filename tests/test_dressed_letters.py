"""Letters in the theme of a result: its logo with what it shows, its ink, its quiet colour."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import plan, result_of, tables
from docx import Document
from docx.document import Document as Opened

from selector import Result, load_theme
from selector.resources import themes
from selector.theme import NEUTRAL, Theme

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    rows = [plan("A", naam="Alkmaar"), plan("B", "GM0599", naam="Breda")]
    return result_of(tmp_path_factory.mktemp("ronde"), rows, tables(1))


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme(themes() / "voorbeeld.toml")


def letter(result: Result, theme: Theme, out: Path) -> Opened:
    """The letter of A."""
    themed = replace(result, outcome=replace(result.outcome, theme=theme))
    return Document(str(Path(themed.letters(out)) / "A.docx"))


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_letter_bears_the_logo_and_says_what_it_shows(
    result: Result, theme: Theme, tmp_path: Path, kind: str
) -> None:
    assert theme.logo is not None
    data = PNG if kind == "png" else theme.logo.data
    shown = replace(theme, logo=replace(theme.logo, file=f"logo.{kind}", data=data))
    (shape,) = letter(result, shown, tmp_path / "uit").inline_shapes
    assert shape._inline.docPr.get("descr") == theme.logo.alt
    assert 0 < shape.width.cm <= 7
    assert 0 < shape.height.cm <= 1.6


def test_a_letter_is_written_in_the_ink_of_the_theme(
    result: Result, theme: Theme, tmp_path: Path
) -> None:
    found = letter(result, theme, tmp_path / "uit")
    assert f"#{found.styles['Normal'].font.color.rgb}" == theme.colours.ink.upper()
    quiet = {f"#{run.font.color.rgb}" for run in found.sections[0].footer.paragraphs[0].runs}
    assert quiet == {theme.colours.quiet.upper()}


def test_without_a_theme_a_letter_bears_no_picture(result: Result, tmp_path: Path) -> None:
    found = letter(result, NEUTRAL, tmp_path / "uit")
    assert len(found.inline_shapes) == 0
    assert found.styles["Normal"].font.color.rgb is None


def test_the_same_theme_gives_the_same_letter(result: Result, theme: Theme, tmp_path: Path) -> None:
    for name in ("een", "twee"):
        letter(result, theme, tmp_path / name)
    one, two = ((tmp_path / name / "A.docx").read_bytes() for name in ("een", "twee"))
    assert one == two

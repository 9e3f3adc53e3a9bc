"""A theme: what it may hold, what it must do for readers, and where it shows."""

import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, result_from, tables, write_case
from depth import DEEP
from PIL import Image
from pypdf import PdfReader
from verifying import agrees, named

from selector import InputError, Result, resources
from selector.audit.check import audit
from selector.publish.papers.page_style import dressed
from selector.texts import load_texts
from selector.theme import NEUTRAL, Theme, load_theme
from selector.theme.checks import colour_faults
from selector.theme.colours import BLIND, apart_for, apart_in_grey, contrast
from selector.theme.look import Fill
from selector.theme.tables import Colours, Fonts

EXAMPLE = resources.themes() / "voorbeeld.toml"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
DOT = SVG.format('<circle cx="4" cy="4" r="3" fill="#154273"/>')
ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]
LOGO = '\n[logo]\nfile = "{}"\nalt = "Beeldmerk"\n'


def written(folder: Path, text: str, **files: bytes | str) -> Path:
    """A theme file, with others beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    path = folder / "thema.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    """What is wrong with a theme, by code and place."""
    with pytest.raises(InputError) as refused:
        load_theme(path)
    assert all(fault.file for fault in refused.value.faults)
    return [(fault.code, fault.place) for fault in refused.value.faults]


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result in the example theme, moved away from where the theme was read."""
    folder = tmp_path_factory.mktemp("thema")
    shutil.copytree(EXAMPLE.parent, folder / "weg")
    case = write_case(folder, ROWS, tables(2))
    theme = load_theme(folder / "weg" / EXAMPLE.name)
    out = result_from(*case, theme=theme, swaps=True).save(folder / "uit")
    shutil.rmtree(folder / "weg")
    return out


# ------------------------------------------------------------------ what is wrong with one


@pytest.mark.parametrize("theme", [NEUTRAL, load_theme(EXAMPLE)], ids=["neutral", "example"])
def test_nothing_is_wrong_with_the_themes_that_come_along(theme: Theme) -> None:
    assert list(colour_faults(theme.colours.model_dump(by_alias=True), "x")) == []


def test_all_faults_are_told_at_once_with_their_place(tmp_path: Path) -> None:
    text = (
        '[colours]\nquiet = "#999999"\naccent = "blauw"\nkoppen = "#000000"\n'
        'ineligible = "#DDAA34"\n[fonts]\ntext = "Arial"\n' + LOGO.format("l.svg")
    )
    path = written(tmp_path, text, l_svg=SVG.format("<script>x</script>"))
    assert faults(path) == [
        ("wrong_kind", "colours.accent"),
        ("unknown_key", "colours.koppen"),
        ("not_in_list", "fonts.text"),
        ("theme_text", "colours.quiet"),
        ("theme_text", "colours.quiet"),
        ("theme_grey", "colours.not_chosen"),
        ("logo_part", "logo.file"),
    ]


def test_a_font_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = written(tmp_path, '[fonts]\ntext = "DejaVu Sanss"\nmaps = "Rijksoverheid Sans"\n')
    found = invoke("run", "--theme", path, "--out", tmp_path / "uit")
    assert found.exit_code == 2
    assert "thema.toml, `fonts.text`" in found.stderr
    assert "Libertinus Serif, New Computer Modern, DejaVu Sans, DejaVu Serif" in found.stderr
    assert "Bedoelt u `DejaVu Sans`?" in found.stderr
    assert "`Rijksoverheid Sans` staat niet in de lijst: DejaVu Sans, DejaVu Serif" in found.stderr
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("theme_grey", "#6699CC", "#C98F5A"),
        ("theme_deutan", "#CC5500", "#8E9C00"),
        ("theme_protan", "#AE9C6B", "#1A8554"),
        ("theme_tritan", "#7DCFE2", "#05A9CA"),
    ],
)
def test_two_classes_that_look_the_same_to_somebody_are_named(
    tmp_path: Path, code: str, one: str, other: str
) -> None:
    path = written(tmp_path, f'[colours]\nstedelijk = "{one}"\nkrimp = "{other}"\n')
    with pytest.raises(InputError) as refused:
        load_theme(path)
    found = next(f for f in refused.value.faults if f.place == "colours.stedelijk")
    assert (found.code, found.value) == (code, one)
    said = found.said(load_texts("nl"))
    assert f"thema.toml, `colours.stedelijk`: `{one}`" in said
    assert f"van `krimp` ({other})" in said


def test_contrast_and_blindness_are_counted_as_their_sources_have_them() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # WebAIM's example
    assert apart_in_grey("#000000", "#FFFFFF") == pytest.approx(100)
    for eyes in BLIND:  # rows of the matrices add up to 1: grey stays grey
        assert all(sum(row) == pytest.approx(1, abs=2e-3) for row in BLIND[eyes])
    rust, olive = "#CC5500", "#8E9C00"  # the same for who lacks the green cone, and for no other
    assert apart_for("deutan", rust, olive) < 7 < 60 < apart_for("tritan", rust, olive)


def test_classes_side_by_side_differ_for_everyone_in_the_neutral_theme() -> None:
    for fills in NEUTRAL.classes.values():
        for one, other in combinations(fills.values(), 2):
            assert apart_in_grey(one.face, other.face) >= 10
            assert all(apart_for(eyes, one.face, other.face) >= 15 for eyes in BLIND)


def test_a_hatch_goes_along_with_the_colour_of_its_fill() -> None:
    neutral, own = NEUTRAL.cohort["not_chosen"], Theme(Colours(not_chosen="#E0B03A")).cohort
    assert neutral == Fill("#DDAA33", "////", "#F3DFB0")
    assert own["not_chosen"].hatch == "////"
    assert own["not_chosen"].ink not in ("", "#F3DFB0", "#E0B03A")


# ------------------------------------------------------------------ the logo


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<circle r="3" onclick="x()"/>', "onclick="),
        ('<image href="https://elders.nl/x.png"/>', "<image>"),
        ('<use href="https://elders.nl/x.svg#a"/>', "href=https://elders.nl/x.svg#a"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:,"/>', "href=data:,"),
        ('<rect fill="url(https://elders.nl)"/>', "fill=url(https://elders.nl)"),
        ("<style>@import 'x.css'</style>", "<style>: url"),
        ("<text>Letters</text>", "<text>"),
        ("<foreignObject/>", "<foreignObject>"),
    ],
)
def test_a_logo_that_is_more_than_a_picture_is_refused(
    tmp_path: Path, inside: str, told: str
) -> None:
    path = written(tmp_path, LOGO.format("l.svg"), l_svg=SVG.format(inside))
    with pytest.raises(InputError) as refused:
        load_theme(path)
    assert [(f.code, f.file, f.value) for f in refused.value.faults][:1] == [
        ("logo_part", "l.svg", told)
    ]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (
            "l.svg",
            DOT.encode().replace(b"<svg", b'<!DOCTYPE s [<!ENTITY a "b">]><svg'),
            "logo_part",
        ),
        ("l.svg", DOT.encode()[:-8], "logo_damaged"),
        ("l.svg", b"<html/>", "logo_damaged"),
        ("l.svg", DOT.replace("viewBox", "view").encode(), "logo_unsized"),
        ("l.svg", SVG.format("<g/>" * 5_001).encode(), "logo_parts"),
        ("l.svg", DOT.encode() + b" " * 300_000, "logo_big"),
        ("l.png", DOT.encode(), "logo_damaged"),
        ("l.png", b"\x89PNG\r\n\x1a\n", "logo_damaged"),
        ("l.gif", b"GIF89a", "logo_name"),
        ("../l.png", b"", "logo_name"),
        ("weg.png", None, "logo_absent"),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    path = written(tmp_path / "t", LOGO.format(name))
    if data is not None:
        (path.parent / name).write_bytes(data)
    assert [found for found, _ in faults(path)] == [code]


def test_a_png_of_modest_size_is_a_logo(tmp_path: Path) -> None:
    for edge, fits in ((4_000, True), (4_001, False)):
        stream = BytesIO()
        Image.new("RGB", (edge, 2), "#154273").save(stream, "PNG")
        path = written(tmp_path, LOGO.format("l.png"), l_png=stream.getvalue())
        if fits:
            logo = load_theme(path).logo
            assert logo is not None
            assert (logo.kind, logo.alt) == ("png", "Beeldmerk")
        else:
            assert faults(path) == [("logo_wide", "logo.file")]


# ------------------------------------------------------------------ where it shows


@DEEP
def test_a_result_in_a_theme_is_verified_where_it_was_moved_to(
    themed: Path, tmp_path: Path
) -> None:
    moved = Path(shutil.copytree(themed, tmp_path / "elders"))
    kept = moved / "invoer" / "thema"
    assert {path.name for path in kept.iterdir()} == {"theme.toml", "voorbeeld.svg"}
    said = json.loads((moved / "cohort.json").read_bytes())["input"]
    for key, file in (("theme_sha256", "theme.toml"), ("logo_sha256", "voorbeeld.svg")):
        assert said[key] == sha256((kept / file).read_bytes()).hexdigest()
    agrees(audit(moved)[0])


@DEEP
@pytest.mark.parametrize("file", ["theme.toml", "voorbeeld.svg"])
def test_a_theme_that_was_changed_afterwards_is_found(
    themed: Path, tmp_path: Path, file: str
) -> None:
    moved = Path(shutil.copytree(themed, tmp_path / "elders"))
    path = moved / "invoer" / "thema" / file
    path.write_bytes(path.read_bytes().replace(b"#154273", b"#154274"))
    assert named(audit(moved)[0], f"invoer/thema/{file}")
    path.unlink()
    assert named(audit(moved)[0], "invoer/")


@DEEP
def test_a_run_of_a_moved_result_looks_as_it_did(themed: Path, tmp_path: Path) -> None:
    found = invoke("run", themed, "--out", tmp_path / "weer")
    assert found.exit_code == 0, found.stderr
    for file in ("map.png", "map.svg", "kaarten/context.png", "invoer/thema/theme.toml"):
        assert (tmp_path / "weer" / file).read_bytes() == (themed / file).read_bytes(), file


@DEEP
def test_what_is_kept_of_a_what_if_looks_as_the_result_did(themed: Path, tmp_path: Path) -> None:
    found = invoke("whatif", themed, "size=1", "--out", tmp_path / "stel")
    assert found.exit_code == 0, found.stderr
    assert (tmp_path / "stel/invoer/thema/theme.toml").read_bytes() == EXAMPLE.read_bytes()
    agrees(audit(tmp_path / "stel")[0])


@DEEP
def test_the_colours_of_a_theme_are_in_every_output(themed: Path) -> None:
    picture = Image.open(themed / "map.png").convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24) or ()}
    assert {(0x15, 0x42, 0x73), (0xCC, 0xD9, 0xE2)} <= colours
    assert (0x00, 0x44, 0x88) not in colours
    page = (themed / "dossier.html").read_text(encoding="utf-8")
    assert "--blue: #154273;" in page
    assert "#004488" not in page.lower()
    for file in ("map.svg", "kaarten/context.svg"):
        assert "#004488" not in (themed / file).read_text(encoding="utf-8").lower()
    assert b"21,66,115,200" in (themed / "cohort.gpkg").read_bytes()
    for file in ("dossier.pdf", "presentatie.pdf"):
        first = PdfReader(themed / file).pages[0].get_contents()
        assert first is not None
        assert all(tone in first.get_data() for tone in (b"0.08235294 0.25882354 0.4509804",)), file


def test_the_logo_stands_on_the_first_page_with_its_text(themed: Path) -> None:
    alt = "Beeldmerk van het voorbeeld: drie ringen"
    for file in ("dossier.pdf", "presentatie.pdf"):
        assert alts(PdfReader(themed / file)).count(alt) == 1
    page = (themed / "dossier.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<img class="logo" src="data:image/svg\+xml;base64,', page)) == 1
    assert f'alt="{alt}"' in page


def test_only_the_neutral_page_has_colours_for_a_dark_screen(themed: Path) -> None:
    page = (themed / "dossier.html").read_text(encoding="utf-8")
    assert "prefers-color-scheme" not in page
    assert '<meta name="color-scheme" content="light">' in page
    assert "prefers-color-scheme: dark" in dressed(NEUTRAL)


@pytest.mark.parametrize("font", Fonts.model_json_schema()["properties"]["text"]["enum"])
def test_every_font_that_may_be_named_is_there(tmp_path: Path, font: str) -> None:
    data: Mapping[str, Any] = {"font": font}
    place = tmp_path / "zet"
    place.mkdir()
    (place / "x.typ").write_text(
        '#set document(title: "x")\n#set text(font: json("facts.json").font)\nAbc'
    )
    from selector.publish.papers import typeset as setter

    (place / "facts.json").write_text(json.dumps(data))
    pdf = setter._compiled(place / "x.typ", place, date(2023, 5, 11))
    names = {str(font["/BaseFont"]) for font in fonts(PdfReader(BytesIO(pdf)))}
    wanted = {"New Computer Modern": "NewCM", "Libertinus Serif": "LibertinusSerif"}
    assert any(wanted.get(font, font.replace(" ", "")) in name for name in names), names


def test_a_theme_made_in_python_shows_as_well(tmp_path: Path) -> None:
    case = write_case(tmp_path, ROWS, tables(2))
    result = result_from(*case, theme=load_theme(EXAMPLE))
    assert result.outcome.theme.colours.accent == "#154273"
    assert isinstance(result, Result)
    assert result.map().get_facecolor() == (1, 1, 1, 1)


def test_the_schema_of_a_theme_is_printed() -> None:
    found = invoke("schema", "theme")
    assert found.exit_code == 0
    keys = json.loads(found.stdout)["$defs"]["Colours"]["properties"]
    assert keys.keys() == set(Colours().model_dump(by_alias=True))


def alts(reader: PdfReader) -> list[str]:
    """The alternative texts in the tags of a PDF."""
    found = list[str]()

    def walk(node: Any) -> None:
        node = node.get_object()
        for kid in node if isinstance(node, list) else [node]:
            kid = kid.get_object()
            if isinstance(kid, dict):
                if "/Alt" in kid:
                    found.append(str(kid["/Alt"]))
                if "/K" in kid:
                    walk(kid["/K"])

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


def fonts(reader: PdfReader) -> list[Any]:
    """The fonts of the pages of a PDF."""
    pages: Any = [page["/Resources"].get_object() for page in reader.pages]
    return [font.get_object() for page in pages for font in page.get("/Font", {}).values()]

"""Templates of an office: filled in wherever the places stand; refused when they could harm."""

import io
from pathlib import Path

import pytest
from builders import invoke, plan, result_of, tables
from docx import Document
from letter_templates import (
    HOSTILE,
    WORD,
    bomb,
    changed,
    related,
    sound,
    template,
    with_field,
    write,
)

from selector import InputError, Result
from selector.intake.docx_parts import unpack_docx
from selector.publish.letters.prepared import packed

ROWS = [plan("A", naam="{{antwoord}} & <b>"), plan("B", "GM0599"), plan("C", a1="ontbreekt")]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("ronde")
    return result_of(folder, ROWS, tables(size=1, notice="CONCEPT"))


def letter(result: Result, parts: dict[str, bytes], folder: Path, plan_id: str = "A") -> bytes:
    """The letter to a plan, from a template of these parts."""
    form = write(folder / "sjabloon.docx", parts)
    out = result.letters(folder / "brieven", form, only=[plan_id])
    return (out / f"{plan_id}.docx").read_bytes()


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


@pytest.mark.parametrize("case", HOSTILE)
def test_a_template_that_cannot_be_used_is_refused_with_its_name(
    result: Result, tmp_path: Path, case: str
) -> None:
    parts, said = HOSTILE[case]
    form = tmp_path / "sjabloon.docx"
    form.write_bytes(parts if isinstance(parts, bytes) else packed(parts))
    with pytest.raises(InputError) as refused:
        result.letters(tmp_path / "brieven", form)
    for fault in str(refused.value).splitlines():
        assert fault.startswith("sjabloon.docx: ")
    assert said in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["sjabloon.docx"]


def test_a_bomb_is_refused(result: Result, tmp_path: Path) -> None:
    (tmp_path / "bom.docx").write_bytes(bomb())
    with pytest.raises(InputError, match=r"bom\.docx: .*128 MB"):
        result.letters(tmp_path / "brieven", tmp_path / "bom.docx")


def test_a_file_that_is_too_big_is_refused_before_it_is_read(
    result: Result, tmp_path: Path
) -> None:
    with (tmp_path / "groot.docx").open("wb") as file:
        file.truncate(40 << 20)
    with pytest.raises(InputError, match=r"groot\.docx: .*32 MB"):
        result.letters(tmp_path / "brieven", tmp_path / "groot.docx")


def test_every_fault_of_a_template_and_of_the_options_is_told_at_once(tmp_path: Path) -> None:
    form = write(tmp_path / "sjabloon.docx", template("{{adres}} {{datm}}"))
    found = invoke("letters", tmp_path / "weg", "--template", form, "--out", tmp_path / "x" / "y")
    assert found.exit_code == 2
    for piece in ("{{adres}}", "Bedoelt u `{{datum}}`?", "{{antwoord}}", "{{naam}}", "y: de map"):
        assert piece in found.stderr
    assert "weg: deze map bestaat niet" in found.stderr
    assert "Fouten: 6" in found.stderr


def test_a_place_is_found_however_word_split_it(result: Result, tmp_path: Path) -> None:
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in ("Aan {", "{na", "am}} ({{AANVRAAG",
                                                               " }", "})!"))  # fmt: skip
    parts = changed("word/document.xml", "<w:p>", f"<w:p>{runs}</w:p><w:p>")
    assert lines(letter(result, parts, tmp_path))[1] == "Aan {{antwoord}} & <b> (A)!"


def test_places_in_tables_headers_footers_and_boxes_are_filled_in(
    result: Result, tmp_path: Path
) -> None:
    document, stream = Document(), io.BytesIO()
    document.add_table(1, 1).cell(0, 0).text = "cel {{naam}}"
    document.add_paragraph("{{antwoord}}")
    section = document.sections[0]
    section.header.paragraphs[0].text = "kop {{aanvraag}}"
    section.footer.paragraphs[0].text = "voet {{scenario}}"
    document.save(stream)
    parts = dict(unpack_docx(stream.getvalue()))
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>vak {{naam}}</w:t></w:r></w:p>"
    text = parts["word/document.xml"].decode()
    at = text.rindex("</w:p>", 0, text.index("{{antwoord}}"))
    parts["word/document.xml"] = (
        text[:at] + box + "</w:txbxContent></w:pict></w:r>" + text[at:]
    ).encode()
    made = Document(io.BytesIO(letter(result, parts, tmp_path, "B")))
    assert made.tables[0].cell(0, 0).paragraphs[0].text == "cel Plan B"
    assert made.sections[0].header.paragraphs[0].text == "kop B"
    assert made.sections[0].footer.paragraphs[0].text == "voet proef"
    shown = "".join(t.text or "" for t in made.element.iter(f"{{{WORD}}}t"))
    assert "vak Plan B" in shown
    assert "{{" not in shown


def test_the_answer_takes_the_style_of_its_place(result: Result, tmp_path: Path) -> None:
    parts = changed("word/document.xml", "<w:r><w:t>{{antwoord}}",
                    '<w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:i/></w:rPr>'
                    "<w:t>{{antwoord}}")  # fmt: skip
    made = Document(io.BytesIO(letter(result, parts, tmp_path)))
    answer = made.paragraphs[2:]
    assert len(answer) > 4
    assert all(p.alignment == 2 and p.runs[0].italic for p in answer)
    assert any(p.runs[0].bold for p in answer)


def test_a_template_without_a_place_for_the_marks_gets_them_on_top(
    result: Result, tmp_path: Path
) -> None:
    assert lines(letter(result, sound(), tmp_path))[:2] == ["CONCEPT", "{{antwoord}} & <b>"]


def test_without_marks_their_place_is_taken_out(tmp_path: Path) -> None:
    unmarked = result_of(tmp_path, ROWS, tables(size=1))
    parts = template("{{merken}}", "{{naam}}", "{{antwoord}}")
    assert lines(letter(unmarked, parts, tmp_path, "B"))[0] == "Plan B"


def test_links_to_click_and_fields_that_count_pages_stay(result: Result, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    for parts in (related("hyperlink", "mailto:bureau@x.nl"), with_field(" PA", "GE ")):
        out = tmp_path / str(len(list(tmp_path.iterdir())))
        out.mkdir()
        assert letter(result, parts, out)


def test_what_word_would_fill_in_by_itself_is_unbound(result: Result, tmp_path: Path) -> None:
    bound = '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/></w:sdtPr>'
    parts = changed("word/document.xml", "<w:p><w:r><w:t>{{naam}}</w:t></w:r></w:p>",
                    f"{bound}<w:sdtContent><w:p><w:r><w:t>{{{{naam}}}}</w:t></w:r></w:p>"
                    "</w:sdtContent></w:sdt>")  # fmt: skip
    text = dict(unpack_docx(letter(result, parts, tmp_path)))["word/document.xml"]
    assert b"dataBinding" not in text
    assert b"&amp; &lt;b&gt;" in text

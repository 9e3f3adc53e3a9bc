"""The letters: what each kind says, how the files are called, and when there are none."""

import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from builders import (
    EXAMPLE,
    Row,
    Tables,
    altered,
    invoke,
    plan,
    result_from,
    result_of,
    tables,
    write_case,
)
from depth import DEEP
from docx import Document
from verifying import draw_plainly, edit

from selector import InputError, Result, load_scenario, read_plans, select
from selector.publish.letters import write
from selector.publish.letters.content import letters
from selector.publish.letters.filled import filled_in
from selector.publish.letters.names import file_names

GOLDEN = Path(__file__).parent / "golden_letters.txt"
KINDS = ("A01", "A07", "A08", "A25")  # chosen, provisional, not chosen, not eligible


@pytest.fixture(scope="module")
def example() -> Result:
    framework = load_scenario("afwegingskader-2023")
    return select(read_plans(EXAMPLE), framework, answers=True, day=date(2023, 5, 11))


@pytest.fixture(scope="module", autouse=True)
def plain_maps() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        draw_plainly(patch)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small round with every kind of plan, without its papers."""
    place = tmp_path_factory.mktemp("ronde")
    return answered(place, SMALL, RULES).save(place / "uit", only=["plans"])


SMALL = [
    plan("A", naam="Eerste"),
    plan("B", "GM0599", herkomst="bestaand", a1="werkt_toe"),
    plan("C", a1="ontbreekt", naam="Derde"),
    plan("D", naam="Vierde"),
]
RULES = tables(size=2, competition=[{"rule": "overlap"}], cohort={"locked_in": ["A"]})


def answered(folder: Path, rows: Sequence[Row], scenario: Tables) -> Result:
    """The result of a round with its answers."""
    return result_from(*write_case(folder, rows, scenario), answers=True)


def text(path: Path) -> str:
    """Everything in a letter from top to bottom: header, text, footer."""
    document = Document(str(path))
    section = document.sections[0]
    parts = (section.header.paragraphs, document.paragraphs, section.footer.paragraphs)
    return "\n".join(p.text for part in parts for p in part)


def said(result: Result, plan_id: str, language: str = "nl") -> str:
    """The answer in the letter to a plan."""
    found = next(x for x in letters(result.outcome, language) if x.plan_id == plan_id)
    return "\n".join(block.text for block in found.answer)


# --- What a letter says


def golden(result: Result, folder: Path) -> str:
    found = []
    for language in ("nl", "en"):
        out = result.letters(folder / language, language=language, only=KINDS)
        found += [f"===== {name} ({language})\n{text(out / f'{name}.docx')}\n" for name in KINDS]
    return "\n".join(found)


@DEEP
def test_the_four_kinds_of_letters_say_what_they_said(example: Result, tmp_path: Path) -> None:
    if "SELECTOR_GOLDEN" in os.environ:  # to be read again by a person
        GOLDEN.write_text(golden(example, tmp_path), encoding="utf-8")
        return
    assert golden(example, tmp_path) == GOLDEN.read_text(encoding="utf-8")


def test_every_plan_is_told_of_itself_what_cohort_json_says(
    example: Result, tmp_path: Path
) -> None:
    out, record = example.letters(tmp_path / "brieven"), example.as_dict("nl")
    other = {entry["plan_id"]: entry["cohort"] for entry in record["answers"]}
    words = {True: "uw aanvraag gekozen", False: "uw aanvraag niet gekozen"}
    assert len(record["plans"]) == len(list(out.glob("*.docx"))) == 29
    for entry in record["plans"]:
        name, shown = entry["plan_id"], text(out / f"{entry['plan_id']}.docx")
        if entry["verdict"] == "voldoet_niet":
            assert "kon uw aanvraag niet worden gekozen" in shown
            continue
        chosen = name in record["selected"]
        provisional = chosen and entry["verdict"] == "voorlopig"
        assert ("uw aanvraag voorlopig gekozen" if provisional else words[chosen]) in shown
        named = {q["plan_id"] for q in record["plans"] if f"{q['plan_id']} (" in shown}
        if not chosen:
            assert named >= set(record["selected"]) ^ set(other[name]) - {name}


def test_the_numbers_of_an_answer_are_those_of_cohort_json(example: Result) -> None:
    seen = 0
    for entry in example.as_dict("nl")["answers"]:
        shown, now, then = said(example, entry["plan_id"]), entry["now"], entry["then"]
        pairs = zip(now, then, strict=True) if isinstance(now, list) else [(now, then)]
        first = next(pair for pair in pairs if pair[0] != pair[1])
        for value in map(Fraction, first):
            decimal = f"{float(value):.3f}".replace(".", ",")
            assert (str(value) if isinstance(now, str) else decimal) in shown
        chosen = entry["forced"] == "out"
        for part in () if chosen else entry["criteria"]:
            scores = [f"{float(Fraction(part[key])):.3f}" for key in ("now", "then")]
            told = " naar ".join(scores).replace(".", ",")
            assert (f"van {told}" in shown) is (part["now"] != part["then"])
            seen += 1
    assert seen > 100


def test_the_marks_stand_on_top_of_every_page(example: Result, tmp_path: Path) -> None:
    out = example.letters(tmp_path / "brieven", only=["A01"])
    header = Document(str(out / "A01.docx")).sections[0].header
    assert [p.text for p in header.paragraphs] == ["verzonnen voorbeeldronde"]


def test_an_agreement_is_only_said_to_help_where_the_scenario_lifts_by_it(tmp_path: Path) -> None:
    helped = "U en A (Eerste) hadden geen afstemming gemeld. Was die er geweest, dan hadden beide"
    for number, (rules, expected) in enumerate((
        ([{"rule": "overlap"}], True),
        ([{"rule": "overlap", "lifted_by": ["landelijk"]}], False),
        # another rule, which no agreement lifts, would forbid them too
        ([{"rule": "overlap"}, {"rule": "neighbours", "lifted_by": []}], False),
    )):  # fmt: skip
        scenario = tables(size=2, competition=rules, cohort={"locked_in": ["A"]})
        result = answered(tmp_path / str(number), SMALL, scenario)
        assert "D" not in result.selected
        assert "beconcurreren elkaar" in said(result, "D")
        assert (helped in said(result, "D")) is expected


def test_an_agreement_that_leaves_a_penalty_is_said_to_do_so(tmp_path: Path) -> None:
    rules = [{"rule": "overlap"}, {"rule": "neighbours", "verdict": "penalise", "lifted_by": []}]
    scenario = tables(size=2, competition=rules, cohort={"locked_in": ["A"]})
    result = answered(tmp_path, SMALL, scenario)
    assert "had hun concurrentie alleen meegewogen" in said(result, "D")


def test_a_condition_is_only_said_to_help_where_a_point_counts_it(tmp_path: Path) -> None:
    rows = [plan("A", herkomst="bestaand"), plan("B", a1="werkt_toe", c2="werkt_toe"), plan("C")]
    balance = {"name": "herkomst", "measure": "balance", "on": "herkomst"}
    met = {"name": "inhoud", "measure": "total", "on": "voorwaarden_voldaan"}
    one = {"name": "beroepsgroep", "measure": "total", "on": "c2"}
    for number, (criteria, expected) in enumerate((
        ([balance], []), ([balance, met], ["alle vereiste voorwaarden al"]),
        ([balance, one], ["voorwaarde c2 al"]),
    )):  # fmt: skip
        scenario = tables(size=1, criteria=criteria, cohort={"locked_in": ["A"]})
        shown = said(answered(tmp_path / str(number), rows, scenario), "B")
        assert "a1 (" in shown
        lines = [line for line in shown.splitlines() if line.startswith("Was aan")]
        assert len(lines) == len(expected)
        assert all(piece in line for piece, line in zip(expected, lines, strict=True))


def test_where_the_lot_decided_the_letters_say_so_to_both_sides(tmp_path: Path) -> None:
    twins = [plan("A"), plan("B", "GM0599")]
    result = answered(tmp_path, twins, tables(size=1))
    for name in ("A", "B"):
        assert "precies even goed" in said(result, name)
        assert "openbare lottekst `lot`" in said(result, name)
        assert "minder goed" not in said(result, name)


def test_a_plan_that_the_scenario_leaves_out_is_not_called_worse(tmp_path: Path) -> None:
    rows = [plan("A", herkomst="bestaand"), plan("B"), plan("C")]
    scenario = tables(size=2, cohort={"locked_out": ["A"]})
    shown = said(answered(tmp_path, rows, scenario), "A")
    assert "Het scenario heeft A uitgesloten" in shown
    assert "minder goed" not in shown


# --- The files


def test_names_of_letters_are_safe_and_never_alike() -> None:
    ids = ["A07", "a07", "CON", "com1.x", "Ä", "A\u0308", "a/b", "a\\b", "..", "x.", "-f",
           "x" * 100, "é" * 100, "aanvraag-a-b-c14cddc0", "Fryslân 1", "\U0001f600",
           "LPT²"]  # fmt: skip
    names = file_names(ids)
    assert names["A07"] == "A07"
    assert names["Fryslân 1"] == "Fryslân 1"
    assert names["x" * 100] == "x" * 100
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        assert not set(name) & set('<>:"/\\|?*')
        assert name[0].isalnum()
        assert name.rstrip(". ") == name
        assert name.partition(".")[0].casefold() not in {"con", "com1", "lpt2", "lpt²"}
        assert len(name.encode()) <= 110
    assert file_names(ids[::-1]) == names


@DEEP
def test_the_same_result_gives_the_same_bytes(example: Result, tmp_path: Path) -> None:
    first, second = (example.letters(tmp_path / name) for name in ("een", "twee"))
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()
    with zipfile.ZipFile(first / "A07.docx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_letter_knows_its_title_language_and_day(example: Result, tmp_path: Path) -> None:
    path = example.letters(tmp_path / "brieven", only=["A07"]) / "A07.docx"
    core = Document(str(path)).core_properties
    assert (core.identifier, core.language) == ("A07", "nl-NL")
    assert core.title.endswith("aanvraag A07: Leren tussen Eems en Veen")
    assert core.created is not None
    assert core.created.date() == date(2023, 5, 11)


HOSTILE = ["{{antwoord}} {{naam}}", "<w:p>&amp;</w:p>", "x" * 300, "שלום עולם", "\U0001f600 ñ ŷ",
           "=1+1", "`{value}`", "$\\frac{1}{0}$", "een \x07 twee \ud800", "\u202eoem"]  # fmt: skip


def test_names_made_to_harm_stay_text(tmp_path: Path) -> None:
    rows = [plan(f"P{n}", ("GM0363", "GM0599")[n % 2]) for n in range(len(HOSTILE))]
    result = answered(tmp_path, rows, tables(size=3))
    plans = result.problem.plans
    named = zip(plans.rows, HOSTILE, strict=True)
    renamed = replace(plans, rows=tuple(replace(row, name=name) for row, name in named))
    survey = replace(result.problem.survey, plans=renamed)
    hostile = altered(result, problem=replace(result.problem, survey=survey))
    out = hostile.letters(tmp_path / "brieven")
    for n, name in enumerate(HOSTILE[:8]):
        assert f"Aan {name}" in text(out / f"P{n}.docx").splitlines()
    assert "Aan een \ufffd twee \ufffd" in text(out / "P8.docx")


def test_a_letter_to_another_plan_is_found_and_nothing_is_left(
    example: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {x.plan_id: x for x in letters(example.outcome, "nl")}
    monkeypatch.setattr(write, "filled_in", lambda _, form: filled_in(found["A02"], form))
    with pytest.raises(write.MisaddressedError, match=r"A01\.docx"):
        example.letters(tmp_path / "brieven")
    assert list(tmp_path.iterdir()) == []


# --- The command


def test_the_command_writes_a_letter_for_every_plan(folder: Path, tmp_path: Path) -> None:
    found = invoke("letters", folder, "--out", tmp_path / "brieven")
    assert found.exit_code == 0, found.stderr
    names = sorted(path.name for path in (tmp_path / "brieven").iterdir())
    assert names == ["A.docx", "B.docx", "C.docx", "D.docx", "SHA256SUMS"]
    assert "Brieven: 4" in found.stdout
    assert "a1 (" in text(tmp_path / "brieven" / "B.docx")
    assert "Voorwaarde a1 ontbreekt" in text(tmp_path / "brieven" / "C.docx")


def test_some_plans_can_be_asked_for(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "brieven"
    found = invoke("letters", folder, "--plan", "A", "C", "--out", out, "--lang", "en")
    assert found.exit_code == 0, found.stderr
    assert sorted(path.stem for path in out.glob("*.docx")) == ["A", "C"]
    assert "Dear Sir or Madam," in text(out / "A.docx")
    unknown = invoke("letters", folder, "--plan", "E", "Q", "--out", tmp_path / "meer")
    assert unknown.exit_code == 2
    assert "Fouten: 2" in unknown.stderr


def test_the_template_of_the_package_can_be_written_restyled_and_used(
    folder: Path, tmp_path: Path
) -> None:
    form, out = tmp_path / "brief.docx", tmp_path / "brieven"
    assert invoke("letters", "--new-template", form).exit_code == 0
    document = Document(str(form))
    for paragraph in document.paragraphs:
        paragraph.text = paragraph.text.replace("[naam en functie]", "De directeur")
    document.save(str(form))
    found = invoke("letters", folder, "--out", out, "--template", form)
    assert found.exit_code == 0, found.stderr
    shown = text(out / "A.docx")
    assert "De directeur" in shown
    assert "{{" not in shown
    assert "[ ]" not in found.stderr
    again = invoke("letters", "--new-template", form)
    assert again.exit_code == 2


@pytest.mark.parametrize(
    "options", [[], ["map"], ["--out", "x"], ["--new-template", "a.docx", "map"],
                ["--new-template", "a.xlsx"], ["weg", "--out", "x"],
                ["--new-template", "a.docx", "--plan", "\x07"]],
)  # fmt: skip
def test_a_call_that_lacks_something_is_refused(
    tmp_path: Path, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = invoke("letters", *options)
    assert found.exit_code == 2, found.output
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_was_changed_gets_no_letters(folder: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(folder, tmp_path / "uit"))
    edit(copied, lambda record: record["answers"][0].update(blocked_by=["size"]))
    found = invoke("letters", copied, "--out", tmp_path / "brieven")
    assert found.exit_code == 5
    assert "er geen brieven geschreven" in found.stderr
    assert "cohort.json" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def test_a_directory_without_answers_gets_them_worked_out(tmp_path: Path) -> None:
    result = answered(tmp_path, SMALL, RULES)
    bare = altered(result, answers=None)
    moved = bare.save(tmp_path / "zonder", only=["plans"]).rename(tmp_path / "elders")
    found = invoke("letters", moved, "--out", tmp_path / "brieven")
    assert found.exit_code == 0, found.stderr
    assert "aantal: 3" in found.stderr
    same = result.letters(tmp_path / "met")
    for path in same.glob("*.docx"):
        assert path.read_bytes() == (tmp_path / "brieven" / path.name).read_bytes()


def test_what_is_no_proven_cohort_gets_no_letters(folder: Path, tmp_path: Path) -> None:
    quota = [{"name": "veel", "where": {"herkomst": "nieuw"}, "min": 9}]
    none = result_of(tmp_path / "geen", SMALL, tables(size=2, quotas=quota))
    none.save(tmp_path / "geen" / "uit", only=["plans"])
    assert invoke("letters", tmp_path / "geen" / "uit", "--out", tmp_path / "x").exit_code == 3
    with pytest.raises(ValueError, match="infeasible"):
        none.letters(tmp_path / "x")
    copied = Path(shutil.copytree(folder, tmp_path / "uit"))
    edit(copied, lambda record: record.update(status="feasible"))
    assert invoke("letters", copied, "--out", tmp_path / "x").exit_code == 4
    assert not (tmp_path / "x").exists()


@DEEP
def test_letters_of_before_are_replaced_only_with_force(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "brieven"
    assert invoke("letters", folder, "--out", out).exit_code == 0
    assert invoke("letters", folder, "--out", out).exit_code == 2
    assert invoke("letters", folder, "--out", out, "--plan", "A", "--force").exit_code == 0
    assert [path.name for path in out.glob("*.docx")] == ["A.docx"]


def test_python_refuses_a_plan_that_there_is_not(example: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="A77"):
        example.letters(tmp_path / "brieven", only=["A77"])
    assert list(tmp_path.iterdir()) == []

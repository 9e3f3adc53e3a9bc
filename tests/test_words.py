"""The words that people see: one form of address, one language, numbers that fit their nouns."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from builders import plan, result_of, tables

from selector.errors import Message
from selector.publish.summary import summarise
from selector.texts import Texts, load_texts

DUTCH, ENGLISH = load_texts("nl"), load_texts("en")


def found(pattern: str, texts: Texts = DUTCH) -> dict[str, str]:
    """The texts that a pattern fits, with what it found, without names and what is filled in."""
    plain = {key: re.sub(r"`[^`]*`|{[^}]*}", "", text) for key, text in texts.entries.items()}
    hits = {key: re.search(pattern, text) for key, text in plain.items()}
    return {key: hit[0] for key, hit in hits.items() if hit}


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)\b(je|jij|jou|jouw|jullie)\b",
        r"\b(gekozene|inbegrepen|van onderen|van wie er|startwoord|gebiedstabel)\b",
        r"Is misschien .* bedoeld",
        r"\w\((en|s|n)\)",
        r"\b(Usage|Options|Error|directory|file|default|invalid|cohorten)\b",
        r"\b1 (aanvragen|paren|gemeenten|kolommen|selecties|bestanden)\b",
    ],
)
def test_no_dutch_text_says_what_the_style_page_rules_out(pattern: str) -> None:
    assert found(pattern) == {}


def test_a_fault_without_a_place_begins_with_a_capital_and_one_with_a_place_does_not() -> None:
    for texts in (DUTCH, ENGLISH):
        bare = Message("missing_command").said(texts)
        placed = Message("missing_command", file="a.csv").said(texts)
        assert bare[0].isupper()
        assert placed == f"a.csv: {bare[0].lower()}{bare[1:]}"


def test_a_letter_does_not_say_that_something_would_have_helped() -> None:
    """That is said only of what would have had the plan chosen, which takes a solver."""
    said = {k: t for k, t in found("(?i)geholpen|helpen").items() if k.startswith("letter.")}
    assert said == {}


@pytest.mark.parametrize(
    ("meant", "dutch", "english"),
    [
        (("X",), "Bedoelt u `X`?", "Did you mean `X`?"),
        (("X", "Y"), "Bedoelt u `X` of `Y`?", "Did you mean `X` or `Y`?"),
        (("X", "Y", "Z"), "Bedoelt u `X`, `Y` of `Z`?", "Did you mean `X`, `Y` or `Z`?"),
    ],
)
def test_what_was_perhaps_meant_is_asked(meant: tuple[str, ...], dutch: str, english: str) -> None:
    fault = Message("ambiguous_name", value="B", suggestion=meant[0], params={"meant": meant})
    assert fault.said(DUTCH).endswith(dutch)
    assert fault.said(ENGLISH).endswith(english)


def test_a_number_in_a_sentence_has_the_decimal_sign_of_the_language() -> None:
    note = Message("nvt_is_mean", params={"on": "x", "mean": Decimal("0.6875"), "plans": ["A"]})
    assert "telt als 0,6875," in note.said(DUTCH)
    assert "0.6875" in note.said(ENGLISH)


def test_a_share_that_is_too_low_is_told_with_the_decimal_sign_of_the_language(
    tmp_path: Path,
) -> None:
    rows = [plan("A", aandeel_besturen="1,2%"), plan("B", aandeel_besturen="80%")]
    asked = tables(1, eligibility={"min_aandeel_besturen": 0.125})
    outcome = result_of(tmp_path, rows, asked).outcome
    assert "Het aandeel schoolbesturen is 1,2%; minstens 12,5% is nodig." in summarise(
        outcome, "nl"
    )
    assert "1.2%" in summarise(outcome, "en")


ROWS: dict[str, Callable[[str], dict[str, str]]] = {
    "voldoet": lambda name: plan(name),
    "voorlopig": lambda name: plan(name, a1="werkt_toe"),
    "voldoet_niet": lambda name: plan(name, a1="ontbreekt"),
}


@pytest.mark.parametrize(
    ("verdicts", "dutch", "english"),
    [
        (["voldoet_niet"] * 2, "Geen van de 2 aanvragen komt in aanmerking.",
         "None of the 2 plans is eligible."),
        (["voldoet", "voldoet_niet"], "1 van de 2 aanvragen komt in aanmerking.",
         "1 of the 2 plans is eligible."),
        (["voldoet"] * 2, "2 van de 2 aanvragen komen in aanmerking.",
         "2 of the 2 plans are eligible."),
        (["voldoet", "voorlopig"],
         "2 van de 2 aanvragen komen in aanmerking. Daarvan is er 1 voorlopig.",
         "2 of the 2 plans are eligible. Of these 1 is provisional."),
        (["voorlopig"], "De enige aanvraag komt in aanmerking. Die is voorlopig.",
         "The only plan is eligible. It is provisional."),
        (["voldoet_niet"], "De enige aanvraag komt niet in aanmerking.",
         "The only plan is not eligible."),
        (["voorlopig"] * 3,
         "3 van de 3 aanvragen komen in aanmerking. Ze zijn allemaal voorlopig.",
         "3 of the 3 plans are eligible. All of them are provisional."),
    ],
)  # fmt: skip
def test_how_many_are_eligible_is_said_in_a_sentence_that_fits_the_number(
    tmp_path: Path, verdicts: list[str], dutch: str, english: str
) -> None:
    rows = [ROWS[verdict](f"P{i}") for i, verdict in enumerate(verdicts)]
    outcome = result_of(tmp_path, rows, tables(1)).outcome
    assert summarise(outcome, "nl").splitlines()[2] == dutch
    assert summarise(outcome, "en").splitlines()[2] == english


@pytest.mark.parametrize("key", ["summary.eligible", "summary.provisional", "draw.between",
                                 "white_spots.fillers", "verify.columns"])  # fmt: skip
def test_a_text_about_one_is_another_than_that_about_more(key: str) -> None:
    given = dict.fromkeys(("eligible", "plans", "tied", "seats"), "x")
    for texts in (DUTCH, ENGLISH):
        one, more = (texts.counted(key, count, **given) for count in (1, 2))
        assert one != more
        assert texts(f"{key}_one", count=1, **given) == one


def test_what_is_attainable_and_what_a_proposal_costs_are_explained_where_they_stand(
    tmp_path: Path,
) -> None:
    rows = [plan("A"), plan("B")]
    chosen = summarise(result_of(tmp_path, rows, tables(1)).outcome, "nl")
    assert " ".join(chosen.split()).count("Haalbaar: de hoogste score") == 1
    none = summarise(result_of(tmp_path, rows, tables(5)).outcome, "nl")
    assert "(kosten " in none
    assert " ".join(none.split()).count("Kosten: hoeveel stappen") == 1


@pytest.mark.parametrize(
    ("number", "dutch"),
    [("0.0000", "0"), ("0.6875", "0,6875"), ("100", "100"), ("12.50", "12,5"), ("1E+2", "100"),
     ("-1.20", "-1,2")],
)  # fmt: skip
def test_an_exact_number_has_no_needless_zeros(number: str, dutch: str) -> None:
    assert DUTCH.exact(Decimal(number)) == dutch
    assert ENGLISH.exact(Decimal(number)) == dutch.replace(",", ".")


# Texts in which a noun stands in the plural behind a number that is never one.
MANY = {
    "message.too_many_columns", "message.too_many_answers", "message.too_many_scenarios",
    "message.again", "message.again_more", "message.answers_many", "message.swaps_many",
    "message.batch_many_files", "finding.not_contiguous", "infeasible.choose",
    "infeasible.too_few_together", "infeasible.quota_together", "check_report.together",
    "collect.files_more", "verify.lot_open", "verify.prove_lot_open", "draw.between_one",
    "alternatives.count_more", "pareto.points", "regions_download.progress",
    "message.logo_parts", "batch.log_altered", "regions_download.done", "paper.core_counts",
    "letter.counts", "compare.title",
}  # fmt: skip
NOUNS = (
    "aanvragen|paren|gemeenten|kolommen|selecties|bestanden|beweringen|punten|criteria|velden|"
    "uitkomsten|manieren|delen|wijzigingen|plaatsen|antwoorden|"
    "plans|pairs|municipalities|columns|cohorts|files|claims|points|fields|results|ways|parts|"
    "changes|places|answers"
)


@pytest.mark.parametrize("texts", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_a_plural_stands_behind_a_number_only_where_that_is_never_one(texts: Texts) -> None:
    plural = re.compile(rf"(?<!van )(?<!van de )(?<!of the )(?<!of ){{(?!limit)\w+}} ({NOUNS})\b")
    found = {key for key, text in texts.entries.items() if plural.search(text)}
    assert {key for key in found - MANY if f"{key}_one" not in texts.entries} == set()

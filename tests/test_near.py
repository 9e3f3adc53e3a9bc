"""What was perhaps meant: near misses get a suggestion, and what is far off gets none."""

import pytest

from selector.near import nearest

PLANS = [f"A{i:02}" for i in range(1, 30)]
NAMES = ["'s-Gravenhage", "Amsterdam", "Steenwijkerland", "Súdwest-Fryslân", "Utrecht", "Zutphen"]

NEAR = [
    ("a7", PLANS, "A07"), ("A01x", PLANS, "A01"), ("B01", PLANS, "A01"), ("A1", PLANS, "A01"),
    ("sise", ["size", "seed", "name"], "size"), ("vire", ["vier", "vol"], "vier"),
    ("penalize", ["forbid", "penalise", "report"], "penalise"),
    ("krimp_eerst", ["afwegingskader-2023", "krimp-eerst"], "krimp-eerst"),
    ("regio", ["lokaal", "regionaal", "bovenregionaal"], "regionaal"),
    ("sudwest fryslan", NAMES, "Súdwest-Fryslân"), ("Amstrdm", NAMES, "Amsterdam"),
    ("scenario-2022", ["scenario-2023"], "scenario-2023"),
    ("Naam", ["naam", "NAAM", "name"], ""),
]  # fmt: skip
FAR = [
    ("A99", PLANS), ("A30", PLANS), ("A01+A02", PLANS), ("heel Nederland", NAMES),
    ("hbo", ["po", "vo", "mbo"]), ("nee.toml", ["twee.toml"]), ("--version", ["--verbose"]),
    ("niet voldaan", ["voldaan", "werkt_toe"]), ("a4", ["a1", "a2", "a3"]), ("", NAMES),
    ("P3", ["P1", "P2"]), ("nieuw/bestaand", ["nieuw", "bestaand"]), ("ja", ["po", "a1"]),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "known", "meant"), NEAR)
def test_a_near_miss_gets_what_was_meant(typed: str, known: list[str], meant: str) -> None:
    assert nearest(typed, known) == meant


@pytest.mark.parametrize(("typed", "known"), FAR)
def test_what_is_far_off_gets_no_suggestion(typed: str, known: list[str]) -> None:
    assert nearest(typed, known) == ""

"""Scenarios that cannot be used: every fault is named, and nothing is written."""

from pathlib import Path

import pytest
from builders import EXAMPLE
from conftest import Refuses
from malformed import SCENARIO as SOUND
from malformed import Named, maybe

Case = tuple[list[tuple[str, str]], list[Named]]


def one(old: str, new: str, *pieces: str) -> Case:
    """Return the case of one change and the one fault that it gives."""
    return [(old, new)], [pieces]


def test_the_sound_scenario_is_sound(tmp_path: Path) -> None:
    """Otherwise the cases below would prove nothing."""
    from selector.intake import read_plans, read_regions
    from selector.problem import make_problem
    from selector.scenario import load_scenario

    file = tmp_path / "proef.toml"
    file.write_text(SOUND, encoding="utf-8")
    make_problem(read_plans(EXAMPLE), load_scenario(file), read_regions())


KEYS: dict[str, Case] = {
    "a misspelt key at the top": one(
        'seed = "2023', 'seeed = "2023', "`seeed`: ", maybe("seed")),
    "a misspelt table": one("[territory]", "[teritory]", "`teritory`: ", maybe("territory")),
    "a misspelt list of tables": one(
        "[[implications]]", "[[implication]]", "`implication`: ", maybe("implications")),
    "a misspelt key of the cohort": one(
        "locked_in =", "lockd_in =", "`cohort.lockd_in`: ", maybe("locked_in")),
    "a misspelt key of the size": one(
        "size = 12", "size = { min = 1, max = 2, maxx = 3 }",
        "`cohort.size.maxx`: ", "bekend zijn: min, max", maybe("max")),
    "a misspelt key of eligibility": one(
        "max_werkt_toe", "max_werktoe", "`eligibility.max_werktoe`: ", maybe("max_werkt_toe")),
    "a misspelt key of the territory": one(
        "urban_classes", "urban_clases", "`territory.urban_clases`: ", maybe("urban_classes")),
    "a misspelt key of a competition rule": one(
        "min_share = 0.05", "min_shar = 0.05", "`competition[1].min_shar`: ", maybe("min_share")),
    "a key that belongs to another competition rule": one(
        "weight = 2", "min_share = 0.1", "`competition[2].min_share`: ", "weight, "),
    "a misspelt key of a quota": one("\nmin = 1", "\nmini = 1", "`quotas[1].mini`: ", maybe("min")),
    "a misspelt key of an implication": one(
        "\nthen = ", "\nthan = \"A05\"\nthen = ", "`implications[1].than`: ", maybe("then")),
    "a misspelt key of at most one": one(
        "\nplans = ", "\nplan = []\nplans = ", "`at_most_one[1].plan`: ", maybe("plans")),
    "a misspelt key of a balance": one(
        "categories = [", "categorie = [", "`criteria[1].categorie`: ", maybe("categories")),
    "a misspelt key of a coverage": one(
        "at_least", "atleast", "`criteria[2].atleast`: ", maybe("at_least")),
    "a misspelt key of a total": one("range = ", "rang = ", "`criteria[3].rang`: ", maybe("range")),
    "a key that belongs to another measure": one(
        "range = [1, 5]", "at_least = 2", "`criteria[3].at_least`: ", "bekend zijn: "),
    "a misspelt key of an objective": one(
        "tolerance", "tolerantie", "`objective[2].tolerantie`: ", maybe("tolerance")),
    "no size": one("size = 12\n", "", "`cohort.size`: ", "verplicht"),
    "half a size": one("size = 12", "size = { min = 3 }", "`cohort.size.max`: ", "verplicht"),
    "no cohort": one(
        SOUND[SOUND.index("[cohort]") : SOUND.index("[elig")], "", "`cohort`: ", "verplicht"),
    "no criteria": (
        [(SOUND[SOUND.index("[[criteria]]") : SOUND.index("[[objective]]")], "")],
        [("`criteria`: ", "verplicht")]),
    "an empty list of criteria": (
        [(SOUND[SOUND.index("[[criteria]]") : SOUND.index("[[objective]]")], ""),
         ('seed = "2023-05-11"', "criteria = []")],
        [("`criteria`: ", "minstens één")]),
    "no objective": one(SOUND[SOUND.index("[[objective]]") :], "", "`objective`: ", "verplicht"),
    "a criterion without a name": one(
        'name = "ambitie"\n', "", "`criteria[3].name`: ", "verplicht"),
    "a criterion without a measure": one(
        'measure = "total"\n', "", "`criteria[3].measure`: ", "verplicht"),
    "a competition rule without a rule": one(
        'rule = "neighbours"\n', "", "`competition[2].rule`: ", "verplicht"),
    "a quota that is about nothing": one(
        'where = { context = "krimp" }', "where = {}", "`quotas[1].where`: ", "minstens één"),
    "an objective without a tier": one(
        'tier = "leximin"\n', "over = []\n", "`objective[1].tier`: ", "verplicht"),
}  # fmt: skip

VALUES: dict[str, Case] = {
    "a misspelt rule": one(
        '"overlap"', '"overlp"', "`competition[1].rule`: ", "`overlp`", maybe("overlap")),
    "a misspelt verdict": one(
        '"penalise"', '"penalize"', "`competition[2].verdict`: ", "`penalize`", maybe("penalise")),
    "a misspelt reason to lift": one(
        '["afstemming"]', '["afsteming"]',
        "`competition[1].lifted_by[1]`: ", "`afsteming`", maybe("afstemming")),
    "a misspelt condition": one(
        '["a1", "a2"]', '["a1", "a9"]', "`eligibility.required[2]`: ", "`a9`", "a1, a2, a3"),
    "a misspelt assessment": one(
        'unassessed = "werkt_toe"', 'unassessed = "werkt toe"',
        "`eligibility.unassessed`: ", "`werkt toe`", maybe("werkt_toe")),
    "a misspelt measure": one(
        '"coverage"', '"covrage"', "`criteria[2].measure`: ", "`covrage`", maybe("coverage")),
    "a misspelt tier": one(
        '"leximin"', '"leximn"', "`objective[1].tier`: ", "`leximn`", maybe("leximin")),
    "a misspelt target": one(
        "{ stedelijk = 400, niet-stedelijk = 400, krimp = 200 }", '"equl"',
        "`criteria[1].target`: ", "`equl`", maybe("equal")),
    "a size in words": one(
        "size = 12", 'size = "twaalf"', "`cohort.size`: ", "`twaalf`", "een geheel getal"),
    "a size of true": one("size = 12", "size = true", "`cohort.size`: ", "`True`", "geheel getal"),
    "half a plan": one("size = 12", "size = 2.5", "`cohort.size`: ", "`2.5`", "geheel getal"),
    "a size below zero": one("size = 12", "size = -3", "`cohort.size`: ", "`-3`", "minimaal 1"),
    "no plans at all": one("size = 12", "size = 0", "`cohort.size`: ", "`0`", "minimaal 1"),
    "a size beyond reason": one(
        "size = 12", "size = 99999999999999999999", "`cohort.size`: ", "`99999999999999999999`"),
    "a smallest size below one": one(
        "size = 12", "size = { min = 0, max = 3 }", "`cohort.size.min`: ", "`0`", "minimaal 1"),
    "a size that is a list": one("size = 12", "size = [1, 2]", "`cohort.size`: ", "geheel getal"),
    "a seed that is a number": one('seed = "2023-05-11"', "seed = 11", "`seed`: ", "`11`", "tekst"),
    "a name that is a list": one('name = "proef"', "name = []", "`name`: ", "tekst"),
    "a cohort that is a number": (
        [(SOUND[SOUND.index("[cohort]") : SOUND.index("[elig")], ""),
         ('seed = "2023-05-11"', "cohort = 12")],
        [("`cohort`: ", "`12`", "een tabel")]),
    "locked plans that are no list": one(
        '["A01"]', '"A01"', "`cohort.locked_in`: ", "`A01`", "een lijst"),
    "a locked plan that is a number": one(
        '["A01"]', "[1]", "`cohort.locked_in[1]`: ", "`1`", "tekst"),
    "a deadline that does not exist": one(
        "2023-04-28T23:59:59", "2023-04-31",
        "`eligibility.deadline`: ", "`2023-04-31`", "april 2023 heeft 30 dagen"),
    "a deadline as people type it gets its ISO text": one(
        "2023-04-28T23:59:59", "28-04-2023 23:59",
        "`eligibility.deadline`: ", "ISO 8601", maybe("2023-04-28T23:59")),
    "a deadline with two meanings gets both": one(
        "2023-04-28T23:59:59", "04/05/2023",
        "`eligibility.deadline`: ", "2023-05-04 of 2023-04-05"),
    "a number with a comma is named as it was typed": one(
        "min_cover = 0.1", "min_cover = 1,5", "`territory.min_cover`: ", "`1,5`", "maximaal 1"),
    "a range with a decimal comma gets a point": one(
        "[1, 5]", "[1,5, 2]", "`criteria[3].range`: ", "`[1,5, 2]` telt 3", maybe("[1.5, 2]")),
    "a yes/no in words": one(
        "krimp = false", 'krimp = "nee"',
        "`territory.anticipeer_is_krimp`: ", "`nee`", "true of false"),
    "an urban class out of range": one(
        "[1, 2]", "[1, 6]", "`territory.urban_classes[2]`: ", "`6`", "maximaal 5"),
    "a share over one": one(
        "min_share = 0.05", "min_share = 5", "`competition[1].min_share`: ", "`5`", "maximaal 1"),
    "a share below zero": one(
        "min_cover = 0.1", "min_cover = -0.1", "`territory.min_cover`: ", "`-0.1`", "minimaal 0"),
    "a share in words": one(
        "min_share = 0.05", 'min_share = "5%"', "`competition[1].min_share`: ", "`5%`", "getal"),
    "a share that is not a number": one(
        "min_share = 0.05", "min_share = nan", "`competition[1].min_share`: ", "`NaN`", "getal"),
    "a tolerance without end": one(
        "tolerance = 0.1", "tolerance = inf", "`objective[2].tolerance`: ", "`Infinity`", "getal"),
    "a weight of a rule in parts": one(
        "weight = 2", "weight = 0.5", "`competition[2].weight`: ", "`0.5`", "geheel getal"),
    "a weight of a criterion below zero": one(
        "context = 2,", "context = -2,", "`objective[2].weights.context`: ", "`-2`", "minimaal 0"),
    "a quota below zero": one("\nmin = 1", "\nmin = -1", "`quotas[1].min`: ", "`-1`", "minimaal 0"),
    "a target in words": one(
        "krimp = 200", 'krimp = "veel"', "`criteria[1].target.krimp`: ", "`veel`", "getal"),
    "a range of one number": one(
        "[1, 5]", "[1]", "`criteria[3].range`: ", "minstens"),
    "a range of three numbers": one("[1, 5]", "[1, 2, 5]", "`criteria[3].range`: ", "hoogstens 2"),
    "a criterion on nothing": one('on = "ambitie"', 'on = ""', "`criteria[3].on`: "),
    "at most one of one": one(
        '["A06", "A08"]', '["A06"]', "`at_most_one[1].plans`: ", "minstens"),
    "criteria that are a table": (
        [(SOUND[SOUND.index("[[criteria]]") : SOUND.index("[[objective]]")], "[criteria]\n")],
        [("`criteria`: ", "een lijst")]),
    "a criterion that is a text": (
        [(SOUND[SOUND.index("[[criteria]]") : SOUND.index("[[objective]]")], ""),
         ('seed = "2023-05-11"', 'criteria = ["context"]')],
        [("`criteria[1]`: ", "`context`", "een tabel")]),
}  # fmt: skip

MEANING: dict[str, Case] = {
    "a smallest size over the largest": one(
        "size = 12", "size = { min = 5, max = 3 }", "`cohort.size`: ", "5 > 3"),
    "a smallest quota over the largest": one("max = 9", "max = 0", "`quotas[1]`: ", "1 > 0"),
    "a smallest share of a quota over the largest": one(
        "max = 9", "min_share = 0.5\nmax_share = 0.25", "`quotas[1]`: ", "0.5 > 0.25"),
    "a quota without a bound": one("min = 1\nmax = 9\n", "", "`quotas[1]`: ", "`krimpgebied`"),
    "two criteria of one name": one(
        'name = "uitdagingen"', 'name = "ambitie"', "`criteria`: ", "`ambitie`", "2 keer"),
    "two quotas of one name": one(
        "[[implications]]",
        '[[quotas]]\nname = "krimpgebied"\nwhere = { herkomst = "nieuw" }\nmin = 1\n'
        "[[implications]]",
        "`quotas`: ", "`krimpgebied`", "2 keer"),
    "a category that is declared twice": one(
        '"krimp"]', '"krimp", "krimp"]', "`criteria[1].categories`: ", "`krimp`", "dubbel"),
    "a tier over a criterion that does not exist": (
        [('over = ["context", "ambitie"]', 'over = ["contxt", "ambitie"]'),
         ("context = 2, ", "")],
        [("`objective[2].over`: ", "`contxt`", "context, uitdagingen, ambitie")]),
    "a weight for a criterion that is not in the tier": one(
        'over = ["context", "ambitie"]', 'over = ["ambitie"]',
        "`objective[2].weights`: ", "`context`"),
    "weights outside a sum": one(
        'tier = "sum"', 'tier = "worst"', "`objective[2].weights`: ", "`worst`"),
    "a tolerance on leximin": one(
        'tier = "leximin"', 'tier = "leximin"\ntolerance = 0.1',
        "`objective[1].tolerance`: ", "`leximin`"),
    "a tier of one criterion over two": one(
        'tier = "leximin"', 'tier = "criterion"\nover = ["context", "ambitie"]',
        "`objective[1].over`: ", "niet over 2"),
    "a tier of one criterion over all": one(
        'tier = "leximin"', 'tier = "criterion"', "`objective[1].over`: ", "precies één"),
    "a tier of competition over a criterion": one(
        'tier = "leximin"', 'tier = "competition"\nover = "context"',
        "`objective[1].over`: ", "`competition`"),
    "a criterion twice in a tier": one(
        'over = ["context", "ambitie"]', 'over = ["context", "ambitie", "ambitie"]',
        "`objective[2].over`: ", "`ambitie`", "2 keer"),
    "a target of nothing but zeros": one(
        "stedelijk = 400, niet-stedelijk = 400, krimp = 200",
        "stedelijk = 0, niet-stedelijk = 0, krimp = 0",
        "`criteria[1].target`: ", "`context`", "alleen nullen"),
    "a relative tier of competition": one(
        'tier = "leximin"', 'tier = "competition"\nrelative = true',
        "`objective[1].relative`: ", "relatief"),
    "a target for a category that is not declared": one(
        'krimp = 200', 'krip = 200',
        "`criteria[1].target`: ", "`krip`", "stedelijk, niet-stedelijk, krimp"),
    "a range the wrong way round": one(
        "[1, 5]", "[5, 1]", "`criteria[3].range`: ", "5 >= 1"),
    "a plan that is locked both ways": one(
        '["A02"]', '["A02", "A01"]', "`cohort`: ", "`A01`"),
}  # fmt: skip

PLANS: dict[str, Case] = {
    "a plan locked in that is not in the file": one(
        '["A01"]', '["A01x"]', "`cohort.locked_in`: ", "`A01x`", maybe("A01")),
    "a plan locked out that is not in the file": one(
        '["A02"]', '["A02x"]', "`cohort.locked_out`: ", "`A02x`", maybe("A02")),
    "an implication about a plan that is not in the file": one(
        'then = "A05"', 'then = "a05"', "`implications[1]", "`a05`", maybe("A05")),
    "a group with a plan that is not in the file": one(
        '"A08"]', '"A08x"]', "`at_most_one[1]", "`A08x`", maybe("A08")),
    "a criterion on a field that does not exist": one(
        'on = "uitdagingen"', 'on = "uitdaging"',
        "`criteria[2].on`: ", "`uitdaging`", maybe("uitdagingen")),
    "a quota on a field that does not exist": one(
        'context = "krimp" }', 'contxt = "krimp" }',
        "`quotas[1].where.contxt`: ", "`contxt`", maybe("context")),
    "a quota on a value that does not exist": one(
        'context = "krimp" }', 'context = "krimpp" }',
        "`quotas[1].where.context`: ", "`krimpp`", maybe("krimp")),
    "a category of a known field that does not exist": (
        [("krimp = 200", "krimpp = 200"), ('"krimp"]', '"krimpp"]')],
        [("`criteria[1].categories`: ", "`krimpp`", maybe("krimp"))]),
    "a total on a field without numbers": one(
        'on = "ambitie"', 'on = "sector_type"', "`criteria[3].on`: ", "`sector_type`"),
    "a total on a misspelt column": one(
        'on = "ambitie"', 'on = "ambite"', "`criteria[3].on`: ", "`ambite`", maybe("ambitie")),
    "shares of context in a quota": one(
        'context = "krimp" }', 'context_shares = "krimp" }',
        "`quotas[1].where.context_shares`: ", "`context_shares`", maybe("context")),
    "a target by population where there is none": (
        [("{ stedelijk = 400, niet-stedelijk = 400, krimp = 200 }", '"population"'),
         ('on = "context"', 'on = "sector_type"'),
         ('categories = ["stedelijk", "niet-stedelijk", "krimp"]\n', "")],
        [("`criteria[1].target`: ", "`sector_type`", "`population`")]),
}  # fmt: skip

CASES = {**KEYS, **VALUES, **MEANING, **PLANS}


@pytest.mark.parametrize(("changes", "named"), CASES.values(), ids=CASES)
def test_a_scenario_is_refused(
    changes: list[tuple[str, str]], named: list[Named], tmp_path: Path, refuses: Refuses
) -> None:
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is not once in the scenario"
        text = text.replace(old, new)
    file = tmp_path / "proef.toml"
    file.write_text(text, encoding="utf-8")
    refuses(EXAMPLE, *(("proef.toml, ", *pieces) for pieces in named), scenario=file)

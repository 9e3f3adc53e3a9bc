"""Every sentence of the answers and the summary, read back and held against brute force."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import reference
from brute_force import Counted
from builders import altered, result_from, result_of, tables, valued
from reading_back import Params, Read, names, place, read, shows, split
from round_plans import REGIONS
from rounds import write_round

from selector import Result, load_scenario, read_plans, select
from selector.analysis import why
from selector.analysis.beside import Other
from selector.analysis.why import Answer
from selector.publish.answers import in_short, runner_up_sentence, sentences
from selector.publish.workbook import write_workbook
from selector.solve.clock import Clock
from selector.texts import LANGUAGES, Texts, load_texts
from selector.texts.contrast import Shift, Tie, apart, gap_text, ordinal, shift_sentences, tie_words
from selector.verify.recount.tables import workbook

SEEDS = (2, 9, 13, 14, 16, 60, 111, 358)
RELATIVE = (2, 16, 60, 111)  # once more, with tiers that look at shares of what is attainable
SHIFTS = ("falls", "rises", "stays", "replaced")
COSTS = tuple(f"why.{key}" for key in (
    *SHIFTS, "most", "equal_in", "equal_out", "infeasible_in", "infeasible_out",
    "empty", "relative", "runner_up",
))  # fmt: skip
ABOUT = tuple(f"why.{key}" for key in ("place", "criterion", "sum", "sum_weighted", "competition"))
RUNNER_UP = tuple(f"summary.runner_up{key}" for key in ("", "_tie", "_smaller", "_none", "_open"))
NEVER = {"summary.runner_up_open"}  # these rounds are given all the time they need
TIES = {
    "exactly": Tie(), "within": Tie(within=True), "each_tier, smaller": Tie("smaller"),
    "within, smaller": Tie("smaller", within=True), "each_tier, larger": Tie("larger"),
    "within, larger": Tie("larger", within=True),
}  # fmt: skip


def expect_shift(
    said: list[Read], other: Other, chosen: Collection[str], counted: Counted, texts: Texts
) -> None:
    """Hold what changes first against the count."""
    (key, found), *rest = said
    assert other.tier is not None
    assert other.now is not None
    assert other.then is not None
    tier, cohorts = counted.scenario["objective"][other.tier], (chosen, other.cohort)
    attained = [counted.value(other.tier, cohort) for cohort in cohorts]
    where, named = placed(key, found, tier, texts)
    ends = [value[where] if isinstance(value, tuple) else value for value in attained]
    numbers = found["now"], found.get("then", found["now"])
    assert all(shows(text, end, texts) for text, end in zip(numbers, ends, strict=True))
    order = (ends[0] < ends[1]) - (ends[0] > ends[1])
    assert key == "why.replaced" or key == {-1: "why.falls", 0: "why.stays", 1: "why.rises"}[order]
    assert (numbers[0] == numbers[1]) is (ends[0] == ends[1])
    for cohort, end, words in zip(cohorts, ends, named, strict=False):
        scores = counted.scores(cohort, tier.get("relative", False))
        over = tier.get("over", scores)
        assert sorted(scores[name] for name in over)[where] == end
        assert names(words, texts) == {name for name in over if scores[name] == end}
    if isinstance(attained[0], tuple) and isinstance(attained[1], tuple):
        assert attained[0][:where] == attained[1][:where]  # the lower places are the same
    best = [v[where] if isinstance(v, tuple) else v for v in (other.now, other.then)]
    assert any(more == "why.relative" for more, _ in rest) is tier.get("relative", False)
    reach = [ways for more, ways in rest if more == "why.most"]
    assert bool(reach) is (best != ends)
    for ways in reach:
        assert shows(ways["now"], best[0], texts)
        assert shows(ways["then"], best[1], texts)


def placed(
    key: str, found: Params, tier: reference.Table, texts: Texts
) -> tuple[int, tuple[str, ...]]:
    """The place that a sentence speaks of, and the criteria that stand there before and after."""
    if key == "why.replaced":
        assert tier["tier"] in ("worst", "leximin")
        return place(found["place"], texts), (found["before"], found["after"])
    about, what = read(found["about"], ABOUT, texts)
    if about == "why.place":
        assert tier["tier"] in ("worst", "leximin")
        return place(what["place"], texts), (what["names"],) * 2
    assert about.startswith(f"why.{tier['tier']}")
    if about == "why.criterion":
        assert list(tier["over"]) == [what["name"]]
    return 0, ()


def expect_tie(
    good: str, other: Other, chosen: Collection[str], counted: Counted, texts: Texts
) -> str:
    """Hold "as good" against the count; return how it was said."""
    said = next(key for key, tie in TIES.items() if tie_words(tie, texts) == good)
    tiers = range(len(counted.scenario["objective"]))
    apart = [i for i in tiers if counted.value(i, chosen) != counted.value(i, other.cohort)]
    assert ("within" in said) is bool(apart)
    for i in apart:
        spare = reference.number(counted.scenario["objective"][i].get("tolerance", 0))
        assert abs(counted.value(i, chosen) - counted.value(i, other.cohort)) <= spare  # type: ignore[operator]
    sizes = len(other.cohort) - len(chosen)
    assert [word for word in ("smaller", "larger") if word in said] == (
        ["smaller"] if sizes < 0 else ["larger"] if sizes > 0 else []
    )
    return said


def expect_answer(result: Result, answer: Answer, counted: Counted, texts: Texts) -> list[str]:
    """Read one answer back; return the keys of what it says."""
    problem, language = result.problem, texts.language
    short = in_short(problem, answer, language, result.outcome.runner_up)
    assert short in " ".join(sentences(problem, answer, language, result.outcome.runner_up))
    said = [read(sentence, COSTS, texts) for sentence in split(short)]
    other, keys = answer.other, [key for key, _ in said]
    if other is None:
        assert keys == [f"why.infeasible_{answer.forced}"]
        return keys
    best = result.outcome.runner_up.other if result.outcome.runner_up else None
    assert ("why.runner_up" in keys) is (best is not None and best.cohort == other.cohort)
    if other.tier is None:
        assert keys[0] == f"why.equal_{answer.forced}"
        keys.append(expect_tie(said[0][1]["good"], other, result.selected, counted, texts))
    else:
        expect_shift(said, other, result.selected, counted, texts)
    for key, found in said:
        if key == "why.empty":
            expect_empty(answer.plan_id, found, counted)
    return keys


def expect_empty(plan_id: str, found: Params, counted: Counted) -> None:
    """The cell is empty, and counts as the low end of a criterion that looks at it."""
    assert counted.rows[plan_id].get(found["column"], "") == ""
    on = [c for c in counted.scenario["criteria"] if c["on"] == found["column"]]
    lows = [reference.number(c.get("range", [0, 1])[0]) for c in on if c["measure"] == "total"]
    assert reference.number(found["low"]) in lows


def expect_runner_up(result: Result, counted: Counted, texts: Texts) -> list[str]:
    """Read back what the summary says of the runner-up; return the keys."""
    sentence = runner_up_sentence(result.outcome.runner_up, texts.language)
    assert sentence in " ".join(result.summary(texts.language).split())
    first, *more = split(sentence)
    key, found = read(first, RUNNER_UP, texts)
    other = result.outcome.runner_up.other if result.outcome.runner_up else None
    if other is None:
        assert key == (
            "summary.runner_up_none" if result.outcome.runner_up else "summary.runner_up_open"
        )
        return [key]
    swap = dict(read(part, ["why.out", "why.in"], texts) for part in found["swap"].split("; "))
    moved = {key: names(plans["plans"], texts) for key, plans in swap.items()}
    assert moved.get("why.out", set()) == {*result.selected} - {*other.cohort}
    assert moved.get("why.in", set()) == {*other.cohort} - {*result.selected}
    if other.tier is None:
        expect_tie(found["good"], other, result.selected, counted, texts)
        assert (key == "summary.runner_up_tie") is (len(other.cohort) == len(result.selected))
        return [key]
    assert key == "summary.runner_up"
    assert found["tier"] == str(other.tier + 1)
    assert other.now is not None
    assert other.then is not None
    pairs = [(other.now, other.then)]
    if isinstance(other.now, tuple) and isinstance(other.then, tuple):
        pairs = [p for p in zip(other.now, other.then, strict=True) if p[0] != p[1]]
    assert shows(found["gap"], abs(pairs[0][0] - pairs[0][1]), texts)  # type: ignore[operator]
    said = [read(part, COSTS, texts) for part in more]
    expect_shift(said, other, result.selected, counted, texts)
    return [key, *(key for key, _ in said)]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """Every sentence of some rounds read back in both languages; how often each was met."""
    found: Counter[str] = Counter()
    for seed, relative in (*product(SEEDS, [False]), *product(RELATIVE, [True])):
        folder = tmp_path_factory.mktemp(str(seed))
        plans, scenario = write_round(folder, seed, 10, seed % 3 == 0, relative)
        result = select(read_plans(plans), load_scenario(scenario), answers=True)
        if result.outcome.optimum is None:
            continue
        counted = Counted(plans, scenario)
        for texts in map(load_texts, LANGUAGES):
            for answer in result.outcome.answers or ():
                found.update(expect_answer(result, answer, counted, texts))
            found.update(expect_runner_up(result, counted, texts))
    return found


def test_every_sentence_of_an_answer_says_what_brute_force_counts(seen: Counter[str]) -> None:
    assert {*COSTS, *RUNNER_UP, "exactly", "within", "each_tier, smaller"} - set(seen) == NEVER


@pytest.mark.parametrize("seed", [2, 13, 16, 60, 5, 21])
def test_the_scores_in_the_summary_are_those_of_brute_force(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed, 10)
    expected = reference.solve(plans, scenario, REGIONS)
    result = result_from(plans, scenario)
    for texts in map(load_texts, LANGUAGES):
        lines = result.summary(texts.language).splitlines()
        for criterion in expected["criteria"]:
            start = f"  {criterion['name'][:15]}"
            score, best = next(line for line in lines if line.startswith(start)).split()[1:3]
            assert shows(score, Fraction(criterion["score"]), texts)
            assert shows(best, Fraction(criterion["best_alone"]), texts)


# --- By hand

X_ALONE = tables(criteria=[{"name": "x", "measure": "total", "on": "x"}])


def said(folder: Path, plan_id: str, language: str = "nl", **values: str) -> str:
    """The answer to one plan where one of some plans is chosen by its three scores, leximin."""
    rows = [
        valued(name, **dict(zip("xyz", text.split(), strict=True))) for name, text in values.items()
    ]
    criteria = [{"name": name, "measure": "total", "on": name} for name in "xyz"]
    result = result_of(folder, rows, tables(criteria=criteria))
    optimum = result.outcome.optimum
    assert optimum is not None
    found = why.answer(result.problem, optimum, result.problem.plans.ids.index(plan_id), Clock())
    return in_short(result.problem, found, language)


def test_the_old_value_stands_beside_the_criterion_that_had_it(tmp_path: Path) -> None:
    found = said(tmp_path, "B", A="0.78 0.83 0.9", B="0.8 0.75 0.9")
    assert found == "De laagste score was x (0,780) en wordt y (0,750)."


def test_a_place_from_below_is_named_as_people_count(tmp_path: Path) -> None:
    found = said(tmp_path, "B", A="0.5 0.7 0.9", B="0.6 0.9 0.5")
    assert found == "De op een na laagste score was y (0,700) en wordt x (0,600)."
    rows = {"A": "0.5 0.7 0.9", "B": "0.5 0.7 0.8"}
    found = said(tmp_path, "B", **rows)
    assert found == "De op twee na laagste score (z) zakt van 0,900 naar 0,800."
    found = said(tmp_path, "B", "en", **rows)
    assert found == "The third lowest score (z) drops from 0.900 to 0.800."


def test_all_criteria_at_one_place_are_named(tmp_path: Path) -> None:
    found = said(tmp_path, "B", A="0.5 0.5 0.9", B="0.4 0.9 0.9")
    assert found == "De laagste score was x en y (0,500) en wordt x (0,400)."


def test_ordinals() -> None:
    dutch, english = map(load_texts, LANGUAGES)
    assert [ordinal(n, dutch) for n in (0, 1, 2, 3, 11, 12)] == [
        "laagste", "op een na laagste", "op twee na laagste", "op drie na laagste",
        "op elf na laagste", "op 12 na laagste",
    ]  # fmt: skip
    assert ordinal(1, english) == "second lowest"


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("2/3", "1/2", ("0,667", "0,500")),
        ("2/3", "667/1000", ("0,6667", "0,6670")),
        ("2/3", "666667/1000000", ("2/3", "666667/1000000")),
        ("2/3", "2/3", ("0,667", "0,667")),
    ],
)
def test_two_scores_are_told_apart(first: str, second: str, shown: tuple[str, str]) -> None:
    assert apart(Fraction(first), Fraction(second), load_texts("nl")) == shown


@pytest.mark.parametrize(
    ("now", "then", "gap"),
    [
        ("5/6", "3/4", "0,083"),
        ("0.784", "0.7826", "0,0014"),
        ("1", "9999999/10000000", "1/10000000"),
    ],
)
def test_a_difference_is_never_nothing(now: str, then: str, gap: str) -> None:
    shift = Shift(0, "sum", Fraction(now), Fraction(then))
    assert gap_text(shift, load_texts("nl")) == gap


def test_a_share_of_what_was_attainable_is_called_so() -> None:
    shift = Shift(0, "worst", Fraction(5, 6), Fraction(3, 4), 0, (("x",), ("x",)), relative=True)
    assert shift_sentences(shift, load_texts("nl")) == (
        "De laagste score (x) zakt van 0,833 naar 0,750. "
        "Elke score telt hier als deel van wat op dat punt haalbaar is."
    )


def test_equals_of_another_size_are_not_said_to_be_just_as_good() -> None:
    texts = load_texts("nl")
    assert tie_words(Tie("smaller"), texts) == (
        "op elke trap even goed, maar kleiner; bij gelijke stand wint de grootste"
    )
    assert tie_words(Tie("larger", within=True), texts) == (
        "even goed, want de verschillen vallen binnen de tolerantie, en groter; "
        "bij gelijke stand wint de grootste"
    )


def test_a_bound_on_what_is_attainable_is_called_at_most(tmp_path: Path) -> None:
    result = result_of(tmp_path, [valued("A", x="0.5"), valued("B", x="0.4")], X_ALONE)
    assert result.outcome.optimum is not None
    assert "  x                  0,500     0,500" in result.summary()
    open_one = replace(result.outcome.optimum, proven=False, best_alone=((Fraction(3, 4), False),))
    left = altered(result, optimum=open_one)
    assert "  x                  0,500 hoogstens 0,750" in left.summary()
    assert "0.500 at most 0.750" in left.summary("en")
    write_workbook(left.outcome, tmp_path, "nl")
    sheet = workbook((tmp_path / "cohort.xlsx").read_bytes())["Criteria"]
    assert list(sheet[2])[3:5] == ["haalbaar", "haalbaar is bewezen"]
    assert list(sheet[3])[2:6] == [0.5, 0.75, "nee", 0.25]

"""One survey serves every scenario that reads the map alike: measured once, and nothing else."""

import pickle
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE
from depth import sample
from rounds import write_round

from selector import InputError, Plans, Regions, Scenario, load_scenario, read_plans, read_regions
from selector.problem import Problem, bind, make_problem, rebind
from selector.solve.clock import Clock
from selector.solve.optimum import solve
from selector.survey import Survey, make_survey

FACTS = read_regions()
MEASURING = (
    "selector.survey.territories", "selector.survey.measure_distances",
    "selector.survey.regional_fields", "selector.geography.evidence.collect_evidence",
)  # fmt: skip
DISTANCE = {"name": "afstand", "measure": "dispersion", "on": "min_distance", "reference_km": 50}
Variant = Callable[[Scenario], Scenario]
VARIANTS: dict[str, Variant] = {
    "as it is": lambda s: s,
    "another lot": lambda s: s.with_seed("een andere loting"),
    "no competition": lambda s: s.replace(competition=[]),
    "other rules of competition": lambda s: s.replace(
        competition=[
            {"rule": "neighbours", "verdict": "penalise", "weight": 3, "lifted_by": []},
            {"rule": "overlap", "min_share": 0.3},
        ]
    ),
    "stricter conditions": lambda s: s.replace(eligibility={"max_werkt_toe": 1}),
    "an earlier deadline": lambda s: s.replace(eligibility={"deadline": "2023-04-20T12:00:00"}),
    "other goals": lambda s: s.replace(criteria=[DISTANCE], objective=[{"tier": "leximin"}]),
    "a quota on the map": lambda s: s.replace(
        quotas=[{"name": "k", "where": {"context": "krimp"}, "max": 1}]
    ),
}  # fmt: skip


def example() -> tuple[Plans, Scenario]:
    return read_plans(EXAMPLE, FACTS), load_scenario("afwegingskader-2023")


def survey_of(plans: Plans, scenario: Scenario) -> Survey:
    return make_survey(plans, FACTS, scenario.territory)


def parts_of(criterion: Any) -> dict[str, Any]:
    """A criterion as data, its distances too."""
    parts = {field.name: getattr(criterion, field.name) for field in fields(criterion)}
    apart = parts.get("distances")
    return parts | ({"distances": (apart.site, apart.metres.tolist())} if apart else {})


def assert_same(one: Problem, other: Problem) -> None:
    """Everything that a solver or a reader sees of two problems is the same."""
    for part in ("assessments", "rules", "tiers", "notes", "places", "hashes"):
        assert getattr(one, part) == getattr(other, part), part
    assert [*map(type, one.criteria)] == [*map(type, other.criteria)]
    assert [*map(parts_of, one.criteria)] == [*map(parts_of, other.criteria)]
    assert one.competition.pairs.equals(other.competition.pairs)
    assert one.competition.forbidden == other.competition.forbidden
    assert one.competition.penalised == other.competition.penalised


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each measuring was done."""
    counts = dict.fromkeys(MEASURING, 0)

    def watch(name: str) -> None:
        module, _, function = name.rpartition(".")
        original = getattr(__import__(module, fromlist=[function]), function)

        def counting(*given: Any) -> Any:
            counts[name] += 1
            return original(*given)

        monkeypatch.setattr(name, counting)

    for name in MEASURING:
        watch(name)
    return counts


def test_one_survey_gives_every_scenario_the_problem_that_a_fresh_build_gives() -> None:
    plans, scenario = example()
    survey = survey_of(plans, scenario)
    for vary in VARIANTS.values():
        variant = vary(scenario)
        assert_same(bind(survey, variant), make_problem(plans, variant, FACTS))


def test_the_order_of_scenarios_on_one_survey_changes_nothing() -> None:
    plans, scenario = example()
    forth, back = survey_of(plans, scenario), survey_of(plans, scenario)
    first = {name: bind(forth, vary(scenario)) for name, vary in VARIANTS.items()}
    last = {name: bind(back, VARIANTS[name](scenario)) for name in reversed(VARIANTS)}
    for name in VARIANTS:
        assert_same(first[name], last[name])


@pytest.mark.parametrize("seed", sample(range(6), every=5))
def test_random_rounds_get_the_same_cohorts_on_one_survey(tmp_path: Path, seed: int) -> None:
    paths = write_round(tmp_path, seed, 9, dispersion=True, relative=True)
    plans, scenario = read_plans(paths[0], FACTS), load_scenario(paths[1])
    survey = survey_of(plans, scenario)
    for name in ("as it is", "no competition", "other rules of competition"):
        variant = VARIANTS[name](scenario)
        shared, fresh = bind(survey, variant), make_problem(plans, variant, FACTS)
        assert_same(shared, fresh)
        assert solve(shared, Clock()) == solve(fresh, Clock())


def test_a_round_is_measured_once_for_all_scenarios(counted: dict[str, int]) -> None:
    plans, scenario = example()
    survey = survey_of(plans, scenario)
    for vary in VARIANTS.values():
        bind(survey, vary(scenario))
    assert counted == dict.fromkeys(MEASURING, 1)


def test_fresh_builds_measure_every_time(counted: dict[str, int]) -> None:
    plans, scenario = example()
    for _ in range(3):
        make_problem(plans, scenario, FACTS)
    assert counted["selector.survey.territories"] == 3
    assert counted["selector.geography.evidence.collect_evidence"] == 3


def test_what_was_measured_travels_with_a_survey(counted: dict[str, int]) -> None:
    plans, scenario = example()
    survey = survey_of(plans, scenario)
    other = VARIANTS["other goals"](scenario)
    here = bind(survey, scenario), bind(survey, other)
    there = pickle.loads(pickle.dumps(survey))
    assert_same(here[0], bind(there, scenario))
    assert_same(here[0], pickle.loads(pickle.dumps(here[0])))
    assert bind(there, other).criteria[0].numerator([0, 1]) == here[1].criteria[0].numerator([0, 1])
    assert counted == dict.fromkeys(MEASURING, 1)


def test_a_problem_leaves_the_evidence_of_its_survey_as_it_was() -> None:
    plans, scenario = example()
    survey = survey_of(plans, scenario)
    before = survey.evidence.pairs.copy()
    pairs = bind(survey, scenario).competition.pairs
    assert set(pairs) - set(before) == {"plan_a", "plan_b", "rule", "verdict", "weight", "lifted"}
    assert survey.evidence.pairs.equals(before)


def test_a_scenario_that_reads_the_map_otherwise_needs_a_survey_of_its_own() -> None:
    plans, scenario = example()
    survey = survey_of(plans, scenario)
    rural = scenario.replace(territory={"urban_classes": [1]})
    with pytest.raises(ValueError, match="territory"):
        bind(survey, rural)
    assert survey.under(scenario.territory) is survey
    assert_same(bind(survey.under(rural.territory), rural), make_problem(plans, rural, FACTS))


def test_a_problem_is_bound_again_without_measuring(counted: dict[str, int]) -> None:
    plans, scenario = example()
    problem = make_problem(plans, scenario, FACTS)
    again = rebind(problem, VARIANTS["another lot"](scenario))
    assert again.survey is problem.survey
    assert counted["selector.survey.territories"] == 1
    rural = scenario.replace(territory={"urban_classes": [1]})
    assert_same(rebind(problem, rural), make_problem(plans, rural, FACTS))


def test_what_does_not_fit_the_plans_is_refused_without_looking_for_evidence(
    counted: dict[str, int],
) -> None:
    plans, scenario = example()
    with pytest.raises(InputError, match="Z99"):
        bind(survey_of(plans, scenario), scenario.replace(cohort={"locked_in": ["Z99"]}))
    assert counted["selector.geography.evidence.collect_evidence"] == 0


def test_the_facts_of_a_survey_are_those_of_its_problem() -> None:
    plans, scenario = example()
    survey = survey_of(plans, scenario)
    problem = bind(survey, scenario)
    facts: Regions = problem.regions
    assert (problem.plans, facts, problem.places) == (plans, FACTS, survey.places)
    assert problem.details is survey.details

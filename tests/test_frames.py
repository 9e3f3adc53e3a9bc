"""Frames of pandas and geopandas: a round read from one, and the plans of a result as one."""

from datetime import date
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
from builders import EXAMPLE, country, plan, square, tables

from selector import InputError, Plans, Scenario, load_scenario, read_plans, select
from selector.intake.table import MAX_ROWS
from selector.scenario import parse_scenario

FEW = ("plan_id", "naam", "sectoren", "gemeenten", "samenwerking", "herkomst")


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def drawn(crs: str | None = "EPSG:28992") -> geopandas.GeoDataFrame:
    """Two plans with a polygon, and one with municipalities."""
    rows = frame(plan("A", ""), plan("B", ""), plan("C", "GM0005"))
    shapes: Any = [square(0).union(square(1)), square(2, east=6_000), None]
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs=crs)


def one() -> Scenario:
    return parse_scenario(tables(1))


def codes(fault: pytest.ExceptionInfo[InputError]) -> list[tuple[str, int | None, str]]:
    return [(found.code, found.row, found.column) for found in fault.value.faults]


def test_the_frame_of_a_file_reads_as_the_file() -> None:
    plans = read_plans(EXAMPLE)
    again = Plans.from_frame(plans.frame)
    assert again.rows == plans.rows
    assert again.columns == plans.columns
    assert (again.file, len(again.sha256)) == ("frame.csv", 64)


def test_cells_may_hold_values_of_their_own_kind() -> None:
    row = {
        "plan_id": "A", "naam": "Proef", "sectoren": ["vo", "po"], "gemeenten": ("GM0363", "34"),
        "samenwerking": "lokaal", "herkomst": "nieuw", "ambitie": np.int64(4),
        "uitdagingen": np.array(["b", "a"]), "besturen": {"x", "w"}, "governance": None,
        "aandeel_besturen": np.float64(0.5), "aandeel_opleidingen": float("nan"),
        "ingediend_op": pd.Timestamp("2023-04-20 12:00", tz="UTC"), "a1": pd.NA, "eigen": True,
    }  # fmt: skip
    read = Plans.from_frame(frame(row, {**row, "plan_id": "B", "ingediend_op": pd.NaT})).rows
    assert read[0].sectors == ("po", "vo")
    assert read[0].municipalities == ("GM0034", "GM0363")
    assert read[0].boards == {"w", "x"}
    assert (float(read[0].board_share or 0), read[0].institute_share) == (0.5, None)
    assert read[0].cells["ambitie"] == ("4",)
    assert read[0].cells["uitdagingen"] == ("b", "a")
    assert read[0].cells["eigen"] == ("ja",)
    assert (read[0].cells["governance"], read[0].conditions) == ((), {})
    assert read[0].submitted is not None
    assert read[0].submitted.date() == date(2023, 4, 20)
    assert read[1].submitted is None


def test_plan_ids_may_be_the_index_and_its_order_does_not_matter() -> None:
    rows = frame(plan("B"), plan("A")).set_index("plan_id")
    assert Plans.from_frame(rows).ids == ("A", "B")


def test_all_faults_of_a_frame_are_told_at_once() -> None:
    rows = frame(
        plan("A", herkomst="oud"),
        {**plan("A"), "sectoren": ["po", "pabo"], "aandeel_besturen": 1.5},
        {**plan("C", "Nergenshuizen"), "afstemming": ["Z"]},
    ).drop(columns="naam")
    with pytest.raises(InputError) as fault:
        Plans.from_frame(rows)
    told = codes(fault)
    for row, column in (
        (1, "naam"), (2, "herkomst"), (3, "plan_id"), (3, "sectoren"), (3, "aandeel_besturen"),
        (4, "gemeenten"), (4, "afstemming"),
    ):  # fmt: skip
        assert (row, column) in [place[1:] for place in told], told
    assert len(told) == 7
    assert all(found.file == "frame.csv" for found in fault.value.faults)


@pytest.mark.parametrize("shapes", [False, True])
def test_two_columns_with_one_name_are_refused(shapes: bool) -> None:
    rows: pd.DataFrame = drawn() if shapes else frame(plan("A"))
    rows.insert(0, "Naam", "nog een")
    with pytest.raises(InputError) as fault:
        Plans.from_frame(rows)
    assert ("double_column", 1, "naam") in codes(fault)


def test_a_frame_without_end_is_refused_before_it_is_read() -> None:
    rows = pd.concat([frame(plan("A"))[list(FEW)]] * (MAX_ROWS + 5), ignore_index=True)
    with pytest.raises(InputError) as fault:
        Plans.from_frame(rows)
    assert [found.code for found in fault.value.faults] == ["too_many_rows"]


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326"])
def test_a_column_of_geometry_is_the_territory(crs: str) -> None:
    regions = country(boundaries=True)
    plans = Plans.from_frame(drawn().to_crs(crs), regions)
    places = select(plans, one(), regions).problem.places
    assert [place.municipalities for place in places] == [(0, 1), (2,), (4,)]
    assert plans.file == "frame.geojson"


def test_geometry_without_a_coordinate_system_is_refused() -> None:
    with pytest.raises(InputError) as fault:
        Plans.from_frame(drawn(None), country(boundaries=True))
    assert [found.code for found in fault.value.faults] == ["no_crs"]


def test_what_was_drawn_is_the_geometry_of_a_plan_and_else_its_municipalities_as_one() -> None:
    regions = country(boundaries=True)
    found = select(Plans.from_frame(drawn(), regions), one(), regions).plans
    assert found.crs == "EPSG:28992"
    assert found.geometry["A"].equals(square(0).union(square(1)))
    assert found.geometry["B"].equals(square(2, east=6_000))
    assert found.geometry["C"].equals(square(4))


def test_the_plans_of_a_result_have_a_type_for_every_column() -> None:
    rows = frame(
        plan("A", ambitie="5", besturen="x|y", aandeel_besturen="85%", labels="p|q"),
        plan("B", "", samenwerking="landelijk", aandeel_besturen="nvt", labels="p", a1=""),
    )
    found = select(Plans.from_frame(rows), one()).plans
    assert isinstance(found, geopandas.GeoDataFrame)
    assert found.index.name == "plan_id"
    assert found["selected"].dtype == bool
    assert found["selected"].sum() == 1
    assert found["besturen"].tolist() == [["x", "y"], []]
    assert found["sectoren"].tolist() == [["po"], ["po"]]
    assert found["labels"].tolist() == [["p", "q"], ["p"]]
    assert found["aandeel_besturen"].dtype == float
    assert found.loc["A", "aandeel_besturen"] == 0.85
    assert found["aandeel_besturen"].isna().tolist() == [False, True]
    assert str(found["ambitie"].dtype) == "Int64"
    assert found.loc["A", "ambitie"] == 5
    assert found["ambitie"].isna().tolist() == [False, True]
    assert found.loc["A", "ingediend_op"] == pd.Timestamp("2023-04-20", tz="Europe/Amsterdam")
    assert found["a1"].isna().tolist() == [False, True]
    assert found.loc["A", "a1"] == "voldaan"
    assert found.geometry.area["B"] > 100 * found.geometry.area["A"]


def test_the_columns_of_a_result_can_be_read_again() -> None:
    plans = read_plans(EXAMPLE)
    result = select(plans, load_scenario("krimp-eerst"), runner_up=False)
    again = Plans.from_frame(pd.DataFrame(result.plans[list(plans.columns[1:])]))
    for before, after in zip(plans.rows, again.rows, strict=True):
        assert before.sectors == after.sectors
        assert before.municipalities == after.municipalities
        assert before.conditions == after.conditions
        assert (before.board_share, before.submitted) == (after.board_share, after.submitted)

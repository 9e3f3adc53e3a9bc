"""The file names of the maps: safe on every system, whatever a plan is called."""

from depth import DEEP
from hypothesis import given
from hypothesis import strategies as st

from selector.publish.places import file_names

SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def test_a_plain_plan_id_is_its_own_file_name() -> None:
    assert file_names(["A03", "plan_7-b"]) == {"A03": "A03", "plan_7-b": "plan_7-b"}


def test_ids_that_look_alike_get_files_of_their_own() -> None:
    names = file_names(["a1", "A1", "A/1", "A:1", "con", "NUL", "../x", "", "é", "x" * 300])
    assert len({name.casefold() for name in names.values()}) == 10
    assert not {"con", "nul"} & {name.casefold() for name in names.values()}


@DEEP
@given(st.lists(st.text(max_size=60), unique=True, max_size=20))
def test_any_ids_give_safe_names_and_no_two_the_same(plan_ids: list[str]) -> None:
    names = file_names(plan_ids)
    assert len({name.casefold() for name in names.values()}) == len(plan_ids)
    assert all(name and SAFE.issuperset(name) and len(name) <= 60 for name in names.values())

"""Numbers of which not even the digits can be written down are refused at once, by every reader."""

import time
from decimal import Decimal

import pytest
from malformed import SCENARIO as SOUND

from selector.changes.grammar import Key
from selector.changes.in_scenario import with_keys
from selector.errors import InputError
from selector.scenario import load_scenario, parse_scenario
from selector.scenario.texts import read_toml
from selector.sweeps.vary import parse_vary
from selector.verify.recount.exact import given_number, read_number
from selector.verify.recount.scenario import read_scenario
from selector.verify.recount.unreadable import Unreadable

OUTSIZED = ["1e99999999", "-1e99999999", "1e-99999999", "0e99999999", "1e-101", f"0.{'0' * 100}1"]
SECONDS = 1.0


@pytest.fixture(autouse=True)
def _soon() -> object:
    start = time.process_time()
    yield
    assert time.process_time() - start < SECONDS


def tables(number: str) -> object:
    text = SOUND.replace("tolerance = 0.1", f"tolerance = {number}")
    return read_toml("proef.toml", text.encode())


@pytest.mark.parametrize("number", [*OUTSIZED, "1e99999999999999999999"])
def test_a_scenario_is_refused_at_the_key(number: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_scenario(tables(number))  # type: ignore[arg-type]
    assert [(f.code, f.place) for f in refused.value.faults] == [
        ("too_many_digits", "objective[2].tolerance")
    ]


@pytest.mark.parametrize("number", OUTSIZED)
def test_a_change_and_a_vary_file_are_refused(number: str) -> None:
    scenario = load_scenario("krimp-eerst")
    with pytest.raises(InputError):
        with_keys(scenario, [Key("objective.1.tolerance", number), Key("size", number)])
    text = f'[[vary]]\nkey = "size"\nvalues = [12, {number}]'
    found = parse_vary(read_toml("vary.toml", text.encode()), [])
    assert [fault.code for fault in found.faults] == ["too_many_digits"]


@pytest.mark.parametrize("number", OUTSIZED)
def test_a_number_that_comes_from_python_is_refused(number: str) -> None:
    found = dict(tables("0.1"))  # type: ignore[call-overload]
    found["territory"] = {"min_cover": Decimal(number)}
    with pytest.raises(InputError):
        parse_scenario(found)


@pytest.mark.parametrize("number", OUTSIZED)
def test_the_recount_refuses_it_too(number: str) -> None:
    with pytest.raises(Unreadable):
        given_number(Decimal(number))
    with pytest.raises(Unreadable):
        given_number(number)
    text = SOUND.replace("min_cover = 0.1", f"min_cover = {number}")
    assert text != SOUND
    with pytest.raises(Unreadable):
        read_scenario(text.encode())


def test_a_cell_of_more_digits_than_the_reader_takes_is_no_number_in_the_recount() -> None:
    assert read_number("9" * 12) is not None
    assert read_number("9" * 13) is None
    assert read_number(f"0.{'1' * 31}") is None


def test_a_number_that_is_only_large_is_told_its_bound() -> None:
    with pytest.raises(InputError) as refused:
        parse_scenario(tables("1e12"))  # type: ignore[arg-type]
    (fault,) = refused.value.faults
    assert (fault.code, fault.params["bound"]) == ("less_than_equal", "1000000000")

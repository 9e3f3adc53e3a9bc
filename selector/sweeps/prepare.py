"""From a round and a vary file to the set-up of a sweep, with every fault told before any work."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from selector.changes import Round, carry_out, read_changes
from selector.errors import InputError, Message, shorten
from selector.intake import Plans, Regions
from selector.problem import misfits
from selector.scenario import Scenario, load_scenario
from selector.sweeps.doubts import doubts_of
from selector.sweeps.knobs import Drawn, Knob
from selector.sweeps.sample import MOST, Sample
from selector.sweeps.setup import Base, Setup, base_of
from selector.sweeps.vary import Vary

DRAWS = Sample("random", 200)  # where assessments are in doubt and nothing is said of a sample
MOST_TRIED = 400  # values that are tried beforehand; the records tell the rest
# What makes a change no change at all, whatever else is changed with it.
UNFIT = frozenset(
    ("no_such_key", "no_such_key_none", "no_such_column", "no_such_plan", "bad_change",
     "unknown_key", "missing_key", "not_in_list", "greater_than_equal", "less_than_equal",
     "wrong_kind", "too_deep", "control_character", "not_plain", "no_such_field",
     "no_such_category", "no_such_number", "not_a_number", "no_such_criterion")
)  # fmt: skip
NO_PLACE = ("no_such_key", "no_such_key_none", "no_such_column", "unknown_key")


def prepare(
    plans: Plans, regions: Regions, scenario: Scenario, vary: Vary, others: Sequence[Scenario] = ()
) -> Setup:
    """Return the set-up; raises `InputError` with every fault in the bases and the values.

    `others` are bases that were read before those that the vary file names.
    """
    named, faults = list[Scenario](), list(vary.faults)
    for path in vary.others:
        try:
            named.append(load_scenario(path))
        except InputError as error:
            faults += error.faults
    bases = [base_of(base) for base in (scenario, *others, *named)]
    faults += _doubles(bases, vary)
    for base in bases:
        faults += misfits(plans, base.scenario, regions)
    doubts, wrong = doubts_of(plans, vary)
    faults += wrong
    sample = vary.sample or (DRAWS if doubts else Sample())
    setup = Setup(plans, regions, tuple(bases), (*vary.knobs, *doubts), sample)
    for at in range(len(vary.knobs)):
        faults += _of_knob(setup, vary, at)
    faults += _of_number(setup, vary)
    if faults:
        raise InputError(faults)
    return setup


def _of_number(setup: Setup, vary: Vary) -> Iterator[Message]:
    """Yield what is wrong with the number of scenarios."""
    if vary.file and not vary.faults and not setup.knobs and len(setup.bases) < 2:
        yield Message("nothing_varied", vary.file)
    total = setup.total
    if total > MOST:
        params = {"count": total if total < 10**15 else "…", "limit": MOST}
        yield Message("too_many_scenarios", vary.file, params=params)


def _doubles(bases: Sequence[Base], vary: Vary) -> Iterator[Message]:
    seen = set[tuple[str, str]]()
    for base in bases:
        if (key := (base.sha256, base.scenario.seed)) in seen:
            yield Message("double_base", vary.file, value=shorten(base.name))
        seen.add(key)


def _of_knob(setup: Setup, vary: Vary, at: int) -> Iterator[Message]:
    """Yield what is wrong with the values of a knob on every base: on one it may be in place."""
    knob, share = setup.knobs[at], max(1, MOST_TRIED // max(1, len(setup.knobs)))
    for i in _tried(knob, share):
        told = [unfit(setup, base, knob, i) for base in setup.bases]
        if all(told):  # the first base says it
            place = f"vary[{vary.numbers[at]}]"
            place += "" if isinstance(knob.values, Drawn) else f".values[{i + 1}]"
            yield from (replace(fault, file=vary.file, place=place) for fault in told[0])
            if told[0][0].code in NO_PLACE:  # which holds for every value alike
                return


def off_base(setup: Setup) -> Iterator[tuple[str, Base, Message]]:
    """Yield the changes that fit on one base and not on another: change, that base, and why.

    What is made with these will fail; that is no fault, for on the others it says something.
    """
    if len(setup.bases) < 2:
        return
    share = max(1, MOST_TRIED // max(1, len(setup.knobs)))
    for knob in setup.knobs:
        for i in _tried(knob, share):
            change = knob.change(i)
            for base in setup.bases if change is not None else ():
                if found := unfit(setup, base, knob, i):
                    yield str(change), base, found[0]


def _tried(knob: Knob, most: int) -> Sequence[int]:
    """Return the places of the values that are tried: of a range both ends."""
    if isinstance(knob.values, Drawn):
        return sorted({0, len(knob.values) - 1})
    return range(min(len(knob.values), most))


def unfit(setup: Setup, base: Base, knob: Knob, at: int) -> list[Message]:
    """Return why a value fits nowhere, though it may contradict what else it is changed with."""
    change = knob.change(at)
    if change is None:
        return []
    before = Round(setup.plans, base.scenario, setup.regions)
    try:
        made = carry_out(read_changes([change], setup.plans.ids), before)
        found = misfits(made.plans, made.scenario, made.regions)
    except InputError as error:
        found = tuple(error.faults)
    in_cell = "." in knob.key and knob.key.split(".", 1)[0] in setup.plans.index
    return [fault for fault in found if fault.code in UNFIT or in_cell]

"""A result made again from its own inputs, with what its run was asked for, and held beside it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from selector.audit.alike import differences
from selector.audit.recorded import absent_answers, absent_swaps, messages, time_limit_of
from selector.audit.rewrite import files_of, other_versions
from selector.outcome import Outcome
from selector.problem import Problem
from selector.publish.outputs import OUTPUTS, is_output
from selector.publish.ownership import LIST, altered
from selector.reopen import Refused, read_problem, read_run, read_theme
from selector.run import Amount, Asked, run
from selector.texts import LANGUAGES, load_texts
from selector.verify import Difference
from selector.versions import installed

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """What a result was made from and asked for, taken over from its directory."""

    folder: Path
    record: Record
    problem: Problem
    asked: Asked
    left_out: tuple[str, ...]

    @property
    def language(self) -> str:
        """Return the language that it is written in."""
        return str(self.record["language"])

    @property
    def unsettled(self) -> tuple[str, ...]:
        """Return the keys that say that time, or Ctrl-C, came before an answer."""
        return tuple(_unsettled(self.record))


@dataclass(frozen=True)
class Rerun:
    """Two directories beside each other: files with the same bytes, and where others differ.

    `made` gives for a file that differs the versions that it was made with, where these are not
    those of now; `changed` names the files that are not as the run left them (None: there is no
    list of hashes); `versions` are those that differ, then and now; `foreign` files are of no run.
    """

    same: tuple[str, ...]
    unlike: tuple[Difference, ...]
    made: Mapping[str, tuple[str, ...]]
    changed: tuple[str, ...] | None
    versions: Mapping[str, tuple[str, str]]
    foreign: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether every byte is the same."""
        return not self.unlike


def order(folder: Path, time_limit: float | None = None) -> Order:
    """Read what a result was made from and asked for; `time_limit` goes before the recorded one.

    Raises `Refused` and `InputError`.
    """
    record = read_run(folder)
    try:
        problem = read_problem(folder, record)
        notes = messages(record.get("regions_notes", ()))
        for note in notes:
            note.said(load_texts("nl"))
        survey = replace(problem.survey, regions=replace(problem.regions, notes=notes))
        limit, theme = time_limit or time_limit_of(record), read_theme(folder, record)
        asked = replace(_asked(record, problem), time_limit=limit, theme=theme)
        left = tuple(record.get("left_out", ()))
        sound = record["language"] in LANGUAGES and set(left) <= {o.name for o in OUTPUTS}
    except (KeyError, TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        raise Refused("changed", "reopen.unreadable", folder=folder)
    return Order(folder, record, replace(problem, survey=survey), asked, left)


def carry_out(found: Order) -> Outcome:
    """Run it again; raises as `run` does."""
    problem = found.problem
    outcome = run(problem.plans, problem.scenario, problem.regions, found.asked)
    return replace(outcome, left_out=found.left_out)


def _asked(record: Record, problem: Problem) -> Asked:
    """Return what the run was asked for, as far as its result shows it."""
    solved, texts = record.get("status") != "infeasible", load_texts(str(record["language"]))
    return Asked(
        certify=solved and record["certified"] is not None,
        answers=_amount("answers" in record, bool(absent_answers(problem, record, texts))),
        swaps=_amount("swaps" in record, bool(absent_swaps(problem, record, texts))),
        runner_up=not solved or record["status"] != "optimal" or record["runner_up_settled"],
        day=date.fromisoformat(record["date"]),
        proof="" if "proof" not in record else "all" if record["proof"]["all"] else "tiers",
    )


def _amount(there: bool, missed: bool) -> Amount:
    """Return how much was asked for: what is absent was, when a remark says why it is."""
    return "all" if there else "few" if missed else "none"


def _unsettled(record: Record) -> Iterator[str]:
    if record.get("status") == "feasible":
        yield "status"
    for key in ("runner_up_settled", "swaps_complete", "relaxations_complete", "confirmed"):
        if record.get(key) is False:
            yield key
    if record.get("ticket_decided", "") is None:
        yield "in_optimal"
    if "time_limit" in record:
        yield "time_limit"


def compare(found: Order, again: Path) -> Rerun:
    """Hold the directory of a result beside the one that was made again."""
    wanted, there = files_of(again), files_of(found.folder)
    same, unlike, made = list[str](), list[Difference](), dict[str, tuple[str, ...]]()
    for file, path in wanted.items():
        differ = differences(file, found.folder / file, path)
        if not differ:
            same.append(file)
            continue
        unlike += differ
        with suppress(AttributeError, TypeError):  # a record may hold anything
            made[file] = tuple(other_versions(path, found.record))
    if len({difference.file for difference in unlike}) > 1:  # then that list differs of itself
        unlike = [difference for difference in unlike if difference.file != LIST]
    extra = [file for file in there if file not in wanted]
    ours = [file for file in extra if is_output(file)]
    unlike += [Difference(file, "", kind="extra") for file in sorted(ours)]
    return Rerun(
        tuple(same), tuple(unlike), made, altered(found.folder), _versions(found.record),
        tuple(sorted(set(extra).difference(ours))),
    )  # fmt: skip


def _versions(record: Record) -> dict[str, tuple[str, str]]:
    """Return the versions that are not those of now, then and now."""
    told, now = record.get("versions"), installed()
    then = told if isinstance(told, Mapping) else {}
    names = dict.fromkeys((*now, *map(str, then)))
    pairs = {name: (str(then.get(name, "–")), now.get(name, "–")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

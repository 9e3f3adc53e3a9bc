"""`python controle.py FOLDER`: check the proof in a directory, and say what was checked."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from selector.verify.proof.check import Checked, check
from selector.verify.proof.folder import read_inputs, read_result
from selector.verify.proof.question import Fault
from selector.verify.recount.unreadable import Unreadable

DIFFERENT, PARTIAL, BAD_USE = 5, 4, 2
FAULTS = (Fault, OSError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError,
          MemoryError, RecursionError)  # fmt: skip
SAID: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "shown": "Nagerekend in {folder}: {count} beweringen, in hele getallen en zonder oplosser.",
        "shown_one": "Nagerekend in {folder}: 1 bewering, in hele getallen en zonder oplosser.",
        "missing": "Niet bewezen, en ook niet beweerd: {count}",
        "complete": "Het bewijs is volledig.",
        "partial": "Het bewijs is niet volledig.",
        "rests": "Dit rust op de bestanden in invoer/ en op de definities in models/README.md.",
        "seed": "Geloot is met {said!r}, en niet met {own!r} uit het scenario (`--seed`).",
        "fault": "Klopt niet: {fault}",
        "package": "Voor dit invoerbestand is een Python-pakket nodig: {fault}",
        "infeasible": "dat geen selectie van deze grootte aan alle regels voldoet",
        "best_alone": "wat een punt alleen kan halen: meer kan niet, en dit kan",
        "tier": "dat geen selectie op een trap (of op een plaats daarvan) beter is",
        "in_optimal": "welke aanvragen in alle, sommige of geen van de beste selecties zitten",
        "ticket": "dat geen eerder geloot plan er nog bij kan",
        "runner_up": "dat geen andere selectie beter is dan de beste andere die er staat",
        "answer": "dat met een aanvraag erin of eruit geen selectie beter is dan die er staat",
        "swap": "dat met de een erin en de ander eruit geen selectie beter is dan die er staat",
        "size": "dat een andere grootte niet beter is",
    },
    "en": {
        "shown": "Checked in {folder}: {count} claims, in whole numbers and without a solver.",
        "shown_one": "Checked in {folder}: 1 claim, in whole numbers and without a solver.",
        "missing": "Not proven, and not claimed either: {count}",
        "complete": "The proof is complete.",
        "partial": "The proof is not complete.",
        "rests": "This rests on the files in invoer/ and on the definitions in models/README.md.",
        "seed": "The lot was drawn with {said!r}, not with the scenario's {own!r} (`--seed`).",
        "fault": "Does not hold: {fault}",
        "package": "This input file needs a Python package: {fault}",
        "infeasible": "that no cohort of this size keeps all rules",
        "best_alone": "what a criterion can reach alone: no more, and this much",
        "tier": "that no cohort is better on a tier (or a rank of it)",
        "in_optimal": "which plans are in all, some or none of the best cohorts",
        "ticket": "that no plan drawn earlier can be added",
        "runner_up": "that no other cohort is better than the runner-up",
        "answer": "that with a plan in or out no cohort is better than the one that is named",
        "swap": "that with one in and another out no cohort is better than the one that is named",
        "size": "that another size is not better",
    },
}


def main(arguments: Sequence[str]) -> int:
    """Check a directory and print the outcome; returns the exit code."""
    if len(arguments) != 1:
        print("python controle.py FOLDER", file=sys.stderr)
        return BAD_USE
    folder, words = Path(arguments[0]), SAID["nl"]
    try:
        record = read_result(folder)
        words = SAID.get(str(record.get("language")), words)
        counted = read_inputs(folder, record)
        checked = check(folder, record, counted)
        print("\n".join(told(checked, folder, words)))
        if record.get("seed", counted.scenario.seed) != counted.scenario.seed:
            print(words["seed"].format(said=record["seed"], own=counted.scenario.seed))
    except ImportError as fault:
        print(words["package"].format(fault=fault), file=sys.stderr)
        return BAD_USE
    except Unreadable as fault:
        print(words["fault"].format(fault=f"{fault.place} {fault.found}"))
        return DIFFERENT
    except FAULTS as fault:
        said = words["fault"].format(fault=str(fault) or type(fault).__name__)
        print(said.encode("utf-8", "backslashreplace").decode())
        return DIFFERENT
    return 0 if checked.complete else PARTIAL


def told(checked: Checked, folder: Path, words: Mapping[str, str]) -> list[str]:
    """Return what was checked, in lines."""
    count = len(checked.shown)
    lines = [words["shown_one" if count == 1 else "shown"].format(folder=folder, count=count)]
    kinds = Counter(name.partition(":")[0] for name in checked.shown)
    lines += [f"  {count:4} × {kind}: {words[kind]}" for kind, count in kinds.items()]
    if checked.missing:
        lines.append(words["missing"].format(count=len(checked.missing)))
        lines += [f"  {name}: {reason}" for name, reason in checked.missing.items()]
    return [*lines, words["complete" if checked.complete else "partial"], words["rests"]]

"""The keys of `cohort.json` and `infeasible.json`, by their path.

In a path `[]` stands for every item of a list, and `{}` for every key of a table whose keys come
from the round: categories, sizes, criteria.
"""

from dataclasses import dataclass, replace
from typing import Literal

from selector.dictionary.columns import IN_OPTIMAL
from selector.dictionary.field import Source, Unit
from selector.texts import Texts
from selector.vocabulary import VERDICTS

KeyKind = Literal[
    "table", "list", "id", "text", "code", "whole", "number", "count", "yes_no", "fraction",
    "value", "date", "hash", "any",
]  # fmt: skip
TIERS = ("worst", "leximin", "sum", "criterion", "competition")
MEASURES = ("balance", "coverage", "dispersion", "total")
STATES = ("chosen", "national", "fillable", "open")


@dataclass(frozen=True)
class Key:
    """A key: `null` when it can hold null, `optional` when it can be absent.

    A `fraction` is a text in lowest terms, a `value` that or a list of these, a `count` a whole
    number or a fraction. `group` is what its text is under: what both files say of the run has
    the texts of `run`.
    """

    path: str
    kind: KeyKind
    source: Source = "choice"
    unit: Unit = ""
    values: tuple[str, ...] = ()
    null: bool = False
    optional: bool = False
    group: str = "cohort"

    @property
    def slug(self) -> str:
        """Return the path as the last part of the key of its text."""
        return self.path.replace("[]", "").replace(".{}", "").replace(".", "_")

    def meaning(self, texts: Texts) -> str:
        """Return what stands under a key."""
        return texts(f"field.{self.group}.{self.slug}")


def _of(group: str, *keys: Key) -> tuple[Key, ...]:
    return tuple(replace(key, group=group) for key in keys)


_RUN = _of(
    "run",
    Key("scenario", "text", "run"),
    Key("date", "date", "run"),
    Key("language", "code", "run", values=("nl", "en")),
    Key("regions_notes", "list", "run", optional=True),
    Key("regions_notes[]", "any", "run", optional=True),
    Key("left_out", "list", "run", optional=True),
    Key("left_out[]", "text", "run", optional=True),
    Key("time_limit", "number", "run", optional=True),
    Key("proof", "table", "run", optional=True),
    Key("proof.sha256", "hash", "run"),
    Key("proof.claims", "whole", "run"),
    Key("proof.complete", "yes_no", "run"),
    Key("proof.all", "yes_no", "run"),
    Key("proof.missing", "table", "run", optional=True),
    Key("proof.missing.{}", "code", "run", values=("time", "hangs", "unsupported")),
    Key("notes", "list", "run"),
    Key("notes[]", "text", "run"),
    Key("input", "table", "input"),
    Key("input.plans_sha256", "hash", "input"),
    Key("input.base_sha256", "hash", "input", optional=True),
    Key("input.scenario_sha256", "hash", "input"),
    Key("input.regions_sha256", "hash", "input"),
    Key("input.theme_sha256", "hash", "input", optional=True),
    Key("input.logo_sha256", "hash", "input", optional=True),
    Key("versions", "table", "run"),
    Key("versions.{}", "text", "run"),
    Key("certified", "yes_no", "run", null=True),
    Key("certificate", "table", "run", optional=True),
    Key("certificate.solver", "text", "run"),
    Key("certificate.version", "text", "run"),
    Key("certificate.through", "text", "run"),
    Key("certificate.tiers", "list", "run", optional=True),
    Key("certificate.tiers[]", "code", "run", values=("confirmed", "out_of_time", "undecided")),
)


def _covering(which: str) -> tuple[Key, ...]:
    place = f"white_spots.covering.{which}"
    return (
        Key(place, "table"),
        Key(f"{place}.plans", "list"),
        Key(f"{place}.plans[]", "id"),
        Key(f"{place}.people", "whole", unit="people_by_sector"),
        Key(f"{place}.bound", "whole", unit="people_by_sector"),
        Key(f"{place}.share", "fraction"),
        Key(f"{place}.proven", "yes_no"),
    )


def _people(place: str) -> tuple[Key, ...]:
    return tuple(Key(f"{place}.{state}", "whole", unit="people_by_sector") for state in STATES)


def _values(place: str, source: Source) -> tuple[Key, ...]:
    """Return the two values of the first tier that changes."""
    return (
        Key(f"{place}.now", "value", source, null=True),
        Key(f"{place}.now[]", "fraction", source, optional=True),
        Key(f"{place}.then", "value", source, null=True),
        Key(f"{place}.then[]", "fraction", source, optional=True),
    )


def _attained(place: str, source: Source) -> tuple[Key, ...]:
    return (
        Key(f"{place}.now_attained", "value", source, optional=True),
        Key(f"{place}.now_attained[]", "fraction", source, optional=True),
        Key(f"{place}.then_attained", "value", source, optional=True),
        Key(f"{place}.then_attained[]", "fraction", source, optional=True),
        Key(f"{place}.size", "code", source, values=("smaller", "larger"), optional=True),
    )


COHORT = (
    Key("status", "code", values=("optimal", "feasible")),
    Key("size", "whole", unit="plans"),
    Key("selected", "list"),
    Key("selected[]", "id"),
    Key("seed", "text", "input"),
    Key("ticket_decided", "yes_no", null=True),
    Key("tickets", "list"),
    Key("tickets[]", "table"),
    Key("tickets[].plan_id", "id"),
    Key("tickets[].ticket", "hash"),
    Key("tiers", "list"),
    Key("tiers[]", "table"),
    Key("tiers[].tier", "code", "input", values=TIERS),
    *(
        key
        for name in ("value", "bound", "attained")
        for key in (
            Key(f"tiers[].{name}", "value"),
            Key(f"tiers[].{name}[]", "fraction", optional=True),
        )
    ),
    Key("best_alone", "table", optional=True),
    Key("best_alone.{}", "table"),
    Key("best_alone.{}.{}", "fraction"),
    Key("criteria", "list"),
    Key("criteria[]", "table"),
    Key("criteria[].name", "text", "input"),
    Key("criteria[].measure", "code", "input", values=MEASURES),
    Key("criteria[].score", "fraction"),
    Key("criteria[].best_alone", "fraction"),
    Key("criteria[].best_alone_is_bound", "yes_no", optional=True),
    Key("criteria[].categories", "table", optional=True),
    Key("criteria[].categories.{}", "table"),
    Key("criteria[].categories.{}.count", "count", unit="plans"),
    Key("criteria[].categories.{}.target", "fraction", "input", optional=True),
    Key("criteria[].categories.{}.at_least", "whole", "input", "plans", optional=True),
    Key("plans", "list"),
    Key("plans[]", "table"),
    Key("plans[].plan_id", "id", "input"),
    Key("plans[].verdict", "code", "conditions", values=VERDICTS),
    Key("plans[].selected", "yes_no"),
    Key("plans[].in_optimal", "code", values=IN_OPTIMAL, null=True),
    Key("plans[].reasons", "list", "conditions"),
    Key("plans[].reasons[]", "text", "conditions"),
    Key("plans[].findings", "list", "regions"),
    Key("plans[].findings[]", "text", "regions"),
    Key("runner_up", "table", "answers", null=True),
    Key("runner_up.selected", "list", "answers"),
    Key("runner_up.selected[]", "id", "answers"),
    Key("runner_up.tier", "whole", "answers", null=True),
    *_values("runner_up", "answers"),
    *_attained("runner_up", "answers"),
    Key("runner_up_settled", "yes_no", "answers"),
    Key("answers", "list", "answers", optional=True),
    Key("answers[]", "table", "answers"),
    Key("answers[].plan_id", "id", "answers"),
    Key("answers[].forced", "code", "answers", values=("in", "out")),
    Key("answers[].feasible", "yes_no", "answers"),
    Key("answers[].cohort", "list", "answers", null=True),
    Key("answers[].cohort[]", "id", "answers"),
    Key("answers[].tier", "whole", "answers", null=True),
    *_values("answers[]", "answers"),
    *_attained("answers[]", "answers"),
    Key("answers[].leaves", "list", "answers"),
    Key("answers[].leaves[]", "id", "answers"),
    Key("answers[].enters", "list", "answers"),
    Key("answers[].enters[]", "id", "answers"),
    Key("answers[].blocked_by", "list", "answers"),
    Key("answers[].blocked_by[]", "text", "answers"),
    Key("answers[].criteria", "list", "answers"),
    Key("answers[].criteria[]", "table", "answers"),
    Key("answers[].criteria[].name", "text", "answers"),
    Key("answers[].criteria[].now", "fraction", "answers"),
    Key("answers[].criteria[].then", "fraction", "answers"),
    Key("swaps", "list", "answers", optional=True),
    Key("swaps[]", "table", "answers"),
    Key("swaps[].in", "id", "answers"),
    Key("swaps[].out", "id", "answers"),
    Key("swaps[].feasible", "yes_no", "answers"),
    Key("swaps[].cohort", "list", "answers", null=True),
    Key("swaps[].cohort[]", "id", "answers"),
    Key("swaps[].tier", "whole", "answers", null=True),
    *_values("swaps[]", "answers"),
    *_attained("swaps[]", "answers"),
    Key("swaps_complete", "yes_no", "answers", optional=True),
    Key("white_spots", "table"),
    Key("white_spots.people", "table"),
    *_people("white_spots.people"),
    Key("white_spots.by", "table"),
    Key("white_spots.by.{}", "table"),
    Key("white_spots.by.{}.{}", "table"),
    *_people("white_spots.by.{}.{}"),
    Key("white_spots.fill", "list"),
    Key("white_spots.fill[]", "table"),
    Key("white_spots.fill[].plan_id", "id"),
    Key("white_spots.fill[].cells", "whole", unit="cells"),
    Key("white_spots.fill[].people", "whole", unit="people_by_sector"),
    Key("white_spots.fill[].competes_with", "list", "pairs"),
    Key("white_spots.fill[].competes_with[]", "id", "pairs"),
    Key("white_spots.covering", "table", optional=True),
    *_covering("with_cohort"),
    *_covering("without_cohort"),
    *_RUN,
)

INFEASIBLE = (
    *_of(
        "infeasible",
        Key("status", "code", values=("infeasible",)),
        Key("arithmetic", "list"),
        Key("arithmetic[]", "table"),
        Key("arithmetic[].code", "text"),
        Key("arithmetic[].rules", "list"),
        Key("arithmetic[].rules[]", "text"),
        Key("arithmetic[].counts", "table"),
        Key("arithmetic[].counts.{}", "any"),
        Key("arithmetic[].counts.{}[]", "text"),
        Key("arithmetic[].sentence", "text"),
        Key("clash", "list"),
        Key("clash[]", "text"),
        Key("clashes", "list"),
        Key("clashes[]", "list"),
        Key("clashes[][]", "text"),
        Key("clashes_minimal", "yes_no", null=True),
        Key("clash_smallest", "yes_no", null=True),
        Key("clashes_minimal_each", "list"),
        Key("clashes_minimal_each[]", "yes_no"),
        Key("sentences", "list"),
        Key("sentences[]", "text"),
        Key("confirmed", "yes_no"),
        Key("relaxations", "list"),
        Key("relaxations[]", "table"),
        Key("relaxations[].cost", "whole"),
        Key("relaxations[].changes", "list"),
        Key("relaxations[].changes[]", "table"),
        Key("relaxations[].changes[].rule", "text"),
        Key("relaxations[].changes[].key", "text"),
        Key("relaxations[].changes[].from", "any", "input"),
        Key("relaxations[].changes[].to", "any"),
        Key("relaxations[].sentences", "list"),
        Key("relaxations[].sentences[]", "text"),
        Key("relaxations_complete", "yes_no"),
        Key("plans", "list"),
        Key("plans[]", "table"),
        Key("plans[].plan_id", "id", "input"),
        Key("plans[].verdict", "code", "conditions", values=VERDICTS),
        Key("plans[].reasons", "list", "conditions"),
        Key("plans[].reasons[]", "text", "conditions"),
        Key("plans[].findings", "list", "regions"),
        Key("plans[].findings[]", "text", "regions"),
    ),
    *_RUN,
)

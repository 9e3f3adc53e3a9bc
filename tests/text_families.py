"""The keys of texts that the source builds: each pattern as it stands there, and what completes it.

A key that stands whole in the source needs no family. What completes a pattern comes from the types
and tables of the package where there are any.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import get_args

from selector.analysis.alternatives import Stopped
from selector.analysis.merging import ORDER
from selector.analysis.white_spots import STATES
from selector.audit.history import INPUTS as HASHED
from selector.batch import chain, job
from selector.batch.stages import EXIT
from selector.changes.between import Kind as DifferenceKind
from selector.commands.doctor import EXTRAS
from selector.comparison.steps import Why
from selector.criteria.balance import Target
from selector.dictionary import COHORT, GIVEN, INFEASIBLE, PAIRS, PLANS, TABLES
from selector.dictionary.field import Kind, Unit
from selector.dictionary.field import Source as FieldSource
from selector.dictionary.keys import KeyKind
from selector.draw.page import INPUTS
from selector.geography.competition import ALLOWED
from selector.geography.source import Source
from selector.intake import sorts
from selector.intake.columns import COLUMNS
from selector.publish import map_conflicts, velden
from selector.publish.checked.sheet import COLUMNS as REPORT_COLUMNS
from selector.publish.outputs import OUTPUTS
from selector.publish.papers import of_plans, page_view
from selector.publish.papers.facts import Standing
from selector.scenario import bundled_scenarios, faults, toml_faults
from selector.solve.certify import Word
from selector.solve.disagreement import About
from selector.sweeps.insight import Class
from selector.sweeps.record import STATUSES as OUTCOMES
from selector.texts import load_texts
from selector.texts.contrast import NAMED, OtherSize
from selector.theme import NEUTRAL
from selector.tiers import KINDS
from selector.vocabulary import (
    ASSESSMENTS,
    CONDITIONS,
    CONTEXTS,
    COOPERATION,
    ORIGIN,
    SECTORS,
    SHARES,
)

SOURCE = Path(__file__).parents[1] / "selector"


@cache
def nodes() -> Sequence[tuple[str, ast.AST]]:
    """Every string, built string and call of the package, with the module where it stands."""
    return [
        (path.relative_to(SOURCE).as_posix(), node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.Call)
    ]


@cache
def quoted(*rooms: str) -> frozenset[str]:
    """Every string that stands in some rooms of the package, or in all of it."""
    return frozenset(
        node.value
        for module, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if not rooms or module.startswith(rooms)
    )


def calls(*functions: str) -> Iterator[ast.expr]:
    """What stands first in every call of these functions; of a choice both ways."""
    for _, node in nodes():
        if isinstance(node, ast.Call) and node.args and _name(node.func) in functions:
            first = node.args[0]
            yield from (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Call):  # load_texts(language)(key)
        return _name(function.func)
    return str(getattr(function, "attr", getattr(function, "id", "")))


def codes(*functions: str) -> frozenset[str]:
    """Every string that stands first in a call of these functions."""
    return frozenset(
        first.value
        for first in calls(*functions)
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    )


@cache
def built() -> frozenset[str]:
    """The pattern of every key that the source builds: by its section, or where it is looked up."""
    sections = {key.partition(".")[0] for key in load_texts("nl").entries}
    looked_up = {_pattern(key) for key in calls("texts") if isinstance(key, ast.JoinedStr)}
    everywhere = {_pattern(node) for _, node in nodes() if isinstance(node, ast.JoinedStr)}
    return frozenset(
        pattern
        for pattern in everywhere
        if pattern in looked_up or (pattern.partition(".")[0] in sections and _fits_any(pattern))
    )


def _pattern(text: ast.JoinedStr) -> str:
    parts = text.values
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)


def _fits_any(pattern: str) -> bool:
    fits = re.compile(re.escape(pattern).replace(r"\{\}", ".+"))
    return any(map(fits.fullmatch, load_texts("nl").entries))


def members(pattern: str) -> set[str]:
    """The keys of a family."""
    head, _, _ = pattern.partition("{}")
    tail = pattern.rpartition("{}")[2]
    return {f"{head}{value}{tail}" for value in FAMILIES[pattern]}


def suffixed(words: Iterable[str], *ends: str) -> set[str]:
    """Every word with every end."""
    return {word + end for word in words for end in ends}


def in_templates(name: str) -> set[str]:
    """Every word that some template of a paper looks up under a name."""
    templates = SOURCE / "publish" / "papers" / "templates"
    sources = (path.read_text(encoding="utf-8") for path in templates.glob("*.typ"))
    return {word for source in sources for word in re.findall(rf"\b{name}\.(\w+)", source)}


def in_meeting() -> set[str]:
    """Every text that the page for the meeting looks up, in its template or its script."""
    folder = SOURCE / "serve" / "page"
    sources = (path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    return {key for source in sources for key in re.findall(r"""\bt\(["'](\w+)""", source)}


def in_page(room: str = "publish/papers") -> set[str]:
    """Every text that a template of a page looks up."""
    templates = (SOURCE / room / "templates").glob("*.html.j2")
    sources = (path.read_text(encoding="utf-8") for path in templates)
    return {key for source in sources for key in re.findall(r"""\bt\(["'](\w+)""", source)}


def said_in(template: str, group: str) -> set[str]:
    """Every text of a group that a template looks up by `say`."""
    source = (SOURCE / "publish/papers/templates" / template).read_text(encoding="utf-8")
    return set(re.findall(rf"""\bsay\(["']{group}\.(\w+)""", source))


INPUT_FILES = ("plans", "base", "scenario", "regions", "theme", "logo")
FORCED, LOCKS = ("in", "out"), ("locked_in", "locked_out")
BOUNDS = ("min", "max", "min_share", "max_share")
PARTIES, PROVEN = ("boards", "institutes"), ("optimal", "feasible")
RULES = ("overlap", "shared_party", "neighbours")
LIFTS, DISTANCES = ("afstemming", "landelijk"), ("min_distance", "mean_distance")

# Texts that the script of the page for the meeting picks by a choice.
MEETING = (
    "chosen",
    "is_new",
    "is_gone",
    "not_chosen",
    "not_eligible",
    "in",
    "out",
    "free",
    "asked_in",
    "asked_out",
    "quota_min",
    "quota_max",
    "refused",
    "stuck",
)

VALUES = ("ADDRESS", "ARGS", "CHANGE", "COMMAND", "FILE", "FOLDER", "KEY", "NAME", "NEW", "OPTIONS",
          "PLANS", "PLAN_ID", "RUN", "TEXT", "WHAT", "YEAR")  # fmt: skip

# What completes a pattern: all of it, and nothing else.
FAMILIES: Mapping[str, Iterable[object]] = {
    "alternatives.head_{}": ("optimal", "feasible"),
    "alternatives.{}": {
        *get_args(Stopped), *suffixed(["count"], "_one", "_more", "_least"), "bound",
        "bound_competition", "leaves", "enters", "up", "down", "equal", "equal_but", "worse",
        "worse_rank",
    },
    "batch.broken_{}": get_args(chain.Why),
    "batch.ended_{}": get_args(job.Why),
    "batch.letter_exit_{}": {code for code in EXIT.values() if code},
    "certify.about_{}": get_args(About),
    "certify.infeasible_{}": ("confirmed", "open"),
    "certify.{}": get_args(Word),
    "change.{}": {
        "size", "competition", "implication", "at_most_one", "differ", *LOCKS,
        *suffixed(["size_"], "min", "max"), *suffixed(["quota_"], *BOUNDS),
    },
    "column.{}": {column.name for column in COLUMNS} - set(CONDITIONS),
    "check_report.{}": {
        *(key for key, _ in REPORT_COLUMNS), *said_in("check.html.j2", "check_report"),
    },
    "compare.flip_{}{}": suffixed(["in", "out"], "", "s"),
    "compare.head_{}": ("number", "result", "scenario", "status", "size", "date", "between", "step",
                        "difference", "choice"),
    "compare.sheet_{}": ("results", "plans", "points", "tiers", "differences", "steps"),
    "compare.why_{}": [why for why in get_args(Why) if why],
    "condition.{}": CONDITIONS,
    "draw.how_{}": ("seed", "ticket", "order", "run"),
    "draw.{}": {"sheet_title", "receipt_title", *(key for key, _ in INPUTS)},
    "doctor.{}": ("program", "needed", "extras", "fonts", "data", "boundaries"),
    "doctor.extra_{}": EXTRAS,
    "guide.{}": ("example", "why", "begin"),
    "init.{}": ("fill", "check", "edit", "choose", "verify", "letters"),
    "field.{}.{}": {
        *(f"{table.key}.{field.key}" for table in TABLES if table is not GIVEN for field in table),
        *(f"{key.group}.{key.slug}" for key in (*COHORT, *INFEASIBLE)),
    },
    "output.{}": {output.name for output in OUTPUTS},
    "layer.{}": {told for _, _, told in velden.LAYERS},
    "layer.{}_{}": {
        *(f"{theme}_{kind}" for theme in ("plans", "towns")
          for kind in ("areas", "points", "hexagons")),
        "shared_areas", "shared_hexagons", "lines_lines",
    },
    "layer.title_{}_{}": {
        *(f"{theme}_{kind}" for theme in ("plans", "towns")
          for kind in ("areas", "points", "hexagons")),
        "shared_areas", "shared_hexagons", "lines_lines",
    },
    "layer.legend_{}": ("chosen", "not_chosen", "ineligible"),
    "fixed.{}": ("cell", "column", "row", "before", "now", "what", "text", "changes", "todo",
                 "aside"),
    "history.other_{}": HASHED,
    "history.{}": ("plans_in", "plans_out"),
    "kind.{}": {*get_args(Kind), *get_args(KeyKind)},
    "source.{}": get_args(FieldSource),
    "unit.{}": [unit for unit in get_args(Unit) if unit],
    "title.plans.{}": {field.key for field in PLANS},
    "title.given.{}": {field.key for field in GIVEN} - set(CONDITIONS),
    "title.pairs.{}": {field.key for field in PAIRS},
    "title.{}.{}": {
        f"{table.key}.{field.key}"
        for table in TABLES
        for field in table
        if field.key not in CONDITIONS
    },
    "velden.{}": {
        *velden.COLUMN_HEAD, *velden.KEY_HEAD, *velden.LAYER_HEAD, *velden.SHEET_HEAD,
        *(when for _, when, _ in velden.LAYERS),
    },
    "expected.{}": {"size", "other", *faults._EXPECTED.values()},
    "toml.{}": {"nothing", "unquoted", "other", "whole", *toml_faults._SAID.values()},
    "sort.{}": {*sorts._STARTS.values(), *sorts._PARTS.values(), *sorts.TEXTUAL},
    "asked_for.{}": get_args(sorts.Wanted),
    "map.legend_{}": NEUTRAL.cohort,
    "map.source_{}": get_args(Source),
    "map_plans.{}": NEUTRAL.plan,
    "letter.blocked_{}": FORCED,
    "letter.counted_{}": ASSESSMENTS,
    "letter.is_{}": {*get_args(Standing), "provisional"},
    "letter.turned_{}": FORCED,
    "letter.why_{}": FORCED,
    "letter.{}": ("help_agreed", "help_weighed"),
    "map_conflicts.{}": {*map_conflicts.KINDS, *map_conflicts.MARKS},
    "merge.{}": ORDER[1:],
    "month.{}": range(1, 13),
    "metavar.{}": VALUES,
    "method.lifted_{}": LIFTS,
    "method.proof_{}": PROVEN,
    "method.rule_{}": RULES,
    "method.verdict_{}": ("forbid", "penalise", "report"),
    "option.forced_{}": FORCED,
    "order.{}": {*KINDS, "proven", "within", "open"},
    "ordinal.{}": range(1, NAMED + 1),
    "pair.because_{}": (*LIFTS, ALLOWED),
    "pair.{}": RULES,
    "paper.core_{}": PROVEN,
    "paper.hash_{}": suffixed(INPUT_FILES, "_sha256"),
    "paper.redo_{}": ("proof", "verify", "run", "why"),
    "plan.mostly_{}": CONTEXTS,
    "plan.origin_{}": ORIGIN,
    "plan.scale_{}": COOPERATION,
    "plan.{}": of_plans.LABELS,
    "point.wanted_{}": {*get_args(Target), "given", "coverage", "total", *DISTANCES},
    "point.{}": {
        "context", "context_shares", "sector_type", "landsdeel", "provincie", "herkomst",
        "samenwerking", "uitdagingen", "ambitie", "accenten", "governance", "c2", *SHARES,
        "voorwaarden_voldaan", *DISTANCES,
    },
    "print.{}": {*in_templates("words"), "national_pairs", "more_pairs"},
    "page.{}": in_page(),
    "pareto.{}": {
        "one", "points", "incomplete", "choice_open", "choice_off", "choice_off_one", "subtitle",
        "subtitle_incomplete",
    },
    "plan.label_{}": page_view.FACETS,
    "progress.{}": ("answers", "swaps"),
    "progress.value{}": ("", "_least"),
    "reason.low_share_{}": PARTIES,
    "reason.{}_share_{}": {f"{word}_share_{party}" for word in ("no", "nvt") for party in PARTIES},
    "reason.{}{}": suffixed(LOCKS, "", "_asked"),
    "regions_download.{}": ("offline", "failed"),
    "rule.quota_{}": BOUNDS,
    "rule.{}": {"differ", "eligibility", *LOCKS, *suffixed(["quota_"], *BOUNDS)},
    "serve.{}": {*in_meeting(), *MEETING},
    "scenario.about.{}": bundled_scenarios(),
    "scenario.new_{}": ("from", "keys", "seed"),
    "scenario.{}": get_args(DifferenceKind),
    "sheet.{}": {
        "cohort", "plans", "conflicts", "white_spots", "criteria", "scenario", "fields", "about",
        *velden.CRITERIA, "part", "content", "outcome", "sheet", "heading", "meaning", "key",
        "value", "status", "scenario_name", *suffixed(INPUT_FILES, "_sha256"),
    },
    "sheet.{}_means": velden.CRITERIA,
    "summary.title_{}": ("optimal", "feasible", "infeasible"),
    "summary.{}": {
        "at_least", "at_most", "criteria", "score", "attainable", "target", "pairs",
        "pairs_inside",
    },
    "applicant.part_{}": ("plan", "area", "parties", "content", "conditions"),
    "question.{}": {column.name for column in COLUMNS},
    "template.hint_{}": {
        "moment", "share", "pick", "combination", "towns", "town", "labels", "label",
        "text",
    },
    "template.values_{}": ("moment", "towns", "level", "share", "list", "text"),
    "template.{}": ("column", "required", "values", "meaning", "town", "code", "province"),
    "white_spots.column_{}": ("plan", "cells", "people", "rivals"),
    "white_spots.legend_{}": STATES,
    "sweep.count_{}": OUTCOMES,
    "sweep.{}": ("always", "never"),
    "sweep_page.status_{}": OUTCOMES,
    "sweep_page.{}": {
        *in_page("sweeps") - {"kind_", "status_"}, "from", "until", *get_args(Class),
        *suffixed(["kind_"], *get_args(Class)),
    },
    "white_spots.map_{}": SECTORS,
    "white_spots.{}{}": suffixed(["with", "without"], "", "_open"),
    "white_spots.state_{}": STATES,
    "what_if.{}": ("optimal", "feasible"),
    "what_if.merged_{}": FORCED,
    "span.{}": ("before", "after", "proven", "unfinished"),
    "span.{}_end": ("before", "after"),
    "span.{}_none": ("before", "after"),
    "would_help.none{}": ("", "_yet"),
    "would_help.no_help{}": ("", "_yet"),
    "why.leaves{}": ("", "_one"),
    "why.breaks_{}": FORCED,
    "why.equal_{}": FORCED,
    "why.forced_{}": FORCED,
    "why.infeasible_{}": FORCED,
    "why.{}": {
        "up", "down", "rises", "falls", "exactly", "within", "each_tier", *LOCKS, *FORCED,
        *filter(None, get_args(OtherSize)),
    },
    "why.{}{}": {*suffixed(["leaves", "enters"], "", "_one"), "competition",
                 *suffixed(["sum"], "", "_weighted")},
}  # fmt: skip

SIZES = suffixed(["too_few_", "too_many_"], "people", "municipalities")
# Codes that are made in many places: what must have a text, and the words that may have one.
CODES: Mapping[str, tuple[Iterable[str], Iterable[str]]] = {
    "finding.{}": (codes("Finding") | SIZES, ()),
    "infeasible.{}": (codes("Shortfall"), ()),
    "message.{}": (codes("Message", "CellFault", "fault", "note"), quoted()),
    "reason.{}": (codes("Reason"), ()),
    "verify.difference.{}": ((), quoted("verify", "audit")),
    "verify.{}": (codes("Line"), quoted("verify", "audit")),
    "word.{}": ((), quoted()),
}
# The sections of the summary, which are named by their place in the file.
PLACES = {f"verify.part.{word}" for word in quoted("verify")}


def bearing() -> set[str]:
    """The keys that must have a text: the members of every family, and the codes."""
    families = set[str]().union(*map(members, FAMILIES))
    return families | {key.format(code) for key, (must, _) in CODES.items() for code in must}


def possible() -> set[str]:
    """Every key that may be asked for: whole in the source, of a family, or a code."""
    words = {key.replace("{}", word) for key, (_, may) in CODES.items() for word in may}
    counted = suffixed(codes("counted"), "_one", "_none")
    return bearing() | words | quoted() | counted | PLACES

"""`sweep.html`: what a sweep shows, as one page that asks no network and runs nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from selector.publish.marks import marks_of
from selector.publish.papers.page import code, digest, margins
from selector.publish.papers.page_style import dressed
from selector.sweeps.families import Family, families
from selector.sweeps.figures import bar, heat_map
from selector.sweeps.index import Index
from selector.sweeps.insight import classes, effects, hanging, strongest, weights
from selector.sweeps.regret import regrets
from selector.sweeps.sentences import (
    doubt_sentences,
    effect_sentence,
    knob_word,
    regret_sentence,
    scenario_words,
)
from selector.texts import Texts, load_texts
from selector.theme import NEUTRAL

FILE = "sweep.html"
POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
MOST_FAMILIES, MOST_PRICED, MOST_TOLD = 12, 6, 50
MOST_PRICING = 5000  # scenarios; each has to be bound anew to price a cohort in it
ORDER = ("always", "depends", "never")
STYLE = """
.share { width: 100%; min-width: 6rem; max-width: 14rem; height: .75rem; display: block; }
.rail { fill: var(--rail); }
.always, .s4 { fill: var(--chosen); }
.depends { fill: var(--urban); }
.never { fill: var(--none); }
.s1 { fill: var(--chosen); fill-opacity: .3; }
.s2 { fill: var(--chosen); fill-opacity: .55; }
.s3 { fill: var(--chosen); fill-opacity: .8; }
.edge { stroke: var(--red); stroke-width: 1.5; }
.heat { width: 100%; height: auto; display: block; min-width: 40rem; }
.heat text { font-size: 11px; fill: var(--ink); }
.count { text-align: right; }
td { vertical-align: top; }
"""


def render(index: Index, language: str) -> str:
    """Return the page as text: the same records, the same page."""
    texts = load_texts(language)
    style = dressed(NEUTRAL) + STYLE
    groups = families(index)
    marks = marks_of(index.setup.plans, index.setup.bases[0].scenario.notice, language)
    style += margins(marks)
    return (
        _environment(texts)
        .get_template("sweep.html.j2")
        .render(
            language=language,
            marks=marks,
            policy=POLICY.format(style=digest(style)),
            style=Markup(style),
            index=index,
            bases=texts.listed([base.name for base in index.setup.bases]),
            **_plans(index, texts),
            **_cohorts(index, groups, texts),
            heat=Markup(
                heat_map(index, groups, texts("sweep_page.heat"), texts("sweep_page.heat_said"))
            ),
            odd=_odd(index, texts),
            doubts=[doubt_sentences(found, texts) for found in hanging(index)],
            verdicts=_verdicts(index),
        )
    )


def _plans(index: Index, texts: Texts) -> dict[str, Any]:
    """Return what there is to tell of plans and knobs."""
    kinds, found = classes(index), effects(index)
    alone = index.setup.sample.kind == "one_at_a_time"
    best, total = strongest(found), max(1, len(index.proven))
    names = {plan.plan_id: plan.name for plan in index.setup.plans.rows}
    rows = [
        {
            "id": plan,
            "name": names.get(plan, ""),
            "kind": kinds[plan],
            "count": count,
            "bar": Markup(bar(count / total, kinds[plan])),
            "said": effect_sentence(best[plan], texts, alone) if plan in best else "",
        }
        for plan, count in index.chosen.items()
    ]
    rows.sort(key=lambda row: (ORDER.index(str(row["kind"])), -index.chosen[str(row["id"])]))
    return {"plans": rows, "groups": _by_kind(kinds), "knobs": _knobs(weights(found), texts)}


def _heat(index: Index, groups: Sequence[Family], texts: Texts) -> Markup:
    said = texts("sweep_page.heat"), texts("sweep_page.heat_said")
    return Markup(heat_map(index, groups, *said))


def _verdicts(index: Index) -> list[dict[str, Any]]:
    """Return the plans that are eligible in some scenarios and not in others."""
    rows = index.as_dict()["plans"]
    return [row for row in rows if 0 < row["eligible"] < len(index.proven)]


def _by_kind(kinds: Mapping[str, str]) -> dict[str, list[str]]:
    return {kind: [plan for plan, k in kinds.items() if k == kind] for kind in ORDER}


def _knobs(found: Mapping[str, Any], texts: Texts) -> list[dict[str, Any]]:
    return [
        {
            "knob": knob_word(knob, texts),
            "points": round(float(mean) * 100),
            "bar": Markup(bar(float(mean), "depends")),
        }
        for knob, mean in found.items()
    ]


def _cohorts(index: Index, groups: Sequence[Family], texts: Texts) -> dict[str, Any]:
    """Return what there is to tell of cohorts: their families, and what each would cost."""
    most = MOST_PRICED if len(index.proven) <= MOST_PRICING else 0
    priced = [family.first for family in groups[:most]]
    found = {regret.cohort: regret for regret in regrets(index, priced)}
    rows = [
        {
            "number": number,
            "family": family,
            "first": ", ".join(sorted(family.first)),
            "core": ", ".join(sorted(family.core)),
            "regret": found.get(family.first),
            "said": regret_sentence(found[family.first], texts) if family.first in found else "",
        }
        for number, family in enumerate(groups[:MOST_FAMILIES], start=1)
    ]
    return {"families": rows, "more": max(0, len(groups) - MOST_FAMILIES)}


def _odd(index: Index, texts: Texts) -> dict[str, Any]:
    """Return the scenarios without a proven choice."""
    rows = [row for row in index.rows if not row.proven]
    told = [
        {
            "name": scenario_words(row, texts),
            "status": texts(f"sweep_page.status_{row.record['status']}"),
            "faults": " ".join(row.record["faults"]),
        }
        for row in rows[:MOST_TOLD]
    ]
    return {"rows": told, "more": max(0, len(rows) - MOST_TOLD)}


def _environment(texts: Texts) -> Environment:
    found = Environment(
        loader=PackageLoader("selector.sweeps", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters["code"] = code
    found.filters["num"] = texts.number
    found.globals["t"] = lambda key, **params: texts(f"sweep_page.{key}", **params)
    return found

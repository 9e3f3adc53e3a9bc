"""The other files against the recount: tables, map layers, summary."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selector.texts import LANGUAGES, Texts, load_texts
from selector.verify.compare.delivered import Delivered
from selector.verify.compare.desk import Desk
from selector.verify.recount.eligibility import reasons
from selector.verify.recount.pairs import COLUMNS
from selector.verify.recount.round import Round
from selector.verify.recount.tables import as_text

DERIVED = ("verdict", "selected", "in_optimal", "context", "inwoners", "reasons")
FIRST = ("plan_id", "naam", *DERIVED)
ANSWER = "antwoord"  # there when the record has answers
# Names that a column of the file cannot keep, here, in a GeoPackage or in the workbook.
TAKEN = {*DERIVED, ANSWER, "fid", "geom", "geometry"}
TITLED = ("verdict", "selected", "in_optimal", "reasons")


@dataclass(frozen=True)
class Told:
    """What is known of the outcome: the chosen plans, and all/some/none by plan."""

    round: Round
    chosen: frozenset[int]
    in_optimal: Mapping[str, str | None]
    texts: Texts

    @property
    def given(self) -> list[str]:
        """Return the columns of the plans file that follow what was decided."""
        return [name for name in self.round.columns if name not in ("plan_id", "naam")]

    @property
    def header(self) -> list[str]:
        """Return the columns of `plans.csv`."""
        titles = {load_texts(lang)(f"sheet.{name}") for lang in LANGUAGES for name in TITLED}
        shown = {c: c for c in self.round.columns}
        for column in (TAKEN | titles) & shown.keys():
            while shown[column] in TAKEN | titles | shown.keys():
                shown[column] += "_invoer"
        return [*FIRST, *(shown[c] for c in self.given)]

    def row(self, p: int) -> list[str]:
        """Return a plan as a row of `plans.csv`: what was decided, then what was handed in."""
        round_, plan, place = self.round, self.round.plans[p], self.round.places[p]
        judgement = round_.judgements[p]
        return [
            plan.plan_id,
            plan.text("naam"),
            judgement.verdict,
            "true" if p in self.chosen else "false",
            self.in_optimal[plan.plan_id] or "",
            place.context,
            str(place.people),
            " ".join(reasons(plan, place, judgement, round_.scenario, self.texts)),
            *(plan.text(c) for c in self.given),
        ]

    def rows(self) -> list[list[str]]:
        """Return all plans as rows."""
        return [self.row(p) for p in range(len(self.round.plans))]


def check_tables(delivered: Delivered, told: Told, desk: Desk) -> None:
    """Hold `plans.csv` and `conflicts.csv` against the recount, cell by cell."""
    pairs = [pair.row(told.round.plans) for pair in told.round.pairs]
    for file, header, rows, keys in (
        ("plans.csv", [_safe(name) for name in told.header], _all_safe(told.rows()), 1),
        ("conflicts.csv", list(COLUMNS), _all_safe(pairs), 2),
    ):
        if file not in delivered.tables:
            continue
        columns, *found = delivered.tables[file] or [[]]
        if file == "plans.csv" and isinstance(delivered.record.get("answers"), list):
            columns, *found = _without_answer([columns, *found], delivered, told, desk)
        expected = {"|".join(row[:keys]): row for row in rows}
        desk.compare_rows(file, header, expected, columns, found, keys)
        if [name for name in columns if name in header] != [n for n in header if n in columns]:
            desk.differ(file, "", columns, header, "columns")
        for name in columns:
            if columns.count(name) > header.count(name):
                desk.differ(file, name, kind="extra")
        desk.did("table", file=file, count=len(rows))


def _without_answer(
    rows: Sequence[Sequence[str]], delivered: Delivered, told: Told, desk: Desk
) -> list[Sequence[str]]:
    """Return the rows of `plans.csv` without the answers, after a look at who has one."""
    if ANSWER not in rows[0]:
        desk.differ("plans.csv", ANSWER, kind="absent")
        return list(rows)
    at, width = rows[0].index(ANSWER), len(rows[0])
    answers = [entry for entry in delivered.record["answers"] if isinstance(entry, Mapping)]
    answered = {entry.get("plan_id") for entry in answers}
    for row in rows[1:]:
        if len(row) == width and bool(row[at]) is not (row[0] in answered):
            desk.differ("plans.csv", f"{row[0]}, {ANSWER}", row[at], kind="unreadable")
    return [[*row[:at], *row[at + 1 :]] if len(row) == width else row for row in rows]


def check_layers(delivered: Delivered, told: Told, desk: Desk) -> None:
    """Hold the attributes of `cohort.gpkg` against the recount; shapes are not looked at."""
    if not delivered.layers:
        return
    rows = [row[: len(FIRST)] for row in told.rows()]
    flags = {"true": "1", "false": "0"}
    expected = {row[0]: [flags.get(cell, cell) for cell in row] for row in rows}
    _layer(delivered, "aanvragen", FIRST, expected, desk)
    within: list[list[str]] = [[] for _ in told.round.facts.towns]
    for p in sorted(told.chosen):
        plan = told.round.plans[p]
        for t in told.round.places[p].towns:
            within[t].append(f"{plan.plan_id} ({'+'.join(plan.sectors)})")
    towns = {
        town.code: [town.code, town.name, str(town.population), "|".join(inside)]
        for town, inside in zip(told.round.facts.towns, within, strict=True)
    }
    _layer(delivered, "gemeenten", ("code", "naam", "inwoners", "gekozen_plannen"), towns, desk)
    desk.did("layers")


def _layer(
    delivered: Delivered,
    layer: str,
    header: Sequence[str],
    expected: Mapping[str, Sequence[str]],
    desk: Desk,
) -> None:
    rows = delivered.layers.get(layer, ())
    columns = [name for name in header if not rows or name in rows[0]]
    found = [[as_text(row[name]) for name in columns] for row in rows]
    desk.compare_rows("cohort.gpkg", header, dict(expected), columns, found, sheet=layer)


def check_summary(delivered: Delivered, told: Told, desk: Desk) -> None:
    """Look whether the summary says what it must; its layout is not looked at."""
    if delivered.summary is None:
        return
    round_, texts, record = told.round, told.texts, delivered.record
    verdicts = [judgement.verdict for judgement in round_.judgements]
    must = [
        texts(
            f"summary.title_{record.get('status')}"
            if texts.has(f"summary.title_{record.get('status')}")
            else "summary.title_feasible",
            scenario=round_.scenario.name, size=len(told.chosen), plans=len(verdicts),
        ),
        texts(
            "summary.eligible", eligible=len(round_.eligible), plans=len(verdicts),
            provisional=verdicts.count("voorlopig"),
        ),
    ]  # fmt: skip
    if delivered.solved:
        must += _of_cohort(record, told)
    starts = _criteria_starts(told) if delivered.solved else []
    for line in must:
        if line not in delivered.summary:
            desk.differ("summary.txt", "", other=line, kind="unsaid")
    for start in starts:
        if not any(line.startswith(start) for line in delivered.summary):
            desk.differ("summary.txt", "", other=start.strip(), kind="unsaid")
    desk.did("summary")


def _of_cohort(record: Mapping[str, Any], told: Told) -> list[str]:
    """Return the lines about the chosen plans, the tickets and the pairs."""
    round_, texts = told.round, told.texts
    lines = []
    for p in sorted(told.chosen):
        plan, provisional = round_.plans[p], round_.judgements[p].verdict == "voorlopig"
        mark = f" ({texts('summary.provisional_mark')})" if provisional else ""
        what = f"{'+'.join(plan.sectors)}, {plan.text('samenwerking')}, {plan.text('herkomst')}"
        lines.append(f"  {plan.plan_id:<6} {_cut(plan.text('naam'), 38):<38} {what}{mark}")
    if None not in told.in_optimal.values():
        lines.append(_tickets(record, told))
    inside = [pair for pair in round_.pairs if {pair.a, pair.b} <= told.chosen]
    for key, pairs in (("pairs", round_.pairs), ("pairs_inside", inside)):
        verdicts = [pair.verdict for pair in pairs]
        counts = {v: verdicts.count(v) for v in ("forbid", "penalise", "report")}
        if key == "pairs_inside":
            del counts["forbid"]
        lines.append(texts(f"summary.{key}", **counts))
    return lines


def _tickets(record: Mapping[str, Any], told: Told) -> str:
    """Return the sentence about the lot."""
    tied = [p for p, word in told.in_optimal.items() if word == "some"]
    if not tied:
        return told.texts("summary.tickets_none")
    kept = [p for p in tied if told.round.index[p] in told.chosen]
    key = "summary.tickets_one" if len(kept) == 1 else "summary.tickets"
    listed = told.texts.listed
    return told.texts(key, seed=record.get("seed"), plans=listed(tied), kept=listed(kept))


def _criteria_starts(told: Told) -> list[str]:
    """Return how the line of every criterion starts: its name and score."""
    members = sorted(told.chosen)
    return [
        f"  {_cut(m.name, 16):<16} {told.texts.decimal(float(m.score(members)), 3):>7} "
        for m in told.round.measures
    ]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _all_safe(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    return [[_safe(cell) for cell in row] for row in rows]


_OPENS = re.compile(r"[\s\"]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
_DIGITS = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")


def _safe(cell: str) -> str:
    """Return a cell as a CSV holds it: what a spreadsheet would take for a formula is marked.

    Also behind a separator, where a spreadsheet that was set otherwise starts a cell.
    """
    if _DIGITS.fullmatch(cell):
        return cell
    pieces = re.split(r"([;,\t\r\n])", cell)
    marked = "".join(f"'{piece}" if _OPENS.match(piece) else piece for piece in pieces)
    return f"'{marked}" if cell[:1] in {"\t", "\r", "\n"} else marked

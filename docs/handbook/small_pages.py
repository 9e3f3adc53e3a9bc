"""A page for each small round: what it shows, the two scenarios, and every cohort there is."""

from collections.abc import Iterator
from fractions import Fraction

from docs.handbook.small import SAME, Candidate, Small, Solved, every, solved
from selector.publish.sentences import rule_sentence
from selector.texts import load_texts
from selector.tiers import Value

INTRO = """# Regels en maten

Elke regel en elke maat heeft hier een eigen pagina, met het kleinste voorbeeld waarin ze de keuze
verandert. De voorbeelden zijn verzonnen. Wat er wordt gekozen, is uitgerekend toen deze site
werd gemaakt: door het programma zelf, en door alle selecties één voor één na te gaan.
"""


def pages_of_small() -> dict[str, str]:
    """Return the pages by file name, with their index."""
    rounds = every()
    pages = {f"{small.slug}.md": page(small, solved(small)) for small in rounds}
    return {**pages, "index.md": index(rounds)}


def index(rounds: tuple[Small, ...]) -> str:
    """Return the page that leads to the others, by group."""
    parts = [INTRO]
    for group in dict.fromkeys(small.group for small in rounds):
        slugs = "\n".join(small.slug for small in rounds if small.group == group)
        parts.append(f"## {group}\n\n```{{toctree}}\n:maxdepth: 1\n\n{slugs}\n```\n")
    return "\n".join(parts)


def page(small: Small, found: tuple[Solved, Solved]) -> str:
    """Return the page of a small round."""
    first, second = small.chosen
    parts = [
        f"# {small.title}", small.story, "## De aanvragen", _plans(small),
        "In alles wat hier niet staat, zijn de aanvragen gelijk.", "## Wat verandert",
        f"Eerst {_listed(first)} gekozen, met dit in het scenario:", _toml(small.without),
        f"Dan {_listed(second)} gekozen, met dit:", _toml(small.having), small.lesson,
        "## Alle selecties nagegaan", *_tables(small, found),
        "## Wat in beide scenario's hetzelfde is",
        "Dit staat in het bestand onder wat verandert.", _toml(small.base),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _plans(small: Small) -> str:
    columns = list(dict.fromkeys(key for row in small.plans for key in row))
    lines = [[row.get(key, SAME.get(key, "")) or "–" for key in columns] for row in small.plans]
    return _table(["aanvraag", *columns[1:]], lines)


def _tables(small: Small, found: tuple[Solved, Solved]) -> Iterator[str]:
    for word, one, chosen in zip(("Eerst", "Dan"), found, small.chosen, strict=True):
        tiers = len(one.result.problem.tiers)
        head = ["selectie", *(f"trap {t + 1}" for t in range(tiers)), "uitkomst"]
        lines = [
            [" en ".join(candidate.members), *_values(candidate, tiers),
             _ending(one, candidate, chosen)]
            for candidate in one.candidates
        ]  # fmt: skip
        yield f"{word}:"
        yield _table(head, lines)


def _values(candidate: Candidate, tiers: int) -> list[str]:
    values = [_value(value) for value in candidate.values]
    return values or ["–"] * tiers


def _ending(found: Solved, candidate: Candidate, chosen: tuple[str, ...]) -> str:
    if candidate.members == chosen:
        return "**gekozen**"
    problem = found.result.problem
    said = [rule_sentence(problem, rule, "nl") for rule in candidate.broken]
    return "mag niet: " + " ".join(said) if said else ""


def _value(value: Value) -> str:
    texts = load_texts("nl")
    parts = (value,) if isinstance(value, Fraction) else value
    return "; ".join(texts.decimal(float(part), 3) for part in parts)


def _listed(members: tuple[str, ...]) -> str:
    verb = "wordt" if len(members) == 1 else "worden"
    listed = ", ".join(members[:-1])
    return f"{verb} {listed} en {members[-1]}" if listed else f"{verb} {members[-1]}"


def _toml(text: str) -> str:
    return f"```toml\n{text.strip() or '# niets'}\n```"


def _table(head: list[str], lines: list[list[str]]) -> str:
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines))

"""`dossier.pdf` for the table and `presentatie.pdf` for the screen, of the same facts."""

from pathlib import Path

from selector.outcome import Outcome
from selector.publish.drawn import pictures_of
from selector.publish.papers.gather import facts_of
from selector.publish.papers.layout import laid_out
from selector.publish.papers.typeset import typeset, unprintable
from selector.texts import load_texts


def write_dossier(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `dossier.pdf`: the decision in two pages, then the annexes."""
    _write(outcome, folder / "dossier.pdf", language, "dossier.typ")


def write_slides(outcome: Outcome, folder: Path, language: str) -> None:
    """Write `presentatie.pdf`, 16:9: one point of the weighing framework a slide at most."""
    _write(outcome, folder / "presentatie.pdf", language, "presentatie.typ")


def _write(outcome: Outcome, path: Path, language: str, template: str) -> None:
    shown = pictures_of(outcome, language)
    facts = facts_of(outcome, language)
    drawn = {picture.name: picture.svg for picture in shown}
    data = laid_out(outcome, facts, {picture.name: picture.alt for picture in shown})
    if unprintable(data):
        data["notes"] = [*data["notes"], load_texts(language)("paper.unprintable")]
    path.write_bytes(typeset(template, data, drawn, outcome.day, path.parent, outcome.theme.logo))

"""A map as a picture for the papers, and the pictures of an outcome, drawn once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selector.outcome import Outcome


@dataclass(frozen=True)
class Picture:
    """A map to stand in a paper: one SVG element without title and lists, marks upon it.

    `alt` says what it shows, made from the evidence; `width` and `height` are in points.
    """

    name: str
    title: str
    alt: str
    svg: str
    width: float
    height: float


def pictures_of(outcome: "Outcome", language: str) -> tuple[Picture, ...]:
    """Return the pictures of an outcome: drawn at the first call, unless another process did."""

    def drawn() -> tuple[Picture, ...]:
        from selector.publish.pictures import pictures

        return pictures(outcome, language)

    return outcome.once(pictures_name(language), drawn)


def pictures_name(language: str) -> str:
    """Return the name under which an outcome keeps its pictures."""
    return f"pictures.{language}"

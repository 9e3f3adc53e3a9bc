"""A map as a picture for the papers."""

from dataclasses import dataclass


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

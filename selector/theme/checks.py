"""What colours must do: text can be read, marks can be seen, and classes stay apart."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from selector.errors import Message
from selector.theme.colours import apart_for, apart_in_grey, contrast
from selector.theme.look import PAPER

TEXT, MARKS = 4.5, 3.0  # contrast, as WCAG 2.2 asks (1.4.3, 1.4.11)
GREY, EYES = 10.0, 15.0  # steps of lightness; distance in CIELAB
BLINDNESS = {"protan": "theme_protan", "deutan": "theme_deutan", "tritan": "theme_tritan"}
WHITE = "wit"  # paper, in the place of a key
READ = (
    ("ink", WHITE), ("quiet", WHITE), ("accent", WHITE), ("warm", WHITE), ("chosen", WHITE),
    ("ink", "soft"), ("quiet", "soft"), ("accent", "soft"), ("ink", "rail"),
)  # fmt: skip
SEEN = (("accent", "rail"), ("chosen", "sea"), ("ink", "sea"), ("ink", "land"))
# The classes that stand side by side on one map; white is what is left open.
SIDE_BY_SIDE = (
    ("chosen", "not_chosen", "ineligible", WHITE),
    ("chosen", "national", "fillable", WHITE),
    ("stedelijk", "niet-stedelijk", "krimp"),
    ("chosen", "others", "national", WHITE),
)


def colour_faults(colours: Mapping[str, str], file: str) -> Iterator[Message]:
    """Yield what is wrong with colours by key; of a key that is absent nothing is said."""
    known = {**colours, WHITE: PAPER}
    for pairs, wanted, code in ((READ, TEXT, "theme_text"), (SEEN, MARKS, "theme_mark")):
        for one, other in pairs:
            if {one, other} <= known.keys():
                found = contrast(known[one], known[other])
                if found < wanted:
                    yield _fault(code, file, one, other, known, found=found, wanted=wanted)
    alike = dict.fromkeys(pair for group in SIDE_BY_SIDE for pair in combinations(group, 2))
    for one, other in alike:
        if {one, other} <= known.keys():
            yield from _alike(one, other, known, file)


def _alike(one: str, other: str, known: Mapping[str, str], file: str) -> Iterator[Message]:
    """Yield the one gravest reason why two classes look the same to somebody."""
    pair = known[one], known[other]
    grey = apart_in_grey(*pair)
    eyes, far = min(((e, apart_for(e, *pair)) for e in BLINDNESS), key=lambda found: found[1])
    if grey < GREY:
        yield _fault("theme_grey", file, one, other, known, found=grey, wanted=GREY)
    elif far < EYES:
        yield _fault(BLINDNESS[eyes], file, one, other, known, found=far, wanted=EYES)


def _fault(
    code: str, file: str, one: str, other: str, known: Mapping[str, str], found: float,
    wanted: float,
) -> Message:  # fmt: skip
    place = other if one == WHITE else one
    against = one if one == WHITE else other
    params = {
        "other": against,
        "against": known[against],
        "found": f"{int(found * 10) / 10:g}",
        "wanted": f"{wanted:g}",
    }
    return Message(code, file, place=f"colours.{place}", value=known[place], params=params)

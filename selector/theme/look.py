"""How everything looks that a run draws and lays out: colours, hatches, fonts and logo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from selector.theme.colours import contrast, mixed
from selector.theme.tables import Colours, Fonts, ThemeTable

THEME_FILE = "theme.toml"  # what a theme that was kept is called
PAPER = "#FFFFFF"
LIGHT = 0.72  # of paper in the lines of a hatch upon what is dark
DARK = 0.4  # of ink in those upon what is light
MID = 2.2  # a contrast with paper: what has less is light
# Of a fill: its hatch, and the colour of its lines when the fill itself is neutral.
HATCHES: Mapping[str, tuple[str, str]] = {
    "not_chosen": ("////", "#F3DFB0"),
    "ineligible": ("xxx", "#F0D5D9"),
    "national": ("----", "#FFFFFF"),
    "fillable": ("////", "#997700"),
    "krimp": ("\\\\\\\\", "#D9A3AD"),
    "shared": ("////", "#BB5566"),
}


@dataclass(frozen=True)
class Fill:
    """The colour of an area, and its hatch in a colour of its own."""

    face: str
    hatch: str = ""
    ink: str = ""


@dataclass(frozen=True)
class Logo:
    """A picture of the office, by the name of its file; `alt` says what it shows."""

    file: str
    alt: str
    data: bytes

    @property
    def kind(self) -> str:
        """Return `png` or `svg`."""
        return self.file.rpartition(".")[2].lower()


@dataclass(frozen=True)
class Theme:
    """The look of maps and papers; `data` holds the bytes of the file it was read from, if any."""

    colours: Colours = field(default_factory=Colours)
    fonts: Fonts = field(default_factory=Fonts)
    logo: Logo | None = None
    data: bytes = b""

    @property
    def hashes(self) -> Mapping[str, str]:
        """Return the digests of its files, as a result names them; none of the neutral theme."""
        files = {"theme": self.data, "logo": self.logo.data if self.logo else b""}
        return {f"{name}_sha256": sha256(data).hexdigest() for name, data in files.items() if data}

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return what a run keeps of it: its file, and its logo."""
        logo = {self.logo.file: self.logo.data} if self.logo else {}
        return {THEME_FILE: self.data, **logo}

    @property
    def paper(self) -> str:
        """Return the colour of paper."""
        return PAPER

    @property
    def cohort(self) -> Mapping[str, Fill]:
        """Return the fills of plans, the gravest first."""
        return {**self._fills("chosen", "not_chosen", "ineligible"), "none": Fill(PAPER)}

    @property
    def spots(self) -> Mapping[str, Fill]:
        """Return the fills of white spots, from covered to open."""
        return {**self._fills("chosen", "national", "fillable"), "open": Fill(PAPER)}

    @property
    def context(self) -> Mapping[str, Fill]:
        """Return the fills of contexts."""
        fills = self._fills("stedelijk", "niet_stedelijk", "krimp")
        return {name.replace("_", "-"): fill for name, fill in fills.items()}

    @property
    def plan(self) -> Mapping[str, Fill]:
        """Return the fills of the map of one plan."""
        fills = self._fills("chosen", "others", "national")
        return {"own": fills.pop("chosen"), **fills, "none": Fill(PAPER)}

    @property
    def shared(self) -> Fill:
        """Return the fill of what a forbidden pair both covers."""
        return self._fill("shared")

    @property
    def classes(self) -> Mapping[str, Mapping[str, Fill]]:
        """Return the fills that stand side by side, by map."""
        return {"cohort": self.cohort, "spots": self.spots, "context": self.context,
                "plan": self.plan}  # fmt: skip

    @property
    def flat(self) -> tuple[str, ...]:
        """Return the colours of areas, without doubles."""
        fills = (fill for group in self.classes.values() for fill in group.values())
        of_ground = (PAPER, self.colours.sea, self.colours.land, self.colours.ink)
        return tuple(dict.fromkeys((*of_ground, *(f.face for f in fills), self.shared.face)))

    def _fills(self, *names: str) -> dict[str, Fill]:
        return {name: self._fill(name) for name in names}

    def _fill(self, name: str) -> Fill:
        face = str(getattr(self.colours, name))
        hatch, ink = HATCHES.get(name, ("", ""))
        if hatch and face != getattr(Colours(), name):
            light = contrast(face, PAPER) < MID
            ink = mixed(face, self.colours.ink, DARK) if light else mixed(face, PAPER, LIGHT)
        return Fill(face, hatch, ink)


def theme_of(table: ThemeTable, logo: Logo | None, data: bytes) -> Theme:
    """Return the theme that tables describe."""
    return Theme(table.colours, table.fonts, logo, data)


NEUTRAL = Theme()

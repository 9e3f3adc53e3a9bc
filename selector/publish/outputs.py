"""What a run leaves in its directory: a line for every output.

A new output is a file of this room with a function that writes it, and one line here.
"""

import sys
from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from selector.texts import LANGUAGES, load_texts

if TYPE_CHECKING:  # a list of outputs takes no data
    from selector.outcome import Outcome

# What there may be in an outcome beside the cohort, by the names of its fields.
NEEDS = ("answers", "certificate", "coverings", "infeasible", "notes", "proof", "runner_up",
         "swaps")  # fmt: skip
SAID = ("answers", "certificate", "coverings", "notes", "proof", "runner_up")  # in papers
MAPS = "kaarten/"
DOSSIER = ("dossier", "page", "slides")  # what `--no-dossier` leaves out


@dataclass(frozen=True)
class Output:
    """One output: the paths of its files and folders, and what of an outcome it shows.

    `needs` names what must be known besides the cohort before it can be written; `when` tells of
    which outcomes there is one. `writer` is the function of this room that writes it into a
    folder, as `module:function`: it is loaded when it is used. What is made `apart` takes long
    and needs little but the cohort: another process makes it meanwhile. A `paper` can be left out.
    What is `asked` is there only when that field of the outcome is; what has `pictures` shows maps
    that another process can draw.
    """

    name: str
    files: tuple[str, ...]
    writer: str
    needs: tuple[str, ...] = ()
    when: Literal["always", "cohort", "infeasible"] = "always"
    apart: bool = False
    paper: bool = False
    asked: str = ""
    pictures: bool = False

    def fits(self, outcome: "Outcome") -> bool:
        """Tell whether there is one of an outcome."""
        when = ("always", "infeasible" if outcome.infeasible else "cohort")
        there = not self.asked or getattr(outcome, self.asked) is not None
        return there and self.when in when and self.name not in outcome.left_out

    def goes_by(self, word: str) -> bool:
        """Tell whether a word is its name in any language, or a file or folder of it.

        A file may lack its ending; `-`, `_` and capitals make no difference.
        """
        stems = (file.rpartition(".")[0] for file in self.files)
        folders = (file.partition("/")[0] for file in self.files if "/" in file)
        called = (name for language in LANGUAGES for name in self._called(language))
        known = (self.name, *self.files, *folders, *called, *filter(None, stems))
        return _plain(word) in map(_plain, known)

    def _called(self, language: str) -> tuple[str, ...]:
        """Return what it is called in a language, by itself and with the other maps."""
        texts, together = load_texts(language), self.paper and self.files[0].startswith(MAPS)
        return (texts(f"output.{self.name}"), *([texts("output.maps")] if together else ()))

    def write(self, outcome: "Outcome", folder: Path, language: str) -> None:
        """Write its files into a folder: the same outcome, the same files."""
        function = self.writer.partition(":")[2]
        getattr(self.load(), function)(outcome, folder, language)

    def load(self) -> ModuleType:
        """Load what writes it."""
        return import_module(self._module)

    @property
    def loaded(self) -> bool:
        """Tell whether what writes it has been loaded."""
        return self._module in sys.modules

    @property
    def _module(self) -> str:
        return f"{__package__}.{self.writer.partition(':')[0]}"


OUTPUTS = (
    Output("record", ("cohort.json",), "record:write_record", NEEDS, "cohort"),
    Output("record", ("infeasible.json",), "record:write_record", NEEDS, "infeasible"),
    Output("summary", ("summary.txt",), "summary:write_summary",
           ("certificate", "coverings", "infeasible", "proof", "runner_up")),
    Output("plans", ("plans.csv",), "tables:write_plans", ("answers", "runner_up")),
    Output("conflicts", ("conflicts.csv",), "tables:write_conflicts"),
    Output("white_spots", ("white_spots.csv",), "white_spots:write_white_spots", when="cohort"),
    Output("fields", ("VELDEN.md",), "velden:write_fields"),
    Output("schema", ("cohort.schema.json",), "schema:write_schema"),
    Output("input", ("invoer",), "input:write_input"),
    Output("proof", ("bewijs.jsonl.gz", "controle.py"), "proof:write_proof", ("proof",),
           asked="proof"),
    Output("workbook", ("cohort.xlsx",), "workbook:write_workbook",
           ("answers", "notes", "runner_up")),
    Output("geopackage", ("cohort.gpkg",), "geopackage:write_geopackage",
           ("answers", "runner_up"), "cohort"),
    Output("map", ("map.png", "map.svg"), "map:draw_map", when="cohort", apart=True),
    Output("map_conflicts", ("kaarten/concurrentie.png", "kaarten/concurrentie.svg"),
           "map_conflicts:draw_conflicts", when="cohort", apart=True, paper=True),
    Output("map_context", ("kaarten/context.png", "kaarten/context.svg"),
           "map_context:draw_context", when="cohort", apart=True, paper=True),
    Output("map_multiples", ("kaarten/veelluik.png", "kaarten/veelluik.svg"),
           "map_plans:draw_multiples", when="cohort", apart=True, paper=True),
    Output("map_plans", ("kaarten/aanvragen",), "map_plans:draw_plans", when="cohort", apart=True,
           paper=True),
    Output("map_white_spots", ("kaarten/witte-vlekken.png", "kaarten/witte-vlekken.svg"),
           "map_white_spots:draw_white_spots", ("coverings",), "cohort", apart=True, paper=True),
    Output("dossier", ("dossier.pdf",), "papers.pdf:write_dossier", SAID, "cohort", paper=True,
           pictures=True),
    Output("slides", ("presentatie.pdf",), "papers.pdf:write_slides", SAID, "cohort", paper=True,
           pictures=True),
    Output("page", ("dossier.html",), "papers.page:write_page", (*SAID, "swaps"), "cohort",
           paper=True),
)  # fmt: skip


def papers() -> tuple[str, ...]:
    """Return the names of what can be left out."""
    return tuple(output.name for output in OUTPUTS if output.paper)


def papers_called(language: str) -> tuple[str, ...]:
    """Return what can be left out as a language names it: each, and the maps together."""
    named = (name for output in OUTPUTS if output.paper for name in output._called(language))
    return tuple(dict.fromkeys(named))


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-")


def left_out(only: Collection[str], dossier: bool = True) -> tuple[str, ...]:
    """Return the papers that are not made: without names none, but for the dossier if so asked.

    With names, by name or file, all papers but those. Raises `KeyError` of what is no output.
    """
    for word in only:
        if not any(output.goes_by(word) for output in OUTPUTS):
            raise KeyError(word)
    return tuple(
        output.name
        for output in OUTPUTS
        if output.paper
        and ((only and not any(map(output.goes_by, only))) or
             (not dossier and output.name in DOSSIER))
    )  # fmt: skip


def outputs_of(outcome: "Outcome") -> tuple[Output, ...]:
    """Return the outputs that there are of an outcome, in the order of the list."""
    return tuple(output for output in OUTPUTS if output.fits(outcome))


def is_output(file: str) -> bool:
    """Tell whether a file, by its path in a directory, is one that a run can leave there."""
    parts = file.split("/")
    places = {"/".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return any(not places.isdisjoint(output.files) for output in OUTPUTS)

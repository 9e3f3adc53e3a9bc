"""The folder of a comparison: page, workbook, data, words and maps, complete or absent."""

import json
from pathlib import Path

import matplotlib as mpl

from selector.comparison.compared import Compared
from selector.publish.canvas import save, style
from selector.publish.compared.data import as_record
from selector.publish.compared.figure import alt, make_figure
from selector.publish.compared.page import render
from selector.publish.compared.words import summarise_compared
from selector.publish.compared.workbook import write_workbook
from selector.publish.folder import Written, write_folder
from selector.texts import load_texts
from selector.theme import NEUTRAL

NAME = "vergelijking"
DPI = 200


def write_compared(
    compared: Compared, out: Path, language: str = "nl", force: bool = False
) -> Written:
    """Write `vergelijking.html`, `.xlsx`, `.json`, `.txt`, `.png` and `.svg`, at once.

    An existing directory is treated as `write_folder` does. The same comparison, the same bytes.
    """
    texts = load_texts(language)

    def put(folder: Path) -> None:
        data = json.dumps(as_record(compared), ensure_ascii=False, indent=2)
        words = summarise_compared(compared, language)
        for end, text in (("json", data), ("txt", words), ("html", render(compared, language))):
            path = folder / f"{NAME}.{end}"
            path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
        write_workbook(compared, folder / f"{NAME}.xlsx", texts)
        with mpl.rc_context(style(NEUTRAL)):  # type: ignore[arg-type]
            figure = make_figure(compared.sides, texts, NEUTRAL)
            title, said = texts("compare.map"), alt(compared.sides, texts)
            save(figure, folder / NAME, title, said, NEUTRAL, DPI)

    return write_folder(put, out, force)

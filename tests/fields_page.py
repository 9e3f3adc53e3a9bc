"""Write `docs/VELDEN.md`, the data dictionary, anew: `python tests/fields_page.py`."""

from pathlib import Path

from selector.publish.velden import fields_page

if __name__ == "__main__":
    page = Path(__file__).parents[1] / "docs" / "VELDEN.md"
    page.write_text(fields_page("nl"), encoding="utf-8", newline="\n")

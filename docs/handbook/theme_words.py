"""The words of the theme in Dutch, as the catalogue that Sphinx reads."""

import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

WORDS = Path(__file__).with_name("woorden_thema.toml")


def write_words(folder: Path) -> None:
    """Write `nl/LC_MESSAGES/sphinx.mo` below a folder."""
    catalogue = Catalog("nl")
    for english, dutch in tomllib.loads(WORDS.read_text(encoding="utf-8")).items():
        catalogue.add(english, dutch)
    path = folder / "nl" / "LC_MESSAGES" / "sphinx.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)

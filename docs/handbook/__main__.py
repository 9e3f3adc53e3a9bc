"""Build the documentation: `python -m docs.handbook OUT` leaves the site in `OUT/site`.

The Dutch site is at the top, the English one in `en/`. Every warning of Sphinx is an error.
"""

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.handbook.gather import SITE, gather
from docs.handbook.generated import dutch, english
from docs.handbook.theme_words import write_words

MADE = {"nl": dutch, "en": english}
OPTIONS = {
    "nl": ("header_dropdown_text=Meer", "search_bar_text=Zoek in deze site"),
    "en": ("header_dropdown_text=More", "search_bar_text=Search this site"),
}


def build(out: Path) -> int:
    """Build both sites from nothing; the exit code of Sphinx where it is not 0."""
    for left in ("bron", "werk", "site", "doctrees"):
        shutil.rmtree(out / left, ignore_errors=True)
    write_words(out / "werk" / "woorden")
    for language, site in (("nl", out / "site"), ("en", out / "site" / "en")):
        source = out / "bron" / language
        gather(language, source)
        MADE[language](source, out / "werk")
        words = ["-q", "-W", "--keep-going", "-n", "-E", "-b", "html", "-c", str(SITE)]
        words += ["-d", str(out / "doctrees" / language), "-D", f"language={language}"]
        words += ["-D", f"locale_dirs={out / 'werk' / 'woorden'}"]
        words += [word for option in OPTIONS[language] for word in ("-D", f"html_theme_options.{option}")]
        if code := build_main([*words, str(source), str(site)]):
            return code
        (site / ".buildinfo").unlink(missing_ok=True)
        shutil.rmtree(site / "_sources", ignore_errors=True)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(build(Path(sys.argv[1]).resolve()))

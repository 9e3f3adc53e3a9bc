"""Build the documentation: `python -m docs.handbook OUT` leaves the site in `OUT/site`.

The Dutch site is at the top, the English one in `en/`. Every warning of Sphinx is an error, and
so is a link that leads nowhere.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from docs.handbook.gather import ROOT, SITE, gather
from docs.handbook.generated import dutch, english
from docs.handbook.links import broken
from docs.handbook.theme_words import write_words

OPTIONS = {
    "nl": ("header_dropdown_text=Meer", "search_bar_text=Zoek in deze site"),
    "en": ("header_dropdown_text=More", "search_bar_text=Search this site"),
}
STRICT = ["-q", "-W", "--keep-going", "-n", "-E", "-b", "html", "-c", str(SITE)]


def build(out: Path) -> int:
    """Build both sites from nothing; the exit code is 0 when all is right."""
    for left in ("bron", "werk", "site", "doctrees"):
        shutil.rmtree(out / left, ignore_errors=True)
    write_words(out / "werk" / "woorden")
    sources = {language: out / "bron" / language for language in OPTIONS}
    for language, source in sources.items():
        gather(language, source)
    dutch(sources["nl"], out / "werk")
    english(sources["en"], out / "werk")
    for language, site in (("nl", out / "site"), ("en", out / "site" / "en")):
        if code := _sphinx(language, out, site):
            return code
        (site / ".buildinfo").unlink(missing_ok=True)
        (site / "_static" / "webpack-macros.html").unlink(missing_ok=True)  # no page
        shutil.rmtree(site / "_sources", ignore_errors=True)
    wrong = list(broken(out / "site"))
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


def _sphinx(language: str, out: Path, site: Path) -> int:
    """Run Sphinx in a process of its own: it keeps the words of a language for good."""
    words = [*STRICT, "-d", str(out / "doctrees" / language), "-D", f"language={language}"]
    words += ["-D", f"locale_dirs={out / 'werk' / 'woorden'}"]
    for option in OPTIONS[language]:
        words += ["-D", f"html_theme_options.{option}"]
    words += [str(out / "bron" / language), str(site)]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *words], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(build(Path(sys.argv[1]).resolve()))

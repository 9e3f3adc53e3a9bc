"""The licences of what the program needs, and a bill of materials, from what is installed."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

import selector
from docs.handbook.gather import ROOT

OWN = "voorloper-selector"
LONG = 60  # some packages put the whole text of the licence in the field
HEAD = {
    "nl": "# Licenties en onderdelen\n\n`selector` zelf heeft de MIT-licentie. Dit zijn de "
    "pakketten die het nodig heeft, zoals ze geïnstalleerd waren toen deze site werd gemaakt. "
    "Dezelfde lijst voor programma's: [`sbom.cdx.json`](sbom.cdx.json) (CycloneDX 1.6). "
    "Gegevens over gemeenten zijn van het CBS (CC BY 4.0).\n\n"
    "| pakket | versie | licentie | direct |\n|---|---|---|---|\n",
    "en": "# Licences and parts\n\n`selector` itself has the MIT licence. These are the packages "
    "that it needs, as installed when this site was made. Figures about municipalities: CBS "
    "(CC BY 4.0).\n\n| package | version | licence | direct |\n|---|---|---|---|\n",
}  # fmt: skip
YES = {"nl": "ja", "en": "yes"}


def needed() -> tuple[dict[str, Distribution], set[str]]:
    """Return what the program needs on this machine, by name; and what it asks for by name."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    direct = {_plain(name) for name in _names(asked["project"]["dependencies"])}
    found: dict[str, Distribution] = {}
    left = sorted(direct)
    while left:
        name = left.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # a system of another kind wants it
            continue
        left += [_plain(other) for other in _names(found[name].requires or ())]
    return dict(sorted(found.items())), direct


def licences_page(language: str) -> str:
    """Return the page with name, version and licence of every package."""
    packages, direct = needed()
    rows = [
        f"| {name} | {found.version} | {licence(found)} | {YES[language] * (name in direct)} |"
        for name, found in packages.items()
    ]
    return HEAD[language] + "\n".join(rows) + "\n"


def bill() -> str:
    """Return the same as a CycloneDX document: the same packages, the same bytes."""
    packages, _ = needed()
    parts = [
        {
            "type": "library",
            "name": name,
            "version": found.version,
            "purl": f"pkg:pypi/{name}@{found.version}",
            "licenses": [{"license": {"name": licence(found)}}],
        }
        for name, found in packages.items()
    ]
    own = {"type": "application", "name": OWN, "version": selector.__version__,
           "licenses": [{"license": {"id": "MIT"}}]}  # fmt: skip
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
                "metadata": {"component": own}, "components": parts}  # fmt: skip
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def licence(found: Distribution) -> str:
    """Return what a package says of its licence: the expression, the classifiers, or the field."""
    said = found.metadata
    if expression := said["License-Expression"]:
        return str(expression)
    classed = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier", [])
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    field = (said["License"] or "").strip().split("\n")[0][:LONG]
    return ", ".join(dict.fromkeys(classed)) or field or "–"


def _names(lines: Iterable[str]) -> Iterator[str]:
    """Yield the names that a package needs here, without extras."""
    here: dict[str, str] = {"extra": ""}
    for line in lines:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate(here):
            yield asked.name


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

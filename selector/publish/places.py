"""Where the maps stand in a result: `kaarten/`, and in it a file for every map."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

FOLDER = "kaarten"
CONFLICTS, WHITE_SPOTS, CONTEXT, MULTIPLES = (
    f"{FOLDER}/{name}" for name in ("concurrentie", "witte-vlekken", "context", "veelluik")
)
PLANS = f"{FOLDER}/aanvragen"
LONGEST = 40  # characters of a file name that come from a plan_id
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def made(folder: Path, place: str) -> Path:
    """Return the path of a map without its suffix, in a folder that is there."""
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def file_names(plan_ids: Sequence[str]) -> dict[str, str]:
    """Return a file name, without suffix, by plan_id: safe on every system, and no two the same.

    A plan_id that is a safe name is its own; else what is left of it, and part of its hash. Names
    that differ in capitals only count as the same.
    """
    plain = {plan_id: _safe(plan_id) for plan_id in plan_ids}
    times = Counter(name.casefold() for name in plain.values())
    return {
        plan_id: name
        if name == plan_id and times[name.casefold()] == 1
        else f"{name}-{sha256(plan_id.encode()).hexdigest()[:8]}"
        for plan_id, name in plain.items()
    }


def _safe(plan_id: str) -> str:
    """Return letters, digits and hyphens of a plan_id; something, and no name of a device."""
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", plan_id)[:LONGEST].strip("-")
    return "plan" if not kept or _RESERVED.fullmatch(kept) else kept

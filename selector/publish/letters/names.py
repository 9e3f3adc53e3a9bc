"""Names of files for plan_ids: safe on Windows and Linux, and never two alike."""

import re
from collections.abc import Sequence
from hashlib import sha256
from unicodedata import normalize

LONGEST = 100  # bytes of a plan_id that names a file by itself
_PLAIN = re.compile(r"[\w.+() -]*")
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9])")  # of Windows


def file_names(plan_ids: Sequence[str]) -> dict[str, str]:
    """Return the name of the letter of each plan, without what it ends in.

    A plan_id that can name a file does. Any other, and one that differs from an earlier one only
    in case or in the way its accents are written, gets a part of its SHA-256 behind it.
    """
    names, taken = dict[str, str](), set[str]()
    for plan_id in sorted(plan_ids, key=lambda plan_id: (not _plain(plan_id), plan_id)):
        name, places = plan_id, 8
        while not _plain(name) or _key(name) in taken:
            name, places = f"{_safe(plan_id)}-{_digest(plan_id)[:places]}", places + 8
        taken.add(_key(name))
        names[plan_id] = name
    return names


def _plain(name: str) -> bool:
    """Tell whether a name can be one of a file everywhere, as it stands."""
    stem = normalize("NFKC", name).casefold().partition(".")[0].strip()
    return (
        name[:1].isalnum()
        and name == name.rstrip(" .")
        and normalize("NFC", name) == name
        and len(name.encode("utf-8", "surrogatepass")) <= LONGEST
        and _PLAIN.fullmatch(name) is not None
        and _DEVICE.fullmatch(stem) is None
    )


def _key(name: str) -> str:
    """Return what names that a disk may take for one have in common."""
    return normalize("NFKC", normalize("NFKC", name).casefold()).upper()


def _safe(plan_id: str) -> str:
    kept = re.sub(r"[^A-Za-z0-9]+", "-", normalize("NFKD", plan_id)).strip("-")[:40]
    return f"aanvraag-{kept}".rstrip("-")


def _digest(plan_id: str) -> str:
    return sha256(plan_id.encode("utf-8", "surrogatepass")).hexdigest()

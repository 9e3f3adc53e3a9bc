"""A logo: a PNG or SVG of modest size that is nothing but a picture.

An SVG holds shapes alone: no script, no text (whose font may not be there), and nothing that is
fetched from elsewhere.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from selector.door import read_whole
from selector.errors import InputError, Message, shorten
from selector.theme.look import Logo
from selector.theme.tables import LogoTable

KINDS = ("png", "svg")
MAX_BYTES, MAX_EDGE, MAX_PARTS = 300_000, 4_000, 5_000  # bytes, pixels, elements
PLACE = "logo.file"
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset(
    ("svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line",
     "polyline", "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
     "symbol", "use", "style")
)  # fmt: skip
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!#)|(?:java|vb)script:", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[0-9]+(\.[0-9]+)?(px|pt|mm|cm|in)?\s*")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_logo(table: LogoTable, folder: Path, theme: str) -> Logo:
    """Return the logo beside a theme file; raises `InputError` with all that is wrong with it."""
    name = table.file
    kind = name.rpartition(".")[2].lower()
    if Path(name).name != name or "\\" in name or kind not in KINDS:
        raise InputError([Message("logo_name", theme, place=PLACE, value=shorten(name))])
    try:
        data = read_whole(folder / name)
    except InputError as error:
        raise InputError(
            [Message(f.code, theme, None, "", PLACE, shorten(name), "", f.params)
             if f.code != "no_such_file"
             else Message("logo_absent", theme, place=PLACE, value=shorten(name))
             for f in error.faults]
        ) from None  # fmt: skip
    faults = list(_faults(name, kind, data))
    if faults:
        raise InputError(faults)
    return Logo(name, table.alt, data)


def _faults(name: str, kind: str, data: bytes) -> Iterator[Message]:
    if len(data) > MAX_BYTES:
        yield _fault(name, "logo_big", f"{len(data):,}", limit=f"{MAX_BYTES:,}")
    elif kind == "png":
        yield from _png_faults(name, data)
    else:
        yield from _svg_faults(name, data)


def _png_faults(name: str, data: bytes) -> Iterator[Message]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            width, height = picture.size
            if max(width, height) > MAX_EDGE:
                yield _fault(name, "logo_wide", f"{width} x {height}", limit=MAX_EDGE)
                return
            picture.load()
    except Exception:  # whatever the library says of what is no whole PNG
        yield _fault(name, "logo_damaged", "", kind="PNG")


def _svg_faults(name: str, data: bytes) -> Iterator[Message]:
    if found := _DOCTYPE.search(data):  # may define what grows without end
        yield _fault(name, "logo_part", shorten(found[0].decode()))
        return
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        yield _fault(name, "logo_damaged", "", kind="SVG")
        return
    if root.tag != f"{SVG}svg":
        yield _fault(name, "logo_damaged", "", kind="SVG")
        return
    if not _sized(root):
        yield _fault(name, "logo_unsized", "viewBox")
    parts = list(root.iter())
    if len(parts) > MAX_PARTS:
        yield _fault(name, "logo_parts", str(len(parts)), limit=MAX_PARTS)
        return
    told = dict.fromkeys(word for part in parts for word in _strange(part))
    yield from (_fault(name, "logo_part", shorten(word)) for word in told)


def _sized(root: ElementTree.Element) -> bool:
    """Tell whether a picture has a size, in numbers."""
    box = root.get("viewBox", "").replace(",", " ").split()
    try:
        if len(box) == 4 and float(box[2]) > 0 and float(box[3]) > 0:
            return all(abs(float(edge)) < 1e6 for edge in box)
    except ValueError:
        return False
    return all(_NUMBER.fullmatch(root.get(edge, "")) for edge in ("width", "height"))


def _strange(part: ElementTree.Element) -> Iterator[str]:
    """Yield what in an element is no plain shape, as it is written."""
    if not isinstance(part.tag, str):
        return
    space, _, name = part.tag.rpartition("}")
    if f"{space}}}" == SVG and name not in SHAPES:
        yield f"<{name}>"
    if name == "style" and _ELSEWHERE.search(part.text or ""):
        yield "<style>: url"
    for key, value in part.attrib.items():
        own = key.rpartition("}")[2]
        if own.lower().startswith("on"):
            yield f"{own}="
        elif (own == "href" and not value.startswith("#")) or _ELSEWHERE.search(value):
            yield f"{own}={shorten(value, 40)}"


def _fault(name: str, code: str, value: str, **params: object) -> Message:
    return Message(code, shorten(name), place=PLACE, value=value, params=params)

"""What `selector` alone shows: what people do first, as commands that work as pasted."""

from selector.commands.called import called, free
from selector.texts import Texts

ASKED = "A08"  # an eligible plan of the example round that is not chosen


def guide(texts: Texts) -> str:
    """Return the page for whoever does not know where to begin."""
    selector, out = called(), free("uitkomst")
    steps = {
        "example": f"{selector} run --out {out}",
        "why": f"{selector} why {out} {ASKED}",
        "begin": f"{selector} init {free(texts('guide.folder'))}",
    }
    lines = [texts("help.app"), "", texts("guide.head")]
    for step, line in steps.items():
        lines += ["", f"  {texts(f'guide.{step}', out=out)}", f"    {line}"]
    return "\n".join([*lines, "", texts("guide.all", selector=selector)])

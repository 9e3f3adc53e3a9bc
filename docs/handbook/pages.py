"""What every page needs to be read by anyone: formulas as MathML, tables to scroll by keyboard.

MathML is shown by the browser itself and read by a screen reader, without a script.
"""

import re
from typing import Any

import latex2mathml.converter
from docutils import nodes
from sphinx.application import Sphinx

SCROLLS = '<div class="pst-scrollable-table-container"'


def mathml(latex: str, display: str) -> str:
    """Return a formula as a `<math>` element, `display` being `inline` or `block`."""
    plain = re.sub(r"\\label\{[^}]*\}", "", latex).strip()
    return str(latex2mathml.converter.convert(plain, display=display))


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math" tabindex="0">{mathml(node.astext(), "block")}</div>\n')
    raise nodes.SkipNode


def _reachable(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Let the keyboard reach tables that are too wide for the screen."""
    if "body" in context:
        context["body"] = context["body"].replace(SCROLLS, f'{SCROLLS} tabindex="0"')


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer under its name, `mathml`."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("html-page-context", _reachable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""`vergelijking.html`: a comparison as one page that asks no network and runs nothing."""

import matplotlib as mpl
from markupsafe import Markup

from selector.comparison.compared import Compared
from selector.publish.canvas import STYLE
from selector.publish.compared.figure import alt, make_figure
from selector.publish.compared.view import view
from selector.publish.papers.page import digest, environment
from selector.publish.papers.page_style import part
from selector.publish.svg import element
from selector.texts import load_texts
from selector.theme import NEUTRAL

POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def render(compared: Compared, language: str) -> str:
    """Return the page as text: the same comparison, the same text."""
    texts = load_texts(language)
    shown, style = view(compared, texts), part("comparison.css")
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = make_figure(compared.sides, texts, NEUTRAL)
        drawn = element(figure, "map", texts("compare.map"), alt(compared.sides, texts))
    page = environment(texts).get_template("comparison.html.j2")
    return page.render(
        view=shown,
        language=language,
        say=texts,
        map=Markup(drawn),
        printed=texts("compare.printed"),
        policy=POLICY.format(style=digest(style)),
        style=Markup(style),
        words={texts("compare.in"): "in", texts("compare.out"): "out"},
    )

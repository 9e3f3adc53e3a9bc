"""The report of a check as one page that asks no network and runs nothing."""

from markupsafe import Markup

from selector.publish.checked.report import CheckReport
from selector.publish.papers.page import digest, environment
from selector.publish.papers.page_style import part
from selector.texts import load_texts

POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def report_page(report: CheckReport, language: str) -> str:
    """Return the page as text: the same report, the same text."""
    texts, style = load_texts(language), part("comparison.css") + part("check.css")
    page = environment(texts).get_template("check.html.j2")
    return page.render(
        report=report,
        language=language,
        say=texts,
        policy=POLICY.format(style=digest(style)),
        style=Markup(style),
    )

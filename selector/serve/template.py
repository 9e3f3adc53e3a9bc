"""The page as HTML: texts and places, to be filled by its script from the data of the round."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from selector.serve.desk import Desk
from selector.texts import load_texts


def page(desk: Desk) -> str:
    """Return the page in the language of the desk."""
    texts = load_texts(desk.language)
    found = Environment(
        loader=PackageLoader("selector.serve", "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return found.get_template("index.html.j2").render(
        lang=desk.language,
        name=desk.base.problem.scenario.name,
        t=lambda key, **told: texts(f"serve.{key}", **told),
    )

"""The pictures of an outcome, drawn once."""

from selector.outcome import Outcome
from selector.publish.picture import Picture


def pictures_of(outcome: Outcome, language: str) -> tuple[Picture, ...]:
    """Return the pictures of an outcome: drawn at the first call, unless another process did."""

    def drawn() -> tuple[Picture, ...]:
        from selector.publish.pictures import pictures  # whoever has them drawn loads no matplotlib

        return pictures(outcome, language)

    return outcome.once(pictures_name(language), drawn)


def pictures_name(language: str) -> str:
    """Return the name under which an outcome keeps its pictures."""
    return f"pictures.{language}"

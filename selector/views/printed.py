"""Something that prints itself, and the language that it speaks."""

from html import escape

from selector.texts import language_of


class Printed:
    """Something that prints its summary, also in a notebook."""

    language: str | None

    def summary(self, language: str | None = None) -> str:
        """Return it in readable lines, in `nl` or `en`."""
        raise NotImplementedError

    def _spoken(self, language: str | None) -> str:
        """Return the language to speak."""
        return language_of(language or self.language)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>"

"""What a field is: its name, kind, unit, values and source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from selector.texts import Texts
from selector.vocabulary import CONDITIONS

Kind = Literal["id", "text", "list", "code", "whole", "number", "share", "yes_no", "moment"]
# Where a value comes from: what was handed in, the facts about municipalities, what the conditions
# or the rules of competition make of these, the choice, the answers, or the run itself.
Source = Literal["input", "regions", "conditions", "pairs", "choice", "answers", "run"]
Unit = Literal["", "people", "people_by_sector", "km", "km2", "plans", "cells", "share"]


@dataclass(frozen=True)
class Field:
    """A column: `key` is its name in Python and in cohort.json, `name` that in every file.

    `values` are the codes that can stand in it.
    """

    key: str
    name: str
    kind: Kind
    source: Source
    unit: Unit = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The columns of one table, in their order; `key` is what its texts are under."""

    key: str
    fields: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the name in files of every key."""
        return {field.key: field.name for field in self.fields}

    def title(self, field: Field, texts: Texts) -> str:
        """Return how a column is called where people read it; a condition goes by its code."""
        if field.key in CONDITIONS:
            return field.key
        return texts(f"title.{self.key}.{field.key}")

    def meaning(self, field: Field, texts: Texts) -> str:
        """Return what stands in a column."""
        return texts(f"field.{self.key}.{field.key}")

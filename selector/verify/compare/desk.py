"""Where a recount keeps what it finds, and how anything is held against anything."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from selector.verify.compare.report import Difference, Line
from selector.verify.recount.unreadable import Unreadable

T = TypeVar("T")
ABSENT = object()


@dataclass(frozen=True)
class Open:
    """A value that the inputs do not determine: `sound` tells whether it can be right."""

    sound: Callable[[Any], bool] = lambda _: True
    other: object = ""


class Exactly(dict[str, Any]):
    """A table to which no key may have been added."""


@dataclass
class Desk:
    """Collects differences, and what was and was not recounted."""

    differences: list[Difference] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)
    not_done: list[Line] = field(default_factory=list)

    def differ(
        self, file: str, place: str, found: object = None, other: object = None, kind: str = "value"
    ) -> None:
        """Note a difference, once."""
        difference = Difference(file, place, found, other, kind)
        if difference not in self.differences:
            self.differences.append(difference)

    def differ_unless(self, file: str, place: str, found: object, other: object) -> None:
        """Note a difference between two values, if there is one."""
        if found != other:
            self.differ(file, place, found, other)

    def did(self, key: str, **params: object) -> None:
        """Note what was recounted."""
        self.done.append(Line(key, params))

    def left(self, key: str, **params: object) -> None:
        """Note what was not recounted."""
        self.not_done.append(Line(key, params))

    def attempt(self, file: str, work: Callable[..., T], *args: Any) -> T | None:
        """Do something with a file; whatever is wrong with the file becomes a difference."""
        try:
            return work(*args)
        except Unreadable as fault:
            self.differ(file, fault.place, fault.found, kind="unreadable")
        except FileNotFoundError:
            self.differ(file, "", kind="absent")
        except Exception as error:  # a file that was tampered with may break anything
            self.differ(file, "", f"{type(error).__name__}: {error}", kind="unreadable")
        return None

    def compare(self, file: str, place: str, expected: Any, found: Any) -> None:
        """Hold a part of a JSON file against what it must be; keys may have been added."""
        if isinstance(expected, Open):
            if found is ABSENT or not self._sound(expected, found):
                self._unequal(file, place, expected.other, found)
        elif isinstance(expected, Mapping):
            if not isinstance(found, Mapping):
                self._unequal(file, place, expected, found)
                return
            for key, value in expected.items():
                self.compare(file, f"{place}.{key}".lstrip("."), value, found.get(key, ABSENT))
            for key in found if isinstance(expected, Exactly) else ():
                if key not in expected:
                    self.differ(file, f"{place}.{key}", kind="extra")
        elif isinstance(expected, list):
            if not isinstance(found, list) or len(found) != len(expected):
                self._unequal(file, place, expected, found)
                return
            for i, (value, item) in enumerate(zip(expected, found, strict=True), start=1):
                self.compare(file, f"{place}[{_label(value, i)}]", value, item)
        elif type(found) is not type(expected) or found != expected:
            self._unequal(file, place, expected, found)

    def compare_rows(
        self,
        file: str,
        header: Sequence[str],
        expected: Mapping[str, Sequence[str]],
        columns: Sequence[str],
        found: Iterable[Sequence[str]],
        keys: int = 1,
        sheet: str = "",
    ) -> None:
        """Hold the rows of a table against what they must be; the first `keys` columns name them.

        Columns of `found` that are not in `header` are not looked at.
        """
        start = f"{sheet}, " if sheet else ""
        for name in header:
            if name not in columns:
                self.differ(file, f"{start}{name}", kind="absent")
        same = list(columns) == list(header)
        where = [i if same else _index(columns, name) for i, name in enumerate(header)]
        left, order = dict(expected), []
        for row in found:
            if len(row) != len(columns) or None in where[:keys]:
                self.differ(file, f"{start}{'|'.join(row[:keys])}", list(row), kind="row")
                continue
            key = "|".join(row[i] for i in where[:keys] if i is not None)
            if key not in left:
                self.differ(file, f"{start}{key}", kind="extra")
                continue
            order.append(key)
            for name, i, value in zip(header, where, left.pop(key), strict=True):
                if i is not None and row[i] != value:
                    self.differ(file, f"{start}{key}, {name}", row[i], value)
        for key in left:
            self.differ(file, f"{start}{key}", kind="absent")
        kept = set(order)
        wanted = [key for key in expected if key in kept]
        for key, place in zip(order, wanted, strict=True):
            if key != place:
                self.differ(file, f"{start}{key}", key, place, kind="order")
                break

    def _unequal(self, file: str, place: str, expected: object, found: object) -> None:
        if found is ABSENT:
            self.differ(file, place, kind="absent")
        else:
            self.differ(file, place, found, expected)

    @staticmethod
    def _sound(expected: Open, found: object) -> bool:
        try:
            return expected.sound(found)
        except (TypeError, ValueError, AttributeError, KeyError):
            return False


def _index(columns: Sequence[str], name: str) -> int | None:
    return columns.index(name) if name in columns else None


def _label(item: object, number: int) -> str:
    """Return how an item of a list is called: by its plan or name, else by its number."""
    if isinstance(item, Mapping):
        return str(item.get("plan_id") or item.get("name") or number)
    return str(number)


def most_named(votes: Iterable[T | None]) -> T | None:
    """Return what most files say; of equals what the first says."""
    said = [vote for vote in votes if vote is not None]
    return max(said, key=said.count, default=None)

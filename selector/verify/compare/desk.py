"""Where a recount keeps what it finds, and how anything is held against anything."""

from collections.abc import Callable, Mapping
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


@dataclass(frozen=True)
class Quoted:
    """A value that another file gives; `sure` when the recount tells that it is right."""

    value: Any
    against: str
    sure: bool = False

    @property
    def kind(self) -> str:
        """Return how a value that differs is told."""
        return "settled" if self.sure else "disagree"


class Exactly(dict[str, Any]):
    """A table to which no key may have been added."""


@dataclass
class Desk:
    """Collects differences, and what was and was not recounted."""

    differences: list[Difference] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)
    not_done: list[Line] = field(default_factory=list)

    def differ(
        self,
        file: str,
        place: str,
        found: object = None,
        other: object = None,
        kind: str = "value",
        against: str = "",
    ) -> None:
        """Note a difference, once."""
        difference = Difference(file, place, found, other, kind, against)
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
        if isinstance(expected, Quoted):
            self._quoted(file, place, expected, found)
        elif isinstance(expected, Open):
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

    def _quoted(self, file: str, place: str, expected: Quoted, found: object) -> None:
        """Hold a value against what another file says."""
        inner = Desk()
        inner.compare(file, place, expected.value, found)
        for d in inner.differences:
            kind = expected.kind if d.kind == "value" else d.kind
            self.differ(d.file, d.place, d.found, d.other, kind, expected.against)

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


def _label(item: object, number: int) -> str:
    """Return how an item of a list is called: by its plans or name, else by its number."""
    if isinstance(item, Mapping) and {"in", "out"} <= item.keys():
        return f"{item['in']}|{item['out']}"
    if isinstance(item, Mapping):
        return str(item.get("plan_id") or item.get("name") or number)
    return str(number)

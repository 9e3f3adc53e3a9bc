"""What the readers of the recount raise."""


class Unreadable(Exception):  # noqa: N818  (it is a fault of a file, not of the program)
    """A file cannot be read: the place in it, and what stands there."""

    def __init__(self, place: str = "", found: object = "") -> None:
        super().__init__(place, found)
        self.place, self.found = place, found

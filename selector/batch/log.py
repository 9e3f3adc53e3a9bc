"""What the job does, as it does it: lines of JSON for machines, the same as text for people."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from os import environ
from pathlib import Path

from selector.texts import load_texts

LINES, TEXT = "log.jsonl", "log.txt"


@dataclass(frozen=True)
class Log:
    """The two logs in the archive; `show` prints a line where somebody may be looking."""

    archive: Path
    language: str
    show: Callable[[str], None]

    def __call__(self, key: str, level: str = "info", **params: object) -> None:
        """Write one line to both; a full disk does not stop the job from ending well."""
        said, now = load_texts(self.language)(key, **params), datetime.now(UTC)
        moment = now.isoformat(timespec="seconds")
        event = key.removeprefix("batch.log_")
        entry = {"time": moment, "level": level, "event": event, **params, "text": said}
        with suppress(OSError):
            _append(self.archive / LINES, json.dumps(entry, ensure_ascii=False, default=str))
            _append(self.archive / TEXT, f"{moment} {level:<7} {said}")
        notify(f"STATUS={said}")
        self.show(said)


def _append(path: Path, line: str) -> None:
    """Add a line in one write, so that a kill leaves no half one."""
    with path.open("ab", buffering=0) as file:
        file.write(line.replace("\n", " ").encode("utf-8", "replace") + b"\n")


def notify(state: str) -> None:
    """Tell systemd how the job stands, where systemd asked for that (`sd_notify`)."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    place = f"\0{address[1:]}" if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.settimeout(1.0)
        door.sendto(state.replace("\n", " ").encode("utf-8", "replace"), place)

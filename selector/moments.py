"""Moments and days: what has no offset, and the day of a run, are of Europe/Amsterdam."""

import contextlib
import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def parse_moment(text: str) -> datetime | None:
    """Read an ISO 8601 moment; without offset it is Europe/Amsterdam. None when it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not 1900 <= moment.year <= 2200:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


def current_day() -> date:
    """Return today, or the day of `SOURCE_DATE_EPOCH` for output that must not change."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        with contextlib.suppress(ValueError, OverflowError, OSError):  # beyond what a clock knows
            return datetime.fromtimestamp(int(epoch), AMSTERDAM).date()
    return datetime.now(AMSTERDAM).date()

"""Clock time in the Netherlands, also where Python has no time zones (Windows without `tzdata`)."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR = timedelta(hours=1)


class Summer(tzinfo):
    """An hour ahead of UTC, and two in summer: by the rule of the European Union since 1996."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Return how far local time is ahead of UTC."""
        return HOUR + self.dst(moment)

    def dst(self, moment: datetime | None) -> timedelta:
        """Return the hour of summer; `fold` decides of what is on the clock twice or never."""
        if moment is None:
            return 0 * HOUR
        local = moment.replace(tzinfo=None, fold=0)
        start = _last_sunday(local.year, 3) + (2 if moment.fold else 3) * HOUR
        end = _last_sunday(local.year, 10) + (2 if moment.fold else 3) * HOUR
        return HOUR if start <= local < end else 0 * HOUR

    def tzname(self, moment: datetime | None) -> str:
        """Return the short name of the time."""
        return "CEST" if self.dst(moment) else "CET"

    def fromutc(self, moment: datetime) -> datetime:
        """Return a moment in UTC as local time."""
        start, end = (_last_sunday(moment.year, month) + HOUR for month in (3, 10))
        utc = moment.replace(tzinfo=None)
        local = moment + (2 if start <= utc < end else 1) * HOUR
        return local.replace(fold=int(end <= utc < end + HOUR))


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def netherlands() -> tzinfo:
    """Return the time zone of the Netherlands."""
    try:
        return ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:
        return Summer()

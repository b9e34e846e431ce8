"""Days on which somebody does something, as a calendar file (iCalendar, RFC 5545): whole days, with an alarm the day before. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar"
ALARM = timedelta(hours=-15)  # Nine in the morning of the day before; a whole day begins at midnight (section 3.8.6.3).


@dataclass(frozen=True, slots=True)
class Day:
    """`uid` stays the same however often the file is made, so that a calendar keeps one entry."""

    uid: str
    day: date
    summary: str
    description: str
    place: str


def write(days: Sequence[Day], made_at: datetime, product: str) -> bytes:
    """The file. `product`: who made it, for the `PRODID`."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", product)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for one in days:
        calendar.add_component(_entry(one, made_at))
    file: bytes = calendar.to_ical(sorted=False)
    return file


def _entry(one: Day, made_at: datetime) -> Event:
    entry = Event()
    entry.add("uid", one.uid)
    entry.add("dtstamp", made_at)
    entry.add("dtstart", one.day)
    entry.add("dtend", one.day + timedelta(days=1))
    entry.add("summary", one.summary)
    if one.description:
        entry.add("description", one.description)
    if one.place:
        entry.add("location", one.place)
    entry.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one.summary)
    alarm.add("trigger", ALARM)
    entry.add_component(alarm)
    return entry

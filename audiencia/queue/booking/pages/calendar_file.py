"""An appointment as a calendar file (iCalendar, RFC 5545), with two alarms. Pure.

It holds the hour, the number and where to go, and nothing of the person. Times are written in UTC ("date with UTC time", section
3.3.5): each calendar shows them in the zone of its device, and no table of time zones has to be right.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Component
from icalendar import Event as CalendarEvent

MEDIA_TYPE = "text/calendar"
ALARMS = (timedelta(days=-1), timedelta(minutes=-30))  # A day and half an hour before (section 3.8.6.3).


@dataclass(frozen=True, slots=True)
class Event:
    """`uid` stays the same however often the file is made, so that a calendar keeps one entry; `made_at`: when it was booked."""

    uid: str
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    url: str


def write(event: Event, product: str) -> bytes:
    """The file. `product`: who made it, for the `PRODID`."""
    times = {"dtstamp": event.made_at, "dtstart": event.starts_at, "dtend": event.ends_at}
    entry = CalendarEvent()
    _add(entry, uid=event.uid, **{name: at.astimezone(UTC) for name, at in times.items()})
    # A URI holds no ends of lines; whatever would begin another one is left out.
    url = "".join(char for char in event.url if char.isprintable() and char != " ")
    _add(entry, summary=event.summary, description=event.description, url=url, transp="OPAQUE")
    for before in ALARMS:
        alarm = Alarm()
        _add(alarm, action="DISPLAY", description=event.summary, trigger=before)
        entry.add_component(alarm)
    calendar = Calendar()
    _add(calendar, version="2.0", prodid=product, calscale="GREGORIAN", method="PUBLISH")
    calendar.add_component(entry)
    file: bytes = calendar.to_ical(sorted=False)
    return file


def _add(component: Component, **properties: object) -> None:
    for name, value in properties.items():
        component.add(name, value)

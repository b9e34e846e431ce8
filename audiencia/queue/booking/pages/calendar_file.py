"""An appointment as a calendar file (iCalendar, RFC 5545), with two alarms. Pure.

It holds the hour, the number and where to go, and nothing of the person. Times are written in UTC ("date with UTC time", section
3.3.5): each calendar shows them in the zone of its device, and no table of time zones has to be right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar"
MOST_OCTETS = 75
"""Of a line, without its end (section 3.1)."""
ALARMS = ("-P1D", "-PT30M")
"""A day and half an hour before (section 3.8.6.3)."""


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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_text(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_moment(event.made_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.summary)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"URL:{_uri(event.url)}",
        "TRANSP:OPAQUE",
        *(line for before in ALARMS for line in _alarm(before, event.summary)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _alarm(before: str, text: str) -> Iterator[str]:
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(text)}", f"TRIGGER:{before}", "END:VALARM")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A TEXT value (section 3.3.11)."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _uri(value: str) -> str:
    """A URI holds no ends of lines; whatever would begin another one is left out."""
    return "".join(char for char in value if char.isprintable() and char != " ")


def _folded(line: str) -> Iterator[str]:
    """A long line goes on in the next one, behind a space; no character is cut in two (section 3.1)."""
    part, most = "", MOST_OCTETS
    for char in line:
        if len((part + char).encode()) > most:
            yield part
            part, most = " ", MOST_OCTETS
        part += char
    yield part

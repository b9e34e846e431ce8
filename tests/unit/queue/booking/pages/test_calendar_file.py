"""The calendar file against the grammar of RFC 5545: ends and folds of lines, escapes, and what an event must have."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from audiencia.queue.booking.pages.calendar_file import Event, write

STARTS = datetime(2026, 12, 8, 10, tzinfo=ZoneInfo("America/Mexico_City"))
EVENT = Event(
    uid="cita-1@audiencia",
    made_at=datetime(2026, 12, 2, 16, 5, 9, tzinfo=UTC),
    starts_at=STARTS,
    ends_at=STARTS + timedelta(minutes=30),
    summary="Audiencia pública; Obras, calles",
    description="Uno\nDos",
    url="https://audiencia.example.mx/turno",
)


def read(file: bytes) -> list[tuple[str, str]]:
    """Its properties in order, as a calendar reads them: lines unfolded, names and raw values apart."""
    text = file.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    unfolded = text.replace("\r\n ", "").split("\r\n")[:-1]
    return [(name, value) for name, _, value in (line.partition(":") for line in unfolded)]


def text_of(value: str) -> str:
    """A TEXT value without its escapes."""
    found, escaped = "", False
    for char in value:
        if escaped:
            found += "\n" if char in "nN" else char
        elif char != "\\":
            found += char
        escaped = char == "\\" and not escaped
    return found


def test_the_whole_file() -> None:
    alarm = [("BEGIN", "VALARM"), ("ACTION", "DISPLAY"), ("DESCRIPTION", "Audiencia pública\\; Obras\\, calles")]
    assert read(write(EVENT, "-//A//B//ES")) == [
        ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//A//B//ES"), ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"), ("BEGIN", "VEVENT"), ("UID", "cita-1@audiencia"), ("DTSTAMP", "20261202T160509Z"),
        ("DTSTART", "20261208T160000Z"), ("DTEND", "20261208T163000Z"),
        ("SUMMARY", "Audiencia pública\\; Obras\\, calles"), ("DESCRIPTION", "Uno\\nDos"),
        ("URL", "https://audiencia.example.mx/turno"), ("TRANSP", "OPAQUE"),
        *alarm, ("TRIGGER", "-P1D"), ("END", "VALARM"), *alarm, ("TRIGGER", "-PT30M"), ("END", "VALARM"),
        ("END", "VEVENT"), ("END", "VCALENDAR"),
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300))
def test_any_text_comes_out_as_it_went_in_and_begins_no_property_of_its_own(text: str) -> None:
    event = Event(EVENT.uid, EVENT.made_at, EVENT.starts_at, EVENT.ends_at, text, f"{text}\nBEGIN:VEVENT", EVENT.url)
    found = read(write(event, "x"))
    assert [text_of(value) for name, value in found if name == "SUMMARY"] == [text]
    assert sum(name == "BEGIN" for name, _ in found) == 4
    assert text_of(next(value for name, value in found if name == "DESCRIPTION")) == f"{text}\nBEGIN:VEVENT"


@given(st.text(max_size=200))
def test_whatever_is_given_no_line_is_added(text: str) -> None:
    event = Event(text, EVENT.made_at, EVENT.starts_at, EVENT.ends_at, text, text, text)
    names = [name for name, _ in read(write(event, text))]
    assert names == [name for name, _ in read(write(EVENT, "x"))]

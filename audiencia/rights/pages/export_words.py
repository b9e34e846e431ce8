"""The export for people: which tables are read as what, and the names of their fields. What stands in none is in the JSON alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.rights.export.gather import Export

TITLES: Mapping[str, str] = {
    "attention": N_("Your audience"),
    "further_matter": N_("Further matters"),
    "ticket": N_("Number"),
    "booking": N_("Appointment"),
    "leg": N_("Stages of the attention"),
    "next_step": N_("Next steps"),
    "commitment": N_("What we committed to"),
    "chat_message": N_("What was written in the call"),
    "relative": N_("People of trust in your call"),
    "announcement": N_("Messages to you"),
    "working_note": N_("Notes of the staff"),
    "conduct_report": N_("What you reported"),
    "conduct_ending": N_("Attention ended because of the conduct"),
    "case_file": N_("Your petition"),
    "case_message": N_("What was written"),
    "case_attachment": N_("Files"),
    "consent": N_("What you allowed"),
    "notice_way": N_("Where you are told"),
    "outbox": N_("Notices to you"),
    "rights_request": N_("Requests about personal data"),
    "rights_event": N_("What was written about them"),
}
LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "matter": N_("Matter"),
    "contact": N_("Telephone or e-mail"),
    "phone": N_("Telephone"),
    "adjustments": N_("Adjustments"),
    "place": N_("Place"),
    "behalf": N_("On behalf of"),
    "guardian": N_("Mother, father or guardian who authorised it"),
    "note_citizen": N_("What the staff tells you"),
    "note_internal": N_("Notes of the staff"),
    "not_resolved": N_("Why it is not resolved"),
    "note": N_("Notes of the staff"),
    "text": N_("Text"),
    "content": N_("Text"),
    "asker": N_("Who asks"),
    "address": N_("Address"),
    "ways": N_("Ways"),
    "number": N_("Number"),
    "folio": N_("Folio"),
    "subject": N_("Subject"),
    "officer": N_("Answered by"),
    "purpose": N_("Purpose"),
    "notice_version": N_("Version of the notice"),
    "channel": N_("Way"),
    "kind": N_("Kind"),
    "state": N_("State"),
    "outcome": N_("Result"),
    "rating": N_("Rating"),
    "media_type": N_("Kind"),
    "at": N_("When"),
    "joined_at": N_("When"),
    "made_at": N_("When"),
    "given_at": N_("When"),
    "asked_at": N_("When"),
    "written_at": N_("When"),
    "began_at": N_("Begun"),
    "ended_at": N_("Ended"),
    "starts_at": N_("Begins"),
    "revoked_at": N_("Withdrawn"),
}
Section = tuple[str, list[list[tuple[str, Any]]]]


def sections(export: Export, words: Words) -> list[Section]:
    """Title, and for each row its fields with their names; without what is empty."""
    return [
        (words.gettext(title), [_fields(row, words) for row in export.held[place]])
        for place, title in TITLES.items()
        if export.held.get(place)
    ]


def moment(value: object) -> object:
    """A time as PostgreSQL writes it into JSON, as a time; anything else as it is."""
    if not isinstance(value, str) or len(value) < 19 or value[10] != "T":
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return value


def _fields(row: Mapping[str, Any], words: Words) -> list[tuple[str, Any]]:
    return [
        (words.gettext(label), moment(row[name]))
        for name, label in LABELS.items()
        if row.get(name) not in (None, "", [])
    ]

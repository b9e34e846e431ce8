"""Which tables hold something of a person, and what becomes of their columns in the export.
A table that leads to a person and stands neither here nor in `NOT_EXPORTED`, and a column of bytes that is neither `sealed` nor left
out, fails a test that walks the schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KEY = "a key, or where one hangs: it opens the data and says nothing"
LINK = "a hash of a link that was good once"
INDEX = "a keyed hash for looking up; what it was made of is exported"


@dataclass(frozen=True, slots=True)
class Holding:
    """One table. `sealed`: of each sealed column the name that it was sealed under. `by`: the column with the id that it was sealed with.
    `left_out`: columns that are not exported, each with its reason. All others are exported as they are."""

    sealed: Mapping[str, str] = field(default_factory=dict)
    by: str = "id"
    left_out: Mapping[str, str] = field(default_factory=dict)


def _sealed(under: str, *names: str, by: str = "id", **left_out: str) -> Holding:
    return Holding({f"{name}_sealed": f"{under}.{name}" for name in names}, by, left_out)


HOLDINGS: Mapping[str, Holding] = {
    "person": Holding(left_out={"key_wrapped": KEY, "key_epoch": KEY, "key_leaf": KEY, "blocked_key": KEY}),
    "consent": Holding(),
    "attention": _sealed(
        "attention",
        "name",
        "matter",
        "contact",
        "adjustments",
        "guardian",
        "note_citizen",
        "note_internal",
        "phone",
        "not_resolved",
    ),
    "ticket": Holding(left_out={"contact_index": INDEX, "device_index": INDEX}),
    "booking": _sealed("booking", "ways", by="ticket_id"),
    "further_matter": _sealed("further_matter", "matter"),
    "leg": _sealed("leg", "note"),
    "call_quality": Holding(),
    "reservation": Holding(),
    "assist": Holding(),
    "relative": Holding(
        {"name_sealed": "relative.name"},
        "sealed_as",
        {"secret_hash": LINK, "token_hash": "a hash of a browser's cookie"},
    ),
    "offer": Holding(),
    "help": Holding(),
    "jump": Holding(),
    "estimate": Holding(),
    "chat_message": _sealed("chat_message", "text", by="sealed_as"),
    "announcement": _sealed("announcement", "text", by="ticket_id"),
    "next_step": _sealed("next_step", "content"),
    "commitment": _sealed("commitment", "text"),
    "working_note": _sealed("working_note", "note", by="attention_id"),
    "conduct_ending": _sealed("conduct_ending", "note"),
    "conduct_report": _sealed("conduct_report", "text"),
    "event": Holding(),
    "case_file": _sealed(
        "case",
        "name",
        "matter",
        "place",
        "contact",
        "behalf",
        "guardian",
        contact_index=INDEX,
        name_index=INDEX,
        joined_as="a number that other people's cases have too; that it was joined, and when, is among what happened",
    ),
    "case_event": Holding(),
    "case_message": _sealed("case_message", "content"),
    "case_attachment": _sealed(
        "attachment", "name", content_sealed="files stand beside, each once", digest="a keyed hash of the file"
    ),
    "notice_way": _sealed("notice_way", "address", address_index=INDEX),
    "outbox": Holding({"sealed": "outbox.sealed"}, left_out={"target": INDEX}),
    "rights_request": _sealed("rights_request", "asker"),
    "rights_event": _sealed("rights_event", "text"),
    "incident_person": Holding(),
    "audit": Holding(),
}
NOT_EXPORTED: Mapping[str, str] = {
    "call_guest": "who is in a call at this moment: a view of what `assist` and `relative` hold",
    "case_paper": "receipts, kept for a week, of what the export says itself",
    "connection": "a page that is open at this moment",
    "device_code": "hashes of one-time codes of minutes",
    "queue_change": "numbers of versions, for screens",
    "untold": "a list of work: who is still to be told that a day was called off; the booking says it",
    "unreadable": "where something does not open, and nothing of what it says",
    "audit_seal": "the chain over the record of accesses, which is exported itself",
    "command_done": "ids of forms, so that none is carried out twice",
    "attempt": "keyed hashes of who mistyped a PIN",
}

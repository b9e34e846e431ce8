"""Kinds of record, what is done to them, and what can go wrong with a run, in plain words."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_
from audiencia.settings.retention_rules import PersonKind, RowKind

PERSONS: Mapping[PersonKind, tuple[str, str]] = {
    "visits": (N_("Visits that were attended"), N_("from the result")),
    "unattended": (N_("Numbers that were not attended"), N_("from their end")),
    "cases": (N_("Petitions and cases, with their visit"), N_("from their conclusion")),
    "complaints": (N_("Complaints about public servants"), N_("from their conclusion")),
}
"""What each is called, and from when its time runs."""
ROWS: Mapping[RowKind, tuple[str, str]] = {
    "attachments": (N_("Photographs and documents of cases"), N_("from the case's conclusion")),
    "notice_contacts": (N_("Where people asked to be told of their case"), N_("from the case's conclusion")),
    "notices_sent": (N_("That a notice was sent"), N_("from the sending")),
    "receipts": (N_("Receipts as PDF"), N_("from when they were made")),
    "call_list": (N_("Whom the front desk telephoned"), N_("from that day")),
    "invitations": (N_("Invitations of staff"), N_("from their end")),
}
RESTORED = N_("People who came back from a backup")
FIXED: tuple[tuple[str, str], ...] = (
    (N_("Chat, announcements to one person, codes for another device"), N_("deleted when the visit ends")),
    (N_("By what a person is known again in a line"), N_("deleted when the number ends")),
    (N_("What director and assistant write together"), N_("deleted when the result is recorded")),
    (N_("Failed sign-ins and PINs"), N_("deleted after some hours; keyed hashes alone")),
    (N_("Sessions of staff"), N_("deleted a day after they expire")),
    (
        N_("Record of accesses"),
        N_("stays, sealed: it holds pseudonyms, which lead to nobody once the person is suppressed"),
    ),
    (
        N_("Tickets, results and times"),
        N_("stay for the figures, without anything of the person; while they are blocked too"),
    ),
    (N_("Accounts of staff"), N_("stay, deactivated: the record names who acted")),
)
"""What is not configured."""
ACTS: Mapping[str, str] = {
    "block": N_("%(count)s blocked"),
    "suppress": N_("%(count)s suppressed"),
    "delete": N_("%(count)s deleted"),
}
COMING: Mapping[str, str] = {
    "block": N_("%(count)s to block"),
    "suppress": N_("%(count)s to suppress"),
    "delete": N_("%(count)s to delete"),
}
PROBLEMS: Mapping[str, str] = {
    "keys_not_rotated": N_("Nobody was suppressed: run `audiencia keys rotate` once."),
    "interrupted": N_("It was interrupted; the next one went on."),
    "error": N_("The database did not answer; it is tried again within an hour."),
}


def name(kind: str) -> str:
    """What a kind is called: a message id."""
    return next((label for code, (label, _since) in (*PERSONS.items(), *ROWS.items()) if code == kind), RESTORED)

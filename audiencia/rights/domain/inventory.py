"""The inventory of personal data: which processing each table belongs to, and of which kind each column is. Pure.

A test walks the schema and fails for a table with personal data that stands in none, and for a sealed column without a kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from audiencia.core.gettext_mark import N_
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.settings.retention_rules import PersonKind, RowKind
from audiencia.staff.matrix import Matrix
from audiencia.staff.roles import STAFF_ROLES, Role

T = TypeVar("T")


class Processing(StrEnum):
    """What is done with personal data."""

    AUDIENCE = "audience"
    PETITIONS = "petitions"
    NOTICES = "notices"
    RIGHTS = "rights"
    INCIDENTS = "incidents"
    RECORD = "record"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Described:
    """`kept`: terms of `config/retention.toml`; `otherwise`: what is kept by no term of it. `operations`: beginnings of rows of the
    authorisation matrix that show these data. `whose`, `origin`: from whom they are."""

    name: str
    purpose: str
    whose: str
    origin: str
    kept: tuple[PersonKind | RowKind, ...]
    operations: tuple[str, ...]
    otherwise: str = ""


CITIZENS, STAFF = (
    N_("People who are attended, whom they speak for, and who authorises it for a minor"),
    N_("Staff of the municipality"),
)
THEMSELVES = N_("The person, in a form, at the counter or in a call")
EXPORT = "POST /datos-personales/solicitudes/{request}/datos"
ALL_HELD = ("POST /datos-personales/bloqueados", EXPORT)
"""What shows all that is held of a person."""
PROCESSINGS: Mapping[Processing, Described] = {
    Processing.AUDIENCE: Described(
        N_("Public audience: numbers, appointments and calls"),
        N_("To attend people by video, by voice or in writing, and to record the result"),
        CITIZENS,
        THEMSELVES,
        ("visits", "unattended", "call_list"),
        (
            "/director",
            "/moderator",
            "/assistant",
            "GET /interpretacion",
            "GET /ventanilla",
            "POST /ventanilla",
            "GET /presidencia",
            *ALL_HELD,
        ),
        N_("What is said in sound and picture is not kept; what is written in a call is destroyed with its end"),
    ),
    Processing.PETITIONS: Described(
        N_("Petitions and cases"),
        N_("To answer petitions and complaints, and to follow them up"),
        CITIZENS,
        THEMSELVES,
        ("cases", "complaints", "attachments", "receipts"),
        ("GET /expedientes", "POST /expedientes", "GET /ventanilla/peticion", *ALL_HELD),
    ),
    Processing.NOTICES: Described(
        N_("Notices by e-mail, SMS and browser"),
        N_("To tell people of their turn and their case, by the ways that they asked for"),
        CITIZENS,
        THEMSELVES,
        ("notice_contacts", "notices_sent"),
        ("GET /ventanilla/avisar", *ALL_HELD),
    ),
    Processing.RIGHTS: Described(
        N_("Rights over personal data"),
        N_("To answer requests for access, rectification, cancellation, opposition and portability"),
        CITIZENS,
        THEMSELVES,
        (),
        ("GET /datos-personales/nueva", "GET /datos-personales/solicitudes", *ALL_HELD),
        N_("As long as the data that they are about; that somebody asked, and in time, stays"),
    ),
    Processing.INCIDENTS: Described(
        N_("Incidents of personal data"),
        N_("To attend to incidents, and to tell authority and people of them"),
        N_("People whom an incident concerns, by pseudonyms, and staff"),
        N_("The office of personal data"),
        (),
        ("GET /datos-personales/incidentes",),
        N_("The register stays; of the people it holds pseudonyms, which lead to nobody once the person is suppressed"),
    ),
    Processing.RECORD: Described(
        N_("Record of accesses"),
        N_("To know who saw or did what with personal data, and why"),
        N_("People who are attended, by pseudonyms, and staff"),
        N_("The service by itself"),
        (),
        ("GET /auditoria", "GET /datos-personales/documentos/{paper}", EXPORT),
        N_("Stays, sealed: it holds pseudonyms, which lead to nobody once the person is suppressed"),
    ),
    Processing.STAFF: Described(
        N_("Accounts of staff"),
        N_("To let staff in, and to know who acted"),
        STAFF,
        N_("The administration, and the member of staff"),
        ("invitations",),
        ("GET /administracion/cuentas", "POST /administracion/cuentas", "GET /revision", "/moderator set_roster"),
        N_("Accounts stay, deactivated: the record names who acted"),
    ),
}


def _all(of: T, *names: str) -> dict[str, T]:
    return dict.fromkeys(names, of)


TABLES: Mapping[str, Processing] = {
    **_all(
        Processing.AUDIENCE, "person", "consent", "attention", "ticket", "booking", "further_matter", "leg", "call_quality",
        "reservation", "assist", "relative", "call_guest", "offer", "help", "jump", "estimate", "chat_message", "announcement",
        "next_step", "commitment",
        "working_note", "conduct_ending", "conduct_report", "event", "connection", "device_code", "queue_change", "seat",
    ),
    **_all(Processing.PETITIONS, "case_file", "case_event", "case_message", "case_attachment", "case_paper"),
    **_all(Processing.NOTICES, "notice_way", "outbox", "untold"),
    **_all(Processing.RIGHTS, "rights_request", "rights_event", "unreadable"),
    **_all(Processing.INCIDENTS, "incident", "incident_entry", "incident_person"),
    **_all(Processing.RECORD, "audit", "audit_seal", "command_done", "attempt", "retention_run"),
    **_all(
        Processing.STAFF, "staff", "staff_session", "staff_change", "staff_totp", "staff_recovery_code", "staff_passkey",
        "staff_identity", "invitation", "sign_in_step", "factor_reset", "device_test", "roster", "room", "practice",
        "election_period", "catalogue_change",
    ),
}  # fmt: skip
"""Each table with something of a person."""
COLUMNS: Mapping[str, DataKind] = {
    **_all(
        DataKind.IDENTITY, "attention.name_sealed", "attention.guardian_sealed", "relative.name_sealed", "case_file.name_sealed",
        "case_file.behalf_sealed", "case_file.guardian_sealed", "case_file.name_index", "rights_request.asker_sealed",
    ),
    **_all(
        DataKind.CONTACT, "attention.contact_sealed", "attention.phone_sealed", "ticket.contact_index", "booking.ways_sealed",
        "case_file.contact_index", "case_file.contact_sealed", "notice_way.address_sealed", "notice_way.address_index", "outbox.sealed",
        "outbox.target",
    ),
    **_all(
        DataKind.MATTER, "attention.matter_sealed", "further_matter.matter_sealed", "case_file.matter_sealed", "case_file.place_sealed",
    ),
    **_all(DataKind.ADJUSTMENTS, "attention.adjustments_sealed"),
    **_all(DataKind.FILES, "case_attachment.name_sealed", "case_attachment.content_sealed", "case_attachment.digest"),
    **_all(
        DataKind.ANSWERS, "attention.note_citizen_sealed", "attention.note_internal_sealed", "attention.not_resolved_sealed",
        "leg.note_sealed", "next_step.content_sealed", "commitment.text_sealed", "working_note.note_sealed",
        "case_paper.content_sealed", "case_paper.mark",
    ),
    **_all(
        DataKind.CONVERSATION, "chat_message.text_sealed", "announcement.text_sealed", "conduct_ending.note_sealed",
        "conduct_report.text_sealed", "case_message.content_sealed", "rights_event.text_sealed",
    ),
    **_all(DataKind.TRACE, "ticket.device_index", "audit_seal.digest", "audit_seal.hash"),
    **_all(
        DataKind.ACCESS, "person.key_wrapped", "person.blocked_key", "relative.secret_hash", "relative.token_hash",
        "device_code.code_hash", "device_code.token_hash", "attempt.subject_hash", "staff.password_hash", "staff_session.token_hash",
        "invitation.code_hash", "sign_in_step.token_hash", "staff_recovery_code.code_hash", "staff_passkey.credential_id",
        "staff_passkey.public_key",
    ),
}  # fmt: skip
"""Columns that are sealed, or a hash or key."""


def kinds_of(processing: Processing) -> tuple[DataKind, ...]:
    """Which kinds of data a processing has: those of its columns, and traces or accounts, which each of its tables has."""
    own = {table for table, one in TABLES.items() if one is processing}
    found = {kind for column, kind in COLUMNS.items() if column.split(".", 1)[0] in own}
    found.add(DataKind.STAFF if processing is Processing.STAFF else DataKind.TRACE)
    return tuple(one for one in DataKind if one in found)


def tables_of(processing: Processing) -> tuple[str, ...]:
    """Its tables, by name."""
    return tuple(sorted(table for table, one in TABLES.items() if one is processing))


def readers_of(matrix: Matrix, processing: Processing) -> tuple[Role, ...]:
    """Which roles of staff may open what shows these data."""
    prefixes = PROCESSINGS[processing].operations
    found = (
        {role for operation, roles in matrix.rows.items() if operation.startswith(prefixes) for role in roles}
        if prefixes
        else set()
    )
    return tuple(one for one in Role if one in found & STAFF_ROLES)

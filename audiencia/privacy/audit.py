"""The record of who saw or did what, and why (law, arts. 16-17 and 38-44). Append only; it holds pseudonymous ids alone."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from audiencia.core.actor import Actor
from audiencia.core.ids import StaffId
from audiencia.db.database import Connection
from audiencia.db.queries import load

SQL = load("audiencia.privacy", "audit.sql")


class Action(StrEnum):
    """What was done. The schema's rule for repeated disclosures hangs on `disclosed`."""

    DISCLOSED = "disclosed"
    JOINED = "joined"
    PETITIONED = "petitioned"
    CASE_READ = "case_read"
    CASE_ASSIGNED = "case_assigned"
    CASE_TURNED = "case_turned"
    CASE_ASKED = "case_asked"
    CASE_ANSWERED = "case_answered"
    CASE_NOTED = "case_noted"
    CASE_SEARCHED = "case_searched"
    CASES_EXPORTED = "cases_exported"
    CASES_OVERSEEN = "cases_overseen"
    CASE_FILE_TAKEN = "case_file_taken"
    CASE_DELIVERED = "case_delivered"
    FOLLOWED_UP = "followed_up"
    FOLLOW_UP_FAILED = "follow_up_failed"
    BLOCKED = "blocked"
    BLOCKED_READ = "blocked_read"
    BLOCKED_FILE_TAKEN = "blocked_file_taken"
    SUPPRESSED = "suppressed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    RIGHT_ASKED = "right_asked"
    RIGHT_CLARIFIED = "right_clarified"
    RIGHT_IDENTIFIED = "right_identified"
    RIGHT_QUESTIONED = "right_questioned"
    RIGHT_EXTENDED = "right_extended"
    RIGHT_NOT_COMPETENT = "right_not_competent"
    RIGHT_DECIDED = "right_decided"
    RIGHT_DONE = "right_done"
    DATA_EXPORTED = "data_exported"
    INCIDENT_REGISTERED = "incident_registered"
    INCIDENT_CORRECTED = "incident_corrected"
    INCIDENT_NOTED = "incident_noted"
    INCIDENT_PEOPLE_ADDED = "incident_people_added"
    INCIDENT_AUTHORITY_TOLD = "incident_authority_told"
    INCIDENT_PEOPLE_TOLD = "incident_people_told"
    INCIDENT_EXCUSED = "incident_excused"
    INCIDENT_CLOSED = "incident_closed"
    OUTCOME_RECORDED = "outcome_recorded"
    SAID = "said"
    COMMITTED = "committed"
    CONDUCT_ENDED = "conduct_ended"
    CONDUCT_REVIEWED = "conduct_reviewed"
    HELP_ANSWERED = "help_answered"
    MOVED = "moved"
    REORDERED = "reordered"
    NO_SHOW_UNDONE = "no_show_undone"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked_in"
    ANNOUNCED = "announced"
    WROTE = "wrote"
    DEVICE_CHANGED = "device_changed"
    SESSION_EXTENDED = "session_extended"
    PRACTICE_SET = "practice_set"
    QUEUE_SET = "queue_set"
    ROOM_SET = "room_set"
    INTERPRETER_SET = "interpreter_set"
    ROSTER_SET = "roster_set"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    SESSION_ENDED = "session_ended"
    LOGIN_CHANGED = "login_changed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTORS_RESET = "factors_reset"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    TELEPHONED = "telephoned"
    PIN_RENEWED = "pin_renewed"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_OPENED = "account_opened"
    LOGIN_RENEWED = "login_renewed"
    ACCOUNT_CHANGED = "account_changed"
    STAFF_INVITED = "staff_invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    CATALOGUE_CHANGED = "catalogue_changed"
    DAY_CALLED_OFF = "day_called_off"
    DAY_HELD_AFTER_ALL = "day_held_after_all"
    CALL_LIST_READ = "call_list_read"
    LOOKED_UP = "looked_up"
    AUDIT_READ = "audit_read"
    ELECTION_SET = "election_set"
    ELECTION_LIFTED = "election_lifted"


Object = tuple[str, str | int | UUID]
"""What somebody saw or did something with: its kind and its id."""


async def record(conn: Connection, actor: Actor, action: str, about: Object, *, why: str) -> None:
    """Appends one entry, in the caller's transaction. `why` is a short code such as `call` or `follow_up`, never free text."""
    kind, object_id = about
    await SQL.insert_entry(
        conn,
        actor_kind=actor.kind,
        actor_id=actor.staff_id,
        action=str(action),
        object_kind=kind,
        object_id=str(object_id),
        why=why,
    )


async def disclosed(conn: Connection, staff_id: StaffId, objects: Collection[Object], why: str) -> None:
    """Records that this member of staff was shown the personal data of these objects (kind, id); each only once per `why`."""
    if objects:
        kinds, ids = zip(*objects, strict=True)
        await SQL.insert_disclosures(
            conn, staff_id=staff_id, kinds=list(kinds), ids=[str(object_id) for object_id in ids], why=why
        )

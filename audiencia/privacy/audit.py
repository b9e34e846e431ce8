"""The record of who saw or did what, and why (law, arts. 16-17 and 38-44). Append only; it holds pseudonymous ids alone."""

from collections.abc import Collection
from uuid import UUID

from audiencia.core.actor import Actor
from audiencia.core.gettext_mark import N_, Worded
from audiencia.core.ids import StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load

SQL = load("audiencia.privacy", "audit.sql")


class Action(Worded):
    """What was done. The schema's rule for repeated disclosures hangs on `disclosed`."""

    DISCLOSED = "disclosed", N_("Was shown the data")
    JOINED = "joined", N_("Took a number")
    PETITIONED = "petitioned", N_("Sent a petition")
    CASE_READ = "case_read", N_("Read the case")
    CASE_ASSIGNED = "case_assigned", N_("Took a case in hand, or gave it to somebody")
    CASE_TURNED = "case_turned", N_("Turned a case to another department")
    CASE_ASKED = "case_asked", N_("Asked the citizen to clarify")
    CASE_ANSWERED = "case_answered", N_("Answered a case")
    CASE_NOTED = "case_noted", N_("Wrote in a case")
    CASE_JOINED = "case_joined", N_("Joined a case with others of the same thing")
    CASE_SEPARATED = "case_separated", N_("Separated a case from others of the same thing")
    CASE_SEARCHED = "case_searched", N_("Looked for cases")
    CASES_EXPORTED = "cases_exported", N_("Took a list of cases out as a file")
    CASES_OVERSEEN = "cases_overseen", N_("Looked at the terms of all departments' cases")
    CASE_FILE_TAKEN = "case_file_taken", N_("Took a file of a case out")
    CONTACT_CORRECTED = "contact_corrected", N_("Corrected the own contact")
    CASE_DELIVERED = "case_delivered", N_("Handed an answer over, or told it")
    FOLLOWED_UP = "followed_up", N_("Opened the folio with its PIN")
    FOLLOW_UP_FAILED = "follow_up_failed", N_("Tried to open the folio")
    BLOCKED = "blocked", N_("Blocked the data")
    BLOCKED_READ = "blocked_read", N_("Read blocked data")
    BLOCKED_FILE_TAKEN = "blocked_file_taken", N_("Took a file of blocked data")
    SUPPRESSED = "suppressed", N_("Suppressed the data")
    CONSENT_GIVEN = "consent_given", N_("Allowed a use of the own data")
    CONSENT_WITHDRAWN = "consent_withdrawn", N_("Withdrew what was allowed")
    RELATIVE_INVITED = "relative_invited", N_("Asked a person of trust into the call")
    RELATIVE_CAME = "relative_came", N_("Came by the link of a call, and agreed to the privacy notice")
    RELATIVE_ADMITTED = "relative_admitted", N_("Let a person of trust of the citizen into the call")
    RIGHT_ASKED = "right_asked", N_("Made a request about the personal data")
    RIGHT_CLARIFIED = "right_clarified", N_("Clarified a request about the personal data")
    RIGHT_IDENTIFIED = "right_identified", N_("Noted who makes a request about the personal data")
    RIGHT_QUESTIONED = "right_questioned", N_("Asked for a clarification of a request about the personal data")
    RIGHT_EXTENDED = "right_extended", N_("Extended the term of a request about the personal data")
    RIGHT_NOT_COMPETENT = (
        "right_not_competent",
        N_("Said that somebody else is competent for a request about the personal data"),
    )
    RIGHT_DECIDED = "right_decided", N_("Answered a request about the personal data")
    RIGHT_DONE = "right_done", N_("Made a request about the personal data effective")
    DATA_RECTIFIED = "data_rectified", N_("Corrected data of the person, or took them out")
    DATA_EXPORTED = "data_exported", N_("Took everything that is held of the person out as a file")
    INCIDENT_REGISTERED = "incident_registered", N_("Registered an incident")
    INCIDENT_CORRECTED = "incident_corrected", N_("Corrected what is on record about an incident")
    INCIDENT_NOTED = "incident_noted", N_("Wrote a note about an incident")
    INCIDENT_PEOPLE_ADDED = "incident_people_added", N_("Added whom an incident concerns")
    INCIDENT_AUTHORITY_TOLD = "incident_authority_told", N_("Told the authority of an incident")
    INCIDENT_PEOPLE_TOLD = "incident_people_told", N_("Told the people of an incident")
    INCIDENT_EXCUSED = "incident_excused", N_("Noted that nobody has to be told of an incident")
    INCIDENT_CLOSED = "incident_closed", N_("Closed an incident")
    OUTCOME_RECORDED = "outcome_recorded", N_("Recorded the result")
    SAID = "said", N_("Said whether it was resolved")
    COMMITTED = "committed", N_("Kept or changed a commitment")
    CONDUCT_ENDED = "conduct_ended", N_("Ended the attention because of the conduct")
    CONDUCT_REVIEWED = "conduct_reviewed", N_("Reviewed an attention that was ended because of the conduct")
    HELP_ANSWERED = "help_answered", N_("Answered a call for help")
    MOVED = "moved", N_("Moved to another line")
    REORDERED = "reordered", N_("Changed the order")
    NO_SHOW_UNDONE = "no_show_undone", N_("Put back into the line")
    CANCELLED = "cancelled", N_("Cancelled the number")
    CHECKED_IN = "checked_in", N_("Noted that the person came to the appointment")
    ANNOUNCED = "announced", N_("Made an announcement")
    WROTE = "wrote", N_("Wrote a message")
    DEVICE_CHANGED = "device_changed", N_("Went on on another device")
    SESSION_EXTENDED = "session_extended", N_("Let the session go on for longer")
    PRACTICE_SET = "practice_set", N_("Started or ended a practice")
    QUEUE_SET = "queue_set", N_("Set a line")
    ROOM_SET = "room_set", N_("Set a room")
    INTERPRETER_SET = "interpreter_set", N_("Said whether an interpreter is there")
    ROSTER_SET = "roster_set", N_("Set who attends")
    SIGNED_IN = "signed_in", N_("Signed in")
    SIGNED_OUT = "signed_out", N_("Signed out")
    SIGN_IN_FAILED = "sign_in_failed", N_("Could not sign in")
    SESSION_ENDED = "session_ended", N_("Ended own sessions on other devices")
    LOGIN_CHANGED = "login_changed", N_("Changed the own password")
    FACTOR_ADDED = "factor_added", N_("Set up a second step of signing in")
    FACTOR_REMOVED = "factor_removed", N_("Took away an own second step of signing in")
    FACTORS_RESET = "factors_reset", N_("Took away the second step of an account")
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed", N_("Made new recovery codes")
    TELEPHONED = "telephoned", N_("Called by telephone")
    PIN_RENEWED = "pin_renewed", N_("Gave a new PIN")
    ACCOUNT_CREATED = "account_created", N_("Made an account")
    ACCOUNT_CLOSED = "account_closed", N_("Deactivated an account")
    ACCOUNT_OPENED = "account_opened", N_("Activated an account")
    LOGIN_RENEWED = "login_renewed", N_("Gave a new password")
    ACCOUNT_CHANGED = "account_changed", N_("Changed an account")
    STAFF_INVITED = "staff_invited", N_("Invited somebody to use an account")
    INVITATION_ACCEPTED = "invitation_accepted", N_("Accepted the invitation and chose a password")
    INVITATION_WITHDRAWN = "invitation_withdrawn", N_("Withdrew an invitation")
    CATALOGUE_CHANGED = (
        "catalogue_changed",
        N_("Changed departments, topics, services, days, templates, announcements or documents"),
    )
    DAY_CALLED_OFF = "day_called_off", N_("Called off a day on which people had places")
    DAY_HELD_AFTER_ALL = "day_held_after_all", N_("Let a day be held that had been called off")
    CALL_LIST_READ = "call_list_read", N_("Was shown whom to telephone about a day that was called off")
    LOOKED_UP = "looked_up", N_("Looked the folio up in this record")
    AUDIT_READ = "audit_read", N_("Read the record")
    ELECTION_SET = "election_set", N_("Set an election period")
    ELECTION_LIFTED = "election_lifted", N_("Lifted an election period")


Object = tuple[str, str | int | UUID]  # What somebody saw or did something with: its kind and its id.


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

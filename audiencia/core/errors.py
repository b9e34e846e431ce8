"""Errors of the domain. Each has a stable code; it becomes a page, a JSON body or an acknowledgement once, at the edge.

DomainError            the request cannot be done; nothing was changed
  Refused              rules do not allow it now
    Unreadable         what is kept of the person is damaged and cannot be opened
  Stale                somebody else changed it first
  Forbidden            this role may not do it
  NotFound             there is no such thing (or not for this person)
  BadInput             the input is not of the form that was asked for
  TooMany              a limit was reached
  Unavailable          a part that is needed is away; the same request may go through in a moment
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Code(StrEnum):
    """Stable codes of all errors: part of the protocol. The texts for people are in `audiencia.http.wording`."""

    BAD_INPUT = "bad_input"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    TOO_MANY_REQUESTS = "too_many_requests"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    SIGN_IN_NEEDED = "sign_in_needed"
    SIGN_IN_FAILED = "sign_in_failed"
    TICKET_NEEDED = "ticket_needed"
    TICKET_ELSEWHERE = "ticket_elsewhere"
    ROOM_ELSEWHERE = "room_elsewhere"
    FOLIO_UNKNOWN = "folio_unknown"
    DEVICE_CODE_UNKNOWN = "device_code_unknown"
    INVITE_UNKNOWN = "invite_unknown"
    RELATIVE_LINK_UNKNOWN = "relative_link_unknown"
    FORBIDDEN = "forbidden"
    FOREIGN_ORIGIN = "foreign_origin"
    CSRF = "csrf"
    STALE_VERSION = "stale_version"
    NOT_ALLOWED_NOW = "not_allowed_now"
    SESSION_CLOSED = "session_closed"
    SESSION_NOT_OPEN_YET = "session_not_open_yet"
    UNKNOWN_TOPIC = "unknown_topic"
    UNKNOWN_DEPARTMENT = "unknown_department"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_TICKET = "unknown_ticket"
    UNKNOWN_EVENT = "unknown_event"
    QUEUE_CLOSED = "queue_closed"
    QUEUE_FULL = "queue_full"
    QUEUE_PAUSED = "queue_paused"
    TOO_LATE_TODAY = "too_late_today"
    BOOKING_CLOSED = "booking_closed"
    PRACTICE_GOES_ON = "practice_goes_on"
    SLOT_FULL = "slot_full"
    ALREADY_IN_LINE = "already_in_line"
    DEVICE_IN_LINE = "device_in_line"
    CONTACT_IN_LINE = "contact_in_line"
    UNKNOWN_CARRIED_FOLIO = "unknown_carried_folio"
    NOBODY_FOR_THIS_ROOM = "nobody_for_this_room"
    MINUTE_TAKEN = "minute_taken"
    POSTPONED_TOO_OFTEN = "postponed_too_often"
    NO_ROOM_FREE = "no_room_free"
    CALL_FULL = "call_full"
    NO_SEAT = "no_seat"
    COMPANY_NEEDED = "company_needed"
    NOTE_CHANGED = "note_changed"
    CATALOGUE_CHANGED = "catalogue_changed"
    CATALOGUE_UNFIT = "catalogue_unfit"
    DEPARTMENT_IN_USE = "department_in_use"
    SERVICE_DEPARTMENT_GONE = "service_department_gone"
    SERVICE_ADDRESS_TAKEN = "service_address_taken"
    DAY_BEGAN = "day_began"
    DAY_BOOKED = "day_booked"
    DAY_GIVEN_BACK = "day_given_back"
    PLACES_CHANGED = "places_changed"
    REVIEWED_ALREADY = "reviewed_already"
    HELP_OVER = "help_over"
    TOO_MANY_REPORTS = "too_many_reports"
    INVITATION_OVER = "invitation_over"
    NOT_NOW = "not_now"
    CALL_OVER = "call_over"
    ENCRYPTION_OFF = "encryption_off"
    TOO_MANY_COMMITMENTS = "too_many_commitments"
    TOO_MANY_MATTERS = "too_many_matters"
    MATTERS_LEFT = "matters_left"
    TOO_LATE_TO_SAY = "too_late_to_say"
    TOO_MANY_STEPS = "too_many_steps"
    NOTICE_NOT_ACCEPTED = "notice_not_accepted"
    GUARDIAN_NEEDED = "guardian_needed"
    GUARDIAN_WITHDREW = "guardian_withdrew"
    NOTICE_CHANGED = "notice_changed"
    FORM_USED = "form_used"
    FORM_CHANGED = "form_changed"
    CASE_ELSEWHERE = "case_elsewhere"
    NOBODY_WAITING = "nobody_waiting"
    OUTCOME_NEEDED = "outcome_needed"
    UNKNOWN_DISPOSITION = "unknown_disposition"
    DATE_NEEDED = "date_needed"
    ROOM_BUSY = "room_busy"
    ROOM_CLOSED = "room_closed"
    TICKET_MOVED = "ticket_moved"
    TICKETS_MOVED = "tickets_moved"
    WAITS_THERE = "waits_there"
    TOO_MANY_ANNOUNCEMENTS = "too_many_announcements"
    FIRST_ALREADY = "first_already"
    UNDO_TOO_LATE = "undo_too_late"
    SAME_DEPARTMENT = "same_department"
    COMPLAINT_STAYS = "complaint_stays"
    COMPLAINT_APART = "complaint_apart"
    JOINED_ELSEWHERE = "joined_elsewhere"
    ALREADY_ASKED = "already_asked"
    NOT_ASKED = "not_asked"
    TOO_LATE_TO_REOPEN = "too_late_to_reopen"
    TOO_MANY_MESSAGES = "too_many_messages"
    TOO_MANY_CORRECTIONS = "too_many_corrections"
    UNKNOWN_CASE = "unknown_case"
    TERM_OVER = "term_over"
    IDENTITY_NEEDED = "identity_needed"
    REQUESTS_UNANSWERED = "requests_unanswered"
    TOO_MANY_REQUESTS_OPEN = "too_many_requests_open"
    CASES_CHANGED = "cases_changed"
    PETITIONS_CLOSED = "petitions_closed"
    NO_COMPLAINTS_HERE = "no_complaints_here"
    ANONYMOUS_NOT_ALLOWED = "anonymous_not_allowed"
    CONTACT_NEEDED = "contact_needed"
    OFFICER_UNKNOWN = "officer_unknown"
    SUBSTITUTE_WAITS = "substitute_waits"
    MARKED_AWAY = "marked_away"
    NO_SUBSTITUTE = "no_substitute"
    OFFER_OVER = "offer_over"
    ANSWER_TOO_LATE = "answer_too_late"
    BY_PHONE = "by_phone"
    CITIZEN_AWAY = "citizen_away"
    TELEPHONE_NEEDED = "telephone_needed"
    MEDIA_UNAVAILABLE = "media_unavailable"
    MEDIA_OFFER_REFUSED = "media_offer_refused"
    MEDIA_FULL = "media_full"
    MEDIA_CALL_FULL = "media_call_full"
    MEDIA_CONNECTIONS_FULL = "media_connections_full"
    MEDIA_ELSEWHERE = "media_elsewhere"
    OWN_ACCOUNT = "own_account"
    PASSKEY_REFUSED = "passkey_refused"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_AWAY = "provider_away"
    PROVIDER_NO_GROUP = "provider_no_group"
    PROVIDER_CLOSED = "provider_closed"
    PROVIDER_ACCOUNT = "provider_account"
    SECOND_STEP_REQUIRED = "second_step_required"
    LAST_ADMINISTRATOR = "last_administrator"
    INTERPRETER_TAKEN = "interpreter_taken"
    DATA_UNREADABLE = "data_unreadable"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class DomainError(Exception):
    """What was asked cannot be done, and nothing was changed.
    `params` fill the text for people; they never hold personal data, because they may be logged."""

    def __init__(self, code: Code, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: Mapping[str, str | int] = params


class Refused(DomainError):
    """The rules do not allow it in the present state."""


class Unreadable(Refused):
    """What is kept of the person is damaged and cannot be opened; it is noted for who looks after the installation. The same request
    goes through once it was restored."""

    def __init__(self) -> None:
        super().__init__(Code.DATA_UNREADABLE)


class Stale(DomainError):
    """The command carried a version that somebody else has replaced."""


class Forbidden(DomainError):
    """The role may not do this."""


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""


def existing(found: T | None, code: Code = Code.NOT_FOUND) -> T:
    """What was found. Raises `NotFound` for `None`."""
    if found is None:
        raise NotFound(code)
    return found


class BadInput(DomainError):
    """The input is not of the form that was asked for. `fields` names each field with a reason."""

    def __init__(
        self, code: Code = Code.BAD_INPUT, fields: Mapping[str, str] | None = None, **params: str | int
    ) -> None:
        super().__init__(code, **params)
        self.fields: Mapping[str, str] = fields or {}


class TooMany(DomainError):
    """A limit was reached; `retry_after` is in seconds."""

    def __init__(self, code: Code = Code.TOO_MANY_REQUESTS, *, retry_after: int = 5) -> None:
        super().__init__(code, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part that is needed does not answer; the same request may go through in a moment."""

    def __init__(self, code: Code = Code.UNAVAILABLE) -> None:
        super().__init__(code)


CONTROLS = frozenset(
    {
        Code.FOREIGN_ORIGIN,
        Code.CSRF,
        Code.TOO_MANY_REQUESTS,
        Code.PASSKEY_REFUSED,
        Code.PROVIDER_REFUSED,
        Code.DEVICE_CODE_UNKNOWN,
        Code.RELATIVE_LINK_UNKNOWN,
    }
)
"""What a control refuses: a form or socket of another site, a token or proof that is not this visit's or was used before, more than a
limit allows. Each is logged as `control_refused`, as far as the log is not throttled."""
SOCKET_CONTROLS = CONTROLS | {Code.BAD_INPUT, Code.TOO_LARGE, Code.UNKNOWN_EVENT}
"""On sockets also malformed, oversized and unknown events. `bad_input` may be a person's mistake: a past day for a commitment."""

"""Which consents a person gave, decided from the form alone. Pure.
Having read the notice and agreeing to a purpose are two things (Ley de Proteccion de Datos Personales en Posesion de
Sujetos Obligados del Estado de Mexico, arts. 18-20 and 31-33): the first is a statement, each of the second a consent that
can be shown and taken back on its own."""

from collections.abc import Collection
from dataclasses import dataclass

from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import CommandId, StaffId
from audiencia.settings.municipality import Municipality

READ_NOTICE_FIELD = "read_notice"
GUARDIAN = "guardian"
"""The consent of who has parental authority or guardianship over a minor (art. 8): no purpose of a notice has this code."""
GUARDIAN_SAYS = N_(
    "That a person under 18 is attended and their data are used for it: authorisation of mother, father or guardian"
)
CALL_PICTURE = "call_picture"
"""The consent to a picture of what somebody holds up in a call: asked for each time, and in no notice's list of purposes."""
CALL_PICTURE_SAYS = N_("That a picture of what was shown in a call is kept with the case")
BOOKING_NOTICES = "booking_notices"
"""The wish to be told of a place and reminded of it: asked for with each place, and kept with it (`booking.tell`)."""
BOOKING_NOTICES_SAYS = N_("That you are told of your place, and reminded of it")
NOT_IN_NOTICE = {GUARDIAN: GUARDIAN_SAYS, CALL_PICTURE: CALL_PICTURE_SAYS, BOOKING_NOTICES: BOOKING_NOTICES_SAYS}
"""The words of what is in no notice's list of purposes."""
GUARDIAN_NAME_FIELD, GUARDIAN_AGREES_FIELD = "guardian_name", "guardian_agrees"
ASKED_AGAIN = ("consent_", READ_NOTICE_FIELD, GUARDIAN_AGREES_FIELD)
"""Beginnings of the names of what is asked for anew after a change of the notice."""


def consent_field(purpose: str) -> str:
    """Name of a purpose's checkbox in forms."""
    return f"consent_{purpose}"


@dataclass(frozen=True, slots=True)
class PurposeInfo:
    """`required`: without it the audience itself cannot be given; any other purpose may be left out."""

    code: str
    required: bool


@dataclass(frozen=True, slots=True)
class NoticeInfo:
    """The notice that is in force. `hash` is over its whole content."""

    version: str
    hash: str
    purposes: tuple[PurposeInfo, ...]


@dataclass(frozen=True, slots=True)
class Minor:
    """Somebody under 18, as they say. `guardian`: their mother, father or guardian by name, who `authorises` it or does not."""

    guardian: str
    authorises: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """One consent, ready to be kept: to this purpose, under exactly this text."""

    purpose: str
    notice_version: str
    notice_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form for a number, a place or a petition as sent, each field checked for its form. `command_id` makes a double submit one.
    `department` and `topic`: whom it is for. `minor`: of who asks and is under 18, who authorises it. `by`: the member of staff who wrote
    it down for somebody at the counter or on the telephone. `device`: the opaque id of the browser."""

    command_id: CommandId
    department: str
    topic: str
    name: str
    matter: str
    contact: str
    read_notice: bool
    purposes: tuple[str, ...]
    notice_hash: str
    language: str
    minor: Minor | None = None
    by: StaffId | None = None
    device: str = ""

    @property
    def actor(self) -> Actor:
        """Who goes into the log."""
        return CITIZEN if self.by is None else staff_actor(self.by)

    def accepted(self, municipality: Municipality) -> tuple[Accepted, ...]:
        """The consents that it gives. Raises as `decide`."""
        return decide(notice_info(municipality), self.notice_hash, self.read_notice, self.purposes, self.minor)


def notice_info(municipality: Municipality) -> NoticeInfo:
    """The notice in force, as the consent rules need it."""
    notice = municipality.notice
    purposes = tuple(PurposeInfo(purpose.code, purpose.required) for purpose in notice.purposes)
    return NoticeInfo(notice.version, notice.hash, purposes)


def decide(
    notice: NoticeInfo, submitted_hash: str, read_notice: bool, purposes: Collection[str], minor: Minor | None = None
) -> tuple[Accepted, ...]:
    """The consents to keep, in the notice's order; of a `minor` the guardian's comes last.
    Raises `Refused(notice_changed)` when the person saw another text than the one in force, and `BadInput` naming the fields in the
    order of the form: `notice_not_accepted` when the notice was not read or a required purpose is missing, otherwise
    `guardian_needed` when nobody authorises it for a minor."""
    if submitted_hash != notice.hash:
        raise Refused(Code.NOTICE_CHANGED)
    if not set(purposes) <= {purpose.code for purpose in notice.purposes}:
        raise BadInput()
    missing = {} if read_notice else {READ_NOTICE_FIELD: Code.NOTICE_NOT_ACCEPTED.value}
    missing |= {
        consent_field(purpose.code): Code.NOTICE_NOT_ACCEPTED.value
        for purpose in notice.purposes
        if purpose.required and purpose.code not in purposes
    }
    unauthorised = _unauthorised(minor)
    if missing or unauthorised:
        raise BadInput(Code.NOTICE_NOT_ACCEPTED if missing else Code.GUARDIAN_NEEDED, fields=missing | unauthorised)
    accepted = [purpose.code for purpose in notice.purposes if purpose.code in purposes]
    accepted += [GUARDIAN] if minor else []
    return tuple(Accepted(code, notice.version, notice.hash) for code in accepted)


def _unauthorised(minor: Minor | None) -> dict[str, str]:
    """What the guardian of a minor has not said yet."""
    if minor is None:
        return {}
    said = {GUARDIAN_NAME_FIELD: bool(minor.guardian), GUARDIAN_AGREES_FIELD: minor.authorises}
    return {field: Code.GUARDIAN_NEEDED.value for field, given in said.items() if not given}

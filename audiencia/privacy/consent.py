"""Which consents a person gave, decided from the form alone. Pure.

Having read the notice and agreeing to a purpose are two things (Ley de Proteccion de Datos Personales en Posesion de
Sujetos Obligados del Estado de Mexico, arts. 18-20 and 31-33): the first is a statement, each of the second a consent that
can be shown and taken back on its own.
"""

from collections.abc import Collection
from dataclasses import dataclass

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.settings.municipality import Municipality

READ_NOTICE_FIELD = "read_notice"


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
class Accepted:
    """One consent, ready to be kept: to this purpose, under exactly this text."""

    purpose: str
    notice_version: str
    notice_hash: str


def notice_info(municipality: Municipality) -> NoticeInfo:
    """The notice in force, as the consent rules need it."""
    notice = municipality.notice
    purposes = tuple(PurposeInfo(purpose.code, purpose.required) for purpose in notice.purposes)
    return NoticeInfo(notice.version, notice.hash, purposes)


def decide(
    notice: NoticeInfo, submitted_hash: str, read_notice: bool, purposes: Collection[str]
) -> tuple[Accepted, ...]:
    """The consents to keep, in the notice's order.

    Raises `Refused(notice_changed)` when the person saw another text than the one in force, and
    `BadInput(notice_not_accepted)`, naming the boxes in the order of the form, when the notice was not read or a required
    purpose is missing.
    """
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
    if missing:
        raise BadInput(Code.NOTICE_NOT_ACCEPTED, fields=missing)
    return tuple(
        Accepted(purpose.code, notice.version, notice.hash) for purpose in notice.purposes if purpose.code in purposes
    )

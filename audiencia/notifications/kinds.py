"""Every notice that people get: when it goes, by which ways, and its words in short and in long (`notice_words.toml`).
No notice carries what somebody's matter is about, nor a PIN: it says where to look. What shows on a locked screen is the
municipality and a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, get_args

from audiencia.core import text_files
from audiencia.runtime.channels import ChannelName

CHANNELS: tuple[ChannelName, ...] = get_args(ChannelName)
SLOT = re.compile(r"%\((\w+)\)s")
_TEXTS = text_files.load("audiencia.notifications", "notice_words.toml")


class Kind(StrEnum):
    """What is told."""

    TURN_NEAR = "turn_near"
    TURN_CALLED = "turn_called"
    CASE_RECEIVED = "case_received"
    CASE_STATE = "case_state"
    CASE_CLARIFICATION = "case_clarification"
    CASE_ANSWERED = "case_answered"
    CASE_REMINDER = "case_reminder"
    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_REMINDER = "booking_reminder"
    BOOKING_CALLED_OFF = "booking_called_off"
    BOOKING_HELD = "booking_held"
    DATA_INCIDENT = "data_incident"
    DATA_RIGHT = "data_right"
    STAFF_CASE_DUE = "staff_case_due"
    STAFF_OVERSIGHT = "staff_oversight"
    STAFF_READINESS = "staff_readiness"
    STAFF_INCIDENT = "staff_incident"


OF_OFFICES = frozenset({Kind.STAFF_CASE_DUE, Kind.STAFF_OVERSIGHT, Kind.STAFF_READINESS, Kind.STAFF_INCIDENT})


@dataclass(frozen=True, slots=True)
class Template:
    """The words of a notice, with `%(slot)s` where a value goes; `municipality` is always there.
    `body`: paragraphs of the e-mail. `short`: of the SMS, which gets the page's address behind it. `push`: the line under the
    municipality's name. `page`: the path that it leads to. `slots`: the values that it needs, as its texts name them; a `state`
    or `reason` is a message id, said in the reader's language; a paragraph that they leave empty is left out. `lasts`: afterwards it
    would tell nobody anything. `urgent`: before the others, by day and by night."""

    subject: str
    body: tuple[str, ...]
    short: str
    push: str
    page: str
    slots: frozenset[str]
    lasts: timedelta
    urgent: bool = False
    channels: tuple[ChannelName, ...] = CHANNELS


DAY = timedelta(days=1)


def _template(kind: Kind, page: str, lasts: timedelta, **more: Any) -> Template:
    said = _TEXTS[kind.value]
    texts = (said["subject"], *said["body"], said["short"], said["push"])
    slots = frozenset(SLOT.findall(" ".join(texts))) - {"municipality"}
    return Template(said["subject"], tuple(said["body"]), said["short"], said["push"], page, slots, lasts, **more)


TEMPLATES: Mapping[Kind, Template] = {
    Kind.TURN_NEAR: _template(Kind.TURN_NEAR, "/turno", timedelta(minutes=30), urgent=True),
    Kind.TURN_CALLED: _template(Kind.TURN_CALLED, "/turno", timedelta(minutes=10), urgent=True),
    Kind.CASE_RECEIVED: _template(Kind.CASE_RECEIVED, "/seguimiento", 7 * DAY),
    Kind.CASE_STATE: _template(Kind.CASE_STATE, "/seguimiento", 7 * DAY),
    Kind.CASE_CLARIFICATION: _template(Kind.CASE_CLARIFICATION, "/seguimiento", 7 * DAY),
    Kind.CASE_ANSWERED: _template(Kind.CASE_ANSWERED, "/seguimiento", 7 * DAY),
    Kind.CASE_REMINDER: _template(Kind.CASE_REMINDER, "/seguimiento", 2 * DAY),
    Kind.BOOKING_CONFIRMED: _template(Kind.BOOKING_CONFIRMED, "/", 7 * DAY),
    Kind.BOOKING_REMINDER: _template(Kind.BOOKING_REMINDER, "/", DAY),
    Kind.BOOKING_CALLED_OFF: _template(Kind.BOOKING_CALLED_OFF, "/areas", 7 * DAY),
    Kind.BOOKING_HELD: _template(Kind.BOOKING_HELD, "/areas", 7 * DAY),
    Kind.DATA_INCIDENT: _template(Kind.DATA_INCIDENT, "/seguimiento", 7 * DAY),
    Kind.DATA_RIGHT: _template(Kind.DATA_RIGHT, "/seguimiento", 7 * DAY),
    Kind.STAFF_CASE_DUE: _template(Kind.STAFF_CASE_DUE, "/expedientes", 3 * DAY, channels=("mail",)),
    Kind.STAFF_OVERSIGHT: _template(Kind.STAFF_OVERSIGHT, "/expedientes/supervision", 3 * DAY, channels=("mail",)),
    Kind.STAFF_READINESS: _template(Kind.STAFF_READINESS, "/revision", DAY, channels=("mail",)),
    Kind.STAFF_INCIDENT: _template(Kind.STAFF_INCIDENT, "/datos-personales/incidentes", 3 * DAY, channels=("mail",)),
}

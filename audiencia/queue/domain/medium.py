"""By which medium somebody is attended, and how it changes before and in the call. Pure.
A telephone person waits in the same queue under the same rule. What a page would do for them, the director does: the call
is dialled, and "they answered" or "no answer" is said by hand. Connections say nothing of such a call: none is lost."""

from dataclasses import replace
from datetime import datetime, timedelta

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.kinds import Medium
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState, act

CUT_OFF_STATES = frozenset({TicketState.IN_CALL, TicketState.ON_HOLD})
"""In which states an absence counts, after a while, as a call that was cut off."""


def chosen(ticket: Ticket, medium: Medium, now: datetime) -> Ticket:
    """The ticket when its person asks for another medium, at any time before the call is answered.
    Who was asked whether they are ready is asked no more. Raises `Refused(not_allowed_now)`."""
    return replace(act(ticket, TicketAction.CHOOSE_MEDIUM, now), medium=medium)


def by_phone(ticket: Ticket, now: datetime) -> Ticket:
    """The call goes on by telephone. Raises `Refused` (by_phone when it does already, not_allowed_now)."""
    check_video(ticket)
    return replace(act(ticket, TicketAction.BY_PHONE, now), medium="phone")


def by_video(ticket: Ticket, now: datetime, *, director_there: bool) -> Ticket:
    """A call by telephone goes on by video. Raises `Refused` (citizen_away unless both are there, not_allowed_now)."""
    check_phone(ticket, TicketAction.BY_VIDEO)
    video = replace(act(ticket, TicketAction.BY_VIDEO, now), medium="video")
    if not (ticket.connected and director_there):
        raise Refused(Code.CITIZEN_AWAY)
    return video


def check_video(ticket: Ticket) -> None:
    """Raises `Refused(by_phone)` for what a telephone call cannot do."""
    if ticket.by_phone:
        raise Refused(Code.BY_PHONE)


def check_phone(ticket: Ticket, action: str) -> None:
    """Raises `Refused(not_allowed_now)` for what only a telephone call can do."""
    if not ticket.by_phone:
        raise Refused(Code.NOT_ALLOWED_NOW, state=ticket.state.value, action=action)


def is_cut_off(ticket: Ticket) -> bool:
    """Whether the call of somebody who is away counts, after a while, as cut off. A telephone call never does."""
    return ticket.state in CUT_OFF_STATES and not ticket.by_phone


def rings_for(ticket: Ticket, answer: timedelta, by_phone: timedelta) -> timedelta:
    """How long a call may go without an answer: a number has to be dialled first, and the director says when it rings out."""
    return by_phone if ticket.by_phone else answer

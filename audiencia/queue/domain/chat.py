"""Who may write to whom, and when. Pure.
A citizen and the moderators write to each other while the citizen waits, for help with the devices; a moderator begins. A
citizen and the directors of a call write to each other in that call."""

from typing import Literal

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.ticket import IN_QUEUE, TicketState

Channel = Literal["help", "call"]
A_MINUTE = 20  # Messages of one writer to one citizen within a minute.
SHOWN = 50  # The last messages of a conversation, as everybody sees it.
HELPED = IN_QUEUE | {TicketState.POSTPONED, TicketState.CALLED, TicketState.ABSENT}
"""While nobody attends the citizen: moderators help."""
WRITES_IN_CALL = frozenset({TicketState.IN_CALL, TicketState.ON_HOLD, TicketState.RECONNECTING})
"""From the answer to the end of the call. On hold nobody is heard or seen, but a written word disturbs nobody."""
SHOWS_CALL = WRITES_IN_CALL | {TicketState.WRAP_UP}
"""The director still reads what was written while recording the result."""


def check_writes(state: TicketState, channel: Channel) -> None:
    """Raises `Refused(not_allowed_now)` where nobody may write in this conversation in this state of the ticket."""
    if state not in (WRITES_IN_CALL if channel == "call" else HELPED):
        raise refusal(state)


def refusal(state: TicketState) -> Refused:
    """The refusal of a message in this state."""
    return Refused(Code.NOT_ALLOWED_NOW, state=state.value, action="write_chat")


def check_pace(recent: int, oldest_age: float) -> int | None:
    """Seconds to wait after `recent` messages within the last minute, the oldest of them so many seconds old; `None`: none."""
    return None if recent < A_MINUTE else max(1, round(60 - oldest_age))

"""What somebody says whom a citizen asked into the call."""

from audiencia.signaling.messages_in.shared import (
    CallKeys,
    Command,
    Freezes,
    MediaOffer,
    MessageIn,
    Refresh,
    TurnOff,
)


class LeaveCall(Command):
    """A relative leaves the call, or waits no longer: the link leads nowhere any more."""


RELATIVE_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "media_offer": MediaOffer,
    "call_keys": CallKeys,
    "freezes": Freezes,
    "turn_off": TurnOff,
    "leave_call": LeaveCall,
}

"""What somebody says whom a citizen asked into the call."""

from audiencia.signaling.messages_in.shared import CallKeys, Command, Freezes, MediaOffer, Refresh, TurnOff, by_event


class LeaveCall(Command):
    """A relative leaves the call, or waits no longer: the link leads nowhere any more."""


RELATIVE_EVENTS = by_event(Refresh, MediaOffer, CallKeys, Freezes, TurnOff, LeaveCall)

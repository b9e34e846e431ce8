"""What people were told was done, one entry for each acknowledgement, and the moment at which something dies."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from audiencia.signaling.messages_in import Command, Refresh
from audiencia.simulation.client import Client

Deed = tuple[str, str]
"""Kind in the log, and the ticket's number or the login of the director."""

KINDS: Mapping[str, str] = {
    "accept": "answered",
    "leave": "left",
    "hang_up": "call_ended",
    "postpone": "postponed",
    "resume": "resumed",
    "say_ready": "ready",
    "need_minute": "minute_asked",
    "another_matter": "matter_added",
    "call_next": "called",
    "withdraw_call": "call_withdrawn",
    "hold_call": "held",
    "unhold_call": "unheld",
    "transfer_call": "transferred",
    "pass_on": "continued",
    "invite_director": "assist_asked",
    "hand_over": "handed_over",
    "end_call": "call_ended",
    "add_next_step": "step_given",
    "record_outcome": "outcome_recorded",
    "defer_outcome": "outcome_deferred",
    "complete_outcome": "outcome_recorded",
    "move_tickets": "moved",
    "undo_move": "move_undone",
}
"""How the log calls what each event does to a ticket."""


@dataclass
class Ledger:
    """All acknowledged joins and commands. `strike`, when set, is called at the `countdown`-th moment from then on: a moment
    is a command that goes out, or one that was acknowledged."""

    joined: set[str] = field(default_factory=set)
    deeds: Counter[Deed] = field(default_factory=Counter)
    results: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    moments: int = 0
    acknowledged: int = 0
    countdown: int = 0
    strike: Callable[[], None] | None = None

    def arm(self, countdown: int, strike: Callable[[], None]) -> None:
        """At the `countdown`-th moment from now on, `strike`."""
        self.countdown, self.strike = countdown, strike

    def moment(self) -> None:
        """A command or a form goes out, or was answered."""
        self.moments += 1
        self.countdown -= 1
        if self.strike is not None and self.countdown <= 0:
            strike, self.strike = self.strike, None
            strike()

    def took_number(self, number: str) -> None:
        """Somebody was shown this number."""
        self.joined.add(number)
        self.acknowledged += 1

    def follow(self, client: Client, about: Callable[[], str | None]) -> None:
        """Notes all commands of this client. `about` gives the number of the ticket that it acts upon now."""
        command = client.line.command

        async def noted(event: str, message: Command | Refresh, within: float = 120.0) -> dict[str, Any]:
            numbers = [about()]
            self.moment()
            result = await command(event, message, within)
            self.moment()
            if isinstance(message, Command):
                self.acknowledged += 1
                self.results[message.command_id] = result
                numbers = _named_in(result) or numbers
            if event in KINDS:
                self.deeds.update((KINDS[event], number) for number in numbers if number is not None)
            return result

        client.line.command = noted  # type: ignore[method-assign]


def _named_in(result: Mapping[str, Any]) -> list[str | None]:
    """The tickets that a result is about."""
    if "moved" in result:
        return [one["number"] for one in result["moved"]]
    if "undone" in result:
        return list(result["undone"])
    return [result["number"]] if "number" in result else []

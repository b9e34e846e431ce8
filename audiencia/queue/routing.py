"""In which order people are called, and what each can see of the line. Pure.

Order is seniority: `joined_at`, kept across departments, with those first whose director was lost in mid-call. Whether
somebody is connected plays no part (invariant 2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audiencia.ids import TicketId
from audiencia.queue.ticket import Ticket, TicketState

SHOWN_SEATS = 8
"""How many of the first seats a citizen's picture of the line shows, besides the own one."""


PASSING = frozenset({"moved", "came_back", "call_withdrawn", "returned_to_front"})
"""How somebody enters a line before others who wait there already: each of these reads the reason (invariant 3)."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in the picture of a line: the public number alone."""

    number: str
    mine: bool


def call_order(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Those who wait, in the order in which they will be called; the first is the head of the queue."""
    waiting = (ticket for ticket in tickets if ticket.state is TicketState.WAITING)
    return sorted(waiting, key=lambda ticket: (not ticket.to_front, ticket.joined_at, ticket.id))


def places(order: Sequence[Ticket]) -> dict[TicketId, int]:
    """Each waiting ticket's place, from 1."""
    return {ticket.id: place for place, ticket in enumerate(order, start=1)}


def behind(order: Sequence[Ticket], ticket_id: TicketId) -> list[TicketId]:
    """Who comes after this one in the line."""
    ids = [ticket.id for ticket in order]
    return ids[ids.index(ticket_id) + 1 :]


def seats(order: Sequence[Ticket], mine: TicketId) -> list[Seat]:
    """The first seats of the line, and the own one behind them when it is further back."""
    shown = [ticket for at, ticket in enumerate(order) if at < SHOWN_SEATS or ticket.id == mine]
    return [Seat(ticket.number, ticket.id == mine) for ticket in shown]

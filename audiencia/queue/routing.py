"""In which order people are called, whom a room calls next, and what each can see of the line. Pure.

Order is seniority: `joined_at`, kept across departments, with those first whose call was cut off. Preferential attention
is a rule in the same line: when at least `every - 1` calls have gone by since the last time, the next preferential person
is called before their seniority, unless somebody was passed that way `bound` times already. The projection of all calls to
come under that rule is the order that places are read from, so that a place tells of preference before it is felt.

Who is called by a room is the first in that order whom it can attend now: ready before not ready among the first three
(nobody is passed for that more than `READY_BOUND` times), and only when the director asked for and the interpreter that
the call needs are free. Whether somebody is connected plays no part (invariant 2).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from audiencia.ids import StaffId, TicketId
from audiencia.queue.ticket import IN_LINE, Ticket, TicketState

SHOWN_SEATS = 8
"""How many of the first seats a citizen's picture of the line shows, besides the own one."""
READY_AHEAD = 3
"""How many of the first are asked whether they are ready."""
READY_BOUND = 2
"""How often somebody who is not ready is passed by one who is."""

PASSING = frozenset(
    {
        "joined",
        "moved",
        "transferred",
        "continued",
        "came_back",
        "resumed",
        "no_show_undone",
        "call_withdrawn",
        "returned_to_front",
    }
)
"""How somebody enters a line before others who wait there already: each of these reads the reason (invariant 3)."""

PassedOver = Literal["not_ready", "interpreter_busy", "other_director"]
"""Why one who is nearer to the front is not called: each can read it."""
Key = tuple[bool, datetime, UUID]


@dataclass(frozen=True, slots=True)
class Preference:
    """At most every `every`-th call is a preferential one before its seniority; nobody is passed more than `bound` times."""

    every: int
    bound: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in the picture of a line: the public number alone."""

    number: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """A room that calls: its director, for which needs an interpreter is free now, and who of the other directors is gone.

    A wish for one of `gone` holds nobody back.
    """

    director: StaffId
    free: frozenset[str] = frozenset()
    gone: frozenset[StaffId] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a room calls. `jump`: before their seniority, by preference."""

    ticket: Ticket
    jump: bool
    passed_over: tuple[tuple[Ticket, PassedOver], ...]


def seniority(ticket: Ticket) -> Key:
    """What the line is sorted by."""
    return (not ticket.to_front, ticket.joined_at, ticket.id)


def call_order(tickets: Iterable[Ticket], preference: Preference, since_jump: int) -> list[Ticket]:
    """Those in the line, in the order in which they will be called as things stand; the first is the head."""
    return list(_projection([one for one in tickets if one.state in IN_LINE], preference, since_jump))


def _projection(line: list[Ticket], preference: Preference, since_jump: int) -> Iterator[Ticket]:
    line.sort(key=seniority)
    ordinary = [one for one in line if not _preferred(one)]
    preferred = [one for one in line if _preferred(one)]
    jumped: list[Key] = []  # ascending, because the preferred come by seniority
    first, second = 0, 0
    while first < len(ordinary) or second < len(preferred):
        if first == len(ordinary):
            take, jump = preferred[second], False
        elif second == len(preferred) or seniority(preferred[second]) > seniority(ordinary[first]):
            head = ordinary[first]
            passes = head.passes + len(jumped) - bisect_right(jumped, seniority(head))
            due = since_jump >= preference.every - 1 and passes < preference.bound and not head.to_front
            jump = second < len(preferred) and due
            take = preferred[second] if jump else head
        else:
            take, jump = preferred[second], False
        if jump:
            jumped.append(seniority(take))
        since_jump = 0 if jump else since_jump + 1
        first, second = first + (not _preferred(take)), second + _preferred(take)
        yield take


def _preferred(ticket: Ticket) -> bool:
    """Whoever is in front for a cut-off call needs no preference."""
    return ticket.preferential and not ticket.to_front


def choose(order: Sequence[Ticket], caller: Caller) -> Choice | None:
    """Whom the room calls now, from the projected order; `None` when it can attend nobody of it."""
    obstacles = {one.id: _obstacle(one, caller) for one in order}
    able = [one for one in order if obstacles[one.id] is None]
    if not able:
        return None
    chosen = _first_ready(able)
    at = order.index(chosen)
    return Choice(
        chosen,
        jump=_preferred(chosen) and any(seniority(later) < seniority(chosen) for later in order[at + 1 :]),
        passed_over=tuple((one, obstacles[one.id] or "not_ready") for one in order[:at]),
    )


def first_of(choices: Sequence[Choice]) -> int:
    """Which of several queues' choices a room that serves them all calls: the one of most seniority. At least one."""
    return min(range(len(choices)), key=lambda at: seniority(choices[at].ticket))


def _obstacle(ticket: Ticket, caller: Caller) -> PassedOver | None:
    if ticket.wanted_director not in {None, caller.director, *caller.gone}:
        return "other_director"
    if ticket.needs is not None and ticket.needs not in caller.free:
        return "interpreter_busy"
    return None


def _first_ready(able: Sequence[Ticket]) -> Ticket:
    """The first ready one of those who were asked; one who was passed too often already is not passed again."""
    for one in able[:READY_AHEAD]:
        if one.ready or one.skips >= READY_BOUND:
            return one
    return able[0]


def to_ask(order: Sequence[Ticket], calls: int) -> list[Ticket]:
    """Whom to ask whether they are ready: the first three, each once between two calls."""
    return [
        one
        for one in order[:READY_AHEAD]
        if one.state is TicketState.WAITING and not one.ready and one.asked_at_call != calls
    ]


def places(order: Sequence[Ticket]) -> dict[TicketId, int]:
    """Each waiting ticket's place, from 1."""
    return {ticket.id: place for place, ticket in enumerate(order, start=1)}


def worsened(before: Sequence[Ticket], after: Sequence[Ticket]) -> list[TicketId]:
    """Whose place is further back than it was."""
    now = places(after)
    return [ticket_id for ticket_id, place in places(before).items() if now.get(ticket_id, 0) > place]


def seats(order: Sequence[Ticket], mine: TicketId) -> list[Seat]:
    """The first seats of the line, and the own one behind them when it is further back."""
    shown = [ticket for at, ticket in enumerate(order) if at < SHOWN_SEATS or ticket.id == mine]
    return [Seat(ticket.number, ticket.id == mine) for ticket in shown]

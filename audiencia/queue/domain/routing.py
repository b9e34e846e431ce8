"""In which order people are called, whom a room calls next, and what each can see of the queue. Pure.
Order is seniority: `joined_at`, kept across departments, with those first whose call was cut off. Preferential attention
is a rule in the same queue: when at least `every - 1` calls have gone by since the last one of a preferential person, the
next of them is called before their seniority, unless somebody was passed that way `bound` times already. The projection of
all calls to come under that rule is the order that places are read from, so that a place tells of preference before it is
felt. With this rule a place only gets better when somebody leaves the queue, or when its first is called.
Who is called by a room is the first in that order whom it can attend now: ready before not ready among the first three (nobody is passed
for that more than `READY_BOUND` times; who is attended by telephone is not asked, so neither passes nor is passed for it), and only when
the director asked for and the interpreter that the call needs are free. Even then nobody is called before their seniority out of turn.
Whether somebody is connected plays no part (invariant 2)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from audiencia.core.ids import StaffId, TicketId
from audiencia.queue.domain.ticket import IN_QUEUE, Ticket, TicketState
from audiencia.settings.preference import Preference

READY_AHEAD = 3  # How many of the first are asked whether they are ready.
READY_BOUND = 2  # How often somebody who is not ready is passed by one who is.

PASSING = frozenset(
    {
        "joined",
        "booked",
        "restored",
        "moved",
        "move_undone",
        "put_first",
        "transferred",
        "continued",
        "came_back",
        "resumed",
        "no_show_undone",
        "call_withdrawn",
        "returned_to_front",
    }
)
"""How somebody enters a queue before others who wait there already: each of these reads the reason (invariant 3)."""
PassedOver = Literal["not_ready", "interpreter_busy", "other_director", "waited_longer"]
"""Why one who is nearer to the front is not called: each can read it. Only these may find their place further back by a call."""
Key = tuple[bool, datetime, UUID]


@dataclass(frozen=True, slots=True)
class Caller:
    """A room that calls: its director, for which needs an interpreter is free now, and who of the other directors is gone.
    A wish for one of `gone` holds nobody back."""

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
    """What the queue is sorted by."""
    return (not ticket.to_front, ticket.joined_at, ticket.id)


def call_order(tickets: Iterable[Ticket], preference: Preference, since_preferred: int) -> list[Ticket]:
    """Those in the queue, in the order in which they will be called as things stand; the first is the head."""
    return list(_projection([one for one in tickets if one.state in IN_QUEUE], preference, since_preferred))


def _projection(queue: list[Ticket], preference: Preference, since_preferred: int) -> Iterator[Ticket]:
    queue.sort(key=seniority)
    ordinary = [one for one in queue if not preferred(one)]
    special = [one for one in queue if preferred(one)]
    jumped: list[Key] = []  # ascending, because they come by seniority
    first, second = 0, 0
    while second < len(special):
        if first == len(ordinary):
            take, jump = special[second], False
        elif seniority(special[second]) > seniority(ordinary[first]):
            head = ordinary[first]
            passes = head.passes + len(jumped) - bisect_right(jumped, seniority(head))
            jump = since_preferred >= preference.every - 1 and passes < preference.bound and not head.to_front
            take = special[second] if jump else head
        else:
            take, jump = special[second], False
        if jump:
            jumped.append(seniority(take))
        since_preferred = 0 if preferred(take) else since_preferred + 1
        first, second = first + (not preferred(take)), second + preferred(take)
        yield take
    yield from ordinary[first:]


def preferred(ticket: Ticket) -> bool:
    """Whether the rule of preference is for this one: whoever is in front for a cut-off call does not need it."""
    return ticket.preferential and not ticket.to_front


def choose(order: Sequence[Ticket], caller: Caller, preference: Preference, since_preferred: int) -> Choice | None:
    """Whom the room calls now, from the projected order; `None` when it can attend nobody of it.
    A preferential person whose turn has not come is not called before somebody of more seniority whom the room can attend,
    although all between them are not ready or cannot be attended."""
    turn = since_preferred >= preference.every - 1 and all(one.passes < preference.bound for one in order)
    jumps, front = set[TicketId](), list[Ticket]()
    for one, jump in _jumping(one for one in order if _obstacle(one, caller) is None):
        if jump:
            jumps.add(one.id)
        if turn or not jump:
            front.append(one)
        if len(front) == READY_AHEAD:  # of a long queue the rest is not looked at
            break
    if not front:
        return None
    chosen = _first_ready(front)

    def why(one: Ticket) -> PassedOver:
        return _obstacle(one, caller) or ("waited_longer" if one.id in jumps and not turn else "not_ready")

    passed_over = tuple((one, why(one)) for one in order[: order.index(chosen)])
    return Choice(chosen, chosen.id in jumps, passed_over)


def hindered(order: Iterable[Ticket], caller: Caller) -> bool:
    """Whether the room cannot attend one of these: then more of the queue must be looked at."""
    return any(_obstacle(one, caller) is not None for one in order)


def _jumping(able: Iterable[Ticket]) -> Iterator[tuple[Ticket, bool]]:
    """Each of the order, and whether it is a preferential one behind whom somebody of more seniority comes: the next ordinary one, if
    anybody, because both kinds come by seniority."""
    special: list[Ticket] = []
    for one in able:
        if preferred(one):
            special.append(one)
            continue
        yield from ((before, seniority(one) < seniority(before)) for before in special)
        special.clear()
        yield one, False
    yield from ((before, False) for before in special)


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
    """The first ready one of those who were asked; one who was passed too often already is not passed again.
    Nor is one whom the director dials: nobody asks them whether they are ready."""
    for one in able[:READY_AHEAD]:
        if one.by_phone:
            break
        if one.ready or one.skips >= READY_BOUND:
            return one
    return able[0]


@dataclass(frozen=True, slots=True)
class Nearness:
    """When the next calls of a queue come: `idle` rooms could call now, and turn n is expected from `turns[n - 1]` on.
    `None` where nothing is known of a turn. A turn is near from `within` before that time on."""

    now: datetime
    idle: int
    turns: Sequence[datetime | None]
    within: timedelta

    def is_near(self, turn: int) -> bool:
        """Whether it comes so soon that its person is asked whether they are ready."""
        expected = self.turns[turn - 1] if turn <= len(self.turns) else None
        return turn <= self.idle or (expected is not None and expected - self.now <= self.within)


def to_ask(order: Sequence[Ticket], calls: int, nearness: Nearness) -> list[Ticket]:
    """Whom to ask whether they are ready: of the first three those whose turn is near, each once between two calls.
    Nobody by telephone. The turn of who was asked and did not answer counts for the next one: a call goes to the first who is ready."""
    asked: list[Ticket] = []
    turn = 0
    for one in order[:READY_AHEAD]:
        unready = one.state is TicketState.WAITING and not one.ready and not one.by_phone
        if unready and one.asked_at_call == calls:
            continue
        turn += 1
        if unready and nearness.is_near(turn):
            asked.append(one)
    return asked


def turns(order: Sequence[Ticket]) -> list[tuple[int, int]]:
    """The first and the last turn, from 0, that each may be called at: by their place, and with those first who are ready now.
    Who said that they are ready may be called before others; who did not may be passed."""
    ready_first = {one.id: turn for turn, one in enumerate(_as_ready(order))}
    return [(min(at, ready_first[one.id]), max(at, ready_first[one.id])) for at, one in enumerate(order)]


def _as_ready(order: Sequence[Ticket]) -> Iterator[Ticket]:
    """The calls to come if nobody else says that they are ready."""
    left = list(order)
    while any(one.ready for one in left):
        at = left.index(_first_ready(left))
        yield left[at]
        left = [*(replace(one, skips=one.skips + 1) for one in left[:at]), *left[at + 1 :]]
    yield from left


def places(order: Sequence[Ticket]) -> dict[TicketId, int]:
    """Each waiting ticket's place, from 1."""
    return {ticket.id: place for place, ticket in enumerate(order, start=1)}


def worsened(before: Sequence[Ticket], after: Sequence[Ticket]) -> list[TicketId]:
    """Tickets whose place is further back than before."""
    now = places(after)
    return [ticket_id for ticket_id, place in places(before).items() if now.get(ticket_id, 0) > place]

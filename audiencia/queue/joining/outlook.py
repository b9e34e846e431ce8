"""What comes next in a queue: from rows to the pure simulation, and back to times. One reading, nothing kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.queue.domain.handling import DurationPrior, Observations, Posterior, Prior, begin, learn, remember
from audiencia.queue.domain.queue import QueueState, calls_now
from audiencia.queue.domain.routing import call_order, seniority, turns
from audiencia.queue.domain.ticket import IN_QUEUE, Ticket, TicketState
from audiencia.queue.domain.wait import Doing, Estimate, QueueNow, Range, RoomNow, Waiting, estimate, shown
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected

if TYPE_CHECKING:
    from audiencia.queue.store.estimate_sql import JoinedQueues, Observed, RoomsNow

SQL = load("audiencia.queue.store", "estimate.sql")
DAYS = 6  # Today and so many jornadas before it tell how long an attention takes in a department.
GRID = timedelta(minutes=5)
"""Times of day that are shown lie on this grid, from ten minutes ahead on; nearer, on whole minutes."""
SOON = timedelta(minutes=10)
DOING: Mapping[str, Doing] = {
    "available": "free",
    "assisting": "talking",
    "reserved": "calling",
    "in_call": "talking",
    "on_hold": "talking",
    "wrap_up": "wrapping_up",
}
LINED_UP = IN_QUEUE | {TicketState.POSTPONED}
Known = Callable[[QueueId, int], Sequence[Ticket] | None]


@dataclass(frozen=True, slots=True)
class Question:
    """A queue as it was read: who waits and the rooms as the simulation takes them, what is believed, and who is who."""

    queue_id: QueueId
    version: int
    now: datetime
    closes_at: datetime
    queue: QueueNow
    belief: Posterior
    order: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of a queue. `joiner`: when one who joins now would be called; `finishing`: when they would be done, with
    80 % chance."""

    version: int
    made_at: datetime
    expected: Mapping[TicketId, Expected]
    raw: Mapping[TicketId, Estimate]
    joiner: Expected
    finishing: datetime
    late: bool


def _unknown(queue_id: QueueId, version: int) -> Sequence[Ticket] | None:
    """Knows the tickets of no queue."""
    return None


async def read(context: AppContext, conn: Connection, queue_id: QueueId, known: Known = _unknown) -> Question | None:
    """All that an estimate needs, from one moment. `None` for a queue that does not exist or calls nobody now, or whose rooms do not
    work: who waits in it is not read then. `known` gives who is in a queue at a version, where that was read already."""
    queues = {row.id: row async for row in SQL.joined_queues(conn, queue_id=queue_id)}
    if queue_id not in queues:
        return None
    own = queues[queue_id]
    opens_in = _opens_in(own)
    if opens_in is None:
        return None
    ids = list(queues)
    rooms = [_room(row, own.now) async for row in SQL.rooms_now(conn, ids=ids)]
    if not any(room.works for room in rooms):
        return None
    tickets = await _lined_up(conn, queues, known)
    days = [row async for row in SQL.observed(conn, queue_id=queue_id, days=DAYS)]
    order = _joint_order(context, queues, tickets)
    return Question(
        queue_id,
        own.version,
        own.now,
        own.closes_at,
        QueueNow(
            waiting=[_waiting(one, own.now) for one in order],
            rooms=rooms,
            opens_in_s=opens_in,
            closes_in_s=max(0.0, (own.closes_at - own.now).total_seconds()),
            answer_window_s=float(context.municipality.limits.answer_seconds),
        ),
        _belief(context, own.slug, days),
        tuple(order),
    )


async def _lined_up(conn: Connection, queues: "Mapping[QueueId, JoinedQueues]", known: Known) -> list[Ticket]:
    """Who waits in these queues, those who let others pass included."""
    read = {queue_id: known(queue_id, row.version) for queue_id, row in queues.items()}
    found = [one for waiting in read.values() for one in waiting or () if one.state in LINED_UP]
    unknown = [queue_id for queue_id, waiting in read.items() if waiting is None]
    return [*found, *[store.ticket_of(row) async for row in SQL.lined_up(conn, ids=unknown)]] if unknown else found


def _opens_in(row: "JoinedQueues") -> float | None:
    """Seconds until the queue calls people; `None` when nobody can say."""
    queue = store.queue_of(row)
    if row.session_state in ("planned", "closed"):
        return None
    begins = [row.opens_at]
    if queue.state is QueueState.PAUSED:
        if queue.paused_until is None:
            return None
        begins.append(queue.paused_until)
    elif not calls_now(queue):
        return None
    seconds: float = (max(begins) - row.now).total_seconds()
    return max(0.0, seconds)


def _joint_order(
    context: AppContext, queues: "Mapping[QueueId, JoinedQueues]", tickets: Sequence[Ticket]
) -> list[Ticket]:
    """Everybody who waits for the same rooms in the order of calls: of several queues, the first of most seniority first."""
    orders = []
    for queue_id, row in queues.items():
        queue = store.queue_of(row)
        of_queue = [one for one in tickets if one.queue_id == queue_id]
        orders.append(
            _with_postponed(call_order(of_queue, context.preference, queue.since_preferred), of_queue, queue.calls)
        )
    return orders[0] if len(orders) == 1 else list(_merged(orders))


def _with_postponed(order: list[Ticket], tickets: Sequence[Ticket], calls: int) -> list[Ticket]:
    """The queue with those who let others pass where they will come back into it."""
    for one in sorted((one for one in tickets if one.state is TicketState.POSTPONED), key=seniority):
        ahead = sum(seniority(other) < seniority(one) for other in order)
        passing = 0 if one.after_calls is None else max(0, one.after_calls - calls)
        order.insert(max(ahead, passing), one)
    return order


def _merged(orders: list[list[Ticket]]) -> Iterator[Ticket]:
    waiting = [list(order) for order in orders if order]
    while waiting:
        first = min(waiting, key=lambda order: seniority(order[0]))
        yield first.pop(0)
        waiting = [order for order in waiting if order]


def _waiting(one: Ticket, now: datetime) -> Waiting:
    later = 0.0 if one.not_before is None else max(0.0, (one.not_before - now).total_seconds())
    return Waiting(may_leave=one.state in IN_QUEUE, not_before_s=later)


def _room(row: "RoomsNow", now: datetime) -> RoomNow:
    if row.state == "paused" and row.paused_until is not None:
        return RoomNow("on_break", (row.paused_until - now).total_seconds(), row.draining)
    doing = DOING.get(row.state)
    if doing is None or (doing == "free" and not row.connected):
        return RoomNow("away")
    since = {"calling": row.made_at, "talking": row.answered_at, "wrapping_up": row.state_since}.get(doing)
    return RoomNow(doing, 0.0 if since is None else max(0.0, (now - since).total_seconds()), row.draining)


def _belief(context: AppContext, department: str, days: "Sequence[Observed]") -> Posterior:
    """What is believed of a department: the configuration's expectation, its last jornadas, and today."""
    expected = context.municipality.expectations
    own = next((one.handle_minutes for one in context.municipality.departments if one.slug == department), None)
    prior = Prior(
        handle=DurationPrior((own or expected.handle_minutes) * 60, expected.handle_cv, expected.worth),
        patience_s=expected.patience_minutes * 60,
    )
    belief = begin(prior)
    for day in days:
        seen = _observations(day)
        belief = learn(belief, seen) if day.today else remember(learn(belief, seen), prior)
    return belief


def _observations(day: "Observed") -> Observations:
    return Observations(
        handled_s=day.handled,
        running_s=day.running if day.today else (),
        wrap_ups_s=day.wrap_ups,
        turnarounds_s=day.turnarounds,
        answered=day.answered,
        missed=day.missed,
        left=day.gave_up,
        waited_s=day.waited,
    )


def answer(question: Question) -> Outlook | None:
    """The forecast, in times of day. Pure, and slow enough for a thread; `None`: no room works or has said when it will."""
    seed = np.random.default_rng([question.queue_id, question.version])
    forecast = estimate(question.queue, question.belief, seed)
    if forecast is None:
        return None
    raw = {
        ticket.id: one
        for ticket, one in zip(question.order, forecast.waiting, strict=True)
        if ticket.queue_id == question.queue_id and ticket.state in IN_QUEUE
    }
    finishing = question.now + timedelta(seconds=forecast.joiner_done_p80_s)
    return Outlook(
        question.version,
        question.now,
        _expected(question, raw),
        raw,
        on_the_clock(forecast.joiner, question.now),
        finishing,
        late=finishing > question.closes_at,
    )


def _expected(question: Question, raw: Mapping[TicketId, Estimate]) -> dict[TicketId, Expected]:
    """Each one's range, from the first to the last turn that they may be called at."""
    order, seen, found = [one for one in question.order if one.id in raw], dict[Range, Expected](), {}
    ranges = [shown(raw[one.id]) for one in order]
    for one, (first, last) in zip(order, turns(order), strict=True):
        minutes = ranges[first] if first == last else Range(ranges[first].from_min, ranges[last].to_min)
        if minutes not in seen:  # of a long queue many have the same
            seen[minutes] = _of_day(minutes, question.now)
        found[one.id] = seen[minutes]
    return found


def on_the_clock(one: Estimate, now: datetime) -> Expected:
    """The range as times of day, the earlier one rounded down and the later one up, so that it does not flicker."""
    return _of_day(shown(one), now)


def _of_day(minutes: Range, now: datetime) -> Expected:
    low, high = now + timedelta(minutes=minutes.from_min), now + timedelta(minutes=minutes.to_min)
    return Expected(_rounded(low, now, up=False), _rounded(high, now, up=True))


def _rounded(at: datetime, now: datetime, *, up: bool) -> datetime:
    step = GRID if at - now >= SOON else timedelta(minutes=1)
    over = (at - datetime.min.replace(tzinfo=at.tzinfo)) % step
    return at + step - over if up and over else at - over

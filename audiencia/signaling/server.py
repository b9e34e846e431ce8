"""The Socket.IO server and the loops that keep it true: hints, looking for changes, leases, and what time brings about."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import socketio
import structlog
from aiohttp import web

from audiencia.administration import catalogue
from audiencia.cases.use_cases import due as cases_due
from audiencia.cases.use_cases import from_audience
from audiencia.core import metrics
from audiencia.core.cancellation import Loops, raise_if_cancelled
from audiencia.core.errors import DomainError
from audiencia.core.ids import PartyId, QueueId, RoomId, StaffId
from audiencia.core.logs import failure, of_library
from audiencia.media.control.fleet import Fleet
from audiencia.queue.booking import booking_notices, check_in
from audiencia.queue.call import assist, citizen_disconnect, presence, relative
from audiencia.queue.calling import expire, notify_turn_near, wait
from audiencia.queue.joining import seat
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import queues, standing
from audiencia.queue.sessions import sessions
from audiencia.queue.sessions.clock import ClockLook
from audiencia.runtime.context import AppContext
from audiencia.signaling import transport
from audiencia.signaling.clients import Clients
from audiencia.signaling.ended_sessions import EndedSessions
from audiencia.signaling.fanout import Fanout
from audiencia.signaling.hints.hints import Hints
from audiencia.signaling.lease import Lease
from audiencia.signaling.namespaces.assistant import AssistantNamespace
from audiencia.signaling.namespaces.base import MAX_EVENT_BYTES, LiveNamespace
from audiencia.signaling.namespaces.citizen import CitizenNamespace
from audiencia.signaling.namespaces.director import DirectorNamespace
from audiencia.signaling.namespaces.moderator import ModeratorNamespace
from audiencia.signaling.namespaces.relative import RelativeNamespace
from audiencia.signaling.namespaces.socket import Live, Socket
from audiencia.signaling.pings import Pings
from audiencia.signaling.quality import LOOK_SECONDS as LINES_SECONDS
from audiencia.signaling.quality import QualityWatch
from audiencia.signaling.transport import STAY, Stay

LOOK_SECONDS = 1.0
DAY_SECONDS = 86_400.0
CHANGES_SECONDS = 1.0  # How often changes are looked for of which no hint came.
LEASE_RENEWAL_SECONDS = 3.0
CLOCK_SECONDS = 5.0
HOUSEKEEPING_SECONDS = 600.0
TURN_SECONDS = 0.02
CASES_SECONDS = 60.0  # Terms of cases end with days: a minute more or less is nothing.
NAMESPACES = ("/citizen", "/director", "/relative", "/assistant", "/moderator")
"""Any other, the default one included, is refused: nobody would ask there who it is."""

DUE: Sequence[Callable[[AppContext], Awaitable[int]]] = (
    expire.miss_unanswered,
    presence.lose_directors,
    citizen_disconnect.drop_citizens,
    assist.expire_invitations,
    relative.expire,
    wait.end_silence,
    wait.end_postponements,
    wait.ask_ready,
    notify_turn_near.tell_near,
    seat.announce_no_more,
    queues.close_drained,
    standing.begin,
)
"""What time alone brings about, looked for each second by every node; each due thing is done once, whoever finds it."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sockets:
    """The attached server and its namespaces."""

    server: socketio.AsyncServer
    namespaces: Sequence[LiveNamespace]
    pings: Pings

    def here(self) -> list[tuple[LiveNamespace, str]]:
        """All open sockets, each by its namespace and id."""
        return [(namespace, sid) for namespace in self.namespaces for sid in namespace.sockets]

    def connections(self) -> list[Stay]:
        """The connections below them, in a namespace or not."""
        environs = [self.server.environ.get(one) for one in self.server.eio.sockets]
        requests = [one["aiohttp.request"] for one in environs if one is not None]
        return [one[STAY] for one in requests if STAY in one]  # of one that is just being upgraded there is none

    def consoles(self) -> list[tuple[RoomId, Socket]]:
        """The open consoles of directors."""
        return [found for one in self.namespaces if isinstance(one, DirectorNamespace) for found in one.consoles()]

    def hand(self, party: PartyId, event: str, said: Mapping[str, Any]) -> bool:
        """Tells all pages of this party what another one of their call said; whether there are any."""
        found = [(one.namespace, socket) for one in self.namespaces for socket in one.of_party(party)]
        for namespace, socket in found:
            socket.wire.emit(namespace, event, said)
        return bool(found)

    async def look_after(self) -> None:
        """Looks after the open sockets of every namespace."""
        for namespace in self.namespaces:
            await namespace.look_after()


def attach(app: web.Application, live: Live) -> Sockets:
    """Adds the namespaces to the web application.
    WebSocket only, no compression (CRIME-like leaks and memory per connection), bounded messages. An event a little over the
    limit still gets its coded error; one far over it ends the connection. Who may open one at all: `http/serving/live_socket.py`."""
    server = socketio.AsyncServer(
        client_manager=Clients(),
        async_mode="aiohttp",
        transports=["websocket"],
        cors_allowed_origins=[],
        max_http_buffer_size=4 * MAX_EVENT_BYTES,
        **transport.PINGED,
        always_connect=False,
        logger=of_library("audiencia.socketio"),
        engineio_logger=of_library("audiencia.engineio"),
        namespaces=list(NAMESPACES),
    )
    namespaces: list[LiveNamespace] = [
        CitizenNamespace("/citizen", live),
        DirectorNamespace("/director", live),
        RelativeNamespace("/relative", live),
        AssistantNamespace("/assistant", live),
        ModeratorNamespace("/moderator", live),
    ]
    for namespace in namespaces:
        server.register_namespace(namespace)
    pings = Pings(time.monotonic)
    transport.put_in(server, pings)
    server.attach(app)
    sockets = Sockets(server, namespaces, pings)
    live.keys.deliver = sockets.hand
    return sockets


class AfterCommit:
    """What happens after every commit of this node."""

    def __init__(self, fanout: Fanout, hints: Hints, fleet: Fleet, ended: EndedSessions) -> None:
        self._fanout, self._hints, self._fleet, self._ended = fanout, hints, fleet, ended

    async def rerouted(self, room_id: RoomId) -> None:
        """Media go their new ways before anybody is told."""
        await self._fleet.apply_now(room_id)

    async def cut_off(self, party: PartyId) -> None:
        """The device that was left hears and sees nobody any more, also before the other one is connected."""
        await self._fleet.cut_off(party)

    async def published(self, versions: Mapping[QueueId, int], slight: Collection[QueueId]) -> None:
        """This node's own watchers first; the others by a hint."""
        for queue_id, version in versions.items():
            self._fanout.hint(queue_id, version, slight=queue_id in slight)
        self._hints.publish(versions)

    async def signed_out(self, staff_ids: Collection[StaffId]) -> None:
        """This node's sockets end; other nodes are told."""
        self._ended.note(staff_ids)
        await self._hints.publish_signed_out(staff_ids)


async def run(live: Live, hints: Hints, sockets: Sockets, ended: EndedSessions) -> None:
    """All loops of a web node, until cancelled."""
    context, fanout, fleet, node_id = live.context, live.fanout, live.fleet, live.node_id
    lease = Lease(live, sockets.namespaces)
    quality = QualityWatch(context, fleet.lines, sockets.consoles, live.poor_lines, fanout.refresh)

    def is_lost(worker: str) -> bool:
        return fleet.is_lost(worker, worker_assignment.DEAD_SECONDS)

    clock, unused = ClockLook(context), check_in.Unused(context, node_id=node_id)

    async def place() -> None:
        # Of the first worker to report alone, all departments would be at home there for good.
        if fleet.all_met(worker_assignment.DEAD_SECONDS):
            await worker_assignment.place(context, is_lost)

    context.in_force.changed = fanout.refresh_all
    async with Loops() as group:
        group.create_task(watch_turns())
        group.create_task(sockets.pings.run())
        group.create_task(fanout.run())
        group.create_task(live.estimates.run())
        group.create_task(hints.run())
        group.create_task(hints.listen(fanout.hint, ended.note, live.keys.hear))
        group.create_task(ended.run(sockets.namespaces))
        group.create_task(fleet.run())
        group.create_task(every(LOOK_SECONDS, place))
        group.create_task(every(CHANGES_SECONDS, fanout.look_for_changes))
        group.create_task(every(LEASE_RENEWAL_SECONDS, lease.keep))
        group.create_task(every(LEASE_RENEWAL_SECONDS, lease.note_again))
        group.create_task(every(LEASE_RENEWAL_SECONDS, lambda: presence.lose_dead_nodes(context, node_id)))
        group.create_task(every(LINES_SECONDS, quality.turn))
        group.create_task(every(CLOCK_SECONDS, sockets.look_after))
        group.create_task(every(CLOCK_SECONDS, lambda: follow_clock(context, clock, unused)))
        _repeat_housekeeping(group, context)


def _repeat_housekeeping(group: Loops, context: AppContext) -> None:
    """Repeats what needs the database alone: terms that end, notices, the catalogue in force, the next session, what expires."""
    for due in DUE:
        group.create_task(every(LOOK_SECONDS, partial(due, context)))
    group.create_task(every(LOOK_SECONDS, lambda: catalogue.follow(context)))
    group.create_task(every(LOOK_SECONDS, lambda: context.met.note(context.database)))
    group.create_task(every(DAY_SECONDS, context.met.begin_anew))
    group.create_task(every(CASES_SECONDS, lambda: cases_due.follow_cases(context)))
    group.create_task(until_done(CASES_SECONDS, lambda: from_audience.adopt(context)))
    group.create_task(every(CASES_SECONDS, lambda: booking_notices.remind(context)))
    group.create_task(every(HOUSEKEEPING_SECONDS, lambda: expire.tidy(context)))
    group.create_task(every(HOUSEKEEPING_SECONDS, lambda: worker_assignment.forget_gone(context)))
    if context.demo:
        group.create_task(every(HOUSEKEEPING_SECONDS, lambda: sessions.open_demo(context)))
    group.create_task(every(HOUSEKEEPING_SECONDS, lambda: sessions.plan_next(context)))


async def follow_clock(context: AppContext, clock: ClockLook, unused: check_in.Unused) -> None:
    """Appointments lapse right after the look: sessions may take half a minute, and fail. They go on when appointments fail."""
    await clock.look()
    await _attempt(unused.lapse)
    await sessions.follow_clock(context)


async def watch_turns() -> None:
    """How long the loop is ever kept from turning, by its own work: processor time, so that a busy machine does not count. Tasks are
    counted when somebody asks."""
    loop = asyncio.get_running_loop()
    metrics.event_loop_tasks.set_function(lambda: len(asyncio.all_tasks(loop)))
    longest, used = 0.0, time.thread_time()
    while True:
        await asyncio.sleep(TURN_SECONDS)
        before, used = used, time.thread_time()
        if used - before > longest:
            longest = used - before
            metrics.event_loop_longest_block_seconds.set(longest)


async def every(seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    """Repeats `act`; what it fails with is logged and tried again the next time, because these loops repair things."""
    while True:
        await _attempt(act)
        await asyncio.sleep(seconds)


async def until_done(seconds: float, act: Callable[[], Awaitable[int]]) -> None:
    """Repeats `act`, which gives how many it did, until there is nothing left to do."""
    while True:
        if await _attempt(act) == 0:
            return
        await asyncio.sleep(seconds)


async def _attempt(act: Callable[[], Awaitable[object]]) -> object:
    """What `act` gives; `None` when it failed."""
    given = None
    try:
        given = await act()
    except DomainError as error:
        log.info("periodic_task_postponed", code=error.code)
    except Exception as error:  # noqa: BLE001 -- a loop that repairs things goes on
        failure(log, "periodic_task_failed", error)
    raise_if_cancelled()
    return given

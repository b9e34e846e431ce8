"""Looks every few seconds at the lines of those in a call: tells directors, counts, and keeps what was seen of each call.
Every node looks at all calls, so that none depends on one node. The one at which the director's console is open counts and
keeps; when the console comes to another, that one has seen the call too."""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from audiencia.core import metrics
from audiencia.core.ids import PartyId, QueueId, RoomId, party_of_room
from audiencia.db.commands import each
from audiencia.media.worker.grades import Trend, judge
from audiencia.media.worker.line_quality import LineQuality
from audiencia.media.worker.tally import Tally
from audiencia.queue.call import quality
from audiencia.queue.call.quality import Frozen, Key, Participant, RunningCall
from audiencia.runtime.context import AppContext
from audiencia.signaling.messages_out import LineQualityOut, QualityOut
from audiencia.signaling.namespaces.socket import Socket

LOOK_SECONDS = 5.0
FROZEN_WINDOW = 60.0
KEEP_TURNS = 12  # Once a minute what was seen so far is kept: a node that is killed loses no more than that.
FORGET_TURNS = 120  # A call that is held, or goes by telephone for a while, is still the same call.
Who = Literal["citizen", "self", "other"]
Queues = Callable[[], Awaitable[Mapping[PartyId, LineQuality]]]
Consoles = Callable[[], Iterable[tuple[RoomId, Socket]]]


class _Watched:
    """One participant's line in one call."""

    def __init__(self) -> None:
        self.party: PartyId | None = None
        self.tally = Tally()
        self.trend = Trend()
        self.line: LineQuality | None = None
        self.frozen = Frozen()
        self._counted = self._of_others = Frozen()
        """What is counted for this place in the call, and how much of it for those who had it before."""
        self.kept = 0
        self.unseen = 0
        self._frozen: deque[tuple[float, int]] = deque()

    def follow(self, party: PartyId) -> None:
        """Of whom this place in the call is: who comes into it after another begins with a line of their own."""
        if self.party not in (None, party):
            self.trend, self.line, self._of_others = Trend(), None, self._counted
            self._frozen.clear()
        self.party = party

    def look(self, line: LineQuality | None, frozen: Frozen, now: float) -> None:
        """One look; `line` is None while there is no connection."""
        self.unseen = 0
        self.line, self._counted, before = line, frozen, self._of_others
        self.frozen = Frozen(frozen.freezes - before.freezes, frozen.milliseconds - before.milliseconds)
        share = self._share(frozen.milliseconds, now)
        if line is not None:
            self.tally.add(line)
            self.trend = self.trend.look(judge(line, share))

    def _share(self, milliseconds: int, now: float) -> float:
        """The share of the last minute in which the picture stood still."""
        self._frozen.append((now, milliseconds))
        while now - self._frozen[0][0] > FROZEN_WINDOW:
            self._frozen.popleft()
        return min(1.0, (milliseconds - self._frozen[0][1]) / 1000 / FROZEN_WINDOW)


class QualityWatch:
    """`turn` once in `LOOK_SECONDS`. `lines` asks the media workers; `consoles` are the open ones of this node's directors.
    `poor` is kept as the rooms in whose call a line has been poor for long; `changed` is told of each queue of such a room."""

    def __init__(
        self,
        context: AppContext,
        lines: Queues,
        consoles: Consoles,
        poor: set[RoomId],
        changed: Callable[[QueueId], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._context, self._lines, self._consoles, self._clock = context, lines, consoles, clock
        self._poor, self._changed = poor, changed
        self._queues: dict[RoomId, tuple[QueueId, ...]] = {}
        self._watched: dict[Key, _Watched] = {}
        self._own: dict[Key, None] = {}
        """Those that this node counts and keeps."""
        self._told: dict[str, dict[str, Any]] = {}
        self._turns = 0

    async def turn(self) -> None:
        """One look at all calls. Raises `Unavailable` when the worker or the database is away."""
        self._turns += 1
        lines = await self._lines()
        calls = await quality.running(self._context)
        frozen = await quality.frozen(self._context, [call.leg_id for call in calls]) if calls else {}
        own = {room_id for room_id, _ in self._consoles()}
        for call in calls:
            for participant, party in call.parties.items():
                key = call.leg_id, participant
                watched = self._watched.setdefault(key, _Watched())
                watched.follow(party)
                watched.look(lines.get(party), frozen.get(key, Frozen()), self._clock())
                if call.room_id in own:
                    self._own[key] = None
                    _count(participant, watched)
        self._note_poor(calls)
        await self._tell(calls)
        await self._keep({(call.leg_id, participant) for call in calls for participant in call.parties})

    def _note_poor(self, calls: Sequence[RunningCall]) -> None:
        before, poor = set(self._poor), set()
        for call in calls:
            if any(self._watched[call.leg_id, participant].trend.lasting for participant in call.parties):
                poor.add(call.room_id)
                self._queues[call.room_id] = call.queues
        self._poor.clear()
        self._poor.update(poor)
        for queue_id in {queue for room in before ^ poor for queue in self._queues[room]}:
            self._changed(queue_id)
        self._queues = {room: self._queues[room] for room in poor}

    async def _tell(self, calls: Sequence[RunningCall]) -> None:
        of_room = {room: call for call in calls for room in (call.room_id, *call.guests)}
        consoles = list(self._consoles())
        self._told = {socket.sid: self._told[socket.sid] for _, socket in consoles if socket.sid in self._told}

        async def tell(console: tuple[RoomId, Socket]) -> None:
            room_id, socket = console
            call = of_room.get(room_id)
            view = QualityOut(lines=[] if call is None else self._shown(call, room_id)).model_dump(mode="json")
            if view != self._told.get(socket.sid, {"lines": []}):
                socket.last.send("quality", view)
                self._told[socket.sid] = view

        await each(consoles, tell)

    def _shown(self, call: RunningCall, room_id: RoomId) -> list[LineQualityOut]:
        own = next(one for one, party in call.parties.items() if party == party_of_room(room_id))
        names: dict[Participant, Who] = {"citizen": "citizen", own: "self"}
        order = sorted(call.parties, key=lambda one: (one != "citizen", one != own))
        return [_line(names.get(one, "other"), self._watched[call.leg_id, one]) for one in order]

    async def _keep(self, live: set[Key]) -> None:
        """Writes down what ended, and each minute all; forgets what ended long ago."""
        due: list[Key] = []
        for key, watched in self._watched.items():
            watched.unseen += key not in live
            ended, minute = watched.unseen == 1, self._turns % KEEP_TURNS == 0
            if key in self._own and watched.tally.looks > watched.kept and (ended or minute):
                due.append(key)
        if due:
            await quality.keep(self._context, [_row(key, self._watched[key].tally) for key in due])
        for key in due:
            self._watched[key].kept = self._watched[key].tally.looks
        for key in [key for key, watched in self._watched.items() if watched.unseen > FORGET_TURNS]:
            del self._watched[key]
            self._own.pop(key, None)


def _row(key: Key, tally: Tally) -> dict[str, Any]:
    return {"leg_id": key[0], "participant": key[1], "looks": tally.looks, **tally.summary()}


def _line(who: Who, watched: _Watched) -> LineQualityOut:
    line = watched.line or LineQuality()
    verdict = watched.trend.shown if watched.line is not None else None
    return LineQualityOut(
        who=who,
        grade=verdict.grade if verdict else None,
        cause=verdict.cause if verdict else None,
        lasting=verdict is not None and watched.trend.lasting,
        loss_up=_percent(line.loss_up),
        loss_down=_percent(line.loss_down),
        jitter_up=_whole(line.jitter_up),
        jitter_down=_whole(line.jitter_down),
        round_trip=_whole(line.round_trip),
        rate_up=_whole(line.rate_up),
        rate_down=_whole(line.rate_down),
        freezes=watched.frozen.freezes,
        frozen_seconds=round(watched.frozen.milliseconds / 1000),
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _count(participant: Participant, watched: _Watched) -> None:
    line, verdict = watched.line, watched.trend.shown
    if line is None or verdict is None:
        return
    metrics.call_quality_samples.labels(participant, verdict.grade).inc()
    for direction, loss, jitter, rate in (
        ("up", line.loss_up, line.jitter_up, line.rate_up),
        ("down", line.loss_down, line.jitter_down, line.rate_down),
    ):
        if loss is not None:
            metrics.call_loss.labels(participant, direction).observe(loss)
        if jitter is not None:
            metrics.call_jitter_seconds.labels(participant, direction).observe(jitter / 1000)
        if rate is not None:
            metrics.call_kbits.labels(participant, direction).observe(rate)
    if line.round_trip is not None:
        metrics.call_round_trip_seconds.labels(participant).observe(line.round_trip / 1000)

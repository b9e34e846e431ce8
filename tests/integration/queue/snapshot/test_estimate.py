"""What people are told of their wait, from real rows: made, kept, told again, and held against what came."""

import asyncio
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, QueueId, RoomId, TicketId
from audiencia.db.connection import Connection
from audiencia.queue.calling import answer, wait
from audiencia.queue.joining import outlook
from audiencia.queue.moderation import moderate, rooms
from audiencia.queue.snapshot import estimate
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_snapshot import snapshot
from audiencia.runtime.context import AppContext
from tests.support.scenery import Scenery

QUEUE = "agua"


class Clock:
    """A process's clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Time for the keeping of estimates."""
    return Clock()


@pytest.fixture
def estimates(scene: Scenery, clock: Clock) -> Estimates:
    """The estimates of one node."""
    return Estimates(scene.context, clock)


def queue_of(scene: Scenery) -> QueueId:
    """The queue that is looked at."""
    return QueueId(scene.queue(QUEUE)["id"])


def first_room(scene: Scenery) -> RoomId:
    """A room of that queue, its director there."""
    room_id = next(iter(scene.rooms))
    scene.connect(room_id)
    return room_id


def shown(scene: Scenery, estimates: Estimates) -> Snapshot:
    """What a view is made from, after the node has looked at what changed."""
    queue_id = queue_of(scene)
    estimates.add(scene.run(snapshot(scene.context, Opened(), queue_id, [])))
    scene.run(estimates.make_wanted())
    return estimates.add(scene.run(snapshot(scene.context, Opened(), queue_id, [])))


def test_without_a_room_nobody_says_how_long_and_the_line_is_not_read(
    scene: Scenery, estimates: Estimates, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.join(QUEUE)
    monkeypatch.delattr(outlook.SQL, "lined_up")
    assert shown(scene, estimates).estimates == {}
    assert scene.run(estimates.finishing(queue_of(scene))) is None


def test_everybody_in_line_is_told_a_range_and_later_ones_a_later_one(scene: Scenery, estimates: Estimates) -> None:
    scene.open(first_room(scene))
    tickets = [scene.join(QUEUE) for _ in range(5)]
    told = shown(scene, estimates)
    assert list(told.estimates) == tickets
    ranges = [told.estimates[one] for one in tickets]
    assert all(one.low_at <= one.high_at for one in ranges)
    assert [one.high_at for one in ranges] == sorted(one.high_at for one in ranges)
    assert ranges[-1].low_at > ranges[0].high_at
    finishing = scene.run(estimates.finishing(queue_of(scene)))
    assert finishing is not None
    assert finishing > ranges[-1].low_at


def test_a_line_that_this_node_knows_is_not_read_again_for_an_estimate(
    scene: Scenery, estimates: Estimates, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open(first_room(scene))
    tickets = [scene.join(QUEUE) for _ in range(4)]
    command = scene.ticket_command(tickets[1])
    scene.run(wait.postpone(scene.context, command, not_before=None, let_pass=1))
    known = estimates.add(scene.run(snapshot(scene.context, Opened(), queue_of(scene), [])))
    read = scene.run(Estimates(scene.context)._ask(queue_of(scene)))
    with monkeypatch.context() as without:
        without.delattr(outlook.SQL, "lined_up")
        kept = scene.run(estimates._ask(queue_of(scene)))
    assert read is not None
    assert kept is not None
    assert kept.order == read.order
    assert len(kept.order) == 4
    scene.join(QUEUE)
    later = scene.run(estimates._ask(known.queue_id))
    assert later is not None
    assert len(later.order) == 5


def test_a_second_room_brings_everybody_nearer_and_a_break_further(scene: Scenery, estimates: Estimates) -> None:
    first, second = list(scene.rooms)[:2]
    for room_id in (first, second):
        scene.connect(room_id)
    scene.open(first)
    last = [scene.join(QUEUE) for _ in range(8)][-1]

    def latest() -> datetime:
        return shown(scene, estimates).estimates[last].high_at

    alone = latest()
    scene.open(second)
    together = latest()
    scene.run(rooms.pause_room(scene.context, scene.room_command(second), 60, "break"))
    assert together < alone
    assert together < latest()


def test_who_looks_is_told_when_it_changed_and_not_otherwise(
    scene: Scenery, estimates: Estimates, clock: Clock
) -> None:
    told: list[QueueId] = []
    estimates.changed = told.append
    scene.open(first_room(scene))
    [scene.join(QUEUE) for _ in range(3)]
    shown(scene, estimates)
    assert told == [queue_of(scene)]
    shown(scene, estimates)
    assert told == [queue_of(scene)]
    scene.pass_time(30 * 60)
    clock.now += estimate.STALE_SECONDS + 1
    shown(scene, estimates)
    assert told == [queue_of(scene)] * 2


def made(monkeypatch: pytest.MonkeyPatch) -> list[QueueId]:
    """The questions that are answered from now on, by their queues."""
    answered: list[QueueId] = []
    answering = outlook.answer

    def answer(question: outlook.Question) -> outlook.Outlook | None:
        answered.append(question.queue_id)
        return answering(question)

    monkeypatch.setattr(outlook, "answer", answer)
    return answered


def test_all_who_join_at_once_wait_for_one_estimate(
    scene: Scenery, estimates: Estimates, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open(first_room(scene))
    scene.join(QUEUE)
    shown(scene, estimates)
    clock.now += estimate.STALE_SECONDS + 1
    answered, queue_id = made(monkeypatch), queue_of(scene)

    async def together() -> list[datetime | None]:
        return await asyncio.gather(*(estimates.finishing(queue_id) for _ in range(20)))

    assert len(set(scene.run(together()))) == 1
    assert answered == [queue_id]


def test_who_asked_and_is_gone_lets_no_second_simulation_begin(
    scene: Scenery, estimates: Estimates, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open(first_room(scene))
    scene.open(list(scene.rooms)[2])
    queue_id, sibling = queue_of(scene), QueueId(scene.queue("tesoreria")["id"])
    running, most = [0], [0]
    go_on, begun = threading.Event(), threading.Event()

    def answer(question: outlook.Question) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        begun.set()
        go_on.wait(60)
        running[0] -= 1

    monkeypatch.setattr(outlook, "answer", answer)

    async def gone() -> None:
        first = asyncio.create_task(estimates.finishing(queue_id))
        await asyncio.to_thread(begun.wait, 60)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        assert estimates._one_at_a_time.locked()
        other = asyncio.create_task(estimates.finishing(sibling))
        go_on.set()
        await other

    scene.run(gone())
    assert most == [1]


def test_a_queue_for_which_nobody_asks_is_forgotten(
    scene: Scenery, estimates: Estimates, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open(first_room(scene))
    scene.join(QUEUE)
    shown(scene, estimates)
    answered = made(monkeypatch)
    for _ in range(2):
        clock.now += estimate.STALE_SECONDS + 1
        scene.run(estimates.make_wanted())
    assert len(answered) == 2, "somebody looked a moment ago"
    clock.now += estimate.UNWANTED_SECONDS + 1
    scene.run(estimates.make_wanted())
    assert len(answered) == 2
    assert not estimates._kept


def test_a_queue_that_calls_nobody_any_more_is_not_read_again_and_again(
    scene: Scenery, estimates: Estimates, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open(first_room(scene))
    scene.join(QUEUE)
    shown(scene, estimates)
    scene.find("UPDATE queue SET state = 'closed', version = version + 1")
    shown(scene, estimates)
    read: list[QueueId] = []

    async def reads(context: AppContext, conn: Connection, queue_id: QueueId) -> None:
        read.append(queue_id)

    monkeypatch.setattr(outlook, "read", reads)
    clock.now += estimate.STALE_SECONDS + 1
    scene.run(estimates.make_wanted())
    assert not read


def test_people_of_a_paused_line_with_the_same_rooms_keep_nobody_waiting(scene: Scenery, estimates: Estimates) -> None:
    room_id = first_room(scene)
    departments = ["agua", "tesoreria"]
    version = scene.room(room_id)["version"]
    command_id = CommandId(uuid4())
    scene.run(moderate.set_served(scene.context, scene.moderator, command_id, room_id, version, departments))
    scene.open(room_id)
    for _ in range(8):
        scene.join("tesoreria")
    last = [scene.join(QUEUE) for _ in range(2)][-1]

    def wait_for_last() -> timedelta:
        seen = shown(scene, estimates)
        return seen.estimates[last].high_at - seen.now

    behind_all = wait_for_last()
    scene.find("UPDATE queue SET state = 'paused' WHERE id <> $1", queue_of(scene))
    scene.join(QUEUE)
    assert wait_for_last() < behind_all / 2


def test_near_closing_the_line_is_full_for_today(scene: Scenery, estimates: Estimates) -> None:
    scene.open(first_room(scene))
    [scene.join(QUEUE) for _ in range(6)]
    assert not shown(scene, estimates).late
    scene.find("UPDATE session SET closes_at = app_now() + interval '20 minutes'")
    scene.join(QUEUE)
    assert shown(scene, estimates).late


def test_the_first_estimate_is_kept_and_scored_when_the_talk_begins(scene: Scenery, estimates: Estimates) -> None:
    room_id = first_room(scene)
    scene.open(room_id)
    first, second, third = (scene.join(QUEUE) for _ in range(3))
    shown(scene, estimates)
    kept = scene.find("SELECT ticket_id, middle_at FROM estimate ORDER BY middle_at")
    assert [one["ticket_id"] for one in kept] == [second, third]
    assert scene.run(estimate.scores(scene.context)) == []
    assert scene.talk(room_id) == first
    scene.pass_time(9 * 60)
    scene.conclude(room_id)
    shown(scene, Estimates(scene.context))
    assert scene.find("SELECT ticket_id, middle_at FROM estimate ORDER BY middle_at") == kept
    assert scene.talk(room_id) == second
    scores = scene.run(estimate.scores(scene.context))
    assert [(one.score.count, one.department.en) for one in scores] == [(1, "Water and Drainage")]
    assert 0 <= scores[0].score.mae_min < 15


def test_who_let_others_pass_is_no_test_of_an_estimate(scene: Scenery, estimates: Estimates) -> None:
    room_id = first_room(scene)
    scene.open(room_id)
    first, second = scene.join(QUEUE), scene.join(QUEUE)
    shown(scene, estimates)
    command = scene.ticket_command(second)
    scene.run(wait.postpone(scene.context, command, let_pass=1))
    assert scene.talk(room_id) == first
    scene.conclude(room_id)
    scene.run(wait.end_postponements(scene.context))
    called = scene.call(room_id)
    scene.run(answer.accept(scene.context, scene.ticket_command(TicketId(called))))
    assert called == second
    assert scene.run(estimate.scores(scene.context)) == []


def test_postponed_people_are_counted_where_they_come_back(scene: Scenery, estimates: Estimates) -> None:
    scene.open(first_room(scene))
    away, *others = (scene.join(QUEUE) for _ in range(4))
    before = shown(scene, estimates).estimates
    scene.run(wait.postpone(scene.context, scene.ticket_command(away), let_pass=2))
    after = shown(scene, estimates).estimates
    assert away not in after
    assert after[others[0]].high_at < before[others[0]].high_at
    assert after[others[2]].high_at >= before[others[1]].high_at


def test_a_database_that_is_away_means_no_estimate_and_no_error(scene: Scenery, estimates: Estimates) -> None:
    scene.run(scene.context.database.close())
    assert scene.run(estimates.finishing(queue_of(scene))) is None
    scene.run(scene.context.database.open())

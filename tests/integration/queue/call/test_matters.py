"""Other matters that a citizen brings up in one visit: nobody's is dropped in silence."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.privacy.crypto import aad
from audiencia.queue.call import conclude, matters, transfer
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.matters import MOST_WRITTEN
from audiencia.queue.moderation import moderate
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.load_snapshot import snapshot
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from tests.support.audience import TOPICS
from tests.support.scenery import Scenery

MATTER = "La toma de agua no tiene medidor"


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room of agua."""
    first = next(iter(scene.rooms))
    scene.open(first)
    return first


@pytest.fixture
def waiting(scene: Scenery) -> TicketId:
    """Who waits for agua."""
    return scene.join("agua")


def another(
    scene: Scenery, ticket: TicketId, department: str = "tesoreria", topic: str | None = None
) -> Coroutine[Any, Any, Any]:
    command = scene.ticket_command(ticket)
    return matters.another_matter(scene.context, command, department, topic or TOPICS[department], MATTER)


def bring_up(scene: Scenery, ticket: TicketId, department: str = "tesoreria") -> UUID:
    return UUID(scene.run(another(scene, ticket, department))["matter_id"])


def record(scene: Scenery, room: RoomId) -> Coroutine[Any, Any, Any]:
    return conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome())


def set_queue(scene: Scenery, state: str, department: str = "tesoreria") -> None:
    scene.find("UPDATE queue SET state = $1 WHERE id = $2 RETURNING id", state, scene.queue(department)["id"])


def seen(scene: Scenery, ticket: TicketId) -> TicketFacts:
    queue_id = scene.ticket(ticket)["queue_id"]
    return scene.run(snapshot(scene.context, Opened(), queue_id, [ticket])).tickets[ticket]


def read(scene: Scenery, ticket: TicketId) -> list[str]:
    """What the citizen reads of the own place."""
    return [one.kind for one in seen(scene, ticket).history]


async def _opened(scene: Scenery, ticket: TicketId) -> list[str]:
    async with scene.context.database.begin() as tx:
        attention = await tx.conn.fetchval("SELECT attention_id FROM ticket WHERE id = $1", ticket)
        key = await key_of(scene.context, tx, attention)
        rows = await tx.conn.fetch("SELECT id, matter_sealed FROM further_matter ORDER BY asked_at")
        return [key.open(row["matter_sealed"], aad("further_matter.matter", row["id"])) for row in rows]


def test_a_matter_is_brought_up_at_any_time_of_the_visit(scene: Scenery, room: RoomId, waiting: TicketId) -> None:
    def again() -> None:
        matter = bring_up(scene, waiting)
        scene.run(matters.withdraw_matter(scene.context, scene.ticket_command(waiting), matter))

    again()
    scene.run(wait.postpone(scene.context, scene.ticket_command(waiting), let_pass=2))
    again()
    scene.run(wait.resume(scene.context, scene.ticket_command(waiting)))
    scene.call(room)
    again()
    scene.run(answer.accept(scene.context, scene.ticket_command(waiting)))
    again()
    scene.run(answer.hang_up(scene.context, scene.ticket_command(waiting)))
    again()
    scene.run(record(scene, room))
    assert scene.refused(another(scene, waiting)) == "not_allowed_now"


def test_it_is_sealed_and_the_place_stays(scene: Scenery, waiting: TicketId) -> None:
    order, version = scene.order(), scene.ticket(waiting)["version"]
    bring_up(scene, waiting)
    assert scene.run(_opened(scene, waiting)) == [MATTER]
    assert MATTER.encode() not in scene.find("SELECT matter_sealed FROM further_matter")[0]["matter_sealed"]
    assert (scene.order(), scene.ticket(waiting)["version"]) == (order, version)
    assert scene.events("matter_added") == [("matter_added", "citizen", None)]


def test_what_is_refused(scene: Scenery, waiting: TicketId) -> None:
    assert scene.refused(another(scene, waiting, topic="nada")) == "unknown_topic"
    assert scene.refused(another(scene, waiting, "agua", TOPICS["tesoreria"])) == "unknown_topic"
    set_queue(scene, "draining")
    assert scene.refused(another(scene, waiting)) == "queue_closed"
    set_queue(scene, "open")
    other = scene.join("tesoreria")
    scene.find("UPDATE ticket SET device_index = 'same' WHERE id = ANY($1) RETURNING id", [waiting, other])
    assert scene.refused(another(scene, waiting)) == "already_in_line"


def test_so_many_and_no_more(scene: Scenery, waiting: TicketId) -> None:
    first = bring_up(scene, waiting)
    bring_up(scene, waiting, "agua")
    assert scene.refused(another(scene, waiting)) == "too_many_matters"
    scene.run(matters.withdraw_matter(scene.context, scene.ticket_command(waiting), first))
    bring_up(scene, waiting)


def test_those_that_have_begun_count_too(scene: Scenery, room: RoomId, waiting: TicketId) -> None:
    """Otherwise one visit would go on for ever, at the seniority of its first matter."""
    first = bring_up(scene, waiting, "agua")
    bring_up(scene, waiting)
    scene.talk(room)
    scene.run(transfer.pass_on(scene.context, scene.room_command(room), first, ""))
    assert seen(scene, waiting).begun == 1
    went_on = next(one for one in seen(scene, waiting).history if one.kind == "continued")
    assert went_on.detail["to_queue"] == scene.queue("agua")["id"], "the history would not say where"
    assert scene.refused(another(scene, waiting)) == "too_many_matters"


def test_nobody_writes_matters_without_end(scene: Scenery, waiting: TicketId) -> None:
    for _ in range(MOST_WRITTEN):
        matter = bring_up(scene, waiting)
        scene.run(matters.withdraw_matter(scene.context, scene.ticket_command(waiting), matter))
    assert scene.refused(another(scene, waiting)) == "too_many_matters"


def test_only_the_own_ones_that_have_not_begun_are_taken_back(scene: Scenery, room: RoomId, waiting: TicketId) -> None:
    other = scene.join("agua")
    matter = bring_up(scene, waiting)

    def back(ticket: TicketId, which: UUID) -> Coroutine[Any, Any, Any]:
        return matters.withdraw_matter(scene.context, scene.ticket_command(ticket), which)

    assert scene.refused(back(other, matter)) == "not_found"
    assert scene.refused(back(waiting, uuid4())) == "not_found"
    scene.talk(room)
    scene.run(transfer.pass_on(scene.context, scene.room_command(room), matter, ""))
    assert scene.refused(back(waiting, matter)) == "not_found"


def test_everybody_sees_the_matter_that_the_visit_is_about_now(scene: Scenery, room: RoomId, waiting: TicketId) -> None:
    first = seen(scene, waiting)
    command = scene.ticket_command(waiting)
    topic = TOPICS["tesoreria"]
    made = scene.run(matters.another_matter(scene.context, command, "tesoreria", topic, "Una multa que no es mía"))
    assert (seen(scene, waiting).topic, seen(scene, waiting).private.matter) == (first.topic, first.private.matter)
    assert [one.matter for one in seen(scene, waiting).matters] == ["Una multa que no es mía"]
    scene.talk(room)
    scene.run(transfer.pass_on(scene.context, scene.room_command(room), UUID(made["matter_id"]), ""))
    assert seen(scene, waiting).private.matter == "Una multa que no es mía"
    assert seen(scene, waiting).topic != first.topic
    assert seen(scene, waiting).matters == ()
    scene.find("UPDATE further_matter SET matter_sealed = 'x' RETURNING id")
    assert seen(scene, waiting).private.matter is None, "that it does not open is not that nothing was written"


def test_the_result_waits_for_a_matter_that_can_go_on(scene: Scenery, room: RoomId, waiting: TicketId) -> None:
    scene.talk(room)
    matter = bring_up(scene, waiting)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert scene.refused(record(scene, room)) == "matters_left"
    assert scene.refused(conclude.defer_outcome(scene.context, scene.room_command(room))) == "matters_left"
    scene.run(matters.withdraw_matter(scene.context, scene.ticket_command(waiting), matter))
    scene.run(record(scene, room))
    assert scene.ticket(waiting)["state"] == "served"


@pytest.mark.parametrize("ends", ["record", "defer"])
def test_a_matter_whose_line_has_closed_holds_nobody_up_and_is_told(
    scene: Scenery, room: RoomId, waiting: TicketId, ends: str
) -> None:
    scene.talk(room)
    bring_up(scene, waiting)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    set_queue(scene, "draining")
    command = scene.room_command(room)
    scene.run(record(scene, room) if ends == "record" else conclude.defer_outcome(scene.context, command))
    assert scene.events("matter_lapsed") == [("matter_lapsed", "system", "visit_over")]
    assert scene.find("SELECT withdrawn_at IS NOT NULL AS over FROM further_matter") == [{"over": True}]


def test_one_of_two_that_can_go_on_keeps_both(scene: Scenery, room: RoomId, waiting: TicketId) -> None:
    scene.talk(room)
    bring_up(scene, waiting)
    bring_up(scene, waiting, "agua")
    set_queue(scene, "draining")
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert scene.refused(record(scene, room)) == "matters_left"
    assert scene.find("SELECT id FROM further_matter WHERE withdrawn_at IS NOT NULL") == []


def lose_director(scene: Scenery, room: RoomId) -> None:
    scene.disconnect(room, scene.connect(room))
    scene.pass_time(60)


def test_when_the_director_is_lost_after_the_call_the_next_matter_begins(
    scene: Scenery, room: RoomId, waiting: TicketId
) -> None:
    scene.talk(room)
    bring_up(scene, waiting)
    bring_up(scene, waiting, "agua")
    set_queue(scene, "draining")
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    lose_director(scene, room)
    ticket = scene.ticket(waiting)
    assert (ticket["state"], ticket["queue_id"]) == ("waiting", scene.queue("agua")["id"])
    assert scene.events("continued") == [("continued", "system", "next_matter")]
    assert scene.legs(waiting) == [("agua", "concluded"), ("agua", None)]
    assert scene.room(room)["state"] == "disconnected"
    assert len(seen(scene, waiting).matters) == 1


def test_when_the_director_is_lost_after_the_call_what_cannot_go_on_lapses_and_is_told(
    scene: Scenery, room: RoomId, waiting: TicketId
) -> None:
    scene.talk(room)
    bring_up(scene, waiting)
    set_queue(scene, "draining")
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    lose_director(scene, room)
    assert scene.ticket(waiting)["state"] == "outcome_pending"
    assert "matter_lapsed" in read(scene, waiting)


def _leave(scene: Scenery, ticket: TicketId) -> None:
    scene.run(answer.leave(scene.context, scene.ticket_command(ticket)))


def _cancel(scene: Scenery, ticket: TicketId) -> None:
    version = scene.ticket(ticket)["version"]
    command = CommandId(uuid4())
    scene.run(moderate.cancel_ticket(scene.context, scene.moderator, command, ticket, version, "asked_by_person"))


def _miss(scene: Scenery, ticket: TicketId) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    for _ in range(2):
        if scene.ticket(ticket)["state"] == "waiting":
            scene.call(room)
        else:
            scene.run(call.call_again(scene.context, scene.room_command(room), ticket))
        scene.pass_time(91)


def _close(scene: Scenery, _ticket: TicketId) -> None:
    scene.pass_time(13 * 3600)


@pytest.mark.parametrize(
    ("end", "state"), [(_leave, "left"), (_cancel, "cancelled"), (_miss, "no_show"), (_close, "carried_over")]
)
def test_however_the_visit_ends_the_citizen_reads_that_the_matter_lapsed(
    scene: Scenery, waiting: TicketId, end: Callable[[Scenery, TicketId], None], state: str
) -> None:
    bring_up(scene, waiting)
    end(scene, waiting)
    assert scene.ticket(waiting)["state"] == state
    assert scene.events("matter_lapsed") == [("matter_lapsed", "system", "visit_over")]
    assert read(scene, waiting)[-1] == "matter_lapsed"

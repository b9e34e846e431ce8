"""A citizen goes on elsewhere: cold transfers, and the next of several matters."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import AttentionId, CommandId, QueueId, RoomId, TicketId
from audiencia.followup import follow
from audiencia.privacy.crypto import aad
from audiencia.queue.call import conclude, hold, matters, transfer
from audiencia.queue.calling import answer
from audiencia.queue.calling.calls import key_of
from audiencia.queue.joining.status import turn_summary
from audiencia.queue.moderation import queues
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.settings.config import Text
from tests.support.audience import TOPICS
from tests.support.races import at_once
from tests.support.scenery import Scenery

NOTE = "Trae el recibo; falta el plano de la toma"


@pytest.fixture
def rooms(scene: Scenery) -> list[RoomId]:
    """Two rooms of agua and one of tesoreria, all open."""
    for room in scene.rooms:
        scene.open(room)
    return list(scene.rooms)


@pytest.fixture
def room(rooms: list[RoomId]) -> RoomId:
    """The first of them."""
    return rooms[0]


@pytest.fixture
def talking(scene: Scenery, room: RoomId) -> TicketId:
    """Who is in the call of that room."""
    scene.join("agua")
    return scene.talk(room)


def cold(scene: Scenery, room: RoomId, department: str = "tesoreria", note: str = "") -> Coroutine[Any, Any, Any]:
    return transfer.transfer_call(scene.context, scene.room_command(room), department, note)


def bring_up(scene: Scenery, ticket: TicketId, department: str = "tesoreria") -> UUID:
    command = scene.ticket_command(ticket)
    made = scene.run(matters.another_matter(scene.context, command, department, TOPICS[department], "Otro asunto"))
    return UUID(made["matter_id"])


def pass_on(scene: Scenery, room: RoomId, matter: UUID, note: str = "") -> Coroutine[Any, Any, Any]:
    return transfer.pass_on(scene.context, scene.room_command(room), matter, note)


def still_talking(scene: Scenery, room: RoomId) -> None:
    pass


def on_hold(scene: Scenery, room: RoomId) -> None:
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))


def call_ended(scene: Scenery, room: RoomId) -> None:
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))


MOMENTS = pytest.mark.parametrize("moment", [still_talking, on_hold, call_ended])
Moment = Callable[[Scenery, RoomId], None]


async def _opened(scene: Scenery, ticket: TicketId) -> list[str]:
    async with scene.context.database.begin() as tx:
        attention = await tx.conn.fetchval("SELECT attention_id FROM ticket WHERE id = $1", ticket)
        key = await key_of(scene.context, tx, attention)
        legs = await tx.conn.fetch("SELECT id, note_sealed FROM leg WHERE note_sealed IS NOT NULL ORDER BY began_at")
        return [key.open(row["note_sealed"], aad("leg.note", row["id"])) for row in legs]


@MOMENTS
def test_a_transferred_citizen_waits_at_the_seniority_they_have(
    scene: Scenery, rooms: list[RoomId], talking: TicketId, moment: Moment
) -> None:
    before = scene.join("tesoreria")
    scene.find("UPDATE ticket SET joined_at = joined_at - interval '1 h' WHERE id = $1 RETURNING id", before)
    scene.find("UPDATE attention SET joined_at = joined_at - interval '1 h' WHERE id = $1 RETURNING id",
               scene.ticket(before)["attention_id"])  # fmt: skip
    later = scene.join("tesoreria")
    joined_at = scene.ticket(talking)["joined_at"]
    moment(scene, rooms[0])
    assert scene.run(cold(scene, rooms[0])) == {"number": scene.ticket(talking)["number"]}
    ticket = scene.ticket(talking)
    assert (ticket["state"], ticket["joined_at"]) == ("waiting", joined_at)
    assert scene.legs(talking) == [("agua", "transferred"), ("tesoreria", None)]
    assert (scene.passed(before), scene.passed(later)) == ([], ["transferred"])
    assert scene.room(rooms[0])["state"] == "available"
    assert scene.in_slots(rooms[0]) == set()
    assert scene.talk(rooms[2]) == before
    scene.conclude(rooms[2])
    assert scene.talk(rooms[2]) == talking


def test_the_note_is_sealed_for_the_next_director(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.run(cold(scene, room, note=NOTE))
    sealed = scene.find("SELECT note_sealed FROM leg WHERE note_sealed IS NOT NULL")
    assert len(sealed) == 1 and NOTE.encode() not in sealed[0]["note_sealed"]
    assert scene.run(_opened(scene, talking)) == [NOTE]


def test_without_a_note_nothing_is_kept(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.run(cold(scene, room))
    assert scene.find("SELECT id FROM leg WHERE note_sealed IS NOT NULL") == []


@pytest.mark.parametrize(("department", "code"), [("agua", "same_department"), ("nada", "unknown_department")])
def test_where_nobody_can_be_transferred(
    scene: Scenery, room: RoomId, talking: TicketId, department: str, code: str
) -> None:
    assert scene.refused(cold(scene, room, department)) == code
    assert scene.ticket(talking)["state"] == "in_call"


def drain(scene: Scenery, department: str) -> None:
    seen = scene.queue(department)["state_version"]
    command = CommandId(uuid4())
    scene.run(queues.set_queue(scene.context, scene.moderator, command, seen, department, "drain", None, None))


def test_nobody_is_transferred_to_a_line_that_takes_nobody_any_more(
    scene: Scenery, room: RoomId, talking: TicketId
) -> None:
    drain(scene, "tesoreria")
    assert scene.refused(cold(scene, room)) == "queue_closed"


def test_nobody_is_twice_in_one_line(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    other = scene.join("tesoreria")
    scene.find("UPDATE ticket SET device_index = 'same' WHERE id = ANY($1) RETURNING id", [talking, other])
    assert scene.refused(cold(scene, room)) == "already_in_line"
    scene.run(answer.leave(scene.context, scene.ticket_command(other)))
    scene.run(cold(scene, room))
    assert scene.ticket(talking)["state"] == "waiting"


def test_only_whom_the_room_attends_is_transferred(scene: Scenery, room: RoomId) -> None:
    assert scene.refused(cold(scene, room)) == "not_allowed_now"
    scene.join("agua")
    scene.call(room)
    assert scene.refused(cold(scene, room)) == "room_busy"


def test_a_command_for_what_was_there_before_transfers_nobody(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    command = scene.room_command(room, stale=True)
    assert scene.refused(transfer.transfer_call(scene.context, command, "tesoreria", "")) == "stale_version"


def test_whoever_is_cut_off_is_let_go_instead(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.disconnect(talking, scene.connect(talking))
    scene.pass_time(20)
    assert scene.refused(cold(scene, room)) == "not_allowed_now"


def test_the_interpreter_is_free_for_the_next_call(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.find("UPDATE reservation SET interpreter_id = (SELECT min(id) FROM interpreter) WHERE ticket_id = $1 "
               "RETURNING id", talking)  # fmt: skip
    scene.run(cold(scene, room))
    busy = (
        "SELECT id FROM reservation WHERE interpreter_id IS NOT NULL AND ended_at IS NULL AND interpreter_until IS NULL"
    )
    assert scene.find(busy) == []


def test_transferring_and_hanging_up_at_the_same_moment_is_one_of_both(
    scene: Scenery, room: RoomId, talking: TicketId
) -> None:
    lock = f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"
    found = at_once(scene, lock, cold(scene, room), answer.hang_up(scene.context, scene.ticket_command(talking)))
    assert sum(isinstance(one, dict) for one in found) == 1
    assert {one for one in found if isinstance(one, str)} <= {"stale_version", "not_allowed_now"}
    states = (scene.ticket(talking)["state"], scene.room(room)["state"])
    assert states in {("waiting", "available"), ("wrap_up", "wrap_up")}


def test_two_rooms_that_transfer_into_each_others_lines_do_not_block_each_other(
    scene: Scenery, rooms: list[RoomId], talking: TicketId
) -> None:
    scene.join("tesoreria")
    other = scene.talk(rooms[2])
    lock = f"SELECT FROM queue WHERE id = {min(scene.queue(one)['id'] for one in ('agua', 'tesoreria'))} FOR UPDATE"
    found = at_once(scene, lock, cold(scene, rooms[0]), cold(scene, rooms[2], "agua"))
    assert all(isinstance(one, dict) for one in found)
    assert scene.ticket(talking)["queue_id"] == scene.queue("tesoreria")["id"]
    assert scene.ticket(other)["queue_id"] == scene.queue("agua")["id"]


@MOMENTS
def test_the_next_matter_begins_in_its_line_without_queuing_again(
    scene: Scenery, rooms: list[RoomId], talking: TicketId, moment: Moment
) -> None:
    matter = bring_up(scene, talking)
    later = scene.join("tesoreria")
    moment(scene, rooms[0])
    scene.run(pass_on(scene, rooms[0], matter, NOTE))
    assert scene.legs(talking) == [("agua", "concluded"), ("tesoreria", None)]
    assert scene.passed(later) == ["continued"]
    assert scene.room(rooms[0])["state"] == "available"
    assert scene.find("SELECT begun_at IS NOT NULL AS begun FROM further_matter") == [{"begun": True}]
    assert scene.run(_opened(scene, talking)) == [NOTE]
    assert scene.talk(rooms[2]) == talking
    scene.conclude(rooms[2])
    assert scene.legs(talking) == [("agua", "concluded"), ("tesoreria", "concluded")]
    assert scene.find("SELECT count(*) AS n FROM attention WHERE outcome IS NOT NULL") == [{"n": 1}]


def test_the_next_matter_may_belong_to_the_same_line(scene: Scenery, rooms: list[RoomId], talking: TicketId) -> None:
    matter = bring_up(scene, talking, "agua")
    scene.join("agua")
    scene.run(pass_on(scene, rooms[0], matter))
    assert scene.legs(talking) == [("agua", "concluded"), ("agua", None)]
    assert scene.call(rooms[1]) == talking


def test_a_matter_begins_once_and_only_its_own_citizens(scene: Scenery, rooms: list[RoomId], talking: TicketId) -> None:
    matter = bring_up(scene, talking)
    scene.join("agua")
    scene.talk(rooms[1])
    assert scene.refused(pass_on(scene, rooms[1], matter)) == "not_found"
    assert scene.refused(pass_on(scene, rooms[0], uuid4())) == "not_found"
    scene.run(pass_on(scene, rooms[0], matter))
    assert scene.talk(rooms[2]) == talking
    assert scene.refused(pass_on(scene, rooms[2], matter)) == "not_found"


def test_no_matter_begins_where_the_line_has_closed(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    matter = bring_up(scene, talking)
    drain(scene, "tesoreria")
    assert scene.refused(pass_on(scene, room, matter)) == "queue_closed"
    assert scene.find("SELECT begun_at FROM further_matter") == [{"begun_at": None}]


def names(scene: Scenery, department: str) -> tuple[Text, Text]:
    """Of the topic that everybody of a department has here: in its own department, and in any other one."""
    found = scene.context.municipality.department(department)
    assert found is not None
    topic = next(one.name for one in found.topics if one.slug == TOPICS[department])
    return topic, Text(es=f"{topic.es} ({found.name.es})", en=f"{topic.en} ({found.name.en})")


def live_topic(scene: Scenery, ticket: TicketId) -> Text:
    """What citizen, director and moderators read that the visit is about."""
    queue = QueueId(scene.ticket(ticket)["queue_id"])
    return scene.run(load_snapshot.snapshot(scene.context, Opened(), queue, [ticket])).tickets[ticket].topic


def topics(scene: Scenery, ticket: TicketId) -> list[Text]:
    """The same, and what stands on the citizen's pages."""
    attention = AttentionId(scene.ticket(ticket)["attention_id"])
    own_page = scene.run(turn_summary(scene.context, attention))
    by_folio = scene.run(follow.look(scene.context, attention))
    assert own_page is not None and by_folio is not None
    return [live_topic(scene, ticket), own_page.topic, by_folio.topic]


def test_in_another_department_a_topic_says_whose_it_is(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    own, elsewhere = names(scene, "agua")
    assert topics(scene, talking) == [own] * 3
    scene.run(cold(scene, room))
    assert topics(scene, talking) == [elsewhere] * 3


def test_a_further_matter_says_whose_it_is_where_it_is_passed_on(
    scene: Scenery, rooms: list[RoomId], talking: TicketId
) -> None:
    own, elsewhere = names(scene, "tesoreria")
    scene.run(pass_on(scene, rooms[0], bring_up(scene, talking)))
    assert live_topic(scene, talking) == own
    assert scene.talk(rooms[2]) == talking
    scene.run(cold(scene, rooms[2], "agua"))
    assert live_topic(scene, talking) == elsewhere

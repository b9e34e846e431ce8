"""What time alone brings about: leases of nodes, a jornada that owes an outcome, and who was passed."""

from dataclasses import replace
from uuid import uuid4

from audiencia.core.ids import CommandId, QueueId, RoomId
from audiencia.queue.call import conclude, presence
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import rooms
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.queue.sessions import sessions
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from tests.support.audience import NAME
from tests.support.scenery import NODE, Scenery

OTHER = uuid4()
LAPSED = presence.LEASE_SECONDS + presence.PATIENCE_SECONDS + 1


def connected(scene: Scenery) -> list[bool]:
    return [bool(row["connected"]) for row in scene.find("SELECT connected FROM ticket ORDER BY joined_at")]


def pass_time_alone(scene: Scenery, seconds: int) -> None:
    scene.find(f"UPDATE app_clock SET shift = shift + interval '{seconds} s' RETURNING one")


def test_a_node_whose_renewal_is_late_does_not_lose_its_own_people(scene: Scenery) -> None:
    scene.run(presence.citizen_came(scene.context, NODE, "socket", scene.join("agua")))
    pass_time_alone(scene, LAPSED)
    assert scene.run(presence.lose_dead_nodes(scene.context, NODE)) == 0
    assert connected(scene) == [True]


def test_a_node_that_was_given_up_learns_it_and_notes_its_people_again(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    scene.run(presence.citizen_came(scene.context, NODE, "socket", ticket_id))
    assert scene.run(presence.keep_lease(scene.context, NODE)) is False
    pass_time_alone(scene, LAPSED)
    assert scene.run(presence.lose_dead_nodes(scene.context, OTHER)) == 1
    assert connected(scene) == [False]
    assert scene.run(presence.keep_lease(scene.context, NODE)) is True
    scene.run(presence.citizen_came(scene.context, NODE, "socket", ticket_id))
    assert connected(scene) == [True]


def test_a_node_with_other_media_workers_does_not_begin_on_the_same_database(scene: Scenery) -> None:
    ours, theirs = (replace(scene.context, fleet=mark * 64) for mark in "ab")
    assert scene.run(presence.begin(ours, NODE, within=1)) is True
    assert scene.run(presence.begin(theirs, OTHER, within=1)) is False
    assert scene.find("SELECT fleet FROM node") == [{"fleet": "a" * 64}], "who was refused holds no lease"
    pass_time_alone(scene, LAPSED)
    assert scene.run(presence.begin(theirs, OTHER, within=1)) is True


def test_a_lease_that_was_renewed_meanwhile_saves_its_people(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    scene.run(presence.citizen_came(scene.context, NODE, "socket", ticket_id))
    scene.run(presence.citizen_went(scene.context, "socket", ticket_id, expired=True))
    assert connected(scene) == [True]


def test_an_outcome_that_is_owed_does_not_hold_up_the_next_jornada(scene: Scenery) -> None:
    room_id = in_wrap_up(scene)
    scene.pass_time(13 * 3600)
    scene.run(sessions.open_demo(scene.context))
    states = [row["state"] for row in scene.find("SELECT state FROM session ORDER BY id")]
    assert states == ["closing", "open"]
    assert scene.join("agua")
    director = scene.rooms[room_id]
    assert scene.run(rooms.room_of(scene.context, director, "agua")) == room_id, "the director is led to what is owed"
    assert scene.run(rooms.left_behind(scene.context, [room_id])) == set()
    known = scene.context.municipality.dispositions[0]
    outcome = conclude.Outcome(known.outcome, known.code, "", "")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room_id), outcome))
    scene.pass_time(1)
    assert [row["state"] for row in scene.find("SELECT state FROM session ORDER BY id")] == ["closed", "open"]
    today = scene.run(rooms.room_of(scene.context, director, "agua"))
    assert today != room_id
    assert scene.run(rooms.left_behind(scene.context, [room_id, today])) == {room_id}


def in_wrap_up(scene: Scenery) -> RoomId:
    room_id = next(iter(scene.rooms))
    ticket_id = scene.join("agua")
    scene.run(rooms.open_room(scene.context, scene.room_command(room_id)))
    scene.run(call.call_next(scene.context, scene.room_command(room_id)))
    scene.run(answer.accept(scene.context, scene.ticket_command(ticket_id)))
    scene.run(conclude.end_call(scene.context, scene.room_command(room_id)))
    return room_id


def test_one_erased_person_leaves_everybody_elses_views(scene: Scenery) -> None:
    erased, other = scene.join("agua"), scene.join("agua")
    scene.find(
        "UPDATE person SET key_wrapped = '' WHERE id = (SELECT person_id FROM attention JOIN ticket "
        "ON ticket.attention_id = attention.id WHERE ticket.id = $1) RETURNING id",
        erased,
    )
    queue_id = QueueId(scene.find("SELECT queue_id FROM ticket WHERE id = $1", other)[0]["queue_id"])
    seen = scene.run(load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), queue_id, [erased, other]))
    assert seen.tickets[other].private.name == NAME
    assert seen.tickets[erased].private == decrypted_fields.ERASED


def test_whoever_is_passed_finds_the_coded_reason_and_nobody_else_does(scene: Scenery) -> None:
    early, late = scene.join("tesoreria"), scene.join("agua")
    reason = scene.context.municipality.move_reasons[0].code
    scene.run(move_tickets(scene.context, scene.moderator, CommandId(uuid4()), [SeenTicket(early, 1)], "agua", reason))
    passed = scene.find("SELECT ticket_id, reason, detail FROM event WHERE kind = 'passed'")
    assert [dict(row) for row in passed] == [{"ticket_id": late, "reason": "moved", "detail": "{}"}]

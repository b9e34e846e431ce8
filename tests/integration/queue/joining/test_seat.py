"""An assistant's seat: what it gives, what it never does to the room, and what both write at once."""

from dataclasses import replace
from uuid import uuid4

import pytest

from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.core.errors import Stale
from audiencia.core.ids import CommandId, DepartmentId, QueueId, RoomId, StaffId, TicketId
from audiencia.queue.call import conclude, presence, working_note
from audiencia.queue.calling import answer
from audiencia.queue.joining import seat
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.load_snapshot import snapshot
from audiencia.queue.unit.commands import RoomCommand
from audiencia.settings.municipality_parts import ASSISTANT
from audiencia.staff import store
from audiencia.staff.roles import Role
from tests.support.races import at_once
from tests.support.scenery import NODE, Scenery

STEP = NextStep("Pase por su dictamen", "", "", "", None)


def account(scene: Scenery, login: str, department: str) -> StaffId:
    async def make() -> StaffId:
        async with scene.context.database.begin() as tx:
            found = await tx.conn.fetchval("SELECT id FROM department WHERE slug = $1", department)
            made = await store.ensure_account(tx.conn, login, login, Role.ASSISTANT, found, "no password")
        assert made is not None
        return made

    return scene.run(make())


@pytest.fixture
def assistant(scene: Scenery) -> StaffId:
    """Of agua, who sits nowhere yet."""
    return account(scene, "asistente", "agua")


def come(scene: Scenery, who: StaffId) -> str:
    """The assistant's page is open; gives its socket."""
    socket = uuid4().hex
    department = DepartmentId(scene.find("SELECT department_id FROM staff WHERE id = $1", who)[0]["department_id"])
    scene.run(seat.come(scene.context, NODE, socket, who, department))
    return socket


def sit(scene: Scenery, who: StaffId, room: RoomId) -> None:
    scene.run(seat.take_seat(scene.context, who, CommandId(uuid4()), room))


def said(who: StaffId, room: RoomId) -> RoomCommand:
    """What an assistant says at this room."""
    return RoomCommand(who, room, CommandId(uuid4()), assists=True)


def seats(scene: Scenery, who: StaffId) -> list[tuple[int, str | None, bool]]:
    found = scene.find("SELECT room_id, ending, connected FROM seat WHERE staff_id = $1", who)
    return [(row["room_id"], row["ending"], row["connected"]) for row in found]


def test_coming_and_going_never_opens_loses_or_closes_a_room(scene: Scenery, assistant: StaffId) -> None:
    room = next(iter(scene.rooms))
    sit(scene, assistant, room)
    before = scene.room(room)
    socket = come(scene, assistant)
    assert scene.room(room) == before
    scene.open(room)
    director = scene.connect(room)
    before = scene.room(room)
    scene.run(seat.go(scene.context, socket, assistant))
    assert scene.room(room) == before
    socket = come(scene, assistant)
    scene.disconnect(room, director)
    scene.pass_time(3600)
    assert scene.room(room)["state"] == "disconnected"
    scene.run(seat.go(scene.context, socket, assistant))
    come(scene, assistant)
    assert scene.room(room)["state"] == "disconnected"
    assert not scene.room(room)["connected"]


def test_the_one_room_that_is_open_is_taken_and_remembered(scene: Scenery, assistant: StaffId) -> None:
    first, second, _other = scene.rooms
    come(scene, assistant)
    assert seats(scene, assistant) == []
    scene.open(first)
    socket = come(scene, assistant)
    assert seats(scene, assistant) == [(first, None, True)]
    for one in (*[row["id"] for row in scene.find("SELECT id FROM connection")], socket):
        scene.run(seat.go(scene.context, one, assistant))
    assert seats(scene, assistant) == [(first, None, False)]
    scene.open(second)
    come(scene, assistant)
    assert seats(scene, assistant) == [(first, None, True)]
    sit(scene, assistant, second)
    assert seats(scene, assistant) == [(second, None, True)]


def test_an_assistant_whose_page_is_closed_is_announced_for_a_minute_more(scene: Scenery, assistant: StaffId) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    socket = come(scene, assistant)
    queue_id = QueueId(scene.queue_of(room)["id"])

    def told() -> int:
        scene.run(seat.announce_no_more(scene.context))
        shown = scene.run(snapshot(scene.context, Opened(), queue_id, []))
        return next(one for one in shown.rooms if one.room.id == room).beside.get(ASSISTANT, 0)

    assert told() == 1
    scene.run(seat.go(scene.context, socket, assistant))
    assert told() == 1
    scene.pass_time(61)
    version = scene.queue_of(room)["version"]
    assert told() == 0
    assert scene.queue_of(room)["version"] > version, "whoever looks is told"
    come(scene, assistant)
    assert told() == 1


def test_who_is_sent_away_stays_away_until_they_choose_again(scene: Scenery, assistant: StaffId) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    socket = come(scene, assistant)
    command = replace(scene.room_command(room), version=None)
    scene.run(seat.send_away(scene.context, command, assistant))
    assert seats(scene, assistant) == [(room, "sent_away", True)]
    assert scene.refused(seat.send_away(scene.context, scene.room_command(room), assistant)) == "no_seat"
    scene.run(seat.go(scene.context, socket, assistant))
    come(scene, assistant)
    assert seats(scene, assistant)[0][1] == "sent_away"
    sit(scene, assistant, room)
    assert seats(scene, assistant)[0][1] is None
    assert [one[:2] for one in scene.events("seat_taken", "seat_left")] == [
        ("seat_taken", "staff"), ("seat_left", "staff"), ("seat_taken", "staff"),
    ]  # fmt: skip


def test_only_a_room_of_the_own_department(scene: Scenery, assistant: StaffId) -> None:
    _first, _second, other = scene.rooms
    scene.open(other)
    come(scene, assistant)
    assert seats(scene, assistant) == []
    assert scene.refused(seat.take_seat(scene.context, assistant, CommandId(uuid4()), other)) == "room_closed"


def test_no_room_of_a_jornada_that_is_over(scene: Scenery, assistant: StaffId) -> None:
    room = next(iter(scene.rooms))
    scene.pass_time(24 * 3600)
    assert scene.find("SELECT state FROM session WHERE state = 'closed'")
    assert scene.refused(seat.take_seat(scene.context, assistant, CommandId(uuid4()), room)) == "room_closed"
    assert seats(scene, assistant) == []


def test_a_dead_node_takes_the_assistant_and_nobody_else_with_it(scene: Scenery, assistant: StaffId) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    come(scene, assistant)
    before = scene.room(room)
    scene.find("UPDATE node SET lease_until = app_now() - interval '1 second' RETURNING id")

    scene.run(presence.lose_dead_nodes(scene.context, uuid4()))
    assert seats(scene, assistant) == [(room, None, False)]
    assert scene.room(room) == before


def attended(scene: Scenery, assistant: StaffId) -> tuple[RoomId, TicketId]:
    room = next(iter(scene.rooms))
    scene.open(room)
    sit(scene, assistant, room)
    scene.join("agua")
    return room, scene.talk(room)


def test_steps_and_notes_are_written_under_the_assistants_name(scene: Scenery, assistant: StaffId) -> None:
    room, ticket = attended(scene, assistant)
    given = scene.run(conclude.add_next_step(scene.context, said(assistant, room), ticket, STEP))
    assert scene.find("SELECT given_by FROM next_step")[0]["given_by"] == assistant
    assert given["step_id"]
    saved = scene.run(working_note.save(scene.context, said(assistant, room), ticket, 0, "Trae la escritura"))
    assert saved == {"note_version": 1}
    note = scene.find("SELECT note_sealed, written_by FROM working_note")[0]
    assert note["written_by"] == assistant
    assert b"escritura" not in note["note_sealed"]


def test_without_a_seat_nothing_is_written(scene: Scenery, assistant: StaffId) -> None:
    room, ticket = attended(scene, assistant)
    scene.run(seat.send_away(scene.context, replace(scene.room_command(room), version=None), assistant))
    for flow in (
        conclude.add_next_step(scene.context, said(assistant, room), ticket, STEP),
        working_note.save(scene.context, said(assistant, room), ticket, 0, "x"),
        conclude.complete_outcome(scene.context, said(assistant, room), ticket, 1, scene.outcome()),
    ):
        assert scene.refused(flow) == "no_seat"


def test_of_two_notes_upon_the_same_one_the_second_is_refused_and_reads_by_whom(
    scene: Scenery, assistant: StaffId
) -> None:
    room, ticket = attended(scene, assistant)
    director = replace(scene.room_command(room), version=None)
    scene.run(working_note.save(scene.context, said(assistant, room), ticket, 0, "una"))
    late = scene.refused(working_note.save(scene.context, director, ticket, 0, "otra"))
    assert late == "note_changed"
    scene.run(
        working_note.save(scene.context, replace(director, command_id=CommandId(uuid4())), ticket, 1, "una y otra")
    )


def test_upon_a_note_that_does_not_open_the_next_one_is_saved(scene: Scenery, assistant: StaffId) -> None:
    room, ticket = attended(scene, assistant)
    scene.run(working_note.save(scene.context, said(assistant, room), ticket, 0, "Trae la escritura"))
    scene.find("UPDATE working_note SET note_sealed = 'x' RETURNING version")
    queue_id = QueueId(scene.ticket(ticket)["queue_id"])

    def shown() -> tuple[int, str | None, str | None]:
        found = scene.run(snapshot(scene.context, Opened(), queue_id, [ticket])).tickets[ticket].working
        return found.version, found.text, found.by

    assert shown() == (1, None, "asistente")
    assert scene.run(working_note.save(scene.context, said(assistant, room), ticket, 1, "Trae su recibo")) == {
        "note_version": 2
    }
    assert shown() == (2, "Trae su recibo", "asistente")


def test_the_assistant_finishes_what_the_director_left_and_the_note_is_forgotten(
    scene: Scenery, assistant: StaffId
) -> None:
    room, ticket = attended(scene, assistant)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    scene.run(working_note.save(scene.context, said(assistant, room), ticket, 0, "Se llamó al área"))
    scene.join("agua")
    scene.talk(room)
    version = scene.ticket(ticket)["version"]
    command = said(assistant, room)
    scene.run(conclude.complete_outcome(scene.context, command, ticket, version, scene.outcome()))
    assert scene.ticket(ticket)["state"] == "served"
    assert scene.find("SELECT outcome_by FROM attention WHERE outcome IS NOT NULL") == [{"outcome_by": assistant}]
    assert scene.find("SELECT 1 FROM working_note") == []


def test_director_and_assistant_at_once_are_one_result_and_one_refusal_that_says_who(
    scene: Scenery, assistant: StaffId
) -> None:
    room, ticket = attended(scene, assistant)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    version = scene.ticket(ticket)["version"]
    director = replace(scene.room_command(room), version=None)
    results = at_once(
        scene,
        "SELECT id FROM session FOR UPDATE",
        conclude.complete_outcome(scene.context, said(assistant, room), ticket, version, scene.outcome()),
        conclude.complete_outcome(scene.context, director, ticket, version, scene.outcome()),
    )
    assert sorted(map(str, results)) == ["ticket_moved", str({"number": scene.ticket(ticket)["number"]})]
    by = scene.find("SELECT display_name FROM attention JOIN staff ON staff.id = outcome_by")[0]["display_name"]
    again = replace(director, command_id=CommandId(uuid4()))
    with pytest.raises(Stale) as late:
        scene.run(conclude.complete_outcome(scene.context, again, ticket, version, scene.outcome()))
    assert late.value.params["by"] == by


def test_a_note_is_forgotten_with_a_visit_that_ends_without_a_result(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    for ends in ("left", "carried_over"):
        ticket_id, socket = scene.join("agua"), scene.connect(room)
        scene.talk(room)
        scene.run(working_note.save(scene.context, scene.room_command(room), ticket_id, 0, "Trae la escritura"))
        scene.disconnect(room, socket)
        scene.pass_time(300)
        assert scene.ticket(ticket_id)["state"] == "waiting"
        assert scene.find("SELECT version FROM working_note") == [{"version": 1}]
        if ends == "left":
            scene.run(answer.leave(scene.context, scene.ticket_command(ticket_id)))
        else:
            scene.pass_time(24 * 3600)
        assert scene.ticket(ticket_id)["state"] == ends
        assert scene.find("SELECT version FROM working_note") == []

"""The end of the day: lines end with the grace, nobody is lost, and no attention ends without its outcome."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.queue.call import assist, conclude, presence
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.moderation import queues, rooms
from audiencia.queue.sessions import sessions
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_snapshot import snapshot
from audiencia.queue.unit.commands import RoomCommand
from tests.support.audience import MATTER
from tests.support.races import at_once
from tests.support.scenery import NODE, Scenery

HOUR = 3600
DAY = 12 * HOUR
GRACE = 30 * 60


def until_closing(scene: Scenery) -> None:
    """The jornada of the demonstration lasts for half a day."""
    scene.pass_time(DAY + 1)
    assert session(scene) == "closing"


def until_grace_is_over(scene: Scenery) -> None:
    scene.pass_time(GRACE)


def session(scene: Scenery) -> str:
    return str(scene.find("SELECT state FROM session")[0]["state"])


def open_room(scene: Scenery, which: int = 0) -> RoomId:
    room = list(scene.rooms)[which]
    scene.open(room)
    return room


def state(scene: Scenery, ticket_id: TicketId) -> str:
    return str(scene.ticket(ticket_id)["state"])


def test_whoever_waits_in_whatever_way_is_carried_over_when_the_grace_is_over(scene: Scenery) -> None:
    room = open_room(scene)
    scene.connect(room)
    absent, postponed, called, asked = (scene.join("agua") for _ in range(4))
    waiting = scene.join("tesoreria")
    until_closing(scene)
    assert scene.call(room) == absent
    scene.pass_time(91)
    scene.run(wait.postpone(scene.context, scene.ticket_command(postponed), let_pass=20))
    assert scene.call(room) == called
    scene.connect(open_room(scene, 1))
    scene.run(wait.ask_ready(scene.context))
    scene.find("UPDATE reservation SET answer_until = app_now() + interval '1 day' RETURNING id")
    everybody = (absent, postponed, called, asked, waiting)
    states = [state(scene, one) for one in everybody]
    assert states == ["absent", "postponed", "called", "ready_check", "waiting"]
    until_grace_is_over(scene)
    for ticket_id in everybody:
        assert state(scene, ticket_id) == "carried_over"
        assert scene.legs(ticket_id)[-1][1] == "carried_over"
    assert session(scene) == "closed"
    assert {row["state"] for row in scene.find("SELECT state FROM queue")} == {"closed"}
    assert {row["state"] for row in scene.find("SELECT state FROM room")} == {"closed"}
    assert len(scene.events("carried_over")) == 5


def test_a_no_show_can_be_undone_until_the_end_and_then_nothing_tells_who_it_was(scene: Scenery) -> None:
    room = open_room(scene)
    missing = scene.join("agua", ["sign_language"], contact="722 555 0100", device="one")
    for again in (False, True):
        if again:
            scene.run(call.call_again(scene.context, scene.room_command(room), missing))
        else:
            assert scene.call(room) == missing
        scene.pass_time(91)
    marks = "contact_index", "device_index", "needs"
    assert state(scene, missing) == "no_show"
    assert all(scene.ticket(missing)[mark] for mark in marks), "whoever undoes it finds the same person"
    until_closing(scene)
    until_grace_is_over(scene)
    assert session(scene) == "closed"
    assert not any(scene.ticket(missing)[mark] for mark in marks)


def test_in_the_grace_those_who_wait_are_called_and_nobody_joins(scene: Scenery) -> None:
    room = open_room(scene)
    waiting = scene.join("agua")
    until_closing(scene)
    assert scene.refused(scene.joining("agua")) == "session_closed"
    assert scene.talk(room) == waiting


def test_a_result_that_is_owed_holds_up_the_jornada_and_nobody_in_a_line(scene: Scenery) -> None:
    room = open_room(scene)
    attended, waiting = scene.join("agua"), scene.join("agua")
    scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    until_closing(scene)
    until_grace_is_over(scene)
    assert (session(scene), state(scene, attended)) == ("closing", "outcome_pending")
    assert state(scene, waiting) == "carried_over", "who waits is told in time, whatever is still to be written down"
    assert {row["state"] for row in scene.find("SELECT state FROM queue")} == {"closed"}
    seen = scene.ticket(attended)["version"]
    command = RoomCommand(scene.rooms[room], room, CommandId(uuid4()))
    scene.run(conclude.complete_outcome(scene.context, command, attended, seen, scene.outcome()))
    scene.pass_time(1)
    assert (session(scene), state(scene, attended)) == ("closed", "served")


def test_a_call_that_goes_on_is_finished_and_then_the_jornada_closes(scene: Scenery) -> None:
    room = open_room(scene)
    attended = scene.join("agua")
    until_closing(scene)
    scene.talk(room)
    until_grace_is_over(scene)
    assert (session(scene), state(scene, attended)) == ("closing", "in_call")
    scene.conclude(room)
    scene.pass_time(1)
    assert (session(scene), state(scene, attended)) == ("closed", "served")


def test_a_call_of_three_is_finished_and_leaves_no_room_open(scene: Scenery) -> None:
    room, _second, guest = scene.rooms
    attended = scene.join("agua")
    for one in (room, guest):
        scene.connect(one)
        scene.open(one)
    until_closing(scene)
    scene.talk(room)
    scene.run(assist.invite(scene.context, scene.room_command(room), "tesoreria"))
    scene.run(assist.answer_invitation(scene.context, scene.room_command(guest), join=True))
    until_grace_is_over(scene)
    assert [scene.room(one)["state"] for one in (room, guest)] == ["in_call", "assisting"]
    scene.conclude(room)
    scene.pass_time(1)
    assert (session(scene), state(scene, attended)) == ("closed", "served")
    assert {row["state"] for row in scene.find("SELECT state FROM room")} == {"closed"}
    assert [row["ending"] for row in scene.find("SELECT ending FROM assist")] == ["call_over"]


def test_whoever_is_cut_off_after_the_lines_have_ended_is_carried_over_too(scene: Scenery) -> None:
    room = open_room(scene)
    attended = scene.join("agua")
    until_closing(scene)
    scene.talk(room)
    scene.run(presence.director_came(scene.context, NODE, "page", room))
    until_grace_is_over(scene)
    scene.run(presence.director_went(scene.context, "page", room))
    scene.pass_time(61)
    assert (session(scene), state(scene, attended)) == ("closed", "carried_over")
    assert scene.legs(attended) == [("agua", "interrupted"), ("agua", "carried_over")]


def owes(scene: Scenery, room: RoomId, *, deferred: bool) -> TicketId:
    """Somebody whose result is owed when the next jornada is open."""
    scene.open(room)
    attended = scene.join("agua")
    scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    if deferred:
        scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    scene.pass_time(DAY + GRACE + 1)
    scene.run(sessions.open_demo(scene.context))
    assert sessions_of(scene) == ["closing", "open"]
    return attended


def sessions_of(scene: Scenery) -> list[str]:
    return [row["state"] for row in scene.find("SELECT state FROM session ORDER BY id")]


def room_today(scene: Scenery, director: RoomId, department: str = "agua") -> RoomId:
    return scene.run(rooms.room_of(scene.context, scene.rooms[director], department))


def seen_from(scene: Scenery, room: RoomId) -> Snapshot:
    return scene.run(snapshot(scene.context, Opened(), scene.room(room)["queue_id"], []))


def test_a_director_is_led_to_whom_they_still_hold_before_the_next_jornada(scene: Scenery) -> None:
    room, other, *_ = scene.rooms
    attended = owes(scene, room, deferred=False)
    assert room_today(scene, room) == room
    assert room_today(scene, other) != other, "who holds nobody attends today"
    today = room_today(scene, other)
    version = scene.room(today)["version"], scene.queue_of(today)["version"]
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    assert room_today(scene, room) not in (room, today)
    assert seen_from(scene, today).owed == (attended,)
    assert (scene.room(today)["version"], scene.queue_of(today)["version"]) == (version[0], version[1] + 1)


def test_what_an_earlier_jornada_owes_is_completed_by_any_director_of_the_department_today(scene: Scenery) -> None:
    room, other, elsewhere = scene.rooms
    attended = owes(scene, room, deferred=True)
    today, treasury = room_today(scene, other), room_today(scene, elsewhere, "tesoreria")
    assert room_today(scene, room) != room, "who left a result for later attends today"
    assert seen_from(scene, today).owed == (attended,)
    assert seen_from(scene, today).tickets[attended].private.matter == MATTER
    assert attended not in {one.id for one in seen_from(scene, today).in_queue()}
    assert seen_from(scene, treasury).owed == ()
    seen = scene.ticket(attended)["version"]

    def complete(director: RoomId, by: RoomId) -> Coroutine[Any, Any, Any]:
        command = RoomCommand(scene.rooms[director], by, CommandId(uuid4()))
        return conclude.complete_outcome(scene.context, command, attended, seen, scene.outcome())

    assert scene.refused(complete(elsewhere, treasury)) == "unknown_ticket"
    before = scene.queue_of(today)["version"]
    scene.run(complete(other, today))
    assert scene.ticket(attended)["state"] == "served"
    assert (seen_from(scene, today).owed, scene.queue_of(today)["version"]) == ((), before + 1)
    scene.pass_time(1)
    assert sessions_of(scene) == ["closed", "open"]


def test_while_no_jornada_is_open_what_is_owed_is_completed_in_the_one_that_closes(scene: Scenery) -> None:
    room, other, *_ = scene.rooms
    scene.open(room)
    attended = scene.join("agua")
    scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    scene.pass_time(DAY + GRACE + 1)
    scene.run(sessions.plan_next(scene.context))
    assert (room_today(scene, room), room_today(scene, other)) == (room, other)
    command = RoomCommand(scene.rooms[other], other, CommandId(uuid4()))
    seen = scene.ticket(attended)["version"]
    scene.run(conclude.complete_outcome(scene.context, command, attended, seen, scene.outcome()))
    scene.pass_time(1)
    assert sessions_of(scene) == ["closed", "planned"]


def test_nobody_opens_a_line_again_after_the_end(scene: Scenery) -> None:
    room = open_room(scene)
    scene.join("agua")
    until_closing(scene)
    scene.talk(room)
    until_grace_is_over(scene)
    seen = scene.queue("agua")["state_version"]
    again = queues.set_queue(scene.context, scene.moderator, CommandId(uuid4()), seen, "agua", "open", None, None)
    assert scene.refused(again) == "session_closed"
    assert scene.refused(call.call_next(scene.context, scene.room_command(list(scene.rooms)[1]))) == "session_closed"


def test_several_nodes_that_close_a_jornada_carry_each_over_once(scene: Scenery) -> None:
    waiting = [scene.join("agua"), scene.join("tesoreria")]
    scene.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=DAY + GRACE + 1))
    at_once(
        scene,
        "SELECT FROM session FOR UPDATE",
        *[sessions.follow_clock(scene.context) for _ in range(3)],
    )
    assert session(scene) == "closed"
    assert len(scene.events("carried_over")) == len(waiting)
    changes = scene.find("SELECT from_state, to_state FROM event WHERE kind = 'session_state' ORDER BY id")
    assert [row["to_state"] for row in changes[-2:]] == ["closing", "closed"]


def test_answering_and_the_end_at_the_same_moment_is_a_call_or_a_carrying_over(scene: Scenery) -> None:
    room = open_room(scene)
    called = scene.join("agua")
    until_closing(scene)
    scene.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=GRACE - 60))
    assert scene.call(room) == called
    scene.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=61))
    at_once(
        scene,
        "SELECT FROM session FOR UPDATE",
        answer.accept(scene.context, scene.ticket_command(called)),
        sessions.follow_clock(scene.context),
    )
    assert (state(scene, called), session(scene)) in (("in_call", "closing"), ("carried_over", "closed"))

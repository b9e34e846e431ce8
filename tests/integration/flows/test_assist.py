"""Warm transfer: the second director is asked, joins, and takes the citizen over or leaves again."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import pytest
from asyncpg.exceptions import CheckViolationError

from audiencia.flows import answer, assist, call, conclude, drop, hold, moderate, rooms, transfer
from audiencia.ids import CommandId, RoomId, party_of_room, party_of_ticket
from tests.integration.flows.races import at_once
from tests.integration.flows.scenery import Scenery

LIVE = "SELECT host_room_id, guest_room_id, joined_at IS NOT NULL AS joined FROM assist WHERE ended_at IS NULL"


class Three:
    """A call in the first room of agua, a free colleague there, and the director of tesoreria."""

    def __init__(self, scene: Scenery) -> None:
        self.scene = scene
        self.host, self.colleague, self.guest = scene.rooms
        self.sockets = {}
        for room in scene.rooms:
            scene.open(room)
            self.sockets[room] = scene.connect(room)
        scene.join("agua")
        self.citizen = scene.talk(self.host)

    def invite(self, department: str = "tesoreria", host: RoomId | None = None) -> Coroutine[Any, Any, Any]:
        return assist.invite(self.scene.house, self.scene.room_command(host or self.host), department)

    def answer(self, join: bool, guest: RoomId | None = None) -> Coroutine[Any, Any, Any]:
        return assist.answer_invitation(self.scene.house, self.scene.room_command(guest or self.guest), join)

    def act(self, flow: Callable[..., Coroutine[Any, Any, Any]], room: RoomId) -> Coroutine[Any, Any, Any]:
        return flow(self.scene.house, self.scene.room_command(room))

    def hand_over(self) -> Coroutine[Any, Any, Any]:
        return assist.hand_over(self.scene.house, self.scene.room_command(self.host), "Ya pagó")

    def join(self) -> None:
        """The director of tesoreria is in the call."""
        self.scene.run(self.invite())
        self.scene.run(self.answer(True))

    def lose(self, room: RoomId) -> None:
        """A director stays away for longer than the grace."""
        self.scene.disconnect(room, self.sockets[room])
        self.scene.pass_time(60)

    def states(self) -> tuple[str, str, str]:
        """Of the citizen, the host's room and the guest's."""
        room = self.scene.room
        return self.scene.ticket(self.citizen)["state"], room(self.host)["state"], room(self.guest)["state"]

    def epochs(self) -> tuple[int, int]:
        """Of the host's room and the guest's."""
        return self.scene.room(self.host)["media_epoch"], self.scene.room(self.guest)["media_epoch"]

    def live(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.scene.find(LIVE)]

    def endings(self) -> list[tuple[str, str | None]]:
        return [(actor, reason) for _kind, actor, reason in self.scene.events("assist_ended")]

    def lock(self) -> str:
        """The first queue that all want who change something about this call."""
        first = min(self.scene.queue(one)["id"] for one in ("agua", "tesoreria"))
        return f"SELECT FROM queue WHERE id = {first} FOR UPDATE"


@pytest.fixture
def three(scene: Scenery) -> Three:
    """As it says."""
    return Three(scene)


def everybody(three: Three) -> set[str]:
    return {party_of_ticket(three.citizen), party_of_room(three.host), party_of_room(three.guest)}


def test_an_invitation_changes_no_room_and_both_see_it(three: Three) -> None:
    epochs, versions = three.epochs(), [three.scene.queue(one)["version"] for one in ("agua", "tesoreria")]
    assert three.scene.run(three.invite()) == {"director": "titular-2"}
    assert three.live() == [{"host_room_id": three.host, "guest_room_id": three.guest, "joined": False}]
    assert three.states() == ("in_call", "in_call", "available")
    assert three.epochs() == epochs
    now = [three.scene.queue(one)["version"] for one in ("agua", "tesoreria")]
    assert [after - before for after, before in zip(now, versions, strict=True)] == [1, 1]


def test_the_second_director_joins_and_all_three_hear_each_other(three: Three) -> None:
    host, _guest = three.epochs()
    three.join()
    assert three.states() == ("in_call", "in_call", "assisting")
    assert three.scene.in_slots(three.host) == everybody(three)
    assert three.scene.in_slots(three.guest) == set()
    assert three.epochs()[0] == host + 1
    seen = three.scene.find("SELECT actor_id, object_id FROM audit WHERE action = 'disclosed' AND why = 'assist'")
    attention = three.scene.ticket(three.citizen)["attention_id"]
    assert [dict(row) for row in seen] == [{"actor_id": three.scene.rooms[three.guest], "object_id": str(attention)}]


def test_the_citizen_is_handed_over_without_the_call_being_cut(three: Three) -> None:
    three.join()
    joined_at, epochs = three.scene.ticket(three.citizen)["joined_at"], three.epochs()
    three.scene.run(three.hand_over())
    assert three.states() == ("in_call", "available", "in_call")
    assert three.scene.in_slots(three.guest) == everybody(three) - {party_of_room(three.host)}
    assert three.scene.in_slots(three.host) == set()
    assert [after > before for after, before in zip(three.epochs(), epochs, strict=True)] == [True, True]
    ticket, guest = three.scene.ticket(three.citizen), three.scene.room(three.guest)
    assert ticket["queue_id"] == guest["queue_id"] == three.scene.queue("tesoreria")["id"]
    assert ticket["joined_at"] == joined_at
    assert three.scene.legs(three.citizen) == [("agua", "transferred"), ("tesoreria", None)]
    assert three.scene.events("handed_over") == [("handed_over", "staff", "warm")]
    assert three.live() == []
    three.scene.conclude(three.guest)
    assert three.states() == ("served", "available", "available")


def test_the_interpreter_goes_along(three: Three) -> None:
    three.scene.find(
        "UPDATE reservation SET interpreter_id = (SELECT min(id) FROM interpreter) WHERE ticket_id = $1 RETURNING id",
        three.citizen,
    )
    three.join()
    three.scene.run(three.hand_over())
    booked = "SELECT room_id FROM reservation WHERE interpreter_id IS NOT NULL AND ended_at IS NULL"
    assert [row["room_id"] for row in three.scene.find(booked)] == [three.guest]


def test_a_colleague_of_the_same_department_takes_over_too(three: Three) -> None:
    assert three.scene.run(three.invite("agua")) == {"director": "titular-1"}
    three.scene.run(three.answer(True, three.colleague))
    three.scene.run(three.hand_over())
    assert three.scene.room(three.colleague)["state"] == "in_call"
    assert three.scene.legs(three.citizen) == [("agua", "transferred"), ("agua", None)]


def test_whoever_was_busy_the_longest_time_ago_is_asked(three: Three) -> None:
    scene = three.scene
    agua = scene.queue("agua")["id"]
    scene.find("UPDATE room SET serves = serves || $1::integer WHERE id = $2 RETURNING id", agua, three.guest)
    assert scene.run(three.invite("agua")) == {"director": "titular-1"}
    scene.run(three.answer(False, three.colleague))
    assert scene.run(three.invite("agua")) == {"director": "titular-2"}
    scene.run(three.answer(False, three.guest))
    assert scene.run(three.invite("agua")) == {"director": "titular-1"}


@pytest.mark.parametrize("why", ["paused", "away", "busy", "asked"])
def test_only_a_free_director_is_asked(three: Three, why: str) -> None:
    scene = three.scene
    match why:
        case "paused":
            scene.run(rooms.pause_room(scene.house, scene.room_command(three.guest), 5, "break"))
        case "away":
            scene.disconnect(three.guest, three.sockets[three.guest])
        case "busy":
            scene.join("tesoreria")
            scene.call(three.guest)
        case "asked":
            scene.join("agua")
            scene.talk(three.colleague)
            scene.run(three.invite(host=three.colleague))
    assert scene.refused(three.invite()) == "no_room_free"


def test_who_can_ask(three: Three) -> None:
    scene = three.scene
    assert scene.refused(three.invite(host=three.colleague)) == "not_allowed_now"
    assert scene.refused(three.invite("nada")) == "unknown_department"
    command = scene.room_command(three.host, stale=True)
    assert scene.refused(assist.invite(scene.house, command, "tesoreria")) == "stale_version"
    scene.run(three.invite())
    assert scene.refused(three.invite("agua")) == "not_allowed_now"
    scene.run(three.act(hold.hold_call, three.host))
    scene.run(three.act(assist.withdraw_invitation, three.host))
    assert scene.run(three.invite("agua")) == {"director": "titular-1"}


def test_nobody_is_asked_for_a_line_that_has_closed(three: Three) -> None:
    queue = three.scene.queue("tesoreria")["id"]
    three.scene.find("UPDATE queue SET state = 'closed' WHERE id = $1 RETURNING id", queue)
    assert three.scene.refused(three.invite()) == "queue_closed"


def test_an_invitation_is_declined(three: Three) -> None:
    three.scene.run(three.invite())
    three.scene.run(three.answer(False))
    assert three.endings() == [("staff", "declined")]
    assert three.states() == ("in_call", "in_call", "available")
    assert three.scene.refused(three.answer(True)) == "invitation_over"


def test_an_invitation_that_nobody_answers_is_over_after_a_minute(three: Three) -> None:
    three.scene.run(three.invite())
    three.scene.pass_time(59)
    assert len(three.live()) == 1
    three.scene.find("UPDATE app_clock SET shift = shift + interval '1 s' RETURNING one")
    assert three.scene.refused(three.answer(True)) == "invitation_over"
    at_once(
        three.scene, three.lock(), assist.expire_invitations(three.scene.house),
        assist.expire_invitations(three.scene.house),
    )  # fmt: skip
    assert three.endings() == [("system", "expired")]
    assert three.live() == []


def test_whoever_attends_somebody_else_meanwhile_has_declined(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite())
    scene.join("tesoreria")
    scene.call(three.guest)
    assert scene.refused(three.answer(True)) == "invitation_over"
    assert scene.run(assist.expire_invitations(scene.house)) == 1
    assert three.endings() == [("system", "declined")]


def test_whoever_was_asked_and_asks_in_a_call_of_their_own_has_declined(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite("agua"))
    scene.join("agua")
    scene.talk(three.colleague)
    scene.run(three.invite(host=three.colleague))
    assert three.endings() == [("staff", "declined")]
    assert three.live() == [{"host_room_id": three.colleague, "guest_room_id": three.guest, "joined": False}]


def test_nobody_answers_what_they_were_not_asked(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite())
    for room in (three.host, three.colleague):
        assert scene.refused(three.answer(True, room)) == "invitation_over"
        assert scene.refused(three.answer(False, room)) == "invitation_over"
        assert scene.refused(three.act(assist.leave_assist, room)) == "invitation_over"
    assert scene.refused(three.act(assist.leave_assist, three.guest)) == "invitation_over"
    assert scene.refused(three.act(assist.withdraw_invitation, three.guest)) == "invitation_over"
    assert scene.refused(three.hand_over()) == "invitation_over"
    scene.run(three.answer(True))
    assert scene.refused(three.answer(True)) == "invitation_over"
    assert scene.refused(three.answer(False)) == "invitation_over"


@pytest.mark.parametrize("who", ["guest", "host", "guest is lost"])
def test_the_second_director_goes_and_the_call_goes_on_in_two(three: Three, who: str) -> None:
    three.join()
    epochs = three.epochs()
    match who:
        case "guest":
            three.scene.run(three.act(assist.leave_assist, three.guest))
        case "host":
            three.scene.run(three.act(assist.withdraw_invitation, three.host))
        case "guest is lost":
            three.lose(three.guest)
    ending = {"guest": ("staff", "left"), "host": ("staff", "withdrawn"), "guest is lost": ("system", "lost")}
    assert three.endings() == [ending[who]]
    assert three.states() == ("in_call", "in_call", "disconnected" if who == "guest is lost" else "available")
    assert three.scene.in_slots(three.host) == everybody(three) - {party_of_room(three.guest)}
    assert [after - before for after, before in zip(three.epochs(), epochs, strict=True)] == [1, 1]
    assert three.scene.legs(three.citizen) == [("agua", None)]


def test_a_draining_guest_closes_when_they_leave(three: Three) -> None:
    three.join()
    three.scene.run(three.act(rooms.drain_room, three.guest))
    assert three.states()[2] == "assisting"
    three.scene.run(three.act(assist.leave_assist, three.guest))
    assert three.states() == ("in_call", "in_call", "closed")


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("end", ["ended", "hung up", "transferred", "host lost", "cut off"])
def test_when_the_call_is_over_the_second_director_is_free(three: Three, end: str, joined: bool) -> None:
    scene, house = three.scene, three.scene.house
    scene.run(three.invite())
    if joined:
        scene.run(three.answer(True))
    ticket = "waiting"
    match end:
        case "ended":
            scene.run(three.act(conclude.end_call, three.host))
            ticket = "wrap_up"
        case "hung up":
            scene.run(answer.hang_up(house, scene.ticket_command(three.citizen)))
            ticket = "wrap_up"
        case "transferred":
            scene.run(transfer.transfer_call(house, scene.room_command(three.host), "tesoreria", ""))
        case "host lost":
            three.sockets.pop(three.guest)
            scene.find("UPDATE assist SET expires_at = expires_at + interval '1 h' RETURNING id")
            three.lose(three.host)
        case "cut off":
            scene.disconnect(three.citizen, scene.connect(three.citizen))
            scene.pass_time(20)
            assert len(three.live()) == 1
            scene.run(three.act(drop.let_go, three.host))
    host = {"ended": "wrap_up", "hung up": "wrap_up", "host lost": "disconnected"}.get(end, "available")
    assert three.states() == (ticket, host, "available")
    assert three.live() == []
    assert [reason for _actor, reason in three.endings()] == ["lost" if end == "host lost" else "call_over"]
    assert scene.in_slots(three.guest) == set()


def test_a_held_or_cut_off_citizen_is_not_handed_over(three: Three) -> None:
    scene = three.scene
    three.join()
    scene.run(three.act(hold.hold_call, three.host))
    assert three.states() == ("on_hold", "on_hold", "assisting")
    assert scene.in_slots(three.host) == set()
    assert scene.refused(three.hand_over()) == "not_allowed_now"
    scene.run(three.act(hold.unhold_call, three.host))
    assert scene.in_slots(three.host) == everybody(three)
    scene.disconnect(three.citizen, scene.connect(three.citizen))
    scene.pass_time(20)
    assert scene.refused(three.hand_over()) == "not_allowed_now"


def test_nobody_is_handed_over_where_they_wait_already(three: Three) -> None:
    scene = three.scene
    other = scene.join("tesoreria")
    scene.find("UPDATE ticket SET contact_index = 'same' WHERE id = ANY($1) RETURNING id", [three.citizen, other])
    three.join()
    assert scene.refused(three.hand_over()) == "already_in_line"
    scene.run(answer.leave(scene.house, scene.ticket_command(other)))
    scene.find("UPDATE queue SET state = 'closed' WHERE id = $1 RETURNING id", scene.queue("tesoreria")["id"])
    assert scene.refused(three.hand_over()) == "queue_closed"


def test_handing_over_and_hanging_up_at_the_same_moment(three: Three) -> None:
    three.join()
    hang_up = answer.hang_up(three.scene.house, three.scene.ticket_command(three.citizen))
    found = at_once(three.scene, three.lock(), three.hand_over(), hang_up)
    assert sum(isinstance(one, dict) for one in found) == 1
    assert three.states() in {("in_call", "available", "in_call"), ("wrap_up", "wrap_up", "available")}


def test_an_invitation_and_a_call_at_the_same_moment(three: Three) -> None:
    scene = three.scene
    scene.join("tesoreria")
    queue = scene.queue("tesoreria")["id"]
    calling = call.call_next(scene.house, scene.room_command(three.guest))
    found = at_once(scene, f"SELECT FROM queue WHERE id = {queue} FOR UPDATE", three.invite(), calling)
    assert isinstance(found[1], dict)
    assert found[0] == "no_room_free" or three.live()
    assert scene.room(three.guest)["state"] == "reserved"


def test_two_hosts_ask_the_same_director_at_the_same_moment(three: Three) -> None:
    scene = three.scene
    scene.join("agua")
    scene.talk(three.colleague)
    found = at_once(scene, three.lock(), three.invite(), three.invite(host=three.colleague))
    assert sorted(isinstance(one, dict) for one in found) == [False, True]
    assert "no_room_free" in found
    assert len(three.live()) == 1


def test_leaving_and_handing_over_at_the_same_moment(three: Three) -> None:
    three.join()
    found = at_once(three.scene, three.lock(), three.act(assist.leave_assist, three.guest), three.hand_over())
    assert sum(isinstance(one, dict) for one in found) == 1
    assert three.states() in {("in_call", "in_call", "available"), ("in_call", "available", "in_call")}


def test_joining_and_the_end_of_the_call_at_the_same_moment(three: Three) -> None:
    three.scene.run(three.invite())
    found = at_once(
        three.scene, three.lock(), three.answer(True),
        answer.hang_up(three.scene.house, three.scene.ticket_command(three.citizen)),
    )  # fmt: skip
    assert isinstance(found[1], dict)
    assert three.states() == ("wrap_up", "wrap_up", "available")
    assert three.live() == []


def test_a_command_repeated_answers_as_the_first_time(three: Three) -> None:
    scene = three.scene
    command = scene.room_command(three.host)
    first = scene.run(assist.invite(scene.house, command, "tesoreria"))
    assert scene.run(assist.invite(scene.house, command, "tesoreria")) == first
    assert len(scene.events("assist_asked")) == 1


def test_the_second_director_is_told_when_the_call_is_cut_off_and_goes_on(three: Three) -> None:
    """They look at their own line, which is not the citizen's."""
    three.join()

    def told() -> bool:
        now: int = three.scene.queue("tesoreria")["version"]
        earlier, seen[0] = seen[0], now
        return now > earlier

    seen: list[int] = [three.scene.queue("tesoreria")["version"]]
    socket = three.scene.connect(three.citizen)
    assert told()
    three.scene.disconnect(three.citizen, socket)
    assert told()
    three.scene.pass_time(20)
    assert three.states()[0] == "reconnecting"
    assert told()
    three.scene.connect(three.citizen)
    assert three.states()[0] == "in_call"
    assert told()


def test_being_passed_is_counted_anew_in_the_line_of_who_takes_over(three: Three) -> None:
    """The rule that nobody's count begins later than their line has come is looked at after each test."""
    three.scene.find(
        "WITH passed AS (INSERT INTO jump SELECT queue_id, 1, id, joined_at, joined_at FROM ticket WHERE id = $1), "
        "counted AS (UPDATE queue SET jumps = 1 WHERE id = (SELECT queue_id FROM ticket WHERE id = $1)) "
        "UPDATE ticket SET passes_from = 1 WHERE id = $1 RETURNING id",
        three.citizen,
    )
    three.join()
    three.scene.run(three.hand_over())
    assert three.scene.ticket(three.citizen)["passes_from"] == 0
    drop_out = three.scene.connect(three.citizen)
    three.scene.disconnect(three.citizen, drop_out)
    three.scene.pass_time(20)
    three.scene.pass_time(120)
    ticket = three.scene.ticket(three.citizen)
    assert (ticket["state"], ticket["passes_from"]) == ("waiting", 0)


def test_an_invitation_into_a_line_that_the_guest_serves_no_more_is_declined(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite())
    version = scene.room(three.guest)["version"]
    command = CommandId(uuid4())
    scene.run(moderate.set_served(scene.house, scene.moderator, command, three.guest, version, ["agua"]))
    assert scene.refused(three.answer(True)) == "invitation_over"
    scene.run(assist.expire_invitations(scene.house))
    assert three.endings() == [("system", "declined")]
    assert three.live() == []


def test_no_room_attends_in_a_line_that_it_does_not_serve(three: Three) -> None:
    with pytest.raises(CheckViolationError):
        three.scene.find("UPDATE room SET serves = '{}' WHERE id = $1 RETURNING id", three.host)

"""Warm transfer: the second director is in the call, and takes the citizen over or leaves again."""

import pytest

from audiencia.core.ids import party_of_room, party_of_ticket
from audiencia.queue.call import assist, citizen_disconnect, conclude, hold, transfer
from audiencia.queue.calling import answer
from audiencia.queue.moderation import rooms
from tests.support.races import at_once
from tests.support.three import Three


def everybody(three: Three) -> set[str]:
    return {party_of_ticket(three.citizen), party_of_room(three.host), party_of_room(three.guest)}


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
    scene, context = three.scene, three.scene.context
    scene.run(three.invite())
    if joined:
        scene.run(three.answer(True))
    ticket = "waiting"
    match end:
        case "ended":
            scene.run(three.act(conclude.end_call, three.host))
            ticket = "wrap_up"
        case "hung up":
            scene.run(answer.hang_up(context, scene.ticket_command(three.citizen)))
            ticket = "wrap_up"
        case "transferred":
            scene.run(transfer.transfer_call(context, scene.room_command(three.host), "tesoreria", ""))
        case "host lost":
            three.sockets.pop(three.guest)
            scene.find("UPDATE assist SET expires_at = expires_at + interval '1 h' RETURNING id")
            three.lose(three.host)
        case "cut off":
            scene.disconnect(three.citizen, scene.connect(three.citizen))
            scene.pass_time(20)
            assert len(three.live()) == 1
            scene.run(three.act(citizen_disconnect.let_go, three.host))
    host = {"ended": "wrap_up", "hung up": "wrap_up", "host lost": "disconnected"}.get(end, "available")
    assert three.states() == (ticket, host, "available")
    assert three.live() == []
    assert [reason for _actor, reason in three.endings()] == ["lost" if end == "host lost" else "call_over"]
    assert scene.in_slots(three.guest) == set()


def test_a_held_or_cut_off_citizen_is_not_handed_over(three: Three) -> None:
    scene = three.scene
    three.join()
    scene.run(three.act(hold.put_on_hold, three.host))
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
    scene.find("UPDATE ticket SET device_index = 'same' WHERE id = ANY($1) RETURNING id", [three.citizen, other])
    three.join()
    assert scene.refused(three.hand_over()) == "already_in_line"
    scene.run(answer.leave(scene.context, scene.ticket_command(other)))
    scene.find("UPDATE queue SET state = 'closed' WHERE id = $1 RETURNING id", scene.queue("tesoreria")["id"])
    assert scene.refused(three.hand_over()) == "queue_closed"


def test_handing_over_and_hanging_up_at_the_same_moment(three: Three) -> None:
    three.join()
    hang_up = answer.hang_up(three.scene.context, three.scene.ticket_command(three.citizen))
    found = at_once(three.scene, three.lock(), three.hand_over(), hang_up)
    assert sum(isinstance(one, dict) for one in found) == 1
    assert three.states() in {("in_call", "available", "in_call"), ("wrap_up", "wrap_up", "available")}


def test_leaving_and_handing_over_at_the_same_moment(three: Three) -> None:
    three.join()
    found = at_once(three.scene, three.lock(), three.act(assist.leave_assist, three.guest), three.hand_over())
    assert sum(isinstance(one, dict) for one in found) == 1
    assert three.states() in {("in_call", "in_call", "available"), ("in_call", "available", "in_call")}


def test_joining_and_the_end_of_the_call_at_the_same_moment(three: Three) -> None:
    three.scene.run(three.invite())
    found = at_once(
        three.scene, three.lock(), three.answer(True),
        answer.hang_up(three.scene.context, three.scene.ticket_command(three.citizen)),
    )  # fmt: skip
    assert isinstance(found[1], dict)
    assert three.states() == ("wrap_up", "wrap_up", "available")
    assert three.live() == []


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

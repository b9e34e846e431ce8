"""A ticket and a room go on on another device: by a code that is good once, for ten minutes, and of which only a hash is kept."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from audiencia.core.ids import AttentionId, CommandId, RoomId, TicketId
from audiencia.privacy.crypto import token_hash
from audiencia.queue.calling import answer
from audiencia.queue.joining import devices
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime import identity
from tests.support.scenery import Scenery

UNKNOWN = "device_code_unknown"


def make(scene: Scenery, ticket_id: TicketId) -> str:
    command = TicketCommand(ticket_id, CommandId(uuid4()))
    return str(scene.run(devices.code_for_ticket(scene.context, command))["code"])


def take(scene: Scenery, code: str) -> Coroutine[Any, Any, devices.Taken]:
    return devices.take(scene.context, code)


def holds(scene: Scenery, token: str) -> AttentionId | None:
    return scene.run(identity.citizen_of(scene.context, {identity.TICKET_COOKIE: token}))


def signed_in(scene: Scenery, room_id: RoomId) -> str:
    """A session of the room's director; gives its token."""
    token = uuid4().hex
    scene.find(
        "INSERT INTO staff_session (token_hash, staff_id, expires_at) VALUES ($1, $2, app_now() + interval '3 hours') "
        "RETURNING staff_id", token_hash(token), scene.rooms[room_id],
    )  # fmt: skip
    return token


def for_room(scene: Scenery, room_id: RoomId, token: str) -> str:
    command = RoomCommand(scene.rooms[room_id], room_id, CommandId(uuid4()))
    return str(scene.run(devices.code_for_room(scene.context, command, token))["code"])


def staff(scene: Scenery, token: str) -> object:
    return scene.run(identity.staff_of(scene.context, {identity.STAFF_COOKIE: token}))


def test_the_ticket_goes_on_with_the_new_cookie_alone_at_the_same_place_with_the_same_pin(scene: Scenery) -> None:
    joined = scene.run(scene.joining("agua"))
    before = dict(scene.ticket(joined.ticket_id))
    attention = scene.find("SELECT * FROM attention")[0]
    taken = scene.run(take(scene, make(scene, joined.ticket_id)))
    assert taken.kind == "ticket"
    assert holds(scene, joined.token) is None
    assert holds(scene, taken.token) == before["attention_id"]
    cookies = {identity.TICKET_COOKIE: joined.token}
    assert scene.run(identity.citizen_refusal(scene.context, cookies)) == "ticket_elsewhere"
    assert dict(scene.ticket(joined.ticket_id)) == before
    assert scene.find("SELECT secret_generation AS same FROM attention")[0]["same"] == attention["secret_generation"]
    assert scene.events("device_code_made", "device_changed") == [
        ("device_code_made", "citizen", None), ("device_changed", "citizen", None),
    ]  # fmt: skip
    found = scene.find("SELECT object_id FROM audit WHERE action = 'device_changed'")
    assert [row["object_id"] for row in found] == [str(before["attention_id"])]


def test_a_call_goes_on_under_the_same_epoch(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua")
    ticket_id = scene.talk(room)
    before, slots = dict(scene.room(room)), scene.in_slots(room)
    scene.run(take(scene, make(scene, ticket_id)))
    assert scene.ticket(ticket_id)["state"] == "in_call"
    assert dict(scene.room(room)) == before and scene.in_slots(room) == slots


def test_a_code_is_good_once_for_ten_minutes_and_in_place_of_the_one_before(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    first = make(scene, ticket_id)
    second = make(scene, ticket_id)
    assert first != second and len(second) == 8
    assert scene.refused(take(scene, first)) == UNKNOWN, "it was replaced"
    scene.run(take(scene, f" {second[:4].lower()}-{second[4:]} "))
    assert scene.refused(take(scene, second)) == UNKNOWN, "it was used"
    late = make(scene, ticket_id)
    scene.pass_time(601)
    assert scene.refused(take(scene, late)) == UNKNOWN, "it is too old"
    withdrawn = make(scene, ticket_id)
    scene.run(devices.withdraw_ticket_code(scene.context, TicketCommand(ticket_id, CommandId(uuid4()))))
    assert scene.refused(take(scene, withdrawn)) == UNKNOWN
    for wrong in ("", "T", "X" * 8, "T" * 9, "T" * 32, "T" * 300, "ñ" * 8):
        assert scene.refused(take(scene, wrong)) == UNKNOWN


def test_the_same_command_gives_the_same_code_and_the_database_holds_none_of_it(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    command = TicketCommand(ticket_id, CommandId(uuid4()))
    made = scene.run(devices.code_for_ticket(scene.context, command))
    assert scene.run(devices.code_for_ticket(scene.context, command)) == made
    (kept,) = scene.find("SELECT code_hash FROM device_code")
    assert kept["code_hash"] == scene.context.keyring.keyed_hash("device-code", made["code"])
    assert kept["code_hash"] != token_hash(made["code"]), "without the pepper all codes could be tried against it"
    for table in ("device_code", "command_done", "event", "audit"):
        for row in scene.find(f"SELECT {table}::text AS whole FROM {table}"):
            assert made["code"] not in row["whole"]


def test_a_link_says_what_it_carries_and_opens_as_the_code_does(scene: Scenery) -> None:
    ticket_id, room = scene.join("agua"), next(iter(scene.rooms))
    made = scene.run(devices.code_for_ticket(scene.context, TicketCommand(ticket_id, CommandId(uuid4()))))
    assert made["path"] == f"/continuar#T{made['code']}"
    assert scene.run(take(scene, f"https://audiencia.example{made['path']}")).kind == "ticket"
    command = RoomCommand(scene.rooms[room], room, CommandId(uuid4()))
    made = scene.run(devices.code_for_room(scene.context, command, signed_in(scene, room)))
    assert made["path"] == f"/continuar#R{made['code']}"
    assert scene.run(take(scene, made["path"])).kind == "room"


def test_it_dies_with_the_ticket(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    code = make(scene, ticket_id)
    scene.run(answer.leave(scene.context, scene.ticket_command(ticket_id)))
    assert scene.refused(take(scene, code)) == UNKNOWN
    command = TicketCommand(ticket_id, CommandId(uuid4()))
    assert scene.refused(devices.code_for_ticket(scene.context, command)) == "not_allowed_now"


def test_a_room_goes_on_with_the_session_that_moves_in_the_midst_of_a_call(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    old = signed_in(scene, room)
    scene.open(room)
    scene.join("agua")
    ticket_id = scene.talk(room)
    before, slots = scene.room(room), scene.in_slots(room)
    taken = scene.run(take(scene, for_room(scene, room, old)))
    assert taken.kind == "room"
    assert staff(scene, old) is None and staff(scene, taken.token) is not None
    assert scene.run(identity.staff_refusal(scene.context, {identity.STAFF_COOKIE: old})) == "room_elsewhere"
    after = scene.room(room)
    assert {**after, "console": 0} == {**before, "console": 0} and after["console"] == before["console"] + 1
    assert scene.ticket(ticket_id)["state"] == "in_call" and scene.in_slots(room) == slots
    ends = scene.find("SELECT DISTINCT expires_at FROM staff_session WHERE staff_id = $1", scene.rooms[room])
    assert len(ends) == 1, "going from device to device makes no session longer"
    found = scene.find("SELECT actor_id, object_kind, object_id FROM audit WHERE action = 'device_changed'")
    assert found == [{"actor_id": scene.rooms[room], "object_kind": "room", "object_id": str(room)}]


def test_a_rooms_code_is_worth_nothing_once_its_session_ended_or_the_account_is_closed(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    old = signed_in(scene, room)
    code = for_room(scene, room, old)
    scene.find("UPDATE staff_session SET ended_at = app_now() WHERE token_hash = $1 RETURNING 1", token_hash(old))
    assert scene.refused(take(scene, code)) == UNKNOWN
    again = signed_in(scene, room)
    code = for_room(scene, room, again)
    scene.find("UPDATE staff SET active = false WHERE id = $1 RETURNING 1", scene.rooms[room])
    assert scene.refused(take(scene, code)) == UNKNOWN
    assert scene.find("SELECT count(*) AS n FROM staff_session WHERE moved")[0]["n"] == 0

"""Writing to each other: who may, when, how much, what is kept of it, and that nothing is left afterwards."""

from collections.abc import Coroutine
from typing import Any
from uuid import UUID, uuid4

from audiencia.core.ids import CommandId, QueueId, RoomId, TicketId
from audiencia.queue.call import assist, chat, conclude, transfer
from audiencia.queue.calling import answer, call
from audiencia.queue.domain.chat import A_MINUTE, SHOWN
from audiencia.queue.moderation import moderate
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from audiencia.queue.snapshot.ticket_facts import ChatFacts
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from tests.support.scenery import Scenery
from tests.support.three import Three

SECRET = "Tengo el micrófono roto, Xochiquetzal"


def help_with(scene: Scenery, ticket_id: TicketId, text: str = "¿Le ayudo?") -> Coroutine[Any, Any, Any]:
    return chat.write_as_moderator(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, text)


def write(scene: Scenery, ticket_id: TicketId, text: str = SECRET, channel: Any = "call") -> Coroutine[Any, Any, Any]:
    return chat.write_as_citizen(scene.context, TicketCommand(ticket_id, CommandId(uuid4())), channel, text)


def write_from(scene: Scenery, room: RoomId, ticket_id: TicketId, text: str = "Dígame") -> Coroutine[Any, Any, Any]:
    command = RoomCommand(scene.rooms[room], room, CommandId(uuid4()))
    return chat.write_as_director(scene.context, command, ticket_id, text)


def read(scene: Scenery, ticket_id: TicketId) -> Coroutine[Any, Any, chat.Conversation]:
    return chat.read(scene.context, scene.moderator, ticket_id)


def seen(scene: Scenery, ticket_id: TicketId) -> tuple[ChatFacts, ...]:
    """What the views of this ticket are made of."""
    queue_id = QueueId(scene.ticket(ticket_id)["queue_id"])
    return (
        scene.run(load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), queue_id, [ticket_id]))
        .tickets[ticket_id]
        .chat
    )


def unread(scene: Scenery, ticket_id: TicketId) -> int:
    queue_id = QueueId(scene.ticket(ticket_id)["queue_id"])
    return (
        scene.run(load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), queue_id, []))
        .tickets[ticket_id]
        .unread
    )


def texts(found: tuple[ChatFacts, ...]) -> list[str | None]:
    return [one.text for one in found]


def left(scene: Scenery) -> int:
    return int(scene.find("SELECT count(*) AS n FROM chat_message")[0]["n"])


def test_a_moderator_helps_one_who_waits_and_the_answer_is_unread_until_it_is_read(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    assert scene.refused(write(scene, ticket_id, channel="help")) == "not_allowed_now", "before a moderator began"
    scene.run(help_with(scene, ticket_id))
    assert unread(scene, ticket_id) == 0
    scene.run(write(scene, ticket_id, channel="help"))
    assert unread(scene, ticket_id) == 1
    conversation = scene.run(read(scene, ticket_id))
    assert texts(conversation.messages) == ["¿Le ayudo?", SECRET]
    assert [one.name for one in conversation.messages] == ["moderadora", ""]
    assert unread(scene, ticket_id) == 0
    version = scene.queue("agua")["version"]
    scene.run(read(scene, ticket_id))
    assert scene.queue("agua")["version"] == version, "reading again changes nothing"
    attention = str(scene.ticket(ticket_id)["attention_id"])
    found = scene.find(
        "SELECT action, why FROM audit WHERE object_id = $1 AND action <> 'joined' ORDER BY id", attention
    )
    assert [(row["action"], row["why"]) for row in found] == [("wrote", "help"), ("disclosed", "chat")]


def test_with_a_damaged_key_a_moderator_reads_who_wrote_and_it_counts_as_read(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    scene.run(help_with(scene, ticket_id))
    scene.run(write(scene, ticket_id, channel="help"))
    person = scene.damage_key(ticket_id)
    found = scene.run(read(scene, ticket_id)).messages
    assert [(one.text, one.name) for one in found] == [(None, "moderadora"), (None, "")]
    assert unread(scene, ticket_id) == 0 and scene.noted() == {("person.key", person)}
    scene.find("UPDATE person SET key_wrapped = '' WHERE id = $1 RETURNING id", person)
    assert scene.refused(read(scene, ticket_id)) == "unknown_ticket"


def test_in_a_call_citizen_and_director_write_and_moderators_do_not_read_it(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    ticket_id = scene.join("agua")
    assert scene.refused(write(scene, ticket_id)) == "not_allowed_now", "there is no call"
    scene.run(help_with(scene, ticket_id, "Antes"))
    scene.talk(room)
    assert scene.refused(help_with(scene, ticket_id)) == "not_allowed_now"
    assert scene.refused(write(scene, ticket_id, channel="help")) == "not_allowed_now"
    scene.run(write_from(scene, room, ticket_id))
    scene.run(write(scene, ticket_id))
    assert [(one.text, one.in_call) for one in seen(scene, ticket_id)] == [
        ("Antes", False), ("Dígame", True), (SECRET, True),
    ]  # fmt: skip
    assert texts(scene.run(read(scene, ticket_id)).messages) == ["Antes"]
    assert unread(scene, ticket_id) == 0
    other = scene.join("agua")
    assert scene.refused(write_from(scene, room, other)) == "stale_version"


def test_the_second_director_writes_too_and_goes_on_with_it_after_a_handover(scene: Scenery) -> None:
    three = Three(scene)
    three.join()
    scene.run(write(scene, three.citizen))
    scene.run(write_from(scene, three.guest, three.citizen, "Soy de Tesorería"))
    assert scene.refused(write_from(scene, three.colleague, three.citizen)) == "stale_version"
    scene.run(three.hand_over())
    assert texts(seen(scene, three.citizen)) == [SECRET, "Soy de Tesorería"]
    assert scene.refused(write_from(scene, three.host, three.citizen)) == "stale_version"
    scene.run(write_from(scene, three.guest, three.citizen, "Seguimos"))
    assert texts(seen(scene, three.citizen))[-1] == "Seguimos"


def test_what_was_written_in_one_call_is_not_shown_in_the_next(scene: Scenery) -> None:
    three = Three(scene)
    scene.run(write(scene, three.citizen))
    scene.run(assist.invite(scene.context, scene.room_command(three.host), "tesoreria"))
    scene.run(three.act(assist.withdraw_invitation, three.host))
    scene.run(transfer.transfer_call(scene.context, scene.room_command(three.host), "tesoreria", ""))
    scene.talk(three.guest)
    assert seen(scene, three.citizen) == ()


def test_a_command_again_writes_nothing_again(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    command_id = CommandId(uuid4())
    first = scene.run(chat.write_as_moderator(scene.context, scene.moderator, command_id, ticket_id, "Una vez"))
    assert scene.run(chat.write_as_moderator(scene.context, scene.moderator, command_id, ticket_id, "Dos")) == first
    assert texts(seen(scene, ticket_id)) == ["Una vez"]
    kept = scene.find("SELECT result::text AS kept FROM command_done WHERE command_id = $1", command_id)[0]["kept"]
    assert "Una vez" not in kept


def test_nobody_writes_faster_than_can_be_read_and_only_the_last_ones_are_shown(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    for _ in range(3):
        for n in range(A_MINUTE):
            scene.run(help_with(scene, ticket_id, f"Mensaje {n}"))
        assert scene.refused(help_with(scene, ticket_id)) == "too_many_requests"
        scene.run(write(scene, ticket_id, channel="help"))  # each has an own pace
        scene.pass_time(61)
    found = seen(scene, ticket_id)
    assert len(found) == SHOWN
    assert [one.id for one in found] == sorted(one.id for one in found)


def test_it_is_sealed_in_the_table_and_the_log_says_only_that_something_was_written(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua")
    ticket_id = scene.talk(room)
    scene.run(write(scene, ticket_id))
    assert left(scene) == 1
    for table in ("chat_message", "event", "audit", "command_done"):
        for row in scene.find(f"SELECT {table}::text AS whole FROM {table}"):
            assert SECRET not in row["whole"] and SECRET.encode().hex() not in row["whole"]
    assert scene.events("chat_written") == [("chat_written", "citizen", "call")]


def test_it_is_destroyed_by_the_transaction_that_records_the_outcome(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    ticket_id = scene.join("agua")
    scene.run(help_with(scene, ticket_id))
    scene.talk(room)
    scene.run(write(scene, ticket_id))
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert left(scene) == 2 and len(seen(scene, ticket_id)) == 2
    assert scene.refused(write(scene, ticket_id)) == "not_allowed_now"
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))
    assert left(scene) == 0
    assert scene.refused(help_with(scene, ticket_id)) == "not_allowed_now"
    assert scene.run(read(scene, ticket_id)).messages == ()


def test_it_is_destroyed_however_else_the_ticket_ends(scene: Scenery) -> None:
    def written() -> TicketId:
        ticket_id = scene.join("agua")
        scene.run(help_with(scene, ticket_id))
        return ticket_id

    leaves = written()
    scene.run(answer.leave(scene.context, scene.ticket_command(leaves)))
    assert left(scene) == 0
    cancelled = written()
    version = scene.ticket(cancelled)["version"]
    scene.run(
        moderate.cancel_ticket(scene.context, scene.moderator, CommandId(uuid4()), cancelled, version, "duplicate")
    )
    assert left(scene) == 0
    room = next(iter(scene.rooms))
    scene.open(room)
    does_not_come = written()
    for _ in range(2):
        scene.run(_call(scene, room, does_not_come))
        scene.pass_time(200)
    assert scene.ticket(does_not_come)["state"] == "no_show" and left(scene) == 1
    carried = written()
    scene.pass_time(7 * 24 * 3600)
    assert scene.ticket(carried)["state"] == "carried_over"
    assert scene.find("SELECT state FROM session")[0]["state"] == "closed"
    assert left(scene) == 0


def _call(scene: Scenery, room: RoomId, ticket_id: TicketId) -> Coroutine[Any, Any, Any]:
    if scene.ticket(ticket_id)["state"] == "absent":
        return call.call_again(scene.context, scene.room_command(room), ticket_id)
    return call.call_next(scene.context, scene.room_command(room))


def test_nobody_writes_to_a_number_that_is_not_there(scene: Scenery) -> None:
    assert scene.refused(help_with(scene, TicketId(UUID(int=1)))) == "unknown_ticket"
    assert scene.refused(read(scene, TicketId(UUID(int=1)))) == "unknown_ticket"

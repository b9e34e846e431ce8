"""A director who cannot attend any more: the room, the substitute, and what those who wait are asked and choose."""

from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, QueueId, RoomId, StaffId, TicketId
from audiencia.queue.call import conclude, hold
from audiencia.queue.calling import answer, call
from audiencia.queue.domain.roster import Choice, Part
from audiencia.queue.joining import carried
from audiencia.queue.moderation import away, offers, rooms, roster
from audiencia.queue.moderation.away import Away
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.unit.commands import RoomCommand
from audiencia.staff.roles import Role
from tests.support.invariants import check
from tests.support.races import at_once
from tests.support.scenery import Scenery

HERE, THERE = "agua", "tesoreria"


def leaves(
    scene: Scenery,
    room: RoomId,
    substitute: StaffId | None = None,
    ask: Sequence[str] | None = None,
    reason: str = "ill",
) -> Coroutine[Any, Any, Any]:
    """The director of this room attends no more."""
    decided = Away(room, scene.room(room)["version"], reason, substitute, ask)
    return away.director_away(scene.context, scene.moderator, CommandId(uuid4()), decided)


def snapshot(scene: Scenery, department: str = HERE) -> Snapshot:
    """The line of a department now."""
    return scene.run(
        load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), QueueId(scene.queue(department)["id"]), [])
    )


def parts(scene: Scenery) -> dict[StaffId, str]:
    """The roster of the department."""
    return {one.staff_id: one.part for one in snapshot(scene).roster}


def chooses(
    scene: Scenery, ticket_id: TicketId, choice: Choice, department: str | None = None, telephone: str = ""
) -> Coroutine[Any, Any, Any]:
    """Somebody says how they go on."""
    offer = scene.find("SELECT id FROM offer WHERE ticket_id = $1 AND withdrawn_at IS NULL", ticket_id)[0]["id"]
    return offers.choose(scene.context, scene.ticket_command(ticket_id), offer, choice, department, telephone)


def substitute(scene: Scenery, department: str = HERE) -> StaffId:
    """Somebody who stands in there."""
    made = scene.run(scene.account(f"suplente-{department}", Role.DIRECTOR, department))
    scene.find("UPDATE staff SET stands_in = true WHERE id = $1 RETURNING id", made)
    return made


def ill_room(scene: Scenery) -> RoomId:
    """The first room of the department, open."""
    room = next(iter(scene.rooms))
    scene.open(room)
    return room


@pytest.mark.parametrize("busy", ["closed", "available", "called", "talking", "held", "result"])
def test_whatever_the_room_does_it_closes_and_nobody_is_lost(scene: Scenery, busy: str) -> None:
    waits, room = scene.join(HERE), next(iter(scene.rooms))
    others = [scene.join(HERE) for _ in range(2)]
    if busy != "closed":
        scene.open(room)
    if busy == "called":
        scene.call(room)
    if busy in ("talking", "held", "result"):
        scene.talk(room)
    if busy == "held":
        scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    if busy == "result":
        scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(leaves(scene, room))
    assert scene.room(room)["state"] == "closed"
    assert scene.ticket(waits)["state"] == ("outcome_pending" if busy == "result" else "waiting")
    assert scene.ticket(waits)["to_front"] is (busy in ("talking", "held"))
    assert all(scene.ticket(one)["state"] == "waiting" for one in others)
    assert scene.in_slots(room) == set()
    assert parts(scene)[scene.rooms[room]] == "away"
    scene.run(check_all(scene))


async def check_all(scene: Scenery) -> None:
    """No rule was broken."""
    await check(scene.ask)


def test_who_is_away_opens_no_room_until_a_moderator_says_so(scene: Scenery) -> None:
    room = ill_room(scene)
    scene.run(leaves(scene, room))
    assert scene.refused(rooms.open_room(scene.context, scene.room_command(room))) == "marked_away"
    assert scene.refused(leaves(scene, room)) == "marked_away"
    director = scene.rooms[room]

    def set_part(seen: Part, part: Part) -> Coroutine[Any, Any, Any]:
        return roster.set_part(scene.context, scene.moderator, CommandId(uuid4()), director, seen, part)

    assert scene.refused(set_part(Part.SUBSTITUTE, Part.DIRECTOR)) == "stale_version"
    scene.run(set_part(Part.AWAY, Part.DIRECTOR))
    scene.open(room)
    assert scene.refused(set_part(Part.DIRECTOR, Part.SUBSTITUTE)) == "room_busy"


def test_once_the_jornada_is_over_its_roster_stays_as_it_was(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.pass_time(24 * 3600)
    assert scene.find("SELECT state FROM session WHERE state = 'closed'")
    assert scene.refused(leaves(scene, room)) == "session_closed"
    assert parts(scene)[scene.rooms[room]] == "director"


def test_a_substitute_is_seated_by_the_same_act_and_attends(scene: Scenery) -> None:
    room, standing_in = ill_room(scene), substitute(scene)
    held = scene.join(HERE)
    scene.talk(room)
    own = scene.run(rooms.room_of(scene.context, standing_in, HERE))
    scene.rooms[own] = standing_in
    assert scene.refused(rooms.open_room(scene.context, scene.room_command(own))) == "substitute_waits"
    scene.run(leaves(scene, room, standing_in))
    assert (parts(scene)[standing_in], parts(scene)[scene.rooms[room]]) == ("director", "away")
    scene.open(own)
    assert scene.call(own) == held, "whoever was cut off is first"
    assert [kind for kind, _, _ in scene.events("roster_director", "roster_away")] == ["roster_director", "roster_away"]


def test_only_who_stands_in_for_the_department_is_seated(scene: Scenery) -> None:
    room, elsewhere = ill_room(scene), substitute(scene, THERE)
    for other in (elsewhere, scene.rooms[room], *[one for one in scene.rooms.values() if one != scene.rooms[room]]):
        assert scene.refused(leaves(scene, room, other)) == "no_substitute"
    assert scene.room(room)["state"] == "available"


def test_those_who_wait_are_asked_and_each_choice_is_carried_out_and_recorded(scene: Scenery) -> None:
    room = ill_room(scene)
    waits, goes, later, silent = [scene.join(HERE) for _ in range(4)]
    there = scene.join(THERE)
    assert scene.run(leaves(scene, room, ask=[THERE])) == {"asked": 4}
    for one in (waits, goes, later, silent):
        offer = snapshot(scene).offers[one]
        assert (offer.reason, offer.choice, offer.to_queues) == ("ill", None, [scene.queue(THERE)["id"]])
    scene.run(chooses(scene, waits, Choice.WAIT))
    scene.run(chooses(scene, goes, Choice.DEPARTMENT, THERE))
    scene.run(chooses(scene, later, Choice.NEXT_SESSION))
    assert scene.ticket(goes)["queue_id"] == scene.queue(THERE)["id"]
    assert scene.passed(there) == ["moved"], "who comes with an earlier time passes with a reason"
    assert scene.ticket(later)["state"] == "carried_over"
    assert scene.legs(goes) == [(HERE, "transferred"), (THERE, None)]
    assert scene.events("offer_chosen") == [
        ("offer_chosen", "citizen", "wait"),
        ("offer_chosen", "citizen", "department"),
        ("offer_chosen", "citizen", "next_session"),
    ]
    chosen = {ticket_id: one.choice for ticket_id, one in snapshot(scene).offers.items()}
    assert chosen == {waits: "wait", goes: "department", later: "next_session", silent: None}
    scene.run(chooses(scene, waits, Choice.NEXT_SESSION))
    assert scene.ticket(waits)["state"] == "carried_over", "to wait can be changed"
    assert scene.refused(chooses(scene, goes, Choice.WAIT)) == "offer_over"
    scene.run(check_all(scene))


def test_whoever_chooses_the_telephone_stays_in_the_line_and_is_attended_so(scene: Scenery) -> None:
    room, person = ill_room(scene), scene.join(HERE)
    scene.run(leaves(scene, room, ask=[]))
    assert scene.refused(chooses(scene, person, Choice.TELEPHONE)) == "telephone_needed"
    scene.run(chooses(scene, person, Choice.TELEPHONE, telephone="722 123 4567"))
    held = scene.ticket(person)
    assert (held["state"], held["medium"]) == ("waiting", "phone")
    assert snapshot(scene).offers[person].choice == "telephone"
    scene.run(chooses(scene, person, Choice.NEXT_SESSION))
    assert scene.ticket(person)["state"] == "carried_over"
    scene.run(check_all(scene))


def test_whoever_is_carried_over_by_choice_has_priority_the_next_time(scene: Scenery) -> None:
    room, later = ill_room(scene), scene.join(HERE)
    scene.run(leaves(scene, room, ask=[]))
    scene.run(chooses(scene, later, Choice.NEXT_SESSION))
    attention = scene.ticket(later)["attention_id"]
    found = scene.run(carried.held(scene.context, attention))
    assert found is not None
    assert found.attention_id == attention


def test_only_what_is_offered_is_chosen_by_whom_it_is_offered(scene: Scenery) -> None:
    room, one, other = ill_room(scene), scene.join(HERE), scene.join(HERE)
    scene.run(leaves(scene, room, ask=[]))
    assert scene.refused(chooses(scene, one, Choice.DEPARTMENT, THERE)) == "offer_over"
    assert scene.refused(chooses(scene, one, Choice.DEPARTMENT, "nowhere")) == "unknown_department"
    offer = scene.find("SELECT id FROM offer WHERE ticket_id = $1", other)[0]["id"]
    stolen = offers.choose(scene.context, scene.ticket_command(one), offer, Choice.WAIT, None)
    assert scene.refused(stolen) == "not_found"
    seen_before = offers.choose(scene.context, scene.ticket_command(other, stale=True), offer, Choice.WAIT, None)
    assert scene.refused(seen_before) == "stale_version"


@pytest.mark.parametrize("department", [HERE, "nowhere", "presidencia"])
def test_only_another_line_that_takes_people_is_offered(scene: Scenery, department: str) -> None:
    assert scene.refused(leaves(scene, ill_room(scene), ask=[department])) == "unknown_department"


def test_what_is_withdrawn_cannot_be_chosen_and_what_was_chosen_stays(scene: Scenery) -> None:
    room, one, other, gone = ill_room(scene), scene.join(HERE), scene.join(HERE), scene.join(HERE)
    scene.run(leaves(scene, room, ask=[]))
    scene.run(chooses(scene, other, Choice.NEXT_SESSION))
    scene.run(answer.leave(scene.context, scene.ticket_command(gone)))
    offer = scene.find("SELECT id FROM offer WHERE ticket_id = $1", one)[0]["id"]

    def withdraw() -> Coroutine[Any, Any, Any]:
        return away.withdraw_offers(scene.context, scene.moderator, CommandId(uuid4()), HERE)

    scene.run(withdraw())
    assert scene.refused(withdraw()) == "stale_version"
    over = offers.choose(scene.context, scene.ticket_command(one), offer, Choice.NEXT_SESSION, None)
    assert scene.refused(over) == "offer_over"
    assert scene.ticket(other)["state"] == "carried_over"
    assert len(scene.events("offer_withdrawn")) == 1, "nobody is told twice, and not who has gone"


def test_who_did_not_answer_a_call_is_asked_too_and_goes_on_elsewhere(scene: Scenery) -> None:
    room, missing = ill_room(scene), scene.join(HERE)
    scene.call(room)
    scene.pass_time(scene.context.municipality.limits.answer_seconds + 1)
    assert scene.ticket(missing)["state"] == "absent"
    assert scene.run(leaves(scene, room, ask=[THERE]))["asked"] == 1
    scene.run(chooses(scene, missing, Choice.DEPARTMENT, THERE))
    assert scene.ticket(missing)["state"] == "waiting"
    scene.run(check_all(scene))


@pytest.mark.parametrize(("choice", "telephone"), [(Choice.WAIT, ""), (Choice.TELEPHONE, "722 555 0001")])
def test_who_did_not_answer_a_call_is_back_in_the_line_by_choosing_to_stay(
    scene: Scenery, choice: Choice, telephone: str
) -> None:
    room, missing, other = ill_room(scene), scene.join(HERE), scene.join(HERE)
    scene.call(room)
    scene.pass_time(scene.context.municipality.limits.answer_seconds + 1)
    scene.run(leaves(scene, room, ask=[]))
    scene.run(chooses(scene, missing, choice, telephone=telephone))
    assert scene.ticket(missing)["state"] == "waiting"
    assert scene.passed(other) == ["came_back"]
    scene.run(check_all(scene))


def test_a_call_and_the_moderator_meet_one_after_the_other(scene: Scenery) -> None:
    room, waits = ill_room(scene), scene.join(HERE)
    seen: RoomCommand = scene.room_command(room)
    lock = "SELECT FROM queue ORDER BY id FOR UPDATE"
    done = at_once(scene, lock, call.call_next(scene.context, seen), leaves(scene, room))
    assert done.count("stale_version") == 1 or scene.room(room)["state"] == "closed"
    assert scene.ticket(waits)["state"] in ("waiting", "called")
    scene.run(check_all(scene))


def test_who_chose_the_telephone_can_choose_another_number(scene: Scenery) -> None:
    room = ill_room(scene)
    asked = scene.join(HERE, contact="722 555 0001")
    scene.run(leaves(scene, room, ask=[]))
    scene.run(chooses(scene, asked, Choice.TELEPHONE))
    scene.run(chooses(scene, asked, Choice.TELEPHONE, telephone="722 555 0002"))
    assert dialled(scene, asked) == "+527225550002"
    scene.run(chooses(scene, asked, Choice.TELEPHONE))
    assert dialled(scene, asked) == "+527225550002", "without a number, the one that is known"


def dialled(scene: Scenery, ticket_id: TicketId) -> str:
    """The number that a director would be shown."""
    facts = scene.run(
        load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), QueueId(scene.queue(HERE)["id"]), [ticket_id])
    )
    return facts.tickets[ticket_id].private.phone

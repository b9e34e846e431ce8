"""In the call: it is held, passed on, cut off and taken up again; other matters, and results that are recorded later."""

from uuid import uuid4

import pytest

from audiencia.signaling import messages_in as say
from audiencia.signaling.words import HISTORY
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import (
    all_asked,
    begin_call,
    connection_drops,
    open_desk,
    place,
    reads,
    talking,
    will_read,
)
from tests.support.audience import Audience, People

HERE, OTHER = "bienestar", "tesoreria"
NOTE = "Ya trajo su identificación"


async def test_a_held_call_has_nobody_in_its_slots_and_goes_on_under_another_epoch(people: People) -> None:
    citizen, director = await talking(people, HERE)
    await citizen.wait_state("in_call")
    assert citizen.view.call is not None
    epoch, slots = citizen.view.call.epoch, citizen.view.call.slots
    await director.hold_call()
    view = await citizen.wait_state("on_hold")
    assert view.call is not None
    assert (view.call.slots, director.view.room.state, director.view.room.slots) == ({}, "on_hold", {})
    assert view.call.epoch == director.view.room.epoch > epoch
    await director.unhold_call()
    view = await citizen.wait_state("in_call")
    assert view.call is not None
    assert view.call.slots == slots == {"audio0": "director", "video0": "director"}
    assert view.call.epoch == director.view.room.epoch > epoch + 1
    await director.hold_call()
    await citizen.wait_state("on_hold")
    await citizen.hang_up()
    await director.wait_room("wrap_up")
    await director.record_outcome()


async def test_a_transfer_keeps_the_seniority_and_hands_the_note_on(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    behind, joined_at = await people.citizen(OTHER), citizen.view.ticket.joined_at
    number = citizen.view.ticket.number
    for department, code in ((HERE, "same_department"), ("no-such", "unknown_department")):
        async with refused(audience, code):
            await director.transfer_call(department)
    assert {one.department_slug for one in director.view.targets} > {OTHER}
    await director.transfer_call(OTHER, NOTE)
    assert (director.view.room.state, director.view.current) == ("available", None)
    view = await citizen.wait_in_line()
    assert (view.ticket.number, view.ticket.department_slug, view.ticket.joined_at) == (number, OTHER, joined_at)
    assert (place(citizen), view.call) == (1, None)
    assert reads(citizen, "You were passed on to")
    await will_read(behind, "A person with an earlier time of arrival was passed on to this line")
    next_director = await open_desk(people, OTHER)
    await begin_call(citizen, next_director)
    assert next_director.view.current is not None
    assert [one.note for one in next_director.view.current.notes] == [NOTE]
    await next_director.end_call()
    await next_director.record_outcome("in_process")
    await citizen.wait_state("served")
    legs = await audience.rows(
        "SELECT ending FROM leg JOIN attention ON attention.id = attention_id WHERE folio = $1 ORDER BY began_at",
        view.folio,
    )
    assert [one["ending"] for one in legs] == ["transferred", "concluded"]


async def test_another_matter_goes_on_without_queuing_again_and_holds_the_result_back(
    audience: Audience, people: People
) -> None:
    citizen, director = await talking(people, HERE)
    left = citizen.view.matters_left
    first = await citizen.another_matter(OTHER, "predial", "Un recibo que no es mío")
    second = await citizen.another_matter(HERE, "programas", "Una beca")
    assert citizen.view.matters_left == left - 2 == 0
    async with refused(audience, "too_many_matters"):
        await citizen.another_matter(OTHER, "predial", "Uno más")
    await citizen.withdraw_matter(second)
    assert [one.matter_id for one in citizen.view.matters] == [first]
    async with refused(audience, "not_found"):
        await citizen.withdraw_matter(second)
    async with refused(audience, "unknown_topic"):
        await citizen.another_matter(OTHER, "no-such", "Otro")
    view = await director.wait_for(lambda view: bool(view.current and view.current.matters), "the other matter")
    assert view.current is not None
    assert [one.matter for one in view.current.matters] == ["Un recibo que no es mío"]
    await director.end_call()
    async with refused(audience, "matters_left"):
        await director.record_outcome()
    async with refused(audience, "matters_left"):
        await director.defer_outcome()
    async with refused(audience, "not_found"):
        await director.pass_on(uuid4())
    joined_at = citizen.view.ticket.joined_at
    await director.pass_on(first, NOTE)
    assert director.view.room.state == "available"
    view_after = await citizen.wait_in_line()
    assert (view_after.ticket.department_slug, view_after.ticket.joined_at) == (OTHER, joined_at)
    assert not view_after.matters
    assert reads(citizen, "Your next matter goes on with")


async def test_a_call_that_is_cut_off_is_held_open_and_goes_on(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    async with refused(audience, "not_allowed_now"):
        await director.let_go()
    epoch = director.view.room.epoch
    await connection_drops(audience, citizen)
    view = await director.wait_for(
        lambda view: view.current is not None and view.current.state == "reconnecting", "the loss"
    )
    assert view.current is not None
    assert view.current.held_until is not None
    assert view.current.held_until > view.now
    assert (view.room.state, view.room.epoch) == ("in_call", epoch)
    back = await citizen.connect()
    assert (back.ticket.state, back.held_until) == ("in_call", None)
    assert back.call is not None
    assert back.call.epoch == epoch
    await director.wait_for(lambda view: view.current is not None and view.current.state == "in_call", "the return")
    await director.end_call()
    await director.record_outcome()


@pytest.mark.parametrize("how", ["let_go", "time"])
async def test_whoever_does_not_come_back_into_the_call_is_next_in_the_line(
    audience: Audience, people: People, how: str
) -> None:
    citizen, director = await talking(people, HERE)
    other = await people.citizen(HERE)
    await connection_drops(audience, citizen)
    await director.wait_for(lambda view: view.current is not None and view.current.state == "reconnecting", "the loss")
    if how == "let_go":
        await director.let_go()
    else:
        await audience.execute(
            "UPDATE ticket SET state_since = state_since - interval '1 h' WHERE state = 'reconnecting'"
        )
        await director.wait_room("available")
    assert director.view.current is None
    await will_read(other, "A call was cut off, and that person is next: your place is further back.")
    view = await citizen.connect()
    assert place(citizen) == 1
    assert view.call is None
    assert reads(citizen, "Your connection was lost during the call. You are next.")
    assert await director.call_next() == citizen.view.ticket.number


async def test_a_result_left_for_later_frees_the_room_and_is_completed_once(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    ticket_id = director.attended
    await director.end_call()
    await director.defer_outcome()
    assert (director.view.room.state, director.view.current) == ("available", None)
    view = await citizen.wait_state("outcome_pending")
    assert (view.outcome, view.call, view.line) == (None, None, None)
    assert reads(citizen, HISTORY["outcome_deferred"])
    (pending,) = director.view.pending
    assert (pending.ticket_id, pending.number) == (ticket_id, view.ticket.number)
    moderator = await people.moderator()
    await moderator.wait_for(lambda _: moderator.queue(HERE).pending == 1, "the result that is owed")
    elsewhere = await open_desk(people, OTHER)
    await completing_is_refused(audience, elsewhere, ticket_id, pending.version, "unknown_ticket")
    await completing_is_refused(audience, director, ticket_id, pending.version + 1, "ticket_moved")
    await completing_is_refused(audience, director, uuid4(), pending.version, "unknown_ticket")
    async with refused(audience, "unknown_disposition"):
        await director.complete_outcome(ticket_id, "in_process", "information_given")
    next_one = await people.citizen(HERE)
    await begin_call(next_one, director)
    await director.complete_outcome(ticket_id, "in_process", note_to_citizen=NOTE)
    view = await citizen.wait_state("served")
    assert view.outcome is not None
    assert (view.outcome.outcome, view.outcome.note) == ("in_process", NOTE)
    assert director.view.today.in_process >= 1
    await completing_is_refused(audience, director, ticket_id, view.ticket.version, "ticket_moved")


async def completing_is_refused(audience: Audience, director, ticket_id, version: int, code: str) -> None:  # type: ignore[no-untyped-def]
    """This ticket in this version, whatever the view shows."""
    offered = director.view.dispositions[0]
    message = say.CompleteOutcome(
        command_id=uuid4(), ticket_id=ticket_id, version=version, outcome=offered.outcome, disposition=offered.code
    )
    async with refused(audience, code):
        await director.line.say("complete_outcome", message)


async def test_a_room_that_drains_closes_after_the_one_it_attends(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    waiting = await people.citizen(HERE)
    await director.drain_room()
    assert (director.view.room.state, director.view.room.draining) == ("in_call", True)
    async with refused(audience, "not_allowed_now"):
        await director.drain_room()
    await director.end_call()
    await director.record_outcome()
    assert (director.view.room.state, director.view.room.draining) == ("closed", False)
    await citizen.wait_state("served")
    await director.open_room()
    await all_asked([waiting])
    await director.drain_room()
    assert director.view.room.state == "closed"

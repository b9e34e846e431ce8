"""Calls for help, who is in the room, and the card of emergency numbers."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.db.commands import Result
from audiencia.queue.call import conclude, emergency, helping
from audiencia.queue.joining import company
from audiencia.queue.moderation import move, rooms
from audiencia.queue.moderation.move import SeenTicket
from audiencia.queue.unit.commands import RoomCommand
from tests.support.races import BLOCKED
from tests.support.scenery import Scenery

if TYPE_CHECKING:
    from audiencia.queue.call.helping_sql import LiveOfSession


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room of agua."""
    found = next(iter(scene.rooms))
    scene.open(found)
    return found


def command(scene: Scenery, room: RoomId) -> RoomCommand:
    """Whatever version was seen."""
    return replace(scene.room_command(room), version=None)


def live(scene: Scenery, room: RoomId) -> "list[LiveOfSession]":
    return scene.run(helping.live(scene.context, scene.room(room)["session_id"]))


def test_a_director_asks_somebody_comes_and_it_is_over(scene: Scenery, room: RoomId) -> None:
    before = scene.room(room)
    scene.run(helping.ask_silently(scene.context, command(scene, room)))
    scene.run(helping.ask_silently(scene.context, command(scene, room)))
    (asked,) = live(scene, room)
    assert (asked.reason, asked.room_id, asked.answering) == ("silent", room, None)
    assert scene.run(helping.answer(scene.context, scene.moderator, CommandId(uuid4()), asked.id)) == {}
    assert scene.run(helping.answer(scene.context, scene.moderator, CommandId(uuid4()), asked.id)) == {
        "by": "moderadora"
    }
    assert live(scene, room)[0].answering == "moderadora"
    scene.run(helping.withdraw(scene.context, command(scene, room)))
    assert live(scene, room) == []
    assert scene.refused(helping.withdraw(scene.context, command(scene, room))) == "help_over"
    assert scene.refused(helping.close(scene.context, scene.moderator, CommandId(uuid4()), asked.id)) == "help_over"
    assert scene.room(room) == before
    assert [one[0] for one in scene.events("help_asked", "help_answered", "help_ended")] == [
        "help_asked", "help_answered", "help_ended",
    ]  # fmt: skip


def test_a_citizen_asks_in_the_line_and_for_another_reason_anew(scene: Scenery, room: RoomId) -> None:
    ticket = scene.join("agua")
    scene.run(helping.ask(scene.context, scene.ticket_command(ticket), "devices"))
    (asked,) = live(scene, room)
    scene.run(helping.answer(scene.context, scene.moderator, CommandId(uuid4()), asked.id))
    scene.run(helping.ask(scene.context, scene.ticket_command(ticket), "devices"))
    assert live(scene, room)[0].answering == "moderadora"
    scene.run(helping.ask(scene.context, scene.ticket_command(ticket), "unwell"))
    (anew,) = live(scene, room)
    assert (anew.id, anew.reason, anew.answering) == (asked.id, "unwell", None)
    scene.run(helping.close(scene.context, scene.moderator, CommandId(uuid4()), anew.id))
    assert scene.refused(helping.no_more(scene.context, scene.ticket_command(ticket))) == "help_over"


def test_a_room_opens_only_once_it_is_said_who_is_in_it_and_that_is_remembered(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.find("UPDATE room SET company = NULL RETURNING id")
    assert scene.refused(rooms.open_room(scene.context, command(scene, room))) == "company_needed"
    assert scene.refused(rooms.open_room(scene.context, command(scene, room), {"ghost": 1})) == "bad_input"
    scene.run(rooms.open_room(scene.context, command(scene, room), {"advisor": 2}))
    scene.run(rooms.close_room(scene.context, command(scene, room)))
    scene.run(rooms.open_room(scene.context, command(scene, room)))
    assert scene.room(room)["company"] == '{"advisor": 2}'
    assert scene.events("company_declared") == [("company_declared", "staff", None)]


def test_who_is_in_the_room_changes_in_a_call_too(scene: Scenery, room: RoomId) -> None:
    scene.join("agua")
    scene.talk(room)
    before = scene.queue("agua")["version"]
    scene.run(company.declare(scene.context, command(scene, room), {"press": 1}))
    assert scene.room(room)["company"] == '{"press": 1}'
    assert scene.queue("agua")["version"] > before
    scene.run(company.declare(scene.context, command(scene, room), {"press": 1}))
    assert len(scene.events("company_declared")) == 1


def test_the_card_is_shown_to_whom_the_room_attends_and_to_nobody_else(scene: Scenery, room: RoomId) -> None:
    first, second = scene.join("agua"), scene.join("agua")
    scene.talk(room)
    assert scene.refused(emergency.show(scene.context, command(scene, room), second)) == "stale_version"
    scene.run(emergency.show(scene.context, command(scene, room), first))
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert scene.refused(emergency.show(scene.context, command(scene, room), first)) == "not_allowed_now"
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))
    scene.talk(room)
    shown = scene.find("SELECT ticket_id FROM reservation WHERE emergency_at IS NOT NULL")
    assert [row["ticket_id"] for row in shown] == [first]


def test_help_for_somebody_who_is_moved_meanwhile_is_told_in_the_line_where_they_are(scene: Scenery) -> None:
    ticket = scene.join("agua")
    scene.run(helping.ask(scene.context, scene.ticket_command(ticket), "devices"))
    (asked,) = scene.run(helping.live(scene.context, scene.ticket(ticket)["session_id"]))
    before = {slug: scene.queue(slug)["version"] for slug in ("agua", "tesoreria")}
    answer = helping.answer(scene.context, scene.moderator, CommandId(uuid4()), asked.id)
    assert scene.run(moved_meanwhile(scene, ticket, answer)) == {}
    told = {slug: scene.queue(slug)["version"] - seen for slug, seen in before.items()}
    assert told == {"agua": 1, "tesoreria": 2}, "the move is told in both lines, the answer in the new one"


async def moved_meanwhile(scene: Scenery, ticket_id: TicketId, flow: Coroutine[Any, Any, Result]) -> Result:
    """The flow has found the ticket in its line and waits for the lock while the ticket goes to another line."""
    async with scene.context.database.begin() as tx:
        await tx.conn.fetch("SELECT FROM queue ORDER BY id FOR UPDATE")
        running = asyncio.create_task(flow)
        while (await scene.ask(BLOCKED))[0]["n"] < 1:
            assert not running.done()
            await asyncio.sleep(0.01)
        seen = SeenTicket(ticket_id, await tx.conn.fetchval("SELECT version FROM ticket WHERE id = $1", ticket_id))
        await move.move_now(scene.context, tx, scene.moderator, [seen], "tesoreria", "other_department")
    return await running

"""Every command that carries a version holds only for the version that was seen; another one changes nothing."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from audiencia.signaling.messages_in import (
    CITIZEN_EVENTS,
    DIRECTOR_EVENTS,
    MODERATOR_EVENTS,
    MessageIn,
    VersionedCommand,
)
from audiencia.simulation.client import Client
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk, talking
from tests.support.audience import Audience, People

HERE, OTHER = "bienestar", "tesoreria"
MAYORS: dict[str, dict[str, Any]] = {
    "knock": {"room_id": 1},
    "withdraw_knock": {},
    "choose_lines": {"departments": [HERE]},
}
"""What the mayor alone says."""


def versioned(events: dict[str, type[MessageIn]]) -> list[str]:
    """All events that carry a version."""
    return [event for event, model in events.items() if issubclass(model, VersionedCommand)]


async def is_stale(
    audience: Audience, client: Client, event: str, seen: int, code: str, fields: dict[str, Any]
) -> None:
    """An older and a newer version than the one that holds are refused alike."""
    for version in (seen - 1, seen + 1):
        async with refused(audience, code):
            await client.line.say_raw(event, {"command_id": str(uuid4()), "version": version, **fields})


async def test_of_the_citizens_ticket(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(HERE), await open_desk(people, HERE)
    await director.call_next()
    await citizen.wait_state("called")
    assert {"accept", "leave", "say_ready", "postpone", "need_minute"} < set(versioned(CITIZEN_EVENTS))
    for event in versioned(CITIZEN_EVENTS):
        if event not in ("hang_up", "answer_offer"):  # see below, and test_away.py
            fields = {"let_pass": 1} if event == "postpone" else {}
            await is_stale(audience, citizen, event, citizen.view.ticket.version, "stale_version", fields)
    await citizen.accept()
    await is_stale(audience, citizen, "hang_up", citizen.view.ticket.version, "stale_version", {})


@pytest.mark.parametrize(("department", "part"), [(HERE, 0), ("agua", 1)])
async def test_of_the_directors_room(audience: Audience, people: People, department: str, part: int) -> None:
    """In two parts, each of another director: one who says all of it at once is refused for saying too much."""
    citizen, director = await talking(people, department)
    matter_id = await citizen.another_matter(OTHER, "predial", "Otro asunto")
    fields: dict[str, dict[str, Any]] = {
        "pause_room": {"minutes": 5, "reason": "break"},
        "call_again": {"ticket_id": str(uuid4())},
        "transfer_call": {"department": OTHER},
        "invite_director": {"department": OTHER},
        "answer_invitation": {"join": True},
        "pass_on": {"matter_id": str(matter_id)},
        "record_outcome": {"outcome": "in_process", "disposition": "inspection"},
        "end_for_conduct": {"reason": "threats"},
    }
    events = [one for one in versioned(DIRECTOR_EVENTS) if one not in MAYORS][part::2]
    assert len(events) > 5
    for event in events:
        await is_stale(audience, director, event, director.view.room.version, "stale_version", fields.get(event, {}))


async def test_of_the_mayors_room(audience: Audience, people: People) -> None:
    mayor = await people.mayor()
    for event, fields in MAYORS.items():
        await is_stale(audience, mayor, event, mayor.view.room.version, "stale_version", fields)


async def test_of_what_a_moderator_saw(audience: Audience, people: People) -> None:
    citizen, moderator = await people.citizen(HERE), await people.moderator()
    director = await open_desk(people, OTHER)
    ticket = await moderator.wait_ticket(citizen.view.ticket.number, HERE)
    room = await moderator.wait_room(director.view.director, "available", OTHER)
    about: dict[str, tuple[int, str, dict[str, Any]]] = {
        "undo_no_show": (ticket.version, "ticket_moved", {}),
        "put_first": (ticket.version, "ticket_moved", {"reason": "urgent"}),
        "put_back": (ticket.version, "ticket_moved", {}),
        "cancel_ticket": (ticket.version, "ticket_moved", {"reason": "duplicate"}),
        "set_queue": (moderator.queue(HERE).state_version, "stale_version", {"department": HERE, "action": "drain"}),
        "set_cap": (moderator.queue(HERE).state_version, "stale_version", {"department": HERE, "cap": 5}),
        "director_away": (room.version, "stale_version", {"room_id": room.room_id, "reason": "ill"}),
        "set_served": (room.version, "stale_version", {"room_id": room.room_id, "departments": [HERE]}),
    }
    assert set(about) == set(versioned(MODERATOR_EVENTS)) - {"recall"}  # see test_recall.py
    for event, (seen, code, fields) in about.items():
        if code == "ticket_moved":
            fields["ticket_id"] = str(ticket.ticket_id)
        await is_stale(audience, moderator, event, seen, code, fields)


async def test_a_result_for_later_holds_for_the_ticket_that_was_seen(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(HERE), await open_desk(people, HERE)
    await begin_call(citizen, director)
    await director.end_call()
    await director.defer_outcome()
    (pending,) = director.view.pending
    fields = {"ticket_id": str(UUID(str(pending.ticket_id))), "outcome": "in_process", "disposition": "inspection"}
    await is_stale(audience, director, "complete_outcome", pending.version, "ticket_moved", fields)

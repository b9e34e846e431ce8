"""Who may open which namespace and say which event, tried for every role as the grid has it; and each only on what is theirs."""

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest

from audiencia.signaling.messages_in import (
    ASSISTANT_EVENTS,
    CITIZEN_EVENTS,
    DIRECTOR_EVENTS,
    MODERATOR_EVENTS,
    RELATIVE_EVENTS,
)
from audiencia.simulation.client import Client, StaffClient
from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused
from audiencia.staff.roles import STAFF_ROLES, Role
from tests.integration.signaling.refusals import MANY_EVENTS, refusal
from tests.integration.signaling.scenes import begin_call, open_desk, talking
from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient
from tests.unit.staff import grid

GRID = grid.read()
SPACES = {
    "/citizen": CITIZEN_EVENTS,
    "/director": DIRECTOR_EVENTS,
    "/relative": RELATIVE_EVENTS,
    "/assistant": ASSISTANT_EVENTS,
    "/moderator": MODERATOR_EVENTS,
}
LOGINS = {
    Role.DIRECTOR: "direccion-agua",
    Role.ASSISTANT: "asistencia-obras-publicas",
    Role.INTERPRETER: "interprete-lsm",
    Role.MODERATOR: "moderacion",
    Role.FRONT_DESK: "ventanilla",
    Role.MAYOR: "presidencia",
    Role.COMMUNICATION: "comunicacion",
    Role.PRIVACY_OFFICER: "datos-personales",
    Role.ADMINISTRATOR: "administracion",
    Role.AUDITOR: "auditoria",
}
"""The demonstration's account of each role."""
NOBODY = {"/citizen": "ticket_needed", "/relative": "relative_link_unknown"}
"""What is said in the namespaces that are not the staff's to who is nobody there."""
HERE, THERE = "obras-publicas", "agua"


@pytest.fixture(scope="module")
def constants() -> dict[str, float]:
    """Each says all that there is to say, one after the other."""
    return MANY_EVENTS


class Somebody(StaffClient):
    """Somebody with an account, or without, who hears nothing."""

    namespace = "/director"

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Not listened to."""


async def present(audience: Audience, people: People, stack: AsyncExitStack) -> dict[Role, Client]:
    """One of each role."""
    found: dict[Role, Client] = {
        Role.PUBLIC: await stack.enter_async_context(Somebody(audience.url)),
        Role.CITIZEN: await people.citizen("tesoreria", connect=False),
    }
    citizen, host = await talking(people, "bienestar")
    found[Role.RELATIVE] = await people.relative(await citizen.invite_relative("Zoraida"))
    await host.wait_for(lambda view: view.relative is not None, "who waits")
    for role, login in LOGINS.items():
        somebody = await stack.enter_async_context(Somebody(audience.url))
        await somebody.sign_in(login, audience.passwords[login])
        found[role] = somebody
    return found


def test_each_role_is_tried() -> None:
    assert set(LOGINS) == STAFF_ROLES


async def test_each_role_opens_what_the_grid_says_and_says_nothing_else(audience: Audience, people: People) -> None:
    async with AsyncExitStack() as stack:
        everybody = await present(audience, people, stack)
        noted = await _one(audience, "SELECT count(*) FROM connection")
        for role, client in everybody.items():
            for space, events in SPACES.items():
                line = Line(client.browser, space, lambda *_: None)
                stack.push_async_callback(line.close)
                code = await _opens(line)
                if role not in GRID[f"{space} connect"]:
                    nobody = NOBODY.get(space, "sign_in_needed")
                    forbidden = role in STAFF_ROLES and space not in NOBODY
                    assert code == ("forbidden" if forbidden else nobody), (role, space)
                    continue
                assert code == "", (role, space)
                await _is_refused_all(audience, line, [one for one in events if role not in GRID[f"{space} {one}"]])
                await line.close()
                # That it is gone writes rows, and not in the midst of the next one's refusals.
                await audience.until_row("SELECT 1 WHERE (SELECT count(*) FROM connection) = $1", noted)


async def _opens(line: Line) -> str:
    try:
        await line.open()
    except Refused as refused:
        return refused.code
    return ""


async def _is_refused_all(audience: Audience, line: Line, events: Iterable[str]) -> None:
    """Also without anything in it: that it is not allowed is said before what is missing. Nothing is written."""
    before = await audience.fingerprint()
    for event in events:
        assert await refusal(line, event, {}) == "forbidden", event
    assert await audience.fingerprint() == before


async def _one(audience: Audience, query: str, *values: object) -> Any:
    """The only value of the only row."""
    (row,) = await audience.rows(query, *values)
    return next(iter(row.values()))


async def _all_refused(audience: Audience, client: Client, tried: Iterable[tuple[str, Mapping[str, Any], str]]) -> None:
    before = await audience.fingerprint()
    for event, fields, code in tried:
        said = {"command_id": str(uuid4()), **fields}
        assert await refusal(client.line, event, said) == code, event
    assert await audience.fingerprint() == before


async def test_a_director_acts_on_the_own_room_and_ticket_alone(audience: Audience, people: People) -> None:
    """Two calls in two departments: each director's command on what is in the other's."""
    theirs, host = await talking(people, THERE)
    _own, director = await talking(people, HERE)
    await host.add_next_step("Pase por su dictamen")
    await theirs.another_matter("tesoreria", "predial", "Otra cosa")
    ticket = str(await _one(audience, "SELECT id FROM ticket WHERE number = $1", theirs.view.ticket.number))
    step = str(await _one(audience, "SELECT id FROM next_step"))
    matter = str(await _one(audience, "SELECT id FROM further_matter WHERE withdrawn_at IS NULL"))
    await people.relative(await theirs.invite_relative("Zoraida"))
    await host.wait_for(lambda view: view.relative is not None, "who waits")
    waits = await _one(audience, "SELECT id FROM relative ORDER BY id DESC LIMIT 1")
    version, seen = director.view.room.version, theirs.view.ticket.version
    result = {"outcome": "in_process", "disposition": "inspection"}
    await _all_refused(
        audience,
        director,
        (
            ("add_next_step", {"ticket_id": ticket, "step": "Venga"}, "stale_version"),
            ("remove_next_step", {"ticket_id": ticket, "step_id": step}, "stale_version"),
            ("show_emergency", {"ticket_id": ticket}, "stale_version"),
            ("ask_picture", {"ticket_id": ticket}, "stale_version"),
            ("save_note", {"ticket_id": ticket, "seen": 0, "note": "x"}, "stale_version"),
            ("write_to", {"ticket_id": ticket, "text": "Hola"}, "stale_version"),
            (
                "make_commitment",
                {"ticket_id": ticket, "text": "x", "due": "2030-01-01", "department": HERE},
                "stale_version",
            ),
            ("complete_outcome", {"ticket_id": ticket, "version": seen, **result}, "unknown_ticket"),
            ("pass_on", {"matter_id": matter, "version": version}, "not_found"),
            ("answer_relative", {"relative_id": waits, "admit": True}, "invitation_over"),
        ),
    )


async def test_a_director_without_a_call_reaches_nobody_elses(audience: Audience, people: People) -> None:
    """A result that is owed, and somebody who did not answer, in another department."""
    theirs, host = await talking(people, THERE)
    await host.end_call()
    await host.defer_outcome()
    ticket = str(await _one(audience, "SELECT id FROM ticket WHERE number = $1", theirs.view.ticket.number))
    seen = await _one(audience, "SELECT version FROM ticket WHERE number = $1", theirs.view.ticket.number)
    director = await open_desk(people, HERE)
    result = {"outcome": "in_process", "disposition": "inspection"}
    await _all_refused(
        audience,
        director,
        (
            ("complete_outcome", {"ticket_id": ticket, "version": seen, **result}, "unknown_ticket"),
            ("call_again", {"ticket_id": ticket, "version": director.view.room.version}, "unknown_ticket"),
        ),
    )
    assistant = await people.assistant()
    room = await _one(
        audience, "SELECT room.id FROM room JOIN staff ON staff.id = director_id WHERE login = $1", "direccion-agua"
    )
    await _all_refused(
        audience,
        assistant,
        (
            ("take_seat", {"room_id": room}, "room_closed"),
            ("complete_outcome", {"ticket_id": ticket, "version": seen, **result}, "unknown_ticket"),
            ("save_note", {"ticket_id": ticket, "seen": 0, "note": "x"}, "unknown_ticket"),
            ("add_next_step", {"ticket_id": ticket, "step": "Venga"}, "not_allowed_now"),
        ),
    )
    await host.complete_outcome(host.view.pending[0].ticket_id)


async def test_a_citizen_acts_on_the_own_offer_matter_and_knock_alone(audience: Audience, people: People) -> None:
    other, director = await talking(people, THERE)
    await other.another_matter("tesoreria", "predial", "Otra cosa")
    asked = await people.citizen(THERE)
    # What the director is shown of them is on record by then.
    await director.wait_for(lambda view: bool(view.waiting), "who waits")
    mayor = await people.mayor()
    await mayor.open_room()
    calls = (await mayor.wait_beyond(lambda view: bool(view.calls), "the call")).calls
    await mayor.knock(calls[0].room_id)
    knock = (await other.wait_for(lambda view: view.knock is not None, "the question")).knock
    assert knock is not None
    await other.invite_relative("Zoraida")
    asked_in = await _one(audience, "SELECT id FROM relative ORDER BY id DESC LIMIT 1")
    offer = await _offer(audience, asked)
    citizen = await people.citizen(HERE)
    await begin_call(citizen, await open_desk(people, HERE))
    matter = str(await _one(audience, "SELECT id FROM further_matter WHERE withdrawn_at IS NULL"))
    await _all_refused(
        audience,
        citizen,
        (
            ("withdraw_matter", {"matter_id": matter}, "not_found"),
            (
                "answer_offer",
                {"offer_id": offer, "choice": "wait", "version": citizen.view.ticket.version},
                "not_found",
            ),
            ("answer_knock", {"knock_id": knock.knock_id, "agree": True}, "invitation_over"),
            ("end_stay", {"knock_id": knock.knock_id}, "invitation_over"),
            ("end_stay", {"knock_id": asked_in}, "invitation_over"),
            ("answer_picture", {"agree": True}, "not_allowed_now"),
        ),
    )
    await director.end_call()


async def _offer(audience: Audience, citizen: CitizenClient) -> int:
    number = citizen.view.ticket.number
    await audience.execute(
        "INSERT INTO offer (ticket_id, queue_id, reason, to_queues, made_by, made_at) SELECT ticket.id, queue_id, 'ill', '{}',"
        " (SELECT min(id) FROM staff), app_now() FROM ticket WHERE number = $1",
        number,
    )
    return int(await _one(audience, "SELECT max(id) FROM offer"))

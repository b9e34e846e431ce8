"""An assistant over the socket: a second seat that writes along, attends nobody, and is no presence of the director."""

from uuid import uuid4

import pytest

from audiencia.signaling.messages_in import ASSISTANT_EVENTS, DIRECTOR_EVENTS
from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import MANY_EVENTS, refusal, refused
from tests.integration.signaling.scenes import begin_call, open_desk, talking
from tests.support.assistant_client import AssistantClient
from tests.support.audience import CONTACT, MATTER, NAME, Audience, People

WORKS = "obras-publicas"


@pytest.fixture(scope="module")
def constants() -> dict[str, float]:
    """Each says all that there is to say, one after the other."""
    return MANY_EVENTS


async def seated(people: People) -> AssistantClient:
    """The assistant, at the one room that is open."""
    assistant = await people.assistant()
    await assistant.wait_for(lambda view: view.room is not None, "the seat")
    return assistant


async def test_what_only_a_director_does_is_unknown_here_and_changes_nothing(
    audience: Audience, people: People
) -> None:
    citizen, _director = await talking(people, WORKS)
    assistant = await seated(people)
    before = await audience.fingerprint()
    for event in DIRECTOR_EVENTS.keys() - ASSISTANT_EVENTS.keys():
        assert await refusal(assistant.line, event, {"command_id": str(uuid4()), "version": 1}) == "unknown_event"
    assert await audience.fingerprint() == before
    assert citizen.view.ticket.state == "in_call"


async def test_an_assistant_at_the_directors_and_a_director_at_theirs_are_forbidden(people: People) -> None:
    assistant, director = await people.assistant(connect=False), await open_desk(people, WORKS)
    for client, namespace in ((assistant, "/director"), (director, "/assistant")):
        line = Line(client.browser, namespace, lambda *_: None)
        with pytest.raises(Refused, match="forbidden"):
            await line.open()
        await line.close()


async def test_coming_and_going_changes_no_room(audience: Audience, people: People) -> None:
    director = await open_desk(people, WORKS)
    read = "SELECT state, version, connected, grace_until, media_epoch FROM room ORDER BY id"
    before = await audience.rows(read)
    assistant = await seated(people)
    view = await director.wait_for(lambda view: bool(view.assistants), "who assists")
    assert [(one.name, one.connected) for one in view.assistants] == [("Asistencia de Obras Públicas", True)]
    assert await audience.rows(read) == before
    await assistant.line.close()
    await director.wait_for(lambda view: not view.assistants[0].connected, "the assistant's page gone")
    assert await audience.rows(read) == before
    await assistant.connect()
    await director.line.close()
    await audience.until_row(
        "SELECT 1 FROM room WHERE NOT connected AND grace_until IS NOT NULL AND state = 'available'"
    )
    seen = await assistant.wait_for(lambda view: view.room is not None and not view.room.director_connected, "alone")
    assert seen.room is not None
    assert seen.room.state == "available"


async def test_the_assistant_sees_whom_the_room_attends_on_record_and_not_how_to_reach_them(
    audience: Audience, people: People
) -> None:
    citizen, director = await people.citizen(WORKS), await open_desk(people, WORKS)
    assistant = await seated(people)
    await director.call_next()
    await citizen.wait_state("called")
    assert assistant.room.current is None
    await citizen.accept()
    view = await assistant.wait_for(lambda view: view.room is not None and view.room.current is not None, "who it is")
    assert view.room is not None
    assert view.room.current is not None
    assert (view.room.current.name, view.room.current.matter) == (NAME, MATTER)
    assert CONTACT not in view.model_dump_json()
    found = """SELECT 1 FROM audit JOIN staff ON staff.id = actor_id
               WHERE staff.role = 'assistant' AND action = 'disclosed' AND why = 'assistance'"""
    await audience.until_row(found)


async def test_nor_the_number_that_a_director_dials(people: People) -> None:
    citizen, director = await people.citizen(WORKS, contact="722 777 0044"), await open_desk(people, WORKS)
    assistant = await seated(people)
    await citizen.prefer_phone()
    await director.call_next()
    await director.phone_answered()
    view = await assistant.wait_for(lambda view: view.room is not None and view.room.current is not None, "who it is")
    assert view.room is not None and view.room.current is not None
    assert view.room.current.medium == "phone"
    assert "7227770044" not in view.model_dump_json()


async def test_what_one_writes_the_others_see(people: People) -> None:
    citizen, director = await people.citizen(WORKS), await open_desk(people, WORKS)
    assistant = await seated(people)
    await begin_call(citizen, director)
    await assistant.wait_for(lambda view: view.room is not None and view.room.current is not None, "the call")
    step = await assistant.add_next_step("Pase por su dictamen")
    for client in (citizen, director):
        await client.wait_for(lambda view: "Pase por su dictamen" in view.model_dump_json(), "the step")
    await assistant.remove_next_step(step)
    await citizen.wait_for(lambda view: not view.next_steps, "the step's end")
    await assistant.save_note("Trae la escritura")
    seen = await director.wait_for(lambda view: view.current is not None and view.current.note.version == 1, "the note")
    assert seen.current is not None
    assert (seen.current.note.text, seen.current.note.by) == ("Trae la escritura", "Asistencia de Obras Públicas")
    assert "escritura" not in citizen.view.model_dump_json()
    await director.save_note("Trae la escritura y el plano")
    with pytest.raises(Refused, match="note_changed") as late:
        await assistant.line.say_raw(
            "save_note",
            {"command_id": str(uuid4()), "ticket_id": str(director.attended), "seen": 1, "note": "otra cosa"},
        )
    assert late.value.problem is not None
    assert "Titular de Obras Públicas" in late.value.problem.message


async def test_the_assistant_finishes_the_result_while_the_next_one_is_called(
    audience: Audience, people: People
) -> None:
    citizen, director = await people.citizen(WORKS), await open_desk(people, WORKS)
    assistant = await seated(people)
    await begin_call(citizen, director)
    await director.end_call()
    await director.defer_outcome()
    next_one = await people.citizen(WORKS)
    await begin_call(next_one, director)
    view = await assistant.wait_for(lambda view: view.room is not None and bool(view.room.pending), "what is owed")
    assert view.room is not None
    (pending,) = view.room.pending
    await assistant.complete_outcome(pending.ticket_id)
    await citizen.wait_state("served")
    by = "SELECT 1 FROM attention JOIN staff ON staff.id = outcome_by WHERE folio = $1 AND staff.role = 'assistant'"
    assert await audience.rows(by, citizen.view.folio)
    with pytest.raises(Refused, match="ticket_moved") as late:
        result = {"outcome": "in_process", "disposition": "inspection"}
        ticket = {"ticket_id": str(pending.ticket_id), "version": pending.version}
        await director.line.say_raw("complete_outcome", {"command_id": str(uuid4()), **ticket, **result})
    assert late.value.problem is not None
    assert "Asistencia de Obras Públicas" in late.value.problem.message


async def test_who_is_sent_away_writes_no_more(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(WORKS), await open_desk(people, WORKS)
    assistant = await seated(people)
    await begin_call(citizen, director)
    (one,) = director.view.assistants
    await director.send_away(one.staff_id)
    view = await assistant.wait_for(lambda view: view.room is None, "the seat's end")
    assert NAME not in view.model_dump_json()
    async with refused(audience, "no_seat"):
        await assistant.line.say_raw(
            "add_next_step", {"command_id": str(uuid4()), "ticket_id": str(director.attended), "step": "x"}
        )
    room = next(one for one in view.desks if one.director == director.view.director)
    await assistant.take_seat(room.room_id)
    await director.wait_for(lambda view: bool(view.assistants), "the seat again")
    await assistant.leave_seat()
    await director.wait_for(lambda view: not view.assistants, "nobody")


async def test_what_was_carried_out_has_its_result_also_for_who_sits_nowhere_by_then(people: People) -> None:
    citizen, director = await talking(people, WORKS)
    assistant = await seated(people)
    ticket = str(director.attended)
    step = {"command_id": str(uuid4()), "ticket_id": ticket, "step": "Pase por su dictamen"}
    given = await assistant.line.say_raw("add_next_step", step)
    leave = {"command_id": str(uuid4())}
    assert await assistant.line.say_raw("leave_seat", leave) == {}
    await assistant.wait_for(lambda view: view.room is None, "the seat's end")
    assert await assistant.line.say_raw("leave_seat", leave) == {}
    assert await assistant.line.say_raw("add_next_step", step) == given
    assert await refusal(assistant.line, "leave_seat", {"command_id": str(uuid4())}) == "no_seat"
    await citizen.wait_for(lambda view: len(view.next_steps) == 1, "the step, once")

"""Writing to each other over the sockets: who reads it, who does not, and what is refused."""

from uuid import uuid4

import pytest

from audiencia.signaling.messages_out import ChatMessageOut, ChatOut
from audiencia.simulation.client import Client
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk, talking
from tests.support.audience import NAME, Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.moderator_client import ModeratorClient

HERE = "bienestar"
SECRET = "Xochiquetzal no oye"


def said(chat: ChatOut | None) -> list[tuple[str, str, bool]]:
    """Who wrote what, and whether it was the one who reads it."""
    assert chat is not None
    return [(one.who, one.text, one.mine) for one in chat.messages]


async def unread(moderator: ModeratorClient, citizen: CitizenClient, count: int) -> None:
    """Waits until the board says that so much is unread."""
    number = citizen.view.ticket.number
    await moderator.wait_for(
        lambda board: any(
            one.number == number and one.unread == count for queue in board.queues for one in queue.tickets
        ),
        f"{count} unread",
    )


async def test_a_moderator_and_one_who_waits_write_to_each_other_and_nobody_else_reads_it(
    audience: Audience, people: People
) -> None:
    citizen, other = await people.citizen(HERE), await people.citizen(HERE)
    moderator, director = await people.moderator(), await people.director(HERE)
    assert citizen.view.chat is None
    ticket = await moderator.wait_ticket(citizen.view.ticket.number, HERE)
    await moderator.write_to(ticket.ticket_id, "¿Puedo ayudarle?")
    view = await citizen.wait_for(lambda view: view.chat is not None, "the message")
    assert view.chat is not None and view.chat.channel == "help" and view.chat.may_write
    assert isinstance(view.chat.messages[0], ChatMessageOut) and view.chat.messages[0].name
    await citizen.write(SECRET, "help")
    await unread(moderator, citizen, 1)
    assert SECRET not in moderator.board.model_dump_json()
    read = await moderator.read_chat(ticket.ticket_id)
    assert said(read) == [("moderator", "¿Puedo ayudarle?", True), ("citizen", SECRET, False)]
    await unread(moderator, citizen, 0)
    await other.refresh()
    await director.refresh()
    assert other.view.chat is None and director.view.chat is None
    assert SECRET not in other.view.model_dump_json() and SECRET not in director.view.model_dump_json()
    assert SECRET not in audience.log("web") and "ayudarle" not in audience.log("web")


async def test_citizen_and_director_write_in_the_call_until_its_result(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    assert citizen.view.chat is not None and citizen.view.chat.messages == []
    await citizen.write(SECRET)
    seen = await director.wait_for(lambda view: view.chat is not None and bool(view.chat.messages), "the message")
    assert said(seen.chat) == [("citizen", SECRET, False)]
    await director.write("Le leo")
    view = await citizen.wait_for(lambda view: view.chat is not None and len(view.chat.messages) == 2, "the answer")
    assert said(view.chat) == [("citizen", SECRET, True), ("director", "Le leo", False)]
    assert view.chat is not None and view.chat.messages[1].name == director.view.director
    await director.end_call()
    assert director.view.chat is not None and not director.view.chat.may_write
    with pytest.raises(Refused, match="not_allowed_now"):
        await citizen.write("Una cosa más")
    await director.record_outcome("in_process", "inspection")
    await citizen.wait_state("served")
    assert citizen.view.chat is None
    assert await audience.rows("SELECT FROM chat_message") == []


async def test_the_second_director_of_a_call_takes_part(people: People) -> None:
    citizen, director = await talking(people, HERE)
    guest = await open_desk(people, "tesoreria")
    await director.invite_director("tesoreria")
    await guest.wait_for(lambda view: view.assist is not None, "the invitation")
    assert guest.view.chat is None
    await guest.answer_invitation(True)
    await guest.wait_for(lambda view: view.chat is not None, "the conversation")
    await guest.write("Soy de Tesorería")
    await citizen.write("Gracias")
    for one in (director, guest):
        await one.wait_for(lambda view: view.chat is not None and len(view.chat.messages) == 2, "both messages")
    assert said(guest.view.chat)[0] == ("director", "Soy de Tesorería", True)
    assert said(director.view.chat)[0] == ("director", "Soy de Tesorería", False)


async def say(client: Client, event: str, **fields: object) -> None:
    await client.line.say_raw(event, {"command_id": str(uuid4()), **fields})


async def test_what_may_not_be_written_is_refused(audience: Audience, people: People) -> None:
    citizen = await people.citizen(HERE)
    moderator, director = await people.moderator(), await people.director(HERE)
    ticket = await moderator.wait_ticket(citizen.view.ticket.number, HERE)
    about = str(ticket.ticket_id)
    async with refused(audience, "not_allowed_now"):
        await say(citizen, "write_chat", channel="help", text="Hola")
    async with refused(audience, "not_allowed_now"):
        await say(citizen, "write_chat", channel="call", text="Hola")
    async with refused(audience, "stale_version"):
        await say(director, "write_to", ticket_id=about, text="Hola")
    for client, event, fields in (
        (citizen, "write_chat", {"channel": "help", "text": "x" * 501}),
        (citizen, "write_chat", {"channel": "all", "text": "x"}),
        (moderator, "write_to", {"ticket_id": about, "text": " "}),
        (moderator, "write_to", {"ticket_id": about, "text": "x" * 501}),
    ):
        async with refused(audience, "bad_input"):
            await say(client, event, **fields)
    async with refused(audience, "unknown_event"):
        await citizen.line.say_raw("read_chat", {"ticket_id": about})
    async with refused(audience, "unknown_ticket"):
        await moderator.line.say_raw("read_chat", {"ticket_id": str(uuid4())})
    await director.open_room()
    await begin_call(citizen, director)
    async with refused(audience, "not_allowed_now"):
        await say(moderator, "write_to", ticket_id=about, text="Hola")
    await director.end_call()
    await director.record_outcome("in_process", "inspection")
    await citizen.wait_state("served")
    async with refused(audience, "not_allowed_now"):
        await say(moderator, "write_to", ticket_id=about, text="Hola")


async def test_an_announcement_to_one_person_is_read_by_that_one_and_follows_the_ticket(people: People) -> None:
    told, other = await people.citizen(HERE), await people.citizen(HERE)
    moderator, watching = await people.moderator(), await people.moderator()
    ticket = await moderator.wait_ticket(told.view.ticket.number, HERE)
    made = await moderator.announce_to(ticket.ticket_id, "Su recibo está listo", minutes=10)
    await told.wait_for(lambda view: len(view.announcements) == 1, "the announcement")
    await watching.announced.wait_for(lambda shown: bool(shown.announcements), "it on the other board")
    assert [one.number for one in watching.announced.value.announcements] == [told.view.ticket.number]
    await moderator.announce("Para todos", None, minutes=10)
    await other.wait_for(lambda view: bool(view.announcements), "the one for all")
    assert [one.text for one in other.view.announcements] == ["Para todos"]
    await moderator.move_ticket(await moderator.wait_ticket(told.view.ticket.number, HERE), "tesoreria")
    await told.wait_for(lambda view: view.ticket.department_slug == "tesoreria", "the other line")
    assert [one.text for one in told.view.announcements] == ["Para todos", "Su recibo está listo"]
    await moderator.withdraw_announcement(made)
    await told.wait_for(lambda view: len(view.announcements) == 1, "one less")
    assert NAME not in moderator.board.model_dump_json()
    with pytest.raises(Refused, match="bad_input"):
        await say(moderator, "announce", text="x", minutes=5, department=HERE, ticket_id=str(ticket.ticket_id))

"""What is said twice happens once, however it came to be said twice."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from audiencia.runtime.identity import TICKET_COOKIE
from audiencia.signaling.messages_in import CITIZEN_EVENTS, MODERATOR_EVENTS, AddNextStep, CallNext, Leave, OpenRoom
from audiencia.simulation.client import Client
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import MANY_EVENTS
from tests.integration.signaling.scenes import begin_call, connection_drops, talking
from tests.support.audience import CONTACT, MATTER, NAME, Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.moderator_client import ModeratorClient


@pytest.fixture(scope="module")
def constants() -> dict[str, float]:
    """Each says all that there is to say, one after the other."""
    return MANY_EVENTS


async def joined(audience: Audience) -> int:
    """How many attentions there are."""
    return int((await audience.rows("SELECT count(*) AS n FROM attention"))[0]["n"])


async def test_the_same_form_sent_twice_is_one_ticket(audience: Audience, people: People) -> None:
    visitor, path = await people.visitor(), "/unirse/agua/fugas"
    before = await joined(audience)
    form = await visitor.browser.get(path)
    filled = {**dict.fromkeys(form.boxes, "yes"), **form.hidden, "name": NAME, "matter": MATTER, "contact": CONTACT}
    del filled["adjustment"], filled["minor"]

    async def send() -> tuple[int, str | None, str | None]:
        page = await visitor.browser.post(path, filled)
        return page.status, page.location, visitor.browser.cookie(TICKET_COOKIE)

    first = await send()
    assert first[:2] == (303, "/turno")
    assert await send() == first
    assert await joined(audience) == before + 1


async def test_the_same_form_sent_many_times_at_once_is_one_ticket(audience: Audience, people: People) -> None:
    visitor, submission = await people.visitor(), uuid4()
    await visitor.browser.get("/")
    before = await joined(audience)
    await asyncio.gather(
        *(visitor.join("agua", "fugas", name=NAME, matter=MATTER, submission_id=submission) for _ in range(6))
    )
    assert await joined(audience) == before + 1
    assert (await visitor.connect()).line is not None


async def test_the_same_command_again_gives_the_first_result(audience: Audience, people: People) -> None:
    await people.citizen("agua")
    director = await people.director("agua")
    await director.open_room()
    call = CallNext(command_id=uuid4(), version=director.view.room.version)
    first = await director.line.say("call_next", call)
    after = await audience.fingerprint()
    assert await director.line.say("call_next", call) == first
    await director.line.break_off()
    assert await director.line.command("call_next", call) == first
    assert {**await audience.fingerprint(), "event": "", "audit": "", "queue": "", "room": ""} == {
        **after, "event": "", "audit": "", "queue": "", "room": ""
    }  # fmt: skip
    assert len(await audience.rows("SELECT 1 FROM reservation WHERE ended_at IS NULL")) == 1


OF_SAFETY = {"answer_help", "close_help", "review_conduct"}
"""In a test of their own (`test_safety`)."""
PASSES = ("event", "audit", "queue")
"""What grows by itself while somebody waits for a director."""

VERSION_AFTER = """
    SELECT room.version FROM room JOIN command_done ON actor = 'staff:' || director_id WHERE command_id = $1
"""
"""Of the room of the director who said this command."""


class Twice:
    """Says each command twice with one id: the second time nothing changes, and the result is that of the first."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self.tried: set[str] = set()

    async def say(self, client: Client, event: str, **fields: object) -> dict[str, Any]:
        """The result, once the client's view shows what it led to."""
        command = {"command_id": str(uuid4()), **fields}
        first = await client.line.say_raw(event, command)
        after = await self._audience.fingerprint()
        assert await client.line.say_raw(event, command) == first
        again = await self._audience.fingerprint()
        assert {**again, **dict.fromkeys(PASSES)} == {**after, **dict.fromkeys(PASSES)}, event
        done = await self._audience.rows(
            "SELECT count(*) AS n FROM command_done WHERE command_id = $1", UUID(str(command["command_id"]))
        )
        assert done[0]["n"] == 1
        self.tried.add(event)
        return first

    async def of_ticket(self, citizen: CitizenClient, event: str, **fields: object) -> None:
        """A citizen's, with the version that the view shows."""
        seen = citizen.view.ticket.version
        await self.say(citizen, event, version=seen, **fields)
        await citizen.wait_for(lambda view: view.ticket.version > seen, event)

    async def of_room(self, director: DirectorClient, event: str, **fields: object) -> dict[str, Any]:
        """A director's, likewise; after it the newest view is there."""
        command_id = uuid4()
        result = await self.say(
            director, event, command_id=str(command_id), version=director.view.room.version, **fields
        )
        (room,) = await self._audience.rows(VERSION_AFTER, command_id)
        before = director.views.count
        await director.refresh()
        # A view that was read before the command may still be on its way.
        await director.wait_for(
            lambda view: director.views.count > before and view.room.version >= room["version"], event
        )
        return result


async def test_every_command_of_a_visit_happens_once(audience: Audience, people: People) -> None:
    twice, citizen = Twice(audience), await people.citizen("agua")
    await twice.of_ticket(citizen, "say_ready")
    # Until a time: who lets others pass where nobody else is comes back by itself.
    later = citizen.view.now + timedelta(minutes=30)
    await twice.of_ticket(citizen, "postpone", not_before=later.isoformat())
    await twice.of_ticket(citizen, "resume")
    await twice.of_ticket(citizen, "prefer_phone", telephone=CONTACT)
    await twice.of_ticket(citizen, "prefer_video")
    director, guest = await people.director("agua"), await people.director("tesoreria")
    await guest.open_room()
    await citizen.say_ready()
    await twice.say(director, "open_room", company=[])
    await director.wait_room("available")
    await director.call_next()
    called = await citizen.wait_state("called")
    await twice.say(citizen, "need_minute", version=called.ticket.version)
    await twice.of_ticket(citizen, "accept")
    await director.wait_room("in_call")
    await twice.say(citizen, "set_data_mode", mode="voice")
    await twice.say(citizen, "pause_camera", paused=True)
    for one in (citizen, director):
        await twice.say(one, "turn_off", devices=["microphone"])
    await twice.say(director, "share_screen", shared=True)
    given = {"department": "tesoreria", "topic": "predial", "matter": "Otro"}
    matter = await twice.say(citizen, "another_matter", **given)
    await twice.say(citizen, "withdraw_matter", **matter)
    await twice.say(citizen, "write_chat", channel="call", text="No se oye")
    assert director.view.current is not None
    await twice.say(director, "write_to", ticket_id=str(director.view.current.ticket_id), text="Le leo")
    for one in (citizen, director):
        await twice.say(one, "continue_elsewhere")
        await twice.say(one, "withdraw_code")
    await twice.of_room(director, "hold_call")
    await twice.of_room(director, "unhold_call")
    await twice.of_room(director, "continue_by_phone")
    await twice.of_room(director, "back_to_video")
    await three_and_back(twice, director, guest)
    await twice.of_room(director, "hand_over")
    await guest.wait_room("in_call")
    matter_id = await citizen.another_matter("agua", "fugas", "Otro más")
    await twice.of_room(guest, "pass_on", matter_id=str(matter_id))
    await citizen.wait_in_line()
    await begin_call(citizen, director)
    await twice.of_room(director, "transfer_call", department="tesoreria")
    await citizen.wait_in_line()
    await begin_call(citizen, guest)
    await connection_drops(audience, citizen)
    await guest.wait_for(lambda view: view.current is not None and view.current.state == "reconnecting", "the loss")
    await twice.of_room(guest, "let_go")
    await citizen.connect()
    await begin_call(citizen, guest)
    await end_twice(twice, citizen, guest)
    untried = {
        "refresh",
        "media_offer",
        "call_keys",
        "typing",
        "freezes",
        "devices",
        "check_in",
        "come_back",
        "leave",
        "hang_up",
        "answer_offer",
        "answer_knock",
        "end_stay",
        "invite_relative",
        "answer_picture",
    }  # below, or change nothing
    assert twice.tried >= set(CITIZEN_EVENTS) - untried


async def three_and_back(twice: Twice, director: DirectorClient, guest: DirectorClient) -> None:
    """Asked, withdrawn; asked, joined, left; asked and joined again."""
    for after in ("withdraw_invitation", "leave_assist", ""):
        await twice.of_room(director, "invite_director", department="tesoreria")
        await guest.wait_for(lambda view: view.assist is not None, "the invitation")
        if after == "withdraw_invitation":
            await twice.of_room(director, after)
            await guest.wait_for(lambda view: view.assist is None, "its end")
            continue
        await twice.of_room(guest, "answer_invitation", join=True)
        await director.wait_for(lambda view: view.assist is not None and view.assist.joined, "the answer")
        if after:
            await twice.of_room(guest, after)
            await director.wait_for(lambda view: view.assist is None, "two again")


async def end_twice(twice: Twice, citizen: CitizenClient, director: DirectorClient) -> None:
    """The call ends, its result is left for later and then completed; the room drains; the citizen says how it was."""
    await twice.say(citizen, "need_help", reason="devices")
    await twice.say(citizen, "help_over")
    await twice.of_room(director, "end_call")
    await twice.say(citizen, "report_conduct", reason="other", text="Me interrumpía")
    await twice.of_room(director, "defer_outcome")
    (pending,) = director.view.pending
    result = {"outcome": "resolved_immediately", "disposition": "information_given"}
    await twice.say(
        director, "complete_outcome", ticket_id=str(pending.ticket_id), version=pending.version, **result
    )  # fmt: skip
    await citizen.wait_state("served")
    await twice.say(citizen, "say_resolved", resolved=False)
    await twice.say(citizen, "rate_visit", rating=4)
    await twice.of_room(director, "drain_room")
    await director.wait_room("closed")


async def test_every_knock_and_commitment_happens_once(audience: Audience, people: People) -> None:
    twice = Twice(audience)
    citizen, director = await talking(people, "agua")
    mayor = await people.mayor()
    await twice.say(mayor, "open_room", company=[])
    await mayor.wait_room("available")
    lines = ["presidencia", "tesoreria"]
    await twice.of_room(mayor, "choose_lines", departments=lines)
    found = await mayor.wait_beyond(lambda view: bool(view.calls), "the call")
    room_id = found.calls[0].room_id
    await twice.of_room(mayor, "knock", room_id=room_id)
    await twice.of_room(mayor, "withdraw_knock")
    await twice.of_room(mayor, "knock", room_id=room_id)
    knock = (await citizen.wait_for(lambda view: view.knock is not None, "the question")).knock
    assert knock is not None
    await twice.say(director, "answer_knock", knock_id=knock.knock_id, agree=True)
    await twice.say(citizen, "answer_knock", knock_id=knock.knock_id, agree=True)
    await mayor.wait_room("assisting")
    about = {"ticket_id": str(director.attended), "text": "Pavimentar la calle", "due": "2099-01-01"}
    made = await twice.say(mayor, "make_commitment", **about, department="agua")
    await twice.say(director, "complete_commitment", **made)
    made = await twice.say(director, "make_commitment", **about, department="obras-publicas")
    await twice.say(mayor, "withdraw_commitment", **made)
    await twice.say(citizen, "end_stay", knock_id=knock.knock_id)
    await mayor.wait_room("available")
    mayors = {"knock", "withdraw_knock", "choose_lines", "answer_knock", "end_stay"}
    assert twice.tried >= mayors | {"make_commitment", "complete_commitment", "withdraw_commitment"}


async def test_every_command_about_a_relative_happens_once(audience: Audience, people: People) -> None:
    twice = Twice(audience)
    citizen, director = await talking(people, "agua")
    made = await twice.say(citizen, "invite_relative", name="Zoraida")
    relative = await people.relative(made["link"])
    await director.wait_for(lambda view: view.relative is not None, "who waits")
    await twice.say(director, "answer_relative", relative_id=made["relative_id"], admit=True)
    await relative.at("in_call")
    await twice.say(relative, "turn_off", devices=["microphone"])
    await twice.say(relative, "leave_call")
    await relative.at("over")
    assert twice.tried >= {"invite_relative", "answer_relative", "leave_call"}


async def test_every_setting_of_a_moderator_happens_once(audience: Audience, people: People) -> None:
    twice, moderator = Twice(audience), await people.moderator()
    citizen, director = await people.citizen("agua"), await people.director("tesoreria")
    await director.open_room()
    version = moderator.queue("agua").state_version
    setting = {"department": "agua", "action": "pause", "reason": "break", "minutes": 5}
    version = (await twice.say(moderator, "set_queue", version=version, **setting))["version"]
    await twice.say(moderator, "set_cap", version=version, department="agua", cap=7)
    room = await moderator.wait_room(director.view.director, "available", "tesoreria")
    served = {"room_id": room.room_id, "departments": ["agua", "tesoreria"]}
    await twice.say(moderator, "set_served", version=room.version, **served)
    await twice.say(moderator, "set_interpreter", code="lsm_1", present=False)
    ticket = await moderator.wait_ticket(citizen.view.ticket.number, "agua")
    about = {"ticket_id": str(ticket.ticket_id)}
    await audience.force("UPDATE ticket SET state = 'no_show', version = version + 1 WHERE state = 'waiting'",
                         "UPDATE leg SET ended_at = app_now(), ending = 'no_show' WHERE ended_at IS NULL")  # fmt: skip
    back = await twice.say(moderator, "undo_no_show", version=ticket.version + 1, **about)
    moving = {"department": "bienestar", "reason": "shorter_wait"}
    moved = await twice.say(moderator, "move_tickets", tickets=[{**about, "version": back["version"]}], **moving)
    await twice.say(moderator, "undo_move", move_id=moved["move_id"])
    version = moved["moved"][0]["version"] + 1
    first = await twice.say(moderator, "put_first", version=version, **about, reason="urgent")
    undone = await twice.say(moderator, "undo_put_first", first_id=first["first_id"])
    version = undone["version"]
    closes_at = moderator.board.session.closes_at.isoformat()
    await twice.say(moderator, "extend_session", closes_at=closes_at, minutes=15)
    made = await twice.say(moderator, "announce", text="Aviso", minutes=5)
    await twice.say(moderator, "withdraw_announcement", announcement_id=made["announcement_id"])
    await twice.say(moderator, "write_to", **about, text="¿Le ayudo?")
    await twice.say(moderator, "cancel_ticket", version=version, **about, reason="abuse")
    await away_twice(twice, people, moderator)
    own = set(MODERATOR_EVENTS) - {"refresh", "look_at", "preview_move", "put_back", "recall", "read_chat", *OF_SAFETY}
    assert twice.tried - {"answer_offer"} == own


async def away_twice(twice: Twice, people: People, moderator: ModeratorClient) -> None:
    """A director attends no more, somebody who waits says so twice that they wait, and all of it is taken back."""
    citizen, director = await people.citizen("bienestar"), await people.director("bienestar")
    room = await moderator.wait_room(director.view.director, "closed", "bienestar")
    about = {"room_id": room.room_id, "version": room.version, "reason": "ill", "departments": ["agua"]}
    await twice.say(moderator, "director_away", **about)
    view = await citizen.wait_for(lambda view: view.offer is not None, "the offer")
    assert view.offer is not None
    said = {"version": view.ticket.version, "offer_id": view.offer.id, "choice": "wait"}
    await twice.say(citizen, "answer_offer", **said)
    await twice.say(moderator, "withdraw_offers", department="bienestar")
    member = next(one for one in moderator.queue("bienestar").roster if one.name == director.view.director)
    await twice.say(moderator, "set_roster", staff_id=member.staff_id, seen="away", part="director")


async def test_the_same_command_at_once_over_two_sockets_happens_once(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua")
    director, same_person = await people.director("agua"), await people.director("agua")
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    view = await director.wait_room("in_call")
    assert view.current is not None
    step = AddNextStep(command_id=uuid4(), ticket_id=view.current.ticket_id, step="Pague en caja")
    results = await asyncio.gather(
        *(client.line.say("add_next_step", step) for client in (director, same_person) for _ in range(5))
    )
    assert len({one["step_id"] for one in results}) == 1
    seen = await citizen.wait_for(lambda view: bool(view.next_steps), "the step")
    assert [one.step for one in seen.next_steps] == ["Pague en caja"]


async def test_one_command_id_of_two_people_is_two_commands(people: People) -> None:
    first, second = await people.citizen("agua"), await people.citizen("agua")
    shared = uuid4()
    for one in (first, second):
        await one.line.say("leave", Leave(command_id=shared, version=one.view.ticket.version))
        await one.wait_state("left")


async def test_a_refused_command_may_be_tried_again_under_its_id(people: People) -> None:
    director = await people.director("agua")
    await director.open_room()
    call = CallNext(command_id=uuid4(), version=director.view.room.version)
    with pytest.raises(Refused, match="nobody_waiting"):
        await director.line.say("call_next", call)
    citizen: CitizenClient = await people.citizen("agua")
    assert (await director.line.say("call_next", call))["number"] == citizen.view.ticket.number


async def test_opening_twice_with_two_ids_is_refused_plainly(people: People) -> None:
    director = await people.director("agua")
    await director.open_room()
    with pytest.raises(Refused, match="not_allowed_now"):
        await director.line.say("open_room", OpenRoom(command_id=uuid4()))

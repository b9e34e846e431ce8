"""The mayor's own page over the wire: lines to call from, calls that go on, knocking, and commitments."""

from datetime import date

import pytest
from pytest_asyncio import fixture

from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk, talking
from tests.support.audience import NAME, Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.mayor_client import MayorClient

HERE, OTHER = "seguridad", "tesoreria"
THREE = {"audio0": "director", "video0": "director", "audio1": "second", "video1": "second"}
LATER = date(2099, 1, 1)


@fixture
async def mayor(people: People) -> MayorClient:
    """Whose room is open."""
    client = await people.mayor()
    await client.open_room()
    return client


async def knocked(mayor: MayorClient, citizen: CitizenClient, director: DirectorClient) -> None:
    """The mayor knocks at the one call that goes on, and both are asked."""
    calls = (await mayor.wait_beyond(lambda view: bool(view.calls), "the call")).calls
    await mayor.knock(calls[0].room_id)
    await citizen.wait_for(lambda view: view.knock is not None, "the question")
    await director.wait_for(lambda view: view.knock is not None, "the question")


async def test_the_mayor_sees_that_calls_go_on_and_not_whose(people: People, mayor: MayorClient) -> None:
    citizen, director = await talking(people, HERE)
    found = await mayor.wait_beyond(lambda view: bool(view.calls), "the call")
    (call,) = found.calls
    assert call.director == director.view.director
    assert NAME not in found.model_dump_json()
    assert citizen.view.ticket.number not in found.model_dump_json()
    await director.end_call()
    await mayor.wait_beyond(lambda view: not view.calls, "its end")


async def test_both_agree_and_three_are_in_the_call(people: People, mayor: MayorClient) -> None:
    citizen, director = await talking(people, HERE)
    await knocked(mayor, citizen, director)
    assert mayor.view.knock is not None
    assert mayor.view.knock.role == "visitor"
    assert NAME not in mayor.view.model_dump_json()
    await director.answer_knock(True)
    await citizen.answer_knock(True)
    view = await mayor.wait_room("assisting")
    assert view.assist is not None
    assert (view.assist.kind, view.assist.role, view.knock) == ("knock", "guest", None)
    seen = await citizen.wait_for(lambda view: view.call is not None and view.call.second is not None, "three")
    assert seen.call is not None
    assert seen.call.second is not None
    assert (seen.call.slots, seen.call.second.director) == (THREE, "Presidencia Municipal")
    await citizen.end_stay()
    await mayor.wait_room("available")
    await director.wait_for(lambda view: view.assist is None, "two again")


@pytest.mark.parametrize("who", ["director", "citizen"])
async def test_a_refusal_is_not_now_once_the_time_is_over(
    audience: Audience, people: People, mayor: MayorClient, who: str
) -> None:
    citizen, director = await talking(people, HERE)
    await knocked(mayor, citizen, director)
    before = mayor.view.model_dump_json(exclude={"now", "version"})
    await (director if who == "director" else citizen).answer_knock(False)
    await mayor.refresh()
    assert mayor.view.model_dump_json(exclude={"now", "version"}) == before
    other: CitizenClient | DirectorClient = citizen if who == "director" else director
    await other.answer_knock(True)
    assert other.view.knock is not None
    assert other.view.knock.answered
    await audience.execute("UPDATE assist SET expires_at = app_now() WHERE ended_at IS NULL")
    for one in (mayor, other):
        await one.wait_for(lambda view: view.knock is None, "its end")
    assert mayor.view.room.state == "available"
    async with refused(audience, "invitation_over"):
        await mayor.line.say_raw("withdraw_knock", {**_command(), "version": mayor.view.room.version})


def _command() -> dict[str, str]:
    return {"command_id": "7f3f37b8-6a3f-4b06-9d0a-6f1c3a0c9b11"}


async def test_only_the_mayor_knocks_or_chooses_lines(audience: Audience, people: People) -> None:
    director = await open_desk(people, HERE)
    version = director.view.room.version
    for event, fields in (("knock", {"room_id": 1}), ("withdraw_knock", {}), ("choose_lines", {"departments": [HERE]})):
        async with refused(audience, "forbidden"):
            await director.line.say_raw(event, {**_command(), "version": version, **fields})


async def test_a_free_room_of_the_mayor_calls_from_the_lines_it_chooses(
    audience: Audience, people: People, mayor: MayorClient
) -> None:
    with pytest.raises(Refused, match="nobody_waiting"):
        await mayor.call_next()
    await mayor.choose_lines([OTHER, HERE])
    first, second = await people.citizen(OTHER), await people.citizen(HERE)
    await begin_call(first, mayor)
    assert mayor.view.current is not None
    assert mayor.view.current.number == first.view.ticket.number
    # Whoever waits may be asked at this very moment whether they are ready: not all stands still.
    with pytest.raises(Refused, match="room_busy"):
        await mayor.choose_lines([OTHER])
    await mayor.end_call()
    await mayor.record_outcome()
    await begin_call(second, mayor)
    await mayor.end_call()
    await mayor.record_outcome()
    async with refused(audience, "unknown_department"):
        await mayor.choose_lines(["nada"])


async def test_a_commitment_is_with_the_citizen_its_owner_and_the_mayor(people: People, mayor: MayorClient) -> None:
    citizen, director = await talking(people, HERE)
    owner, stranger = await people.director(OTHER), await people.director("bienestar")
    await knocked(mayor, citizen, director)
    await director.answer_knock(True)
    await citizen.answer_knock(True)
    await mayor.wait_room("assisting")
    made = await mayor.make_commitment("Revisar el adeudo", LATER, department=OTHER)
    seen = await citizen.wait_for(lambda view: bool(view.commitments), "the commitment")
    (one,) = seen.commitments
    assert (one.text, one.owner, one.due, one.done) == ("Revisar el adeudo", "Treasury and Land Registry", LATER, False)
    page = await citizen.follow(seen.folio, seen.pin)
    assert "Revisar el adeudo" in page.text
    (owned,) = (await owner.wait_for(lambda view: bool(view.commitments), "what it owns")).commitments
    assert (owned.folio, owned.overdue, owned.can_withdraw) == (seen.folio, False, False)
    found = await mayor.wait_beyond(lambda view: bool(view.commitments), "the commitment")
    assert found.commitments[0].can_withdraw
    assert not stranger.view.commitments
    with pytest.raises(Refused, match="not_found"):
        await stranger.complete_commitment(made)
    with pytest.raises(Refused, match="not_found"):
        await owner.withdraw_commitment(made)
    await owner.complete_commitment(made)
    await citizen.wait_for(lambda view: view.commitments[0].done, "that it is done")
    await mayor.wait_beyond(lambda view: not view.commitments, "none left")
    with pytest.raises(Refused, match="stale_version"):
        await mayor.withdraw_commitment(made)


async def test_what_is_overdue_comes_first_and_reading_it_is_on_record(
    audience: Audience, people: People, mayor: MayorClient
) -> None:
    _citizen, director = await talking(people, HERE)
    first = await director.make_commitment("Después", LATER, department=HERE)
    second = await director.make_commitment("Antes", date(2098, 1, 1), department=HERE)
    await mayor.wait_beyond(lambda view: len(view.commitments) == 2, "both")
    await audience.execute("UPDATE commitment SET due = '2020-01-01' WHERE id = $1", first)
    await mayor.refresh()
    found = await mayor.wait_beyond(lambda view: view.commitments[0].overdue, "the overdue one")
    assert [one.commitment_id for one in found.commitments] == [first, second]
    shown = await audience.rows(
        "SELECT object_id FROM audit JOIN staff ON staff.id = actor_id WHERE action = 'disclosed' "
        "AND object_kind = 'commitment' AND role = 'mayor'"
    )
    assert {row["object_id"] for row in shown} >= {str(first), str(second)}
    sealed = await audience.rows("SELECT text_sealed FROM commitment WHERE id = $1", first)
    assert "Después".encode() not in bytes(sealed[0]["text_sealed"])
    with pytest.raises(Refused, match="bad_input"):
        await director.make_commitment("Ayer", date(2020, 1, 1), department=HERE)
    with pytest.raises(Refused, match="bad_input"):
        await director.make_commitment("De nadie", LATER)

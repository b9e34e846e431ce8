"""A ticket and a room that go on on another device: the old one ends at once, and neither line nor call notices."""

import pytest

from audiencia.runtime.identity import STAFF_COOKIE, TICKET_COOKIE
from audiencia.simulation.client import Client
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.scenes import talking
from tests.support.audience import Audience, People, until
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient

HERE = "bienestar"


async def refused_as(client: Client, code: str) -> None:
    """The server ended this client's socket, and says why when it comes again."""
    await until(lambda: client.line.refusal is not None, "the socket's end")
    assert client.line.refusal is not None and client.line.refusal.code == code


async def taken_by(audience: Audience, code: str) -> CitizenClient:
    """Another device, which used the code."""
    other = CitizenClient(audience.url)
    await other.take_over(code)
    return other


async def test_who_waits_goes_on_elsewhere_at_the_same_place(audience: Audience, people: People) -> None:
    citizen = await people.citizen(HERE)
    made = await citizen.continue_elsewhere()
    assert made.link == f"{audience.url}/continuar#T{made.code}" and made.qr.path.startswith("M4 4h7v1h-7z")
    async with await taken_by(audience, made.code) as other:
        view = await other.connect()
        assert (view.ticket, view.folio, view.pin) == (citizen.view.ticket, citizen.view.folio, citizen.view.pin)
        await refused_as(citizen, "ticket_elsewhere")
        page = await citizen.browser.get("/turno")
        assert (page.status, page.code) == (403, "ticket_elsewhere")
        assert citizen.browser.cookie(TICKET_COOKIE) is not None, "so that the page can say so again"
        await other.devices("microphone")
    assert made.code not in audience.log("web")


async def test_a_citizen_in_a_call_goes_on_elsewhere_under_the_same_epoch(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    call = citizen.view.call
    made = await citizen.continue_elsewhere()
    async with await taken_by(audience, made.code) as other:
        view = await other.connect()
        assert view.ticket.state == "in_call" and view.call is not None and call is not None
        assert (view.call.epoch, view.call.slots) == (call.epoch, call.slots)
        await refused_as(citizen, "ticket_elsewhere")
        await director.add_next_step("Traiga su recibo")
        await other.wait_for(lambda view: bool(view.next_steps), "the step")


async def test_a_director_in_a_call_goes_on_elsewhere(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, HERE)
    room = director.view.room
    made = await director.continue_elsewhere()
    async with DirectorClient(audience.url) as other:
        await other.take_over(made.code)
        view = await other.connect()
        assert (view.room.state, view.room.epoch, view.room.slots) == ("in_call", room.epoch, room.slots)
        await refused_as(director, "room_elsewhere")
        await citizen.wait_for(lambda view: view.call is not None and view.call.director_connected, "the director")
        await other.end_call()
        await citizen.wait_state("wrap_up")
        assert other.browser.cookie(STAFF_COOKIE) != director.browser.cookie(STAFF_COOKIE)
        with pytest.raises(Refused, match="room_elsewhere"):
            await director.line.open()


async def test_a_mayor_goes_on_at_the_page_of_a_mayor(people: People) -> None:
    mayor = await people.mayor()
    made = await mayor.continue_elsewhere()
    other = await people.visitor()
    page = await other.take_over(made.code)
    shown = await other.browser.get(str(page.location))
    assert (page.location, shown.status) == ("/presidencia", 200)


async def test_wrong_used_and_withdrawn_codes_are_refused_alike(audience: Audience, people: People) -> None:
    citizen = await people.citizen(HERE)
    used = await citizen.continue_elsewhere()
    async with await taken_by(audience, used.code) as other:
        await other.connect()
        withdrawn = await other.continue_elsewhere()
        await other.withdraw_code()
        pages = set()
        for code in (used.code, withdrawn.code, "T" * 8, "nothing like it"):
            page = await citizen.browser.submit("/continuar", {"code": code})
            shown = page.text.partition('data-testid="error-summary"')[2].partition("</div>")[0]
            pages.add((page.status, page.code, shown))
            assert code not in page.text
        assert [(status, code) for status, code, _ in pages] == [(404, "device_code_unknown")]
    log = audience.log("web")
    assert used.code not in log and withdrawn.code not in log


async def test_nobody_is_taken_over_without_the_form_of_our_own_page(audience: Audience, people: People) -> None:
    citizen = await people.citizen(HERE)
    made = await citizen.continue_elsewhere()
    visitor = await people.visitor()
    assert (await visitor.browser.post("/continuar", {"code": made.code})).code == "csrf"
    visitor.browser.headers["Origin"] = "https://elsewhere.example"
    assert (await visitor.browser.submit("/continuar", {"code": made.code})).code == "foreign_origin"
    await citizen.devices("microphone")

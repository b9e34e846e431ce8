"""Somebody of the citizen's trust in the call, with real media: nothing before the director admits them, the call alone, nothing after."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import uuid4

import pytest
from pytest_asyncio import fixture

from audiencia.runtime.identity import RELATIVE_COOKIE, STAFF_COOKIE, TICKET_COOKIE
from audiencia.signaling.messages_out import SecondOut
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import open_desk, talking
from tests.integration.signaling.test_call_keys import Ears, in_call
from tests.integration.signaling.test_three import apart, comes, had, released
from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.media_client import MediaClient
from tests.support.relative_client import RelativeClient
from tests.support.stage import Stage

HERE, THERE, ELSEWHERE = "seguridad", "tesoreria", "obras-publicas"
WHO = "Zoraida, mi hija"
Person = CitizenClient | DirectorClient | RelativeClient


@dataclass
class Call:
    """A call and another one; nobody is asked yet."""

    people: People
    citizen: CitizenClient
    host: DirectorClient
    others: tuple[CitizenClient, DirectorClient]

    async def waits(self, name: str = WHO) -> RelativeClient:
        """Somebody took up a link, and the host sees it."""
        found = await self.people.relative(await self.citizen.invite_relative(name))
        await found.at("waits")
        await self.host.wait_for(lambda view: view.relative is not None, "who waits")
        return found

    async def admit(self, relative: RelativeClient) -> None:
        """They are in the call."""
        await self.host.answer_relative(admit=True)
        await relative.at("in_call")

    async def are(self, *present: Person) -> None:
        """Everybody of these sees all the others, as members of one call."""
        for one in present:
            await one.wait_for(
                lambda view: view.talk is not None and len(view.talk.members) == len(present), f"{len(present)}"
            )


@fixture
async def call(people: People) -> Call:
    """Two calls of two."""
    citizen, host = await talking(people, HERE)
    return Call(people, citizen, host, await talking(people, ELSEWHERE))


class Marked:
    """Media of several, each marked with a number of its own."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self.of: dict[Person, MediaClient] = {}

    async def connect(self, *people: Person) -> None:
        """They send from now on."""
        for one in people:
            stage = await self._stack.enter_async_context(Stage(one))
            self.of[one] = await stage.connect()
            for source in ("microphone", "camera"):
                self.of[one].send(source, self.mark(one))

    def mark(self, person: Person) -> bytes:
        """How packets of this one are marked."""
        return f"person-{list(self.of).index(person)}.".encode()

    async def meet(self, *present: Person) -> None:
        """Each has the others in the slots from 0 on, in this order."""
        await asyncio.gather(
            *(
                comes(self.of[viewer], slot, self.mark(other))
                for viewer in present
                for slot, other in enumerate(one for one in present if one is not viewer)
            )
        )

    def heard(self, viewer: Person, other: Person) -> int:
        """How much of the other came there, ever."""
        return had(self.of[viewer], self.mark(other))


@fixture
async def media() -> AsyncIterator[Marked]:
    """Nobody is connected yet."""
    async with AsyncExitStack() as stack:
        yield Marked(stack)


async def test_nothing_crosses_before_they_are_admitted_nor_after_they_are_gone(
    audience: Audience, call: Call, media: Marked
) -> None:
    citizen, host = call.citizen, call.host
    relative = await call.waits()
    view = relative.view
    assert (view.name, view.director, view.slots, view.present, view.talk) == (WHO, host.view.director, {}, [], None)
    assert view.media.boot is None
    with pytest.raises(Refused, match="call_over"):
        await relative.offer("v=0\r\n")
    await media.connect(citizen, host, *call.others)
    await media.meet(citizen, host)
    await call.admit(relative)
    await call.are(citizen, host, relative)
    await media.connect(relative)
    await media.meet(citizen, host, relative)
    await media.meet(*call.others)
    await citizen.end_stay_of((await _guest(citizen)).knock_id or 0)
    await relative.at("over")
    await call.are(citizen, host)
    await media.meet(citizen, host)
    await released(audience, 4)
    await apart(media.of[relative], media.of[citizen], media.of[host])
    for outside in call.others:
        for inside in (citizen, host, relative):
            assert media.heard(inside, outside) == media.heard(outside, inside) == 0
    with pytest.raises(Refused, match="call_over"):
        await relative.offer("v=0\r\n")


async def _guest(citizen: CitizenClient) -> SecondOut:
    view = await citizen.wait_for(lambda one: one.call is not None and one.call.second is not None, "the guest")
    assert view.call is not None and view.call.second is not None
    return view.call.second


async def test_everybody_reads_who_is_there_and_agrees_on_keys_with_them(call: Call) -> None:
    relative = await call.waits()
    await call.admit(relative)
    await call.are(call.citizen, call.host, relative)
    guest = await _guest(call.citizen)
    assert (guest.director, guest.department) == (WHO, "")
    assist = call.host.view.assist
    assert assist is not None
    assert (assist.kind, assist.role, assist.joined, assist.director) == ("relative", "host", True, WHO)
    assert [one.name for one in relative.view.present][1] == call.host.view.director
    assert relative.view.slots == {"audio0": "citizen", "video0": "citizen", "audio1": "director", "video1": "director"}
    for one in (call.citizen, call.host, relative):
        assert sum(member.name == "" for member in in_call(one).members) == 1
    ears = Ears(call.citizen, call.host, relative, *call.others)
    await ears.say(relative, "Zmlyc3Q")
    assert [len(found) for found in ears.bodies()] == [1, 1, 0, 0, 0]
    await relative.leave_call()
    await call.are(call.citizen, call.host)
    await ears.say(call.host, "c2Vjb25k")
    assert [len(found) for found in ears.bodies()] == [2, 1, 0, 0, 0]


async def test_they_stay_through_a_hand_over_to_another_department(call: Call) -> None:
    relative = await call.waits()
    await call.admit(relative)
    guest = await open_desk(call.people, THERE)
    await call.host.invite_director(THERE)
    await guest.wait_for(lambda view: view.assist is not None, "the invitation")
    await guest.answer_invitation(join=True)
    await call.are(call.citizen, call.host, relative, guest)
    assert [one.director for one in guest.view.further] == [WHO]
    (asked,) = call.host.view.further
    await call.host.hand_over("Sigue", asked.assist_id)
    await guest.wait_room("in_call")
    await call.are(call.citizen, guest, relative)
    view = await relative.wait_for(lambda one: one.director == guest.view.director, "the one who took over")
    assert view.state == "in_call"
    await guest.end_call()
    assert (await relative.at("over")).ending == "call_over"


async def test_who_is_not_let_in_reads_so(call: Call) -> None:
    relative = await call.waits()
    await call.host.answer_relative(admit=False)
    assert (await relative.at("over")).ending == "declined"
    await call.are(call.citizen, call.host)


async def test_who_takes_up_a_link_into_another_call_is_not_left_in_the_first(call: Call) -> None:
    relative, (citizen, host) = await call.waits(), call.others
    await call.admit(relative)
    await relative.take_up(await citizen.invite_relative(WHO))
    await call.are(call.citizen, call.host)
    waits = await host.wait_for(lambda view: view.relative is not None, "who waits")
    assert waits.relative is not None and waits.relative.name == WHO


async def test_of_two_browsers_at_once_one_comes_in(audience: Audience, call: Call) -> None:
    link = await call.citizen.invite_relative(WHO)
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(RelativeClient(audience.url)) for _ in range(4)]
        found = await asyncio.gather(*(one.take_up(link) for one in browsers), return_exceptions=True)
        assert sum(not isinstance(one, BaseException) for one in found) == 1
        codes = {one.code for one in found if isinstance(one, Refused)}
        assert codes == {"relative_link_unknown"}
        held = [one for one in browsers if one.browser.cookie(RELATIVE_COOKIE)]
        assert len(held) == 1


async def test_cookies_of_others_open_nothing_here_and_this_one_nothing_elsewhere(
    audience: Audience, call: Call
) -> None:
    relative = await call.waits()
    token = relative.browser.cookie(RELATIVE_COOKIE) or ""
    for name in (TICKET_COOKIE, STAFF_COOKIE):
        theirs = (call.citizen if name == TICKET_COOKIE else call.host).browser.cookie(name) or ""
        async with RelativeClient(audience.url) as stranger:
            stranger.browser.hold_cookie(RELATIVE_COOKIE, theirs)
            stranger.browser.hold_cookie(name, theirs)
            with pytest.raises(Refused, match="relative_link_unknown"):
                await stranger.connect()
            page = await stranger.browser.get("/acompanar")
            assert 'data-testid="come-in"' in page.text
        async with CitizenClient(audience.url) as stranger_citizen:
            stranger_citizen.browser.hold_cookie(name, token)
            with pytest.raises(Refused):
                await stranger_citizen.connect()
            assert (await stranger_citizen.browser.get("/turno")).status == 403
            assert (await stranger_citizen.browser.get("/direccion")).status in (303, 403)


async def test_nobody_is_admitted_after_the_call(audience: Audience, call: Call) -> None:
    relative = await call.waits()
    waits = call.host.view.relative
    assert waits is not None
    await call.host.end_call()
    await relative.at("over")
    async with refused(audience, "invitation_over"):
        await call.host.line.say_raw(
            "answer_relative", {"command_id": str(uuid4()), "relative_id": waits.relative_id, "admit": True}
        )
    again = await relative.browser.get("/acompanar")
    assert 'data-testid="come-in"' in again.text


async def test_the_page_asks_before_anything_is_kept_and_the_link_stays_good(audience: Audience, call: Call) -> None:
    link = await call.citizen.invite_relative(WHO)
    async with RelativeClient(audience.url) as one:
        before = await audience.fingerprint()
        page = await one.browser.get("/acompanar")
        assert 'data-testid="short-notice"' in page.text
        shown = await one.browser.submit("/acompanar", {"link": link.partition("#")[2]})
        assert (shown.status, shown.code) == (400, "notice_not_accepted")
        assert link.partition("#")[2] in shown.text  # in its field, for the same person
        assert await audience.fingerprint() == before
        await one.take_up(link)
        assert (await one.connect()).state == "waits"
        shown = await one.browser.get("/acompanar")
        assert 'data-testid="relative"' in shown.text
        assert f'data-number="{link.partition("#")[2].partition(".")[0]}"' in shown.text
        # With a link into another call.
        assert 'data-testid="come-in"' in (await one.browser.get("/acompanar?otro")).text


async def test_guessing_is_slowed_down_and_on_record_without_what_was_guessed(audience: Audience, call: Call) -> None:
    """The last one: this address tries no more for a while."""
    link = await call.citizen.invite_relative(WHO)
    head = link.rpartition(".")[0]
    guess = f"{head}.{'Q' * 43}"
    async with RelativeClient(audience.url) as stranger:
        codes = []
        while "too_many_requests" not in codes:
            with pytest.raises(Refused) as caught:
                await stranger.take_up(guess)
            codes.append(caught.value.code)
            assert len(codes) <= 100
        # Who has the right link from the same address keeps it in the form; who forgot the tick is told of that.
        right = link.partition("#")[2]
        for agree, told in (("yes", (429, "too_many_requests")), ("", (400, "notice_not_accepted"))):
            shown = await stranger.browser.submit("/acompanar", {"link": right, "agree": agree})
            assert (shown.status, shown.code) == told
            assert f'value="{right}"' in shown.text
    assert set(codes[:-1]) == {"relative_link_unknown"}
    log = audience.log("web")
    assert "QQQQQQQQ" not in log and link.rpartition(".")[2] not in log and WHO not in log

"""A second director is asked into the call, joins it, and takes the citizen over or leaves again; with sound and picture."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import permutations
from uuid import uuid4

import pytest
from pytest_asyncio import fixture

from audiencia.media.control.control import MediaControl
from audiencia.media.worker.routing_table import parties
from audiencia.operations.workers import secret
from tests.integration.media.workers import PATIENCE
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk, reads
from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.media_client import OF_TWO, MediaClient
from tests.support.stage import Stage

HERE, OTHER = "seguridad", "tesoreria"
PAIR = {"audio0": "citizen", "video0": "citizen"}


@dataclass
class Three:
    """A citizen, the director who attends, and another who is free; nobody is asked yet."""

    citizen: CitizenClient
    host: DirectorClient
    guest: DirectorClient

    async def ask(self) -> None:
        """The host asks the guest."""
        assert await self.host.invite_director(OTHER) == self.guest.view.director
        await self.guest.wait_for(lambda view: view.assist is not None, "the invitation")

    async def join(self) -> None:
        """The guest is asked and joins; all three see it."""
        await self.ask()
        await self.guest.answer_invitation(join=True)
        await self.host.wait_for(lambda view: view.assist is not None and view.assist.joined, "the answer")
        await self.citizen.wait_for(lambda view: view.call is not None and view.call.second is not None, "the second")

    async def is_a_pair(self) -> None:
        """Host and citizen go on alone."""
        await self.host.wait_for(lambda view: view.assist is None, "two")
        await self.guest.wait_for(lambda view: view.assist is None and view.room.state == "available", "a free guest")
        await self.citizen.wait_for(lambda view: view.call is not None and view.call.second is None, "one director")


@fixture
async def three(people: People) -> Three:
    """The call goes on."""
    host, guest = await open_desk(people, HERE), await open_desk(people, OTHER)
    citizen = await people.citizen(HERE)
    await begin_call(citizen, host)
    return Three(citizen, host, guest)


@fixture
async def staged(three: Three) -> AsyncIterator[dict[bytes, MediaClient]]:
    """All three are connected and send, each marked with who it is."""
    async with AsyncExitStack() as stack:
        people: dict[bytes, CitizenClient | DirectorClient]
        people = {b"citizen": three.citizen, b"host": three.host, b"guest": three.guest}
        stages = {mark: await stack.enter_async_context(Stage(one)) for mark, one in people.items()}
        await asyncio.gather(*(stage.connect() for stage in stages.values()))
        media = {mark: stage.media for mark, stage in stages.items()}
        for mark, one in media.items():
            one.send("microphone", mark)
            one.send("camera", mark)
        yield media


async def comes(viewer: MediaClient, slot: int, mark: bytes) -> None:
    """More sound and picture of `mark` come in this slot."""
    slots = [viewer.slots[f"{kind}{slot}"] for kind in ("audio", "video")]
    before = [one.by_mark.get(mark, 0) for one in slots]
    await viewer.wait(lambda: all(one.by_mark.get(mark, 0) > then + 5 for one, then in zip(slots, before, strict=True)))


def had(viewer: MediaClient, mark: bytes, kind: str = "") -> int:
    """How much of `mark` has come, in any slot of this kind."""
    return sum(count.by_mark.get(mark, 0) for slot, count in viewer.slots.items() if slot.startswith(kind))


async def released(audience: Audience, count: int) -> None:
    """Waits until the media worker says that so many people are in calls: from then on it passes on nothing of who left."""
    (name,) = audience.settings.workers
    control = MediaControl(f"http://{name}", secret(audience.settings), timeout=PATIENCE)
    async with control, asyncio.timeout(90):
        while True:
            rooms = (await control.state()).rooms.values()
            if len(parties(route for room in rooms for route in room.routes)) == count:
                return
            await asyncio.sleep(0.05)


async def apart(gone: MediaClient, *rest: MediaClient, rate: float | None = None) -> None:
    """The `rest` go on among themselves and exchange nothing with `gone`, whose routes are `released`. All send new marks: what is
    still under way has the former ones."""
    late = {one: b"late-%d" % place for place, one in enumerate((gone, *rest))}
    for one, mark in late.items():
        one.send("microphone", mark, rate)
        one.send("camera", mark, rate)
    for viewer, other in permutations(rest, 2):
        await viewer.wait(lambda: min(had(viewer, late[other], kind) for kind in ("audio", "video")) > 5)  # noqa: B023 -- waited for
    assert [had(one, late[gone]) for one in rest] == [0] * len(rest)
    assert [had(gone, late[one]) for one in rest] == [0] * len(rest)


async def test_all_three_meet_and_nothing_of_the_host_comes_after_the_hand_over(
    audience: Audience, three: Three, staged: dict[bytes, MediaClient]
) -> None:
    citizen, host, guest = staged[b"citizen"], staged[b"host"], staged[b"guest"]
    await asyncio.gather(comes(citizen, 0, b"host"), comes(host, 0, b"citizen"))
    assert had(guest, b"citizen") == had(citizen, b"guest") == 0
    await three.join()
    await asyncio.gather(
        comes(citizen, 0, b"host"), comes(citizen, 1, b"guest"), comes(host, 0, b"citizen"), comes(host, 1, b"guest"),
        comes(guest, 0, b"citizen"), comes(guest, 1, b"host"),
    )  # fmt: skip
    await three.host.hand_over()
    await three.guest.wait_room("in_call")
    await asyncio.gather(comes(citizen, 0, b"guest"), comes(guest, 0, b"citizen"))
    await released(audience, 2)
    await apart(host, citizen, guest)


@fixture
async def narrow(three: Three) -> AsyncIterator[dict[bytes, Stage]]:
    """All three are connected with the slots of a call of two, and send."""
    async with AsyncExitStack() as stack:
        people: dict[bytes, CitizenClient | DirectorClient]
        people = {b"citizen": three.citizen, b"host": three.host, b"guest": three.guest}
        stages = {mark: await stack.enter_async_context(Stage(one)) for mark, one in people.items()}
        await asyncio.gather(*(stage.connect(slots=OF_TWO) for stage in stages.values()))
        for mark, stage in stages.items():
            stage.media.send("microphone", mark)
            stage.media.send("camera", mark)
        yield stages


async def test_slots_for_a_third_are_added_to_the_connections_of_two_and_stay(
    audience: Audience, three: Three, narrow: dict[bytes, Stage]
) -> None:
    citizen, host, guest = (narrow[mark].media for mark in (b"citizen", b"host", b"guest"))
    await asyncio.gather(comes(citizen, 0, b"host"), comes(host, 0, b"citizen"))
    await three.join()
    # Who has not offered the slot yet goes on with the other person, and hears the third.
    await asyncio.gather(comes(citizen, 0, b"host"), comes(host, 0, b"citizen"), comes(guest, 0, b"citizen"))
    await citizen.wait(lambda: had(citizen, b"guest", "audio") > 5)
    assert [had(one, b"guest", "video") for one in (citizen, host)] == [0, 0]
    await asyncio.gather(*(stage.add("video1") for stage in narrow.values()))
    await asyncio.gather(
        comes(citizen, 0, b"host"), comes(citizen, 1, b"guest"), comes(host, 0, b"citizen"), comes(host, 1, b"guest"),
        comes(guest, 0, b"citizen"), comes(guest, 1, b"host"),
    )  # fmt: skip
    await three.guest.leave_assist()
    await three.is_a_pair()
    await released(audience, 2)
    await asyncio.gather(comes(citizen, 0, b"host"), comes(host, 0, b"citizen"))
    await three.join()
    await asyncio.gather(comes(citizen, 1, b"guest"), comes(host, 1, b"guest"))


async def test_nothing_is_added_to_the_connection_of_somebody_else_or_of_an_earlier_worker(
    audience: Audience, three: Three, narrow: dict[bytes, Stage]
) -> None:
    theirs, own = narrow[b"citizen"], narrow[b"host"]
    other = MediaClient(slots=(*OF_TWO, "video1"))
    sdp = await other.offer()
    for peer_id, boot in (
        (theirs.peer_id, theirs.boot),
        (uuid4(), own.boot),
        (own.peer_id, "earlier"),
        (own.peer_id, own.boot),
    ):
        async with refused(audience, "media_offer_refused"):
            await three.host.offer(sdp, peer_id, slots=other.names, boot=boot)
    async with refused(audience, "media_offer_refused"):
        await three.host.offer(sdp, slots=[*other.names[:-1], "video9"])
    async with refused(audience, "bad_input"):
        await three.host.line.say_raw("media_offer", {"peer_id": str(uuid4()), "sdp": sdp, "slots": ["../audio0"]})
    await other.close()
    await asyncio.gather(comes(theirs.media, 0, b"host"), comes(own.media, 0, b"citizen"))
    await own.add("video1", "audio2", "video2")


async def test_everybody_sees_who_is_in_which_slot(three: Three) -> None:
    epoch = three.host.view.room.epoch
    await three.ask()
    asked = three.guest.view.assist
    assert asked is not None
    assert (asked.role, asked.joined, asked.name, asked.slots) == ("guest", False, "", {})
    assert asked.number == three.citizen.view.ticket.number
    assert asked.expires_at > three.guest.view.now
    await three.guest.answer_invitation(join=True)
    assert three.guest.view.room.state == "assisting"
    await three.host.wait_for(lambda view: view.assist is not None and view.assist.joined, "the answer")
    view = await three.citizen.wait_for(lambda view: view.call is not None and view.call.second is not None, "both")
    assert view.call is not None
    assert view.call.second is not None
    assert view.call.second.director == three.guest.view.director
    assert view.call.slots == {"audio0": "director", "video0": "director", "audio1": "second", "video1": "second"}
    assert three.host.view.room.slots == {**PAIR, "audio1": "second", "video1": "second"}
    joined = three.guest.view.assist
    assert joined is not None
    assert joined.name
    assert joined.slots == {**PAIR, "audio1": "first", "video1": "first"}
    assert joined.epoch == three.host.view.room.epoch == view.call.epoch > epoch


async def test_a_held_call_of_three_is_held_for_the_guest_too(three: Three) -> None:
    await three.join()
    await three.host.hold_call()
    await three.guest.wait_for(lambda view: view.assist is not None and not view.assist.slots, "empty slots")
    await three.host.unhold_call()
    view = await three.guest.wait_for(lambda view: bool(view.assist and view.assist.slots), "the slots")
    assert view.assist is not None
    assert view.assist.epoch == three.host.view.room.epoch


async def test_handed_over_the_citizen_goes_on_with_the_second_and_the_first_is_free(three: Three) -> None:
    await three.join()
    epoch, joined_at = three.guest.view.room.epoch, three.citizen.view.ticket.joined_at
    await three.host.hand_over("Ya tiene su folio de pago")
    assert (three.host.view.room.state, three.host.view.current, three.host.view.assist) == ("available", None, None)
    view = await three.guest.wait_room("in_call")
    assert view.current is not None
    assert [one.note for one in view.current.notes] == ["Ya tiene su folio de pago"]
    assert (view.room.slots, view.room.epoch > epoch, view.assist) == (PAIR, True, None)
    seen = await three.citizen.wait_for(lambda view: view.ticket.department_slug == OTHER, "the other department")
    assert seen.call is not None
    assert (seen.ticket.state, seen.ticket.joined_at) == ("in_call", joined_at)
    assert (seen.call.director, seen.call.second, seen.call.epoch) == (view.director, None, view.room.epoch)
    assert reads(three.citizen, "in the same call")
    await three.guest.end_call()
    await three.guest.record_outcome()
    await three.citizen.wait_state("served")


@pytest.mark.parametrize("how", ["declined", "withdrawn", "left", "sent away", "expired"])
async def test_an_invitation_ends_and_the_call_goes_on_in_two(audience: Audience, three: Three, how: str) -> None:
    await (three.join() if how in ("left", "sent away") else three.ask())
    match how:
        case "declined":
            await three.guest.answer_invitation(join=False)
        case "left":
            await three.guest.leave_assist()
        case "expired":
            await audience.execute("UPDATE assist SET expires_at = app_now() WHERE ended_at IS NULL")
        case _:
            await three.host.withdraw_invitation()
    await three.is_a_pair()
    for forbidden in (three.host.hand_over, three.host.withdraw_invitation, three.guest.leave_assist):
        async with refused(audience, "invitation_over"):
            await forbidden()
    for join in (True, False):
        async with refused(audience, "invitation_over"):
            await three.guest.answer_invitation(join)
    await three.ask()


async def test_the_end_of_the_call_frees_the_guest(three: Three) -> None:
    await three.join()
    await three.citizen.hang_up()
    await three.guest.wait_for(lambda view: view.assist is None and view.room.state == "available", "a free guest")
    await three.host.wait_room("wrap_up")
    await three.host.record_outcome()


async def test_only_who_is_free_is_asked_and_only_from_a_call(audience: Audience, people: People, three: Three) -> None:
    async with refused(audience, "not_allowed_now"):
        await three.guest.invite_director(HERE)
    async with refused(audience, "unknown_department"):
        await three.host.invite_director("no-such")
    async with refused(audience, "no_room_free"):
        await three.host.invite_director("obras-publicas")
    await three.ask()
    async with refused(audience, "no_room_free"):
        await three.host.invite_director(OTHER)
    other = await people.citizen(OTHER)
    await begin_call(other, three.guest)
    await three.host.wait_for(lambda view: view.assist is None, "the end of the invitation")
    async with refused(audience, "no_room_free"):
        await three.host.invite_director(OTHER)


async def test_each_reads_what_both_others_turned_off(three: Three) -> None:
    await three.join()

    async def at_directors(who: DirectorClient, other: list[str], citizen: list[str]) -> None:
        await who.wait_for(
            lambda view: (
                view.assist is not None and (view.assist.turned_off, view.assist.citizen_turned_off) == (other, citizen)
            ),
            "what is off",
        )

    await three.citizen.turn_off("camera")
    await three.host.turn_off("microphone")
    await three.guest.turn_off("camera")
    await at_directors(three.host, ["camera"], ["camera"])
    await at_directors(three.guest, ["microphone"], ["camera"])
    await three.citizen.wait_for(
        lambda view: (
            view.call is not None
            and view.call.second is not None
            and (view.call.turned_off, view.call.second.turned_off) == (["microphone"], ["camera"])
        ),
        "what is off at both",
    )

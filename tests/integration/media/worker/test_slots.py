"""Slots that a client offers later: they come beside what flows, over the same connection."""

import asyncio
import re
from itertools import pairwise

import aiohttp
import pytest

from audiencia.core.errors import BadInput
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.control import Layout
from audiencia.media.packets.vp8 import starts_keyframe
from audiencia.media.worker.routing_table import SLOTS, Route
from tests.integration.media.raw_peer import Certificate, new_ssrcs, offer, read_answer
from tests.integration.media.workers import SECRET, Worker, connected_client, route
from tests.support.media_client import OF_TWO, SENDING, MediaClient, Received

ROOM = RoomId(1)
TWO = (*(media for media, _ in SENDING), *OF_TWO)
ME = PartyId("a")


def all_of(viewer: str, *others: str) -> list[Route]:
    """The viewer sees and hears these, in slots 0, 1 and so on."""
    return [
        route(viewer, f"{kind}{place}", other, media)
        for place, other in enumerate(others)
        for kind, media in (("audio", "microphone"), ("video", "camera"))
    ]


async def test_who_comes_in_is_shown_in_slots_that_are_added_while_the_rest_flows_on(worker: Worker) -> None:
    seen: list[Received] = []
    viewer, peer = MediaClient(seen.append, OF_TWO), PeerId("viewer")
    async with (
        connected_client(worker, "b") as b,
        connected_client(worker, "c") as c,
        connected_client(worker, "d") as d,
    ):
        try:
            answer = await worker.control.put_peer(
                peer, PartyId("viewer"), await viewer.offer(), layout=Layout(viewer.names)
            )
            await viewer.accept(answer.sdp)
            for client, mark in ((viewer, b"V"), (b, b"B"), (c, b"C"), (d, b"D")):
                client.send("microphone", mark)
                client.send("camera", mark)
            await worker.control.put_room(ROOM, 1, all_of("viewer", "b") + all_of("b", "viewer"))
            await viewer.wait(lambda: all(viewer.slots[slot].packets > 5 for slot in ("audio0", "video0")))
            everybody = all_of("viewer", "b", "c", "d") + all_of("b", "viewer", "c", "d")
            await worker.control.put_room(ROOM, 2, everybody)
            await b.wait(lambda: all(b.slots[slot].packets > 5 for slot in ("audio1", "video1", "audio2", "video2")))
            await viewer.wait(lambda: viewer.slots["audio1"].packets > 5)
            state = await worker.control.state()
            lacking = {one.slot for one in everybody if one.to == "viewer"} - {
                one.slot for one in state.live_routes[ROOM] if one.to == "viewer"
            }
            assert lacking == {"video1", "audio2", "video2"}

            viewer.add(["video1", "audio2", "video2"])
            added = await worker.control.put_peer(
                peer, PartyId("viewer"), await viewer.offer(), layout=Layout(viewer.names, answer.boot)
            )
            await viewer.take(added.sdp)
            await viewer.wait(
                lambda: (
                    viewer.slots["video1"].by_mark.get(b"C", 0) > 5
                    and viewer.slots["audio2"].by_mark.get(b"D", 0) > 5
                    and viewer.slots["video2"].by_mark.get(b"D", 0) > 5
                )
            )
            after = await worker.control.state()
            assert set(after.live_routes[ROOM]) == set(everybody)
            assert [one.state for one in after.peers if one.party == "viewer"] == ["connected"]
        finally:
            await viewer.close()
    before, now = answer.sdp.split("\r\nm="), added.sdp.split("\r\nm=")
    assert now[1 : len(before)] == [*before[1:-1], before[-1].rstrip("\r\n")]
    for slot in ("audio0", "video0", "audio1"):
        came = [one.sequence for one in seen if one.slot == slot]
        assert came == [(came[0] + step) & 0xFFFF for step in range(len(came))]
    first = next(one.payload for one in seen if one.slot == "video1")
    assert starts_keyframe(first, 0, len(first)), "a picture begins with a keyframe"


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return Certificate()


async def test_the_same_offer_again_gets_the_same_answer_and_of_two_at_once_one_is_taken(
    worker: Worker, certificate: Certificate
) -> None:
    ssrcs, peer = new_ssrcs(), PeerId("raw")

    async def put(*added: str, boot: str | None) -> str:
        slots = (*TWO, *added)
        sdp = offer(certificate, ssrcs, slots=slots)
        return (await worker.control.put_peer(peer, ME, sdp, layout=Layout(slots, boot))).sdp

    boot = (await worker.control.state()).boot
    first = await put(boot=None)
    assert await put(boot=None) == first
    both = await asyncio.gather(put("video1", boot=boot), put("video2", boot=boot), return_exceptions=True)
    assert sum(isinstance(one, BadInput) for one in both) == 1
    (kept,) = (one for one in both if isinstance(one, str))
    added = "video1" if kept is both[0] else "video2"
    assert await put(added, boot=boot) == kept
    with pytest.raises(BadInput, match="media_offer_refused"):
        await put(boot=boot)
    slots = (*TWO, added, *(slot for slot in SLOTS if slot not in (*TWO, added)))
    whole = await put(*slots[len(TWO) :], boot=boot)
    answers = [read_answer(first, TWO), read_answer(kept, (*TWO, added)), read_answer(whole, slots)]
    for earlier, later in pairwise(answers):
        assert earlier.slots.items() < later.slots.items()
        assert earlier.repeats.items() <= later.repeats.items()
        assert (earlier.ufrag, earlier.password, earlier.fingerprint) == (
            later.ufrag, later.password, later.fingerprint
        )  # fmt: skip
    versions = [re.findall(r"^o=- 1 (\d+) ", one, re.MULTILINE) for one in (first, kept, whole)]
    assert versions == [["1"], ["2"], ["3"]]
    assert len((await worker.control.state()).peers) == 1


async def test_nothing_is_added_to_what_another_run_of_the_worker_answered(
    worker: Worker, certificate: Certificate
) -> None:
    sdp = offer(certificate, new_ssrcs(), slots=TWO)
    with pytest.raises(BadInput) as refused:
        await worker.control.put_peer(PeerId("raw"), ME, sdp, layout=Layout(TWO, "another run"))
    assert refused.value.params["reason"] == "the connection was with another run of the worker"
    assert (await worker.control.state()).peers == ()


@pytest.mark.parametrize("body", [{"slots": "audio0"}, {"slots": [1]}, {"slots": ["audio0"] * 15}, {"boot": 7}])
async def test_what_is_no_list_of_names_is_bad_input(worker: Worker, body: dict[str, object]) -> None:
    url = f"http://127.0.0.1:{worker.control_port}/v1/peers/raw"
    offered = {"party": "a", "sdp": "v=0", **body}
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {SECRET}"}) as http,
        http.put(url, json=offered) as answer,
    ):
        assert (answer.status, (await answer.json())["code"]) == (400, "bad_input")

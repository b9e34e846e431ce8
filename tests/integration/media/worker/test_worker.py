"""A worker process with real clients: UDP, DTLS and SRTP, and the control API as the web side uses it."""

import asyncio
import time
from itertools import pairwise
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from audiencia.core.errors import BadInput, Code, Refused, Stale, Unavailable
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.capacity import NOT_MEASURED, Cost
from audiencia.media.control.control import MediaControl, PartyElsewhere, WorkerState
from audiencia.media.control.identity import HEADER
from audiencia.media.control.signature import CHALLENGE
from audiencia.media.worker import keyframes, registry
from audiencia.media.worker.admission import Whence
from audiencia.media.worker.api import LEASE_SECONDS
from audiencia.operations.free_ports import free_port
from tests.integration.media.workers import (
    PATIENCE,
    SECRET,
    Worker,
    both_ways,
    connected_client,
    ended,
    route,
    running_worker,
    start_process,
)
from tests.support.media_client import MediaClient, Received
from tests.unit.media.packets.offers import offer_of

ROOM = RoomId(1)


async def test_media_flow_only_while_there_is_a_route(worker: Worker) -> None:
    async with connected_client(worker, "a") as a, connected_client(worker, "b") as b:
        for client, mark in ((a, b"A"), (b, b"B")):
            for media in ("microphone", "camera", "screen"):
                client.send(media, mark + media[:1].encode())
        await worker.until(lambda state: all(peer.packets_in > 30 for peer in state.peers))
        assert (a.received, b.received) == (0, 0)
        await worker.control.put_room(ROOM, 1, [*both_ways("a", "b"), route("a", "screen0", "b", "screen")])
        await a.wait(lambda: all(a.slots[slot].packets > 5 for slot in ("audio0", "video0", "screen0")))
        await b.wait(lambda: all(b.slots[slot].packets > 5 for slot in ("audio0", "video0")))
        state = await worker.control.state()
        assert len(state.live_routes[ROOM]) == 5
        await worker.control.put_room(ROOM, 2, [])
        await has_all(worker, "a", a)
        before = a.received
        sent = {peer.party: peer.packets_in for peer in (await worker.control.state()).peers}
        await worker.until(lambda state: all(peer.packets_in > sent[peer.party] + 20 for peer in state.peers))
        assert a.received == before
        assert {slot: set(count.by_mark) for slot, count in a.slots.items() if count.packets} == {
            "audio0": {b"Bm"}, "video0": {b"Bc"}, "screen0": {b"Bs"}
        }  # fmt: skip


async def test_a_web_node_reads_what_packets_cost_of_workers_of_this_version_and_the_one_before(worker: Worker) -> None:
    url = f"http://127.0.0.1:{worker.control_port}/v1/state"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {SECRET}"}) as http, http.get(url) as answer:
        body = await answer.json()
    assert body["cost"] == {"packets_per_second": 0, "busy_pct": 0}
    body["cost"] = {"packets_per_second": 12_000, "busy_pct": 30}
    assert (await _read_from(body)).cost == Cost(12_000, 30)
    del body["cost"]
    assert (await _read_from(body)).cost == NOT_MEASURED


async def _read_from(body: dict[str, Any]) -> WorkerState:
    """As `MediaControl` reads the state of a worker that says this."""

    async def state(_request: web.Request) -> web.Response:
        return web.json_response(body)

    app = web.Application()
    app.router.add_get("/v1/state", state)
    async with TestServer(app) as server, MediaControl(str(server.make_url("/")), SECRET) as control:
        return await control.state()


async def test_clients_are_told_the_port_that_a_router_gave_it() -> None:
    async with running_worker(announce="192.0.2.9", announce_port=40_000) as worker:
        answer = await worker.control.put_peer(PeerId("p"), PartyId("a"), offer_of("chromium"))
    candidates = {line.split(" typ ")[0] for line in answer.sdp.split("\r\n") if line.startswith("a=candidate:")}
    assert candidates == {"a=candidate:1 1 udp 2130706431 192.0.2.9 40000"}


async def has_all(worker: Worker, party: str, client: MediaClient) -> None:
    """Waits until the client has received everything that the worker has sent to it."""
    async with asyncio.timeout(90):
        while True:
            state = await worker.control.state()
            sent = next(peer.packets_out for peer in state.peers if peer.party == party)
            if client.received == sent:
                return
            await asyncio.sleep(0.01)


async def test_a_slot_is_one_unbroken_stream(worker: Worker) -> None:
    seen: list[Received] = []
    came: list[float] = []

    def see(packet: Received) -> None:
        seen.append(packet)
        came.append(time.monotonic())

    async with (
        connected_client(worker, "viewer", see),
        connected_client(worker, "a") as a,
        connected_client(worker, "b") as b,
    ):
        viewer_count = len(seen)
        a.send("camera", b"A")
        b.send("camera", b"B")
        for epoch, source in enumerate(["a", "b", "a", "b"], start=1):
            await worker.control.put_room(ROOM, epoch, [route("viewer", "video0", source, "camera")])
            viewer_count = len(seen)
            async with asyncio.timeout(90):
                while len(seen) < viewer_count + 10:
                    await asyncio.sleep(0.01)
        await worker.control.put_room(ROOM, 9, [])
    sequences = [packet.sequence for packet in seen]
    assert sequences == [(sequences[0] + step) & 0xFFFF for step in range(len(sequences))]
    pictures = [int.from_bytes(packet.payload[2:4], "big") & 0x7FFF for packet in seen]
    assert pictures == [(pictures[0] + step) & 0x7FFF for step in range(len(pictures))]
    steps = [(later.timestamp - earlier.timestamp) & 0xFFFFFFFF for earlier, later in pairwise(seen)]
    # No further apart than the packets came, but for a second: a busy machine may keep their sender, or one of them, waiting.
    spans = [later - came[max(0, place - 1)] for place, later in enumerate(came[1:])]
    assert all(0 < step < 90_000 * (1 + span) for step, span in zip(steps, spans, strict=True))
    changes = [place for place in range(1, len(seen)) if marks(seen[place]) != marks(seen[place - 1])]
    assert len(changes) == 3
    # A picture of another source begins with a keyframe: the lowest bit after the descriptor is zero (RFC 6386, 9.1).
    assert all(seen[place].payload[4] & 1 == 0 for place in [0, *changes])


def marks(packet: Received) -> bytes:
    return packet.payload.partition(b"mark:")[2][:1]


async def test_a_keyframe_is_asked_for_when_a_viewer_joins_a_running_camera(worker: Worker) -> None:
    async with connected_client(worker, "a") as a, connected_client(worker, "b") as b:
        a.send("camera", b"A")
        await worker.until(lambda state: any(peer.packets_in > 10 for peer in state.peers))
        assert a.key_frames_asked == 0
        began = time.monotonic()
        await worker.control.put_room(ROOM, 1, [route("b", "video0", "a", "camera")])
        await b.wait(lambda: b.slots["video0"].packets > 0)
        # Asked again only where it did not come in time, as on a machine that is busy with other things.
        assert 1 <= a.key_frames_asked <= 2 + (time.monotonic() - began) / keyframes.AGAIN_LEAST


async def test_rooms_are_idempotent_and_never_go_back(worker: Worker) -> None:
    control, routes = worker.control, both_ways("a", "b")
    assert await control.put_room(ROOM, 5, routes) is True
    assert await control.put_room(ROOM, 5, routes) is False
    with pytest.raises(Stale):
        await control.put_room(ROOM, 4, routes)
    with pytest.raises(Stale):
        await control.delete_room(ROOM, 4)
    with pytest.raises(PartyElsewhere):
        await control.put_room(RoomId(2), 1, both_ways("a", "c"))
    await control.delete_room(ROOM, 5)
    await control.delete_room(ROOM, 5)
    with pytest.raises(Stale):
        await control.put_room(ROOM, 5, routes)
    assert await control.put_room(RoomId(2), 1, both_ways("a", "c")) is True
    assert set((await control.state()).rooms) == {RoomId(2)}


async def test_peers_are_idempotent(worker: Worker) -> None:
    control, peer = worker.control, PeerId("one")
    answer = await control.put_peer(peer, PartyId("a"), offer_of("chromium"))
    assert await control.put_peer(peer, PartyId("a"), offer_of("chromium")) == answer
    for party, offer in (("a", offer_of("firefox")), ("b", offer_of("chromium"))):
        with pytest.raises(BadInput) as refused:
            await control.put_peer(peer, PartyId(party), offer)
        assert refused.value.code == Code.MEDIA_OFFER_REFUSED
    await control.delete_peer(peer)
    await control.delete_peer(peer)
    assert (await control.state()).peers == ()
    assert (await control.put_peer(peer, PartyId("a"), offer_of("chromium"))).sdp != answer.sdp


async def test_another_browser_takes_over_only_when_the_person_wants_it(worker: Worker) -> None:
    async def offered(whence: Whence) -> None:
        await worker.control.put_peer(PeerId(str(uuid4())), PartyId("a"), offer_of("chromium"), whence=whence)

    for by_itself in (Whence("laptop", takes=False), Whence("desk", takes=False)):
        await offered(by_itself)  # nobody is connected yet
    async with connected_client(worker, "a", whence=Whence("desk")):
        with pytest.raises(Refused) as refused:
            await offered(Whence("laptop", takes=False))
        assert refused.value.code is Code.MEDIA_ELSEWHERE
        for fine in (Whence("desk", takes=False), Whence("laptop", takes=True), Whence()):
            await offered(fine)


async def test_what_was_offered_before_another_browser_took_over_comes_too_late(worker: Worker) -> None:
    early = MediaClient()
    try:
        whence = Whence("laptop", takes=False)
        answer = await worker.control.put_peer(PeerId("early"), PartyId("a"), await early.offer(), whence=whence)
        async with connected_client(worker, "a", whence=Whence("desk")):
            await early.accept(answer.sdp)
            state = await worker.until(lambda state: all(peer.peer_id != "early" for peer in state.peers))
            assert state.connected() == {"a"}
    finally:
        await early.close()


async def test_a_bad_offer_is_refused(worker: Worker) -> None:
    for offer, reason in (
        ("", "0 sections, expected 14"), ("v=0", "0 sections, expected 14"),
        (offer_of("chromium").replace("a=rtcp-mux", "a=x"), "expected a=rtcp-mux and a=sendonly"),
        ("x" * 100_000, "too long, or not ASCII"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            await worker.control.put_peer(PeerId("one"), PartyId("a"), offer)
        assert (refused.value.code, refused.value.params) == (Code.MEDIA_OFFER_REFUSED, {"reason": reason})
    assert (await worker.control.state()).peers == ()


async def test_a_newer_connection_of_a_party_takes_over(worker: Worker) -> None:
    async with connected_client(worker, "b") as b:
        b.send("camera", b"B")
        await worker.control.put_room(ROOM, 1, [route("a", "video0", "b", "camera")])
        async with connected_client(worker, "a") as old:
            await old.wait(lambda: old.slots["video0"].packets > 3)
            async with connected_client(worker, "a") as new:
                await new.wait(lambda: new.slots["video0"].packets > 3)
                state = await worker.until(lambda state: len(state.peers) == 2)
                assert sorted(peer.party for peer in state.peers) == ["a", "b"]
                assert len(state.live_routes[ROOM]) == 1


async def test_a_client_that_leaves_says_so_and_is_gone_at_once(worker: Worker) -> None:
    async with connected_client(worker, "a"):
        assert (await worker.control.state()).connected() == {"a"}
    await worker.until(lambda state: not state.peers, timeout=registry.SILENT_SECONDS / 2)


async def test_a_restarted_worker_has_another_boot_and_knows_nothing() -> None:
    async with running_worker() as first:
        boot = (await first.control.state()).boot
        await first.control.put_room(ROOM, 1, both_ways("a", "b"))
        first.process.kill()
        await ended(first.process)
        with pytest.raises(Unavailable):
            await first.control.state()
        async with running_worker(first.port, first.control_port) as second:
            state = await first.control.state()
            assert state.boot != boot
            assert state.rooms == {}
            assert second.process.is_alive()


async def test_a_stopped_worker_ends_cleanly_and_says_goodbye(worker: Worker) -> None:
    async with connected_client(worker, "a") as client:
        worker.process.terminate()
        assert await ended(worker.process) == 0
        async with asyncio.timeout(90):
            while client.state == "connected":
                await asyncio.sleep(0.01)


async def test_a_used_port_is_an_error(worker: Worker) -> None:
    second = start_process(worker.port, free_port())
    async with asyncio.timeout(90):
        assert await ended(second) != 0
    assert (await worker.control.state()).peers == ()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", f"Basic {SECRET}", f"bearer {SECRET}", "Audiencia a b c"]
)
async def test_without_the_secret_nothing_is_told_or_done(untouched_worker: Worker, header: str | None) -> None:
    base = f"http://127.0.0.1:{untouched_worker.control_port}"
    async with aiohttp.ClientSession(headers={"Authorization": header} if header is not None else {}) as http:
        for method, path in (
            ("GET", "/v1/state"),
            ("PUT", "/v1/rooms/1"),
            ("DELETE", "/v1/peers/a"),
            ("GET", "/nothing"),
        ):
            async with http.request(method, base + path, json={"epoch": 1, "routes": []}) as response:
                assert response.status == 401
                assert await response.json() == {"code": "forbidden"}
        async with http.get(base + "/health") as response:
            assert response.status == 200
    assert (await untouched_worker.control.state()).rooms == {}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("PUT", "/v1/rooms/1", "{", 400), ("PUT", "/v1/rooms/1", "[]", 400), ("PUT", "/v1/rooms/1", '{"epoch": 1}', 400),
    ("PUT", "/v1/rooms/x", "{}", 404), ("DELETE", "/v1/rooms/1", "", 400), ("DELETE", "/v1/rooms/1?epoch=-1", "", 400),
    ("PUT", "/v1/peers/a", "{}", 400), ("PUT", "/v1/peers/a", '{"party": "", "sdp": "v=0"}', 400),
    ("PUT", "/v1/peers/a", '{"party": "a", "sdp": 5}', 400), ("POST", "/v1/state", "", 405),
    ("PUT", "/v1/peers/a", '"' + "x" * 200_000 + '"', 413),
])  # fmt: skip
async def test_malformed_requests_are_refused(
    untouched_worker: Worker, method: str, path: str, body: Any, status: int
) -> None:
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {SECRET}"}) as http,
        http.request(method, f"http://127.0.0.1:{untouched_worker.control_port}{path}", data=body) as response,
    ):
        assert response.status == status
        assert "code" in await response.json()


async def test_the_secret_is_never_sent_and_what_somebody_recorded_does_nothing(worker: Worker) -> None:
    """A proxy between both records what a web node says and says it again: to this worker, and to another one."""
    worker_at, recorded = f"http://127.0.0.1:{worker.control_port}", list[tuple[str, str, bytes, dict[str, str]]]()

    async def record(request: web.Request) -> web.Response:
        headers = {name: request.headers[name] for name in ("Authorization", HEADER) if name in request.headers}
        asked = (request.method, request.raw_path, await request.read(), headers)
        recorded.append(asked)
        return await say(asked, worker_at)

    async def say(asked: tuple[str, str, bytes, dict[str, str]], where: str) -> web.Response:
        method, path, body, headers = asked
        async with aiohttp.request(method, where + path, data=body, headers=headers) as response:
            told = {CHALLENGE: response.headers[CHALLENGE]}
            return web.Response(body=await response.read(), status=response.status, headers=told)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", record)
    async with (
        TestServer(app) as between,
        MediaControl(str(between.make_url("")), SECRET, timeout=PATIENCE, installation="one") as control,
        running_worker() as other,
    ):
        await control.put_room(ROOM, 1, both_ways("a", "b"))
        await control.delete_peer(PeerId("nobody"))
        await control.delete_room(ROOM, 2)
        assert [one[0] for one in recorded] == ["PUT", "PUT", "DELETE", "DELETE"], "the first had no challenge yet"
        assert SECRET not in repr(recorded)
        for asked in recorded:
            for where in (worker_at, f"http://127.0.0.1:{other.control_port}"):
                assert (await say(asked, where)).status == 401
        assert (await worker.control.state()).rooms == {} and (await other.control.state()).installation is None


@pytest.mark.asyncio(loop_scope="module")
async def test_another_secret_is_a_part_that_is_away(untouched_worker: Worker) -> None:
    async with MediaControl(f"http://127.0.0.1:{untouched_worker.control_port}", "another") as control:
        with pytest.raises(Unavailable) as refused:
            await control.state()
        assert refused.value.code == Code.MEDIA_UNAVAILABLE


async def test_a_worker_serves_the_installation_that_asked_first_and_no_other(worker: Worker) -> None:
    """Both have the secret, as a copy has."""
    address = f"http://127.0.0.1:{worker.control_port}"
    assert (await worker.control.state()).installation is None, "who only looks binds nobody"
    async with (
        MediaControl(address, SECRET, timeout=PATIENCE, installation="one") as one,
        MediaControl(address, SECRET, timeout=PATIENCE, installation="two") as two,
    ):
        await one.put_room(ROOM, 1, both_ways("a", "b"))
        for refused in (two.state(), two.put_room(ROOM, 9, []), two.delete_room(ROOM, 9)):
            with pytest.raises(Unavailable) as away:
                await refused
            assert away.value.code == Code.MEDIA_UNAVAILABLE
        state = await one.state()
        assert (state.installation, state.rooms[ROOM].epoch) == ("one", 1)


async def test_a_worker_that_no_web_node_asks_shows_nobody_until_one_says_again_who_is_where(worker: Worker) -> None:
    """Whoever only looks renews nothing."""
    async with MediaControl(
        f"http://127.0.0.1:{worker.control_port}", SECRET, timeout=PATIENCE, installation="one"
    ) as web_node:
        await web_node.put_room(ROOM, 5, both_ways("a", "b"))
        await worker.until(lambda state: not state.rooms, timeout=LEASE_SECONDS + 20)
        with pytest.raises(Stale):
            await web_node.put_room(ROOM, 4, both_ways("a", "c"))
        assert await web_node.put_room(ROOM, 5, both_ways("a", "b"))
        assert (await web_node.state()).rooms[ROOM].epoch == 5

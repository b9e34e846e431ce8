"""The web side of the control plane: speaks to a media worker over HTTP and keeps it doing what PostgreSQL says.

Nothing here holds state that matters: a web node may die at any time, and any other one brings the worker back to what
is desired. Requests are idempotent, so a lost answer is simply asked again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

import aiohttp
import structlog

from audiencia import logs
from audiencia.errors import BadInput, Code, DomainError, Stale, Unavailable
from audiencia.ids import PartyId, PeerId, RoomId
from audiencia.media.line_quality import LineQuality, quality_from_json
from audiencia.media.reconcile import ForgetRoom, SetRoom, differences
from audiencia.media.routing_table import DesiredRoom, Limit, Media, Route, room_from_json, room_to_json

log = structlog.get_logger()

TIMEOUT_SECONDS = 2.0
RECONCILE_SECONDS = 1.0
AWAY_SECONDS = 0.1
"""How often a worker that is away is tried again: calls wait for it, and it is back in a second."""
MAX_STATE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser gets back. `boot` names the run of the worker process that answered."""

    sdp: str
    boot: str


@dataclass(frozen=True, slots=True)
class PeerState:
    """One media connection as the worker reports it. `silent_ms` counts from the last datagram that was authentic."""

    peer_id: PeerId
    party: PartyId
    state: str
    packets_in: int
    packets_out: int
    silent_ms: int


@dataclass(frozen=True, slots=True)
class WorkerState:
    """What a worker does now. `live_routes` are those whose two parties are both connected."""

    boot: str
    draining: bool
    rooms: Mapping[RoomId, DesiredRoom]
    live_routes: Mapping[RoomId, tuple[Route, ...]]
    peers: tuple[PeerState, ...]

    def connected(self) -> frozenset[PartyId]:
        """Parties with a media connection that is up."""
        return frozenset(peer.party for peer in self.peers if peer.state == "connected")


class PartyElsewhere(Stale):
    """A party of the desired routes is still named by another room; that room must be changed first."""


class MediaControl:
    """Client of one worker's control API. Every call ends within `TIMEOUT_SECONDS`; use as an async context manager."""

    def __init__(self, base_url: str, secret: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes idle connections; a later call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def put_peer(
        self, peer_id: PeerId, party: PartyId, sdp: str, bitrates: Mapping[Media, int] | None = None
    ) -> Answer:
        """Answers a browser's offer. `bitrates`: what this party may ever send, in bit/s, where that is not the usual.

        Raises `BadInput(MEDIA_OFFER_REFUSED)` or `Unavailable(MEDIA_UNAVAILABLE)`.
        """
        offer = {"party": party, "sdp": sdp, "bitrates": dict(bitrates or {})}
        body = await self._call("PUT", f"/v1/peers/{quote(peer_id, safe='')}", offer)
        return Answer(str(body["sdp"]), str(body["boot"]))

    async def delete_peer(self, peer_id: PeerId) -> None:
        """Ends a connection; without effect when there is none."""
        await self._call("DELETE", f"/v1/peers/{quote(peer_id, safe='')}")

    async def put_room(
        self, room_id: RoomId, epoch: int, routes: Sequence[Route], limits: Sequence[Limit] = ()
    ) -> bool:
        """Sets the full routing of a room and returns whether that changed anything.

        Raises `Stale` when the worker knows a higher epoch and `PartyElsewhere` when another room holds a party.
        """
        body = await self._call(
            "PUT", f"/v1/rooms/{room_id}", dict(room_to_json(DesiredRoom(epoch, tuple(routes), tuple(limits))))
        )
        return bool(body["applied"])

    async def delete_room(self, room_id: RoomId, epoch: int) -> None:
        """Empties and forgets a room. Raises `Stale` when the worker knows a higher epoch."""
        await self._call("DELETE", f"/v1/rooms/{room_id}?epoch={epoch}")

    async def state(self) -> WorkerState:
        """What the worker does now."""
        return _state_from_json(await self._call("GET", "/v1/state"))

    async def lines(self) -> Mapping[PartyId, LineQuality]:
        """How the lines of those who take part in a room fare."""
        body = await self._call("GET", "/v1/lines")
        try:
            return {PartyId(party): quality_from_json(found) for party, found in body["lines"].items()}
        except (KeyError, ValueError, AttributeError) as problem:
            raise Unavailable(Code.MEDIA_UNAVAILABLE) from problem

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout)
        try:
            async with self._session.request(method, self._base + path, json=body) as response:
                raw = await response.content.read(MAX_STATE_BYTES)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise Unavailable(Code.MEDIA_UNAVAILABLE) from problem
        if status == 204:
            return {}
        try:
            answer = json.loads(raw)
        except ValueError as problem:
            raise Unavailable(Code.MEDIA_UNAVAILABLE) from problem
        if status == 200 and isinstance(answer, dict):
            return answer
        raise _error_of(status, answer)


def _error_of(status: int, answer: object) -> DomainError:
    code = answer.get("code") if isinstance(answer, dict) else None
    match status, code:
        case 400, "media_offer_refused":
            return BadInput(Code.MEDIA_OFFER_REFUSED)
        case 409, "party_elsewhere":
            return PartyElsewhere(Code.STALE_VERSION)
        case 409, _:
            return Stale(Code.STALE_VERSION)
        case 400, _:
            return BadInput(Code.BAD_INPUT)
    log.warning("media_worker_refused", status=status, code=code)
    return Unavailable(Code.MEDIA_UNAVAILABLE)


def _state_from_json(body: Mapping[str, Any]) -> WorkerState:
    try:
        rooms = {RoomId(int(key)): room_from_json({"epoch": room["epoch"], "routes": room["routes"]})
                 for key, room in body["rooms"].items()}  # fmt: skip
        live = {RoomId(int(key)): room_from_json({"epoch": room["epoch"], "routes": room["live_routes"]}).routes
                for key, room in body["rooms"].items()}  # fmt: skip
        peers = tuple(PeerState(PeerId(peer["peer_id"]), PartyId(peer["party"]), peer["state"], peer["packets_in"],
                                peer["packets_out"], peer["silent_ms"]) for peer in body["peers"])  # fmt: skip
        return WorkerState(str(body["boot"]), bool(body["draining"]), rooms, live, peers)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Unavailable(Code.MEDIA_UNAVAILABLE) from problem


Desired = Callable[[], Awaitable[Mapping[RoomId, DesiredRoom]]]
OnBoot = Callable[[str], Awaitable[None]]


class Reconciler:
    """Brings a worker to what is desired: at once for one room, and each second for all of them.

    `desired` reads every room's routing (rooms without anybody may be left out). `on_boot` is told the id of the
    worker's run the first time it is seen, whenever it changed, and when the worker answers again: browsers connected to
    another run offer again.
    """

    def __init__(self, control: MediaControl, desired: Desired, on_boot: OnBoot) -> None:
        self._control = control
        self._desired = desired
        self._on_boot = on_boot
        self._boot: str | None = None
        self._lock = asyncio.Lock()
        self._reachable = True

    @property
    def boot(self) -> str | None:
        """The worker's run; None while it does not answer. Browsers keep their connection then and offer no other."""
        return self._boot if self._reachable else None

    async def run(self) -> None:
        """Reconciles each second until cancelled; a database that is away is tried again, and a worker sooner."""
        while True:
            await self._turn()
            await asyncio.sleep(RECONCILE_SECONDS if self._reachable else AWAY_SECONDS)

    async def _turn(self) -> None:
        try:
            await self.reconcile()
        except Unavailable:
            self._note_reachable(False)
        except Exception as error:  # noqa: BLE001
            # Whatever failed (the database being away, mostly) must not end the loop that repairs things.
            logs.failure(log, "media_reconcile_failed", error)
        else:
            self._note_reachable(True)

    def _note_reachable(self, reachable: bool) -> None:
        if reachable != self._reachable:
            self._reachable = reachable
            log.warning("media_worker_reachable" if reachable else "media_worker_away")

    async def reconcile(self) -> None:
        """One comparison of everything. Raises `Unavailable` when the worker does not answer."""
        async with self._lock:
            # The worker's state is read first: what changes in the database in between is then newer than the report,
            # and at worst told twice, never taken for something to forget.
            state = await self._control.state()
            desired = await self._desired()
            refused = [action for action in differences(desired, state.rooms) if not await self._tell(action)]
            # A party may have had to leave another room first; all rooms have been told by now.
            for action in refused:
                await self._tell(action)
        returned = not self._reachable
        self._note_reachable(True)
        if returned or state.boot != self._boot:
            self._boot = state.boot
            await self._on_boot(state.boot)

    async def apply_now(self, room_id: RoomId) -> None:
        """Tells the worker one room's routing at once, after a commit that changed it.

        Never raises: the commit has been made, and what could not be told now is told by the next turn of `run`.
        """
        try:
            room = (await self._desired()).get(room_id)
            if room is None or not await self._tell(SetRoom(room_id, room)):
                await self.reconcile()
        except Unavailable:
            self._note_reachable(False)
        except Exception as error:  # noqa: BLE001 -- as promised above
            logs.failure(log, "media_apply_failed", error, room_id=room_id)

    async def cut_off(self, party: PartyId) -> None:
        """Ends every connection that this party has by now.

        Never raises: what could not be ended is replaced when the party connects anew.
        """
        try:
            state = await self._control.state()
            for peer in state.peers:
                if peer.party == party:
                    await self._control.delete_peer(peer.peer_id)
        except Unavailable:
            self._note_reachable(False)
        except Exception as error:  # noqa: BLE001 -- as promised above
            logs.failure(log, "media_cut_off_failed", error)

    async def _tell(self, action: SetRoom | ForgetRoom) -> bool:
        """Carries one action out; False when a party has to leave another room first."""
        try:
            match action:
                case SetRoom(room_id, room):
                    await self._control.put_room(room_id, room.epoch, room.routes, room.limits)
                case ForgetRoom(room_id, epoch):
                    await self._control.delete_room(room_id, epoch)
        except PartyElsewhere:
            return False
        except Stale:
            # Another node was faster; the next turn compares again.
            log.info("media_room_newer_elsewhere", room_id=action.room_id)
        return True

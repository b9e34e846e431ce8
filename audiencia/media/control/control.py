"""The web side of the control plane: speaks to one media worker over HTTP.
Requests are idempotent, so a lost answer is simply asked again."""

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import quote

import aiohttp
import structlog
from yarl import URL

from audiencia.core.errors import BadInput, Code, DomainError, Refused, Stale, Unavailable
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.capacity import NOT_MEASURED, Cost
from audiencia.media.control.identity import HEADER
from audiencia.media.control.load import Load
from audiencia.media.control.signature import CHALLENGE, Request, authorization
from audiencia.media.worker.admission import ANYWHERE, Urgency, Whence
from audiencia.media.worker.line_quality import LineQuality, quality_from_json
from audiencia.media.worker.routing_table import DesiredRoom, Limit, Media, Route, room_from_json, room_to_json

log = structlog.get_logger()
TIMEOUT_SECONDS = 2.0
MAX_STATE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser gets back. `boot` names the run of the worker process that answered."""

    sdp: str
    boot: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the sections of an offer are for (`slots`), and the worker's run (`boot`) that answered the connection to which it adds
    slots; `None`: the offer of a new connection, with everything that there is."""

    slots: Sequence[str] | None = None
    boot: str | None = None


WHOLE = Layout()


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
    """What a worker does now, and how many rooms it takes (`capacity`).
    `live_routes` are those whose two parties are connected, the viewer with that slot."""

    boot: str
    draining: bool
    capacity: int
    load: Load
    rooms: Mapping[RoomId, DesiredRoom]
    live_routes: Mapping[RoomId, tuple[Route, ...]]
    peers: tuple[PeerState, ...]
    installation: str | None = None  # Whom it serves; `None`: nobody has asked it yet.
    cost: Cost = NOT_MEASURED  # What packets cost it; one of a version before does not tell.

    def connected(self) -> frozenset[PartyId]:
        """Parties with a media connection that is up."""
        return frozenset(peer.party for peer in self.peers if peer.state == "connected")

    def half_open(self) -> int:
        """Connections whose keys are not agreed yet."""
        return sum(peer.state in ("new", "connecting") for peer in self.peers)


class PartyElsewhere(Stale):
    """A party of the desired routes is still named by another room; that room must be changed first."""


class WorkerAway(Unavailable):
    """The worker does not answer, or says what nobody can understand. Told apart from a database that is away."""

    def __init__(self) -> None:
        super().__init__(Code.MEDIA_UNAVAILABLE)


class MediaControl:
    """Client of one worker's control API. Every call ends within `TIMEOUT_SECONDS`, with `WorkerAway` at
    the worst; use as an async context manager."""

    def __init__(
        self, base_url: str, secret: str, *, timeout: float = TIMEOUT_SECONDS, installation: str | None = None
    ) -> None:
        """`installation`: whose web node asks; a worker of another one does nothing for it."""
        self._base = base_url.rstrip("/")
        self._secret = secret
        self._installation = installation or ""
        self._challenge = "none"  # until the worker names one
        self._foreign = False
        self._timeout = timeout
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
        self, peer_id: PeerId, party: PartyId, sdp: str, bitrates: Mapping[Media, int] | None = None,
        urgency: Urgency = Urgency.NEAR, whence: Whence = ANYWHERE, layout: Layout = WHOLE,
    ) -> Answer:  # fmt: skip
        """Answers a browser's offer. `bitrates`: what this party may ever send, in bit/s, where that is not the usual.
        Raises `BadInput(MEDIA_OFFER_REFUSED)`, `Refused(MEDIA_CONNECTIONS_FULL, MEDIA_ELSEWHERE)` or `WorkerAway`."""
        laid_out = {name: value for name, value in asdict(layout).items() if value is not None}
        offer = {"party": party, "sdp": sdp, "bitrates": dict(bitrates or {}), "urgency": int(urgency),
                 **asdict(whence), **laid_out}  # fmt: skip
        body = await self._call("PUT", f"/v1/peers/{quote(peer_id, safe='')}", offer)
        return Answer(str(body["sdp"]), str(body["boot"]))

    async def delete_peer(self, peer_id: PeerId) -> None:
        """Ends a connection; without effect when there is none."""
        await self._call("DELETE", f"/v1/peers/{quote(peer_id, safe='')}")

    async def put_room(
        self, room_id: RoomId, epoch: int, routes: Sequence[Route], limits: Sequence[Limit] = ()
    ) -> bool:
        """Sets the full routing of a room and returns whether that changed anything.
        Raises `Stale` when the worker knows a higher epoch and `PartyElsewhere` when another room holds a party."""
        body = await self._call(
            "PUT", f"/v1/rooms/{room_id}", dict(room_to_json(DesiredRoom(epoch, tuple(routes), tuple(limits))))
        )
        return bool(body["applied"])

    async def delete_room(self, room_id: RoomId, epoch: int) -> None:
        """Empties and forgets a room. Raises `Stale` when the worker knows a higher epoch."""
        await self._call("DELETE", f"/v1/rooms/{room_id}?epoch={epoch}")

    async def drain(self, draining: bool = True) -> None:
        """Takes no further rooms, or takes them again."""
        await self._call("PUT", "/v1/draining", {"draining": draining})

    async def end(self) -> None:
        """Ends the process of a worker that drains and in which nobody talks. Raises `Stale` for another."""
        await self._call("POST", "/v1/end", {})

    async def state(self) -> WorkerState:
        """What the worker does now."""
        return _state_from_json(await self._call("GET", "/v1/state"))

    async def lines(self) -> Mapping[PartyId, LineQuality]:
        """How the lines of those who take part in a room fare."""
        body = await self._call("GET", "/v1/lines")
        try:
            return {PartyId(party): quality_from_json(found) for party, found in body["lines"].items()}
        except (KeyError, ValueError, AttributeError) as problem:
            raise WorkerAway from problem

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._timeout):
                status, raw = await self._signed(method, path, b"" if body is None else json.dumps(body).encode())
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise WorkerAway from problem
        if status == 204:
            return {}
        try:
            answer = json.loads(raw)
        except ValueError as problem:
            raise WorkerAway from problem
        if status == 200 and isinstance(answer, dict):
            return answer
        self._note_whose(answer)
        raise _error_of(status, answer)

    async def _signed(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and content; a request over a challenge that does not hold is repeated over the one that the refusal named."""
        used = self._challenge
        status, raw = await self._ask(method, path, body, used)
        if status == 401 and self._challenge != used:
            status, raw = await self._ask(method, path, body, self._challenge)
        return status, raw

    async def _ask(self, method: str, path: str, body: bytes, challenge: str) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        url = URL(self._base + path)
        asked = Request(method, url.raw_path_qs, self._installation, body)
        headers = {"Authorization": authorization(self._secret, asked, challenge, secrets.token_hex(16))}
        if self._installation:
            headers[HEADER] = self._installation
        if body:
            headers["Content-Type"] = "application/json"
        async with self._session.request(method, url, data=body or None, headers=headers) as response:
            self._challenge = response.headers.get(CHALLENGE, self._challenge)
            return response.status, await _whole(response.content)

    def _note_whose(self, answer: object) -> None:
        """Said once: it is asked again each second."""
        foreign = isinstance(answer, dict) and answer.get("code") == "other_installation"
        if foreign and not self._foreign:
            log.error("media_worker_installation_mismatch", worker=self._base)
        self._foreign = foreign


async def _whole(body: aiohttp.StreamReader) -> bytes:
    """All of it, up to `MAX_STATE_BYTES`: one `read` gives what has arrived by then."""
    try:
        return await body.readexactly(MAX_STATE_BYTES)
    except asyncio.IncompleteReadError as end:
        return end.partial


def _error_of(status: int, answer: object) -> DomainError:
    body = answer if isinstance(answer, dict) else {}
    code = body.get("code")
    match status, code:
        case 400, "media_offer_refused":
            return BadInput(Code.MEDIA_OFFER_REFUSED, reason=str(body.get("reason", "")))
        case 503, "connections_full":
            return Refused(Code.MEDIA_CONNECTIONS_FULL)
        case 409, "media_elsewhere":
            return Refused(Code.MEDIA_ELSEWHERE)
        case 409, "other_installation":
            return Unavailable(Code.MEDIA_UNAVAILABLE)
        case 409, "party_elsewhere":
            return PartyElsewhere(Code.STALE_VERSION)
        case 409, _:
            return Stale(Code.STALE_VERSION)
        case 400, _:
            return BadInput(Code.BAD_INPUT)
    log.warning("media_worker_refused", status=status, code=code)
    return WorkerAway()


def _state_from_json(body: Mapping[str, Any]) -> WorkerState:
    try:
        rooms = {RoomId(int(key)): room_from_json({"epoch": room["epoch"], "routes": room["routes"]})
                 for key, room in body["rooms"].items()}  # fmt: skip
        live = {RoomId(int(key)): room_from_json({"epoch": room["epoch"], "routes": room["live_routes"]}).routes
                for key, room in body["rooms"].items()}  # fmt: skip
        peers = tuple(PeerState(PeerId(peer["peer_id"]), PartyId(peer["party"]), peer["state"], peer["packets_in"],
                                peer["packets_out"], peer["silent_ms"]) for peer in body["peers"])  # fmt: skip
        load = Load(**{name: int(value) for name, value in body["load"].items()})
        capacity, draining = int(body["capacity"]), bool(body["draining"])
        serves = None if body["installation"] is None else str(body["installation"])
        told = body.get("cost", {})
        cost = Cost(int(told.get("packets_per_second", 0)), int(told.get("busy_pct", 0)))
        return WorkerState(str(body["boot"]), draining, capacity, load, rooms, live, peers, serves, cost)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise WorkerAway from problem

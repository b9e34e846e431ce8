"""The control API of a worker: what the web side may ask of it. JSON over HTTP, for holders of the secret only."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from hmac import compare_digest
from typing import Any

import structlog
from aiohttp import web

from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.identity import HEADER
from audiencia.media.control.load import Meter
from audiencia.media.control.signature import CHALLENGE, SCHEME, Request, Verifier
from audiencia.media.packets.offer import ALL, BadOffer
from audiencia.media.worker.admission import Elsewhere, Full, Urgency, Whence
from audiencia.media.worker.line_quality import quality_to_json
from audiencia.media.worker.registry import Registry
from audiencia.media.worker.room import PartyInOtherRoom, Rooms, StaleEpoch
from audiencia.media.worker.routing_table import MAX_NAME, BadRoutes, bitrates_from_json, room_from_json, route_to_json
from audiencia.media.worker.socket import MediaSocket

log = structlog.get_logger()
MAX_BODY = 128 << 10
LEASE_SECONDS = 20.0
"""How long routes hold without a web node, which asks each second: by then its rooms are at another worker, and who is in them
may be others. An only web process that was killed is back in 7 to 16 s on two busy cores, and calls go on meanwhile."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Status:
    """What a worker says about itself: how many rooms it takes (`capacity`), and that it takes none any more (`draining`).
    `longest_turn` is the most processor time, in seconds, that it has ever used between two ticks: for so long
    packets had to wait. `installation`: whom it serves; without one, the first that asks."""

    boot: str
    capacity: int
    meter: Meter
    installation: str | None = None
    draining: bool = False
    longest_turn: float = 0.0
    asked_at: float | None = None
    """When a web node of the installation asked last; `None`: none did, or its lease is over."""
    _used: float | None = field(default=None, init=False)

    def ticked(self, used: float, idle: bool) -> None:
        """So much processor time has been used in all; while it is `idle` no packet waits."""
        if self._used is not None:
            self.longest_turn = max(self.longest_turn, used - self._used)
        self._used = None if idle else used

    def lease_is_over(self, now: float) -> bool:
        """True once, when the last web node has not asked for too long."""
        over = self.asked_at is not None and now - self.asked_at > LEASE_SECONDS
        if over:
            self.asked_at = None
        return over


class ControlApi:
    """The handlers; `clock` is monotonic, in seconds; `end` ends the worker soon."""

    def __init__(self, status: Status, registry: Registry, rooms: Rooms, media_socket: MediaSocket,
                 clock: Callable[[], float], end: Callable[[], None]) -> None:  # fmt: skip
        self._status = status
        self._registry = registry
        self._rooms = rooms
        self._socket = media_socket
        self._clock = clock
        self._end = end

    def application(self, secret: str) -> web.Application:
        """The whole API; requests that the secret did not sign (`signature`) reach only the health check."""
        app = web.Application(
            middlewares=[_errors, _only_signed(secret, self._clock), self._of_one_installation],
            client_max_size=MAX_BODY,
        )
        app.add_routes([
            web.get("/health", self.health),
            web.get("/v1/state", self.state),
            web.get("/v1/lines", self.lines),
            web.put("/v1/draining", self.put_draining),
            web.post("/v1/end", self.post_end),
            web.put(r"/v1/peers/{peer:[A-Za-z0-9-]{1,64}}", self.put_peer),
            web.delete(r"/v1/peers/{peer:[A-Za-z0-9-]{1,64}}", self.delete_peer),
            web.put(r"/v1/rooms/{room:\d{1,18}}", self.put_room),
            web.delete(r"/v1/rooms/{room:\d{1,18}}", self.delete_room),
        ])  # fmt: skip
        return app

    @web.middleware
    async def _of_one_installation(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Two that have the same secret, as copies do, would each forget the other's rooms here."""
        asks = request.headers.get(HEADER)
        if asks is not None and self._status.installation is None:
            self._status.installation = asks
            log.info("media_worker_claimed", installation=asks)
        if asks is not None and asks != self._status.installation:
            return _refusal(409, "other_installation")
        if asks is not None:
            self._status.asked_at = self._clock()
        return await handler(request)

    async def health(self, request: web.Request) -> web.Response:
        """Says that the loop runs."""
        return web.json_response({"ok": True, "boot": self._status.boot})

    async def put_draining(self, request: web.Request) -> web.Response:
        """Takes no further rooms, or takes them again. What goes on goes on; the web side moves what can be moved."""
        body = await _body(request)
        if set(body) != {"draining"} or type(body["draining"]) is not bool:
            return _refusal(400, "bad_input")
        self._status.draining = body["draining"]
        log.info("media_draining", draining=self._status.draining)
        return web.Response(status=204)

    async def post_end(self, request: web.Request) -> web.Response:
        """Ends the process, if it drains and nobody talks; clients are told goodbye and offer again elsewhere."""
        if not self._status.draining or any(room.routes for _, room, _ in self._rooms.report()):
            return _refusal(409, "busy")
        self._end()
        return web.Response(status=204)

    async def put_peer(self, request: web.Request) -> web.Response:
        """Answers an offer: of a new connection, or with `boot` one that adds slots to a connection of that run."""
        body = await _body(request)
        party, sdp, urgency = body.get("party"), body.get("sdp"), body.get("urgency", Urgency.NEAR)
        browser, takes = body.get("browser", ""), body.get("takes", True)
        slots, boot = body.get("slots", list(ALL)), body.get("boot")
        if (
            not isinstance(party, str)
            or not 0 < len(party) <= MAX_NAME
            or not isinstance(sdp, str)
            or urgency not in list(Urgency)
            or not isinstance(browser, str)
            or len(browser) > MAX_NAME
            or not isinstance(takes, bool)
            or not _is_names(slots)
            or not (boot is None or isinstance(boot, str))
        ):
            return _refusal(400, "bad_input")
        try:
            bitrates = bitrates_from_json(body.get("bitrates", {}))
            if boot is not None and boot != self._status.boot:
                raise BadOffer("the connection was with another run of the worker")
            peer_id = PeerId(request.match_info["peer"])
            answer = self._registry.offer(
                peer_id, PartyId(party), sdp, bitrates, Urgency(urgency), Whence(browser, takes), slots,
                adds=boot is not None,
            )  # fmt: skip
        except BadRoutes:
            return _refusal(400, "bad_input")
        except BadOffer as problem:
            log.info("media_offer_refused", reason=str(problem))
            return web.json_response({"code": "media_offer_refused", "reason": str(problem)}, status=400)
        except Elsewhere:
            return _refusal(409, "media_elsewhere")
        except Full:
            log.info("media_connection_refused", urgency=Urgency(urgency).name)
            return _refusal(503, "connections_full")
        return web.json_response({"sdp": answer, "boot": self._status.boot})

    async def delete_peer(self, request: web.Request) -> web.Response:
        """Ends a connection."""
        self._registry.close_peer(PeerId(request.match_info["peer"]))
        return web.Response(status=204)

    async def put_room(self, request: web.Request) -> web.Response:
        """Sets the full routing of a room."""
        body = await _body(request)
        try:
            desired = room_from_json(body)
            applied = self._rooms.put(RoomId(int(request.match_info["room"])), desired)
        except BadRoutes as problem:
            log.warning("media_routes_refused", reason=str(problem))
            return _refusal(400, "bad_input")
        except StaleEpoch as known:
            return _refusal(409, "stale_epoch", epoch=known.epoch)
        except PartyInOtherRoom:
            return _refusal(409, "party_elsewhere")
        return web.json_response({"epoch": desired.epoch, "applied": applied})

    async def delete_room(self, request: web.Request) -> web.Response:
        """Empties and forgets a room."""
        epoch = request.query.get("epoch", "")
        if not epoch.isdecimal() or len(epoch) > 18:
            return _refusal(400, "bad_input")
        try:
            self._rooms.forget(RoomId(int(request.match_info["room"])), int(epoch))
        except StaleEpoch as known:
            return _refusal(409, "stale_epoch", epoch=known.epoch)
        return web.Response(status=204)

    async def state(self, request: web.Request) -> web.Response:
        """Reports everything there is."""
        now = self._clock()
        rooms = {
            str(room_id): {
                "epoch": room.epoch,
                "routes": [route_to_json(route) for route in room.routes],
                "live_routes": [route_to_json(route) for route in live],
            }
            for room_id, room, live in self._rooms.report()
        }
        peers = [
            {"peer_id": one.peer_id, "party": one.party, "state": one.state, "packets_in": one.packets_in,
             "packets_out": one.packets_out, "silent_ms": round((now - one.last_seen) * 1000)}
            for one in self._registry
        ]  # fmt: skip
        counters = {"unsent": self._socket.unsent, "from_strangers": self._socket.strangers, "failures": self._socket.failures,
                    "longest_turn_ms": round(1000 * self._status.longest_turn)}  # fmt: skip
        load = self._status.meter.load(sum(bool(room["routes"]) for room in rooms.values()))
        return web.json_response({"boot": self._status.boot, "installation": self._status.installation,
                                  "draining": self._status.draining, "capacity": self._status.capacity,
                                  "load": asdict(load), "cost": asdict(self._status.meter.cost), "rooms": rooms,
                                  "peers": peers, "counters": counters})  # fmt: skip

    async def lines(self, request: web.Request) -> web.Response:
        """How the lines of those who take part in a room fare."""
        found = {one.party: quality_to_json(one.quality)
                 for one in self._registry if one.state == "connected" and one.takes_part}  # fmt: skip
        return web.json_response({"lines": found})


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _is_names(value: object) -> bool:
    return isinstance(value, list) and len(value) <= len(ALL) and all(isinstance(one, str) for one in value)


def _refusal(status: int, code: str, **more: int) -> web.Response:
    return web.json_response({"code": code, **more}, status=status)


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as problem:
        code = {400: "bad_input", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
        return _refusal(problem.status, code.get(problem.status, "bad_input"))


def _only_signed(secret: str, clock: Callable[[], float]) -> Any:
    """Also takes `Bearer <secret>`, as web nodes of the version before send it: to be left out in the next version."""
    verifier = Verifier(secret, partial(secrets.token_hex, 16))
    plain = f"Bearer {secret}".encode()

    async def may(request: web.Request) -> bool:
        given = request.headers.get("Authorization", "")
        if compare_digest(given.encode("utf-8", "surrogateescape"), plain):
            return True
        if not given.startswith(SCHEME):
            return False
        asked = Request(request.method, request.raw_path, request.headers.get(HEADER, ""), await request.read())
        return verifier.accepts(given, asked, clock())

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        allowed = request.path == "/health" or await may(request)
        response = await handler(request) if allowed else _refusal(401, "forbidden")
        response.headers[CHALLENGE] = verifier.challenge(clock())
        return response

    return check

"""Who is seen and heard in which slot: the words shared by both sides of the control plane. Pure.

Slot       a place at the viewer's side, five for sound, five for cameras, one for a screen
Route      one viewer's slot shows one source's media
Limit      what a party may send, and whether others send less for its sake
DesiredRoom all routes of one room, with the epoch under which they were decided
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

from audiencia.core.ids import PartyId
from audiencia.media.worker.bandwidth import DEFAULT, LEAST, SCREEN

Media = Literal["microphone", "camera", "screen"]
Kind = Literal["audio", "video"]
SLOTS_OF_EACH_KIND = 5
AUDIO_SLOTS = tuple(f"audio{n}" for n in range(SLOTS_OF_EACH_KIND))
VIDEO_SLOTS = tuple(f"video{n}" for n in range(SLOTS_OF_EACH_KIND))
SCREEN_SLOT = "screen0"
SLOTS = (*AUDIO_SLOTS, *VIDEO_SLOTS, SCREEN_SLOT)
MEDIA: tuple[Media, ...] = ("microphone", "camera", "screen")
MAX_ROUTES = 80
"""More than any room needs: six parties that all see and hear each other have 60 routes of sound and cameras, and five of a screen."""
MAX_NAME = 80
MAX_BITRATE = 10_000_000


class BadRoutes(ValueError):
    """The routes contradict themselves or name something that does not exist."""


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """Slot `slot` of the viewer `to` shows `media` of `source`."""

    to: PartyId
    slot: str
    source: PartyId
    media: Media


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """What the camera of `party` may send, and its `screen`, in bit/s. A `secondary` party with a weak line loses pictures
    of its own, and nobody sends less for its sake. Parties without a limit may send 300 kbit/s and are not secondary."""

    party: PartyId
    bitrate: int = DEFAULT
    secondary: bool = False
    screen: int = SCREEN


@dataclass(frozen=True, slots=True)
class DesiredRoom:
    """The full routing of a room. Each has its own `epoch`, from PostgreSQL: the higher one was decided later."""

    epoch: int
    routes: tuple[Route, ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is desired of a room, and the name of the worker that it is at; `None`: none yet."""

    worker: str | None
    room: DesiredRoom


def kind_of_slot(slot: str) -> Kind:
    """What kind of media a slot carries."""
    return "audio" if slot in AUDIO_SLOTS else "video"


def kind_of_media(media: Media) -> Kind:
    """What kind of media a source sends there."""
    return "audio" if media == "microphone" else "video"


def parties(routes: Iterable[Route]) -> frozenset[PartyId]:
    """Everybody who appears in these routes."""
    return frozenset(party for route in routes for party in (route.to, route.source))


def check_routes(routes: tuple[Route, ...]) -> None:
    """Refuses routes that nobody can have meant. Raises `BadRoutes` with the reason in words for a log."""
    if len(routes) > MAX_ROUTES:
        raise BadRoutes(f"more than {MAX_ROUTES} routes")
    taken: set[tuple[PartyId, str]] = set()
    for route in routes:
        if route.slot not in SLOTS or route.media not in MEDIA:
            raise BadRoutes(f"no such slot or media: {route.slot}, {route.media}")
        if not _fits(route):
            raise BadRoutes(f"{route.media} does not go into {route.slot}")
        if route.to == route.source:
            raise BadRoutes(f"{route.to} would see or hear itself")
        if (route.to, route.slot) in taken:
            raise BadRoutes(f"{route.slot} of {route.to} is filled twice")
        taken.add((route.to, route.slot))


def _fits(route: Route) -> bool:
    if route.slot == SCREEN_SLOT:
        return route.media == "screen"
    return route.media != "screen" and kind_of_slot(route.slot) == kind_of_media(route.media)


def room_from_json(body: object) -> DesiredRoom:
    """Reads `{epoch, routes, limits?}` as a control request carries it. Raises `BadRoutes`; what it returns is checked."""
    if not isinstance(body, dict) or set(body) - {"epoch", "routes", "limits"}:
        raise BadRoutes("expected an object with epoch, routes and limits")
    epoch, listed = body.get("epoch"), body.get("routes")
    if type(epoch) is not int or not 0 <= epoch < 2**63:
        raise BadRoutes("epoch must be a whole number")
    if not isinstance(listed, list):
        raise BadRoutes("routes must be a list")
    routes = tuple(sorted(_route_from_json(item) for item in listed))
    check_routes(routes)
    return DesiredRoom(epoch, routes, _limits_from_json(body.get("limits", []), parties(routes)))


def _limits_from_json(listed: object, present: frozenset[PartyId]) -> tuple[Limit, ...]:
    if not isinstance(listed, list):
        raise BadRoutes("limits must be a list")
    limits = tuple(sorted(_limit_from_json(item) for item in listed))
    named = [limit.party for limit in limits]
    if len(set(named)) != len(named) or not present.issuperset(named):
        raise BadRoutes("a limit is for one party of the routes, and there is one for each at most")
    return limits


def _limit_from_json(item: object) -> Limit:
    if not isinstance(item, dict) or set(item) != {"party", "bitrate", "secondary", "screen"}:
        raise BadRoutes("a limit has party, bitrate, secondary and screen")
    party, secondary = item["party"], item["secondary"]
    if not isinstance(party, str) or type(secondary) is not bool:
        raise BadRoutes("a limit names a party and says whether it is secondary")
    return Limit(PartyId(party), bitrate_from_json(item["bitrate"]), secondary, bitrate_from_json(item["screen"]))


def bitrate_from_json(value: object) -> int:
    """Bit/s of a picture. Raises `BadRoutes` for what no picture can have."""
    if type(value) is not int or not LEAST <= value <= MAX_BITRATE:
        raise BadRoutes(f"a bitrate is a number from {LEAST} to {MAX_BITRATE}")
    return value


def bitrates_from_json(body: object) -> dict[Media, int]:
    """Reads `{camera?, screen?}`: what somebody may send at the most, in bit/s; the usual for what is left out.
    Raises `BadRoutes`."""
    if not isinstance(body, dict) or set(body) - {"camera", "screen"}:
        raise BadRoutes("there are bitrates for camera and screen")
    usual: dict[Media, int] = {"camera": DEFAULT, "screen": SCREEN}
    return usual | {cast(Media, name): bitrate_from_json(value) for name, value in body.items()}


def _route_from_json(item: object) -> Route:
    if not isinstance(item, dict) or set(item) != {"to", "slot", "source", "media"}:
        raise BadRoutes("a route has to, slot, source and media")
    if not all(isinstance(value, str) and 0 < len(value) <= MAX_NAME for value in item.values()):
        raise BadRoutes("names in a route are short strings")
    return Route(PartyId(item["to"]), item["slot"], PartyId(item["source"]), cast(Media, item["media"]))


def route_to_json(route: Route) -> Mapping[str, Any]:
    """The form of a route in control requests and reports."""
    return {"to": route.to, "slot": route.slot, "source": route.source, "media": route.media}


def room_to_json(room: DesiredRoom) -> Mapping[str, Any]:
    """The inverse of `room_from_json`."""
    body: dict[str, Any] = {"epoch": room.epoch, "routes": [route_to_json(route) for route in room.routes]}
    if room.limits:
        body["limits"] = [asdict(limit) for limit in room.limits]
    return body

"""What must be told to a media worker so that it does what is desired. Pure: desired rooms against reported ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from audiencia.core.ids import RoomId
from audiencia.media.worker.routing_table import DesiredRoom


@dataclass(frozen=True, slots=True)
class SetRoom:
    """The worker lacks these routes, or has older ones."""

    room_id: RoomId
    room: DesiredRoom


@dataclass(frozen=True, slots=True)
class ForgetRoom:
    """The worker still routes a room that is desired no longer; `epoch` is what it reported."""

    room_id: RoomId
    epoch: int


Action = SetRoom | ForgetRoom


def differences(desired: Mapping[RoomId, DesiredRoom], actual: Mapping[RoomId, DesiredRoom]) -> tuple[Action, ...]:
    """The actions that bring the worker from `actual` to `desired`, in the order in which they must be sent.
    What takes media away comes first (forgotten and shrinking rooms), because a party is in one room at most: it must
    have left the old room before the new one may name it. A worker that knows a higher epoch than we do is left alone:
    another web node was faster, and our own view of the database is what is late."""
    forget = [ForgetRoom(room_id, room.epoch) for room_id, room in actual.items() if room_id not in desired]
    changed = [SetRoom(room_id, room) for room_id, room in desired.items() if _needs_telling(room, actual.get(room_id))]
    changed.sort(key=lambda action: (len(action.room.routes) > 0, action.room_id))
    return (*sorted(forget, key=lambda action: action.room_id), *changed)


def _needs_telling(wanted: DesiredRoom, known: DesiredRoom | None) -> bool:
    if known is None:
        return bool(wanted.routes)
    if wanted.epoch != known.epoch:
        return wanted.epoch > known.epoch
    return set(wanted.routes) != set(known.routes)

"""The rooms of a worker: what is desired of them, and which routes are live because both parties are connected."""

from collections import OrderedDict
from collections.abc import Callable, Iterator

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.worker.connection import Connection, Slot, Source
from audiencia.media.worker.forwarder import Forwarder
from audiencia.media.worker.routing_table import DesiredRoom, Limit, Route, parties

FORGOTTEN = 10_000
"""Rooms whose last epoch is remembered after they were forgotten, so that a late request cannot bring one back."""


class StaleEpoch(Exception):
    """A request was decided earlier than what is known already; `epoch` is the known one."""

    def __init__(self, epoch: int) -> None:
        super().__init__(epoch)
        self.epoch = epoch


class PartyInOtherRoom(Exception):
    """A party of the desired routes is named by another room, which must let go of it first."""


class Rooms:
    """`find` gives the connection that is used for a party now; `clock` is monotonic, in seconds."""

    def __init__(
        self, forwarder: Forwarder, find: Callable[[PartyId], Connection | None], clock: Callable[[], float]
    ) -> None:
        self._forwarder = forwarder
        self._find = find
        self._clock = clock
        self._rooms: dict[RoomId, DesiredRoom] = {}
        self._room_of: dict[PartyId, RoomId] = {}
        self._live: dict[RoomId, dict[Route, tuple[Slot, Source]]] = {}
        self._forgotten: OrderedDict[RoomId, int] = OrderedDict()

    def put(self, room_id: RoomId, desired: DesiredRoom) -> bool:
        """Sets a room's full routing; False when it is so already. Raises `StaleEpoch` or `PartyInOtherRoom`."""
        known = self._rooms.get(room_id)
        if known is not None and known == desired:
            return False
        # An epoch is used for one routing only: a second one under it cannot be put in an order with the first.
        floor = known.epoch if known is not None else self._forgotten.get(room_id, -1)
        if desired.epoch <= floor:
            raise StaleEpoch(floor)
        wanted = parties(desired.routes)
        if any(self._room_of.get(party, room_id) != room_id for party in wanted):
            raise PartyInOtherRoom
        self._set(room_id, desired)
        return True

    def forget(self, room_id: RoomId, epoch: int) -> None:
        """Empties and forgets a room; without effect when it is unknown. Raises `StaleEpoch`."""
        known = self._rooms.get(room_id)
        if known is None:
            return
        if epoch < known.epoch:
            raise StaleEpoch(known.epoch)
        self._set(room_id, DesiredRoom(epoch))
        del self._rooms[room_id]
        self._live.pop(room_id, None)
        self._forgotten[room_id] = epoch
        self._forgotten.move_to_end(room_id)
        while len(self._forgotten) > FORGOTTEN:
            self._forgotten.popitem(last=False)

    def lapse(self) -> None:
        """Forgets every room, because nobody says any more whether they are as they were. Whoever says so comes back with the
        same epoch; an earlier one is stale as before."""
        for room_id, known in list(self._rooms.items()):
            self.forget(room_id, known.epoch)
            self._forgotten[room_id] = known.epoch - 1

    def refresh(self, party: PartyId) -> None:
        """The connection that is used for `party` came, went, was replaced, or has more slots."""
        room_id = self._room_of.get(party)
        if room_id is not None:
            self._connect(room_id)

    def names(self, party: PartyId) -> bool:
        """Whether a route of any room is to this party or from it: it is in a call."""
        return party in self._room_of

    def report(self) -> Iterator[tuple[RoomId, DesiredRoom, tuple[Route, ...]]]:
        """Each room with its live routes."""
        for room_id, desired in self._rooms.items():
            yield room_id, desired, tuple(self._live.get(room_id, ()))

    def _set(self, room_id: RoomId, desired: DesiredRoom) -> None:
        for party in [party for party, room in self._room_of.items() if room == room_id]:
            del self._room_of[party]
        self._rooms[room_id] = desired
        self._room_of.update(dict.fromkeys(parties(desired.routes), room_id))
        self._connect(room_id)

    def _connect(self, room_id: RoomId) -> None:
        """Makes live what can be; everything that ends ends before anything begins."""
        desired = self._rooms[room_id]
        self._limit(desired)
        before, after = self._live.get(room_id, {}), self._possible(desired)
        for route, (slot, source) in before.items():
            if after.get(route) != (slot, source):
                self._forwarder.hide(slot)
        for route, (slot, source) in after.items():
            if before.get(route) != (slot, source):
                self._forwarder.show(slot, source, self._clock())
        self._live[room_id] = after
        self._forwarder.flush()

    def _limit(self, desired: DesiredRoom) -> None:
        limits = {limit.party: limit for limit in desired.limits}
        for party in parties(desired.routes):
            connection, limit = self._find(party), limits.get(party, Limit(party))
            if connection is not None:
                connection.caps["camera"], connection.caps["screen"] = limit.bitrate, limit.screen
                connection.secondary = limit.secondary

    def _possible(self, desired: DesiredRoom) -> dict[Route, tuple[Slot, Source]]:
        found = {}
        for route in desired.routes:
            viewer, sender = self._find(route.to), self._find(route.source)
            slot = viewer.slots.get(route.slot) if viewer is not None else None
            source = sender.sources.get(route.media) if sender is not None else None
            # A client that has not offered a slot yet is shown in it as soon as it has.
            if slot is not None and source is not None:
                found[route] = (slot, source)
        return found

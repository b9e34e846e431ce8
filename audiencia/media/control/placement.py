"""Which media worker a department is at home at, and a room is attended at. Pure.

All who take part in a call are at the worker of the room that holds it. Citizens who wait are connected beforehand to the
home of their line's department, where its rooms usually are: calling them then moves nobody.

home   stays while its worker answers and does not drain, however full it is; else the least loaded one that takes rooms
room   at its department's home when that takes one more; else at the least loaded one that does
guest  at the worker of the call, if that carries a larger call
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from audiencia.core.ids import DepartmentId, RoomId
from audiencia.media.control import capacity
from audiencia.media.control.capacity import NOT_MEASURED, Cost


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker as it is known to all web nodes. `rooms` are open at it now, of the `capacity` that it takes; `grown` is what guests
    add to them, in calls of two, those included who were asked. `busy_pct` is of the last seconds, `cost` the lowest of the last
    minutes. `homes` are the departments at home there. `alive`: it answered somebody lately."""

    name: str
    capacity: int
    rooms: int = 0
    grown: int = 0
    busy_pct: int = 0
    cost: Cost = NOT_MEASURED
    homes: int = 0
    alive: bool = True
    draining: bool = False

    @property
    def stays(self) -> bool:
        """Whether what is there may stay."""
        return self.alive and not self.draining

    @property
    def limit(self) -> int:
        """Up to how many calls of two, all that it has included, guests come in."""
        return capacity.carries(self.capacity, self.cost)

    @property
    def taken(self) -> int:
        """What all that it has costs, in calls of two."""
        return self.rooms + self.grown

    @property
    def left(self) -> int:
        """How many calls of two it takes beside what there is. A measured cost does not lower it: directors open rooms while a
        crowd connects, when packets seem dear."""
        return max(0, self.capacity - self.taken) if self.busy_pct < capacity.BUSY_PCT else 0

    @property
    def left_to_guests(self) -> int:
        """The capacity that guests may still take."""
        return max(0, min(self.left, self.limit - self.taken))

    @property
    def takes(self) -> bool:
        """Whether one more room can be opened there."""
        return self.carries(1)

    def carries(self, calls: int) -> bool:
        """Whether what costs as much as so many calls of two can come there."""
        return self.stays and self.left >= calls

    @property
    def weight(self) -> tuple[float, int, float, str]:
        """Less is better. Homes count as rooms that are about to come; the name decides between equals, everywhere alike."""
        return (max(self.taken, self.homes) / self.capacity, self.busy_pct, self.taken / self.capacity, self.name)


@dataclass(frozen=True, slots=True)
class Placed:
    """A room that is open, where it is (`None`: nowhere yet) and the department whose home it belongs to. `busy`: somebody
    is called or attended in it; `guests` are in its call beside them, or asked into it."""

    room_id: RoomId
    department: DepartmentId
    worker: str | None
    busy: bool
    guests: int = 0


def home(now: str | None, workers: Collection[Candidate]) -> str | None:
    """Where a department is at home. Without a worker that could be its home, it stays where it is."""
    if any(one.name == now and one.stays for one in workers):
        return now
    found = _least([one for one in workers if one.takes]) or _least([one for one in workers if one.stays])
    return now if found is None else found.name


def admits_guest(worker: str | None, guests: int, workers: Collection[Candidate]) -> bool:
    """Whether the call of a room at this worker can have one more than so many guests without harm to other calls there. Without
    a worker that answers it can: pages and results go on, and who moves the call counts it as it is then."""
    added = capacity.growth(guests + 1) - capacity.growth(guests)
    return all(one.left_to_guests >= added for one in workers if one.name == worker and one.alive)


def for_new_room(home_now: str | None, workers: Collection[Candidate], guests: int = 0) -> str | None:
    """Where a room opens, or one goes with so many `guests`. `None`: all that answer are full or drain. While none answers it
    opens at home: pages, telephone and results go on without media, and those come when a worker does."""
    calls = 1 + capacity.growth(guests)
    if not any(one.alive for one in workers):
        return home_now or min((one.name for one in workers), default=None)
    if any(one.name == home_now and one.carries(calls) for one in workers):
        return home_now
    found = _least([one for one in workers if one.carries(calls)])
    return None if found is None else found.name


def _least(workers: Iterable[Candidate]) -> Candidate | None:
    return min(workers, key=lambda one: one.weight, default=None)


def move(room: Placed, home_now: str | None, workers: Collection[Candidate]) -> str | None:
    """Where an open room should be now; the same as before when nothing is better.
    A call that goes on is moved from a dead worker alone: there is nothing left of it there. A free room leaves one that
    drains, and goes home when there is a place."""
    known = {one.name: one for one in workers}
    present = known.get(room.worker or "")
    if room.busy and present is not None and present.alive:
        return room.worker
    if present is not None and present.stays:
        goes_home = home_now in known and known[home_now].takes
        return home_now if goes_home else room.worker
    if not any(one.alive for one in workers):
        return room.worker
    found = for_new_room(home_now, workers, room.guests)
    if found is None and (present is None or not present.alive):
        # Full everywhere: people who talk come before a limit that has a margin.
        anywhere = _least([one for one in workers if one.stays])
        found = None if anywhere is None else anywhere.name
    return found or room.worker


@dataclass(frozen=True, slots=True)
class Moves:
    """What has to change: new homes by department, and new workers by room."""

    homes: Mapping[DepartmentId, str]
    rooms: Mapping[RoomId, str]


def plan(homes: Mapping[DepartmentId, str | None], rooms: Iterable[Placed], workers: Collection[Candidate]) -> Moves:
    """All moves that the present state asks for, each counted before the next is decided."""
    known = {one.name: one for one in workers}
    new_homes, new_rooms, at = {}, {}, dict(homes)
    for department in sorted(homes):
        before, after = homes[department], home(homes[department], known.values())
        if after is not None and after != before:
            new_homes[department] = at[department] = after
            _count(known, before, after, homes=1)
    for room in sorted(rooms, key=lambda one: (not one.busy, one.room_id)):
        after = move(room, at.get(room.department), known.values())
        if after is not None and after != room.worker:
            new_rooms[room.room_id] = after
            _count(known, room.worker, after, rooms=1, grown=capacity.growth(room.guests))
    return Moves(new_homes, new_rooms)


def _count(
    known: dict[str, Candidate], before: str | None, after: str, *, homes: int = 0, rooms: int = 0, grown: int = 0
) -> None:
    for name, sign in ((before, -1), (after, 1)):
        if name is not None and name in known:
            one = known[name]
            known[name] = replace(
                one, homes=one.homes + sign * homes, rooms=one.rooms + sign * rooms, grown=one.grown + sign * grown
            )

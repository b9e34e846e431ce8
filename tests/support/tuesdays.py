"""A week of the weekly window: from the Wednesday on places are booked, on the Tuesday people come."""

from collections.abc import Coroutine
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from audiencia.core.ids import RoomId, StaffId, TicketId
from audiencia.queue.booking import booking, booking_notices, check_in
from audiencia.queue.calling import wait
from audiencia.queue.joining.entering import Joined
from audiencia.queue.moderation import rooms
from audiencia.queue.sessions import sessions
from tests.support.audience import TOPICS
from tests.support.scenery import DIRECTORS, Scenery

ZONE = ZoneInfo("America/Mexico_City")
WEDNESDAY, TUESDAY = datetime(2026, 12, 2, tzinfo=ZONE).date(), datetime(2026, 12, 8, tzinfo=ZONE).date()


class Week:
    """A scene whose clock stands on that Wednesday at ten, with the next jornada planned and no demonstration."""

    def __init__(self, scene: Scenery) -> None:
        self.scene = scene
        scene.find("UPDATE session SET closes_at = app_now(), opens_at = lobby_at RETURNING id")
        scene.pass_time(3600)
        self.set_clock(WEDNESDAY, "10:00")
        scene.run(sessions.plan_next(scene.context))
        self.session = scene.find("SELECT * FROM session WHERE state = 'planned'")[0]

    def set_clock(self, day: Any, at: str) -> None:
        """It is that time there now, and nothing of it has come about yet."""
        self.scene.set_clock(self.moment(at, day))

    def comes(self, at: str, day: Any = TUESDAY) -> None:
        """It is that time, and what is due has come about."""
        self.set_clock(day, at)
        self.scene.pass_time(0)
        for due in (check_in.lapse_unused, booking_notices.remind, wait.end_postponements):
            self.scene.run(due(self.scene.context))

    def moment(self, at: str, day: Any = TUESDAY) -> datetime:
        """A time of day of the jornada."""
        return datetime.combine(day, time.fromisoformat(at), ZONE).astimezone(UTC)

    def booking(
        self, at: str, department: str = "agua", *, tell: bool = False, **changed: Any
    ) -> Coroutine[Any, Any, Joined]:
        """Somebody books the window that begins then."""
        return booking.book(self.scene.context, self.scene.request(department, **changed), self.moment(at), tell=tell)

    def book(self, at: str, department: str = "agua", **changed: Any) -> TicketId:
        """The same, done."""
        return self.scene.run(self.booking(at, department, **changed)).ticket_id

    def left(self, department: str = "agua") -> list[int]:
        """What is left of each window."""
        found = self.scene.run(booking.windows(self.scene.context, department, TOPICS[department]))
        return [one.left for one in found.offers]

    def checks_in(self, ticket_id: TicketId) -> None:
        """This person is there."""
        self.scene.run(check_in.check_in(self.scene.context, self.scene.ticket_command(ticket_id)))

    def state(self, ticket_id: TicketId) -> str:
        """Of the ticket."""
        found: str = self.scene.ticket(ticket_id)["state"]
        return found

    def open_room(self, which: int = 0) -> RoomId:
        """The first director's room of this jornada is open."""
        scene, department = self.scene, DIRECTORS[which]
        director = StaffId(scene.find("SELECT id FROM staff WHERE login = $1", f"titular-{which}")[0]["id"])
        room_id = scene.run(rooms.room_of(scene.context, director, department))
        scene.rooms[room_id] = director
        scene.find("UPDATE room SET company = '{}' WHERE id = $1 RETURNING id", room_id)
        scene.open(room_id)
        return room_id

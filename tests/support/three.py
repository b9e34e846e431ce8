"""A call that a second director is asked into."""

from collections.abc import Callable, Coroutine
from typing import Any

from audiencia.core.ids import RoomId
from audiencia.queue.call import assist
from tests.support.scenery import Scenery

NUMBER = "722 555 0199"
"""The telephone of the citizen."""
LIVE = "SELECT host_room_id, guest_room_id, joined_at IS NOT NULL AS joined FROM assist WHERE ended_at IS NULL"


class Three:
    """A call in the first room of agua, a free colleague there, and the director of tesoreria."""

    def __init__(self, scene: Scenery) -> None:
        self.scene = scene
        self.host, self.colleague, self.guest = scene.rooms
        self.sockets = {}
        for room in scene.rooms:
            scene.open(room)
            self.sockets[room] = scene.connect(room)
        scene.join("agua", contact=NUMBER)
        self.citizen = scene.talk(self.host)

    def invite(self, department: str = "tesoreria", host: RoomId | None = None) -> Coroutine[Any, Any, Any]:
        return assist.invite(self.scene.context, self.scene.room_command(host or self.host), department)

    def answer(self, join: bool, guest: RoomId | None = None) -> Coroutine[Any, Any, Any]:
        return assist.answer_invitation(self.scene.context, self.scene.room_command(guest or self.guest), join)

    def act(self, flow: Callable[..., Coroutine[Any, Any, Any]], room: RoomId) -> Coroutine[Any, Any, Any]:
        return flow(self.scene.context, self.scene.room_command(room))

    def hand_over(self) -> Coroutine[Any, Any, Any]:
        return assist.hand_over(self.scene.context, self.scene.room_command(self.host), "Ya pagó")

    def join(self) -> None:
        """The director of tesoreria is in the call."""
        self.scene.run(self.invite())
        self.scene.run(self.answer(True))

    def lose(self, room: RoomId) -> None:
        """A director stays away for longer than the grace."""
        self.scene.disconnect(room, self.sockets[room])
        self.scene.pass_time(60)

    def states(self) -> tuple[str, str, str]:
        """Of the citizen, the host's room and the guest's."""
        room = self.scene.room
        return self.scene.ticket(self.citizen)["state"], room(self.host)["state"], room(self.guest)["state"]

    def epochs(self) -> tuple[int, int]:
        """Of the host's room and the guest's."""
        return self.scene.room(self.host)["media_epoch"], self.scene.room(self.guest)["media_epoch"]

    def live(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.scene.find(LIVE)]

    def endings(self) -> list[tuple[str, str | None]]:
        return [(actor, reason) for _kind, actor, reason in self.scene.events("assist_ended")]

    def lock(self) -> str:
        """The first queue that all want who change something about this call."""
        first = min(self.scene.queue(one)["id"] for one in ("agua", "tesoreria"))
        return f"SELECT FROM queue WHERE id = {first} FOR UPDATE"

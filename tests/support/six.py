"""A call with four guests: three directors who were invited, and the mayor, who knocked."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, PartyId, RoomId, TicketId, party_of_room, party_of_ticket
from audiencia.queue.moderation import away, rooms
from audiencia.queue.moderation.away import Away
from audiencia.staff.roles import Role
from tests.support.knocking import Knocking
from tests.support.scenery import Scenery

MORE = ("tesoreria", "tesoreria")


class Six:
    """The call of `Three` in agua, two more free directors of tesoreria, and the mayor; nobody is asked yet."""

    def __init__(self, knocking: Knocking) -> None:
        self.knocking, self.three, self.scene = knocking, knocking.three, knocking.scene
        self.host, self.citizen = knocking.host, knocking.citizen
        self.sockets: dict[RoomId, str] = dict(self.three.sockets)
        self.directors = [self.three.guest, *(self._open(self.scene, n, one) for n, one in enumerate(MORE))]

    def _open(self, scene: Scenery, number: int, department: str) -> RoomId:
        staff_id = scene.run(scene.account(f"otra-{number}", Role.DIRECTOR, department))
        room_id = scene.run(rooms.room_of(scene.context, staff_id, department))
        scene.rooms[room_id] = staff_id
        scene.find("UPDATE room SET company = '{}' WHERE id = $1 RETURNING id", room_id)
        scene.open(room_id)
        self.sockets[room_id] = scene.connect(room_id)
        return room_id

    @property
    def guests(self) -> list[RoomId]:
        """The rooms of all four."""
        return [*self.directors, self.knocking.mayor]

    def ask(self) -> None:
        """All of them are asked into the call, or knock; nobody has answered."""
        for _ in self.directors:
            self.scene.run(self.three.invite())
        self.knocking.knock()

    def gather(self) -> None:
        """All of them are in the call."""
        for _ in self.directors:
            self.scene.run(self.three.invite())
            self.scene.run(self.three.answer(True, self.asked()))
        self.knocking.enter()

    def marked_away(self, room_id: RoomId) -> Coroutine[Any, Any, Any]:
        """A moderator says that the director of this room attends no more today."""
        scene = self.scene
        decided = Away(room_id, scene.room(room_id)["version"], "ill", None, None)
        return away.director_away(scene.context, scene.moderator, CommandId(uuid4()), decided)

    def asked(self) -> RoomId:
        """Who was asked last."""
        query = "SELECT guest_room_id FROM assist WHERE joined_at IS NULL AND ended_at IS NULL ORDER BY id DESC LIMIT 1"
        return RoomId(self.scene.find(query)[0]["guest_room_id"])

    def stay(self, guest: RoomId) -> int:
        """Under which number this guest is in the call."""
        query = "SELECT id FROM assist WHERE guest_room_id = $1 AND ended_at IS NULL"
        return int(self.scene.find(query, guest)[0]["id"])

    def parties(self, *guests: RoomId, host: RoomId | None = None) -> set[PartyId]:
        """The citizen, the host, and these guests."""
        return {party_of_ticket(TicketId(self.citizen)), *(party_of_room(one) for one in (host or self.host, *guests))}

    def states(self) -> list[str]:
        """Of the guests' rooms."""
        return [self.scene.room(one)["state"] for one in self.guests]

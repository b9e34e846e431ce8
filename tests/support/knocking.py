"""The mayor's room beside a call that goes on."""

from collections.abc import Coroutine
from typing import Any

from audiencia.core.ids import RoomId, TicketId
from audiencia.http import wording
from audiencia.queue.call import assist, knock
from audiencia.queue.moderation import rooms
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.runtime.context import InForce
from audiencia.settings.config import Municipality
from audiencia.signaling.views import citizen, director
from audiencia.signaling.words import Words
from audiencia.staff.roles import Role
from tests.support.scenery import Scenery
from tests.support.three import Three


class Knocking:
    """A call in agua, and the mayor, whose room is open."""

    def __init__(self, three: Three) -> None:
        self.three, self.scene = three, three.scene
        self.host, self.citizen = three.host, three.citizen
        self.mayor = self._room(three.scene)
        self.scene.open(self.mayor)
        self.socket = self.scene.connect(self.mayor)
        self.opened = Opened()
        self.words = _words(self.scene.context.municipality)

    @staticmethod
    def _room(scene: Scenery) -> RoomId:
        staff_id = scene.run(scene.account("presidencia", Role.MAYOR, "presidencia"))
        room_id = scene.run(rooms.room_of(scene.context, staff_id, "presidencia"))
        scene.rooms[room_id] = staff_id
        return room_id

    def knocking(self, at: RoomId | None = None) -> Coroutine[Any, Any, Any]:
        return knock.knock(self.scene.context, self.scene.room_command(self.mayor), at or self.host)

    def knock(self) -> int:
        """The mayor knocks; gives the knock."""
        self.scene.run(self.knocking())
        return self.knock_id()

    def knock_id(self) -> int:
        return int(self.scene.find("SELECT max(id) AS id FROM assist WHERE kind = 'knock'")[0]["id"])

    def hosts_answer(self, agrees: bool, knock_id: int | None = None) -> Coroutine[Any, Any, Any]:
        command = self.scene.room_command(self.host)
        return knock.answer_as_host(self.scene.context, command, knock_id or self.knock_id(), agrees)

    def citizens_answer(self, agrees: bool, knock_id: int | None = None) -> Coroutine[Any, Any, Any]:
        command = self.scene.ticket_command(self.citizen)
        return knock.answer_as_citizen(self.scene.context, command, knock_id or self.knock_id(), agrees)

    def enter(self) -> int:
        """Both agree, and the mayor is in the call."""
        knock_id = self.knock()
        self.scene.run(self.hosts_answer(True))
        self.scene.run(self.citizens_answer(True))
        return knock_id

    def states(self) -> tuple[str, str, str]:
        """Of the citizen, the host's room and the mayor's."""
        room = self.scene.room
        return self.scene.ticket(self.citizen)["state"], room(self.host)["state"], room(self.mayor)["state"]

    def live(self) -> list[dict[str, Any]]:
        query = "SELECT kind, joined_at IS NOT NULL AS joined, host_agrees, citizen_agrees FROM assist WHERE ended_at IS NULL"
        return [dict(row) for row in self.scene.find(query)]

    def ending(self) -> str | None:
        return str(self.scene.find("SELECT ending FROM assist ORDER BY id DESC LIMIT 1")[0]["ending"])

    def director_sees(self, room_id: RoomId) -> dict[str, Any]:
        """A director's whole view, without the clock and the count of changes."""
        queue_id = self.scene.room(room_id)["queue_id"]
        snapshot = self.scene.run(load_snapshot.snapshot(self.scene.context, self.opened, queue_id, []))
        room = next(one for one in snapshot.rooms if one.room.id == room_id)
        view = director.director([snapshot], room, "en", self.words, "boot")
        return view.model_dump(mode="json", exclude={"now", "version"})

    def citizen_sees(self) -> dict[str, Any]:
        """The citizen's, likewise."""
        queue_id = self.scene.ticket(self.citizen)["queue_id"]
        snapshot = self.scene.run(
            load_snapshot.snapshot(self.scene.context, self.opened, queue_id, [TicketId(self.citizen)])
        )
        view = citizen.citizen(snapshot, snapshot.tickets[self.citizen], "123456", "en", self.words, "boot")
        return view.model_dump(mode="json", exclude={"now", "version"})

    def sent_away(self) -> Coroutine[Any, Any, Any]:
        return assist.withdraw_invitation(self.scene.context, self.scene.room_command(self.host))


def _words(municipality: Municipality) -> Words:
    return Words(
        InForce(municipality),
        lambda _lang, text: text,
        lambda error, _lang, role: wording.say(error, str, role).message,
    )

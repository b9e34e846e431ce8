"""A call into which its citizen asks people of trust."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, PartyId, RelativeId, RoomId, TicketId, party_of_relative
from audiencia.queue.call import knock, relative, relative_links
from audiencia.queue.unit.commands import RoomCommand
from tests.support.three import Three

WHO = "Zoraida, mi hija"


class Trusted:
    """The call of `Three`; nobody is asked yet."""

    def __init__(self, three: Three) -> None:
        self.three, self.scene = three, three.scene
        self.host, self.citizen = three.host, TicketId(three.citizen)

    def inviting(self, name: str = WHO, signs: bool = False) -> Coroutine[Any, Any, Any]:
        """The citizen asks for a link."""
        return relative_links.invite(self.scene.context, self.scene.ticket_command(self.citizen), name, signs)

    def invite(self, name: str = WHO, signs: bool = False) -> str:
        """The link, as it is shared."""
        return str(self.scene.run(self.inviting(name, signs))["path"])

    def taking_up(
        self, link: str, *, agrees: bool = True, notice: str = "", visit: str | None = None
    ) -> Coroutine[Any, Any, str]:
        """Somebody opens the link and agrees, in a browser of their own unless its `visit` is given."""
        context = self.scene.context
        visit = uuid4().hex if visit is None else visit
        return relative_links.take_up(context, link, visit, notice or context.municipality.notice.hash, agrees)

    def take_up(self, link: str) -> str:
        """The cookie of who did."""
        return self.scene.run(self.taking_up(link))

    def waits(self, name: str = WHO) -> RelativeId:
        """Somebody waits to be let in."""
        link = self.invite(name)
        self.take_up(link)
        return number_of(link)

    def answering(self, who: RelativeId, admit: bool = True, host: RoomId | None = None) -> Coroutine[Any, Any, Any]:
        """The director answers, as pages do without the room's version."""
        room = host or self.host
        command = RoomCommand(self.scene.rooms[room], room, CommandId(uuid4()))
        return relative.answer(self.scene.context, command, who, admit)

    def joined(self, name: str = WHO) -> RelativeId:
        """Somebody is in the call."""
        who = self.waits(name)
        self.scene.run(self.answering(who))
        return who

    def leaving(self, who: RelativeId) -> Coroutine[Any, Any, Any]:
        """They go by themselves."""
        return relative.leave(self.scene.context, who, CommandId(uuid4()))

    def sending_away(self, who: RelativeId) -> Coroutine[Any, Any, Any]:
        """The citizen goes on without them, or takes the link back."""
        return knock.end_stay(self.scene.context, self.scene.ticket_command(self.citizen), who)

    def endings(self) -> list[str | None]:
        """How each ended, in the order in which they were asked; `None`: not yet."""
        return [row["ending"] for row in self.scene.find("SELECT ending FROM relative ORDER BY id")]

    def party(self, who: RelativeId) -> PartyId:
        """As the media worker names them."""
        return party_of_relative(who)

    def expire(self) -> int:
        """What time brings about."""
        return self.scene.run(relative.expire(self.scene.context))


def number_of(link: str) -> RelativeId:
    """As the link says it."""
    return RelativeId(int(link.partition("#")[2].partition(".")[0]))

"""A director's view, and saying commands that carry the version of the room that it shows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import DirectorView
from audiencia.simulation.client import EVENT_OF, StaffClient
from audiencia.simulation.viewer import Viewer
from audiencia.simulation.waiting import Seen


def _short(view: DirectorView) -> object:
    return view.room.state, view.room.version, view.current and view.current.number, len(view.waiting)


class Desk(StaffClient, Viewer[DirectorView]):
    """Commands carry the version of the room."""

    namespace = "/director"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[DirectorView] = Seen("director's view", _short)
        super().__init__(base_url, language)

    @property
    def attended(self) -> UUID:
        """The ticket that the room holds in the newest view. Raises `LookupError` when it holds none."""
        if self.view.current is None:
            raise LookupError("the room holds nobody")
        return self.view.current.ticket_id

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views."""
        if event == "view":
            self.views.put(DirectorView.model_validate(payload))

    def version_in(self, view: DirectorView) -> int:
        """The room's."""
        return view.room.version

    async def wait_room(self, state: str, within: float | None = None) -> DirectorView:
        """The first view in which the room is in `state`."""
        return await self.wait_for(lambda view: view.room.state == state, state, within)

    async def _asked(self, kind: type[say.VersionedCommand], *, anybody: bool, **fields: Any) -> dict[str, Any]:
        """An invitation changes no room: waits until one is shown (`anybody`), or none any more, or the room is another; or until
        a view that is later than the command shows that it is over already."""
        seen, result = await self._said(kind, **fields)

        def known(view: DirectorView) -> bool:
            return (view.assist is not None) is anybody or view.room.version > seen

        if not known(self.view):
            await self.refresh()
            later = self.views.count
            await self.wait_for(lambda view: known(view) or self.views.count > later, f"what {EVENT_OF[kind]} led to")
        return result

"""A director's view, and saying commands that carry the version of the room that it shows."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import DirectorView, QualityOut
from audiencia.simulation.client import StaffClient
from audiencia.simulation.waiting import Seen


def _short(view: DirectorView) -> object:
    return view.room.state, view.room.version, view.current and view.current.number, len(view.waiting)


class Desk(StaffClient):
    """`view` is the newest view. Commands carry the version of the room that it shows, and return when it shows what they
    led to, so that the version that the next one carries still holds.
    """

    namespace = "/director"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[DirectorView] = Seen("director's view", _short)
        self.quality: Seen[QualityOut] = Seen(
            "lines of the call", lambda found: [(one.who, one.grade) for one in found.lines]
        )
        super().__init__(base_url, language)

    @property
    def view(self) -> DirectorView:
        """The newest view."""
        return self.views.value

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
        elif event == "quality":
            self.quality.put(QualityOut.model_validate(payload))

    async def connect(self) -> DirectorView:
        """Opens the line, for the first time or again, and gives the first view that comes over it."""
        before = self.views.count
        await self.line.open()
        return await self.wait_for(lambda _: self.views.count > before, "the first one")

    async def wait_for(
        self, predicate: Callable[[DirectorView], bool], what: str, within: float | None = None
    ) -> DirectorView:  # fmt: skip
        """The first view that satisfies `predicate`. Raises `TookTooLong`."""
        return await self.views.wait_for(predicate, what, within)

    async def wait_room(self, state: str, within: float | None = None) -> DirectorView:
        """The first view in which the room is in `state`."""
        return await self.wait_for(lambda view: view.room.state == state, state, within)

    async def _versioned(self, event: str, model: type[say.VersionedCommand], **fields: Any) -> dict[str, Any]:
        seen, result = await self._said(event, model, **fields)
        await self._newer(seen, f"what {event} led to")
        return result

    async def _said(self, event: str, model: type[say.VersionedCommand], **fields: Any) -> tuple[int, dict[str, Any]]:
        return await self.say_while_meant(
            event, lambda version: model(command_id=uuid4(), version=version, **fields),
            lambda: self.view.room.version, lambda seen: self._newer(seen, f"why {event} came too late"),
        )  # fmt: skip

    async def _newer(self, seen: int, what: str) -> DirectorView:
        """A view after the command that saw `seen`; more may have happened since, so the state is not looked at."""
        return await self.wait_for(lambda view: view.room.version > seen, what)

    async def _asked(
        self, event: str, model: type[say.VersionedCommand], *, anybody: bool, **fields: Any
    ) -> dict[str, Any]:  # fmt: skip
        """An invitation changes no room: waits until one is shown (`anybody`), or none any more, or the room is another; or until
        a view that is later than the command shows that it is over already.
        """
        seen, result = await self._said(event, model, **fields)

        def known(view: DirectorView) -> bool:
            return (view.assist is not None) is anybody or view.room.version > seen

        if not known(self.view):
            await self.refresh()
            later = self.views.count
            await self.wait_for(lambda view: known(view) or self.views.count > later, f"what {event} led to")
        return result

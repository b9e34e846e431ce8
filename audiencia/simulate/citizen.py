"""A citizen: takes a number by the real forms, waits, answers, talks, leaves, and looks the folio up."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal
from uuid import UUID, uuid4

from audiencia.errors import Code
from audiencia.signaling.messages_in import Accept, ComeBack, Devices, HangUp, Leave, VersionedCommand
from audiencia.signaling.messages_out import CitizenView
from audiencia.simulate.browser import Page
from audiencia.simulate.client import Client, expect_redirect
from audiencia.simulate.trouble import Refused
from audiencia.simulate.waiting import WAIT_SECONDS, Seen


def _short(view: CitizenView) -> object:
    return view.ticket.number, view.ticket.state, view.line and view.line.place


class CitizenClient(Client):
    """`view` is the newest view; the cookie lives in `browser`.

    A command returns when the view shows what it led to, so that the next one carries a version that still holds.
    """

    namespace = "/citizen"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[CitizenView] = Seen("citizen's view", _short)
        self._granted = ""
        super().__init__(base_url, language)

    @property
    def view(self) -> CitizenView:
        """The newest view."""
        return self.views.value

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views."""
        if event == "view":
            self.views.put(CitizenView.model_validate(payload))

    async def join(
        self, department: str, topic: str, *, name: str, matter: str, contact: str = "",
        adjustments: Collection[str] = (), submission_id: UUID | None = None,
    ) -> Page:  # fmt: skip
        """Takes a number: reads the form, agrees to everything in it, sends it. Raises `Refused`.

        Whoever holds a number that has not ended is shown it instead of the form.
        """
        path = f"/unirse/{department}/{topic}"
        form = await self.browser.get(path)
        if form.code == Code.DEVICE_IN_LINE:
            return form
        if form.code is not None:
            raise Refused(path, form.code, status=form.status)
        fields = [(box, "yes") for box in form.boxes if box == "read_notice" or box.startswith("consent_")]
        fields += [("name", name), ("matter", matter), ("contact", contact)]
        fields += [("adjustment", code) for code in adjustments]
        hidden = {**form.hidden} if submission_id is None else {**form.hidden, "submission_id": str(submission_id)}
        page = await self.browser.post(path, [*fields, *hidden.items()])
        expect_redirect("join", page, "bad_input")
        return page

    async def connect(self) -> CitizenView:
        """Opens the line, for the first time or again, and gives the first view that comes over it."""
        before = self.views.count
        await self.line.open()
        return await self.wait_for(lambda _: self.views.count > before, "the first one")

    async def wait_for(
        self, predicate: Callable[[CitizenView], bool], what: str, within: float = WAIT_SECONDS
    ) -> CitizenView:  # fmt: skip
        """The first view that satisfies `predicate`. Raises `TookTooLong`."""
        return await self.views.wait_for(predicate, what, within)

    async def wait_state(self, state: str, within: float = WAIT_SECONDS) -> CitizenView:
        """The first view in which the ticket is in `state`."""
        return await self.wait_for(lambda view: view.ticket.state == state, state, within)

    async def devices(self, granted: Literal["camera_and_microphone", "microphone", "none"]) -> None:
        """Says which devices were granted."""
        self._granted = granted
        await self.line.command("devices", Devices(command_id=uuid4(), devices=granted))
        # This changes no version. Of several said at once, only the last one is sure to be seen.
        await self.wait_for(lambda view: view.ticket.devices == granted or self._granted != granted, "the devices")

    async def accept(self) -> int:
        """Answers the call; gives the media epoch. From then on sound and picture may be sent."""
        return int((await self._versioned("accept", Accept))["epoch"])

    async def come_back(self) -> None:
        """Is here again after not having answered."""
        await self._versioned("come_back", ComeBack)

    async def leave(self) -> None:
        """Gives the place up."""
        await self._versioned("leave", Leave)

    async def hang_up(self) -> None:
        """Ends the call."""
        await self._versioned("hang_up", HangUp)

    async def _versioned(self, event: str, model: type[VersionedCommand]) -> dict[str, Any]:
        seen = self.view.ticket.version
        result = await self.line.command(event, model(command_id=uuid4(), version=seen))
        await self.wait_for(lambda view: view.ticket.version > seen, f"what {event} led to")
        return result

    async def follow(self, folio: str, pin: str) -> Page:
        """The follow-up page of a folio."""
        return await self.browser.submit("/seguimiento", {"folio": folio, "pin": pin})

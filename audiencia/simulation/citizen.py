"""A citizen: takes a number by the real forms, waits, answers, talks, leaves, and looks the folio up."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from audiencia.core.errors import Code
from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import CitizenView, LineNews
from audiencia.simulation.browser import Page
from audiencia.simulation.client import expect_redirect
from audiencia.simulation.trouble import Refused
from audiencia.simulation.viewer import Viewer, versioned
from audiencia.simulation.waiting import Seen


def _short(view: CitizenView) -> object:
    return view.ticket.number, view.ticket.state, view.line and view.line.place


def _matters(view: CitizenView) -> set[UUID]:
    return {one.matter_id for one in view.matters}


class CitizenClient(Viewer[CitizenView]):
    """Commands carry the version of the ticket; its cookie lives in `browser`."""

    namespace = "/citizen"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[CitizenView] = Seen("citizen's view", _short)
        self._granted = ""
        self._word: bool | None = None
        super().__init__(base_url, language)

    def version_in(self, view: CitizenView) -> int:
        """The ticket's."""
        return view.ticket.version

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views: the whole ones, and with each newer line the last one."""
        if event == "view":
            self.views.put(CitizenView.model_validate(payload))
        elif event == "line":
            news = LineNews.model_validate(payload)
            history = [*self.view.history, *news.history]
            self.views.put(
                self.view.model_copy(update={"version": news.version, "line": news.line, "history": history})
            )

    async def join(
        self, department: str, topic: str, *, name: str, matter: str, contact: str = "",
        adjustments: Collection[str] = (), submission_id: UUID | None = None, more: Mapping[str, str] | None = None,
    ) -> Page:  # fmt: skip
        """Takes a number: reads the form, agrees to everything in it, sends it. `more`: other fields of the form.
        Whoever holds a number that has not ended is shown it instead of the form. Raises `Refused`."""
        typed = [("name", name), ("matter", matter), ("contact", contact), *(more or {}).items()]
        typed += [("adjustment", code) for code in adjustments]
        return await self._fill_in(f"/unirse/{department}/{topic}", typed, submission_id)

    async def _fill_in(self, path: str, typed: Collection[tuple[str, str]], submission_id: UUID | None) -> Page:
        form = await self.browser.get(path)
        if form.code == Code.DEVICE_IN_LINE:
            return form
        if form.code is not None:
            raise Refused(path, form.code, status=form.status)
        hidden = {**form.hidden} if submission_id is None else {**form.hidden, "submission_id": str(submission_id)}
        page = await self.browser.post(path, [*form.agreed, *typed, *hidden.items()])
        expect_redirect("join", page, "bad_input")
        return page

    async def wait_state(self, state: str, within: float | None = None) -> CitizenView:
        """The first view in which the ticket is in `state`."""
        return await self.wait_for(lambda view: view.ticket.state == state, state, within)

    async def devices(self, granted: Literal["camera_and_microphone", "microphone", "none"]) -> None:
        """Says which devices were granted."""
        self._granted = granted
        await self._do(say.Devices, devices=granted)
        # This changes no version. Of several said at once, only the last one is sure to be seen.
        await self.wait_for(lambda view: view.ticket.devices == granted or self._granted != granted, "the devices")

    async def say_ready(self) -> None:
        """Is ready to be called. Saying so again changes nothing."""
        seen, _ = await self._said(say.SayReady, done=lambda: self.view.ticket.ready)
        await self._shown(lambda view: view.ticket.ready, seen, "readiness")

    async def postpone(self, *, not_before: datetime | None = None, let_pass: int | None = None) -> None:
        """Lets others pass: until a time, or until so many were called."""
        await self._versioned(say.Postpone, not_before=not_before, let_pass=let_pass)

    resume = versioned(say.Resume)  # Is in the line again, before the time that was said.

    async def accept(self) -> int:
        """Answers the call; gives the media epoch. From then on sound and picture may be sent."""
        return int((await self._versioned(say.Accept))["epoch"])

    come_back = versioned(say.ComeBack)  # Is here again after not having answered.
    leave = versioned(say.Leave)  # Gives the place up.
    hang_up = versioned(say.HangUp)  # Ends the call.

    async def another_matter(self, department: str, topic: str, matter: str) -> UUID:
        """Brings up another matter for the same visit; gives its id."""
        seen = self.view.ticket.version
        done = await self._do(say.AnotherMatter, department=department, topic=topic, matter=matter)
        matter_id = UUID(done["matter_id"])
        await self._shown(lambda view: matter_id in _matters(view), seen, "the matter")
        return matter_id

    async def write(self, text: str, channel: Literal["help", "call"] = "call") -> int:
        """Writes into the call, or to the moderators who help; gives the message's id when the view shows it."""
        made = int((await self._do(say.WriteChat, channel=channel, text=text))["message_id"])
        await self.wait_for(
            lambda view: made in {one.id for one in view.chat.messages} if view.chat else False, "the message"
        )
        return made

    async def say_resolved(self, resolved: bool) -> None:
        """Says after the call whether the matter was resolved."""
        self._word = resolved
        await self._do(say.SayResolved, resolved=resolved)
        # As with devices, only the last word is sure to be seen.
        await self.wait_for(
            lambda view: (view.word is not None and view.word.resolved is resolved) or self._word is not resolved,
            "the word",
        )

    async def _shown(self, condition: Callable[[CitizenView], bool], seen: int, what: str) -> None:
        """Until `condition` holds, or more has happened to the ticket than this."""
        await self.wait_for(lambda view: view.ticket.version > seen or condition(view), what)

    async def follow(self, folio: str, pin: str) -> Page:
        """The follow-up page of a folio; of one with a case, the page that it leads to."""
        page = await self.browser.submit("/seguimiento", {"folio": folio, "pin": pin})
        return page if page.location is None else await self.browser.get(page.location)

    async def open_by_folio(self, folio: str, pin: str) -> None:
        """Opens the number of a visit that goes on in this browser. Raises `Refused`."""
        shown = await self.follow(folio, pin)
        if shown.code is not None:
            raise Refused("follow the folio", shown.code, status=shown.status)
        page = await self.browser.post("/seguimiento/turno", shown.hidden)
        expect_redirect("open the number", page, "folio_unknown")

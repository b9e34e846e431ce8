"""A citizen: takes a number by the real forms, waits, answers, talks, leaves, and looks the folio up."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from audiencia.core.errors import Code
from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import CallKeysOut, CitizenView, LineNews
from audiencia.simulation.browser import Page
from audiencia.simulation.client import expect_redirect
from audiencia.simulation.trouble import Refused
from audiencia.simulation.viewer import Viewer
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
        self.keys: Seen[CallKeysOut] = Seen("keys", lambda found: found.body)
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
        elif event == "call_keys":
            self.keys.put(CallKeysOut.model_validate(payload))

    async def join(
        self, department: str, topic: str, *, name: str, matter: str, contact: str = "",
        adjustments: Collection[str] = (), submission_id: UUID | None = None, more: Mapping[str, str] | None = None,
    ) -> Page:  # fmt: skip
        """Takes a number: reads the form, agrees to everything in it, sends it. `more`: other fields of the form.

        Whoever holds a number that has not ended is shown it instead of the form. Raises `Refused`.
        """
        typed = [("name", name), ("matter", matter), ("contact", contact), *(more or {}).items()]
        typed += [("adjustment", code) for code in adjustments]
        return await self._fill_in(f"/unirse/{department}/{topic}", typed, submission_id)

    async def book(
        self, department: str, topic: str, starts_at: datetime, *, name: str, matter: str, contact: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Page:  # fmt: skip
        """Books the window of the next session that begins then; the same otherwise. Raises `Refused`."""
        typed = [("name", name), ("matter", matter), ("contact", contact), *(more or {}).items()]
        return await self._fill_in(f"/citas/{department}/{topic}", [("starts_at", starts_at.isoformat()), *typed], None)

    async def _fill_in(self, path: str, typed: Collection[tuple[str, str]], submission_id: UUID | None) -> Page:
        form = await self.browser.get(path)
        if form.code == Code.DEVICE_IN_LINE:
            return form
        if form.code is not None:
            raise Refused(path, form.code, status=form.status)
        agreed = [(box, "yes") for box in form.boxes if box == "read_notice" or box.startswith("consent_")]
        hidden = {**form.hidden} if submission_id is None else {**form.hidden, "submission_id": str(submission_id)}
        page = await self.browser.post(path, [*agreed, *typed, *hidden.items()])
        expect_redirect("join", page, "bad_input")
        return page

    async def wait_state(self, state: str, within: float | None = None) -> CitizenView:
        """The first view in which the ticket is in `state`."""
        return await self.wait_for(lambda view: view.ticket.state == state, state, within)

    async def wait_in_line(self, within: float | None = None) -> CitizenView:
        """The first view with a place in a line, whether the question for readiness is open or not."""
        return await self.wait_for(lambda view: view.line is not None, "a place in a line", within)

    async def devices(self, granted: Literal["camera_and_microphone", "microphone", "none"]) -> None:
        """Says which devices were granted."""
        self._granted = granted
        await self._do(say.Devices, devices=granted)
        # This changes no version. Of several said at once, only the last one is sure to be seen.
        await self.wait_for(lambda view: view.ticket.devices == granted or self._granted != granted, "the devices")

    async def set_data_mode(self, mode: Literal["normal", "low", "voice"]) -> None:
        """Says what the visit may cost."""
        await self._do(say.SetDataMode, mode=mode)
        await self.wait_for(lambda view: view.ticket.data_mode == mode, "the data mode")

    async def say_ready(self) -> None:
        """Is ready to be called. Saying so again changes nothing."""
        seen, _ = await self._said(say.SayReady, done=lambda: self.view.ticket.ready)
        await self._shown(lambda view: view.ticket.ready, seen, "readiness")

    async def postpone(self, *, not_before: datetime | None = None, let_pass: int | None = None) -> None:
        """Lets others pass: until a time, or until so many were called."""
        await self._versioned(say.Postpone, not_before=not_before, let_pass=let_pass)

    async def resume(self) -> None:
        """Is in the line again, before the time that was said."""
        await self._versioned(say.Resume)

    async def check_in(self) -> None:
        """Is there for the place that was booked."""
        await self._versioned(say.CheckIn)

    async def prefer_phone(self, telephone: str = "") -> None:
        """Will be attended by telephone: at this number, or at that of the contact."""
        await self._versioned(say.PreferPhone, telephone=telephone)

    async def prefer_video(self) -> None:
        """Will be attended by video after all."""
        await self._versioned(say.PreferVideo)

    async def need_minute(self) -> None:
        """Asks for a minute more to answer the call."""
        seen, _ = await self._said(say.NeedMinute)
        await self._shown(lambda view: view.call is not None and view.call.minute_taken, seen, "the minute")

    async def accept(self) -> int:
        """Answers the call; gives the media epoch. From then on sound and picture may be sent."""
        return int((await self._versioned(say.Accept))["epoch"])

    async def come_back(self) -> None:
        """Is here again after not having answered."""
        await self._versioned(say.ComeBack)

    async def leave(self) -> None:
        """Gives the place up."""
        await self._versioned(say.Leave)

    async def hang_up(self) -> None:
        """Ends the call."""
        await self._versioned(say.HangUp)

    async def answer_knock(self, agree: bool) -> None:
        """Whether whoever knocks at the call may come in."""
        if self.view.knock is None:
            raise LookupError("nobody knocks")
        knock_id = self.view.knock.knock_id
        await self._do(say.AnswerKnock, knock_id=knock_id, agree=agree)
        await self.wait_for(
            lambda view: view.knock is None or view.knock.knock_id != knock_id or view.knock.answered, "the answer"
        )

    async def end_stay(self) -> None:
        """Goes on without whoever knocked and came in."""
        second = None if self.view.call is None else self.view.call.second
        if second is None or second.knock_id is None:
            raise LookupError("nobody came in")
        await self._do(say.EndStay, knock_id=second.knock_id)
        await self.wait_for(lambda view: view.call is None or view.call.second is None, "the end of the stay")

    async def another_matter(self, department: str, topic: str, matter: str) -> UUID:
        """Brings up another matter for the same visit; gives its id."""
        seen = self.view.ticket.version
        done = await self._do(say.AnotherMatter, department=department, topic=topic, matter=matter)
        matter_id = UUID(done["matter_id"])
        await self._shown(lambda view: matter_id in _matters(view), seen, "the matter")
        return matter_id

    async def withdraw_matter(self, matter_id: UUID) -> None:
        """Takes another matter back."""
        seen = self.view.ticket.version
        await self._do(say.WithdrawMatter, matter_id=matter_id)
        await self._shown(lambda view: matter_id not in _matters(view), seen, "the matter's end")

    async def answer_offer(
        self, choice: Literal["wait", "department", "next_session", "telephone"], department: str | None = None
    ) -> None:
        """Says how to go on when the department cannot attend. Raises `LookupError` when nothing is offered."""
        offer = self.view.offer
        if offer is None:
            raise LookupError("nothing is offered")
        seen, _ = await self._said(say.AnswerOffer, offer_id=offer.id, choice=choice, department=department)
        await self._shown(lambda view: view.offer is not None and view.offer.choice == choice, seen, "the choice")

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

    async def need_help(self, reason: Literal["devices", "unwell", "unsafe"]) -> None:
        """Asks the moderators for help."""
        await self._do(say.NeedHelp, reason=reason)
        await self.wait_for(lambda view: view.help is not None and view.help.reason == reason, "that help is asked for")

    async def help_over(self) -> None:
        """Needs help no more."""
        await self._do(say.HelpOver)
        await self.wait_for(lambda view: view.help is None, "that it is over")

    async def report_conduct(self, reason: str, text: str = "") -> None:
        """Reports the official of the last call."""
        await self._do(say.ReportConduct, reason=reason, text=text)

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

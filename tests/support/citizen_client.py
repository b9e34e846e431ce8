"""A citizen who also books places, asks for help, chooses the telephone, and answers who knocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import CitizenView
from audiencia.simulation import citizen
from audiencia.simulation.browser import Page
from tests.support.device_client import DeviceClient


def _matters(view: CitizenView) -> set[UUID]:
    return {one.matter_id for one in view.matters}


class CitizenClient(DeviceClient, citizen.CitizenClient):
    """`simulation.citizen.CitizenClient` with what the town's people never do."""

    async def book(
        self, department: str, topic: str, starts_at: datetime, *, name: str, matter: str, contact: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Page:  # fmt: skip
        """Books the window of the next session that begins then; the same otherwise. Raises `Refused`."""
        typed = [("name", name), ("matter", matter), ("contact", contact), *(more or {}).items()]
        return await self._fill_in(f"/citas/{department}/{topic}", [("starts_at", starts_at.isoformat()), *typed], None)

    async def wait_in_line(self, within: float | None = None) -> CitizenView:
        """The first view with a place in a line, whether the question for readiness is open or not."""
        return await self.wait_for(lambda view: view.line is not None, "a place in a line", within)

    async def set_data_mode(self, mode: Literal["normal", "low", "voice"]) -> None:
        """Says what the visit may cost."""
        await self._do(say.SetDataMode, mode=mode)
        await self.wait_for(lambda view: view.ticket.data_mode == mode, "the data mode")

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

    async def answer_knock(self, agree: bool) -> None:
        """Whether whoever knocks at the call may come in."""
        if self.view.knock is None:
            raise LookupError("nobody knocks")
        knock_id = self.view.knock.knock_id
        await self._do(say.AnswerKnock, knock_id=knock_id, agree=agree)
        await self.wait_for(
            lambda view: view.knock is None or view.knock.knock_id != knock_id or view.knock.answered, "the answer"
        )

    async def invite_relative(self, name: str) -> str:
        """A link for somebody of trust, once the view shows that they are asked."""
        made = await self._do(say.InviteRelative, name=name)
        await self.wait_for(
            lambda view: (
                view.call is not None
                and view.call.relative is not None
                and view.call.relative.relative_id == made["relative_id"]
            ),
            "the invitation",
        )
        return str(made["link"])

    async def end_stay_of(self, number: int) -> None:
        """Goes on without this one."""
        await self._do(say.EndStay, knock_id=number)

    async def end_stay(self) -> None:
        """Goes on without whoever knocked and came in."""
        second = None if self.view.call is None else self.view.call.second
        if second is None or second.knock_id is None:
            raise LookupError("nobody came in")
        await self._do(say.EndStay, knock_id=second.knock_id)
        await self.wait_for(lambda view: view.call is None or view.call.second is None, "the end of the stay")

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

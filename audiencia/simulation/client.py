"""What the clients of the three namespaces share: a browser, a line, the newest view, and a media connection.

async with CitizenClient(address) as citizen:
    await citizen.join("obras-publicas", "baches", name="...", matter="...")
    await citizen.connect()
    await citizen.wait_for(lambda view: view.call is not None, "being called")
    await citizen.accept()
"""

from collections.abc import Mapping
from typing import Any, Literal, Self
from uuid import UUID, uuid4

from audiencia.signaling.messages_in import (
    ASSISTANT_EVENTS,
    CITIZEN_EVENTS,
    DIRECTOR_EVENTS,
    MODERATOR_EVENTS,
    RELATIVE_EVENTS,
    CallKeys,
    Command,
    ContinueElsewhere,
    Freezes,
    MediaOffer,
    MessageIn,
    Refresh,
    TurnOff,
    WithdrawCode,
)
from audiencia.signaling.messages_out import DeviceCodeOut, MediaAnswer
from audiencia.simulation.browser import Browser, Page
from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused

MEDIA_SECONDS = 60.0
EVENT_OF: Mapping[type[MessageIn], str] = {
    model: event
    for events in (CITIZEN_EVENTS, DIRECTOR_EVENTS, RELATIVE_EVENTS, ASSISTANT_EVENTS, MODERATOR_EVENTS)
    for event, model in events.items()
}
"""Each message is of one event, in whichever namespace."""


class Visitor:
    """One person at one browser. Use as an async context manager."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.browser = Browser(base_url, language)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Leaves without a word to the server but the end of the connection."""
        await self.browser.session.close()


class Client(Visitor):
    """Somebody with a line to the server; every wait in it is bounded."""

    namespace: str

    def __init__(self, base_url: str, language: str = "en") -> None:
        super().__init__(base_url, language)
        self.line = Line(self.browser, self.namespace, self.heard)

    async def close(self) -> None:
        """The same, the line first."""
        await self.line.close()
        await super().close()

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Takes an event of the server."""
        raise NotImplementedError

    async def refresh(self) -> None:
        """Asks for the whole view, which then comes."""
        await self.line.command("refresh", Refresh())

    async def continue_elsewhere(self) -> DeviceCodeOut:
        """A one-time code that carries the ticket or the room to another device."""
        return DeviceCodeOut.model_validate(await self._do(ContinueElsewhere))

    async def withdraw_code(self) -> None:
        """That code is worth nothing any more."""
        await self._do(WithdrawCode)

    async def take_over(self, code: str) -> Page:
        """Goes on here with what the code carries. Raises `Refused`."""
        page = await self.browser.submit("/continuar", {"code": code})
        expect_redirect("continue here", page, "bad_input")
        return page

    async def _do(self, kind: type[Command], **fields: Any) -> dict[str, Any]:
        """Says a command of this kind with these fields; gives its result."""
        return await self.line.command(EVENT_OF[kind], kind(command_id=uuid4(), **fields))

    async def turn_off(self, *devices: Literal["microphone", "camera"]) -> None:
        """Microphone and camera are off here as named, and else on."""
        await self._do(TurnOff, devices=list(devices))

    async def freezes(self, count: int, milliseconds: int) -> None:
        """Pictures stood still here since this was said last. Raises `Refused` (too_many_requests) when that was just now."""
        await self.line.say("freezes", Freezes(count=count, milliseconds=milliseconds))

    async def say_keys(self, call: UUID, body: str, to: UUID | None = None) -> None:
        """Says something about the keys of a call to one or all others in it. Raises `Refused` (call_over)."""
        await self.line.say("call_keys", CallKeys(call=call, to=to, body=body))

    async def offer(self, sdp: str, peer_id: UUID | None = None, *, encrypts: bool = False) -> MediaAnswer:
        """Sends a media offer; gives the worker's answer. Raises `Refused` (media_unavailable, media_offer_refused)."""
        message = MediaOffer(peer_id=peer_id or uuid4(), sdp=sdp, encrypts=encrypts)
        return MediaAnswer.model_validate(await self.line.say("media_offer", message, MEDIA_SECONDS))


def expect_redirect(what: str, page: Page, otherwise: str) -> None:
    """A form that went through leads on (303); raises `Refused` with the code, or `otherwise` when it came back."""
    if page.status != 303:
        code = page.code or ("too_many_requests" if page.status == 429 else otherwise)
        raise Refused(what, code, status=page.status)


class Staff(Visitor):
    """Somebody with an account."""

    async def sign_in(self, login: str, password: str) -> None:
        """Takes the staff cookie. Raises `Refused(sign_in_failed)`."""
        page = await self.browser.submit("/entrar", {"username": login, "password": password})
        expect_redirect("sign in", page, "sign_in_failed")

    async def sign_out(self) -> None:
        """Ends the session."""
        page = await self.browser.submit("/salir", {}, form="/")
        expect_redirect("sign out", page, "bad_input")


class StaffClient(Staff, Client):
    """Somebody with an account, and a line."""

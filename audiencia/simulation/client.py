"""What the clients of the three namespaces share: a browser, a line, the newest view, and a media connection.

async with CitizenClient(address) as citizen:
    await citizen.join("obras-publicas", "baches", name="...", matter="...")
    await citizen.connect()
    await citizen.wait_for(lambda view: view.call is not None, "being called")
    await citizen.accept()
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from audiencia.core.errors import Code
from audiencia.signaling.messages_in import (
    ContinueElsewhere,
    Freezes,
    MediaOffer,
    Refresh,
    VersionedCommand,
    WithdrawCode,
)
from audiencia.signaling.messages_out import DeviceCodeOut, MediaAnswer
from audiencia.simulation.browser import Browser, Page
from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused

MEDIA_SECONDS = 60.0
LOOK_SECONDS = 3.0
"""How long the view that made a command stale is waited for: changes are told at once, to those further back within 2 s."""
TRIES = 5


class Client:
    """One person at one device. Use as an async context manager; every wait in it is bounded."""

    namespace: str

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.browser = Browser(base_url, language)
        self.line = Line(self.browser, self.namespace, self.heard)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leaves without a word to the server but the end of the connection."""
        await self.line.close()
        await self.browser.session.close()

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Takes an event of the server."""
        raise NotImplementedError

    async def refresh(self) -> None:
        """Asks for the whole view, which then comes."""
        await self.line.command("refresh", Refresh())

    async def continue_elsewhere(self) -> DeviceCodeOut:
        """A one-time code that carries the ticket or the room to another device."""
        message = ContinueElsewhere(command_id=uuid4())
        return DeviceCodeOut.model_validate(await self.line.command("continue_elsewhere", message))

    async def withdraw_code(self) -> None:
        """That code is worth nothing any more."""
        await self.line.command("withdraw_code", WithdrawCode(command_id=uuid4()))

    async def take_over(self, code: str) -> Page:
        """Goes on here with what the code carries. Raises `Refused`."""
        page = await self.browser.submit("/continuar", {"code": code})
        expect_redirect("continue here", page, "bad_input")
        return page

    async def say_while_meant(
        self, event: str, make: Callable[[int], VersionedCommand], version: Callable[[], int],
        newer: Callable[[int], Awaitable[object]], done: Callable[[], bool] = lambda: False,
    ) -> tuple[int, dict[str, Any]]:  # fmt: skip
        """Says a command for the `version` that the newest view shows; gives the one that it held for, and its result.

        Where more has happened than that view showed, the `newer` one is awaited and the command is said for it, unless it is
        `done` by then, as a person does who sees the screen change under the finger. Where nothing newer comes, two commands
        had met, and the same is said again. Raises `Refused` for any other no, and when nothing newer comes again and again.
        """
        for tries_left in reversed(range(TRIES)):
            seen = version()
            try:
                return seen, await self.line.command(event, make(seen))
            except Refused as refused:
                if refused.code != Code.STALE_VERSION or not tries_left:
                    raise
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await newer(seen)
            if done():
                return seen, {}
        raise AssertionError("the last try returns or raises")

    async def freezes(self, count: int, milliseconds: int) -> None:
        """Pictures stood still here since this was said last. Raises `Refused` (too_many_requests) when that was just now."""
        await self.line.say("freezes", Freezes(count=count, milliseconds=milliseconds))

    async def offer(self, sdp: str, peer_id: UUID | None = None) -> MediaAnswer:
        """Sends a media offer; gives the worker's answer. Raises `Refused` (media_unavailable, media_offer_refused)."""
        message = MediaOffer(peer_id=peer_id or uuid4(), sdp=sdp)
        return MediaAnswer.model_validate(await self.line.say("media_offer", message, MEDIA_SECONDS))


def expect_redirect(what: str, page: Page, otherwise: str) -> None:
    """A form that went through leads on (303); raises `Refused` with the code, or `otherwise` when it came back."""
    if page.status != 303:
        code = page.code or ("too_many_requests" if page.status == 429 else otherwise)
        raise Refused(what, code, status=page.status)


class StaffClient(Client):
    """Somebody with an account."""

    async def sign_in(self, login: str, password: str) -> None:
        """Takes the staff cookie. Raises `Refused(sign_in_failed)`."""
        page = await self.browser.submit("/entrar", {"username": login, "password": password})
        expect_redirect("sign in", page, "sign_in_failed")

    async def sign_out(self) -> None:
        """Ends the session."""
        page = await self.browser.submit("/salir", {}, form="/")
        expect_redirect("sign out", page, "bad_input")

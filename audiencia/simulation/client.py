"""What the clients of the three namespaces share: a browser, a line, and the newest view.

async with CitizenClient(address) as citizen:
    await citizen.join("obras-publicas", "baches", name="...", matter="...")
    await citizen.connect()
    await citizen.wait_for(lambda view: view.call is not None, "being called")
    await citizen.accept()
"""

from collections.abc import Mapping
from typing import Any, Self
from uuid import uuid4

from audiencia.signaling.messages_in import (
    ASSISTANT_EVENTS,
    CITIZEN_EVENTS,
    DIRECTOR_EVENTS,
    MODERATOR_EVENTS,
    RELATIVE_EVENTS,
    Command,
    MessageIn,
    Refresh,
)
from audiencia.simulation.browser import Browser, Page
from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused

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
        """Closes the line, then the browser."""
        await self.line.close()
        await super().close()

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Takes an event of the server."""
        raise NotImplementedError

    async def refresh(self) -> None:
        """Asks for the whole view, which then comes."""
        await self.line.command("refresh", Refresh())

    async def _do(self, kind: type[Command], **fields: Any) -> dict[str, Any]:
        """Says a command of this kind with these fields; gives its result."""
        return await self.line.command(EVENT_OF[kind], kind(command_id=uuid4(), **fields))


def expect_redirect(what: str, page: Page, otherwise: str) -> None:
    """A form that went through leads on (303); raises `Refused` with the code, or `otherwise` when it came back."""
    if page.status != 303:
        raise Refused(what, page.refusal(otherwise), status=page.status)


class Staff(Visitor):
    """Somebody with an account."""

    async def sign_in(self, login: str, password: str) -> None:
        """Takes the staff cookie. Raises `Refused(sign_in_failed)`."""
        page = await self.browser.submit("/entrar", {"username": login, "password": password})
        expect_redirect("sign in", page, "sign_in_failed")


class StaffClient(Staff, Client):
    """Somebody with an account, and a line."""

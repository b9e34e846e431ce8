"""A real SMTP server on this machine, which takes letters or does not, as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """`answers`: what the next letters get after their content, the last one for all that follow; `drop` ends the connection
    there, without an answer. `at_address`: what the next recipients get. `hold`, `hold_at_address`: no answer until it is set."""

    answers: list[str] = field(default_factory=lambda: ["250 OK"])
    at_address: list[str] = field(default_factory=lambda: ["250 OK"])
    hold: asyncio.Event | None = None
    hold_at_address: asyncio.Event | None = None
    held: list[str] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    seen: list[EmailMessage] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hold_at_address is not None:
            self.held.append(address)
            try:
                await self.hold_at_address.wait()
            except asyncio.CancelledError:  # who was held ended the connection
                self.let_go.append(address)
                raise
        answer = self.at_address.pop(0) if len(self.at_address) > 1 else self.at_address[0]
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.seen.append(letter)
        self.came.set()
        if self.hold is not None:
            await self.hold.wait()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "drop":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 never read"
        if answer.startswith("2"):
            self.taken.append(letter)
        return answer


@asynccontextmanager
async def running() -> AsyncIterator[MailServer]:
    """Listens on a free port."""
    mail = MailServer()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mail, hostname="mail.test"), "127.0.0.1", 0)
    mail.port = server.sockets[0].getsockname()[1]
    try:
        yield mail
    finally:
        server.close()

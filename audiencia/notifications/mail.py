"""E-mail over SMTP: plain text and simple HTML, in the municipality's name, without anything that tells who reads it."""

import asyncio
import html
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal
from uuid import UUID

import aiosmtplib
from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPTimeoutError,
)
from pydantic import TypeAdapter, ValidationError

from audiencia.notifications.rules import Failure, NotTaken
from audiencia.notifications.words import Said
from audiencia.settings.notification_config import Address as MailAddress

SLOWEST_SECONDS = 30.0
GOODBYE_SECONDS = 2.0
ADDRESS: TypeAdapter[str] = TypeAdapter(MailAddress)
Tls = Literal["starttls", "tls", "none"]


@dataclass(slots=True)
class Mail:
    """The municipality's server for outgoing e-mail. `context` is made once: reading the authorities takes a while."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    at_once: int = 4

    async def send(self, notice_id: UUID, address: str, said: Said, lasts: float) -> None:
        """See `transport.Transport`. The same notice is the same message, however often it is sent (RFC 5322, 3.6.4)."""
        message = written(notice_id, address, said, self.sender, datetime.now(UTC))
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls == "tls",
            start_tls=self.tls == "starttls",
            tls_context=None if self.tls == "none" else self.context,
            local_hostname=domain_of(self.sender),
            timeout=SLOWEST_SECONDS,
        )
        try:
            async with asyncio.timeout(SLOWEST_SECONDS):
                await client.connect()
                await client.send_message(message, sender=self.sender, recipients=[address])
            with suppress(SMTPException):  # it was taken, however the server says goodbye
                await client.quit(timeout=GOODBYE_SECONDS)
        except (SMTPException, OSError, TimeoutError) as error:
            raise _not_taken(error) from None
        finally:
            client.close()  # at once, so that nothing more is said to who is given up


def _not_taken(error: Exception) -> NotTaken:
    """Final is only what the server says of this address or message; the rest is mended, or passes.
    What it said is left out: servers repeat the address in it."""
    match error:
        case SMTPRecipientsRefused():
            return _by_code(max(one.code for one in error.recipients))
        case SMTPDataError():
            return _by_code(error.code)
        case SMTPNotSupported():
            return NotTaken(Failure.REFUSED, final=True)
        case SMTPResponseException():
            return NotTaken(Failure.SETTINGS if error.code >= 500 else Failure.BUSY)
        case SMTPTimeoutError() | TimeoutError():
            return NotTaken(Failure.TOO_SLOW)
        case _:
            return NotTaken(Failure.UNREACHABLE)


def _by_code(code: int) -> NotTaken:
    """RFC 5321, 4.2.1: 4yz may go through later, 5yz will not."""
    return NotTaken(Failure.REFUSED, final=True) if code >= 500 else NotTaken(Failure.BUSY)


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2].lower()


def message_id(notice_id: UUID, sender: str) -> str:
    """The Message-ID, equal for each attempt, so that mailboxes show a repeated mail once."""
    return f"<{notice_id.hex}@{domain_of(sender)}>"


def written(notice_id: UUID, address: str, said: Said, sender: str, now: datetime) -> EmailMessage:
    """The message. Raises `NotTaken` for what is no address."""
    try:
        ADDRESS.validate_python(address)
    except ValidationError:
        raise NotTaken(Failure.NO_ADDRESS, final=True) from None
    message = EmailMessage()
    message["From"] = Address(said.sender, addr_spec=sender)
    message["To"] = address
    message["Subject"] = said.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(notice_id, sender)
    # RFC 3834, section 5: no answering machine writes back.
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = said.language
    message.set_content("\n\n".join([*said.body, f"{said.open_page}: {said.link}", "-- \n" + said.why]) + "\n")
    message.add_alternative(_html(said), subtype="html")
    return message


def _html(said: Said) -> str:
    """Nothing is fetched from anywhere, so opening it tells nobody."""
    paragraphs = "".join(f"<p>{html.escape(one)}</p>" for one in said.body)
    return (
        f'<!doctype html><html lang="{html.escape(said.language)}"><head><meta charset="utf-8"><title>'
        f"{html.escape(said.subject)}</title></head>"
        '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em">'
        f"<p><b>{html.escape(said.sender)}</b></p>{paragraphs}"
        f'<p><a href="{html.escape(said.link)}">{html.escape(said.open_page)}</a><br>{html.escape(said.link)}</p>'
        f'<p style="color:#555;font-size:14px">{html.escape(said.why)}</p></body></html>\n'
    )

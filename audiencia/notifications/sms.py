"""SMS through whichever gateway the municipality has: a request over HTTP whose form is configured (`[sms]`)."""

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from uuid import UUID

import aiohttp

from audiencia.notifications.rules import Failure, NotTaken
from audiencia.notifications.transport import refused
from audiencia.notifications.words import Said
from audiencia.settings.notification_config import Sms

SLOWEST_SECONDS = 15.0


def filled(template: Any, values: dict[str, str]) -> Any:
    """The template with its `{slots}` filled in, at any depth; what else is in braces stays."""
    if isinstance(template, str):
        for name, value in values.items():
            template = template.replace("{" + name + "}", value)
        return template
    if isinstance(template, dict):
        return {name: filled(one, values) for name, one in template.items()}
    return [filled(one, values) for one in template] if isinstance(template, list) else template


@dataclass(slots=True)
class SmsGateway:
    """Used as a context, which holds its connections."""

    gateway: Sms
    secret: str = field(repr=False)
    at_once: int = 4
    _session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "SmsGateway":
        timeout = aiohttp.ClientTimeout(total=SLOWEST_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def send(self, notice_id: UUID, address: str, said: Said, lasts: float) -> None:
        """See `transport.Transport`. `address` is a telephone number, `+` and digits."""
        assert self._session is not None, "used outside of its context"
        digits = "".join(char for char in address if char.isascii() and char.isdigit())
        if not digits:
            raise NotTaken(Failure.NO_ADDRESS, final=True)
        number = f"+{digits}" if self.gateway.number_form == "plus" else digits
        values = {"secret": self.secret, "number": number, "text": said.short}
        gateway = self.gateway
        try:
            async with self._session.request(
                gateway.method,
                gateway.url,
                params=filled(gateway.query, values),
                headers=filled(gateway.headers, values),
                json=None if gateway.body_json is None else filled(gateway.body_json, values),
                data=None if gateway.form is None else filled(gateway.form, values),
                allow_redirects=False,
            ) as answer:
                status, retry_after = answer.status, answer.headers.get("Retry-After")
        except TimeoutError:
            raise NotTaken(Failure.TOO_SLOW) from None
        except (aiohttp.ClientError, OSError):
            raise NotTaken(Failure.UNREACHABLE) from None
        # A gateway that is not found there is a setting, not this number.
        problem = NotTaken(Failure.SETTINGS) if status == 404 else refused(status, retry_after, time.time())
        if problem is not None:
            raise problem

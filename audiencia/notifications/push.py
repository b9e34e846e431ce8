"""Push messages to browsers whose page is closed. What their service can see: when one is sent, and to which browser."""

import json
import secrets
import time
from dataclasses import dataclass, field
from types import TracebackType
from uuid import UUID

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec

from audiencia.notifications import webpush
from audiencia.notifications.guard import Guard
from audiencia.notifications.outside import Outside
from audiencia.notifications.rules import Failure, NotTaken
from audiencia.notifications.transport import refused
from audiencia.notifications.words import Said

SLOWEST_SECONDS = 10.0
GONE = frozenset({404, 410})  # The subscription is no more (RFC 8030, section 7.3).


@dataclass(slots=True)
class Push:
    """`key`: who sends (VAPID). `subject`: whom the services may write to. Used as a context, which holds its connections."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    subject: str
    guard: Guard
    at_once: int = 16
    _session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Push":
        connector = aiohttp.TCPConnector(resolver=Outside(self.guard), limit=self.at_once, use_dns_cache=False)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=SLOWEST_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def send(self, notice_id: UUID, address: str, said: Said, lasts: float) -> None:
        """See `transport.Transport`. `address` is the subscription as JSON."""
        assert self._session is not None, "used outside of its context"
        try:
            to = webpush.parse(address)
        except webpush.BadSubscription:
            raise NotTaken(Failure.NO_ADDRESS, final=True) from None
        endpoint = self.guard.check(to.endpoint)
        body = webpush.encrypt(to, payload(said), ec.generate_private_key(webpush.CURVE), secrets.token_bytes(16))
        now = time.time()
        headers = {
            "Authorization": webpush.authorization(self.key, str(endpoint.origin()), self.subject, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int(lasts))),
            "Urgency": "high" if said.urgent else "normal",
        }
        try:
            async with self._session.post(endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                status, retry_after = answer.status, answer.headers.get("Retry-After")
        except TimeoutError:
            raise NotTaken(Failure.TOO_SLOW) from None
        except (aiohttp.ClientError, OSError):
            raise NotTaken(Failure.UNREACHABLE) from None
        if status in GONE:
            raise NotTaken(Failure.GONE, final=True)
        problem = refused(status, retry_after, now)
        if problem is not None:
            raise problem


def payload(said: Said) -> bytes:
    """What the service worker shows. `tag`: a later one takes the place of an earlier one."""
    shown = {
        "title": said.sender,
        "body": said.push,
        "url": said.link,
        "tag": said.group,
        "lang": said.language,
        "urgent": said.urgent,
    }
    return json.dumps(shown, ensure_ascii=False).encode()

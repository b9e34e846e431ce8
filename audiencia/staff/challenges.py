"""Challenges of a sign-in: signed, not stored; one that was answered is remembered until it would have expired."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.crypto import Keyring

SQL = load("audiencia.staff", "challenges.sql")
LASTS = timedelta(minutes=15)
"""How long a page may stand open before its key is asked for, and how long the identity provider's page."""
_RANDOM, _TIME, _TAG = 16, 6, 16


@dataclass(frozen=True, slots=True)
class Asked:
    """To whom a challenge was given: the member of staff who registers a key, or the browser's visit that signs in."""

    keyring: Keyring
    purpose: str
    who: str

    def challenge(self, now: float) -> bytes:
        """A new one; `now` in seconds since 1970."""
        body = secrets.token_bytes(_RANDOM) + int(now).to_bytes(_TIME, "big")
        return body + self._tag(body)

    def made(self, challenge: bytes, now: float) -> bool:
        """Whether it was given to this one, and not too long ago."""
        body, tag = challenge[: _RANDOM + _TIME], challenge[_RANDOM + _TIME :]
        age = now - int.from_bytes(body[_RANDOM:], "big")
        return hmac.compare_digest(tag, self._tag(body)) and -60 <= age <= LASTS.total_seconds()

    def _tag(self, body: bytes) -> bytes:
        return self.keyring.keyed_hash("sign-in-challenge", f"{self.purpose}\n{self.who}\n{body.hex()}")[:_TAG]


async def first_use(conn: Connection, challenge: bytes) -> bool:
    """Whether it was not answered before."""
    return bool(await SQL.use_challenge(conn, challenge=challenge, lasts=LASTS))

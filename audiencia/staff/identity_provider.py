"""Asks the municipality's identity provider over HTTP: for its discovery document and keys, which are kept for a while, and for tokens.
Whatever it answers is limited in time and size, and no redirect is followed."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from authlib.oidc.discovery import get_well_known_url
from joserfc.jwk import KeySet

from audiencia.core.errors import Code, Unavailable
from audiencia.settings.sign_in_rules import Provider
from audiencia.staff import openid
from audiencia.staff.openid import Attempt, Metadata, Person, Unfit, UnknownKey

ANSWER_SECONDS = 8.0  # For each answer; a sign-in waits for four of them at most.
LARGEST = 256 * 1024  # Octets of an answer.
KEPT_SECONDS = 3600.0
AWAY_SECONDS = 5.0  # For how long nobody asks again where nobody answered.
RENEWED_SECONDS = 10.0  # Unknown keys make it look for newer ones at most so often.


@dataclass(frozen=True, slots=True)
class Known:
    """What the provider says of itself. `rules`: of whom it was asked by."""

    rules: Provider
    metadata: Metadata
    keys: KeySet
    until: float


@dataclass(slots=True)
class IdentityProvider:
    """One for each process. `secret`: what this client shows."""

    secret: str = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    seconds: float = ANSWER_SECONDS
    _known: Known | None = None
    _away_until: float = float("-inf")
    _renewed_at: float = float("-inf")
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def known(self, rules: Provider) -> Known:
        """The provider's metadata and keys, at most an hour old. Raises `Unavailable(provider_away)`, `Unfit`."""
        async with self._lock:
            found = self._known
            if found is not None and found.rules == rules and self.clock() < found.until:
                return found
            if self.clock() < self._away_until:
                raise Unavailable(Code.PROVIDER_AWAY)
            try:
                self._known = found = await self._read(rules)
            except (Unavailable, Unfit):
                self._away_until = self.clock() + AWAY_SECONDS
                raise
            return found

    async def person(self, rules: Provider, attempt: Attempt, code: str, redirect_uri: str) -> Person:
        """Whose code this is. Raises `Unavailable(provider_away)`, `Unfit`."""
        known = await self.known(rules)
        body, headers = openid.token_request(rules, known.metadata, self.secret, code, attempt.verifier, redirect_uri)
        async with self._session() as session:
            answer = await _json(session, "POST", known.metadata.token, data=body, headers=headers)
        try:
            return openid.person(rules, known.keys, answer, attempt.nonce, time.time())
        except UnknownKey:
            newer = await self._renewed(known)
            return openid.person(rules, newer.keys, answer, attempt.nonce, time.time())

    async def _read(self, rules: Provider) -> Known:
        async with self._session() as session:
            document = await _json(session, "GET", get_well_known_url(rules.issuer, external=True))
            metadata = openid.metadata(document, rules.issuer)
            keys = openid.keys(await _json(session, "GET", metadata.keys))
        return Known(rules, metadata, keys, self.clock() + KEPT_SECONDS)

    async def _renewed(self, before: Known) -> Known:
        """With the keys of now; as `before` when they were asked for a moment ago."""
        async with self._lock:
            found = self._known
            if found is not None and found.rules == before.rules and found is not before:
                return found
            if self.clock() - self._renewed_at < RENEWED_SECONDS:
                return before
            self._renewed_at = self.clock()
            async with self._session() as session:
                keys = openid.keys(await _json(session, "GET", before.metadata.keys))
            self._known = renewed = replace(before, keys=keys)
            return renewed

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self.seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            auto_decompress=False,
        )


async def _json(session: aiohttp.ClientSession, method: str, url: str, **more: Any) -> Mapping[str, Any]:
    """An object. Raises `Unavailable(provider_away)` where nothing comes in time, `Unfit` for what is refused or is none."""
    try:
        async with session.request(method, url, allow_redirects=False, **more) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise Unavailable(Code.PROVIDER_AWAY)
            if answer.status != 200:
                raise Unfit(f"status_{answer.status}")
            found = bytearray()
            async for part in answer.content.iter_chunked(16_384):
                found += part
                if len(found) > LARGEST:
                    raise Unfit("too_large")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unavailable(Code.PROVIDER_AWAY) from error
    try:
        read = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise Unfit("no_json") from error
    if not isinstance(read, dict):
        raise Unfit("no_json")
    return read

"""An identity provider that can be told to lie: it checks client, redirect URI and PKCE as a good one, and signs whatever a test wants."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "audiencia", "s3cret, of tests"
GROUPS = ["direccion"]


def rsa(kid: str) -> RSAKey:
    """A key that signs."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class Issuer:
    """`keys`: those it publishes; `signs`: the one it uses. `discovery`: what it says otherwise of itself; `answers`: status and body of
    single paths, in place of its own; `waits`: paths that answer once this is set."""

    url: str = ""
    signs: RSAKey = field(default_factory=lambda: rsa("one"))
    keys: list[RSAKey] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    waits: dict[str, asyncio.Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    token: str | None = None
    """In place of its own."""
    names_keys: bool = True
    _codes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def code(self, to: str, subject: str = "s-1", **claims: Any) -> dict[str, str]:
        """Somebody agrees at the page to which the browser was sent: what the browser is sent back with. A claim of `None` is left out."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        now, code = int(time.time()), secrets.token_urlsafe(16)
        own = {"iss": self.url, "sub": subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        told = {"name": "Ana Núñez", "preferred_username": "Ana.Nuñez@example.org", "groups": GROUPS}
        self._codes[code] = {**asked, "claims": {**own, **told, **claims}}
        return {"code": code, "state": asked["state"]}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """A token."""
        kid = {"kid": self.signs.kid} if self.names_keys else {}
        return jwt.encode({"alg": "RS256"} | kid | header, claims, self.signs)

    async def serve(self, request: web.Request) -> web.Response:
        """All of its addresses."""
        self.asked.append(request.path)
        if request.path in self.waits:
            await self.waits[request.path].wait()
        if request.path in self.answers:
            status, body = self.answers[request.path]
            return web.Response(status=status, body=body, headers={"Location": f"{self.url}/keys"})
        if request.path == "/keys":
            return web.json_response({"keys": [one.as_dict(private=False) for one in self.keys or [self.signs]]})
        if request.path == "/token":
            return await self._exchange(request)
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return web.json_response(document | self.discovery)

    async def _exchange(self, request: web.Request) -> web.Response:
        sent = await request.post()
        held = self._codes.pop(str(sent["code"]), None)
        shown = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode("latin1")
        digest = hashlib.sha256(str(sent["code_verifier"]).encode()).digest()
        good = held is not None and (held["redirect_uri"], held["code_challenge"]) == (
            sent["redirect_uri"],
            _text(digest),
        )
        if held is None or not good or shown != f"{CLIENT}:{SECRET}" or sent["grant_type"] != "authorization_code":
            return web.json_response({"error": "invalid_grant"}, status=400)
        claims = {name: value for name, value in held["claims"].items() if value is not None}
        token = self.token or self.sign(claims)
        return web.json_response({"access_token": "a", "token_type": "Bearer", "id_token": token})


def unsigned(claims: dict[str, Any]) -> str:
    """A token of the algorithm `none`."""
    return f"{_parts({'alg': 'none', 'kid': 'one'}, claims)}."


def by_public_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    """An HMAC whose key is the text of the public key, which everybody can read."""
    parts = _parts({"alg": "HS256", "kid": "one"}, claims)
    return f"{parts}.{_text(hmac.digest(issuer.signs.as_pem(private=False), parts.encode(), 'sha256'))}"


def _parts(*parts: dict[str, Any]) -> str:
    return ".".join(_text(json.dumps(one).encode()) for one in parts)


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def query(answer: dict[str, str]) -> str:
    """As the browser is sent back."""
    return f"/entrar/municipio/regreso?{urlencode(answer)}"


@asynccontextmanager
async def running_issuer() -> AsyncIterator[Issuer]:
    """On a port of its own."""
    issuer, app = Issuer(), web.Application()
    app.router.add_route("*", "/{path:.*}", issuer.serve)
    async with TestServer(app) as server:
        issuer.url = str(server.make_url("")).rstrip("/")
        try:
            yield issuer
        finally:
            for one in issuer.waits.values():
                one.set()

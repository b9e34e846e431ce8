"""Requests to a media worker are signed: the secret is never sent, and each request counts once, at one run of one worker. Pure.

With each answer a worker names a challenge, a random text that it replaces every minute; the next request is signed over it. What
somebody recorded counts neither a second time nor at another worker, nor after two minutes. No clocks are compared.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

SCHEME = "Audiencia"
"""Of `Authorization: Audiencia <challenge> <nonce> <signature>`."""
CHALLENGE = "X-Audiencia-Challenge"
"""The header of an answer that names the challenge of the next request."""
CHALLENGE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is signed. `target`: path and query as they are sent; `installation`: who asks (`identity.HEADER`), or empty."""

    method: str
    target: str
    installation: str
    body: bytes


def authorization(secret: str, request: Request, challenge: str, nonce: str) -> str:
    """The header's value. `nonce`: a text without spaces that is used once."""
    return f"{SCHEME} {challenge} {nonce} {_signature(secret, request, challenge, nonce)}"


def _signature(secret: str, request: Request, challenge: str, nonce: str) -> str:
    head = "\n".join((SCHEME, request.method, request.target, request.installation, challenge, nonce, ""))
    signed = head.encode("utf-8", "surrogateescape") + request.body
    return hmac.digest(secret.encode(), signed, "sha256").hex()


class Verifier:
    """A worker's side. `draw` gives a random text without spaces; `now` is monotonic, in seconds."""

    def __init__(self, secret: str, draw: Callable[[], str]) -> None:
        self._secret = secret
        self._draw = draw
        self._since = float("-inf")
        self._counted: dict[str, set[str]] = {}
        """The nonces that counted with each challenge that holds, the newest challenge last."""

    def challenge(self, now: float) -> str:
        """The newest; the one before holds too, for whoever was told it just before."""
        age = now - self._since
        if age >= CHALLENGE_SECONDS:
            before = list(self._counted.items())[-1:] if age < 2 * CHALLENGE_SECONDS else []
            self._counted = {**dict(before), self._draw(): set()}
            self._since = now
        return next(reversed(self._counted))

    def accepts(self, header: str, request: Request, now: float) -> bool:
        """True once for each that the secret signed."""
        self.challenge(now)
        scheme, *parts = header.split(" ")
        if scheme != SCHEME or len(parts) != 3:
            return False
        challenge, nonce, given = parts
        counted = self._counted.get(challenge)
        if counted is None or nonce in counted:
            return False
        expected = _signature(self._secret, request, challenge, nonce).encode()
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected):
            return False
        counted.add(nonce)
        return True

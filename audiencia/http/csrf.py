"""Forms from our own pages only: SameSite cookies, a token bound to the visit, and the origin that the browser names."""

import base64
import hmac

from aiohttp import web

from audiencia.core.errors import Code, Forbidden
from audiencia.http.site import site_of
from audiencia.privacy.crypto import Keyring
from audiencia.runtime.identity import same_origin

FIELD = "csrf"


def token(keyring: Keyring, visit: str) -> str:
    """The token for forms of this visit: an HMAC, so nothing has to be stored."""
    return base64.urlsafe_b64encode(keyring.keyed_hash("csrf", visit)[:24]).decode()


def check_origin(request: web.Request) -> None:
    """Raises `Forbidden(foreign_origin)` unless the browser says that the request comes from our own page.
    Every browser that can use the live pages sends `Origin` with a POST, so a request without it is refused too."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin, host = request.headers.get("Origin"), request.headers.get("Host")
    if site != "same-origin" or not same_origin(origin, host, site_of(request).context.origin):
        raise Forbidden(Code.FOREIGN_ORIGIN)


def check_token(keyring: Keyring, visit: str, submitted: str) -> None:
    """Raises `Forbidden(csrf)` unless the form was made for this visit."""
    if not hmac.compare_digest(submitted.encode(), token(keyring, visit).encode()):
        raise Forbidden(Code.CSRF)

"""Cookies: all with the `__Host-` prefix, so that no other host or path can set them.
Chromium 156 and Firefox 153 keep `Secure` and `__Host-` cookies also for http://127.0.0.1 and http://localhost, which
are potentially trustworthy origins; no second name without the prefix is needed for a local run."""

import re
import secrets

from aiohttp import web

from audiencia.runtime.identity import CASE_COOKIE, RELATIVE_COOKIE, STAFF_COOKIE, STEP_COOKIE, TICKET_COOKIE

VISIT_COOKIE = "__Host-visita"
LANGUAGE_COOKIE = "__Host-idioma"
DEVICE_COOKIE = "__Host-device"
RETURN_COOKIE = "__Host-regreso"  # The page of staff to which the next sign-in leads back.
_LASTS: dict[str, int | None] = {
    TICKET_COOKIE: 60 * 60 * 24 * 15,
    CASE_COOKIE: 60 * 60,
    RELATIVE_COOKIE: 60 * 60 * 4,
    STAFF_COOKIE: 60 * 60 * 12,
    STEP_COOKIE: 60 * 15,
    RETURN_COOKIE: 60 * 15,
    LANGUAGE_COOKIE: 60 * 60 * 24 * 365,
    DEVICE_COOKIE: 60 * 60 * 24 * 365,
    VISIT_COOKIE: None,
}
"""Seconds; the visit ends with the browser. A ticket that was carried over is known through the whole next jornada;
a case for as long as somebody reads about it."""
_RANDOM = re.compile(r"[A-Za-z0-9_-]{22}")


def new_random() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def read_visit(request: web.Request) -> str | None:
    """The visit cookie, if it has the form of one."""
    return _random_in(request, VISIT_COOKIE)


def read_device(request: web.Request) -> str | None:
    """What tells this browser from others for a year, if it has the form of it; kept as a keyed index alone."""
    return _random_in(request, DEVICE_COOKIE)


def _random_in(request: web.Request, name: str) -> str | None:
    value = request.cookies.get(name, "")
    return value if _RANDOM.fullmatch(value) else None


def set_cookie(response: web.StreamResponse, name: str, value: str | None) -> None:
    """Sets one of our cookies; `None` removes it."""
    response.set_cookie(
        name,
        value or "",
        max_age=_LASTS[name] if value is not None else 0,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )

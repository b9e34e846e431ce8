"""What a live island reads from its page: where to connect, and its texts."""

import secrets
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from aiohttp import web
from jinja2.utils import htmlsafe_json_dumps

from audiencia.http import i18n, render, templates
from audiencia.http.site import site_of, visitor_of
from audiencia.settings.video import Mode

MEDIA = ("/citizen", "/director", "/relative")  # The namespaces whose pages have sound and picture.


def page(
    request: web.Request,
    template: str,
    namespace: str,
    owners: Sequence[Any] = (),
    *,
    island: str | None = None,
    personal: Mapping[str, str] = MappingProxyType({}),
    compressed: bool = True,
    **values: Any,
) -> web.Response:
    """The page around an island, which is called like the namespace if not said otherwise. The texts make it long, so it is compressed.
    Only these pages are: they show nothing that a stranger could have put into the request, so that their compressed
    length gives no secret away (BREACH, CVE-2013-3587); one that shows what was typed is not `compressed`. `owners`: whom staff can
    name as the owner of a commitment. `personal` and `values`: as of `render.page`."""
    relay = _relay(request) if namespace in MEDIA else []
    return render.page(
        request,
        template,
        personal={**personal, "island_relay": htmlsafe_json_dumps(relay, **templates.JSON)},
        compressed=compressed,
        island_data=_data(request, namespace, owners),
        island_catalog=render.words_of(request).island_catalogues[island or namespace.removeprefix("/")],
        checked=_encrypts(request, namespace),
        **values,
    )


def _data(request: web.Request, namespace: str, owners: Sequence[Any]) -> dict[str, Any]:
    """What the island is told besides the relay, whose credentials are of one page alone: nothing personal."""
    municipality = site_of(request).context.municipality
    return {
        "namespace": namespace,
        "lang": visitor_of(request).language,
        "timezone": municipality.timezone,
        "answer_seconds": municipality.limits.answer_seconds,
        "phone": municipality.contact.phone,
        "owners": list(owners),
        "conduct_reasons": _conduct_reasons(request) if namespace == "/citizen" else [],
        "megabytes": _megabytes(request) if namespace == "/citizen" else {},
        "emergency": emergency(request) if namespace != "/moderator" else [],
        **({"seals": True} if _encrypts(request, namespace) else {}),
        "tells": bool(site_of(request).context.channels.on),
        "urls": {
            "follow": "/seguimiento",
            "home": "/",
            "areas": "/areas",
            "complaint": "/peticiones/queja" if municipality.petitions.complaints_to else "",
            "sign_in": "/entrar",
            "estimates": "/moderacion/estimaciones",
        },
    }


def _encrypts(request: web.Request, namespace: str) -> bool:
    return namespace in MEDIA and site_of(request).context.municipality.calls.encryption


def _relay(request: web.Request) -> list[dict[str, Any]]:
    """For a browser that gets no connection without it; the credentials name nobody."""
    relay = site_of(request).relay
    return [] if relay is None else relay.given(time.time(), secrets.token_hex(4))


def emergency(request: web.Request) -> list[dict[str, str]]:
    """Whom to call instead of waiting in a line, in words of the page's language."""
    text = render.words_of(request).text
    return [
        {"number": one.number, "digits": one.digits, "name": text(one.name), "when": text(one.when)}
        for one in site_of(request).context.municipality.emergency
    ]


def _megabytes(request: web.Request) -> dict[str, int]:
    """About what a minute of a call costs, in each of the three ways."""
    return {mode: site_of(request).context.municipality.megabytes(mode) for mode in get_args(Mode)}


def _conduct_reasons(request: web.Request) -> list[dict[str, str]]:
    """What a citizen chooses from who reports an official."""
    text = render.words_of(request).text
    return [
        {"code": one.code, "label": text(one.label)} for one in site_of(request).context.municipality.conduct_reasons
    ]


async def topics(request: web.Request) -> web.Response:
    """Departments and their topics as they are by now: what a citizen chooses from who has another matter. Raises `NotFound`."""
    text = site_of(request).languages[i18n.named(request.match_info["language"])].text
    found = [
        {
            "slug": one.slug,
            "name": text(one.name),
            "topics": [{"slug": topic.slug, "name": text(topic.name)} for topic in one.topics],
        }
        for one in site_of(request).context.municipality.public_departments
    ]
    return web.json_response(found, headers={"Cache-Control": "no-cache"})

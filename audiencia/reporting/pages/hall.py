"""The wallboard of a hall, and what the municipality's own site shows of the audience: a framed page and the same as JSON.
Neither needs a sign-in, sets a cookie or holds a form. Only the origins in `[embedding]` may frame the one or read the other."""

import hashlib
import json
from datetime import datetime
from math import ceil
from typing import Any

from aiohttp import web

from audiencia.core.errors import BadInput
from audiencia.core.gettext_mark import N_
from audiencia.http import i18n, render
from audiencia.http.site import FRAMED_BY, KEEPS_NOTHING, site_of, visitor_of
from audiencia.reporting.hall import Call, Hall, HallLine, HallNow

HALL = web.AppKey("hall", Hall)  # What anybody may see from across a hall.
FRESH_SECONDS = 10  # How old a wallboard without script gets before it loads itself again.
LOOK_SECONDS = 2
TURN_SECONDS = 8  # How long each page of departments stays on the wall.
WIDGET_SECONDS = 15  # How long anybody may keep what the widget says.
STATES = {
    "open": N_("Open now"),
    "lobby": N_("Opening soon: you can take your place now"),
    "closing": N_("Closing: only people in the line are attended"),
    "closed": N_("Closed now"),
}


async def board(request: web.Request) -> web.Response:
    """The wall of a hall, for a television or a telephone."""
    request[KEEPS_NOTHING] = True
    values = _board(request, await _seen(request))
    return _page(
        request,
        "reporting/hall.html",
        board=values,
        seconds=FRESH_SECONDS,
        look_ms=LOOK_SECONDS * 1000,
        turn_ms=TURN_SECONDS * 1000,
    )


async def board_now(request: web.Request) -> web.Response:
    """What the wall's script asks for again and again, in words: 304 while nothing is new."""
    request[KEEPS_NOTHING] = True
    return _tagged(request, _board(request, await _seen(request)), "no-cache")


async def widget(request: web.Request) -> web.Response:
    """The page for a frame of the municipality's site."""
    request[KEEPS_NOTHING] = True
    site = site_of(request)
    _choose_language(request)
    now = await request.config_dict[HALL].now()
    request[FRAMED_BY] = site.context.municipality.embedding.origins
    values = _widget(request, now)
    return _page(
        request,
        "reporting/widget.html",
        {"Cache-Control": f"public, max-age={WIDGET_SECONDS}", "Cross-Origin-Resource-Policy": "cross-origin"},
        widget=values,
        next_opening=now.next_opening,
        at=now.at,
        home=f"{site.context.origin or ''}/",
    )


async def widget_now(request: web.Request) -> web.Response:
    """The widget's values as JSON; browsers let only pages of the configured origins read it."""
    request[KEEPS_NOTHING] = True
    _choose_language(request)
    site = site_of(request)
    response = _tagged(
        request, _widget(request, await request.config_dict[HALL].now()), f"public, max-age={WIDGET_SECONDS}"
    )
    response.headers["Vary"] = "Accept-Language, Origin"
    origin = request.headers.get("Origin", "")
    if origin in site.context.municipality.embedding.origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


async def _seen(request: web.Request) -> HallNow:
    """What the wall shows: to the staff their practice too, to nobody else."""
    return await request.config_dict[HALL].now(practice=visitor_of(request).staff is not None)


def minutes(expected_at: datetime, now: datetime) -> int:
    """Whole minutes from now, never below 0."""
    return max(0, ceil((expected_at - now).total_seconds() / 60))


def _choose_language(request: web.Request) -> None:
    """`?lang=en`: a frame has no cookie of ours. Raises `BadInput` for another language."""
    chosen = request.query.get("lang")
    if chosen is None:
        return
    if chosen not in i18n.LANGUAGES:
        raise BadInput()
    visitor_of(request).language = chosen


def _widget(request: web.Request, now: HallNow) -> dict[str, Any]:
    gettext, text = render.words_of(request).gettext, render.words_of(request).text
    return {
        "name": text(site_of(request).context.municipality.program_name),
        "state": now.state,
        "state_text": gettext(STATES[now.state]),
        "demo": now.session is not None and now.session.demo,
        "next_opening": now.next_opening.isoformat(),
        "waiting": sum(one.waiting for one in now.lines),
        "departments": [
            {
                "slug": one.slug,
                "name": text(one.name),
                "open": now.state != "closed" and one.refusal is None,
                "waiting": one.waiting,
                "wait_minutes": _wait(one, now),
                "wait_text": _wait_text(request, one, now),
            }
            for one in now.lines
        ],
    }


def _board(request: web.Request, now: HallNow) -> dict[str, Any]:
    words = render.words_of(request)
    return {
        "state": now.state,
        "state_text": words.gettext(STATES[now.state]),
        "demo": now.session is not None and now.session.demo,
        "lines": [
            {
                "slug": one.slug,
                "name": words.text(one.name),
                "waiting": one.waiting,
                "wait": _wait_text(request, one, now),
                "note": words.gettext(N_("Paused")) if one.paused else "",
                "calls": [_call(words.gettext, call) for call in one.calls],
            }
            for one in now.lines
        ],
        "calling": [
            _call(words.gettext, call)
            for call in sorted((call for one in now.lines for call in one.calls), key=lambda one: one.made_at, reverse=True)
            if call.ringing
        ],
    }  # fmt: skip


def _call(gettext: Any, one: Call) -> dict[str, Any]:
    return {"number": one.number, "room": gettext(N_("Room %(room)s")) % {"room": one.room}, "ringing": one.ringing}


def _wait(one: HallLine, now: HallNow) -> dict[str, int] | None:
    if one.expected is None or now.state == "closed":
        return None
    return {"from": minutes(one.expected.low_at, now.at), "to": minutes(one.expected.high_at, now.at)}


def _wait_text(request: web.Request, one: HallLine, now: HallNow) -> str:
    """In words; empty where nobody can say."""
    wait, gettext = _wait(one, now), render.words_of(request).gettext
    if wait is None:
        return ""
    if wait["from"] == wait["to"]:
        return gettext(N_("about %(to)s min")) % wait
    return gettext(N_("%(from)s to %(to)s min")) % wait


def _page(request: web.Request, template: str, headers: dict[str, str] | None = None, **values: Any) -> web.Response:
    """Without token or cookie, so that it may be kept."""
    site, visitor = site_of(request), visitor_of(request)
    page_values = {
        "lang": visitor.language,
        "municipality": site.context.municipality,
        "csp_nonce": visitor.nonce,
        "demo": site.demo,
    }
    text = site.languages[visitor.language].environment.get_template(template).render(page_values | values)
    fixed = {"Content-Language": visitor.language, "Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    return web.Response(text=text, content_type="text/html", headers=fixed | (headers or {}))


def _tagged(request: web.Request, body: dict[str, Any], keep: str) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    tag = '"' + hashlib.sha256(text.encode()).hexdigest()[:20] + '"'
    headers = {"ETag": tag, "Cache-Control": keep, "Vary": "Accept-Language, Cookie"}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type="application/json", headers=headers)

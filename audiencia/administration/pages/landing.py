"""The home page, the full privacy notice, who can see and hear a call, and the choice of language."""

from aiohttp import web

from audiencia.core.errors import BadInput
from audiencia.followup.pages_api import called_off_words
from audiencia.http import cookies, render
from audiencia.http.i18n import LANGUAGES
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of
from audiencia.queue.api import admission, bookable_days, called_off_ahead, current_session, standing_shown


async def landing(request: web.Request) -> web.Response:
    """What the audience is, whether it is open, and the way in."""
    context = site_of(request).context
    session = await current_session(context)
    off = await called_off_ahead(context)
    queues = (await admission(context)).queues if session is not None and session.state == "open" else {}
    return render.page(
        request,
        "administration/landing.html",
        departments=context.municipality.public_departments,
        queues=queues,
        session=session,
        days=await bookable_days(context),
        announcements=await standing_shown(context),
        called_off=None if off is None else called_off_words(off, render.words_of(request)),
    )


async def notice(request: web.Request) -> web.Response:
    """The full notice, in force now."""
    return render.page(
        request, "administration/notice.html", notice=site_of(request).notices[visitor_of(request).language]
    )


async def your_call(request: web.Request) -> web.Response:
    """Who can see and hear a call, in plain words."""
    encrypts = site_of(request).context.municipality.calls.encryption
    return render.page(request, "administration/your_call.html", encrypts=encrypts)


async def choose_language(request: web.Request) -> web.Response:
    """Keeps the choice and goes back to the page where it was made."""
    fields = await fields_of(request)
    language = fields.get("lang")
    if language not in LANGUAGES:
        raise BadInput()
    response = render.see_other(local_path(fields.get("back")))
    cookies.set_cookie(response, cookies.LANGUAGE_COOKIE, language)
    return response


def local_path(path: str) -> str:
    """The path if it stays on this site, else the home page: `//host` and backslashes lead elsewhere in browsers."""
    plain = path.isascii() and path.isprintable() and "\\" not in path and " " not in path
    return path if path.startswith("/") and not path.startswith("//") and plain else "/"

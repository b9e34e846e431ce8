"""«Su cuenta»: where somebody of staff is signed in, and the own password."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from audiencia.administration import own_account as flow
from audiencia.administration.own_account import NewPassword
from audiencia.core.errors import BadInput, DomainError, TooMany
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.forms import FormModel
from audiencia.http.site import site_of
from audiencia.http.staff_pages import password_words
from audiencia.http.submitted_form import fields_of, form_of, guesser_of, signed_in_staff, staff_id_of
from audiencia.runtime import passkeys
from audiencia.runtime.identity import STAFF_COOKIE
from audiencia.staff import factors
from audiencia.staff.passwords import LONGEST_TYPED, MAX_LENGTH, MIN_LENGTH

PAGE = "/cuenta"
ENDED = N_("That session is over, and its pages are closed.")
OTHERS_ENDED = N_("You are signed in nowhere but here.")
CHANGED = N_("Your new password counts. Wherever else you were signed in, you no longer are.")


class SessionForm(FormModel):
    """The button of one session."""

    session: Annotated[int, Field(ge=1, le=2**53)]


async def show(request: web.Request, error: DomainError | None = None, done: str = "") -> web.Response:
    """The page, with what has just become of it."""
    words, context = render.words_of(request), site_of(request).context
    values: dict[str, Any] = {}
    if isinstance(error, BadInput):
        values["fields"] = password_words.said(words, error.fields)
    async with context.database.read() as conn:
        reset_at = await factors.untold_reset(conn, staff_id_of(request))
        if reset_at is not None:
            await factors.told(conn, staff_id_of(request))
        values |= {"reset_at": reset_at, "factors": await factors.factors_of(conn, staff_id_of(request))}
    return render.page(
        request,
        "administration/own_account.html",
        failed=error,
        path=PAGE,
        sessions=await flow.sessions(context, staff_id_of(request), token_of(request)),
        done=done,
        by_provider=await flow.is_of_provider(context, staff_id_of(request)),
        passkeys=await passkeys.of(context, staff_id_of(request)),
        least=MIN_LENGTH,
        most=MAX_LENGTH,
        **values,
    )


async def end_session(request: web.Request) -> web.Response:
    """Ends one session."""
    form = await form_of(request, SessionForm)
    await flow.end_session(site_of(request).context, staff_id_of(request), form.session)
    return await show(request, done=ENDED)


async def end_others(request: web.Request) -> web.Response:
    """Ends all but this one."""
    await fields_of(request)
    await flow.end_others(site_of(request).context, staff_id_of(request), token_of(request))
    return await show(request, done=OTHERS_ENDED)


async def use(request: web.Request) -> web.Response:
    """In how many seconds the session ends when nobody uses it (`left`), and at the latest (`ends`). To send it, as a form, is
    a use; to ask is none."""
    if request.method == "POST":
        await fields_of(request)
    staff = signed_in_staff(request)
    seconds = {"left": int(staff.unused_for.total_seconds()), "ends": int(staff.ends_in.total_seconds())}
    return web.json_response(seconds, headers={"Cache-Control": "no-store"})


async def change_password(request: web.Request) -> web.Response:
    """The new password counts; or the form again, without what was typed."""
    fields, context = await fields_of(request), site_of(request).context
    typed = NewPassword(*(fields.get(one)[: LONGEST_TYPED + 1] for one in ("current", "chosen", "again")))
    try:
        await flow.change_password(context, staff_id_of(request), token_of(request), typed, guesser_of(request))
    except (BadInput, TooMany) as error:
        return await show(request, error)
    return await show(request, done=CHANGED)


def token_of(request: web.Request) -> str:
    """The token of the session that sent this request."""
    return request.cookies.get(STAFF_COOKIE, "")

"""The second step of signing in: its code, or its setting up where the role requires one."""

from typing import Any

from aiohttp import web

from audiencia.administration.pages import entering
from audiencia.administration.pages.entering import place_of
from audiencia.core.errors import BadInput, Forbidden, TooMany
from audiencia.core.ids import StaffId
from audiencia.http import qr, render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import password_words
from audiencia.http.submitted_form import device_name, device_of, fields_of, guesser_of
from audiencia.runtime import passkeys
from audiencia.runtime import second_step as flow
from audiencia.runtime.identity import STEP_COOKIE
from audiencia.staff import factors, totp
from audiencia.staff.factors import Step

LONGEST_CODE = 40


async def show(request: web.Request) -> web.Response:
    """What is to be done, with this browser; whoever has nothing to do is led to the sign-in."""
    step = await flow.step_of(site_of(request).context, token_of(request))
    return render.see_other("/entrar") if step is None else await page(request, step)


async def prove(request: web.Request) -> web.Response:
    """A session, for a code."""
    fields, context = await fields_of(request), site_of(request).context
    step = await flow.step_of(context, token_of(request))
    if step is None or step.needs != "factor":
        return render.see_other("/entrar")
    try:
        await site_of(request).rates.sign_in(visitor_of(request).address)
        typed = fields.get("code")[:LONGEST_CODE]
        entered = await flow.prove(context, token_of(request), typed, guesser_of(request), device_of(request))
    except (BadInput, TooMany) as error:
        return await page(request, step, error)
    except Forbidden:
        return render.see_other("/entrar")
    return await entering.respond(request, entered)


async def set_up(request: web.Request) -> web.Response:
    """The application counts, and the recovery codes are shown this once."""
    fields, context = await fields_of(request), site_of(request).context
    step = await flow.step_of(context, token_of(request))
    if step is None or step.needs != "enrol":
        return render.see_other("/entrar")
    salt, typed = fields.get("salt")[:LONGEST_CODE], fields.get("code")[:LONGEST_CODE]
    try:
        await site_of(request).rates.sign_in(visitor_of(request).address)
        done = await flow.set_up(context, token_of(request), salt, typed, guesser_of(request), device_of(request))
    except (BadInput, TooMany) as error:
        return await page(request, step, error, salt)
    except Forbidden:
        return render.see_other("/entrar")
    response = show_codes(request, done.codes, await entering.home(request, done.entered))
    await entering.begin(request, response, done.entered)
    return response


def token_of(request: web.Request) -> str:
    """The token of the sign-in that waits for its second step."""
    return request.cookies.get(STEP_COOKIE, "")


def show_codes(request: web.Request, codes: tuple[str, ...], onward: str) -> web.Response:
    """Recovery codes, this once. `onward`: where to go when they are written down."""
    return render.page(request, "administration/recovery_codes.html", path="/", codes=codes, onward=onward)


async def key_options(request: web.Request, step: Step) -> str:
    """What a key is made or used by, as JSON; empty where there are none."""
    context, place = site_of(request).context, place_of(request)
    if place is None:
        return ""
    if step.needs == "factor":
        return passkeys.sign_in_options(context, place, visitor_of(request).visit)
    return await passkeys.registration_options(context, place, step.staff_id, step.login)


def application(request: web.Request, login: str, staff_id: StaffId, salt: str) -> dict[str, Any]:
    """What is shown of an application that is to be set up: the QR code, and the secret to be typed."""
    context = site_of(request).context
    salt = salt if totp.is_salt(salt) else totp.new_salt()
    secret = totp.secret_of(context.keyring, staff_id, salt)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    drawing = qr.svg(totp.address(secret, login, context.municipality.program_name))
    return {"salt": salt, "secret": grouped, "qr": drawing}


async def page(
    request: web.Request, step: Step, error: BadInput | TooMany | None = None, salt: str = ""
) -> web.Response:
    """The page of the second step that is still to be done."""
    values: dict[str, Any] = {}
    if isinstance(error, BadInput):
        values["fields"] = password_words.said(render.words_of(request), error.fields)
    if step.needs == "enrol":
        async with site_of(request).context.database.read() as conn:
            values["reset_at"] = await factors.untold_reset(conn, step.staff_id)
        values |= application(request, step.login, step.staff_id, salt)
    values |= {"key_options": await key_options(request, step), "key_name": device_name(request)}
    template = "administration/second_step.html" if step.needs == "factor" else "administration/set_up_step.html"
    return render.page(request, template, failed=error, login=step.login, **values)

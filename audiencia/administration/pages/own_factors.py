"""The own second step of signing in, on pages of «Su cuenta»: an application's codes, and recovery codes."""

from typing import Any

from aiohttp import web

from audiencia.administration import own_factors as flow
from audiencia.administration.pages import own_account, second_step
from audiencia.administration.pages.own_account import PAGE
from audiencia.core.errors import BadInput, DomainError, Refused, TooMany
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.http.staff_pages import password_words
from audiencia.http.submitted_form import fields_of, guesser_of, signed_in_staff, staff_id_of
from audiencia.staff.passwords import LONGEST_TYPED

APPLICATION_FIELD, CODES_FIELD = "application_current", "codes_current"  # The password of now in the forms of one page.
REMOVED = N_("The application counts no more: you sign in without its codes.")
ADDED = N_("From now on you sign in with a code of the application.")


async def show_totp(request: web.Request, error: BadInput | TooMany | None = None, salt: str = "") -> web.Response:
    """The QR code, and the form."""
    staff = signed_in_staff(request)
    values: dict[str, Any] = {}
    if isinstance(error, BadInput):
        values["fields"] = password_words.said(render.words_of(request), error.fields)
    login = await flow.login_of(site_of(request).context, staff.id)
    values |= second_step.application(request, login, staff.id, salt)
    return render.page(request, "administration/own_application.html", failed=error, path=PAGE, **values)


async def add_totp(request: web.Request) -> web.Response:
    """The application counts; new recovery codes are shown this once."""
    fields, context = await fields_of(request), site_of(request).context
    salt, code = (fields.get(one)[: second_step.LONGEST_CODE] for one in ("salt", "code"))
    try:
        codes = await flow.add_totp(
            context, staff_id_of(request), salt, code, fields.get("current")[:LONGEST_TYPED], guesser_of(request)
        )
    except (BadInput, TooMany) as error:
        return await show_totp(request, error, salt)
    return second_step.show_codes(request, codes, PAGE) if codes else await own_account.show(request, done=ADDED)


async def remove_totp(request: web.Request) -> web.Response:
    """The application counts no more."""
    fields, staff = await fields_of(request), signed_in_staff(request)
    password = fields.get(APPLICATION_FIELD)[:LONGEST_TYPED]
    try:
        await flow.remove_totp(site_of(request).context, staff.id, staff.role, password, guesser_of(request))
    except (BadInput, TooMany, Refused) as error:
        return await own_account.show(request, _beside(error, APPLICATION_FIELD))
    return await own_account.show(request, done=REMOVED)


async def renew_codes(request: web.Request) -> web.Response:
    """New recovery codes, shown this once."""
    fields = await fields_of(request)
    password = fields.get(CODES_FIELD)[:LONGEST_TYPED]
    try:
        codes = await flow.renew_codes(site_of(request).context, staff_id_of(request), password, guesser_of(request))
    except (BadInput, TooMany, Refused) as error:
        return await own_account.show(request, _beside(error, CODES_FIELD))
    return second_step.show_codes(request, codes, PAGE)


def _beside(error: DomainError, field: str) -> DomainError:
    """What is wrong with the password stands beside the field that was filled in."""
    return BadInput(fields={field: error.fields["current"]}) if isinstance(error, BadInput) else error

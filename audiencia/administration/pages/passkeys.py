"""Passkeys: signing in with one, setting one up as the required second step, and those of the own account.
The browser's answer comes as a field of an ordinary form (`web/src/passkey.ts`). Without script these forms are not shown."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from audiencia.administration import own_factors
from audiencia.administration.pages import entering, own_account, second_step
from audiencia.administration.pages.entering import place_of
from audiencia.administration.pages.own_account import PAGE
from audiencia.core.errors import BadInput, DomainError, Forbidden, Refused, TooMany
from audiencia.core.gettext_mark import N_
from audiencia.http import forms, render
from audiencia.http.forms import FormModel
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import password_words
from audiencia.http.submitted_form import device_name, device_of, fields_of, guesser_of, signed_in_staff
from audiencia.runtime import passkeys as flow
from audiencia.runtime import second_step as steps
from audiencia.staff.passwords import LONGEST_TYPED

LONGEST_ANSWER = 20_000
ADDED = N_("From now on you can sign in with this passkey.")
REMOVED = N_("That passkey counts no more. Delete it on its device too.")


class RemoveForm(FormModel):
    """The button of one key."""

    passkey: Annotated[int, Field(ge=1, le=2**53)]


async def sign_in(request: web.Request) -> web.Response:
    """A session of the key's owner; or the form again."""
    fields, place = await fields_of(request), place_of(request)
    try:
        await site_of(request).rates.sign_in(visitor_of(request).address)
        if place is None:
            raise BadInput
        answer = fields.get("answer")[:LONGEST_ANSWER]
        visit = visitor_of(request).visit
        step = second_step.token_of(request)
        entered = await flow.sign_in(site_of(request).context, place, visit, answer, device_of(request), step)
    except (Forbidden, TooMany, BadInput) as error:
        return entering.sign_in_page(request, error)
    return await entering.respond(request, entered)


async def set_up(request: web.Request) -> web.Response:
    """The key is the required second step, and the recovery codes are shown this once."""
    fields, context, place = await fields_of(request), site_of(request).context, place_of(request)
    token = second_step.token_of(request)
    step = await steps.step_of(context, token)
    if step is None or step.needs != "enrol" or place is None:
        return render.see_other("/entrar")
    try:
        await site_of(request).rates.sign_in(visitor_of(request).address)
        name, answer = fields.get("key_name"), fields.get("answer")[:LONGEST_ANSWER]
        done = await flow.set_up(context, token, place, name, answer, device_of(request))
    except (BadInput, TooMany) as error:
        return await second_step.page(request, step, error)
    except Forbidden:
        return render.see_other("/entrar")
    response = second_step.show_codes(request, done.codes, await entering.home(request, done.entered))
    await entering.begin(request, response, done.entered)
    return response


async def show(request: web.Request, error: BadInput | TooMany | None = None, name: str = "") -> web.Response:
    """The form of a new key."""
    values: dict[str, Any] = {"key_options": None}
    if isinstance(error, BadInput):
        values["fields"] = password_words.said(render.words_of(request), error.fields)
    context, place, staff = site_of(request).context, place_of(request), signed_in_staff(request)
    if place is not None:
        login = await own_factors.login_of(context, staff.id)
        values["key_options"] = await flow.registration_options(context, place, staff.id, login)
    form = {"key_name": name or device_name(request)}
    return render.page(
        request,
        "administration/own_passkey.html",
        failed=error,
        path=PAGE,
        form=form,
        longest=flow.LONGEST_NAME,
        **values,
    )


async def add(request: web.Request) -> web.Response:
    """The key counts from now on."""
    fields, context, place = await fields_of(request), site_of(request).context, place_of(request)
    name, answer = fields.get("key_name"), fields.get("answer")[:LONGEST_ANSWER]
    password = fields.get("current")[:LONGEST_TYPED]
    try:
        if place is None:
            raise BadInput(fields={"key": "refused"})
        codes = await own_factors.add_passkey(
            context, place, signed_in_staff(request).id, name, answer, password, guesser_of(request)
        )
    except (BadInput, TooMany) as error:
        return await show(request, error, name)
    return second_step.show_codes(request, codes, PAGE) if codes else await own_account.show(request, done=ADDED)


async def remove(request: web.Request) -> web.Response:
    """The key counts no more."""
    fields, staff = await fields_of(request), signed_in_staff(request)
    form = forms.filled(RemoveForm, fields)
    field = f"key_{form.passkey}_current"
    password = fields.get(field)[:LONGEST_TYPED]
    try:
        await own_factors.remove_passkey(
            site_of(request).context, staff.id, staff.role, form.passkey, password, guesser_of(request)
        )
    except (BadInput, TooMany, Refused) as error:
        beside: DomainError = (
            BadInput(fields={field: error.fields["current"]}) if isinstance(error, BadInput) else error
        )
        return await own_account.show(request, beside)
    return await own_account.show(request, done=REMOVED)

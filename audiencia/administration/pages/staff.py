"""Staff: signing in and out, and the pages of the live islands for directors and moderators."""

from typing import Any

from aiohttp import web

from audiencia.administration.pages import entering
from audiencia.administration.pages.landing import local_path
from audiencia.cases.api import desk_of, overdue_count
from audiencia.core.errors import BadInput, DomainError, Forbidden, TooMany
from audiencia.http import cookies, forms, islands, render
from audiencia.http.access import home_of
from audiencia.http.forms import Fields, SignInForm
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import device_of, fields_of, guesser_of
from audiencia.queue.api import commitment_owners
from audiencia.runtime import sign_in as flow
from audiencia.runtime.identity import STAFF_COOKIE


async def show_sign_in(request: web.Request) -> web.Response:
    """The form; whoever is signed in already goes to the own page."""
    staff = visitor_of(request).staff
    if staff is not None:
        return render.see_other(home_of(staff.role))
    response = entering.sign_in_page(request)
    if "next" in request.query:
        cookies.set_cookie(response, cookies.RETURN_COOKIE, local_path(request.query["next"]))
    return response


async def sign_in(request: web.Request) -> web.Response:
    """Begins a session, or leads to the second step."""
    site, visitor = site_of(request), visitor_of(request)
    fields = await fields_of(request)
    form, wrong = forms.check(SignInForm, fields)
    if form is None:
        return _again(request, fields, BadInput(fields=wrong))
    await site.rates.sign_in(visitor.address)
    try:
        entered = await flow.sign_in(
            site.context, form.username, form.password, guesser_of(request), device_of(request)
        )
    except (Forbidden, TooMany) as error:
        return _again(request, fields, error)
    return await entering.respond(request, entered)


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session here and in the database."""
    await fields_of(request)
    await flow.sign_out(site_of(request).context, request.cookies.get(STAFF_COOKIE, ""))
    response = render.see_other("/entrar")
    cookies.set_cookie(response, STAFF_COOKIE, None)
    cookies.set_cookie(response, cookies.VISIT_COOKIE, cookies.new_random())
    response.headers["Clear-Site-Data"] = (
        '"cache"'  # pages that the browser kept to go back to; what citizens keep stays
    )
    return response


async def director(request: web.Request) -> web.Response:
    """The director's console."""
    return await _console(request, "administration/director.html")


async def mayor(request: web.Request) -> web.Response:
    """The mayor's page: a director's console, the calls that go on, and what was promised."""
    return await _console(request, "administration/mayor.html")


async def _console(request: web.Request, template: str) -> web.Response:
    owners, overdue = await _owners(request), await _overdue(request)
    return islands.page(request, template, "/director", owners=owners, overdue=overdue)


async def _overdue(request: web.Request) -> int:
    """How many cases of the own department are overdue."""
    return await overdue_count(site_of(request).context, desk_of(visitor_of(request).staff))


async def _owners(request: web.Request) -> list[dict[str, Any]]:
    """Who can own a commitment: departments, and those who attend."""
    context, text = site_of(request).context, render.words_of(request).text
    owners: list[dict[str, Any]] = [
        {"department": one.slug, "staff_id": None, "name": text(one.name)} for one in context.municipality.departments
    ]
    people = await commitment_owners(context)
    return owners + [{"department": None, "staff_id": staff_id, "name": name} for staff_id, name in people]


async def assistant(request: web.Request) -> web.Response:
    """The assistant's page: a second seat at a director's room."""
    return islands.page(request, "administration/assistant.html", "/assistant", overdue=await _overdue(request))


async def moderator(request: web.Request) -> web.Response:
    """The moderator's board."""
    return islands.page(request, "administration/moderator.html", "/moderator")


def _again(request: web.Request, fields: Fields, error: DomainError) -> web.Response:
    """The password is not sent back into the page."""
    return entering.sign_in_page(request, error, form={"username": fields.get("username")})

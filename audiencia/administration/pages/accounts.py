"""Accounts of staff: the list, new ones, and what is done with each."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Literal
from uuid import uuid4

from aiohttp import web
from pydantic import BeforeValidator, StringConstraints

from audiencia.administration import accounts as flow
from audiencia.administration import invitations, staff_log
from audiencia.administration.accounts import Account, Given, NewAccount
from audiencia.administration.invitations import Invited
from audiencia.administration.pages import account_words, catalogue_parts, record_words
from audiencia.core.errors import BadInput, DomainError
from audiencia.core.ids import StaffId
from audiencia.http import field_words, forms, render
from audiencia.http.forms import CommandForm, Fields, Name, Staff
from audiencia.http.i18n import Words
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.notifications import notice_health, notice_words
from audiencia.runtime.identity import STAFF_COOKIE
from audiencia.staff.roles import STAFF_ROLES, Role

PAGE = "/administracion"
NewLogin = Annotated[
    str,
    BeforeValidator(lambda typed: typed.strip().lower()),
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,63}$"),
]


class AccountForm(CommandForm):
    """A new account."""

    login: NewLogin
    name: Name
    role: Role
    department: str = ""
    interpreter: str = ""
    stands_in: str = ""
    way: Literal["invite", "password"] = "password"


class AccountAct(CommandForm):
    """A button of one account."""

    staff_id: Staff


async def show(request: web.Request) -> web.Response:
    """The list, and the empty form."""
    return await page(request)


async def create(request: web.Request) -> web.Response:
    """A new account, and its invitation or password this once; or the form again, with what is wrong."""
    fields = await fields_of(request)
    form, wrong = forms.check(AccountForm, fields)
    wrong.pop("command_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    if form is not None and form.role not in STAFF_ROLES:
        wrong["role"] = "malformed"
    if form is None or wrong:
        return await _again(request, fields, BadInput(fields=wrong))
    new = NewAccount(
        form.login,
        " ".join(form.name.split()),
        form.role,
        form.department,
        form.interpreter,
        fields.ticked("stands_in"),
    )
    make = invitations.invite if form.way == "invite" else flow.create
    try:
        made = await make(site_of(request).context, staff_id_of(request), form.command_id, new, _visit(request))
    except DomainError as error:
        return await _again(request, fields, error)
    return await page(request, made=made)


def _handler(
    use_case: Callable[..., Awaitable[Given | Invited | None]], *more: Callable[[web.Request], str]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Of a button of one account: carries it out, and shows the list with what has become of it. `more`: what else it is told."""

    async def act(request: web.Request) -> web.Response:
        form = await form_of(request, AccountAct)
        context, told = site_of(request).context, [one(request) for one in more]
        try:
            made = await use_case(context, staff_id_of(request), form.command_id, form.staff_id, *told)
        except DomainError as error:
            return await page(request, error=error)
        return await page(request, made=made, done=form.staff_id if made is None else None)

    return act


def _visit(request: web.Request) -> str:
    return visitor_of(request).visit


def _token(request: web.Request) -> str:
    return request.cookies.get(STAFF_COOKIE, "")


renew_password = _handler(flow.renew_password, _visit, _token)
invite_again = _handler(invitations.invite_again, _visit)
withdraw_invitation = _handler(invitations.withdraw)
deactivate = _handler(flow.deactivate)
activate = _handler(flow.activate)


async def _again(request: web.Request, fields: Fields, error: DomainError) -> web.Response:
    return await page(request, typed={one: fields.get(one) for one in fields.values}, error=error)


async def page(
    request: web.Request,
    *,
    typed: Mapping[str, str] | None = None,
    error: DomainError | None = None,
    made: Given | Invited | None = None,
    done: StaffId | None = None,
    undone: bool = False,
) -> web.Response:
    """The list, with what has just become of it."""
    words, lists = render.words_of(request), await flow.lists(site_of(request).context)
    asked = catalogue_parts.asked_in(request)
    names = {one.code: words.text(one.name) for one in lists.departments}
    return render.page(
        request,
        "administration/accounts.html",
        failed=error,
        field_words=field_words.ACCOUNT_FIELDS,
        path=PAGE,
        lists=lists,
        asked=asked,
        accounts=[one for one in lists.accounts if _fits(words, asked, one)],
        notices=await notice_health.health(site_of(request).context),
        unreadable=await notice_health.unreadable_entries(site_of(request).context),
        notice_channel=lambda code: words.gettext(notice_words.CHANNELS[code]),
        notice_failure=lambda code: words.gettext(notice_words.FAILURES[code]),
        departments=list(names.items()),
        interpreters=[(one.code, words.text(one.name)) for one in lists.interpreters],
        roles=roles(words),
        role=lambda code: record_words.role(words, code),
        form=dict(typed or {}),
        command_id=lambda: str(uuid4()),
        own=staff_id_of(request),
        given=made if isinstance(made, Given) else None,
        invited=made if isinstance(made, Invited) else None,
        origin=origin_of(request),
        changes=await staff_log.history(site_of(request).context),
        what=lambda change: account_words.what(words, change, names),
        done=done,
        undone=undone,
    )


def _fits(words: Words, asked: str, one: Account) -> bool:
    """Whether the account is one of those that are looked for."""
    department = "" if one.department is None else words.text(one.department)
    return catalogue_parts.fits(asked, one.name, one.login, record_words.role(words, one.role), department)


def roles(words: Words) -> list[tuple[str, str]]:
    """All of staff, to choose from."""
    return [(one.value, words.gettext(name)) for one, name in record_words.ROLES.items() if one in STAFF_ROLES]

"""Accounts of staff: the list, new ones, and what is done with each."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from audiencia.administration import accounts as flow
from audiencia.administration import invitations, staff_log
from audiencia.administration.accounts import Account, Given, NewAccount
from audiencia.administration.invitations import Invited
from audiencia.administration.pages import account_words, content_parts, record_words
from audiencia.core.errors import BadInput, DomainError
from audiencia.core.ids import CommandId, StaffId
from audiencia.http import edge, field_words, forms, render
from audiencia.http.forms import Fields, Name
from audiencia.http.i18n import Words
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.http.submitted_form import fields_of, staff_id_of
from audiencia.notifications import notice_health, notice_words
from audiencia.runtime.identity import STAFF_COOKIE
from audiencia.staff.roles import STAFF_ROLES, Role

PAGE = "/administracion"
NewLogin = Annotated[
    str,
    BeforeValidator(lambda typed: typed.strip().lower()),
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,63}$"),
]


class AccountForm(BaseModel):
    """A new account. `command_id` is new in each page, so that one form makes one account."""

    model_config = ConfigDict(frozen=True)
    command_id: UUID
    login: NewLogin
    name: Name
    role: Role
    department: str = ""
    interpreter: str = ""
    stands_in: str = ""
    way: Literal["invite", "password"] = "password"


class AccountAct(BaseModel):
    """A button of one account."""

    model_config = ConfigDict(frozen=True)
    command_id: UUID
    staff_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


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
    context, visit = site_of(request).context, visitor_of(request).visit
    command_id = CommandId(form.command_id)
    try:
        if form.way == "invite":
            return await page(
                request, invited=await invitations.invite(context, staff_id_of(request), command_id, new, visit)
            )
        return await page(request, given=await flow.create(context, staff_id_of(request), command_id, new, visit))
    except DomainError as error:
        return await _again(request, fields, error)


async def renew_password(request: web.Request) -> web.Response:
    """Another password for an account, shown this once."""
    act = await _act(request)
    context, visit = site_of(request).context, visitor_of(request).visit
    token = request.cookies.get(STAFF_COOKIE, "")
    try:
        given = await flow.renew_password(
            context, staff_id_of(request), CommandId(act.command_id), StaffId(act.staff_id), visit, token
        )
    except DomainError as error:
        return await page(request, error=error)
    return await page(request, given=given)


async def invite_again(request: web.Request) -> web.Response:
    """Another invitation for an account, shown this once; the one before counts no more."""
    act = await _act(request)
    context, visit = site_of(request).context, visitor_of(request).visit
    try:
        invited = await invitations.invite_again(
            context, staff_id_of(request), CommandId(act.command_id), StaffId(act.staff_id), visit
        )
    except DomainError as error:
        return await page(request, error=error)
    return await page(request, invited=invited)


async def withdraw_invitation(request: web.Request) -> web.Response:
    """The invitation of an account counts no more."""
    act = await _act(request)
    context, staff_id = site_of(request).context, StaffId(act.staff_id)
    try:
        await invitations.withdraw(context, staff_id_of(request), CommandId(act.command_id), staff_id)
    except DomainError as error:
        return await page(request, error=error)
    return await page(request, done=staff_id)


async def deactivate(request: web.Request) -> web.Response:
    """Ends the sessions of the account, and lets nobody sign in with it."""
    act = await _act(request)
    try:
        await flow.deactivate(
            site_of(request).context, staff_id_of(request), CommandId(act.command_id), StaffId(act.staff_id)
        )
    except DomainError as error:
        return await page(request, error=error)
    return await page(request, done=StaffId(act.staff_id))


async def activate(request: web.Request) -> web.Response:
    """The account can be used again."""
    act = await _act(request)
    try:
        await flow.activate(
            site_of(request).context, staff_id_of(request), CommandId(act.command_id), StaffId(act.staff_id)
        )
    except DomainError as error:
        return await page(request, error=error)
    return await page(request, done=StaffId(act.staff_id))


async def _act(request: web.Request) -> AccountAct:
    """Raises `BadInput`."""
    form, wrong = forms.check(AccountAct, await fields_of(request))
    if form is None:
        raise BadInput(fields=wrong)
    return form


async def _again(request: web.Request, fields: Fields, error: DomainError) -> web.Response:
    return await page(request, typed={one: fields.get(one) for one in fields.values}, error=error)


async def page(
    request: web.Request,
    *,
    typed: Mapping[str, str] | None = None,
    error: DomainError | None = None,
    given: Given | None = None,
    invited: Invited | None = None,
    done: StaffId | None = None,
    undone: bool = False,
) -> web.Response:
    """The list, with what has just become of it."""
    words, lists = render.words_of(request), await flow.lists(site_of(request).context)
    asked = content_parts.asked_in(request)
    names = {one.code: words.text(one.name) for one in lists.departments}
    return render.page(
        request,
        "administration/accounts.html",
        status=200 if error is None else edge.status_of(error),
        path=PAGE,
        lists=lists,
        asked=asked,
        accounts=[one for one in lists.accounts if _fits(words, asked, one)],
        notices=await notice_health.health(site_of(request).context),
        unreadable=await notice_health.unreadable_entries(site_of(request).context),
        notice_channel=lambda code: words.gettext(notice_words.CHANNELS[code]),
        notice_failure=lambda code: words.gettext(notice_words.FAILURES[code]),
        departments=[(one.code, words.text(one.name)) for one in lists.departments],
        interpreters=[(one.code, words.text(one.name)) for one in lists.interpreters],
        roles=roles(words),
        role=lambda code: record_words.role(words, code),
        form=dict(typed or {}),
        command_id=lambda: str(uuid4()),
        own=staff_id_of(request),
        given=given,
        invited=invited,
        origin=origin_of(request),
        changes=await staff_log.history(site_of(request).context),
        what=lambda change: account_words.what(words, change, names),
        done=done,
        undone=undone,
        **({} if error is None else error_values(request, error)),
    )


def _fits(words: Words, asked: str, one: Account) -> bool:
    """Whether the account is one of those that are looked for."""
    department = "" if one.department is None else words.text(one.department)
    return content_parts.fits(asked, one.name, one.login, record_words.role(words, one.role), department)


def roles(words: Words) -> list[tuple[str, str]]:
    """All of staff, to choose from."""
    return [(one.value, words.gettext(name)) for one, name in record_words.ROLES.items() if one in STAFF_ROLES]


def error_values(request: web.Request, error: DomainError) -> dict[str, Any]:
    """What is said of it, by field where it is of one."""
    gettext = render.words_of(request).gettext
    values = render.error_values(request, error)
    named: Mapping[str, str] = getattr(error, "fields", {})
    said = {one: field_words.ACCOUNT_FIELDS.get((one, why)) for one, why in named.items()}
    values["fields"] = {**values["fields"], **{one: gettext(text) for one, text in said.items() if text}}
    return values

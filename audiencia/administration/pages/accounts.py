"""Accounts of staff: the list, new ones, and what is done with each."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal
from uuid import uuid4

from aiohttp import web
from pydantic import BeforeValidator

from audiencia.administration import account_list, invitations, own_factors, staff_change, staff_log
from audiencia.administration import accounts as flow
from audiencia.administration.account_list import Account
from audiencia.administration.accounts import Given, NewAccount
from audiencia.administration.invitations import Invited
from audiencia.administration.pages import account_words
from audiencia.core.errors import BadInput, DomainError
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import StaffId
from audiencia.core.texts import Login
from audiencia.http import field_words, forms, render
from audiencia.http.forms import CommandForm, Fields, Name, Staff
from audiencia.http.i18n import Words
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.notifications import notice_health
from audiencia.notifications.rules import Failure
from audiencia.rights.pages_api import record_words
from audiencia.staff.roles import STAFF_ROLES, Role

PAGE = "/administracion"
COLUMNS = ("name", "role", "department", "-last_in", "state")
CHANNELS: Mapping[str, str] = {"mail": N_("E-mail"), "sms": N_("SMS"), "push": N_("Notices in the browser")}


class AccountForm(CommandForm):
    """A new account."""

    login: Annotated[Login, BeforeValidator(lambda typed: typed.strip().lower())]
    name: Name
    role: Role
    department: str = ""
    interpreter: str = ""
    stands_in: str = ""
    way: Literal["invite", "password"] = "password"


class AccountAct(CommandForm):
    """A button of one account."""

    staff_id: Staff


async def show(
    request: web.Request,
    *,
    typed: Mapping[str, str] | None = None,
    error: DomainError | None = None,
    made: Given | Invited | None = None,
    done: StaffId | None = None,
    undone: bool = False,
) -> web.Response:
    """The list and the form, with what has just become of it."""
    words, context = render.words_of(request), site_of(request).context
    accounts, shown = await _listed(request)
    if done is not None and done not in {one.id for one in accounts}:
        accounts, shown = await _listed(request, (await staff_change.account(context, done)).login)
    choices = await account_list.choices(context)
    names = {one.code: words.text(one.name) for one in choices.departments}
    return render.page(
        request,
        "administration/accounts.html",
        failed=error,
        field_words=field_words.ACCOUNT_FIELDS,
        path=PAGE,
        list=shown,
        accounts=accounts,
        departments=list(names.items()),
        interpreters=[(one.code, words.text(one.name)) for one in choices.interpreters],
        roles=roles(words),
        role=lambda code: record_words.role(words, code),
        form=dict(typed or {}),
        command_id=lambda: str(uuid4()),
        own=staff_id_of(request),
        given=made if isinstance(made, Given) else None,
        invited=made if isinstance(made, Invited) else None,
        origin=origin_of(request),
        changes=await staff_log.history(context),
        what=lambda change: account_words.what(words, change, names),
        done=done,
        undone=undone,
        **await _notices(request),
    )


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
    return await show(request, made=made)


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
            return await show(request, error=error)
        return await show(request, made=made, done=form.staff_id if made is None else None)

    return act


def _visit(request: web.Request) -> str:
    return visitor_of(request).visit


renew_password = _handler(flow.renew_password, _visit)
invite_again = _handler(invitations.invite_again, _visit)
withdraw_invitation = _handler(invitations.withdraw)
reset_factors = _handler(own_factors.reset)
deactivate = _handler(flow.deactivate)
activate = _handler(flow.activate)


async def _again(request: web.Request, fields: Fields, error: DomainError) -> web.Response:
    return await show(request, typed={one: fields.get(one) for one in fields.values}, error=error)


async def _listed(request: web.Request, login: str = "") -> tuple[tuple[Account, ...], Listing]:
    """The page of the list that the address asks for, or the account of this `login`."""
    words, asked = render.words_of(request), listing.asked({"q": login} if login else request.query, PAGE, COLUMNS)
    names = dict(sorted(roles(words), key=lambda one: listing.plain(one[1])))
    wanted = asked.wanted(english=words.language == "en", names=names)
    accounts, total = await account_list.listed(site_of(request).context, wanted)
    return accounts, asked.counted(total)


async def _notices(request: web.Request) -> dict[str, Any]:
    """How notices go."""
    words, context = render.words_of(request), site_of(request).context
    return {
        "notices": await notice_health.health(context),
        "push_key": context.channels.push_key,
        "unreadable": await notice_health.unreadable_entries(context),
        "notice_channel": lambda code: words.gettext(CHANNELS[code]),
        "notice_failure": lambda code: words.gettext(Failure(code).says),
    }


def roles(words: Words) -> list[tuple[str, str]]:
    """All of staff, to choose from."""
    return [(one.value, words.gettext(one.says)) for one in Role if one in STAFF_ROLES]

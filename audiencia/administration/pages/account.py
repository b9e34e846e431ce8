"""One account of staff: its name, role and department are changed, and what was changed of accounts is taken back."""

from collections.abc import Mapping
from typing import Annotated
from uuid import uuid4

from aiohttp import web
from pydantic import Field

from audiencia.administration import account_list, staff_change
from audiencia.administration.pages import accounts as listed
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.core.ids import StaffId
from audiencia.http import field_words, forms, query, render
from audiencia.http.forms import CommandForm, Name, Staff
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.staff.roles import STAFF_ROLES, Role

Seen = Annotated[int, Field(ge=0, le=2**53)]


class ChangeForm(CommandForm):
    """What one account is to be. `seen`: its newest change as it was shown."""

    staff_id: Staff
    seen: Seen
    name: Name
    role: Role
    department: Annotated[str, Field(max_length=60)] = ""


class UndoForm(CommandForm):
    """Which change to take back."""

    change: Seen
    seen: Seen


async def show(request: web.Request) -> web.Response:
    """The form of one account."""
    return await _page(request, _id(request.match_info["account"]))


def _id(text: str) -> StaffId:
    """Raises `NotFound`."""
    try:
        return StaffId(query.number(text))
    except ValueError:
        raise NotFound(Code.NOT_FOUND) from None


async def change(request: web.Request) -> web.Response:
    """Saves it, and leads to the list; or shows it again with what is wrong."""
    fields = await fields_of(request)
    form, wrong = forms.check(ChangeForm, fields)
    typed = {one: fields.get(one) for one in ("name", "role", "department", "stands_in")}
    if form is None or form.role not in STAFF_ROLES:
        wrong = wrong or {"role": "malformed"}
        if not wrong.keys() <= {"name", "role", "department"}:  # the others are hidden: nobody can correct them
            raise BadInput(fields=wrong)
        return await _page(request, _id(fields.get("staff_id")), typed, BadInput(fields=wrong))
    new = {
        "name": " ".join(form.name.split()),
        "role": form.role.value,
        "department": form.department or None,
        "stands_in": fields.ticked("stands_in"),
    }
    try:
        context, by = site_of(request).context, staff_id_of(request)
        await staff_change.change(context, by, form.command_id, form.staff_id, form.seen, new)
    except DomainError as error:
        return await _page(request, form.staff_id, typed, error)
    return await listed.show(request, done=form.staff_id)


async def undo(request: web.Request) -> web.Response:
    """Takes one change back."""
    form = await form_of(request, UndoForm)
    try:
        context, by = site_of(request).context, staff_id_of(request)
        await staff_change.undo(context, by, form.command_id, form.change, form.seen)
    except DomainError as error:
        return await listed.show(request, error=error)
    return await listed.show(request, undone=True)


async def _page(
    request: web.Request, staff_id: StaffId, typed: Mapping[str, str] | None = None, error: DomainError | None = None
) -> web.Response:
    """Raises `NotFound`."""
    words, context = render.words_of(request), site_of(request).context
    held, choices = await staff_change.account(context, staff_id), await account_list.choices(context)
    value = held.value
    known = {"name": value["name"], "role": value["role"], "department": value["department"] or ""}
    known["stands_in"] = "yes" if value["stands_in"] else ""
    return render.page(
        request,
        "administration/account.html",
        failed=error,
        field_words=field_words.ACCOUNT_FIELDS,
        path=listed.PAGE,
        account=held,
        form=dict(typed or known),
        roles=listed.roles(words),
        departments=[(one.code, words.text(one.name)) for one in choices.departments],
        command_id=str(uuid4()),
    )

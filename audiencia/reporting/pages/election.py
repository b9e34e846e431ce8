"""The switch for election periods, for administrators."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import Field

from audiencia.core.errors import BadInput, DomainError
from audiencia.core.ids import CommandId
from audiencia.directory.api import election_entries, election_in_force, lift_election, set_election
from audiencia.http import forms, render
from audiencia.http.forms import FormModel
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, staff_id_of

PAGE = "/administracion/periodo-electoral"


class PeriodForm(FormModel):
    """Both days belong to it."""

    command_id: UUID
    begins_on: date
    ends_on: date


class LiftForm(FormModel):
    """The button of one period."""

    command_id: UUID
    period: Annotated[int, Field(ge=1, le=2**31 - 1)]


async def show(request: web.Request) -> web.Response:
    """The list, and the empty form."""
    return await _page(request)


async def set_period(request: web.Request) -> web.Response:
    """A new one; or the form again, with what is wrong."""
    fields = await fields_of(request)
    form, wrong = forms.check(PeriodForm, fields)
    wrong = {name: "malformed" if fields.get(name) else "required" for name in wrong if name != "command_id"}
    try:
        if form is None:
            raise BadInput(fields=wrong)
        await set_election(
            site_of(request).context, staff_id_of(request), CommandId(form.command_id), form.begins_on, form.ends_on
        )
    except BadInput as error:
        again = {name: fields.get(name) or "" for name in ("begins_on", "ends_on")}
        return await _page(request, error=error, form=again)
    return render.see_other(PAGE)


async def lift(request: web.Request) -> web.Response:
    """It ends now."""
    form, _ = forms.check(LiftForm, await fields_of(request))
    if form is None:
        raise BadInput()
    await lift_election(site_of(request).context, staff_id_of(request), CommandId(form.command_id), form.period)
    return render.see_other(PAGE)


async def _page(
    request: web.Request, *, error: DomainError | None = None, form: dict[str, str] | None = None
) -> web.Response:
    context = site_of(request).context
    return render.page(
        request, "reporting/election_period.html", failed=error, path=PAGE,
        periods=await election_entries(context), now=await election_in_force(context), command_id=uuid4, form=form or {},
    )  # fmt: skip

"""The switch for election periods, for administrators."""

from datetime import date
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, DomainError
from audiencia.directory.api import election_entries, election_in_force, lift_election, set_election
from audiencia.http import forms, render
from audiencia.http.forms import CommandForm, Id
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of

PAGE = "/administracion/periodo-electoral"


class PeriodForm(CommandForm):
    """Both days belong to it."""

    begins_on: date
    ends_on: date


class LiftForm(CommandForm):
    """The button of one period."""

    period: Id


async def show(
    request: web.Request, *, error: DomainError | None = None, form: dict[str, str] | None = None
) -> web.Response:
    """The list, and the form: empty, or again with what is wrong."""
    context = site_of(request).context
    return render.page(
        request, "reporting/election_period.html", failed=error, path=PAGE,
        periods=await election_entries(context), now=await election_in_force(context), command_id=uuid4, form=form or {},
    )  # fmt: skip


async def set_period(request: web.Request) -> web.Response:
    """A new one; or the form again, with what is wrong."""
    fields = await fields_of(request)
    form, wrong = forms.check(PeriodForm, fields)
    wrong = {name: "malformed" if fields.get(name) else "required" for name in wrong if name != "command_id"}
    try:
        if form is None:
            raise BadInput(fields=wrong)
        context, by = site_of(request).context, staff_id_of(request)
        await set_election(context, by, form.command_id, form.begins_on, form.ends_on)
    except BadInput as error:
        again = {name: fields.get(name) or "" for name in ("begins_on", "ends_on")}
        return await show(request, error=error, form=again)
    return render.see_other(PAGE)


async def lift(request: web.Request) -> web.Response:
    """Ends the election period now."""
    form = await form_of(request, LiftForm)
    await lift_election(site_of(request).context, staff_id_of(request), form.command_id, form.period)
    return render.see_other(PAGE)

"""The front desk's forms, as the flows take them: written by a member of staff, for somebody who says it."""

from dataclasses import replace
from typing import TypeVar

from aiohttp import web

from audiencia.core.errors import BadInput, Code
from audiencia.core.ids import StaffId
from audiencia.http.consent_fields import Said
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.queue.joining.entering import JoinRequest
from audiencia.queue.joining.pages import own_form
from audiencia.queue.joining.pages.form_models import DeskForm
from audiencia.queue.joining.pages.own_form import OTHER_PERSON

Form = TypeVar("Form", bound=DeskForm)


def check(request: web.Request, fields: Fields, staff_id: StaffId, kind: type[Form]) -> tuple[JoinRequest, Form]:
    """Raises `BadInput` naming all wrong fields at once, consents included."""
    said = Said.read(request, fields)
    form, wrong = own_form.check(kind, fields)
    chosen = topic_of(request, fields.get("topic"))
    if chosen is None:
        wrong["topic"] = "required"
    if fields.get("medium") == "phone" and wrong.get("contact") == "malformed":
        wrong["contact"] = Code.TELEPHONE_NEEDED.value
    wrong = wrong | said.wrong
    if form is None or chosen is None or wrong:
        raise BadInput(fields=wrong)
    asked = replace(
        own_form.as_asked(request, form, said, *chosen),
        carried_folio=form.carried_folio,
        carried_pin=form.carried_pin,
        medium=form.medium,
        other_person=fields.ticked(OTHER_PERSON),
        by=staff_id,
    )
    return asked, form


def topic_of(request: web.Request, typed: str) -> tuple[str, str] | None:
    """Department and topic of one choice of the list, which stands there as `department/topic`."""
    department, _, topic = typed.partition("/")
    municipality = site_of(request).context.municipality
    known = {(one.slug, about.slug) for one in municipality.departments for about in one.topics}
    return (department, topic) if (department, topic) in known else None

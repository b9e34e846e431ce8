"""The front desk's form, as the flow takes it: written by a member of staff, for somebody who says it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from audiencia.errors import BadInput
from audiencia.flows.entering import JoinRequest
from audiencia.ids import StaffId
from audiencia.pages import forms
from audiencia.pages.forms import DeskForm, Fields
from audiencia.pages.said import Said
from audiencia.pages.site import site_of, visitor_of


def check(request: web.Request, fields: Fields, staff_id: StaffId) -> JoinRequest:
    """Raises `BadInput` naming all wrong fields at once, consents included."""
    municipality = site_of(request).house.municipality
    said = Said.read(request, fields)
    form, wrong = forms.check(DeskForm, fields)
    wrong.pop("submission_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    department, _, topic = fields.get("topic").partition("/")
    known = {(one.slug, about.slug) for one in municipality.departments for about in one.topics}
    if (department, topic) not in known:
        wrong["topic"] = "required"
    wrong = wrong | said.wrong
    if form is None or wrong:
        raise BadInput(fields=wrong)
    return JoinRequest(
        submission_id=form.submission_id,
        department=department,
        topic=topic,
        name=" ".join(form.name.split()),
        matter=" ".join(form.matter.split()),
        contact=" ".join(form.contact.split()),
        adjustments=said.adjustments,
        read_notice=said.read_notice,
        purposes=said.purposes,
        notice_hash=form.notice_hash,
        language=visitor_of(request).language,
        carried_folio=form.carried_folio,
        carried_pin=form.carried_pin,
        medium=form.medium,
        by=staff_id,
    )


def submission_id(typed: Mapping[str, Any]) -> str:
    """The one of the form, so that a corrected form stays the same submission; a new one when that was no UUID."""
    try:
        return str(UUID(typed.get("submission_id", "")))
    except ValueError:
        return str(uuid4())

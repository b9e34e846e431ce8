"""The petition form as the flow takes it, whoever filled it in: the person, or the front desk for somebody."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from aiohttp import web
from pydantic import StringConstraints

from audiencia.cases.domain.case import Kind
from audiencia.cases.domain.contact import reaches
from audiencia.cases.domain.point import coarse
from audiencia.cases.pages import petition_words
from audiencia.cases.use_cases.citizen_look import holds
from audiencia.cases.use_cases.submit import AnswerBy, Behalf, PetitionRequest, Source
from audiencia.core.errors import BadInput, Code, DomainError
from audiencia.core.ids import CaseId, StaffId
from audiencia.http import forms, render
from audiencia.http.bodies import Body
from audiencia.http.consent_fields import Said
from audiencia.http.forms import Contact, Fields, FormModel
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import command_of, know_device
from audiencia.privacy.consent import ASKED_AGAIN
from audiencia.privacy.contact import email
from audiencia.settings.config import Municipality
from audiencia.settings.municipality_parts import Department, Topic

TEXTS = (
    "topic", "about", "matter", "colonia", "reference", "point", "name", "anonymous", "contact", "answer_by", "mail_me", "behalf",
    "group_name", "minor_name", "relation", "guardian", "minor", "guardian_name", "guardian_agrees", "source",
    "submission_id", "read_notice",
)  # fmt: skip
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class PetitionForm(FormModel):
    """What is written into it; consents are read beside it, because their names are configured."""

    submission_id: UUID
    notice_hash: str = ""
    matter: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
    colonia: Short = ""
    reference: Long = ""
    name: Short = ""
    contact: Contact = ""
    answer_by: AnswerBy
    behalf: Behalf = "self"
    group_name: Short = ""
    minor_name: Short = ""
    relation: Literal["", "mother", "father", "guardian"] = ""


def check(request: web.Request, body: Body, kind: Kind, source: Source, by: StaffId | None = None) -> PetitionRequest:
    """Raises `BadInput` naming all wrong fields at once, consents and files included."""
    site, fields = site_of(request), body.fields
    anonymous = fields.ticked("anonymous")
    said = Said.read(request, fields, nobody=anonymous and not fields.get("contact").strip())
    form, wrong = forms.check(PetitionForm, fields)
    wrong.pop("submission_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    department, topic, addressee_wrong = _addressee(site.context.municipality, fields, kind)
    wrong = addressee_wrong | wrong | body.wrong | _conditions(fields, site.context.municipality)
    # In the order of the page, as far as it goes: the summary leads from one to the next.
    wrong = wrong | said.wrong if by is None else said.wrong | wrong
    if form is None or wrong:
        raise BadInput(fields=wrong)
    return PetitionRequest(
        command_id=command_of(request, form.submission_id),
        kind=kind,
        department=department,
        topic=topic,
        name="" if anonymous else " ".join(form.name.split()),
        matter=form.matter,
        place=place_of(fields),
        contact=" ".join(form.contact.split()),
        answer_by=form.answer_by,
        behalf=form.behalf,
        behalf_of=_behalf_of(request, form),
        anonymous=anonymous,
        minor=said.minor,
        read_notice=said.read_notice,
        purposes=said.purposes,
        notice_hash=form.notice_hash,
        language=visitor_of(request).language,
        files=tuple(body.files),
        source=source,
        by=by,
        acknowledge=fields.ticked("mail_me"),
        device=know_device(request) if by is None else "",
    )


async def is_held(request: web.Request, body: Body, case_id: CaseId) -> bool:
    """Whether the case that this form led to before says what it says now, and has its files."""
    fields = body.fields
    typed = {name: fields.get(name) for name in ("name", "contact", "matter")} | {"place": place_of(fields)}
    if fields.ticked("anonymous"):
        typed["name"] = ""
    return not body.wrong and await holds(site_of(request).context, case_id, typed, body.files)


def values(request: web.Request, kind: Kind, typed: Mapping[str, Any], body: Body | None) -> dict[str, Any]:
    """What its page is made of, whoever fills it in; of files only the names can come back, so they are told."""
    site = site_of(request)
    municipality = site.context.municipality
    return {
        "kind": kind,
        "rules": municipality.petitions,
        "departments": municipality.public_departments,
        "notice": site.notices[visitor_of(request).language],
        "relations": petition_words.RELATIONS,
        "mail": "mail" in site.context.channels.on,
        "submission_id": forms.form_id(typed),
        "form": typed,
        "sent_files": [] if body is None else files_of(request, body),
    }


def files_of(request: web.Request, body: Body) -> list[tuple[str, str]]:
    """The names of what was sent, each with why it was not taken, if so."""
    gettext = render.words_of(request).gettext
    return [
        (one.name, "" if one.refused is None else gettext(petition_words.FILES[one.refused.value])) for one in body.sent
    ]


def topic_of(municipality: Municipality, said: str) -> tuple[Department, Topic] | None:
    """The topic that people choose as `department/topic`, with its department."""
    department, _, topic = said.partition("/")
    of = next((one for one in municipality.public_departments if one.slug == department), None)
    found = next((one for one in of.topics if one.slug == topic), None) if of else None
    return (of, found) if of and found else None


def _addressee(municipality: Municipality, fields: Fields, kind: Kind) -> tuple[str, str, dict[str, str]]:
    """Department, topic, and what is wrong with them."""
    if kind == "complaint":
        about = fields.get("about")
        known = not about or municipality.department(about) is not None
        return about, "", {} if known else {"about": "unknown"}
    found = topic_of(municipality, fields.get("topic"))
    return (found[0].slug, found[1].slug, {}) if found else ("", "", {"topic": "required"})


def _conditions(fields: Fields, municipality: Municipality) -> dict[str, str]:
    """What one answer asks of another."""
    wrong: dict[str, str] = {}
    if not fields.ticked("anonymous") and not fields.get("name").strip():
        wrong["name"] = "required_or_anonymous" if municipality.petitions.anonymous else "required"
    try:
        coarse(fields.get("point"))
    except ValueError:
        wrong["point"] = "malformed"
    if not reaches(fields.get("contact"), fields.get("answer_by")):
        wrong["contact"] = "contact_needed"  # "or leave it empty", which is said of it elsewhere, would lead astray
    if fields.ticked("mail_me") and not email(fields.get("contact")):
        wrong["contact"] = "mail_needed"
    needed = {"group": ("group_name",), "minor": ("minor_name", "relation", "guardian")}.get(fields.get("behalf"), ())
    return wrong | {name: "required" for name in needed if not fields.get(name).strip()}


def place_of(fields: Fields) -> str:
    """The place in one line; a malformed point is left out."""
    try:
        point = coarse(fields.get("point"))
    except ValueError:
        point = ""
    return " · ".join(part for part in (fields.get("colonia").strip(), fields.get("reference").strip(), point) if part)


def _behalf_of(request: web.Request, form: PetitionForm) -> str:
    """Whom it is for, as the staff read it."""
    if form.behalf == "group":
        return form.group_name
    if form.behalf == "minor":
        spanish = site_of(request).languages["es-MX"]
        return f"{form.minor_name} ({spanish.gettext(petition_words.RELATIONS[form.relation])})"
    return ""


def typed(fields: Fields, error: DomainError) -> dict[str, Any]:
    """What comes back into the form; after a change of the notice without the consents, and what was sent before as another form."""
    kept = {name: fields.get(name) for name in fields.values if name in TEXTS or name.startswith("consent_")}
    another = ("submission_id",)
    gone = {Code.NOTICE_CHANGED: ASKED_AGAIN, Code.FORM_USED: another, Code.FORM_CHANGED: another}.get(error.code, ())
    return {name: value for name, value in kept.items() if not name.startswith(gone)}

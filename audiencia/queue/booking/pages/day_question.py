"""What an administrator is asked before a day is called off on which people have places, or held after all once they were given back.
The form that led here goes along in hidden fields, so that the answer carries it out as it was meant."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from uuid import uuid4

from aiohttp import web
from pydantic import Field

from audiencia.core.errors import BadInput, Code, DomainError
from audiencia.http import csrf, forms, render
from audiencia.http.error_status import status_of
from audiencia.http.forms import Fields, FormModel
from audiencia.http.site import site_of
from audiencia.queue.booking import calling_off
from audiencia.queue.domain.calling_off import WHY, Answer, CalledOff, Why

ASKED = frozenset({Code.DAY_BOOKED, Code.DAY_GIVEN_BACK, Code.PLACES_CHANGED})
MORE = 300  # Characters of what more is said of a reason: it goes into e-mails too.


class AnswerForm(FormModel):
    """What was answered: nothing yet, the day is called off, or it is held after all. `places`: as the question said; `tell`:
    whether those who can be told that it is held are told."""

    answer: Literal["call_off", "hold"]
    places: Annotated[int, Field(ge=0, le=2**31 - 1)]
    reason: Why | Literal[""] = ""
    more_es: Annotated[str, Field(max_length=MORE)] = ""
    more_en: Annotated[str, Field(max_length=MORE)] = ""
    tell: Literal["", "yes"] = ""


OWN = frozenset(AnswerForm.model_fields) | {csrf.FIELD, "command_id"}
"""Fields of the question itself; all others are of the form that led to it."""


def asks(error: DomainError) -> bool:
    """Whether this refusal is a question that can be answered, not a fact: hours of a day that people booked stay as they are."""
    return error.code in ASKED and "day" in error.params


def answered(fields: Fields) -> Answer | None:
    """The answer that the form carries; `None` before anything was asked. Raises `BadInput` naming what is wrong."""
    if not fields.get("answer"):
        return None
    form, wrong = forms.check(AnswerForm, fields)
    if form is not None and form.answer == "call_off":
        wrong |= {} if form.reason else {"reason": "required"}
        # Who reads only that force majeure was the reason has read nothing.
        wrong |= {"more_es": "required"} if form.reason is Why.OTHER and not form.more_es.strip() else {}
    if form is None or wrong:
        raise BadInput(fields={_FIELDS.get(name, name): why for name, why in wrong.items()})
    if form.answer == "hold":
        return Answer(form.places, tell=form.tell == "yes")
    more_es = " ".join(form.more_es.split())
    more_en = " ".join(form.more_en.split()) or more_es
    return Answer(form.places, CalledOff(Why(form.reason), more_es or more_en, more_en))


_FIELDS = {"reason": "called_off_reason"}  # Where words beside a field are known by another name.


async def page(request: web.Request, fields: Fields, path: str, error: DomainError) -> web.Response:
    """The question, with whom it concerns as it is now; `error` is shown unless it only asks."""
    context = site_of(request).context
    preview = await calling_off.preview(context, _day(fields))
    first = not fields.get("answer")
    return render.page(
        request,
        "queue/booking/day.html",
        status_of(error),
        failed=None if first else error,
        path=path,
        preview=preview,
        calls_off=preview.places > 0 or fields.get("answer") == "call_off",
        command_id=str(uuid4()),
        carried=[(name, value) for name, given in fields.values.items() if name not in OWN for value in given],
        whys=[(one.value, render.words_of(request).gettext(text)) for one, text in WHY.items()],
        most=MORE,
        form=_typed(fields),
        channels=sorted(context.channels.on),
    )


def _day(fields: Fields) -> date:
    """The day that the form changes. Raises `BadInput` for what is no day."""
    try:
        return date.fromisoformat(fields.get("key") or fields.get("day"))
    except ValueError as error:
        raise BadInput from error


def _typed(fields: Fields) -> Mapping[str, str]:
    """At first what was said of the day in the form that led here."""
    if fields.get("answer"):
        return {name: fields.get(name) for name in OWN - {csrf.FIELD}}
    return {"more_es": fields.get("why_es") or fields.get("name"), "more_en": fields.get("why_en"), "tell": "yes"}

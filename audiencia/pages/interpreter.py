"""An interpreter's page: whether they are marked present, the call they are booked for, and who waits for them."""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, StringConstraints

from audiencia.errors import BadInput
from audiencia.flows import interpretation as flow
from audiencia.ids import CommandId, StaffId
from audiencia.pages import csrf, forms, render, state_words
from audiencia.pages.site import site_of, visitor_of

PAGE = "/interpretacion"
FRESH_SECONDS = 10
"""How old the page gets before it loads itself again."""


class PresenceForm(BaseModel):
    """A button of the page. `command_id` is new in each page."""

    model_config = ConfigDict(frozen=True)
    command_id: UUID
    present: Literal["yes", "no"]
    still: Annotated[str, StringConstraints(max_length=8)] = ""


async def show(request: web.Request) -> web.Response:
    """As it is now. It loads itself again, unless that was turned off: without script as a whole."""
    part = await flow.look(site_of(request).house, _staff(request))
    still = request.query.get("quieta") == "si"
    return render.page(
        request,
        "interpretacion.html",
        part=part,
        still=still,
        seconds=FRESH_SECONDS,
        command_id=str(uuid4()),
        states=state_words.DESK_STATES,
    )


async def set_present(request: web.Request) -> web.Response:
    """There, or not there; then the page again."""
    fields = await forms.read(request)
    csrf.check_token(site_of(request).house.keyring, visitor_of(request).visit, fields.get(csrf.FIELD))
    form, wrong = forms.check(PresenceForm, fields)
    if form is None:
        raise BadInput(fields=wrong)
    house = site_of(request).house
    await flow.set_present(house, _staff(request), CommandId(form.command_id), form.present == "yes")
    return render.see_other(f"{PAGE}?quieta=si" if form.still == "si" else PAGE)


def _staff(request: web.Request) -> StaffId:
    staff = visitor_of(request).staff
    assert staff is not None
    return staff.id

"""Whether all is ready for the jornada, for administrators and moderators; and where directors try their devices beforehand."""

from typing import Literal

from aiohttp import web

from audiencia.http import islands, render
from audiencia.http.forms import FormModel
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_of, signed_in_staff
from audiencia.operations.checks import readiness as flow
from audiencia.operations.checks.result import reds, worst_first
from audiencia.queue.sessions import clock
from audiencia.staff.roles import Role

PAGE, TEST_PAGE = "/revision", "/prueba"
EXAMINE: web.AppKey[flow.Examine] = web.AppKey("examine")  # Looks whether all is ready for the jornada.


class DeviceTestForm(FormModel):
    """What the person was content with."""

    devices: Literal["camera_and_microphone", "microphone"]


async def show(request: web.Request) -> web.Response:
    """Looked at now: the list, the worst first."""
    rows = await request.config_dict[EXAMINE]()
    doubt = await clock.doubt(site_of(request).context)
    return render.page(request, "operations/readiness.html", rows=worst_first(rows), red=reds(rows), clock_step=doubt)


async def confirm_clock(request: web.Request) -> web.Response:
    """The database's clock was set, and the time is right now."""
    await fields_of(request)
    await clock.confirm(site_of(request).context, signed_in_staff(request).id)
    return render.see_other(PAGE)


async def show_test(request: web.Request) -> web.Response:
    """Camera and microphone, on any day."""
    staff = signed_in_staff(request)
    last = await flow.last_test(site_of(request).context, staff.id)
    return islands.page(
        request,
        "operations/device_test.html",
        "/director",
        island="device_test",
        desk="/presidencia" if staff.role is Role.MAYOR else "/direccion",
        last=last,
        done=request.query.get("hecha") == "si" and last is not None,
    )


async def note_test(request: web.Request) -> web.Response:
    """They tried them: kept with the time, and nothing of the devices."""
    form = await form_of(request, DeviceTestForm)
    camera = form.devices == "camera_and_microphone"
    await flow.note_device_test(site_of(request).context, signed_in_staff(request).id, camera=camera)
    return render.see_other(f"{TEST_PAGE}?hecha=si")

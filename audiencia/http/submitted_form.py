"""What a form of our own pages sent, and who sent it."""

from uuid import UUID

from aiohttp import web

from audiencia.core.errors import Code, Forbidden, NotFound, Refused
from audiencia.core.ids import CommandId, StaffId
from audiencia.http import cookies, csrf, forms
from audiencia.http.forms import Fields, Form
from audiencia.http.limits import rates
from audiencia.http.site import site_of, visitor_of
from audiencia.privacy.attempts import Guesser
from audiencia.staff import devices
from audiencia.staff.devices import Device
from audiencia.staff.store import StaffIdentity


async def fields_of(request: web.Request, most: int = forms.MAX_FIELDS) -> Fields:
    """At most so many fields. Raises `BadInput`, and `Forbidden(csrf)` for a form that was not made for this visit."""
    fields = await forms.read(request, most)
    csrf.check_token(site_of(request).context.keyring, visitor_of(request).visit, fields.get(csrf.FIELD))
    return fields


async def form_of(request: web.Request, form: type[Form]) -> Form:
    """A form whose fields nobody types, such as that of a button. Raises `BadInput`, `Forbidden(csrf)`."""
    return forms.filled(form, await fields_of(request))


def check_folio(fields: Fields, folio: str) -> None:
    """Whether the form is of the folio that this browser has open: another tab may have opened another one since the page was shown.
    Pages of versions before send none. Raises `Refused(case_elsewhere)`."""
    if fields.get("folio") not in ("", folio):
        raise Refused(Code.CASE_ELSEWHERE)


def form_id_of(fields: Fields) -> UUID:
    """The `submission_id` that was sent; a new one when that was none."""
    return UUID(forms.form_id({"submission_id": fields.get("submission_id")}))


def command_of(request: web.Request, form_id: UUID) -> CommandId:
    """Under which id this form is carried out once: the same `submission_id` sent by another visit is another form."""
    keyed = site_of(request).context.keyring.keyed_hash("submission", f"{visitor_of(request).visit}:{form_id}")
    return CommandId(UUID(bytes=keyed[:16]))


def know_device(request: web.Request) -> str:
    """The browser's own id, which it gets with its first form."""
    device = cookies.read_device(request) or cookies.new_random()
    visitor_of(request).set_cookies[cookies.DEVICE_COOKIE] = device
    return device


def guesser_of(request: web.Request) -> Guesser:
    """Where a PIN or a password that this form holds comes from."""
    return Guesser(rates.network(visitor_of(request).address), know_device(request))


def device_of(request: web.Request) -> Device:
    """Browser and system, as far as the browser tells."""
    return devices.device_of(request.headers.get("User-Agent", ""))


def device_name(request: web.Request) -> str:
    """Browser and system as text; empty when neither is known."""
    device = device_of(request)
    return " · ".join(one for one in (device.browser, device.system) if one)


def signed_in_staff(request: web.Request) -> StaffIdentity:
    """Who of staff is signed in. Raises `Forbidden(sign_in_needed)`, though the matrix lets nobody else come so far."""
    staff = visitor_of(request).staff
    if staff is None:
        raise Forbidden(Code.SIGN_IN_NEEDED)
    return staff


def staff_id_of(request: web.Request) -> StaffId:
    """The account of who of staff is signed in. Raises as `signed_in_staff`."""
    return signed_in_staff(request).id


def id_in_path(request: web.Request, name: str, missing: Code = Code.NOT_FOUND) -> UUID:
    """The id that the address has under this name. Raises `NotFound`."""
    try:
        return UUID(request.match_info[name])
    except ValueError as error:
        raise NotFound(missing) from error

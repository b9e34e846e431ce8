"""What a form of our own pages sent, and who sent it."""

from aiohttp import web

from audiencia.errors import Code, Forbidden
from audiencia.ids import StaffId
from audiencia.pages import csrf, forms
from audiencia.pages.forms import Fields
from audiencia.pages.site import site_of, visitor_of


async def fields_of(request: web.Request, most: int = forms.MAX_FIELDS) -> Fields:
    """At most so many fields. Raises `BadInput`, and `Forbidden(csrf)` for a form that was not made for this visit."""
    fields = await forms.read(request, most)
    csrf.check_token(site_of(request).house.keyring, visitor_of(request).visit, fields.get(csrf.FIELD))
    return fields


def staff_id_of(request: web.Request) -> StaffId:
    """Who of staff is signed in. Raises `Forbidden(sign_in_needed)`, though the matrix lets nobody else come so far."""
    staff = visitor_of(request).staff
    if staff is None:
        raise Forbidden(Code.SIGN_IN_NEEDED)
    return staff.id

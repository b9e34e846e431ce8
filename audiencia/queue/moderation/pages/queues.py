"""A queue that takes nobody now: what happened, and what to do instead."""

from aiohttp import web

from audiencia.core.errors import Code, Refused
from audiencia.http import edge, render
from audiencia.http.error_status import status_of
from audiencia.http.site import site_of
from audiencia.queue.booking import booking
from audiencia.queue.joining import admission as flow
from audiencia.queue.joining import status
from audiencia.queue.joining.admission import Admission

CLOSED = frozenset(
    {
        Code.SESSION_CLOSED,
        Code.SESSION_NOT_OPEN_YET,
        Code.PRACTICE_GOES_ON,
        Code.QUEUE_CLOSED,
        Code.QUEUE_FULL,
        Code.TOO_LATE_TODAY,
    }
)
"""Refusals after which nobody can join that queue for now."""


async def instead(request: web.Request, error: Refused, admission: Admission | None = None) -> web.Response:
    """The page of a refusal in `CLOSED`: queues that take people, the telephone, and the next session's date."""
    context = site_of(request).context
    if edge.wants_json(request):
        raise error
    found = admission or await flow.admission(context)
    said = render.say(request, error)
    return render.page(
        request,
        "queue/moderation/instead.html",
        status=status_of(error),
        code=error.code.value,
        message=said.message,
        what_to_do=said.what_to_do,
        departments=[one for one in context.municipality.public_departments if found.refusal_of(one.slug) is None],
        queues=found.queues,
        next_opening=await status.next_opening(context),
        book_at=await _book_at(request),
    )


async def _book_at(request: web.Request) -> str | None:
    """Where a place of the next session can be booked for this matter; `None` where or while it cannot."""
    department, topic = request.match_info.get("department", ""), request.match_info.get("topic", "")
    try:
        found = await booking.windows(site_of(request).context, department, topic)
    except Refused:
        return None
    return f"/citas/{department}/{topic}" if found.anything_left else None
